// The edge example in real runtimes, each in a project of its own with the package installed, in front of a real ledger.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import test from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Engine } from "septet";
import { setup } from "../../tests/support/setup.mjs";
import { behindProxy } from "./edge-kit.mjs";
import { project, workshop } from "./fresh.mjs";
import { claimsOf, rewritten, signer } from "./tokens.mjs";

const EXAMPLE = new URL("../examples/edge/", import.meta.url);
const files = Object.fromEntries(readdirSync(EXAMPLE).map((name) => [name, readFileSync(new URL(name, EXAMPLE), "utf8")]));

/** Commands that print the address, and stop with the test. */
const RUNTIMES = {
  workerd: (ledger) => ["wrangler", "dev", "--ip", "127.0.0.1", "--port", "0", "--var", `LEDGER_URL:${ledger}`, "--var", "PLANS:team,free"],
  deno: (ledger) => ["env", `LEDGER_URL=${ledger}`, "PLANS=team,free", "PORT=0", "deno", "run", "--allow-env", "--allow-net", "--allow-read", "deno.js"],
  node: (ledger) => ["env", `LEDGER_URL=${ledger}`, "PLANS=free, team", "PORT=0", "node", "node.js"],
};

const engine = new Engine("calcom");
const message = { service: "sms", to: "+919876543210", text: "Your table is booked 🎉" };

/** The first line of what a request's line is answered; empty, where the connection is closed. */
async function raw(address, line) {
  const { hostname, port } = new URL(address);
  const socket = connect(Number(port), hostname);
  socket.end(`${line}\r\nHost: edge\r\nConnection: close\r\n\r\n`);
  const chunks = await socket.toArray();
  return Buffer.concat(chunks).toString().split("\r\n")[0];
}

let shop;
setup(async (t) => {
  shop = await workshop(t);
});

for (const [name, command] of Object.entries(RUNTIMES)) {
  test(name, async (t) => {
    const ledger = await behindProxy(t);
    const { client, own, seen } = ledger;
    for (const id of ["acme", "other"]) {
      await client.openAccount({ id, plan: "team", seats: 0 });
      await client.grant(id, { credits: "100000" });
    }
    await client.openAccount({ id: "large", plan: "organization", seats: 0 });
    seen.keysAreDown = true;
    const { serve } = await project(shop, name, files);
    const edge = await serve(t, ...command(ledger.url));

    const quoted = async (charge, account = "acme", expiresIn = 300) => (await client.quote({ ...charge, account, expiresIn })).quoteToken;
    let sent = 0;
    const send = async (body, { account = "acme", method = "POST", path, headers } = {}) => {
      const own = { Authorization: `Bearer ${ledger.key}`, "Content-Type": "application/json", "Idempotency-Key": `${name}-${sent++}` };
      const asked = Object.entries({ ...own, ...headers }).filter(([, value]) => value !== null);
      const text = typeof body === "string" ? body : JSON.stringify(body);
      const response = await fetch(edge + (path ?? `/v1/accounts/${account}/charges`), { method, headers: asked, body: method === "GET" ? undefined : text });
      return { status: response.status, headers: response.headers, body: await response.json() };
    };
    /** Nothing of it reaches the ledger. */
    const refuses = async (status, code, body, options) => {
      const before = seen.charges;
      const answer = await send(body, options);
      assert.deepEqual([answer.status, answer.body.code, answer.body.status], [status, code, status], JSON.stringify(answer.body));
      assert.equal(answer.headers.get("Content-Type"), "application/problem+json");
      assert.equal(seen.charges, before, "it is not forwarded");
      return answer.body.detail;
    };

    const token = await quoted(message);
    const charge = { ...message, quoteToken: token };

    await t.test("without keys nothing passes", async () => {
      assert.match(await refuses(503, "unavailable", charge), /^the ledger's keys cannot be fetched from .*: it answered with status 503$/);
      seen.keysAreDown = false;
    });

    await t.test("a good quote is charged, once", async () => {
      const key = { headers: { "Idempotency-Key": "once" } };
      const first = await send(charge, key);
      assert.equal(first.status, 201, JSON.stringify(first.body));
      assert.equal(first.body.credits, engine.quote({ plan: "team", ...message }).credits);
      const again = await send(charge, key);
      assert.deepEqual([again.status, again.body, again.headers.get("Idempotent-Replayed")], [201, first.body, "true"]);
      // Only the ledger knows what was spent: a replay gets there, and no further.
      const spent = await send(charge);
      assert.deepEqual([spent.status, spent.body.code], [409, "quote-spent"]);
    });

    await t.test("what passes is charged to the same digit", async () => {
      const texts = ["hello", "Grüße".repeat(40), "🎉".repeat(40), `${"👨‍👩‍👧".repeat(16)}${"ж".repeat(6)}`];
      const messages = ["IN", "US", "DE", "BR"].flatMap((region) => texts.map((text) => ({ service: "sms", region, text, quantity: 3, agent: "front desk" })));
      const calls = [1, 61, 3601].map((seconds) => ({ service: "call", call: { seconds } }));
      for (const request of [...messages, ...calls]) {
        const { quote, quoteToken } = await client.quote({ ...request, account: "acme" });
        const { agent, ...priced } = request;
        assert.equal(engine.quote({ plan: "team", ...priced }).credits, quote.credits);
        const { status, body } = await send({ ...request, quoteToken });
        assert.deepEqual([status, body.credits], [201, quote.credits], JSON.stringify(body));
      }
    });

    await t.test("a redirect is not followed", async () => {
      for (const status of [301, 303, 307]) {
        seen.redirect = status;
        assert.match(await refuses(503, "unavailable", { ...message, quoteToken: await quoted(message) }), /^no ledger redirects/);
      }
      seen.redirect = undefined;
    });

    await t.test("bad quotes", async () => {
      const token = await quoted(message);
      const [header, claims, signature] = token.split(".");
      const foreign = await signer();
      const invalid = [
        `${header}.${claims}.${signature.startsWith("A") ? "B" : "A"}${signature.slice(1)}`,
        rewritten(token, 1, (claims) => ({ ...claims, min: "1", expected: "1", max: "1" })),
        rewritten(token, 0, (header) => ({ ...header, alg: "none" })),
        `${rewritten(token, 0, (header) => ({ ...header, alg: "none" })).split(".", 2).join(".")}.`,
        rewritten(token, 0, (header) => ({ ...header, alg: "HS256" })),
        await foreign.token(claimsOf(engine, "acme", "team", message)),
        await foreign.token(claimsOf(engine, "acme", "team", message), JSON.parse(Buffer.from(header, "base64url"))),
        // Signed by a key of the ledger, and yet not the price.
        await own.token(claimsOf(engine, "acme", "team", message, { min: "1", expected: "1", max: "1" })),
        "", "a.b.c",
      ];
      for (const quoteToken of invalid) await refuses(400, "invalid-quote", { ...message, quoteToken });
      const book = await own.token(claimsOf(engine, "acme", "team", message, { book: "b".repeat(64) }));
      assert.match(await refuses(400, "unknown-book", { ...message, quoteToken: book }), /^the ledger keeps no book with the hash/);
      const deck = await own.token(claimsOf(engine, "acme", "team", message, { decks: { sms: "d".repeat(64) } }));
      await refuses(400, "unknown-deck", { ...message, quoteToken: deck });
      await refuses(422, "quote-mismatch", { ...message, quoteToken: token }, { account: "other" });
      await refuses(422, "quote-mismatch", { ...message, text: "Your table is gone", quoteToken: token });
      await refuses(422, "quote-mismatch", { ...message, quantity: 2, quoteToken: token });
      const { quoteToken, expiresAt } = await client.quote({ ...message, account: "acme", expiresIn: 1 });
      await sleep(Math.max(0, Date.parse(expiresAt) - Date.now()) + 20);
      await refuses(422, "quote-expired", { ...message, quoteToken });
      const plan = await quoted(message, "large");
      await refuses(403, "not-in-plan", { ...message, quoteToken: plan }, { account: "large" });
      assert.equal((await send({ ...message, quoteToken: token })).status, 201, "it is good all the same");
    });

    await t.test("bad requests", async () => {
      await refuses(400, "invalid-request", message);
      await refuses(400, "invalid-request", { ...message, quoteToken: 17 });
      for (const field of ["account", "expiresIn"]) await refuses(400, "unknown-field", { ...charge, [field]: null });
      for (const body of ["[]", "null", '"text"']) await refuses(400, "invalid-request", body);
      for (const body of ["", "{", '{"a":1,}']) await refuses(400, "malformed-json", body);
      await refuses(413, "body-too-large", { ...charge, text: "a".repeat(70_000) });
      await refuses(400, "unsupported-body", charge, { headers: { "Content-Type": "text/plain" } });
      await refuses(400, "idempotency-key-missing", charge, { headers: { "Idempotency-Key": null } });
      for (const key of ["a b", "k".repeat(65), ".", ".."]) {
        await refuses(400, "invalid-name", charge, { headers: { "Idempotency-Key": key } });
      }
      await refuses(404, "not-found", charge, { account: "a".repeat(65) });
      await refuses(405, "method-not-allowed", charge, { method: "GET" });
      for (const path of ["/", "/v1/accounts/acme", "/v1/accounts/a%2Fb/charges", "/v1/charges"]) await refuses(404, "not-found", charge, { path });
      // Lines that no `fetch` sends: whatever each is answered, it takes nothing down.
      const lines = ["GET // HTTP/1.1", "TRACE /v1/accounts/acme/charges HTTP/1.1", "OPTIONS * HTTP/1.1", "GET http://[/ HTTP/1.1"];
      for (const line of lines) assert.match(await raw(edge, line), /^HTTP\/1\.1 [45]\d\d |^$/, line);
      await refuses(404, "not-found", charge, { path: "/" });
      // Who may charge is the ledger's to say.
      const stranger = await send({ ...message, quoteToken: await quoted(message) }, { headers: { Authorization: null } });
      assert.deepEqual([stranger.status, stranger.body.code], [401, "unauthorized"]);
    });
  });
}
