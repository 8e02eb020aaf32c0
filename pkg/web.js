// Browsers and bundlers: the module is fetched from beside this file; importing waits until it has started.
import init from "./dist/core.js";

await init({ module_or_path: new URL("./dist/core.wasm", import.meta.url) });

export * from "./api.js";
