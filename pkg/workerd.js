// workerd (Cloudflare Workers): the module is a part of the Worker, and started at once.
import { initSync } from "./dist/core.js";
import module from "./dist/core.wasm";

initSync({ module });

export { countSegments, countSegmentsAll, Engine, region, segments } from "./api.js";
