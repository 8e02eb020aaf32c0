// The fast path is the credits of a quote.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { Engine } from "septet";

const read = (path) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const regions = read("src/data/twilio_sms_2026-05-25_by_region.csv").trim().split("\n").slice(1).map((row) => row.slice(0, 2));
const calcom = JSON.parse(read("src/book/presets/calcom.json"));
const perMessage = structuredClone(calcom);
perMessage.services.sms.rounding = { per: "message", mode: "half_even", scale: 2 };
const extras = structuredClone(calcom);
Object.assign(extras.services.sms, { fee: "0.5", minimum: "12" });

/** A text of that many segments. */
const text = (segments) => "a".repeat(segments > 1 ? 153 * segments : segments);
const throws = (call, code) => assert.throws(call, (error) => error instanceof Error && error.code === code);

for (const [name, book] of Object.entries({ calcom, perMessage, extras })) {
  test(`equal to quotes: ${name}`, () => {
    const engine = new Engine(book);
    for (const plan of ["team", "organization"]) {
      const pricer = engine.pricer({ plan, service: "sms" });
      for (const region of regions) {
        for (const segments of [0, 1, 2, 3, 10, 33]) {
          const { credits } = engine.quote({ plan, service: "sms", region, text: text(segments) });
          for (const _ of ["computed", "remembered"]) assert.equal(pricer.credits(region, segments), credits, `${region} ${segments}`);
          assert.equal(pricer.total([region], [segments]), credits);
        }
      }
    }
  });
}

test("a price is that of the day in UTC", (t) => {
  const sms = "iso,price_usd,valid_from,valid_to\nIN,0.05,,2027-01-01\nIN,0.10,2027-01-01,\n";
  const engine = new Engine("calcom", { decks: { sms } });
  for (const [now, credits] of [["2026-12-31T23:59:59.999Z", "9"], ["2027-01-01T00:00:00.000Z", "18"]]) {
    t.mock.timers.enable({ apis: ["Date"], now: Date.parse(now) });
    assert.equal(engine.quote({ plan: "team", service: "sms", region: "IN", text: "a" }).credits, credits);
    assert.equal(engine.pricer({ plan: "team", service: "sms" }).credits("IN", 1), credits);
    t.mock.timers.reset();
  }
});

test("a total is the sum", () => {
  const pricer = new Engine("calcom", { decks: { sms: "iso,price_usd\nIN,0.05\nFR,0.08\n" } }).pricer({ plan: "team", service: "sms" });
  assert.deepEqual([pricer.credits("IN", 2), pricer.credits("FR", 1)], ["18", "15"]);
  assert.equal(pricer.total(["IN", "FR", "IN"], [2, 1, 1]), "42");
  assert.equal(pricer.total(["IN", "FR", "IN"], Uint32Array.of(2, 1, 1)), "42");
  assert.equal(pricer.total(["IN", "FR"], Uint8Array.of(2, 1)), "33");
  assert.equal(pricer.total([], []), "0");
});

test("by category and day", () => {
  const csv = "iso,category,valid_from,price_usd\nIN,marketing,,0.01\nIN,marketing,2026-10-01,0.02\nIN,utility,,0.005\n";
  const engine = new Engine("calcom", { decks: { whatsapp: csv } });
  const credits = (options) => engine.pricer({ plan: "team", service: "whatsapp", ...options }).credits("IN", 3);
  assert.equal(credits({ category: "utility" }), "2");
  assert.equal(credits({ category: "marketing", at: "2026-11-20" }), "5");
  assert.equal(credits({ category: "marketing", at: "2026-09-30" }), "3");
  throws(() => credits({}), "invalid-request");
  throws(() => credits({ category: "other" }), "invalid-request");
});

test("errors", () => {
  const engine = new Engine("calcom", { decks: { sms: "iso,price_usd\nIN,0.05\n" } });
  throws(() => engine.pricer(), "invalid-request");
  throws(() => engine.pricer({ plan: "acme", service: "sms" }), "unknown-plan");
  throws(() => engine.pricer({ plan: "team", service: "fax" }), "unknown-service");
  throws(() => engine.pricer({ plan: "team", service: "call" }), "invalid-request");
  throws(() => engine.pricer({ plan: "team", service: "sms", region: "IN" }), "unknown-field");

  const pricer = engine.pricer({ plan: "team", service: "sms" });
  const cases = [
    ["FR", 1, "no-rate"], ["in", 1, "invalid-region"], ["é1", 1, "invalid-region"], ["IND", 1, "invalid-region"], ["\u{149}N", 1, "invalid-region"],
    [undefined, 1, "invalid-request"], [["I", "N"], 1, "invalid-request"], ["IN", -1, "invalid-request"], ["IN", 1.5, "invalid-request"],
    ["IN", "1", "invalid-request"], ["IN", 2 ** 32, "invalid-request"], ["IN", undefined, "invalid-request"],
  ];
  for (const [region, segments, code] of cases) {
    throws(() => pricer.credits(region, segments), code);
    throws(() => pricer.total(["IN", region], [1, segments]), code);
  }
  for (const lists of [[], ["IN", [1]], [["IN"], []], [["IN"]], [["IN"], "1"], [["IN"], null]]) {
    throws(() => pricer.total(...lists), "invalid-request");
  }
  assert.equal(pricer.credits("IN", 1), "9");
});

test("where prices change on dates, today's are taken", () => {
  const sms = "iso,valid_from,price,currency\nIN,2020-01-01,0.05,USD\nIN,2999-01-01,0.5,USD\n";
  const engine = new Engine("calcom", { decks: { sms } });
  assert.equal(engine.pricer({ plan: "team", service: "sms" }).credits("IN", 1), "9");
  assert.equal(engine.pricer({ plan: "team", service: "sms", at: "2999-01-01" }).credits("IN", 1), "90");
  throws(() => engine.pricer({ plan: "team", service: "sms", at: "2019-12-31" }).credits("IN", 1), "no-rate");
});
