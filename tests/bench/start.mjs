// `cargo xtask bench start`: from the module's bytes to its first answer, in Node, Chromium and workerd, beside a module
// that is empty.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { measure } from "./start/measure.mjs";
import { inWorkerd } from "./start/workerd.mjs";
import { inChromium } from "./support/chromium.mjs";
import { judge, table, version as versionOf, write } from "./support/report.mjs";

const INSTANCE_MAX_MS = 5;

const dist = (name) => readFileSync(new URL(`../../pkg/dist/${name}`, import.meta.url));
const { against, verdict } = judge();
const ms = (time) => `${time.toFixed(time < 0.1 ? 3 : 2)} ms`;

const instance = (runtime, time, empty) => {
  const own = against(`${runtime}, an instance`, time, `< ${INSTANCE_MAX_MS} ms`, ms(time), time < INSTANCE_MAX_MS);
  return [own, ms(empty)];
};

function row(runtime, times) {
  const compiled = `${ms(times.compile)}; ${ms(times["compile an empty one"])}`;
  const [own, empty] = instance(runtime, times.instantiate, times["instantiate an empty one"]);
  return [runtime, compiled, `${own}; ${empty}`, ms(times.answer), ms(times.again)];
}

const glue = dist("core.js").toString();
const node = await measure({ glue, wasm: dist("core.wasm") });
const { version, ...chromium } = await inChromium("start/measure.mjs", { glue, wasm: "/dist/core.wasm" });
const workerd = await inWorkerd();
const [own, empty] = instance("workerd", workerd.septet, workerd.empty);
const size = (bytes) => `${(bytes.length / 1000).toFixed(0)} kB`;

write(
  "start",
  "Start",
  `A module of ${size(dist("core.wasm"))}, ${size(gzipSync(dist("core.wasm"), { level: 9 }))} gzip: bytes to a compiled module, that to a callable instance, and then the engine of the book \`calcom\` with the price of one message, which compiles the functions it calls for the first time. After each, the same for an empty module of 8 bytes. Medians of 15 rounds, each with bytes and glue code new to the runtime.

${table(
  ["", "compile; an empty one", "instance; an empty one", "first engine and quote", "another engine and quote"],
  [row(`Node ${process.versions.node}`, node), row(`Chromium ${version}`, chromium), [`workerd (miniflare ${versionOf("miniflare")})`, "at deployment", `${own}; ${empty}`, "", ""]],
)}

In workerd the clock stands still while a worker computes: requests that create 20 instances are timed from outside, compared with requests that create none. The module is compiled before a worker receives requests.

${verdict()}`,
);
