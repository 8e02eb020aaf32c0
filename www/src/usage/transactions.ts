// `<app-usage-transactions>`: what was used and came back, act by act, newest first; and the same as a file.
import { Task } from "@lit/task";
import { html, nothing } from "lit";

import { ledger, type Schemas } from "../app/ledger.ts";
import { minus } from "../ui/decimal.ts";
import { counted, decimal } from "../ui/format.ts";
import { LightElement } from "../ui/light-element.ts";
import { fetched, skeleton } from "../ui/loading.ts";
import { problemText } from "../ui/problem.ts";
import { wallClock } from "./days.ts";
import { explanation } from "./explanation.ts";
import { type Asked, toQuery } from "./filters.ts";
import { nameOfService } from "./spend.ts";

type Transaction = Schemas["UsageTransaction"];
type Page = Schemas["UsageTransactions"];

/** Rows that are fetched at once. */
const PAGE_ROWS = 20;

const KINDS: Partial<Record<Transaction["kind"], string>> = {
  adjustment: "Adjusted",
  capture: "From a hold",
  outcome: "Attempt ended",
  refund: "Refund",
};

export class UsageTransactions extends LightElement {
  static override properties = {
    account: { attribute: false },
    asked: { attribute: false },
    stamp: { attribute: false },
    timeZone: { attribute: false },
    further: { state: true },
    isBusy: { state: true },
    problem: { state: true },
    opened: { state: true },
    said: { state: true },
  };

  declare account: string;
  declare asked: Asked;
  /** Another one where something may have been added. */
  declare stamp: string;
  declare timeZone: string;
  /** The pages after the first one. */
  declare further: readonly Page[];
  /** Whether another page is on its way, or why it is not there. */
  declare isBusy: boolean;
  declare problem: unknown;
  /** The rows whose explanation is shown. */
  declare opened: ReadonlySet<string>;
  /** What was done last. */
  declare said: string;

  readonly #first = new Task(this, {
    task: ([account, asked], { signal }) =>
      ledger.listUsage(account, { ...toQuery(JSON.parse(asked) as Asked), limit: PAGE_ROWS }, { signal }),
    args: () => [this.account, JSON.stringify(this.asked), this.stamp] as const,
    onComplete: () => this.#begin(),
  });

  /** Whose transactions they are, and which. */
  #subject(): string {
    return `${this.account} ${JSON.stringify(this.asked)}`;
  }

  constructor() {
    super();
    this.stamp = "";
    this.timeZone = "";
    this.#begin();
  }

  #begin(): void {
    this.further = [];
    this.isBusy = false;
    this.problem = undefined;
    this.opened = new Set();
    this.said = "";
  }

  protected override render() {
    return html`
      <section class="card" aria-labelledby="usage-transactions-title">
        <h2 id="usage-transactions-title">Recent transactions</h2>
        ${fetched(this.#first, (first) => this.#list([first, ...this.further]), skeleton(PAGE_ROWS / 2), this.#subject())}
        <p class="unseen" role="status">${this.said}</p>
      </section>
    `;
  }

  /** The roles are said again: where the page is narrow, the rows are not drawn as those of a table. */
  #list(pages: readonly Page[]) {
    const rows = pages.flatMap(({ transactions }) => transactions);
    if (rows.length === 0) {
      const orClear = Object.keys(this.asked.only).length > 0 ? ", or clear a filter" : "";
      return html`<p class="usage-empty">No transactions in this range. Choose a longer one${orClear}.</p>`;
    }
    const next = pages.at(-1)?.next ?? null;
    return html`
      <div class="scroll" tabindex="0" role="group" aria-labelledby="usage-transactions-title">
        <table class="rows usage-transactions" role="table">
          <caption class="unseen">Recent transactions, newest first</caption>
          <thead role="rowgroup">
            <tr role="row">
              <th scope="col" role="columnheader" title=${this.timeZone}>When <span class="quiet extra">(${this.timeZone})</span></th>
              <th scope="col" role="columnheader">What</th>
              <th scope="col" role="columnheader" class="figure">Credits</th>
              <th scope="col" role="columnheader"><span class="unseen">Explanation</span></th>
            </tr>
          </thead>
          ${rows.map((row) => this.#row(row))}
        </table>
      </div>
      <div class="actions">
        ${next === null
          ? html`<p class="quiet">That is all: ${counted(rows.length, "transaction")}.</p>`
          : html`
              <button
                class="secondary"
                type="button"
                aria-busy=${this.isBusy}
                @click=${() => void this.#load(next)}
              >Show more</button>
              <p class="quiet">${counted(rows.length, "transaction")} shown.</p>
            `}
        ${this.problem === undefined ? nothing : html`<p class="hint wrong" role="alert">${problemText(this.problem)}</p>`}
      </div>
    `;
  }

  #row(row: Transaction) {
    const { id, account, agent, campaign, localAt, kind, service } = row;
    const { day, time, zone } = wallClock(localAt, this.timeZone);
    const isOpen = this.opened.has(id);
    const whose = [agent, campaign, account === this.account ? "" : account].filter((name) => name !== "").join(" · ");
    return html`
      <tbody role="rowgroup">
        <tr role="row">
          <td role="cell" class="usage-when"><span>${day},</span> <span>${time}</span> <span class="quiet">${zone}</span></td>
          <td role="cell">
            ${KINDS[kind] === undefined ? nothing : html`<span class="usage-kind">${KINDS[kind]}</span>`}
            ${nameOfService(service)}
            ${whose === "" ? nothing : html`<span class="quiet usage-whose">${whose}</span>`}
          </td>
          <td role="cell" class="figure">${amount(row)}</td>
          <td role="cell" class="figure">
            <button
              class="link"
              type="button"
              aria-expanded=${isOpen}
              aria-label=${`Why: ${nameOfService(service)}, ${day}, ${time}`}
              @click=${() => this.#toggle(id)}
            >Why</button>
          </td>
        </tr>
        ${isOpen
          ? html`<tr role="row"><td role="cell" aria-colspan="4" colspan="4">${explanation(row)}</td></tr>`
          : nothing}
      </tbody>
    `;
  }

  #toggle(id: string): void {
    const opened = new Set(this.opened);
    if (!opened.delete(id)) {
      opened.add(id);
    }
    this.opened = opened;
  }

  async #load(cursor: string): Promise<void> {
    if (this.isBusy) {
      return;
    }
    const first = this.#first.value;
    this.isBusy = true;
    this.problem = undefined;
    try {
      const page = await ledger.listUsage(this.account, { ...toQuery(this.asked), limit: PAGE_ROWS, cursor });
      // Something else may be asked for by now.
      if (this.#first.value === first) {
        const count = this.querySelectorAll(".usage-transactions tbody").length;
        this.further = [...this.further, page];
        if (page.next === null) {
          // The button goes: on with the first of the new rows.
          await this.updateComplete;
          this.querySelectorAll<HTMLElement>(".usage-transactions tbody")[count]?.querySelector("button")?.focus();
        }
        this.said = `${counted(page.transactions.length, "more transaction")} shown.`;
      }
    } catch (error) {
      this.problem = error;
    } finally {
      this.isBusy = false;
    }
  }
}

/** What was used, less what came back. */
function amount({ used, returned, recorded }: Transaction) {
  if (used === "0" && returned === "0" && recorded !== "0") {
    return html`${decimal(recorded)} <span class="quiet usage-note">recorded</span>`;
  }
  const moved = decimal(minus(used, returned));
  return returned === "0"
    ? moved
    : html`<span class="usage-returned">${moved}</span> <span class="quiet usage-note">came back</span>`;
}

customElements.define("app-usage-transactions", UsageTransactions);
