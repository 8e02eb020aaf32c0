// Instances in workerd. Its clock stands still while a worker computes, so that what is timed are whole requests: with so
// many instances each, and with none.
import { readFileSync } from "node:fs";
import { Miniflare } from "miniflare";
import { median } from "../support/support.mjs";

const ROUNDS = 15;
const INSTANCES = 20;
const DIST = new URL("../../../pkg/dist/", import.meta.url);
const EMPTY = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

// The glue has one instance for ever: there is a copy of it for each.
const glues = Array.from({ length: ROUNDS * INSTANCES }, (_, n) => `core-${n}.js`);

const WORKER = `import module from "./core.wasm";
import empty from "./empty.wasm";
${glues.map((name, n) => `import { initSync as start${n} } from "./${name}";`).join("\n")}
const starts = [${glues.map((_, n) => `start${n}`)}];
const work = {
  septet: (n) => starts[n]({ module }),
  empty: () => new WebAssembly.Instance(empty),
  nothing: () => {},
};
export default {
  fetch(request) {
    const [, name, round] = new URL(request.url).pathname.split("/");
    for (let n = 0; n < ${INSTANCES}; n++) work[name](round * ${INSTANCES} + n);
    return new Response("done");
  },
};
`;

/** Milliseconds an instance of the module, and of an empty one. */
export async function inWorkerd() {
  const glue = readFileSync(new URL("core.js", DIST), "utf8");
  const miniflare = new Miniflare({
    modulesRoot: "/",
    modules: [
      { type: "ESModule", path: "/worker.js", contents: WORKER },
      { type: "CompiledWasm", path: "/core.wasm", contents: readFileSync(new URL("core.wasm", DIST)) },
      { type: "CompiledWasm", path: "/empty.wasm", contents: EMPTY },
      ...glues.map((name) => ({ type: "ESModule", path: `/${name}`, contents: glue })),
    ],
    compatibilityDate: "2026-04-01",
  });
  try {
    const url = await miniflare.ready;
    const times = { septet: [], empty: [], nothing: [] };
    for (let round = 0; round < ROUNDS; round++) {
      for (const [name, all] of Object.entries(times)) {
        const start = performance.now();
        await (await fetch(new URL(`/${name}/${round}`, url))).text();
        all.push(performance.now() - start);
      }
    }
    const each = (name) => Math.max(0, median(times[name]) - median(times.nothing)) / INSTANCES;
    return { septet: each("septet"), empty: each("empty") };
  } finally {
    await miniflare.dispose();
  }
}
