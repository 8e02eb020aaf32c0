// One book: what it asks and what becomes of balances, in plain English, and the document itself.
import { html, nothing } from "lit";
import { keyed } from "lit/directives/keyed.js";

import { copyButton } from "../ui/copy.ts";
import { serviceName, shortHash } from "../ui/format.ts";
import { options } from "../ui/options.ts";
import { address } from "./address.ts";
import { valueOf } from "./amounts.ts";
import { type BookChoice, bookOptions } from "./books.ts";
import type { Book, Plan } from "./document.ts";
import { noteOf } from "./notes.ts";
import { allowanceText, planPriceText, planSentences, policySentences, topUpText } from "./plan-words.ts";
import { serviceSentences } from "./service-words.ts";
import { planName, planOptions } from "./sides.ts";

/** `plan` is the one that was asked for, where one was. */
export function viewer(books: readonly BookChoice[], choice: BookChoice, plan: string | null) {
  const { id, title, isOwn, document: book } = choice;
  const chosen = plan !== null && plan in book.plans ? plan : undefined;
  const chosenPlan = chosen === undefined ? undefined : book.plans[chosen];
  const offered = Object.entries(book.topUps ?? {}).filter(([name]) => chosenPlan?.topUps?.includes(name) ?? chosenPlan === undefined);
  const show = (next: { book: string; plan?: string }) => void (location.hash = address(next));
  // What was opened of one book is not open in the next.
  return keyed(
    id,
    html`
      <section class="card plans-viewer" aria-labelledby="plans-book-title">
        <div class="plans-choosers">
          <div>
            <label for="plans-book">Book</label>
            <select id="plans-book" @change=${(event: Event) => show({ book: valueIn(event) })}>
              ${options(bookOptions(books), id)}
            </select>
          </div>
          <div>
            <label for="plans-plan">Plan</label>
            <select id="plans-plan" @change=${(event: Event) => show({ book: id, plan: valueIn(event) })}>
              ${options([["", "All plans"], ...planOptions(book)], chosen ?? "")}
            </select>
          </div>
        </div>
        <h2 id="plans-book-title">${title}</h2>
        ${note(book.note)}
        <p class="quiet">
          ${isOwn ? "This ledger uses it. " : "Ships with Septet, as published. "}Edition ${book.version}, in
          ${book.currency}.
          ${book.creditValue === undefined ? "Credits have no price of their own." : `One credit is worth ${book.creditValue} ${book.currency}.`}
          ${inForce(book)}
        </p>

        <h2>What things cost</h2>
        ${Object.entries(book.services).map(([name, service]) => {
          const shown =
            chosen === undefined
              ? service
              : { ...service, free: service.free?.filter(({ plans }) => plans.includes(chosen)) ?? [] };
          return html`<section class="plans-rule">
            <h3>${serviceName(name)}</h3>
            <ul class="plans-sentences">
              ${serviceSentences(book, name, shown, chosenPlan).map((text) => html`<li>${text}</li>`)}
            </ul>
            ${sources(service.note)}
          </section>`;
        })}

        <h2>${chosen === undefined ? "Plans" : "The plan"}</h2>
        ${Object.entries(book.plans)
          .filter(([name]) => chosen === undefined || name === chosen)
          .map(([name, each]) => planRule(book, name, each))}
        ${
          offered.length === 0
            ? nothing
            : html`<h2>What can be bought</h2>
                ${offered.map(
                  ([name, topUp]) =>
                    html`<section class="plans-rule">
                      <h3>${planName(name)}</h3>
                      <p>${topUpText(book, topUp)}.</p>
                      ${sources(topUp.note)}
                    </section>`,
                )}`
        }

        <h2>Balances</h2>
        <section class="plans-rule">
          <ul class="plans-sentences">
            ${policySentences(book, chosenPlan).map((text) => html`<li>${text}</li>`)}
          </ul>
          ${sources(book.policies?.note)}
        </section>

        ${parameters(book)} ${documentOf(choice)}
      </section>
    `,
  );
}

const valueIn = (event: Event) => (event.target as HTMLSelectElement).value;

function inForce({ effective }: Book): string {
  const { from, to } = effective ?? {};
  return [from === undefined ? "" : `In force from ${from}.`, to === undefined ? "" : `No longer in force from ${to}.`]
    .join(" ")
    .trim();
}

function planRule(book: Book, name: string, plan: Plan) {
  return html`<section class="plans-rule">
    <h3>${planName(name)}</h3>
    <ul class="plans-sentences">
      <li>Allowance: ${allowanceText(book, plan)}.</li>
      <li>Price: ${planPriceText(book, plan)}.</li>
      ${planSentences(plan).map((text) => html`<li>${text}</li>`)}
    </ul>
    ${sources(plan.note)}
  </section>`;
}

function note(text: string | undefined) {
  const said = noteOf(text).text;
  return said === "" ? nothing : html`<p class="plans-note">${said}</p>`;
}

/** What the book itself notes, and which published rules that goes back to: for those who want to check. */
function sources(text: string | undefined) {
  const { text: said, rules } = noteOf(text);
  if (said === "" && rules.length === 0) {
    return nothing;
  }
  return html`
    <details class="plans-sources">
      <summary>Note and sources</summary>
      ${said === "" ? nothing : html`<p>${said}</p>`}
      ${rules.length === 0 ? nothing : html`<p class="quiet">Published rules: ${rules.join(", ")}</p>`}
    </details>
  `;
}

function parameters(book: Book) {
  const all = Object.entries(book.parameters ?? {});
  if (all.length === 0) {
    return nothing;
  }
  return html`
    <h2>Numbers set by the operator</h2>
    <div class="scroll" tabindex="0" role="group" aria-label="Parameters">
      <table class="rows">
        <caption class="unseen">
          Parameters of the book
        </caption>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">What it is</th>
            <th scope="col" class="figure">Value</th>
          </tr>
        </thead>
        <tbody>
          ${all.map(
            ([name, { note: about, required = true, valueNote }]) => html`
              <tr>
                <th scope="row"><code>${breakable(name)}</code></th>
                <td>${noteOf(about).text}</td>
                <td class="figure">
                  ${valueOf(book, { parameter: name }) ?? html`<span class="quiet">not set${required ? "" : ", not needed"}</span>`}
                  ${valueNote ? html`<span class="plans-value-note">${valueNote}</span>` : nothing}
                </td>
              </tr>
            `,
          )}
        </tbody>
      </table>
    </div>
  `;
}

/** `freeAllowance`, which may be broken where a word of it begins. */
function breakable(name: string) {
  return name.split(/(?=[A-Z])/).map((word, at) => html`${at === 0 ? nothing : html`<wbr>`}${word}`);
}

function documentOf({ document, hash }: BookChoice) {
  const text = JSON.stringify(document, undefined, 2);
  return html`
    <h2>The document</h2>
    <p class="quiet">
      ${hash === undefined ? "JSON, as it ships." : html`JSON, with the hash <code title=${hash}>${shortHash(hash)}…</code>, which every charge names.`}
      <a href=${address({ view: "what-if" })}>Price your own usage with it</a>
    </p>
    <div class="actions">${copyButton(text, "Copy the document")}</div>
    <details class="plans-sources">
      <summary>Show the document</summary>
      <pre class="scroll" tabindex="0">${text}</pre>
    </details>
  `;
}
