// What there is: allowance, bought and held credits side by side, when it is renewed, and what it means when it runs low.
import { Task, TaskStatus } from "@lit/task";
import { html, nothing } from "lit";

import { ledger, type Schemas } from "../app/ledger.ts";
import { allowanceName, giverOf } from "../app/payer.ts";
import { bookOf } from "../app/prices.ts";
import { visit } from "../app/visit.ts";
import { bar } from "../ui/bar.ts";
import { isMore, plus } from "../ui/decimal.ts";
import { count, counted, creditUnit, credits, decimal, listed, percent, sentence } from "../ui/format.ts";
import { fetched, skeleton } from "../ui/loading.ts";
import { when } from "../ui/when.ts";
import { setAside } from "./allotments.ts";
import { consequences } from "./exhaustion.ts";
import { Section } from "./section.ts";

class AccountBalance extends Section {
  readonly #usage = new Task(this, {
    task: ([id], { signal }) => ledger.getUsage(id, { range: "this-period", by: "service" }, { signal }),
    args: () => [this.account.id, this.standing] as const,
  });

  readonly #allotments = new Task(this, {
    task: ([id], { signal }) => ledger.listAllotments(id, { signal }),
    args: () => [this.account.id, this.standing] as const,
  });

  readonly #crossings = new Task(this, {
    task: ([id], { signal }) => ledger.listEvents({ account: id, type: "balance.low", limit: 20 }, { signal }),
    args: () => [this.account.id, visit.meetings, JSON.stringify(visit.alerts?.fired)] as const,
  });

  readonly #book = new Task(this, {
    task: ([]) => bookOf(this.account),
    args: () => [this.account.book.hash] as const,
  });

  protected override render() {
    const { balance, funding } = this.account;
    return html`
      <section class="card account-balance" aria-labelledby="account-balance-title">
        <h2 id="account-balance-title">Balance</h2>
        ${balance.unlimited ? this.#unlimited() : this.#limited()}
        ${
          funding === "external" && !balance.unlimited
            ? html`<p class="notice mild">
                Usage is paid for elsewhere: it is recorded, and nothing is deducted here.
              </p>`
            : nothing
        }
      </section>
    `;
  }

  #unlimited() {
    return html`
      <p class="account-available"><strong>Unlimited</strong></p>
      <p>
        Credits never run out on the ${this.account.effectivePlan} plan. Usage is recorded, and
        nothing is deducted.
      </p>
      <p class="quiet">${this.#renewal("The billing period ends")}</p>
    `;
  }

  #limited() {
    const { available, allowance, bought, held, shared, debt } = this.account.balance;
    const name = allowanceName(this.account);
    const giver = giverOf(this.account);
    const note = giver === undefined ? "" : `, ${typeof shared === "string" ? "shared by" : "from"} ${giver}`;
    const figures: [string, string, string][] = [
      [sentence(name), plus(allowance, shared ?? "0"), `left for this period${note}`],
      ["Bought", bought, `or granted; ${typeof shared === "string" ? "used first" : `used after the ${name}`}`],
      ["Held", held, "reserved from both"],
    ];
    // Whether what is given from above is given again, the account above knows.
    const isRenewed = (period: Schemas["PeriodUsage"]) => giver === undefined && hasAllowance(period);
    const { value: given, status } = this.#allotments;
    const isExpected = given === undefined && status !== TaskStatus.ERROR;
    const aside = setAside(given?.allotments ?? []);
    if (aside !== undefined) {
      figures.push(["Set aside", aside, "left of members’ allotments"]);
    }
    if (debt !== "0") {
      figures.push(["Owed", debt, "used beyond the balance"]);
    }
    return html`
      <p class="account-available"><strong>${decimal(available)}</strong> ${creditUnit(available)} available</p>
      ${this.#warning()}
      <dl class="account-figures ${isExpected ? "expected" : ""}">
        ${figures.map(
          ([name, amount, note]) =>
            html`<div>
              <dt>${name}</dt>
              <dd>${decimal(amount)} <span class="quiet">${note}</span></dd>
            </div>`,
        )}
      </dl>
      <div class="account-budget">
        ${fetched(
          this.#usage,
          ({ period }) => html`
            ${budget(period, name)}
            <p class="quiet">${this.#renewal(isRenewed(period) ? "The allowance is renewed" : "The billing period ends")}</p>
          `,
          skeleton(3),
        )}
      </div>
      ${fetched(this.#book, (book) => whenUsedUp(consequences(book), !isMore(available, "0")), skeleton(1))}
    `;
  }

  #renewal(what: string) {
    const { period, timeZone } = this.account;
    const left = period.daysLeft === 1 ? "today is its last day" : `${count(period.daysLeft)} days left, including today`;
    return html`${what} on ${when(period.end, timeZone)}; ${left}.${this.#changes()}`;
  }

  /** What is agreed for the next period. */
  #changes(): string {
    const { plan, seats, allowance } = this.account.next;
    const changes = [
      typeof plan === "string" ? `the ${plan} plan` : "",
      typeof seats === "number" ? counted(seats, "seat") : "",
      typeof allowance === "string" ? `an allowance of ${credits(allowance)}` : "",
    ].filter((change) => change !== "");
    return changes.length === 0 ? "" : ` From then on: ${listed(changes)}.`;
  }

  /** Whether it is low, and since when. */
  #warning() {
    const { available } = this.account.balance;
    const fired = visit.alerts?.fired ?? [];
    const lowest = fired.at(-1);
    if (!isMore(available, "0")) {
      return html`<p class="notice wrong">
        <strong>Used up.</strong> ${
          isMore(this.account.balance.held, "0")
            ? "The rest is held; whatever is not used is released."
            : "See below what happens next."
        }
      </p>`;
    }
    if (lowest === undefined) {
      return nothing;
    }
    const crossing = this.#crossings.value?.events.find(
      ({ data }) => (data as { threshold?: string }).threshold === lowest,
    );
    return html`
      <p class="notice mild">
        <strong>Low balance.</strong> It has fallen to ${percent(lowest)} of the credits
        granted${crossing === undefined ? "." : html`, on ${when(crossing.createdAt, this.account.timeZone)}.`}
      </p>
    `;
  }
}

function hasAllowance({ allowance }: Schemas["PeriodUsage"]): boolean {
  return allowance !== null && allowance.granted !== "0";
}

/** How much was used in the period, beside its allowance: a budget, whatever credits it was paid with. */
function budget(period: Schemas["PeriodUsage"], name: string) {
  if (!hasAllowance(period)) {
    return html`<p>There is no ${name} in this period.</p>`;
  }
  const { credits: used } = period;
  const { granted, budgetPercent } = period.allowance!;
  const share = percent(budgetPercent ?? "0");
  const text = `of the budget: ${decimal(used)} used; the ${name} is ${credits(granted)}`;
  return html`
    <div
      role="meter"
      aria-label="Budget"
      aria-valuemin="0"
      aria-valuemax="100"
      aria-valuenow=${Math.min(100, Number(budgetPercent ?? "0"))}
      aria-valuetext="${share} ${text}"
    >
      ${bar(used, granted, { className: isMore(used, granted) ? "wide over" : "wide" })}
    </div>
    <p><strong>${share}</strong> ${text}.</p>
  `;
}

function whenUsedUp(all: ReturnType<typeof consequences>, isOpen: boolean) {
  return html`
    <details class="account-consequences" ?open=${isOpen}>
      <summary>
        ${isOpen ? "What happens now that the credits are used up" : "What happens when the credits are used up"}
      </summary>
      <dl>
        ${all.map(
          ({ services, text }) =>
            html`<div>
              <dt>${listed(services)}</dt>
              <dd>${text}</dd>
            </div>`,
        )}
      </dl>
    </details>
  `;
}

customElements.define("account-balance", AccountBalance);
