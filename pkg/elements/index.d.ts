/**
 * Custom elements, built with Lit: a meter under a message, a balance, and a preflight of a campaign. Importing this
 * registers all three; `septet/elements/meter`, `…/balance` and `…/preflight` register one.
 */
export { SeptetBalance, type BalanceAccount, type BalanceAlerts, type BalanceText } from "./balance.js";
export { SeptetMeter, type MeterEvents, type MeterReading, type MeterText } from "./meter.js";
export { SeptetPreflight, type PreflightEvents, type PreflightText } from "./preflight.js";
export type { Text, Texts } from "./common/element.js";
