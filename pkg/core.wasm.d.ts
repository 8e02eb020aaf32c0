import type { ModuleSource } from "./slim.js";

/** What the tool makes of the import: a compiled module, bytes, or an address. `init` of `septet/slim` takes each. */
declare const module: ModuleSource;
export default module;
