// Usage: where the account stands in its period, and what was spent in any range of days, by whom and for what.
import "../ui/chart.ts";
import "./transactions.ts";
import "./usage.css";

import { initialState, Task } from "@lit/task";
import { html, nothing, type PropertyValues } from "lit";

import { currentRoute, href, remember } from "../app/route.ts";
import { Screen } from "../app/screen.ts";
import { visit } from "../app/visit.ts";
import { heading } from "../ui/heading.ts";
import { fetched, skeleton } from "../ui/loading.ts";
import { problemText } from "../ui/problem.ts";
import { type Breakdown, breakdownTable } from "./breakdown.ts";
import { dayFields, filterFields, presetButtons } from "./controls.ts";
import { dayName } from "./days.ts";
import { exportLink } from "./export.ts";
import { breakdown, type Spend, spend, standing } from "./fetch.ts";
import { type Asked, DIMENSIONS, type Dimension, fromAddress, isAsked, mistakeIn, titleOf, toAddress } from "./filters.ts";
import { spendCaption, spendFigures, spendPlot, type Step } from "./spend.ts";
import { standingCard } from "./standing.ts";

class UsageScreen extends Screen {
  static override properties = {
    ...Screen.properties,
    asked: { state: true },
    isChoosing: { state: true },
    step: { state: true },
    whole: { state: true },
    visits: { state: true },
    exportProblem: { state: true },
  };

  declare asked: Asked;
  /** Whether days of one's own are being chosen. */
  declare isChoosing: boolean;
  /** `undefined`: as the range's length suggests. */
  declare step: Step | undefined;
  /** The tables of which all lines are shown. */
  declare whole: ReadonlySet<Dimension>;
  /** How often the visitor came here: everything is asked for anew. */
  declare visits: number;
  declare exportProblem: unknown;

  readonly #standing = new Task(this, {
    task: ([account], { signal }) => standing(account, signal),
    args: () => [visit.accountId ?? "", this.#stamp()] as const,
  });

  readonly #spend = new Task(this, {
    task: ([account, asked, step], { signal }) => whereRight(asked, (asked) => spend(account, asked, step, signal)),
    args: () => [visit.accountId ?? "", JSON.stringify(this.asked), this.step, this.#stamp()] as const,
  });

  readonly #breakdown = new Task(this, {
    task: ([account, asked], { signal }) => whereRight(asked, (asked) => breakdown(account, asked, signal)),
    args: () => [visit.accountId ?? "", JSON.stringify(this.asked), this.#stamp()] as const,
  });

  /** Whose usage was shown last: the filters are by names that it has. */
  #account: string | undefined;

  readonly #come = () => {
    if (currentRoute().screen === "usage" && visit.reachable) {
      this.visits += 1;
    }
  };

  constructor() {
    super();
    this.asked = fromAddress(new URLSearchParams());
    this.isChoosing = false;
    this.step = undefined;
    this.whole = new Set();
    this.visits = 0;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("hashchange", this.#come);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("hashchange", this.#come);
  }

  /** Nothing is asked for while another screen is shown. */
  protected override shouldUpdate(): boolean {
    return !this.hidden;
  }

  /** Another one where there may be more usage. */
  #stamp(): string {
    return `${this.visits} ${visit.meetings} ${JSON.stringify(visit.account?.balance)}`;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const isOther = this.#account !== undefined && this.#account !== visit.accountId;
    this.#account = visit.accountId;
    if (changed.has("query") && isAsked(this.query)) {
      this.asked = fromAddress(this.query);
      this.step = stepOf(this.query);
    } else if (isOther) {
      this.asked = { ...this.asked, only: {} };
    }
  }

  protected override updated(): void {
    const { asked, step, query } = this;
    // What is shown says nothing of an account that the address names, and that is still to be shown.
    if (query.get("account") === currentRoute().query.get("account")) {
      remember("usage", { ...toAddress(asked), by: step });
    }
  }

  protected override render() {
    const account = visit.accountId;
    if (account === undefined) {
      return [heading("Usage", ""), visit.standing === "starting" ? skeleton(8) : nothing];
    }
    const mistake = mistakeIn(this.asked.span);
    const subject = `${account} ${JSON.stringify(this.asked)}`;
    return [
      heading("Usage", `Days and times are in the account’s time zone, ${visit.account?.timeZone}.`),
      fetched(this.#standing, standingCard, waiting("card usage-standing-wait"), account),
      this.#range(account, subject, mistake),
      mistake === undefined ? this.#within(account, subject) : nothing,
    ];
  }

  /** What is below the sum of a range. */
  #within(account: string, subject: string) {
    return [
      fetched(this.#breakdown, (breakdown) => this.#tables(breakdown), waiting("card usage-tables-wait"), subject),
      html`
        <app-usage-transactions
          .account=${account}
          .asked=${this.asked}
          .stamp=${this.#stamp()}
          .timeZone=${visit.account?.timeZone ?? ""}
        ></app-usage-transactions>
      `,
    ];
  }

  #range(account: string, subject: string, mistake: string | undefined) {
    const { asked, isChoosing } = this;
    const report = this.#spend.value?.report;
    const days = "from" in asked.span ? asked.span : { from: report?.from ?? "", to: report?.to ?? "" };
    const isCustom = isChoosing || "from" in asked.span;
    const choose = (span: Asked["span"]) => this.#ask({ ...asked, span });
    return html`
      <section class="card" aria-labelledby="usage-range-title">
        <h2 id="usage-range-title">Range Spend</h2>
        ${presetButtons(asked.span, isCustom, choose, () => { this.isChoosing = true; })}
        ${isCustom ? dayFields(days, choose) : nothing}
        ${filterFields(asked.only, this.#breakdown.value?.offers, (only) => this.#ask({ ...asked, only }))}
        ${mistake === undefined ? this.#sum(account, subject) : html`<p class="notice wrong" role="alert">${mistake}</p>`}
      </section>
    `;
  }

  #sum(account: string, subject: string) {
    const { asked, exportProblem } = this;
    return html`
      <div class="usage-spend">
        ${fetched(this.#spend, (spend) => this.#spent(spend), waiting("usage-spend-wait"), subject)}
      </div>
      <div class="actions">
        ${exportLink(account, asked, (problem) => { this.exportProblem = problem; })}
        <p class="quiet">Exactly the transactions of these days and filters.</p>
      </div>
      <p class="hint wrong" role="alert">${exportProblem === undefined ? "" : problemText(exportProblem)}</p>
    `;
  }

  #spent({ span, report, step }: Spend) {
    const days = html`
      <p class="usage-days-shown"><strong>${titleOf(span)}</strong>: ${dayName(report.from)} to ${dayName(report.to)}</p>
    `;
    if (report.total.charges === 0 && report.groups.length === 0) {
      return [days, this.#nothing()];
    }
    return html`
      ${days}
      ${spendFigures(report, step)}
      <div class="choices" role="group" aria-label="Chart interval">
        ${(["day", "month"] as const).map((each) => html`
          <button type="button" aria-pressed=${each === step} @click=${() => { this.step = each; }}>By ${each}</button>
        `)}
      </div>
      <app-chart .plot=${spendPlot(report, step)} .caption=${spendCaption(report, step)}></app-chart>
    `;
  }

  #nothing() {
    const isFiltered = Object.keys(this.asked.only).length > 0;
    return html`
      <p class="usage-empty">
        Nothing was used in these days${isFiltered ? " with these filters" : ""}. Choose a longer
        range${isFiltered ? ", clear a filter" : ""}, or <a href=${href("")}>write a message</a>.
      </p>
    `;
  }

  #tables({ groups }: { groups: Breakdown }) {
    const { asked, whole } = this;
    // That there is nothing is said above.
    if (DIMENSIONS.every((dimension) => groups[dimension].length === 0)) {
      return nothing;
    }
    const shown = (dimension: Dimension) => ({
      isWhole: whole.has(dimension),
      showAll: () => { this.whole = new Set([...whole, dimension]); },
      pick: (name: string) => {
        this.#ask({ ...asked, only: { ...asked.only, [dimension]: name } });
        // The line may go; what it has set is here.
        this.querySelector<HTMLElement>(`#usage-${dimension}`)?.focus();
      },
    });
    return html`
      <div class="usage-tables">${DIMENSIONS.map((each) => breakdownTable(each, groups[each], shown(each)))}</div>
    `;
  }

  #ask(asked: Asked): void {
    if (asked.span !== this.asked.span) {
      this.isChoosing = false;
      this.step = undefined;
    }
    this.exportProblem = undefined;
    this.asked = asked;
  }
}

/** What is fetched of what is asked; nothing where that has a mistake, which is shown instead. */
function whereRight<T>(asked: string, fetch: (asked: Asked) => Promise<T>): Promise<T> | typeof initialState {
  const read = JSON.parse(asked) as Asked;
  return mistakeIn(read.span) === undefined ? fetch(read) : initialState;
}

/** A place as large as what comes. */
function waiting(className: string) {
  return html`<div class=${className}>${skeleton(6)}</div>`;
}

function stepOf(query: URLSearchParams): Step | undefined {
  const by = query.get("by");
  return by === "day" || by === "month" ? by : undefined;
}

customElements.define("app-usage", UsageScreen);
