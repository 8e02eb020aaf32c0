// Bun: its bundler takes what is imported as a file along, also into a single executable.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { initSync } from "./dist/core.js";
import file from "./dist/core.wasm" with { type: "file" };

// In a bundle, it is named from beside the bundle.
initSync({ module: readFileSync(resolve(import.meta.dirname, file)) });

export * from "./api.js";
