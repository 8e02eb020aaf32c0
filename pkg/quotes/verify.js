// Whether a quote's token is good. What passes for a token is the core's to say, and a signature is WebCrypto's to
// verify, which has Ed25519 in Node, Deno, Bun, workerd and the browsers of 2025 (a library such as `jose` would only call
// the same).
import { failure, json, named } from "../plain.js";
import { Recent } from "./recent.js";
import { sourceOf } from "./source.js";

/** Engines of other books and decks than one's own, by source. A hash names the same for ever. */
const ENGINES_MAX = 16;
const engines = new WeakMap();

const KEYS_MAX = 64;
const imported = new Recent(KEYS_MAX);

const OPTIONS = ["explain", "seen"];

/** The quote of a token, where it is good for this request. `own` is the core's engine that is at hand. */
export async function verifyQuote(core, own, token, request, jwks, options) {
  if (typeof token !== "string") throw failure("invalid-request", "`token`: expected a string");
  const [source, asked] = [sourceOf(jwks), named(options, "options", OPTIONS)];
  return verify(core, own, new core.Token(token, json(request)), source, asked);
}

/** The quote of the token in a charge's body, which is read by the core alone. */
export async function verifyCharge(core, own, body, account, jwks, options) {
  if (typeof account !== "string") throw failure("invalid-request", "`account`: expected a string");
  const [source, asked] = [sourceOf(jwks), named(options, "options", OPTIONS)];
  return verify(core, own, core.Token.ofCharge(bytesOf(body), account), source, asked);
}

const encoder = new TextEncoder();

function bytesOf(body) {
  if (typeof body === "string") return encoder.encode(body);
  if (body instanceof ArrayBuffer) return new Uint8Array(body);
  if (body instanceof Uint8Array) return body;
  throw failure("invalid-request", "`body`: expected a string, a `Uint8Array` or an `ArrayBuffer`");
}

async function verify(core, own, opened, source, { explain = false, seen }) {
  let quoted;
  try {
    const key = await publicKey(opened, source);
    if (!(await crypto.subtle.verify("Ed25519", key, opened.signature, opened.signed))) throw opened.notSigned();
    quoted = opened.quoted();
    const engine = quoted.isOf(own) ? own : await engineOf(core, quoted, source);
    const verified = JSON.parse(quoted.verified(engine, explain === true));
    if (await seen?.(verified.id, verified.expiresAt)) {
      throw failure("quote-spent", "the quote was shown before: a price that is promised holds once");
    }
    return verified;
  } finally {
    quoted?.free();
    opened.free();
  }
}

async function publicKey(opened, source) {
  const { kid } = opened;
  const { keys } = await source.keys(kid);
  const isIt = (key) => key?.kid === kid && key.kty === "OKP" && key.crv === "Ed25519" && (key.use ?? "sig") === "sig";
  const found = keys.find(isIt);
  if (found === undefined) throw opened.keyUnknown();
  const { x } = found;
  const known = imported.get(x);
  if (known !== undefined) return known;
  try {
    const key = await crypto.subtle.importKey("jwk", { kty: "OKP", crv: "Ed25519", x }, "Ed25519", false, ["verify"]);
    imported.set(x, key);
    return key;
  } catch (cause) {
    // A page that came by plain HTTP has none of WebCrypto's functions.
    const isMissing = crypto.subtle === undefined || cause.name === "NotSupportedError";
    const problem = isMissing ? "WebCrypto has no Ed25519 here" : `key \`${kid}\` of the key set is none of Ed25519`;
    throw failure("unavailable", `the quote token cannot be verified: ${problem}`, { cause });
  }
}

/** The engine of a quote's book and decks, from the source. */
async function engineOf(core, quoted, source) {
  const { book } = quoted;
  const decks = JSON.parse(quoted.decks);
  if (!engines.has(source)) engines.set(source, new Recent(ENGINES_MAX));
  const known = engines.get(source);
  const name = JSON.stringify([book, ...Object.entries(decks)]);
  const engine = known.get(name) ?? (await build(core, quoted, source, book, decks));
  known.set(name, engine);
  return engine;
}

async function build(core, quoted, source, book, decks) {
  if (source.book === undefined || source.deck === undefined) {
    const problem = "it is priced by others than this engine's: give the ledger's address in place of its keys";
    throw failure("unknown-book", `the book \`${book}\` of the quote, or a deck of it, is not at hand: ${problem}`);
  }
  const fetched = Object.entries(decks).map(async ([name, hash]) => [name, await source.deck(hash)]);
  const [document, ...files] = await Promise.all([source.book(book), ...fetched]);
  const engine = new core.Engine(json(document), Object.fromEntries(files), json());
  // What was fetched is not believed: an engine knows the hashes of what it was made from.
  if (!quoted.isOf(engine)) {
    throw failure("unavailable", `the book \`${book}\` of the quote, or a deck of it, came with another content than its hash says`);
  }
  return engine;
}
