// What the message costs, and how that came about.
import { html, nothing } from "lit";

import { count, counted, credits, creditUnit, decimal, money, sentence, spokenMoney } from "../ui/format.ts";
import { explained } from "./explanation.ts";
import { placeName } from "./fields.ts";
import type { Destination, Preview, Total } from "./preview.ts";

/** The figure, its worth, and the most it may come to. */
export function amount(shown: Preview | undefined) {
  const total = shown?.total;
  return html`
    <p class="amount"><strong id="composer-credits">${total === undefined ? "–" : decimal(total.credits)}</strong> ${unitOf(total)}</p>
    <p class="worth">
      <span id="composer-money">${worthOf(total)}</span>
      ${total === undefined || total.max === total.credits ? nothing : html`<span class="at-most">at most ${credits(total.max)}</span>`}
    </p>
  `;
}

/** In brief: at the bottom edge of a narrow page, as long as the fields are in view. */
export function glance(shown: Preview | undefined) {
  const total = shown?.total;
  const segments = shown?.destinations[0]?.quote.measured.segments;
  return html`
    <p class="glance" aria-hidden="true">
      <span><strong>${total === undefined ? "–" : decimal(total.credits)}</strong> ${unitOf(total)}</span>
      <span>${segments === undefined || total === undefined ? nothing : `${counted(segments, "part")} · `}${worthOf(total)}</span>
    </p>
  `;
}

function unitOf(total: Total | undefined): string {
  return creditUnit(total?.credits ?? "0");
}

function worthOf(total: Total | undefined): string {
  return total === undefined ? "–" : total.money === null ? "" : money(total.money);
}

/** Where it goes, and what the carrier asks. */
export function facts({ place, recipients, total }: Preview) {
  const isOne = recipients <= 1;
  const code = place?.region ? ` (${place.region})` : "";
  const cost = total === undefined ? "–" : total.carrierCost === null ? "None" : money(total.carrierCost);
  return html`
    <dl class="facts">
      <div>
        <dt>${isOne ? "Region" : "Recipients"}</dt>
        <dd id="composer-region">${isOne ? `${placeName(place?.region, place?.class)}${code}` : count(recipients)}</dd>
      </div>
      <div><dt>Carrier cost</dt><dd id="composer-carrier-cost">${cost}</dd></div>
    </dl>
  `;
}

/** How the price adds up: of one recipient its steps, of several each country with the steps of its first. */
export function reason({ destinations, total }: Preview) {
  const [only] = destinations;
  const isOne = destinations.length === 1 && only?.numbers.length === 1;
  const text = total === undefined ? "No price yet" : isOne ? sentence(only.quote.explanation.text) : "Total";
  return html`
    <div class="reason">
      <h3>How it adds up</h3>
      <div class="tree">${isOne ? explained(only.quote.explanation.steps) : html`<ul class="steps">${destinations.map(ofCountry)}</ul>`}</div>
      <p class="total"><span>${text}</span> <span class="result">${total === undefined ? "" : decimal(isOne ? only.quote.explanation.result : total.credits)}</span></p>
    </div>
  `;
}

function ofCountry({ place, numbers, credits: sum, quote }: Destination) {
  return html`
    <li>
      <details class="step">
        <summary>
          <span class="step-text">${placeName(place.region, place.class)} <span class="quiet">${counted(numbers.length, "recipient")}</span></span>
          <span class="result">${decimal(sum)}</span>
        </summary>
        <p class="quiet">For ${numbers[0]}:</p>
        ${explained(quote.explanation.steps)}
      </details>
    </li>
  `;
}

/** The price in words. */
export function spoken({ problem, total, destinations, recipients, counted: per }: Preview): string {
  if (total === undefined) {
    return problem === undefined || problem.isUnfinished ? "" : sentence(problem.message);
  }
  const { segments = 0 } = destinations[0]!.quote.measured;
  const size = per === "segment" ? `${counted(segments, "part")}, ` : "";
  const worth = total.money === null ? "" : `, ${spokenMoney(total.money)}`;
  const price = total.credits === "0" ? "free" : `${credits(total.credits)}${worth}`;
  const most = total.max === total.credits ? "" : `, at most ${credits(total.max)}`;
  const { place } = destinations[0]!;
  const whereTo = recipients > 1 ? counted(recipients, "recipient") : placeName(place.region, place.class);
  return `${size}${price}${most}, to ${whereTo}`;
}
