// What the message costs, and how that came about.
import type { Step } from "septet";

import { byId, make, setText } from "./dom.ts";
import { country, credits as creditsText, creditUnit, decimal, money as moneyText, sentence } from "./format.ts";
import type { Preview } from "./preview.ts";

const card = byId("price");
const credits = byId("credits");
const unit = byId("credits-unit");
const money = byId("money");
// On narrow pages the price also stands at the bottom edge while the fields are in view.
const glance = { credits: byId("glance-credits"), unit: byId("glance-unit"), money: byId("glance-money") };
const max = byId("max");
const region = byId("region");
const carrierCost = byId("carrier-cost");
const steps = byId("steps");
const totalText = byId("total-text");
const totalResult = byId("total-result");

export function showPrice({ place, quote }: Preview): void {
  card.classList.toggle("priceless", quote === undefined);
  setText(region, place?.region ? `${country(place.region)} (${place.region})` : sentence(place?.class ?? "–"));
  if (quote === undefined) {
    for (const element of [credits, glance.credits, money, carrierCost]) {
      setText(element, "–");
    }
    setText(totalText, "No price yet");
    for (const element of [unit, glance.unit]) {
      setText(element, "credits");
    }
    for (const element of [max, glance.money, totalResult]) {
      setText(element, "");
    }
    steps.replaceChildren();
    return;
  }
  for (const shown of [{ credits, unit, money }, glance]) {
    setText(shown.credits, decimal(quote.credits));
    setText(shown.unit, creditUnit(quote.credits));
    setText(shown.money, quote.money === null ? "" : moneyText(quote.money));
  }
  setText(max, quote.max === quote.credits ? "" : `at most ${creditsText(quote.max)}`);
  setText(carrierCost, quote.carrierCost === null ? "None" : moneyText(quote.carrierCost));

  const { explanation } = quote;
  steps.replaceChildren(...explanation.steps.map(step));
  setText(totalText, sentence(explanation.text));
  setText(totalResult, decimal(explanation.result));
}

function step({ text, result, steps: own }: Step): HTMLLIElement {
  const item = make("li", "step", make("span", "", sentence(text)), " ", make("span", "result", decimal(result)));
  if (own.length > 0) {
    item.append(make("ol", "steps", ...own.map(step)));
  }
  return item;
}
