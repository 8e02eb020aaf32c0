// A charge that is given back, whole or in part, with a reason.
import { html, nothing } from "lit";

import { ledger, type Schemas } from "../app/ledger.ts";
import { confirm } from "../ui/confirm.ts";
import { isMore, plus } from "../ui/decimal.ts";
import { focusOn } from "../ui/focus.ts";
import { credits, decimal, serviceName } from "../ui/format.ts";
import { type Column, table } from "../ui/table.ts";
import { readDecimal } from "../ui/typed.ts";
import { Act } from "./act.ts";
import { CREDITS, field, given } from "./field.ts";
import { Paged } from "./paged.ts";
import { Part } from "./part.ts";
import { moment } from "./time.ts";

type Transaction = Schemas["UsageTransaction"];

/** Where so many pages have only charges without credits, the operator says whether to look further. */
const PAGES_MAX = 10;

class OperatorRefund extends Part {
  static override properties = { account: { attribute: false } };

  declare account: string;

  readonly #refunding = new Act(this);
  #charge: string | undefined;

  /** More than is left of the charge. */
  #tooMuch: string | undefined;
  /** What came back of each charge: that is listed before the charge itself. */
  #returned = new Map<string, string>();
  /** Whether there are charges that were not looked at. */
  #hasOlder = false;

  readonly #charges = new Paged<Transaction>(this, async (cursor, signal) => {
    this.#returned = cursor === undefined ? new Map() : this.#returned;
    let next: string | null | undefined = cursor;
    let items: Transaction[] = [];
    for (let pages = 0; pages < PAGES_MAX && items.length === 0 && next !== null; pages += 1) {
      const query = { range: "all", scope: "own", limit: 50, ...(next === undefined ? {} : { cursor: next }) } as const;
      const page: Schemas["UsageTransactions"] = await ledger.listUsage(this.account, query, { signal });
      items = this.#withCredits(page.transactions);
      next = page.next;
    }
    this.#hasOlder = typeof next === "string";
    return { items, next: next ?? null };
  });

  /** Those that took credits: what was only recorded cannot be given back. */
  #withCredits(transactions: readonly Transaction[]): Transaction[] {
    for (const { concerns, returned } of transactions) {
      if (concerns !== null && returned !== "0") {
        this.#returned.set(concerns, plus(this.#returned.get(concerns) ?? "0", returned));
      }
    }
    return transactions.filter(({ kind, used }) => (kind === "charge" || kind === "capture") && used !== "0");
  }

  protected override render() {
    const problem = (...codes: string[]) => this.#refunding.problemOf(...codes);
    return html`
      <h3 id="operator-refund">Refund a charge</h3>
      <form class="operator-form operator-columns" aria-labelledby="operator-refund" @submit=${this.#refund}>
        ${field({
          id: "operator-refund-charge",
          label: "Charge",
          name: "charge",
          required: true,
          value: this.#charge,
          pattern: String.raw`ch_\d+`,
          expected: "Its id, such as ch_12",
          hint: "By its id, or choose one below.",
          problem: problem("unknown-charge", "already-refunded", "not-found"),
        })}
        ${field({
          id: "operator-refund-credits",
          label: "Credits",
          name: "credits",
          ...CREDITS,
          hint: "If empty, all that is left of it.",
          problem: this.#tooMuch ?? problem("invalid-amount", "out-of-range"),
        })}
        ${field({
          id: "operator-refund-reason",
          label: "Reason",
          name: "reason",
          required: true,
          maxLength: 200,
          hint: "Shown in the account’s entries.",
        })}
        <div class="actions">
          <button class="primary" type="submit" aria-busy=${this.#refunding.isBusy}>Refund it</button>
        </div>
        ${this.#refunding.outcome("unknown-charge", "already-refunded", "not-found", "invalid-amount", "out-of-range")}
      </form>
      <details class="operator-charges">
        <summary>Recent charges</summary>
        ${this.#charges.show((charges) => this.#table(charges), this.#hasOlder ? "None of the latest charges took credits." : "No charge to this account took credits.")}
      </details>
    `;
  }

  protected override willUpdate(changed: Map<string, unknown>): void {
    if (changed.get("account") !== undefined) {
      this.#charge = this.#tooMuch = undefined;
      this.#refunding.say("");
      void this.#charges.restart();
    }
  }

  #table(charges: readonly Transaction[]) {
    const columns: Column<Transaction>[] = [
      { title: "Charge", isHead: true, of: ({ id }) => html`<code>${id}</code>` },
      { title: "When", of: ({ at }) => moment(at) },
      {
        title: "What for",
        of: ({ service, agent }) =>
          html`${serviceName(service)}${agent === "" ? nothing : html`<span class="operator-aside">${agent}</span>`}`,
      },
      { title: "Credits", isFigure: true, of: ({ used }) => decimal(used) },
      { title: "Refunded", isFigure: true, of: ({ id }) => decimal(this.#returned.get(id) ?? "0") },
      {
        title: "",
        isFigure: true,
        of: ({ id }) => html`<button class="link" type="button" @click=${() => this.#choose(id)}>
          Choose<span class="unseen"> ${id}</span>
        </button>`,
      },
    ];
    return table("Recent charges", columns, charges);
  }

  #choose(id: string): void {
    const input = this.querySelector<HTMLInputElement>("#operator-refund-charge")!;
    input.value = this.#charge = id;
    this.querySelector<HTMLInputElement>("#operator-refund-reason")!.focus();
  }

  readonly #refund = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const { account } = this;
    const { charge = "", credits: typed, reason = "" } = given(form);
    const amount = typed === undefined ? undefined : readDecimal(typed).value!;
    const body = { reason, ...(amount === undefined ? {} : { credits: amount }) };
    this.#tooMuch = undefined;
    await this.#refunding.run(["refund", account, charge, body], async (options) => {
      const { credits: left, at } = await ledger.getCharge(account, charge);
      if (left !== "0" && isMore(amount ?? "0", left)) {
        this.#tooMuch = `At most ${credits(left)} of the charge ${charge} can be refunded.`;
        return nothing;
      }
      // Of nothing, the ledger says why.
      const agreed =
        left === "0" ||
        (await confirm({
          title: `Refund ${credits(amount ?? left)} to ${account}?`,
          text: html`<p>
            From the charge <code>${charge}</code> of ${moment(at)}, which now amounts to ${credits(left)}. This cannot be undone.
          </p>`,
          action: "Refund it",
        }));
      if (!agreed) {
        return nothing;
      }
      const refund = await ledger.refundCharge(account, charge, body, options);
      form.reset();
      this.dispatchEvent(new CustomEvent("changed"));
      return html`<p>
        ${credits(refund.credits)} refunded (${refund.id}).
        ${refund.forfeited === "0" ? nothing : `${credits(refund.forfeited)} of them had expired and remain expired.`} ${account}
        now has ${credits(refund.balance.available)}.
      </p>`;
    });
    if (this.#tooMuch !== undefined) {
      await focusOn(this, "#operator-refund-credits");
      return;
    }
    await this.#charges.restart();
  };
}

customElements.define("operator-refund", OperatorRefund);
