// Cloudflare Workers: bytes are not compiled there, but an import is a compiled module.
import module from "./dist/core.wasm";
import { initSync } from "./dist/core.js";

initSync({ module });

export * from "./api.js";
