// Checks a charge before it reaches the ledger: its shape, its quote's signature and time, its price, computed again, and
// its plan. What is refused here costs the ledger nothing; what is let through, the ledger charges to the same digit.
import { Engine } from "septet";
import { ledgerSource } from "septet/quotes";
import { problem, refused } from "./problem.js";

/**
 * The address of an account's charges. Names have nothing in them that an address would have to escape; `.` and `..` are
 * none, which an address would take for another path.
 */
const CHARGES = /^https?:\/\/[^/?#]+\/v1\/accounts\/(?!\.{1,2}\/)([\w.:-]{1,64})\/charges(?:[?#]|$)/;

/** A name, as the ledger has them. */
const NAME = /^(?!\.{1,2}$)[\w.:-]{1,64}$/;

/** A long text and a token; the ledger reads more, but no charge that a person saw the price of is that long. */
const BODY_BYTES_MAX = 64 * 1024;

/** What of a request the ledger is told: who asks, and by which key it is done once. There is no secret here. */
const FORWARDED = ["Authorization", "Cookie", "Idempotency-Key", "Origin", "X-CSRF-Token", "X-Request-Id"];

/** Longer than any charge takes. */
const LEDGER_TIMEOUT_MS = 15_000;

/**
 * A function from a request to its response. `ledger` is the ledger's address; `plans` are those that are served, where
 * not all of them are.
 */
export function createEdge({ ledger, plans, fetch = globalThis.fetch }) {
  const base = ledger.replace(/\/$/, "");
  // Keys, books and decks are fetched once, by hash, and kept for as long as this process lives.
  const source = ledgerSource(base, { fetch });
  // Prices what was quoted by the book that ships; quotes of others have theirs fetched.
  const engine = new Engine("calcom");

  async function charge(request) {
    const { url, method, headers } = request;
    const account = CHARGES.exec(url)?.[1];
    if (account === undefined) throw refused("not-found", `there is nothing at \`${new URL(url).pathname}\``);
    const pathname = `/v1/accounts/${account}/charges`;
    if (method !== "POST") throw refused("method-not-allowed", `\`${method}\` is not for \`${pathname}\`: use POST`);
    checkKey(headers.get("Idempotency-Key"));
    const body = await read(request);
    const { plan } = await engine.verifyCharge(body, account, source);
    if (plans !== undefined && !plans.includes(plan)) {
      throw refused("not-in-plan", `plan \`${plan}\` is not served here: ${plans.map((plan) => `\`${plan}\``).join(", ")}`);
    }
    return forward(headers, pathname, body);
  }

  /** Sends on the bytes that were checked: the ledger reads them by the same code, and neither takes a field twice. */
  async function forward(given, pathname, body) {
    const headers = { "Content-Type": "application/json" };
    for (const name of FORWARDED) {
      const value = given.get(name);
      if (value !== null) headers[name] = value;
    }
    const signal = AbortSignal.timeout(LEDGER_TIMEOUT_MS);
    // Whoever follows a redirect may send on something else than what was checked: a read.
    const asked = { method: "POST", headers, body, signal, redirect: "manual" };
    const answer = await fetch(base + pathname, asked).catch((cause) => {
      throw refused("unavailable", "the ledger did not answer: send it again with the same key", { cause });
    });
    if (answer.status < 300 || answer.status >= 400) return answer;
    await answer.body?.cancel();
    throw refused("unavailable", "no ledger redirects: the edge has another address for it");
  }

  return async (request) => {
    try {
      return await charge(request);
    } catch (error) {
      return problem(error);
    }
  };
}

/** Without a key, a retry would be charged again: it is the sender's to make one. */
function checkKey(key) {
  if (key === null) {
    throw refused("idempotency-key-missing", "send an `Idempotency-Key` header: a retry with the same key is answered, not done twice");
  }
  if (!NAME.test(key)) throw refused("invalid-name", "the idempotency key must be 1 to 64 letters, digits, `-`, `_`, `.` or `:`, and neither `.` nor `..`");
}

/** The body's bytes. One that is too long is not read to its end. */
async function read(request) {
  const type = request.headers.get("Content-Type")?.split(";")[0].trim();
  if (type !== "application/json") throw refused("unsupported-body", "send JSON, with `Content-Type: application/json`");
  const announced = request.headers.get("Content-Length");
  if (announced !== null && Number(announced) <= BODY_BYTES_MAX) return request.arrayBuffer();
  const tooLong = refused("body-too-large", `the body is longer than ${BODY_BYTES_MAX} bytes`);
  if (announced !== null) throw tooLong;
  // Piece by piece, which takes longer: nobody has said how many there are.
  const pieces = [];
  let length = 0;
  for await (const piece of request.body ?? []) {
    length += piece.length;
    if (length > BODY_BYTES_MAX) throw tooLong;
    pieces.push(piece);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
