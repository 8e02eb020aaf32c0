// Runs in Node and in Chromium alike: the preflight of a campaign beside its peers, over the same bytes, in one run.
import { Engine } from "septet";
import { median } from "../support/support.mjs";
import { careful } from "./careful.mjs";
import { packedNumbers, recipients, REGIONS, TEMPLATE } from "./recipients.mjs";
import { Tuned } from "./tuned.mjs";

export const RECIPIENTS = 1_000_000;
const WARM_UP = 20_000;
const ROUNDS = 5;

/** A preflight of the campaign. */
export const preflight = (options) =>
  new Engine("calcom").preflight({ service: "sms", plan: "organization", template: TEMPLATE, ...options });

function septet(chunks, options) {
  const run = preflight(options);
  for (const chunk of chunks) run.push(chunk);
  const { credits, byRegion, bySegments, byEncoding } = run.finish();
  const regions = byRegion.map(({ region, recipients, segments, credits }) => [region, { recipients, segments, credits: credits.expected }]);
  const by = (name, rows) => rows.map((row) => [row[name], row.recipients]);
  return { credits: credits.expected, regions, segments: by("segments", bySegments), encodings: by("encoding", byEncoding) };
}

function tuned(chunks, data) {
  const run = new Tuned(data);
  for (const chunk of chunks) run.push(chunk);
  return run.finish();
}

/** All totals of a contestant in one order. */
export const totals = ({ credits, regions, segments, encodings }) =>
  JSON.stringify({ credits, regions: regions.toSorted(), segments: segments.toSorted(([a], [b]) => a - b), encodings: encodings.toSorted() });

export function agree(found) {
  const [[first, wanted], ...others] = Object.entries(found);
  for (const [name, given] of others) {
    if (given !== wanted) throw new Error(`${first} and ${name} disagree:\n${wanted}\n${given}`);
  }
}

/** Milliseconds of a contestant over everything, and that all totals are equal. */
function fromBytes(data) {
  const contestants = {
    septet: (chunks) => septet(chunks, { duplicates: "ignore" }),
    "septet, with duplicates": (chunks) => septet(chunks, { duplicates: "keep" }),
    tuned: (chunks) => tuned(chunks, data),
    careful: (chunks) => careful(data, chunks),
  };
  const few = [...recipients(WARM_UP)];
  agree(Object.fromEntries(Object.entries(contestants).map(([name, run]) => [name, totals(run(few))])));

  const chunks = [...recipients(RECIPIENTS)];
  const [found, taken] = [{}, {}];
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, run] of Object.entries(contestants)) {
      // It takes half a minute, and does not get faster.
      if (name === "careful" && round > 0) continue;
      const start = performance.now();
      const answer = run(chunks);
      (taken[name] ??= []).push(performance.now() - start);
      found[name] = totals(answer);
    }
  }
  agree(found);
  const rates = Object.entries(taken).map(([name, times]) => [name, (1000 * RECIPIENTS) / median(times)]);
  const { segments, encodings, credits } = JSON.parse(found.septet);
  return {
    bytes: chunks.reduce((sum, chunk) => sum + chunk.length, 0),
    rates: Object.fromEntries(rates),
    totals: { credits, segments: Object.fromEntries(segments), encodings: Object.fromEntries(encodings) },
  };
}

// Numbers that are handed over at a time.
const PACK = 1 << 15;

/** Numbers only, packed, a second; and how many a second can be copied. */
function fromNumbers(data) {
  const text = "Your table is booked for Friday, 27 November, at 19:30.";
  const numbers = packedNumbers(RECIPIENTS);
  const packs = [];
  for (let at = 0; at < numbers.length; at += PACK) packs.push(numbers.subarray(at, at + PACK));

  const memory = new WebAssembly.Memory({ initial: 16 });
  const place = new BigUint64Array(memory.buffer, 0, PACK);
  let answer;
  const contestants = {
    septet: () => {
      const run = preflight({ template: text, duplicates: "ignore" });
      for (const pack of packs) run.pushNumbers(pack);
      answer = run.finish();
    },
    copy: () => packs.forEach((pack) => place.set(pack)),
  };
  const taken = { septet: [], copy: [] };
  for (let round = -1; round < 2 * ROUNDS; round++) {
    for (const [name, run] of Object.entries(contestants)) {
      const start = performance.now();
      for (let repeat = 0; repeat < 4; repeat++) run();
      if (round >= 0) taken[name].push((performance.now() - start) / 4);
    }
  }
  const few = numbers.subarray(0, WARM_UP);
  const csv = new TextEncoder().encode(`phone\n${Array.from(few, (number) => `+${number}\n`).join("")}`);
  const run = preflight({ template: text, duplicates: "ignore" });
  run.pushNumbers(few);
  agree({ septet: run.finish().credits.expected, tuned: tuned([csv], { ...data, template: text }).credits });
  if (answer.recipients !== RECIPIENTS || answer.byRegion.length !== REGIONS.length) throw new Error("not every number was counted");
  return Object.fromEntries(Object.entries(taken).map(([name, times]) => [name, (1000 * RECIPIENTS) / median(times)]));
}

/** All measurements, as plain data. */
export const measure = (data) => ({ ...fromBytes(data), numbers: fromNumbers(data) });
