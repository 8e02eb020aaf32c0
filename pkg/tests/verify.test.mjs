// `Engine#verifyQuote`, with tokens of a real ledger and with some that no ledger would sign.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";
import test from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Engine } from "septet";
import { ledgerSource } from "septet/quotes";
import { createClient } from "septet/client";
import { program, serve } from "../../tests/support/ledger.mjs";
import { setup } from "../../tests/support/setup.mjs";
import { openPage } from "./browser.mjs";
import { claimsOf, hashOf, rewritten, signer } from "./tokens.mjs";

const DECK = "iso,price_usd\nIN,0.05\nUS,0.0083\n";
const message = { service: "sms", to: "+919876543210", text: "hello" };
const asked = { account: "acme", ...message };
const engine = new Engine("calcom", { decks: { sms: DECK } });

const withDeck = (csv) => (folder) => {
  const file = path.join(folder, "deck.csv");
  writeFileSync(file, csv);
  return ["--deck", `sms=${file}`];
};

let ledger;
let client;
setup(async (t) => {
  ledger = await serve(t, withDeck(DECK));
  client = createClient({ url: ledger.url, key: ledger.adminKey });
  for (const id of ["acme", "other"]) {
    await client.openAccount({ id, plan: "team", seats: 0 });
    await client.grant(id, { credits: "100" });
  }
});

const quoted = async (request, from = client) => (await from.quote(request)).quoteToken;

/** Refused here and by the ledger: with the same code and the same sentence. */
async function refusedAlike(token, request = asked, source = ledger.url) {
  const { account, ...charge } = request;
  const there = await client.charge(account, { ...charge, quoteToken: token }).then(assert.fail, (error) => error);
  const here = await engine.verifyQuote(token, request, source).then(assert.fail, (error) => error);
  assert.deepEqual([here.code, here.message], [there.code, there.message]);
  return here;
}

test("a quote of the ledger", async () => {
  const { quote, quoteToken, expiresAt } = await client.quote({ ...asked, expiresIn: 60 });
  const verified = await engine.verifyQuote(quoteToken, asked, ledger.url, { explain: true });
  assert.match(verified.id, /^[0-9a-f]{32}$/);
  const { decision, maxSeconds, ...priced } = quote;
  assert.equal(Date.parse(verified.expiresAt) - Date.parse(verified.issuedAt), 60_000);
  const { id, issuedAt, ...rest } = verified;
  assert.deepEqual(rest, { account: "acme", plan: "team", credits: "9", max: "9", expiresAt, quote: { ...priced, decision: "priced" } });
  const { quote: explained, ...unexplained } = verified;
  // The body of `POST /v1/quotes` itself, for another agent, by the keys alone, by the address of the keys.
  const keys = await client.getQuoteKeys();
  const address = `${ledger.url}/.well-known/jwks.json`;
  for (const jwks of [keys, address, new URL(address), () => keys, ledgerSource(ledger.url)]) {
    assert.deepEqual(await engine.verifyQuote(quoteToken, { expiresIn: 60, agent: "front-desk", ...asked }, jwks), unexplained);
  }
  // What it says is charged.
  const charged = await client.charge("acme", { ...message, quoteToken });
  assert.deepEqual([charged.credits, charged.quote.explanation], [verified.credits, explained.explanation]);
});

test("what the ledger refuses is refused in its words", async () => {
  const token = await quoted(asked);
  const [header, claims, signature] = token.split(".");
  const flipped = (part) => (part.startsWith("A") ? "B" : "A") + part.slice(1);
  const foreign = await signer();
  const codes = {
    "invalid-quote": [
      "", "a.b", `${token}x`, `${token}.`, ` ${token}`, "a".repeat(70_000),
      `${header}.${claims}.${flipped(signature)}`,
      `${header}.${flipped(claims)}.${signature}`,
      `${flipped(header)}.${claims}.${signature}`,
      `${header}.${claims}.${signature.slice(0, -4)}`,
      `${header}.${claims}.`,
      rewritten(token, 1, (claims) => ({ ...claims, expected: "1", min: "1", max: "1" })),
      rewritten(token, 1, (claims) => ({ ...claims, sub: "other" })),
      rewritten(token, 0, (header) => ({ ...header, alg: "none" })),
      `${rewritten(token, 0, (header) => ({ ...header, alg: "none" })).split(".", 2).join(".")}.`,
      rewritten(token, 0, (header) => ({ ...header, alg: "HS256" })),
      rewritten(token, 0, (header) => ({ ...header, typ: "JWT" })),
      rewritten(token, 0, (header) => ({ ...header, kid: "another" })),
      rewritten(token, 0, (header) => ({ ...header, jwk: foreign.jwk })),
      rewritten(token, 0, ({ kid, ...header }) => header),
      await foreign.token(claimsOf(engine, "acme", "team", message)),
      await foreign.token(claimsOf(engine, "acme", "team", message), JSON.parse(Buffer.from(header, "base64url"))),
    ].map((token) => [token, asked]),
    "quote-mismatch": [
      [token, { ...asked, account: "other" }],
      [token, { ...asked, text: "hello!" }],
      [token, { ...asked, quantity: 1 }],
    ],
  };
  for (const [code, cases] of Object.entries(codes)) {
    for (const [token, request] of cases) assert.equal((await refusedAlike(token, request)).code, code, token);
  }
  assert.equal((await client.getBalance("other")).available, "100");
});

test("a quote has its time", async () => {
  const { quoteToken, expiresAt } = await client.quote({ ...asked, expiresIn: 1 });
  await sleep(Math.max(0, Date.parse(expiresAt) - Date.now()) + 20);
  assert.equal((await refusedAlike(quoteToken)).code, "quote-expired");
});

test("another ledger's quote", async (t) => {
  const other = await serve(t, withDeck(DECK));
  const stranger = createClient({ url: other.url, key: other.adminKey });
  await stranger.openAccount({ id: "acme", plan: "team", seats: 0 });
  const token = await quoted(asked, stranger);
  assert.equal((await engine.verifyQuote(token, asked, other.url)).credits, "9");
  assert.match((await refusedAlike(token)).message, /^the quote token is signed with key `.*`, which is none of this ledger's$/);
});

test("claims that a ledger's key should not have signed", async () => {
  const own = await signer();
  const keys = { keys: [own.jwk] };
  const verify = async (changes, request = asked, header) =>
    engine.verifyQuote(await own.token(claimsOf(engine, "acme", "team", message, changes), header), request, keys);
  assert.equal((await verify({})).credits, "9");
  const now = Math.floor(Date.now() / 1000);
  const cases = [
    [{ iss: "somebody" }, "the quote token has `iss` `somebody`: it must be `septet`"],
    [{ iat: now + 120, exp: now + 400 }, "the quote token says that it was signed in the future"],
    [{ exp: now + 3601 }, "the quote token says that it lasts longer than 3600 seconds"],
    [{ more: 1 }, /^the quote token has claims that cannot be read: there is no field `more`/],
    [{ expected: "many" }, /^the quote token has claims that cannot be read: /],
    [{ jti: undefined }, /^the quote token has claims that cannot be read: /],
    // Signed as it should be, and yet not the price.
    [{ min: "8", expected: "8", max: "8" }, "the quote token says 8 to 8 credits, 8 expected, but the book and the decks that it names make it 9 to 9 credits, 9 expected"],
    [{ max: "18" }, "the quote token says 9 to 18 credits, 9 expected, but the book and the decks that it names make it 9 to 9 credits, 9 expected"],
    [{ min: "0" }, /^the quote token says 0 to 9 credits, 9 expected, but /],
    [{ plan: "enterprise", min: "1", expected: "1", max: "1" }, /^the quote token says 1 to 1 credits/],
    [{ decks: {} }, "the quote token names other decks than its price is made from"],
  ];
  for (const [changes, message] of cases) await assert.rejects(verify(changes), { code: "invalid-quote", message }, JSON.stringify(changes));
  await assert.rejects(verify({ plan: "gold" }), { code: "unknown-plan" });
  await assert.rejects(verify({ book: "b".repeat(64) }), { code: "unknown-book", message: /is not at hand/ });
  await assert.rejects(verify({ decks: { sms: "d".repeat(64) } }), { code: "unknown-book", message: /or a deck of it, is not at hand/ });
  for (const jwk of [{ ...own.jwk, kid: "other" }, { ...own.jwk, kty: "oct" }, { ...own.jwk, use: "enc" }, null]) {
    const token = await own.token(claimsOf(engine, "acme", "team", message));
    await assert.rejects(engine.verifyQuote(token, asked, { keys: [jwk] }), { code: "invalid-quote", message: /which is none of this ledger's$/ });
  }
  const broken = { keys: [{ ...own.jwk, x: "AAAA" }] };
  await assert.rejects(engine.verifyQuote(await own.token({}), asked, broken), { code: "unavailable", message: /is none of Ed25519$/ });
});

test("a book or a deck that the ledger never issued", async () => {
  const own = await signer();
  const source = { ...ledgerSource(ledger.url), keys: () => ({ keys: [own.jwk] }) };
  const verify = async (changes) => engine.verifyQuote(await own.token(claimsOf(engine, "acme", "team", message, changes)), asked, source);
  const hash = "b".repeat(64);
  await assert.rejects(verify({ book: hash }), { code: "unknown-book", message: `the ledger keeps no book with the hash \`${hash}\`` });
  await assert.rejects(verify({ decks: { sms: hash } }), { code: "unknown-deck", message: `the ledger keeps no deck with the hash \`${hash}\`` });
  await assert.rejects(verify({ book: "../accounts" }), { code: "unknown-book" });
  // What comes under a hash is not believed.
  const { book, decks } = claimsOf(engine, "acme", "team", message);
  const lying = { ...source, book: async () => engine.book, deck: async () => new TextEncoder().encode(DECK.replace("0.05", "0.01")) };
  const token = await own.token(claimsOf(engine, "acme", "team", message, { book: hash }));
  await assert.rejects(engine.verifyQuote(token, asked, lying), { code: "unavailable", message: /with another content than its hash says$/ });
  const good = await new Engine("atllas").verifyQuote(await own.token(claimsOf(engine, "acme", "team", message)), asked, source, { explain: true });
  assert.deepEqual([good.quote.bookHash, good.quote.deckHashes], [book, decks]);
});

test("earlier rates and new keys are fetched, once", async (t) => {
  let running = await serve(t, withDeck(DECK));
  const { adminKey, folder } = running;
  let from = createClient({ url: running.url, key: adminKey });
  await from.openAccount({ id: "acme", plan: "team", seats: 0 });
  const tokens = await Promise.all([quoted(asked, from), quoted(asked, from)]);
  await running.stop({ keep: true });
  running = await serve(t, withDeck(DECK.replace("0.05", "0.5")), folder);
  from = createClient({ url: running.url, key: adminKey });

  const fetched = [];
  const counting = (url, options) => {
    fetched.push(new URL(url).pathname.replace(/[0-9a-f]{64}/, "…"));
    return fetch(url, options);
  };
  const source = ledgerSource(running.url, { fetch: counting });
  const stranger = new Engine("atllas");
  for (const token of tokens) assert.equal((await stranger.verifyQuote(token, asked, source)).credits, "9");
  assert.equal((await stranger.verifyQuote(await quoted(asked, from), asked, source)).credits, "90");
  const once = ["/.well-known/jwks.json", "/v1/books/…", "/v1/decks/…", "/v1/decks/…"];
  assert.deepEqual(fetched.toSorted(), once);

  // Another key signs from this moment on: one that is not known is asked for at once, but of names that are made up only
  // the first.
  execFileSync(program(), ["quote-key", "rotate", "--database", `sqlite:${folder}/ledger.db`]);
  const token = await quoted(asked, from);
  fetched.length = 0;
  t.mock.timers.enable({ apis: ["Date"], now: Date.now() });
  assert.equal((await stranger.verifyQuote(token, asked, source)).credits, "90");
  for (let n = 0; n < 3; n++) {
    const unknown = rewritten(token, 0, (header) => ({ ...header, kid: `made-up-${n}` }));
    await assert.rejects(stranger.verifyQuote(unknown, asked, source), { code: "invalid-quote" });
  }
  assert.deepEqual(fetched, ["/.well-known/jwks.json", "/.well-known/jwks.json"]);
  // And all of them in time, so that one which is no longer good is forgotten.
  t.mock.timers.setTime(Date.now() + 301_000);
  await assert.rejects(stranger.verifyQuote(token, asked, source), { code: "quote-expired" });
  assert.equal(fetched.length, 3);
});

test("a ledger is asked with what can ask it", () => {
  const options = { timeoutMs: [NaN, -1, 0, 0.5, "15", null, 2 ** 31], fetch: [null, "fetch"] };
  for (const [name, values] of Object.entries(options)) {
    for (const value of values) {
      const expected = { code: "invalid-request", message: new RegExp(`^\`${name}\`: expected `) };
      assert.throws(() => ledgerSource("https://ledger.example", { [name]: value }), expected, `${name} ${value}`);
    }
  }
  assert.throws(() => ledgerSource("https://ledger.example", 5), { code: "invalid-request" });
  for (const left of [undefined, null, {}, { timeoutMs: undefined }]) ledgerSource("https://ledger.example", left);
});

test("no keys, no answer", async (t) => {
  const token = await quoted(asked);
  let answer;
  const server = createServer((request, response) => answer(response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.closeAllConnections());
  t.after(() => server.close());
  const url = `http://127.0.0.1:${server.address().port}`;
  const refused = async (respond, problem) => {
    answer = respond;
    const message = `the ledger's keys cannot be fetched from \`${url}/.well-known/jwks.json\`: ${problem}`;
    await assert.rejects(engine.verifyQuote(token, asked, ledgerSource(url, { timeoutMs: 200 })), { code: "unavailable", message });
  };
  await refused((response) => response.writeHead(503).end(), "it answered with status 503");
  await refused((response) => response.writeHead(200).end("<!doctype html>"), "it does not answer as a ledger does");
  await refused((response) => response.writeHead(200).end('{"keys":{}}'), "it does not answer as a ledger does");
  await refused((response) => response.destroy(), "it does not answer as a ledger does");
  await refused(() => {}, "it did not answer within 200 ms");
  await refused((response) => response.writeHead(200).write('{"keys":['), "it did not answer within 200 ms");
  answer = (response) => response.writeHead(404).end();
  await assert.rejects(engine.verifyQuote(token, asked, url), { code: "unavailable", message: /^there are no keys at / });
  server.close();
  server.closeAllConnections();
  await assert.rejects(engine.verifyQuote(token, asked, ledgerSource(url)), { code: "unavailable", message: /does not answer as a ledger does$/ });
});

test("a replay passes here, and only once at the ledger", async () => {
  const token = await quoted(asked);
  const shown = new Set();
  const seen = async (id) => shown.size === shown.add(id).size;
  for (let n = 0; n < 2; n++) await engine.verifyQuote(token, asked, ledger.url);
  await engine.verifyQuote(token, asked, ledger.url, { seen });
  await assert.rejects(engine.verifyQuote(token, asked, ledger.url, { seen }), { code: "quote-spent" });
  await client.charge("acme", { ...message, quoteToken: token });
  await assert.rejects(client.charge("acme", { ...message, quoteToken: token }), { code: "quote-spent", status: 409 });
});

test("what only the ledger knows is a part of the token", async (t) => {
  const reply = await serve(t, () => ["--book", "ai-employee", "--set", "starterAllowance=500"]);
  const from = createClient({ url: reply.url, key: reply.adminKey });
  await from.openAccount({ id: "acme", plan: "starter" });
  await from.grant("acme", { credits: "10" });
  const drafted = { service: "ai_reply", interaction: { id: "reply-1" } };
  for (const credits of ["1", "0"]) {
    const token = await quoted({ account: "acme", ...drafted }, from);
    assert.equal((await engine.verifyQuote(token, { account: "acme", ...drafted }, reply.url)).credits, credits);
    assert.equal((await from.charge("acme", drafted)).credits, credits);
  }

  const calls = await serve(t, () => ["--book", "agentalk", "--set", "paidAllowance=300", "--set", "modelShare=0.4"]);
  const caller = createClient({ url: calls.url, key: calls.adminKey });
  const call = { account: "acme", service: "call", call: { seconds: 90 } };
  await caller.openAccount({ id: "acme", plan: "enterprise", allowance: "100", brings: ["model"] });
  const verified = await engine.verifyQuote(await quoted(call, caller), call, calls.url, { explain: true });
  assert.deepEqual([verified.credits, verified.quote.decision], ["0.9", "priced"]);
});

test("a charge as it is sent", async () => {
  const token = await quoted(asked);
  const charge = { ...message, agent: "front-desk", quoteToken: token };
  const text = JSON.stringify(charge);
  const bytes = new TextEncoder().encode(text);
  const verified = await engine.verifyQuote(token, asked, ledger.url);
  for (const body of [text, bytes, bytes.buffer]) assert.deepEqual(await engine.verifyCharge(body, "acme", ledger.url), verified);
  const refused = (body, code, account = "acme") => assert.rejects(engine.verifyCharge(body, account, ledger.url), { code }, String(body));
  await refused(text, "quote-mismatch", "other");
  await refused(JSON.stringify({ ...charge, text: "hello!" }), "quote-mismatch");
  await refused(JSON.stringify(message), "invalid-request");
  for (const field of ["account", "plan", "expiresIn", "more"]) await refused(JSON.stringify({ ...charge, [field]: "1" }), "unknown-field");
  // What two readers might understand differently, neither may.
  await refused(text.replace("{", '{"text":"hello!",'), "malformed-json");
  for (const body of ["", "{", new Uint8Array([0xff])]) await refused(body, "malformed-json");
  for (const body of ["[]", "null", undefined, 5, {}, charge]) await refused(body, "invalid-request");
  await refused(text, "invalid-request", null);
});

test("not a request of the interface", async () => {
  const token = await quoted(asked);
  for (const [request, code] of [
    [message, "invalid-request"], [undefined, "invalid-request"], [[], "invalid-request"], [{ ...asked, account: 1 }, "invalid-request"],
    [{ ...asked, quoteToken: token }, "unknown-field"], [{ ...asked, agent: "" }, "invalid-request"], [{ ...asked, to: () => 1 }, "malformed-json"],
  ]) {
    await assert.rejects(engine.verifyQuote(token, request, ledger.url), { code });
  }
  for (const bad of [undefined, null, 1, {}]) await assert.rejects(engine.verifyQuote(bad, asked, ledger.url), { code: "invalid-request" });
  for (const bad of [undefined, null, 1, {}, { keys: {} }]) await assert.rejects(engine.verifyQuote(token, asked, bad), { code: "invalid-request" });
});

test("chromium", async (t) => {
  const own = await signer();
  const good = await own.token(claimsOf(engine, "acme", "team", message));
  const bad = rewritten(good, 1, (claims) => ({ ...claims, sub: "other" }));
  const { page, complaints } = await openPage(t);
  const verified = await page.evaluate(async ([deck, request, keys, tokens]) => {
    const { Engine } = await import("/pkg/web.js");
    const engine = new Engine("calcom", { decks: { sms: deck } });
    const verify = (token) => engine.verifyQuote(token, request, keys).then(({ credits }) => credits, ({ code }) => code);
    // As on a page that came by plain HTTP.
    Object.defineProperty(crypto, "subtle", { value: undefined, configurable: true });
    const without = await engine.verifyQuote(tokens[0], request, keys).catch(({ code, message }) => `${code}: ${message}`);
    delete crypto.subtle;
    return [without, ...(await Promise.all(tokens.map(verify)))];
  }, [DECK, asked, { keys: [own.jwk] }, [good, bad]]);
  const without = "unavailable: the quote token cannot be verified: WebCrypto has no Ed25519 here";
  assert.deepEqual(verified, [without, "9", "invalid-quote"]);
  assert.deepEqual(complaints, []);
});
