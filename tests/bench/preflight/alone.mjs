// A process of its own for one campaign: `node alone.mjs RECIPIENTS DUPLICATES` prints how long it took without the
// making of its bytes, and how large the module's memory was before and is after it.
import { initSync } from "../../../pkg/dist/core.js";
import { preflight } from "./race.mjs";
import { recipients } from "./recipients.mjs";

const [count, duplicates] = [Number(process.argv[2]), process.argv[3]];
// It runs already: this only asks for it.
const { memory } = initSync();

/** The milliseconds that the module worked on a campaign to so many. */
function taken(count) {
  let sum_ms = 0;
  const timed = (step) => {
    const start = performance.now();
    const result = step();
    sum_ms += performance.now() - start;
    return result;
  };
  const run = timed(() => preflight({ duplicates }));
  for (const chunk of recipients(count)) timed(() => run.push(chunk));
  const answer = timed(() => run.finish());
  if (answer.recipients !== count) throw new Error(`${answer.recipients} recipients were counted`);
  return sum_ms;
}

const before = memory.buffer.byteLength;
const ms = taken(count);
console.log(JSON.stringify({ ms, before, after: memory.buffer.byteLength }));
