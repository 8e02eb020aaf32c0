// The books side by side, each on one of its plans.
import { html, nothing } from "lit";

import { FollowVisit, visit } from "../app/visit.ts";
import { listed, sentence, serviceName } from "../ui/format.ts";
import { LightElement } from "../ui/light-element.ts";
import { type Option, options } from "../ui/options.ts";
import { address } from "./address.ts";
import { grouped } from "./amounts.ts";
import { type BookChoice, bookLabel } from "./books.ts";
import type { Book, Plan } from "./document.ts";
import { allowanceText, planPriceText, resetText, topUpText } from "./plan-words.ts";
import { exhaustedText, freeText, shortPrice } from "./service-words.ts";

/** A row: what is said of a book on a plan. */
interface Aspect {
  name: string;
  of(book: Book, plan: Plan, planName: string): unknown;
}

const ASPECTS: readonly Aspect[] = [
  { name: "Allowance", of: (book, plan) => allowanceText(book, plan) },
  { name: "Price of the plan", of: (book, plan) => planPriceText(book, plan) },
  { name: "What things cost", of: (book, _plan, name) => services(book, name) },
  { name: "At the end of a period", of: (book) => resetText(book) },
  { name: "Top-ups", of: topUps },
  {
    name: "When nothing is left",
    of: (book, plan) => (plan.allowance === "unlimited" ? "It never runs out." : exhausted(book)),
  },
];

class PlansSides extends LightElement {
  static override properties = { books: { attribute: false } };

  declare books: BookChoice[];

  /** The plans that were chosen, by the book's id. */
  readonly #chosen = new Map<string, string>();

  constructor() {
    super();
    this.books = [];
    new FollowVisit(this);
  }

  protected override render() {
    return html`
      <section class="card" aria-label="The books side by side">
        <div class="scroll plans-sides" tabindex="0" role="group" aria-label="Table of the books">
          <table class="rows">
            <caption class="unseen">
              What each book charges on one of its plans
            </caption>
            <thead>
              <tr>
                <td></td>
                ${this.books.map((choice) => this.#head(choice))}
              </tr>
            </thead>
            <tbody>
              ${ASPECTS.map(
                ({ name, of }) => html`
                  <tr>
                    <th scope="row">${name}</th>
                    ${this.books.map((choice) => {
                      const plan = this.#planOf(choice);
                      return html`<td>${of(choice.document, choice.document.plans[plan]!, plan)}</td>`;
                    })}
                  </tr>
                `,
              )}
            </tbody>
          </table>
        </div>
        <p class="hint">
          A name in brackets, such as [paidAllowance], is a number that the published page does not state. The operator sets it.
        </p>
      </section>
    `;
  }

  #planOf(choice: BookChoice): string {
    return this.#chosen.get(choice.id) ?? startingPlan(choice);
  }

  #head(choice: BookChoice) {
    const { id, title, isOwn, document } = choice;
    const plan = this.#planOf(choice);
    return html`
      <th scope="col">
        <span class="plans-book">${title}</span>
        <span class="quiet">${isOwn ? "This ledger’s own" : "As published"}</span>
        <select
          aria-label="Plan of ${bookLabel(choice)}"
          @change=${(event: Event) => this.#choose(id, event)}
        >
          ${options(planOptions(document), plan)}
        </select>
        <a class="plans-more" href=${address({ book: id, plan })}>Read the book<span class="unseen"> of ${bookLabel(choice)}</span></a>
      </th>
    `;
  }

  #choose(id: string, event: Event): void {
    this.#chosen.set(id, (event.target as HTMLSelectElement).value);
    this.requestUpdate();
  }
}

/** The visitor's own plan, or what most would look at first: one that has an allowance of its own, and costs something. */
export function startingPlan({ isOwn, document: { plans } }: BookChoice): string {
  const names = Object.keys(plans);
  return (
    (isOwn ? visit.account?.effectivePlan : undefined) ??
    names.find(
      (name) => typeof plans[name]!.allowance === "object" && plans[name]!.trial === undefined && name !== "free",
    ) ?? names[0]!
  );
}

export function planOptions({ plans }: Book): Option[] {
  return Object.keys(plans).map((name) => [name, planName(name)]);
}

export function planName(name: string): string {
  return sentence(name.replaceAll("_", " "));
}

function services(book: Book, plan: string) {
  return html`
    <dl class="plans-prices">
      ${Object.entries(book.services).map(
        ([name, service]) => html`
          <dt>${serviceName(name)}</dt>
          <dd>${shortPrice(book, service)}${freeText(service, plan)}</dd>
        `,
      )}
    </dl>
  `;
}

function topUps(book: Book, { topUps: offered = [], reload }: Plan) {
  return offered.length === 0
    ? "Nothing can be bought."
    : html`
        <ul>
          ${offered.map((name) => html`<li>${sentence(topUpText(book, book.topUps![name]!))}.</li>`)}
          ${reload ? html`<li>Also automatically, when the balance is low.</li>` : nothing}
        </ul>
      `;
}

/** By what happens, with the services that it happens to. */
function exhausted({ services: all }: Book) {
  const byOutcome = grouped(Object.entries(all), ([, service]) => exhaustedText(service));
  return html`
    <dl class="plans-prices">
      ${[...byOutcome].map(
        ([text, same]) =>
          html`<dt>${listed(same.map(([name]) => serviceName(name)))}</dt>
            <dd>${sentence(text)}.</dd>`,
      )}
    </dl>
  `;
}

customElements.define("plans-sides", PlansSides);
