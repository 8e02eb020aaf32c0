// Deno, from 2.6 on: an import needs no permission, where reading the file would need one.
import source module from "./dist/core.wasm";
import { initSync } from "./dist/core.js";

initSync({ module });

export * from "./api.js";
