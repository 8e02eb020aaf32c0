// Node: the module is read from the package and started at once.
import { readFileSync } from "node:fs";
import { initSync } from "./dist/core.js";

initSync({ module: readFileSync(new URL("./dist/core.wasm", import.meta.url)) });

export { countSegments, countSegmentsAll, Engine, region, segments } from "./api.js";
