// What came of a what-if: the plans, the services, and what it assumes.
import { html, nothing } from "lit";
import type { PlanCost } from "septet";

import { minus, plus } from "../ui/decimal.ts";
import { count, counted, credits, decimal, listed, money, serviceName, signed } from "../ui/format.ts";
import { options } from "../ui/options.ts";
import { parameterLabel } from "./amounts.ts";
import { bookLabel } from "./books.ts";
import { spanOf } from "./months.ts";
import type { Outcome, PlanOutcome } from "./outcome.ts";
import type { ServiceCost } from "./repriced.ts";
import { planName } from "./sides.ts";

export interface Choosers {
  /** The plan whose services are shown. */
  plan: string;
  choosePlan(plan: string): void;
  /** Prices a used service by another one; by none where it is empty. */
  chooseService(used: string, by: string): void;
}

/** What is agreed with each account, and stands in no book. */
const UNKNOWN: Record<string, string> = {
  price: "The plan’s price",
  allowance: "The plan’s allowance",
  overage: "What is owed beyond the balance",
  creditValue: "What a credit is worth",
};

export function outcomeView(outcome: Outcome, choosers: Choosers) {
  const plan = outcome.plans.find(({ name }) => name === choosers.plan) ?? outcome.plans[0]!;
  return html`${plans(outcome)} ${services(outcome, plan, choosers)} ${assumptions(outcome)}`;
}

function plans(outcome: Outcome) {
  const { used, choice, months } = outcome;
  const before = used.usage.lines.reduce((sum, line) => plus(sum, line.before), "0");
  return html`
    <section class="card" aria-labelledby="plans-fit">
      <h2 id="plans-fit">The plans of ${bookLabel(choice)}</h2>
      <p class="plans-verdict" role="status">${verdict(outcome)}</p>
      <p class="quiet">
        ${count(used.usage.charges)} ${used.usage.charges === 1 ? "charge" : "charges"} in ${spanOf(used.range)}; this ledger
        priced them at ${credits(before)}.
      </p>
      <div class="scroll" tabindex="0" role="group" aria-label="Plans">
        <table class="rows">
          <caption class="unseen">
            What the usage would have cost on each plan
          </caption>
          <thead>
            <tr>
              <th scope="col">Plan</th>
              <th scope="col" class="figure">Credits used</th>
              <th scope="col" class="figure">Beyond the allowance</th>
              <th scope="col">Top-ups</th>
              <th scope="col" class="figure">Total for ${months === 1 ? "the month" : `${months} months`}</th>
            </tr>
          </thead>
          <tbody>
            ${outcome.plans.map((plan) => planRow(outcome, plan))}
          </tbody>
        </table>
      </div>
    </section>
  `;
}

function verdict({ best, whole, plans, used, choice }: Outcome): string {
  const totalOf = (plan: string) => money(plans.find(({ name }) => name === plan)!.cost.total!);
  const own = choice.isOwn && best.includes(used.account.effectivePlan) ? " It is your current plan." : "";
  const open = whole.length < plans.length ? ", of the plans that can be compared" : "";
  const [only] = whole;
  if (best[0] !== undefined) {
    const sum = `${totalOf(best[0])}${best.length > 1 ? " each" : ""}`;
    return `${listed(best.map(planName))} would have cost least${open}: ${sum}.${own}`;
  }
  if (only !== undefined) {
    const others = plans.length > 1 ? " No other plan can be compared with it: see below what each total depends on." : "";
    return `${planName(only)} would have cost ${totalOf(only)}.${others}`;
  }
  return "Which plan would have cost least is not known: see below what each total depends on.";
}

function planRow({ book, used, choice, best }: Outcome, { name, cost, endsAfterDays }: PlanOutcome) {
  const isPresent = choice.isOwn && name === used.account.effectivePlan;
  const { beyond, total, unknown, unpriced } = cost;
  return html`
    <tr>
      <th scope="row">
        ${planName(name)} ${best.includes(name) ? html`<span class="plans-tag">Costs least</span>` : nothing}
        ${isPresent ? html`<span class="quiet">Your plan</span>` : nothing}
      </th>
      <td class="figure">${decimal(cost.credits)}</td>
      <td class="figure">${beyond === null ? "Not known" : decimal(beyond)}</td>
      <td>${topUps(cost)}</td>
      <td class="figure">
        ${total === null ? "Not known" : money(total)}
        ${unknown.map((name) => html`<span class="plans-why">Missing: ${UNKNOWN[name] ?? parameterLabel(book, name)}</span>`)}
        ${endsAfterDays === undefined ? nothing : html`<span class="plans-why">Not compared: it is a trial that ends after ${endsAfterDays} days</span>`}
        ${unpriced === 0 ? nothing : html`<span class="plans-why">without ${withoutPrice(unpriced)}</span>`}
      </td>
    </tr>
  `;
}

/** How the credits beyond the allowance are paid. */
function topUps({ bought, owed, covered, beyond }: PlanCost): string {
  const packages = bought && `${count(bought.packages)} × ${planName(bought.topUp)}, ${money(bought.price)}`;
  const debt = owed && `${credits(owed.credits)} owed${owed.price === null ? "" : `, ${money(owed.price)}`}`;
  const paid = [packages, debt].filter(Boolean).join("; ");
  if (paid !== "") {
    return paid;
  }
  return covered ? (beyond === "0" ? "None needed" : "Not known") : "Cannot be bought: usage would have stopped";
}

function withoutPrice(charges: number): string {
  return `${counted(charges, "charge")} that ${charges === 1 ? "has" : "have"} no price`;
}

function services(outcome: Outcome, plan: PlanOutcome, choosers: Choosers) {
  const rows = [...plan.priced.services];
  return html`
    <section class="card" aria-labelledby="plans-services">
      <div class="plans-choosers">
        <h2 id="plans-services">Service by service</h2>
        <div>
          <label for="plans-of-plan">On the plan</label>
          <select
            id="plans-of-plan"
            @change=${(event: Event) => choosers.choosePlan((event.target as HTMLSelectElement).value)}
          >
            ${options(
              outcome.plans.map(({ name }) => [name, planName(name)]),
              plan.name,
            )}
          </select>
        </div>
      </div>
      <div class="scroll" tabindex="0" role="group" aria-label="Services">
        <table class="rows">
          <caption class="unseen">
            What each used service cost, and would have cost, in credits
          </caption>
          <thead>
            <tr>
              <th scope="col">Used</th>
              <th scope="col" class="figure">Charges</th>
              <th scope="col">Priced as</th>
              <th scope="col" class="figure">Credits before</th>
              <th scope="col" class="figure">Credits after</th>
              <th scope="col" class="figure">Difference</th>
            </tr>
          </thead>
          <tbody>
            ${rows.map(([name, cost]) => serviceRow(outcome, name, cost, choosers))}
          </tbody>
        </table>
      </div>
      <ul class="plans-unpriced">
        ${rows.flatMap(([name, cost]) => unpriced(name, cost))}
      </ul>
      <p class="hint">
        A credit of one book need not be worth a credit of another: to compare books, use the total in money above.
      </p>
    </section>
  `;
}

function serviceRow({ services: offered }: Outcome, name: string, cost: ServiceCost, { chooseService }: Choosers) {
  const { candidates, pricedBy } = offered.get(name)!;
  const isPriced = cost.charges > [...cost.unpriced.values()].reduce((sum, each) => sum + each, 0);
  return html`
    <tr>
      <th scope="row">${serviceName(name)}</th>
      <td class="figure">${count(cost.charges)}</td>
      <td>
        <select
          class="plans-as"
          aria-label="Price ${serviceName(name)} as"
          @change=${(event: Event) => chooseService(name, (event.target as HTMLSelectElement).value)}
        >
          ${options([["", "Not priced"], ...candidates.map((each) => [each, serviceName(each)] as const)], pricedBy ?? "")}
        </select>
      </td>
      <td class="figure">${decimal(cost.before)}</td>
      <td class="figure">${isPriced ? decimal(cost.after) : "–"}</td>
      <td class="figure">${isPriced ? signed(minus(cost.after, cost.beforeOfPriced)) : "–"}</td>
    </tr>
  `;
}

/** Why some of a service has no price. */
function unpriced(name: string, { unpriced }: ServiceCost) {
  return [...unpriced].map(
    ([reason, charges]) =>
      html`<li><strong>${serviceName(name)}</strong>, ${counted(charges, "charge")} without a price: ${reason}</li>`,
  );
}

function assumptions({ used }: Outcome) {
  return html`
    <section class="card" aria-labelledby="plans-assumes">
      <h2 id="plans-assumes">What this assumes</h2>
      <ul class="plans-sentences plans-assumptions">
        <li>
          Only what ${used.account.id} itself used: accounts below it and fully refunded charges are left out.
        </li>
        <li>
          The ledger keeps neither texts nor numbers. A message is priced by its country and its segments,
          a call by its length, direction and uncharged time.
        </li>
        <li>Rates are today’s: this ledger’s own, and those that ship with Septet if the book needs others.</li>
        <li>
          Each calendar month is a billing period. Allowances are not carried over. Where they are not enough, whole
          top-ups of the cheapest kind are bought: those that never expire last for later months, others are bought in
          each month that needs them. Where all usage has an overage price, it is owed at that price instead.
        </li>
        <li>A call priced as an attempt counts as answered.</li>
        <li>Usage would have been the same.</li>
      </ul>
    </section>
  `;
}
