// Compiled, not run: the elements' types, alone, in React and in Vue.
import { SeptetMeter, type MeterReading, type MeterText, type Texts } from "septet/elements";
import { SeptetBalance } from "septet/elements/balance";
import type { SeptetPreflight } from "septet/elements/preflight";
import type {} from "septet/elements/react";
import type {} from "septet/elements/vue";
import type { GlobalComponents } from "vue";

const meter: SeptetMeter = document.createElement("septet-meter");
meter.addEventListener("septet-change", ({ detail }) => {
  const { count, quote, problem }: MeterReading = detail;
  console.log(count, quote?.credits, problem?.code);
});
meter.addEventListener("input", (event: Event) => event.target);
meter.addEventListener("click", ({ clientX }) => clientX);
meter.addEventListener("septet-repair", { handleEvent: (event) => event.target });
// @ts-expect-error: a reading has no such member
meter.addEventListener("septet-change", ({ detail }) => detail.credits);
const hear = ({ detail }: CustomEvent<MeterReading>) => detail.count;
document.addEventListener("septet-change", hear);
document.removeEventListener("septet-change", hear);
document.querySelector("form")?.addEventListener("septet-progress", ({ detail }) => detail.bytes);
meter.account = { allowance: "5" };
meter.maxSegments = 3;
const german: Texts<MeterText> = { parts: "Teile", partsAfter: { one: "{count} Teil", other: "{count} Teile" } };
meter.strings = german;
// @ts-expect-error: every language has the form `other`
meter.strings = { partsAfter: { one: "{count} Teil" } };
// @ts-expect-error: no such text
meter.strings = { part: "Teil" };
// @ts-expect-error: it is read from the field
meter.reading = undefined;

const balance = document.querySelector("septet-balance") ?? new SeptetBalance();
balance.account = { balance: { allowance: "1", bought: "0", held: "0", available: "1", unlimited: false } };
// @ts-expect-error: amounts are decimal strings
balance.account = { balance: { allowance: 1, bought: "0", held: "0", available: "1", unlimited: false } };

const preflight: SeptetPreflight = document.createElement("septet-preflight");
preflight.options = { book: "calcom", plan: "team", service: "sms", balance: "500" };
preflight.addEventListener("septet-result", ({ detail }) => detail.credits.max);
// @ts-expect-error: the template is the element's own
preflight.options = { book: "calcom", plan: "team", service: "sms", template: "Hi" };

export const react = (
  <>
    <septet-meter
      for="message"
      text="hi"
      book="calcom"
      className="meter"
      onseptet-change={({ detail }) => detail.count}
    />
    <septet-balance account={balance.account} lang="de" />
    <septet-preflight required options={preflight.options} onseptet-error={({ detail }) => detail.code} />
    {/* @ts-expect-error: no such way to show it */}
    <septet-meter view="sometimes" />
    {/* @ts-expect-error: it is read from the field */}
    <septet-meter reading={undefined} />
    {/* @ts-expect-error: a method is nothing to set */}
    <septet-meter refresh={() => {}} />
    {/* @ts-expect-error: the form says so */}
    <septet-preflight validationMessage="" />
    {/* @ts-expect-error: the account and its alerts say so */}
    <septet-balance low />
    <septet-meter name="parts" maxSegments={3} strings={german} account={{ allowance: "5" }} ref={() => {}} />
  </>
);

type VueProps<Name extends keyof GlobalComponents> = InstanceType<GlobalComponents[Name]>["$props"];
export const vue: VueProps<"septet-meter"> = {
  for: "message",
  text: "hi",
  class: "meter",
  "onSeptet-change": ({ detail }) => detail.count,
};
// @ts-expect-error: it is what the element does
export const busy: VueProps<"septet-preflight"> = { status: "reading" };
