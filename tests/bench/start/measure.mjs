// Runs in Node and in Chromium alike: how long the module takes from its bytes to its first answer, beside an empty one.
import { median } from "../support/support.mjs";

const ROUNDS = 15;
const EMPTY = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
const REQUEST = { plan: "team", service: "sms", to: "+919876543210", text: "Party at 8 🎉" };

/** The same module with a section of its own at its end: engines remember what they have compiled. */
function another(bytes, round) {
  const section = [0, 2, 1, round]; // a custom one of two bytes: the length of its name, and that
  const copy = new Uint8Array(bytes.length + section.length);
  copy.set(bytes);
  copy.set(section, bytes.length);
  return copy;
}

/** `glue` is the text of `core.js`, imported anew for each instance; `wasm` the module's bytes, or where they are. */
export async function measure({ glue, wasm }) {
  const bytes = typeof wasm === "string" ? new Uint8Array(await (await fetch(wasm)).arrayBuffer()) : wasm;
  const times = {};
  const time = async (name, work) => {
    const start = performance.now();
    const result = await work();
    (times[name] ??= []).push(performance.now() - start);
    return result;
  };
  for (let round = 0; round < ROUNDS; round++) {
    const nothing = another(EMPTY, round);
    const empty = await time("compile an empty one", () => WebAssembly.compile(nothing));
    await time("instantiate an empty one", () => new WebAssembly.Instance(empty));
  }
  const cores = [];
  for (let round = 0; round < ROUNDS; round++) {
    const core = await import(`data:text/javascript,${encodeURIComponent(`${glue}// ${round}`)}`);
    const mine = another(bytes, round);
    const module = await time("compile", () => WebAssembly.compile(mine));
    await time("instantiate", () => core.initSync({ module }));
    cores.push(core);
  }
  // Only now: while a module is in use, engines go on compiling it, and whatever else they compile waits.
  for (const core of cores) {
    // As the package's own JavaScript asks.
    const price = () => new core.Engine('"calcom"', undefined, "null").quote(JSON.stringify(REQUEST));
    await time("answer", price);
    await time("again", price);
  }
  return Object.fromEntries(Object.entries(times).map(([name, all]) => [name, median(all)]));
}
