// What a type says may be left out may be given as `undefined`: it is then not there.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { Engine, segments } from "septet";

const types = readFileSync(new URL("../index.d.ts", import.meta.url), "utf8");

/** The members of an interface that may be left out, those of what it extends included, each as `undefined`. */
function left(name) {
  const [, parent, body] = new RegExp(`interface ${name}(?: extends (\\w+))? \\{\\n([^]*?)\\n\\}`).exec(types);
  const own = [...body.matchAll(/^  (\w+)\?: .*\| undefined;$/gm)].map(([, member]) => [member, undefined]);
  return { ...(parent && left(parent)), ...Object.fromEntries(own) };
}

const engine = new Engine("calcom");
const [sms, call] = [{ plan: "team", service: "sms" }, { plan: "team", service: "call" }];
const preflight = (options) => {
  const run = engine.preflight(options);
  run.pushNumbers(new BigUint64Array([919876543210n]));
  return run.finish();
};

/** What is asked with and without members that are `undefined`. */
const asked = {
  Profile: (more) => segments("hello", { profile: { name: "mine", ...more } }),
  SegmentsOptions: (more) => segments("hello", { ...more }),
  EngineOptions: (more) => new Engine("calcom", { ...more }).book,
  Decks: (more) => new Engine("calcom", { decks: { ...more } }).quote({ ...sms, region: "IN", text: "hello" }),
  QuoteRequest: (more) => engine.quote({ ...more, ...sms, region: "IN", text: "hello" }),
  Call: (more) => engine.quote({ ...call, call: { ...more, seconds: 90 } }),
  Interaction: (more) => new Engine("calcom", { parameters: { aiAgentCredits: "5" } }).quote({ plan: "team", service: "ai_agent", interaction: { ...more } }),
  Payer: (more) => engine.quote({ ...sms, region: "IN", text: "hello", account: { ...more } }),
  PlansUsed: (more) => engine.planCosts({ ...more, plans: [{ plan: "team", periods: ["900"] }] }),
  PlanUsed: (more) => engine.planCosts({ plans: [{ plan: "team", periods: ["900"], ...more }] }),
  PreflightOptions: (more) => preflight({ ...more, ...sms, template: "hello" }),
  PreflightCall: (more) => preflight({ ...call, call: { maxSeconds: 60, ...more } }),
  PricerOptions: (more) => engine.pricer({ ...more, ...sms }).credits("IN", 1),
};

for (const [name, ask] of Object.entries(asked)) {
  test(name, () => {
    const more = left(name);
    assert.ok(Object.keys(more).length > 0);
    assert.deepEqual(ask(more), ask({}));
  });
}
