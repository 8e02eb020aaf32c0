// Who used it, and for what: a table for each thing that usage is told apart by.
import { html, nothing } from "lit";

import type { Schemas } from "../app/ledger.ts";
import { bar } from "../ui/bar.ts";
import { isMore } from "../ui/decimal.ts";
import { count, decimal } from "../ui/format.ts";
import { amountOf } from "./amounts.ts";
import type { Dimension } from "./filters.ts";
import { nameOfService } from "./spend.ts";

/** Lines that are shown at first. */
const LINES_MAX = 8;

type Group = Schemas["UsageGroup"];
export type Breakdown = Readonly<Record<Dimension, readonly Group[]>>;

export const TITLES: Record<Dimension, { title: string; column: string }> = {
  service: { title: "By service", column: "Service" },
  agent: { title: "Top Spending Agents", column: "Agent" },
  member: { title: "By member", column: "Member" },
  campaign: { title: "By campaign", column: "Campaign" },
};

/** How a group is called that a dimension has. */
export function nameIn(dimension: Dimension, name: string): string {
  if (dimension === "service") {
    return nameOfService(name);
  }
  return name === "" ? `No ${dimension}` : name;
}

interface Shown {
  /** Whether all lines are there. */
  isWhole: boolean;
  showAll(): void;
  /** Filters by a line's name. */
  pick(name: string): void;
}

/** A table of one dimension. */
export function breakdownTable(dimension: Dimension, groups: readonly Group[], { isWhole, showAll, pick }: Shown) {
  const { title, column } = TITLES[dimension];
  const most = groups.map(amountOf).reduce((most, amount) => (isMore(amount, most) ? amount : most), "0");
  const line = (group: Group) => {
    const name = group[dimension] ?? "";
    const text = nameIn(dimension, name);
    return html`
      <tr>
        <th scope="row">
          <button class="link" type="button" aria-label=${`Show only ${text}`} @click=${() => pick(name)}>${text}</button>
          ${bar(amountOf(group), most)}
        </th>
        <td class="figure">${count(group.charges)}</td>
        <td class="figure">${decimal(amountOf(group))}</td>
      </tr>
    `;
  };
  const lines = isWhole ? groups : groups.slice(0, LINES_MAX);
  return html`
    <section class="card">
      <h2 id=${`usage-by-${dimension}`}>${title}</h2>
      ${groups.length === 0
        ? html`<p class="quiet">No usage in this range.</p>`
        : html`
            <div class="scroll" tabindex="0" role="group" aria-labelledby=${`usage-by-${dimension}`}>
              <table class="rows">
                <caption class="unseen">${title}</caption>
                <thead>
                  <tr>
                    <th scope="col">${column}</th>
                    <th scope="col" class="figure">Charges</th>
                    <th scope="col" class="figure">Credits</th>
                  </tr>
                </thead>
                <tbody>${lines.map(line)}</tbody>
              </table>
            </div>
            ${lines.length === groups.length
              ? nothing
              : html`
                  <button class="secondary usage-more" type="button" @click=${showAll}>Show all ${count(groups.length)}</button>
                `}
          `}
    </section>
  `;
}
