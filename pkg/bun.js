// Bun: its bundler takes what is imported as a file along, also into a single executable.
import { readFileSync } from "node:fs";
import { initSync } from "./dist/core.js";
import path from "./dist/core.wasm" with { type: "file" };

initSync({ module: readFileSync(path) });

export * from "./api.js";
