// `septet/client` against a real ledger, and against servers that fail as networks and proxies do.
import assert from "node:assert/strict";
import { once } from "node:events";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { Engine } from "septet";
import { createClient, LedgerError } from "septet/client";
import { ledgerSource } from "septet/quotes";
import { serve } from "../../tests/support/ledger.mjs";
import { setup } from "../../tests/support/setup.mjs";
import { openAt, startBrowser } from "./browser.mjs";

const message = { service: "sms", to: "+919876543210", text: "hello" };

let ledger;
let client;
setup(async (t) => {
  ledger = await serve(t);
  client = createClient({ url: `${ledger.url}/`, key: ledger.adminKey });
});

async function account(id, more) {
  await client.openAccount({ id, plan: "team", seats: 0, ...more });
  await client.grant(id, { credits: "1000" });
}

/** A server that answers with these, one after the other; what it was asked is kept. */
async function server(t, ...answers) {
  const asked = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const piece of request) body += piece;
    asked.push({ method: request.method, url: request.url, headers: request.headers, body, at: Date.now() });
    answers.shift()?.(response, asked.at(-1));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${server.address().port}`, asked };
}

const ok = (response) => response.writeHead(200, { "Content-Type": "application/json" }).end('{"fine":true}');
const fails = (status, headers) => (response) => response.writeHead(status, headers).end("no");

test("charges, what becomes of them, and what they leave", async () => {
  await account("acme");
  const charged = await client.charge("acme", message, { idempotencyKey: "message-1" });
  assert.equal(charged.decision, "charged");
  assert.deepEqual(await client.charge("acme", message, { idempotencyKey: "message-1" }), charged);
  assert.equal((await client.getCharge("acme", charged.id)).credits, charged.credits);
  const back = await client.refundCharge("acme", charged.id, { reason: "not delivered" });
  assert.equal(back.credits, charged.credits);

  const held = await client.hold("acme", { credits: "20", expiresIn: 60 });
  const captured = await client.captureHold("acme", held.id, { credits: "5" });
  assert.equal(captured.credits, "5");
  assert.equal((await client.releaseHold("acme", held.id)).credits, "15");
  assert.equal((await client.getHold("acme", held.id)).captured, "5");
  assert.equal((await client.getBalance("acme")).available, "995");

  await client.purchase("acme", { id: "payment-17", topUp: "credit", quantity: 500 });
  assert.equal((await client.getBalance("acme")).bought, "1495");
  assert.ok((await client.listLots("acme")).lots.length >= 2);
});

test("a batch has a key for each", async () => {
  await account("batch");
  const { answers } = await client.chargeBatch({
    charges: [{ account: "batch", charge: message }, { account: "batch", charge: { ...message, text: 5 } }, { account: "batch", key: "mine", charge: message }],
  });
  assert.deepEqual(answers.map(({ status }) => status), [201, 400, 201]);
  assert.equal((await client.chargeBatch({ charges: [{ account: "batch", key: "mine", charge: message }] })).answers[0].replayed, true);
});

test("lists are read to their end", async () => {
  await account("lists");
  for (let n = 0; n < 7; n++) await client.charge("lists", { ...message, text: `hello ${n}` });
  const page = await client.listEntries("lists", { limit: 3 });
  assert.deepEqual([page.entries.length, typeof page.next], [3, "string"]);
  const all = [];
  for await (const entry of client.every.listEntries("lists", { limit: 3 })) all.push(entry.seq);
  assert.equal(all.length, 8);
  assert.deepEqual(all, [...new Set(all)].toSorted((a, b) => b - a));
  const whole = [];
  for await (const entry of client.every.listEntries("lists")) whole.push(entry.seq);
  assert.deepEqual(whole, all);
  // One who has seen enough asks for no more.
  for await (const entry of client.every.listEntries("lists", { limit: 1 })) {
    assert.equal(entry.seq, all[0]);
    break;
  }
  const ids = [];
  for await (const { id } of client.every.listAccounts({ limit: 1 })) ids.push(id);
  assert.ok(ids.includes("lists"));
  for await (const used of client.every.listUsage("lists", { range: "this-month" })) assert.equal(used.service, "sms");
});

test("campaigns, alerts, members, usage, and all that is read", async () => {
  await account("salon");
  const breakdown = { plan: "team", service: "sms", lines: [{ region: "IN", segments: 1, recipients: 2 }] };
  const { token, estimate } = await client.preflight("salon", { breakdown });
  assert.equal(typeof estimate.expected, "string");
  const campaign = await client.startCampaign("salon", { id: "spring", mode: "hold_expected", token, expiresIn: 600 });
  await client.chargeCampaign("salon", campaign.id, { ...message });
  assert.equal((await client.endCampaign("salon", campaign.id)).id, "spring");
  assert.equal((await client.listCampaigns("salon")).campaigns.length, 1);
  assert.equal((await client.getCampaign("salon", "spring")).id, "spring");

  await client.setAlerts("salon", { thresholds: ["20"] });
  assert.deepEqual((await client.getAlerts("salon")).thresholds, ["20"]);
  assert.ok(await client.getAutoReload("salon"));
  await client.openAccount({ id: "ann", parent: "salon" });
  await client.allot("salon", { to: "ann", credits: "5" });
  assert.equal((await client.listAllotments("salon")).allotments.length, 1);
  await client.takeBack("salon", "ann");
  assert.deepEqual((await client.getUsage("salon", { range: "this-month", by: "service" })).groups.map(({ service }) => service), ["sms"]);
  assert.match(await client.getUsageCsv("salon", { range: "this-month" }), /^\uFEFF?[\w,]+\r?\n/);
  assert.ok(await client.getProjection("salon"));
  assert.ok(await client.getReloadSuggestion("salon"));

  const { book, decks } = await client.getAccount("salon");
  assert.equal((await client.getBook(book.hash)).id, book.id);
  const bytes = await client.getDeck(decks.sms);
  assert.match(new TextDecoder().decode(bytes), /^#?.*iso/);
  assert.ok((await client.listPlans()).plans.length > 0);
  assert.equal((await client.listDeliveries()).deliveries.length, 0);
  assert.ok((await client.listEvents()).events);
  const key = await client.createKey({ name: "reader", scopes: ["read"] });
  const reader = createClient({ url: ledger.url, key: key.key });
  assert.equal((await reader.getAccount("salon")).id, "salon");
  await assert.rejects(reader.charge("salon", message), { name: "LedgerError", code: "forbidden", status: 403 });
  assert.equal((await client.listKeys()).keys.length, 2);
  await client.revokeKey(key.id);
  await assert.rejects(reader.getAccount("salon"), { code: "key-revoked", status: 401 });
  assert.match(await client.getHealth(), /\S/);
  assert.match(await client.getMetrics(), /septet_/);
  assert.ok((await client.getQuoteKeys()).keys.length > 0);
});

test("what the ledger refuses says why", async () => {
  await account("poor");
  const refused = await client.charge("poor", { ...message, quantity: 10_000 }).then(assert.fail, (error) => error);
  assert.ok(refused instanceof LedgerError && refused instanceof Error);
  assert.deepEqual([refused.code, refused.status, refused.problem.available], ["insufficient-credits", 402, "1000"]);
  assert.ok(refused.problem.fix && refused.requestId && refused.message === refused.problem.detail);
  await assert.rejects(client.getAccount("nobody"), { code: "unknown-account", status: 404 });
  for (const bad of ["", ".", "..", 1, undefined]) await assert.rejects(client.getAccount(bad), { code: "invalid-request" });
  await assert.rejects(client.getAccount("a/../b"), { name: "LedgerError" });
  const loop = { ...message };
  loop.self = loop;
  for (const body of [{ ...message, quantity: 1n }, loop]) {
    await assert.rejects(client.charge("salon", body), { code: "malformed-json" });
  }
  await assert.rejects(client.getAccount("salon", 5), { code: "invalid-request" });
  assert.throws(() => createClient("http://localhost"), { code: "invalid-request" });
});

test("a retry has the same key and body", async (t) => {
  const { url, asked } = await server(t, fails(503), (response) => response.destroy(), fails(500), ok);
  const answer = await createClient({ url, key: "k" }).charge("acme", message);
  assert.deepEqual(answer, { fine: true });
  assert.equal(asked.length, 4);
  const [{ headers, body, method }] = asked;
  assert.match(headers["idempotency-key"], /^[0-9a-f]{32}$/);
  for (const again of asked) {
    assert.deepEqual([again.headers["idempotency-key"], again.body, again.method], [headers["idempotency-key"], body, method]);
  }
  assert.equal(headers.authorization, "Bearer k");
  const next = await server(t, ok);
  await createClient({ url: next.url }).charge("acme", message);
  assert.notEqual(next.asked[0].headers["idempotency-key"], headers["idempotency-key"]);
});

test("what is asked to wait waits", async (t) => {
  const { url, asked } = await server(t, fails(429, { "Retry-After": "1" }), ok);
  await createClient({ url }).getAccount("acme");
  assert.ok(asked[1].at - asked[0].at >= 1000, `${asked[1].at - asked[0].at} ms`);
  const long = await server(t, fails(503, { "Retry-After": "3600" }), ok);
  await assert.rejects(createClient({ url: long.url }).getAccount("acme"), { status: 503, code: "unexpected-answer" });
  assert.equal(long.asked.length, 1);
});

test("what does not pass, or must not be done twice, is not sent again", async (t) => {
  const refused = await server(t, fails(400));
  await assert.rejects(createClient({ url: refused.url }).charge("acme", message), { status: 400 });
  assert.equal(refused.asked.length, 1);
  const session = await server(t, fails(503));
  await assert.rejects(createClient({ url: session.url }).beginSession({ code: "once" }), { status: 503 });
  assert.equal(session.asked.length, 1);
  const down = await server(t, fails(502), fails(502));
  await assert.rejects(createClient({ url: down.url, retries: 1 }).getAccount("acme"), { status: 502 });
  assert.equal(down.asked.length, 2);
});

test("silence has an end", async (t) => {
  const { url, asked } = await server(t, undefined, undefined);
  const late = createClient({ url, timeoutMs: 100, retries: 1 }).getAccount("acme");
  await assert.rejects(late, { code: "unavailable", message: "the ledger cannot be reached: it did not answer within 100 ms" });
  assert.equal(asked.length, 2);
  const nobody = createClient({ url: "http://127.0.0.1:1", retries: 0 }).getAccount("acme");
  await assert.rejects(nobody, { code: "unavailable", message: "the ledger cannot be reached: no answer came" });
});

const typed = (status, type, body) => (response) => response.writeHead(status, { "Content-Type": type }).end(body);

test("what something else than a ledger answers is said so, and not asked for again", async (t) => {
  const page = typed(200, "text/html", "<!doctype html><title>Sign in</title>");
  const problem = (status, body) => typed(status, "application/problem+json", body);
  const [charge, read] = [(client) => client.charge("acme", message), (client) => client.getAccount("acme")];
  const unread = { name: "Error", message: /^no ledger answers with status 200 / };
  const calls = {
    "a page for an account": [page, read, unread],
    "a page for metrics": [page, (client) => client.getMetrics(), unread],
    "half of an answer": [typed(200, "application/json", '{"id":"ac'), charge, unread],
    "a list without items": [ok, (client) => client.every.listEntries("acme").next(), { message: /`entries`/ }],
    "half of a refusal": [problem(402, '{"code":'), charge, { name: "LedgerError", status: 402 }],
    "a refusal that is none": [problem(403, "null"), read, { name: "LedgerError", status: 403 }],
  };
  for (const [name, [answer, call, expected]] of Object.entries(calls)) {
    const { url, asked } = await server(t, answer, ok);
    await assert.rejects(call(createClient({ url })), { code: "unexpected-answer", ...expected }, name);
    assert.equal(asked.length, 1, name);
  }
  // What breaks off on the way is not the ledger's answer, either; but it may come another time.
  const breaks = (response) => response.writeHead(200, { "Content-Length": "100" }).write("{", () => response.destroy());
  const cut = await server(t, breaks, ok);
  assert.deepEqual(await createClient({ url: cut.url }).getAccount("acme"), { fine: true });
});

test("a redirect is not followed: it would make a read of a change", async (t) => {
  const statuses = [301, 302, 303, 307, 308];
  const calls = [(client) => client.openAccount({ id: "acme", plan: "team" }), (client) => client.getAccount("acme")];
  for (const [status, call] of statuses.flatMap((status) => calls.map((call) => [status, call]))) {
    const { url, asked } = await server(t, fails(status, { Location: "/elsewhere" }), typed(200, "application/json", '{"accounts":[]}'));
    const message = "no ledger redirects, to `/elsewhere`: is `url` its address?";
    await assert.rejects(call(createClient({ url, key: "k" })), { code: "unexpected-answer", message }, String(status));
    assert.equal(asked.length, 1, String(status));
  }
});

test("what would do nothing is refused: a key by another name would not hold anything to once", async (t) => {
  const { url, asked } = await server(t);
  const client = createClient({ url });
  const engine = new Engine("calcom");
  const known = { client: "`url`, `key`, `credentials`, `timeoutMs`, `retries` or `fetch`", call: "`signal` or `headers`" };
  const refusals = {
    apiKey: [() => createClient({ url, apiKey: "k" }), known.client],
    idempotency_key: [() => client.charge("acme", message, { idempotency_key: "one" }), "`signal`, `headers` or `idempotencyKey`"],
    idempotencyKey: [() => client.chargeBatch({ charges: [] }, { idempotencyKey: "one" }), known.call],
    timeoutMs: [() => client.every.listEntries("acme", {}, { timeoutMs: 5 }).next(), known.call],
    timeout: [() => ledgerSource(url, { timeout: 5 }), "`fetch` or `timeoutMs`"],
    isSeen: [() => engine.verifyQuote("token", message, url, { isSeen: () => true }), "`explain` or `seen`"],
  };
  for (const [name, [call, fields]] of Object.entries(refusals)) {
    const expected = { code: "unknown-field", message: `there is no field \`${name}\`: ${fields}` };
    await assert.rejects(async () => call(), expected);
  }
  assert.equal(asked.length, 0);
});

test("headers of one's own, in each form, and a key among them", async (t) => {
  const own = { "x-request-id": "mine", "idempotency-key": "order-17", authorization: "Bearer stranger" };
  for (const headers of [own, new Headers(own), Object.entries(own)]) {
    const { url, asked } = await server(t, ok, ok, ok);
    const client = createClient({ url, key: "k" });
    await client.charge("acme", message, { headers });
    await client.charge("acme", message, { headers, idempotencyKey: "one" });
    await client.getAccount("acme", { headers: undefined });
    const sent = asked.map(({ headers }) => [headers["x-request-id"], headers["idempotency-key"], headers.authorization]);
    assert.deepEqual(sent, [["mine", "order-17", "Bearer k"], ["mine", "one", "Bearer k"], [undefined, undefined, "Bearer k"]]);
  }
});

test("what cannot be sent is refused before it is sent", async (t) => {
  const { url, asked } = await server(t);
  const options = {
    retries: [NaN, -1, 1.5, "3", null, Infinity],
    timeoutMs: [NaN, -1, 0, 0.5, "15", null, 2 ** 31],
    url: [null, 5, {}],
    key: [null, "", 5],
    fetch: [null, "fetch"],
    credentials: ["always", true],
  };
  for (const [name, values] of Object.entries(options)) {
    for (const value of values) {
      const expected = { code: "invalid-request", message: new RegExp(`^\`${name}\`: expected `) };
      assert.throws(() => createClient({ url, [name]: value }), expected, `${name} ${value}`);
    }
  }
  const addresses = ["", "ledger.example", "/ledger", "localhost:8787", "ftp://localhost", "http://[", "http://me:me@localhost"];
  for (const address of addresses) {
    const expected = { code: "invalid-request", message: /^`url`: / };
    await assert.rejects(createClient({ url: address }).getAccount("acme"), expected, address);
  }
  const client = createClient({ url });
  const refused = (call, name) =>
    assert.rejects(call, (error) => {
      assert.equal(error.code, "invalid-request");
      assert.match(error.message, new RegExp(`^the header \`${name}\` cannot be sent: `));
      assert.doesNotMatch(`${error.message} ${error.cause}`, /secret/);
      return true;
    });
  await refused(client.charge("acme", message, { idempotencyKey: "message 🎉" }), "Idempotency-Key");
  await refused(client.charge("acme", message, { idempotencyKey: "one\ntwo" }), "Idempotency-Key");
  await refused(createClient({ url, key: "secret–key" }).getAccount("acme"), "Authorization");
  await refused(client.getAccount("acme", { headers: { "X Y": "z" } }), "X Y");
  await assert.rejects(client.getAccount("acme", { signal: 5 }), { code: "invalid-request", message: /^`signal`: / });
  await assert.rejects(client.getAccount("\ud800"), { code: "invalid-request" });
  assert.equal(asked.length, 0);
});

test("keys are made on pages that came by plain HTTP, too", async (t) => {
  const { url, asked } = await server(t, ok, ok);
  const { randomUUID } = crypto;
  crypto.randomUUID = undefined;
  t.after(() => (crypto.randomUUID = randomUUID));
  const client = createClient({ url });
  await client.charge("acme", message);
  await client.chargeBatch({ charges: [{ account: "acme", charge: message }, { account: "acme", key: undefined, charge: message }] });
  const keys = [asked[0].headers["idempotency-key"], ...JSON.parse(asked[1].body).charges.map(({ key }) => key)];
  assert.ok(keys.every((key) => /^[0-9a-f]{32}$/.test(key)) && new Set(keys).size === 3, keys.join());
});

test("a call can be ended", async (t) => {
  const controller = new AbortController();
  const { url, asked } = await server(t, () => controller.abort("enough"));
  const call = createClient({ url }).getAccount("acme", { signal: controller.signal });
  await assert.rejects(call, { name: "AbortError", code: "cancelled", cause: "enough" });
  assert.equal(asked.length, 1);
  await assert.rejects(createClient({ url }).getAccount("acme", { signal: controller.signal }), { code: "cancelled" });
  assert.equal(asked.length, 1);
  // Also one that waits to be sent again.
  const waiting = new AbortController();
  const busy = await server(t, (response) => {
    response.writeHead(429, { "Retry-After": "30" }).end();
    setTimeout(() => waiting.abort(), 50);
  });
  await assert.rejects(createClient({ url: busy.url }).getAccount("acme", { signal: waiting.signal }), { code: "cancelled" });
});

test("a page's session, in chromium", async (t) => {
  const pages = mkdtempSync(path.join(tmpdir(), "septet-pages-"));
  t.after(() => rmSync(pages, { recursive: true }));
  const mine = fileURLToPath(new URL("..", import.meta.url));
  for (const part of ["client", "asking.js", "plain.js"]) cpSync(path.join(mine, part), path.join(pages, part), { recursive: true });
  writeFileSync(path.join(pages, "index.html"), '<!doctype html><meta charset="utf-8"><title>septet</title>');
  const own = await serve(t, () => ["--web", pages]);
  const admin = createClient({ url: own.url, key: own.adminKey });
  await admin.openAccount({ id: "visitor", plan: "team", seats: 0 });
  await admin.grant("visitor", { credits: "100" });
  const { code } = await admin.createLoginCode({ account: "visitor" });
  const { page } = await openAt(await startBrowser(t), own.url);
  const result = await page.evaluate(async ([code, message]) => {
    const { createClient } = await import("/client/index.js");
    const ledger = createClient();
    const session = await ledger.beginSession({ code });
    const { decision } = await ledger.charge(session.account, message);
    // Another client has the cookie, and the token against forgery only after it has asked for the session.
    const other = createClient();
    const forged = await other.charge(session.account, message).then(() => "charged", ({ code }) => code);
    await other.getSession();
    const asked = await other.charge(session.account, message);
    await ledger.endSession();
    const ended = await other.getSession().then(() => "still there", ({ status }) => status);
    return [session.account, decision, forged, asked.decision, ended];
  }, [code, message]);
  assert.deepEqual(result, ["visitor", "charged", "forbidden", "charged", 401]);
});
