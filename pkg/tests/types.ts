// Compiled, not run: the hand-written types say what the package does.
import { countSegments, Engine, region, segments } from "septet";
import type { Decision, Quote, SeptetError } from "septet";

const counted: number = countSegments("hello", "twilio");
const ranges: { start: number; end: number }[] = segments("hello", { profile: "3gpp", encoding: "UCS-2" }).parts;
const place: string | null = region("+919876543210").region;
const engine = new Engine("calcom", { decks: { sms: new Uint8Array() } });
const quote: Quote = engine.quote({ plan: "team", service: "sms", to: "+919876543210", text: "hi" });
const decision: Decision = quote.decision;
const amount: string = quote.money.amount + quote.explanation.steps[0]?.result;
try {
  engine.quote({ plan: "team", service: "sms", region: "IN", account: { bought: "10" } });
} catch (error) {
  const code: string = (error as SeptetError).code;
  console.log(code, counted, ranges, place, decision, amount);
}

// @ts-expect-error: credits are decimal strings
const wrong: number = quote.credits;
segments("hello", { profile: { name: "mine", border: "grapheme" }, smart: "only_if_fewer", national: ["turkish"] });

// @ts-expect-error: no such profile
segments("hello", { profile: "acme" });
// @ts-expect-error: a request has a plan
engine.quote({ service: "sms" });
// @ts-expect-error: a pricer is for a service
engine.pricer({ plan: "team" });
const total: string = engine.pricer({ plan: "team", service: "sms" }).total(["IN"], new Uint32Array([1]));
console.log(wrong, total);
