// For every place where the other entries do not work: nothing is loaded until `init` is told from where.
import * as api from "./api.js";
import load from "./dist/core.js";
import { failure } from "./plain.js";

// Not written out in `new URL`: a bundler would ship the module once more to those who bring it themselves.
const MODULE = "./dist/core.wasm";
const EXPECTED = "expected a `WebAssembly.Module`, its bytes, its address, or a `Response`";

let isStarted = false;
let starting;

export function init(source) {
  starting ??= start(source).catch((error) => {
    starting = undefined;
    throw error;
  });
  return starting;
}

async function start(source) {
  await load({ module_or_path: await loadable(await source) });
  isStarted = true;
}

/** What the module can be made of: itself, its bytes, or an answer that has them. */
async function loadable(source) {
  const isModule = source instanceof WebAssembly.Module;
  if (isModule || source instanceof ArrayBuffer || ArrayBuffer.isView(source)) return source;
  if (typeof Response === "function" && source instanceof Response) return found(source);
  if (source === undefined || source instanceof URL || typeof source === "string") return read(address(source));
  throw failure("invalid-request", `\`source\`: ${EXPECTED}`);
}

/** Where it is: as somebody says, from the page on, or beside this file. */
function address(source) {
  if (source instanceof URL) return source;
  const [path, base] = source === undefined ? [MODULE, import.meta.url] : [source, globalThis.location?.href];
  try {
    return new URL(path, base);
  } catch (cause) {
    throw unavailable(source === undefined ? "nothing says where it is" : `\`${source}\` is no address`, cause);
  }
}

async function read(url) {
  // What can read files cannot always fetch them.
  const files = url.protocol === "file:" ? globalThis.process?.getBuiltinModule?.("node:fs/promises") : undefined;
  try {
    if (files) return await files.readFile(url);
    return await found(await fetch(url));
  } catch (cause) {
    throw cause.code === "module-unavailable" ? cause : unavailable(`${url} cannot be read: ${cause.message}`, cause);
  }
}

/** Its bytes, wherever the sender does not say that they are a module. */
async function found(response) {
  if (!response.ok) throw unavailable(`${response.url} answered ${response.status}`);
  return response.headers.get("Content-Type") === "application/wasm" ? response : response.arrayBuffer();
}

const unavailable = (problem, cause) =>
  failure("module-unavailable", `the module cannot be loaded: ${problem}; give \`init\` the module, its bytes or its address`, { cause });

function assertStarted() {
  if (!isStarted) throw failure("not-started", "the module has not started: wait for `init` first");
}

/** The function, from `init` on. */
const started =
  (call) =>
  (...given) => {
    assertStarted();
    return call(...given);
  };

export const segments = started(api.segments);
export const countSegments = started(api.countSegments);
export const countSegmentsAll = started(api.countSegmentsAll);
export const region = started(api.region);

export class Engine extends api.Engine {
  constructor(...given) {
    assertStarted();
    super(...given);
  }
}
