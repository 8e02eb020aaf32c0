/**
 * Custom elements, built with Lit: a meter under a message, a balance, and a preflight of a campaign. Importing this
 * registers all three; `septet/elements/meter`, `…/balance` and `…/preflight` register one.
 */
export { SeptetBalance, type BalanceAccount, type BalanceAlerts } from "./balance.js";
export { SeptetMeter, type MeterEvents, type MeterReading } from "./meter.js";
export { SeptetPreflight, type PreflightEvents } from "./preflight.js";
export type { Text, Texts } from "./shared/element.js";
