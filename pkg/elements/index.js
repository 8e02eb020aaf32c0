// Registers all three: <septet-meter>, <septet-balance> and <septet-preflight>.
export { SeptetBalance } from "./balance.js";
export { SeptetMeter } from "./meter.js";
export { SeptetPreflight } from "./preflight.js";
