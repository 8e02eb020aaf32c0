// How a ledger is asked: refused here, in words that help, where `fetch` or a timer would only fail.
import { failure } from "./plain.js";

/** A timer cannot wait for longer. */
const TIMEOUT_MAX_MS = 2 ** 31 - 1;

/** `fetch`, and how long it may take: as long as usual, where nobody says. */
export function askingOf(options, usualMs) {
  const { fetch = globalThis.fetch, timeoutMs = usualMs } = options;
  if (typeof fetch !== "function") throw wrong("fetch", "a function");
  checkWhole("timeoutMs", timeoutMs, 1, TIMEOUT_MAX_MS);
  return { fetch, timeoutMs };
}

export const wrong = (name, expected, options) =>
  failure("invalid-request", `\`${name}\`: expected ${expected}`, options);

export function checkWhole(name, value, min, max) {
  if (!Number.isInteger(value) || value < min || value > max) throw wrong(name, `a whole number from ${min} to ${max}`);
}
