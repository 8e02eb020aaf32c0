// A client of the ledger on `fetch`: a method for each operation, of which `operations.js` is the list.
import { failure, named } from "../plain.js";
import { operations } from "./operations.js";
import { repeat } from "./repeat.js";

/** Longer than any charge takes; after it, the same key can be sent again. */
const TIMEOUT_MS = 15_000;

/** How often something is sent again that failed. */
const RETRIES = 3;

const PAGE_MAX = 500;

/** What the ledger refused. */
export class LedgerError extends Error {
  constructor(response, problem) {
    super(problem.detail ?? problem.title ?? `the ledger answered with status ${response.status}`);
    this.name = "LedgerError";
    this.code = problem.code ?? "unexpected-answer";
    this.status = response.status;
    this.problem = problem;
    this.requestId = response.headers.get("X-Request-Id") ?? undefined;
  }
}

export function createClient(given) {
  const { url = "", key, ...options } = named(given);
  const { fetch = globalThis.fetch, credentials, timeoutMs = TIMEOUT_MS, retries = RETRIES } = options;
  const base = String(url).replace(/\/$/, "");
  // The present session's, for everything that changes something.
  let csrfToken;

  /** Sends one request, once. */
  async function send(operation, path, { headers, body, signal }) {
    const late = AbortSignal.timeout(timeoutMs);
    const all = signal === undefined ? late : AbortSignal.any([late, signal]);
    try {
      const { method } = operation;
      const response = await fetch(base + path, { method, headers, body, signal: all, ...(credentials && { credentials }) });
      if (!response.ok) return { refused: new LedgerError(response, await problemOf(response)), response };
      return { answer: await readers[operation.answer](response) };
    } catch (cause) {
      if (signal?.aborted) throw cancelled(signal);
      const problem = late.aborted ? `it did not answer within ${timeoutMs} ms` : "no answer came";
      return { refused: failure("unavailable", `the ledger cannot be reached: ${problem}`, { cause }) };
    }
  }

  async function call(name, given) {
    const operation = operations[name];
    const { path, body, query, options } = taken(name, operation, given);
    const headers = { ...options.headers };
    if (key !== undefined) headers.Authorization = `Bearer ${key}`;
    if (operation.keyed) headers["Idempotency-Key"] = options.idempotencyKey ?? crypto.randomUUID();
    if (csrfToken !== undefined && operation.method !== "GET") headers["X-CSRF-Token"] = csrfToken;
    if (body !== undefined) headers["Content-Type"] = operation.csv ? "text/csv" : "application/json";
    const { signal } = options;
    if (signal?.aborted) throw cancelled(signal);
    const request = { headers, body: body === undefined || operation.csv ? body : json(body), signal };
    const once = () => send(operation, path + query, request);
    const answer = await repeat(once, { retries: operation.repeatable ? retries : 0, signal, cancelled });
    if (answer?.csrfToken !== undefined) csrfToken = answer.csrfToken ?? undefined;
    return answer;
  }

  async function* every(name, given) {
    const { items } = operations[name];
    const { length } = placesOf(operations[name]);
    const [query, options] = [given[length] ?? {}, given[length + 1]];
    for (let { cursor } = query; ; ) {
      const page = await call(name, [...given.slice(0, length), { limit: PAGE_MAX, ...query, cursor }, options]);
      yield* page[items];
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
    // An empty name would be the path of something else, and so would these.
    if (typeof value !== "string" || ["", ".", ".."].includes(value)) {
      throw failure("invalid-request", `\`${place}\` of \`${name}\`: expected a name`);
    }
    return encodeURIComponent(value);
  });
  const body = operation.body ? withKeys(name, rest.shift()) : undefined;
  const asked = operation.query ? Object.entries(named(rest.shift(), "query")) : [];
  const query = new URLSearchParams(asked.filter(([, value]) => value !== undefined && value !== null));
  return { path, body, query: query.size > 0 ? `?${query}` : "", options: named(rest.shift()) };
}

/** In a batch each charge has a key of its own. */
function withKeys(name, body) {
  if (name !== "chargeBatch" || !Array.isArray(body?.charges)) return body;
  return { ...body, charges: body.charges.map((charge) => ({ key: crypto.randomUUID(), ...charge })) };
}

/** What is left out is not sent, as `JSON.stringify` has it. */
function json(body) {
  try {
    return JSON.stringify(body);
  } catch (cause) {
    throw failure("malformed-json", `not JSON: ${cause.message}`, { cause });
  }
}

const readers = {
  bytes: async (response) => new Uint8Array(await response.arrayBuffer()),
  json: (response) => response.json(),
  none: () => undefined,
  text: (response) => response.text(),
};

/** What a refusal says of itself (RFC 9457); nothing, where it comes from something between us and the ledger. */
async function problemOf(response) {
  const type = response.headers.get("Content-Type") ?? "";
  if (type.startsWith("application/problem+json")) return response.json();
  await response.body?.cancel();
  return {};
}

/** An `AbortError` with a code. */
const cancelled = ({ reason }) =>
  Object.assign(failure("cancelled", "the request was cancelled", { cause: reason }), { name: "AbortError" });
