// Node: the module is read from the package and started at once. No `await` at the top, so that `require` works as well.
import { readFileSync } from "node:fs";
import { initSync } from "./dist/core.js";

initSync({ module: readFileSync(new URL("./dist/core.wasm", import.meta.url)) });

export * from "./api.js";
