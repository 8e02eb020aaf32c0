// What plans cost for usage that is priced already.
import assert from "node:assert/strict";
import test from "node:test";
import { Engine } from "septet";

const book = {
  id: "own",
  version: "1",
  currency: "USD",
  services: { reply: { price: { perMessage: { credits: "1" } }, exhausted: "paused" } },
  topUps: {
    pack: { credits: "100", price: "5", expires: "never" },
    crate: { credits: "1000", price: { parameter: "cratePrice" }, expires: "never" },
  },
  parameters: { cratePrice: { type: "money", required: false } },
  plans: {
    starter: { price: { amount: "10" }, allowance: { flat: "100" }, topUps: ["pack"] },
    pro: { price: { amount: "20", perSeat: true }, allowance: { perSeat: "200" }, topUps: ["pack", "crate"] },
    all: { price: { amount: "60" }, allowance: "unlimited" },
    none: { price: { amount: "1" }, allowance: "none" },
    own: { price: { amount: "25" }, allowance: "operator", topUps: ["pack"] },
  },
};
const everywhere = (used) => Object.keys(book.plans).map((plan) => ({ plan, ...used }));
const byName = ({ plans }) => Object.fromEntries(plans.map((plan) => [plan.plan, plan]));

test("packages are bought whole, and the least total is named", () => {
  const engine = new Engine(book, { parameters: { cratePrice: "20" } });
  const answer = engine.planCosts({ plans: everywhere({ periods: ["100", "450", "0.5"], priced: 7 }), seats: 2, allowance: "150" });
  const { starter, pro, all, none, own } = byName(answer);
  assert.equal(answer.seats, 2);
  assert.deepEqual(starter, {
    plan: "starter",
    priced: 7,
    unpriced: 0,
    credits: "550.5",
    periods: [
      { month: null, credits: "100", allowance: "100", beyond: "0" },
      { month: null, credits: "450", allowance: "100", beyond: "350" },
      { month: null, credits: "0.5", allowance: "100", beyond: "0" },
    ],
    beyond: "350",
    covered: true,
    bought: { topUp: "pack", packages: 4, price: { amount: "20", currency: "USD" } },
    price: { amount: "30", currency: "USD" },
    total: { amount: "50", currency: "USD" },
    unknown: [],
  });
  assert.deepEqual([pro.beyond, pro.bought.packages, pro.total.amount], ["50", 1, "125"]);
  assert.deepEqual([all.beyond, all.bought, all.total.amount], ["0", null, "180"]);
  assert.deepEqual([none.covered, none.beyond, none.total], [false, "550.5", null]);
  assert.deepEqual([own.beyond, own.total.amount], ["300", "90"]);
  assert.deepEqual([answer.cheapest, answer.tied], ["starter", []]);
});

test("what nobody has said is named", () => {
  const { pro, own } = byName(new Engine(book).planCosts({ plans: everywhere({ periods: ["1000"] }) }));
  assert.deepEqual([pro.unknown, pro.bought, pro.total], [["cratePrice"], null, null]);
  assert.deepEqual([own.unknown, own.beyond, own.total], [["allowance"], null, null]);
});

test("plans with the fewest uses that have no price are compared; of equal totals the first one is named first", () => {
  const engine = new Engine(book);
  const plans = [{ plan: "starter", periods: ["0"], unpriced: 3 }, { plan: "all", periods: ["0"], unpriced: 1 }];
  assert.equal(engine.planCosts({ plans }).cheapest, "all");
  const tied = engine.planCosts({ plans: [{ plan: "starter", periods: ["1100"] }, { plan: "all", periods: ["1100"] }] });
  assert.deepEqual([tied.cheapest, tied.tied], ["starter", ["all"]]);
  const nothing = engine.planCosts({ plans: [] });
  assert.deepEqual([nothing.plans, nothing.cheapest], [[], null]);
});

test("equal to the price of each package and plan, at random", () => {
  const engine = new Engine(book, { parameters: { cratePrice: "23.5" } });
  let seed = 7;
  const below = (n) => (seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0) % n;
  for (let round = 0; round < 200; round++) {
    const periods = Array.from({ length: 1 + below(12) }, () => below(3000));
    const seats = 1 + below(4);
    const { pro } = byName(engine.planCosts({ plans: [{ plan: "pro", periods: periods.map(String) }], seats }));
    const beyond = periods.map((used) => Math.max(0, used - 200 * seats));
    const missing = beyond.reduce((sum, each) => sum + each, 0);
    const cents = (size, price) => Math.ceil(missing / size) * price;
    const total = 2000 * seats * periods.length + Math.min(cents(100, 500), cents(1000, 2350));
    assert.equal(Math.round(Number(pro.total.amount) * 100), total, `${periods} ${seats}`);
  }
});

test("bad input is named", () => {
  const engine = new Engine(book);
  const refused = (used, code, message) =>
    assert.throws(
      () => engine.planCosts(used),
      (error) => error instanceof Error && error.code === code && message.test(error.message),
    );
  refused({ plans: [{ plan: "gold", periods: [] }] }, "unknown-plan", /gold/);
  refused({ plans: [{ plan: "pro", periods: ["-1"] }] }, "invalid-amount", /periods.*-1/);
  refused({ plans: [{ plan: "pro", periods: [1] }] }, "invalid-request", /periods/);
  refused({ plans: [{ plan: "pro" }] }, "invalid-request", /periods/);
  refused({ plans: [], colour: "red" }, "unknown-field", /colour/);
  refused({ plans: [], allowance: "much" }, "invalid-amount", /much/);
  refused(undefined, "invalid-request", /./);
});
