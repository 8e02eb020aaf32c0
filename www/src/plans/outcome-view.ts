// What came of a what-if: the plans, the services, and what it assumes.
import { html, nothing } from "lit";
import type { PlanCost } from "septet";

import { minus, plus } from "../ui/decimal.ts";
import { count, counted, credits, decimal, listed, money, serviceName, signed } from "../ui/format.ts";
import { options } from "../ui/options.ts";
import { type Column, table } from "../ui/table.ts";
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
  const { used, choice } = outcome;
  const before = used.usage.lines.reduce((sum, line) => plus(sum, line.before), "0");
  return html`
    <section class="card" aria-labelledby="plans-fit">
      <h2 id="plans-fit">The plans of ${bookLabel(choice)}</h2>
      <p class="plans-verdict" role="status">${verdict(outcome)}</p>
      <p class="quiet">
        ${count(used.usage.charges)} ${used.usage.charges === 1 ? "charge" : "charges"} in ${spanOf(used.range)}; this ledger
        priced them at ${credits(before)}.
      </p>
      ${table("What the usage would have cost on each plan", planColumns(outcome), outcome.plans)}
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

function planColumns({ book, used, choice, best, months }: Outcome): Column<PlanOutcome>[] {
  const isPresent = (name: string) => choice.isOwn && name === used.account.effectivePlan;
  return [
    {
      title: "Plan",
      isHead: true,
      of: ({ name }) => html`
        ${planName(name)} ${best.includes(name) ? html`<span class="plans-tag">Costs least</span>` : nothing}
        ${isPresent(name) ? html`<span class="quiet">Your plan</span>` : nothing}
      `,
    },
    { title: "Credits used", isFigure: true, of: ({ cost }) => decimal(cost.credits) },
    {
      title: "Beyond the allowance",
      isFigure: true,
      of: ({ cost: { beyond } }) => (beyond === null ? "Not known" : decimal(beyond)),
    },
    { title: "Top-ups", of: ({ cost }) => topUps(cost) },
    {
      title: `Total for ${months === 1 ? "the month" : `${months} months`}`,
      isFigure: true,
      of: ({ cost: { total, unknown, unpriced }, endsAfterDays }) => html`
        ${total === null ? "Not known" : money(total)}
        ${unknown.map((name) => html`<span class="plans-why">Missing: ${UNKNOWN[name] ?? parameterLabel(book, name)}</span>`)}
        ${endsAfterDays === undefined ? nothing : html`<span class="plans-why">Not compared: it is a trial that ends after ${endsAfterDays} days</span>`}
        ${unpriced === 0 ? nothing : html`<span class="plans-why">without ${withoutPrice(unpriced)}</span>`}
      `,
    },
  ];
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
      ${table("What each used service cost, and would have cost, in credits", serviceColumns(outcome, choosers), rows)}
      <ul class="plans-unpriced">
        ${rows.flatMap(([name, cost]) => unpriced(name, cost))}
      </ul>
      <p class="hint">
        A credit of one book need not be worth a credit of another: to compare books, use the total in money above.
      </p>
    </section>
  `;
}

function serviceColumns({ services: offered }: Outcome, { chooseService }: Choosers): Column<[string, ServiceCost]>[] {
  const ofPriced = (show: (cost: ServiceCost) => string) => ([, cost]: [string, ServiceCost]) => {
    const without = [...cost.unpriced.values()].reduce((sum, each) => sum + each, 0);
    return cost.charges > without ? show(cost) : "–";
  };
  return [
    { title: "Used", isHead: true, of: ([name]) => serviceName(name) },
    { title: "Charges", isFigure: true, of: ([, { charges }]) => count(charges) },
    {
      title: "Priced as",
      of: ([name]) => {
        const { candidates, pricedBy } = offered.get(name)!;
        return html`<select
          class="plans-as"
          aria-label="Price ${serviceName(name)} as"
          @change=${(event: Event) => chooseService(name, (event.target as HTMLSelectElement).value)}
        >
          ${options([["", "Not priced"], ...candidates.map((each) => [each, serviceName(each)] as const)], pricedBy ?? "")}
        </select>`;
      },
    },
    { title: "Credits before", isFigure: true, of: ([, { before }]) => decimal(before) },
    { title: "Credits after", isFigure: true, of: ofPriced(({ after }) => decimal(after)) },
    { title: "Difference", isFigure: true, of: ofPriced(({ after, beforeOfPriced }) => signed(minus(after, beforeOfPriced))) },
  ];
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
