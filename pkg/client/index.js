// A client of the ledger on `fetch`: a method for each operation, of which `operations.js` is the list.
import { wrong } from "../asking.js";
import { failure, named } from "../plain.js";
import { answerOf, bodyOf, isRedirect, itemsOf, LedgerError, problemOf, redirected } from "./answer.js";
import { isAddress, newKey, optionsOf, setHeaders, settingsOf, signalOf } from "./given.js";
import { operations } from "./operations.js";
import { repeat } from "./repeat.js";

export { LedgerError, newKey };

const PAGE_MAX = 500;

export function createClient(given) {
  const { base, key, credentials, fetch, timeoutMs, retries } = settingsOf(given);
  // The present session's, for everything that changes something.
  let csrfToken;

  /** Sends one request, once. */
  async function send({ method, answer: kind }, path, { headers, body, signal }) {
    const late = AbortSignal.timeout(timeoutMs);
    const all = signal === undefined ? late : AbortSignal.any([late, signal]);
    let response;
    let came;
    try {
      // Whoever follows a redirect may ask for something else: of a change it can make a read.
      const how = { redirect: "manual", ...(credentials && { credentials }) };
      response = await fetch(base + path, { method, headers, body, signal: all, ...how });
      came = await bodyOf(response, kind);
    } catch (cause) {
      if (signal?.aborted) throw cancelled(signal);
      if (!isAddress(base + path)) throw wrong("url", "the address of a ledger", { cause });
      const problem = late.aborted ? `it did not answer within ${timeoutMs} ms` : "no answer came";
      return { refused: failure("unavailable", `the ledger cannot be reached: ${problem}`, { cause }) };
    }
    if (isRedirect(response)) throw redirected(response);
    if (!response.ok) return { refused: new LedgerError(response, problemOf(came)), response };
    return { answer: answerOf(response, kind, came) };
  }

  async function call(name, given) {
    const operation = operations[name];
    const { path, body, query, options } = taken(name, operation, given);
    const headers = new Headers();
    if (operation.keyed) setHeaders(headers, { "Idempotency-Key": newKey() });
    setHeaders(headers, options.headers);
    setHeaders(headers, ownHeaders(operation, body, options));
    const signal = signalOf(options);
    if (signal?.aborted) throw cancelled(signal);
    const request = { headers, body: body === undefined || operation.csv ? body : json(body), signal };
    const once = () => send(operation, path + query, request);
    const answer = await repeat(once, { retries: operation.repeatable ? retries : 0, signal, cancelled });
    if (answer?.csrfToken !== undefined) csrfToken = answer.csrfToken ?? undefined;
    return answer;
  }

  /** Those that are the client's to say. */
  function ownHeaders({ method, csv }, body, { idempotencyKey }) {
    return {
      ...(key !== undefined && { Authorization: `Bearer ${key}` }),
      ...(idempotencyKey !== undefined && idempotencyKey !== null && { "Idempotency-Key": idempotencyKey }),
      ...(csrfToken !== undefined && method !== "GET" && { "X-CSRF-Token": csrfToken }),
      ...(body !== undefined && { "Content-Type": csv ? "text/csv" : "application/json" }),
    };
  }

  async function* every(name, given) {
    const { items } = operations[name];
    const { length } = placesOf(operations[name]);
    const [query, options] = [given[length] ?? {}, given[length + 1]];
    for (let { cursor } = query; ; ) {
      const page = await call(name, [...given.slice(0, length), { limit: PAGE_MAX, ...query, cursor }, options]);
      yield* itemsOf(page, items);
      if (page.next === null || page.next === undefined) return;
      cursor = page.next;
    }
  }

  const names = Object.keys(operations);
  const lists = names.filter((name) => operations[name].items !== undefined);
  return {
    ...Object.fromEntries(names.map((name) => [name, (...given) => call(name, given)])),
    every: Object.fromEntries(lists.map((name) => [name, (...given) => every(name, given)])),
  };
}

const placesOf = ({ path }) => path.match(/{\w+}/g) ?? [];

/** A method's arguments: what stands in the path, a body or a query, options. */
function taken(name, operation, given) {
  const rest = [...given];
  const path = operation.path.replace(/{(\w+)}/g, (_, place) => {
    const value = rest.shift();
    // An empty name would be the path of something else, and so would these; half of a surrogate pair is in no path.
    if (typeof value !== "string" || ["", ".", ".."].includes(value) || /\p{Surrogate}/u.test(value)) {
      throw failure("invalid-request", `\`${place}\` of \`${name}\`: expected a name`);
    }
    return encodeURIComponent(value);
  });
  const body = operation.body ? withKeys(name, rest.shift()) : undefined;
  const asked = operation.query ? Object.entries(named(rest.shift(), "query")) : [];
  const query = new URLSearchParams(asked.filter(([, value]) => value !== undefined && value !== null));
  return { path, body, query: query.size > 0 ? `?${query}` : "", options: optionsOf(rest.shift(), operation.keyed) };
}

/** In a batch each charge has a key of its own. */
function withKeys(name, body) {
  if (name !== "chargeBatch" || !Array.isArray(body?.charges)) return body;
  return { ...body, charges: body.charges.map((charge) => ({ ...charge, key: charge?.key ?? newKey() })) };
}

/** What is left out is not sent, as `JSON.stringify` has it. */
function json(body) {
  try {
    return JSON.stringify(body);
  } catch (cause) {
    throw failure("malformed-json", `not JSON: ${cause.message}`, { cause });
  }
}

/** An `AbortError` with a code. */
const cancelled = ({ reason }) =>
  Object.assign(failure("cancelled", "the request was cancelled", { cause: reason }), { name: "AbortError" });
