// What a client is given: refused here, in words that help, where `fetch` would only fail.
import { askingOf, checkWhole, wrong } from "../asking.js";
import { failure, named } from "../plain.js";

/** Longer than any charge takes; after it, the same key can be sent again. */
const TIMEOUT_MS = 15_000;

/** How often something is sent again that failed. */
const RETRIES = 3;

const CREDENTIALS = ["omit", "same-origin", "include"];

const SETTINGS = ["url", "key", "credentials", "timeoutMs", "retries", "fetch"];
const CALL = ["signal", "headers"];

/** The options of a client, with what is left out. */
export function settingsOf(given) {
  const { url = "", key, credentials, retries = RETRIES, ...others } = named(given, "options", SETTINGS);
  if (typeof url !== "string" && typeof url?.href !== "string") throw wrong("url", "the address of a ledger");
  if (credentials !== undefined && !CREDENTIALS.includes(credentials)) {
    throw wrong("credentials", "`omit`, `same-origin` or `include`");
  }
  // An empty one is a variable that nobody has set.
  if (key !== undefined && (typeof key !== "string" || key === "")) throw wrong("key", "an API key");
  const { fetch, timeoutMs } = askingOf(others, TIMEOUT_MS);
  checkWhole("retries", retries, 0, Number.MAX_SAFE_INTEGER);
  return { base: String(url).replace(/\/$/, ""), key, credentials, fetch, timeoutMs, retries };
}

/** The options of a call. Only a change that is keyed takes a key: a batch has one for each charge. */
export const optionsOf = (given, isKeyed) => named(given, "options", isKeyed ? [...CALL, "idempotencyKey"] : CALL);

/** What ends a call, if anything does. */
export function signalOf({ signal }) {
  if (signal === undefined || signal === null) return undefined;
  if (!(signal instanceof AbortSignal)) throw wrong("signal", "an `AbortSignal`");
  return signal;
}

/**
 * Puts headers in the place of those of the same name. What no header can carry is refused: the value may be a secret,
 * which the platform's own error would repeat.
 */
export function setHeaders(headers, given) {
  for (const [name, value] of given?.[Symbol.iterator] ? given : Object.entries(given ?? {})) {
    try {
      headers.set(name, value);
    } catch {
      throw failure("invalid-request", `the header \`${name}\` cannot be sent: it has letters that no header can have`);
    }
  }
}

/** Whether a request can be sent there: from a page also to a place on the page's own server. */
export function isAddress(address) {
  try {
    const page = globalThis.document?.baseURI ?? globalThis.location?.href;
    const { protocol, username, password } = new URL(address, page);
    return /^https?:$/.test(protocol) && username === "" && password === "";
  } catch {
    return false;
  }
}

/** A key that nobody else makes. (`crypto.randomUUID` is not there on pages that came by plain HTTP.) */
export const newKey = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
