// Where the keys come from that sign quotes, and the books and decks that quotes name: a ledger.
//
// Answers are kept, requests under way are not shared: in workerd nobody may wait for what another request has begun.
import { askingOf } from "../asking.js";
import { failure, named } from "../plain.js";
import { Recent } from "./recent.js";

/** For how long a set of keys is good where the ledger does not say. */
const KEYS_AGE_MS = 300_000;

/**
 * A key that is not in the set may be a new one, and is asked for at once. Who makes names up, which is in vain, must not make
 * us ask each time.
 */
const KEYS_PAUSE_MS = 1_000;

/** Whoever waits for a price waits for this. */
const TIMEOUT_MS = 5_000;

/** Books and decks are large, and few are in use at a time. */
const DOCUMENTS_MAX = 32;

const KEYS_PATH = "/.well-known/jwks.json";

/** A ledger's keys, books and decks. `url` is the ledger's, or its key set's. */
export function ledgerSource(url, options) {
  const { fetch, timeoutMs } = askingOf(named(options, "options", ["fetch", "timeoutMs"]), TIMEOUT_MS);
  const base = String(url).replace(/\/(\.well-known\/jwks\.json)?$/, "");
  const documents = new Recent(DOCUMENTS_MAX);
  let keySet = { keys: [] };
  let [askedInVainAt, goodUntil] = [-Infinity, -Infinity];
  const isKnown = (kid) => keySet.keys.some((key) => key?.kid === kid);

  /** What `read` makes of the answer; `undefined` where there is nothing at that address. */
  async function get(what, path, read) {
    const address = base + path;
    const refuse = (problem, cause) =>
      failure("unavailable", `${what} cannot be fetched from \`${address}\`: ${problem}`, { cause });
    let response;
    try {
      response = await fetch(address, { signal: AbortSignal.timeout(timeoutMs) });
      if (response.ok) return await read(response);
    } catch (cause) {
      const isLate = cause?.name === "TimeoutError";
      throw refuse(isLate ? `it did not answer within ${timeoutMs} ms` : "it does not answer as a ledger does", cause);
    }
    await response.body?.cancel();
    if (response.status === 404) return undefined;
    throw refuse(`it answered with status ${response.status}`);
  }

  async function document(kind, hash, read) {
    const path = `/v1/${kind}s/${encodeURIComponent(hash)}`;
    const known = documents.get(path);
    if (known !== undefined) return known;
    const found = await get(`the ${kind} \`${hash}\``, path, read);
    if (found === undefined) throw failure(`unknown-${kind}`, `the ledger keeps no ${kind} with the hash \`${hash}\``);
    documents.set(path, found);
    return found;
  }

  return {
    async keys(kid) {
      const now = Date.now();
      if (now < goodUntil && (isKnown(kid) || now < askedInVainAt + KEYS_PAUSE_MS)) return keySet;
      const found = await get("the ledger's keys", KEYS_PATH, async (response) => {
        const { keys } = await response.json();
        if (!Array.isArray(keys)) throw new TypeError("the answer is no key set");
        return { keys, ageMs: maxAgeMs(response) };
      });
      if (found === undefined) throw failure("unavailable", `there are no keys at \`${base}${KEYS_PATH}\`: is it a ledger's?`);
      goodUntil = now + found.ageMs;
      keySet = { keys: found.keys };
      if (!isKnown(kid)) askedInVainAt = now;
      return keySet;
    },
    book: (hash) => document("book", hash, (response) => response.json()),
    deck: (hash) => document("deck", hash, async (response) => new Uint8Array(await response.arrayBuffer())),
  };
}

function maxAgeMs(response) {
  const seconds = /\bmax-age=(\d+)/.exec(response.headers.get("Cache-Control") ?? "")?.[1];
  return seconds === undefined ? KEYS_AGE_MS : Math.min(Number(seconds) * 1000, KEYS_AGE_MS);
}

// Ledgers that were named by their address.
const SOURCES_MAX = 16;
const sources = new Recent(SOURCES_MAX);

/** What `verifyQuote` is given as `jwks`: a key set, a ledger's address, or a source. */
export function sourceOf(given) {
  if (typeof given === "string" || given instanceof URL) {
    const url = String(given);
    const source = sources.get(url) ?? ledgerSource(url);
    sources.set(url, source);
    return source;
  }
  if (typeof given === "function") return { keys: given };
  if (typeof given?.keys === "function") return given;
  if (Array.isArray(given?.keys)) return { keys: () => given };
  throw failure("invalid-request", "`jwks`: expected a key set, the address of a ledger, a function or a source");
}
