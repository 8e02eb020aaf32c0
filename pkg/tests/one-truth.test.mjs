// What is shown is what is charged: 20,000 requests are answered alike, to the byte, by the native program and by the
// package in every runtime; and the ledger charges what a quote says.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Engine } from "septet";
import { setup } from "../../tests/support/setup.mjs";
import { digests, engineOf, pieceOf } from "./one-truth/answers.mjs";
import { workshop } from "./fresh.mjs";
import { nativeLines, scratch, startLedger } from "./one-truth/native.mjs";
import { BOOKS, groups } from "./one-truth/requests.mjs";
import { runtimes } from "./one-truth/runtimes.mjs";

const REQUESTS = 20_000;
const all = groups(Engine);
let expected;
let expectedDigests;

setup(async (t) => {
  const folder = await scratch(t);
  expected = [];
  for (const group of all) {
    const lines = await nativeLines(folder, group);
    assert.equal(lines.length, group.requests.length);
    expected.push(...lines);
  }
  expectedDigests = await digests(expected);
});

test("the requests go everywhere", () => {
  assert.equal(expected.length, REQUESTS);
  const counts = new Map();
  const count = (kind) => counts.set(kind, (counts.get(kind) ?? 0) + 1);
  let answered = 0;
  for (const line of expected) {
    const { error, decision, measured } = JSON.parse(line);
    count(error?.code ?? decision);
    for (const field of Object.keys(measured ?? {})) count(`measured.${field}`);
    answered += error ? 0 : 1;
  }
  assert.ok(answered > REQUESTS / 2, `only ${answered} are no errors`);
  for (const kind of [
    "priced", "free", "charged", "recorded", "declined", "paused", "fallback_email",
    "book-mismatch", "does-not-fit", "invalid-amount", "invalid-book", "invalid-call", "invalid-number", "invalid-profile",
    "invalid-quantity", "invalid-recipients", "invalid-region", "invalid-request", "invalid-template", "missing-column",
    "no-rate", "no-region", "not-in-plan", "parameter-missing", "unknown-field", "unknown-language", "unknown-merge-field",
    "unknown-outcome", "unknown-parameter", "unknown-plan", "unknown-profile", "unknown-service",
    "measured.category", "measured.excludedSeconds", "measured.interaction", "measured.outcome", "measured.segments",
  ]) {
    assert.ok(counts.has(kind), `no answer was ${kind}: ${[...counts.keys()]}`);
  }
  for (const part of ['"sent":{', '"repairs":[{', '"locking":"', '"findings":[{', '"byRegion":[{', '"maxSeconds":']) {
    assert.ok(expected.some((line) => line.includes(part)), `no answer has ${part}`);
  }
});

test("every runtime", { concurrency: true }, async (t) => {
  const shop = await workshop(t);
  const requests = all.flatMap(({ kind, requests }) => requests.map((request) => ({ kind, ...request })));
  const tests = Object.entries(runtimes).map(([name, start]) =>
    t.test(name, async (t) => {
      const ask = await start(t, shop);
      const piece = (await ask()).findIndex((digest, piece) => digest !== expectedDigests[piece]);
      if (piece < 0) return;
      const [found, native] = [await ask(String(piece)), pieceOf(expected, piece)];
      const at = native.findIndex((line, at) => line !== found[at]);
      assert.equal(found[at], native[at], JSON.stringify(pieceOf(requests, piece)[at]));
    }),
  );
  await Promise.all(tests);
});

/** More than any charge costs. */
const RICH = "1000000000000";
const CHARGES = 200;
const USED_IDS = ["reply-1", "é"];

/** A charge's body: the quote's request without what the ledger knows itself. */
function chargeOf({ plan, account, parameters, repair, at, book, ...request }, number) {
  const { charged, ...call } = request.call ?? {};
  const { counted, ...interaction } = request.interaction ?? {};
  // Twice the same one is paid for once: each is another.
  if (USED_IDS.includes(interaction.id)) interaction.id += number;
  return { ...request, ...(request.call && { call }), ...(request.interaction && { interaction }) };
}

/** A charge has other fields than a quote, and an error lists them. */
const withoutList = (text) => text.replace(/^(there is no field `colour`): `.+`$/, "$1");

for (const book of BOOKS) {
  test(`the ledger charges what is quoted: ${book}`, async (t) => {
    const group = all.find(({ engine }) => engine?.book === book && engine.parameters);
    const engine = engineOf(Engine, group.engine);
    const { ask } = await startLedger(t, group.engine);
    const plans = Object.keys(engine.book.plans);
    for (const plan of plans) {
      await ask("accounts", { id: plan, plan });
      await ask(`accounts/${plan}/grants`, { credits: RICH });
    }
    const asked = group.requests
      .filter(({ plan, quantity }) => plans.includes(plan) && !(quantity > 1_000))
      .slice(0, CHARGES)
      .map((request, number) => ({ account: request.plan, key: `charge-${number}`, charge: chargeOf(request, number) }));
    assert.equal(asked.length, CHARGES);
    const { answers } = await ask("charges", { charges: asked });
    let charged = 0;
    answers.forEach(({ body }, at) => {
      const { account: plan, charge } = asked[at];
      let quoted;
      try {
        quoted = engine.quote({ plan, ...charge, account: { bought: RICH } });
      } catch ({ code, message }) {
        const [detail, wanted] = [body.detail, message].map(withoutList);
        assert.deepEqual([body.code, detail], [code, wanted], JSON.stringify(asked[at]));
        return;
      }
      // What the balance covers is the ledger's to say.
      const { maxSeconds: _, ...quote } = quoted;
      const { maxSeconds: __, ...found } = body.quote ?? body;
      assert.equal(JSON.stringify(found), JSON.stringify(quote), JSON.stringify(asked[at]));
      if (quote.decision === "charged") {
        assert.equal(body.credits, quote.credits);
        charged++;
      }
    });
    assert.ok(charged > CHARGES / 10, `only ${charged} were charged`);
  });
}
