// Where the account stands in its billing period: what was used of what there is, and where that goes.
import { html, nothing } from "lit";

import type { Schemas } from "../app/ledger.ts";
import { href } from "../app/route.ts";
import { bar } from "../ui/bar.ts";
import type { Plot, Series } from "../ui/chart-plot.ts";
import { isMore, per, plus } from "../ui/decimal.ts";
import { count, counted, credits, decimal, listed, percent, sentence } from "../ui/format.ts";
import { about, aboutCredits, amountOf, budgetName, isExempt, sumsBy } from "./amounts.ts";
import { dayName, daysBetween, fullDay, shortDay } from "./days.ts";
import { coverText, reloadText } from "./words.ts";

type Allowance = Schemas["AllowanceUsage"];

export interface Standing {
  /** Of the billing period, by day. */
  period: Schemas["UsageReport"];
  /** Of the calendar month. */
  month: Schemas["UsageReport"];
  projection: Schemas["UsageProjection"];
  /** From which balance on to buy; `undefined` where nothing can be bought. */
  reload: Schemas["ReloadSuggestion"] | undefined;
  /** Whether the plan buys by itself where that is wanted. */
  reloadsItself: boolean;
}

export function standingCard({ period, month, projection, reload, reloadsItself }: Standing) {
  const used = amountOf(period.total);
  const allowance = isExempt() ? null : period.period.allowance;
  const byDay = sumsBy(period.groups, ({ day }) => day ?? "");
  const passed = daysBetween(period.from, period.to).length;
  return html`
    ${upgradeHint(projection)}
    <section class="card usage-standing" aria-labelledby="usage-standing-title">
      <h2 id="usage-standing-title">This billing period: ${dayName(projection.from)} to ${dayName(projection.to)}</h2>
      ${budget(allowance, used)}
      <dl class="usage-figures">
        ${remaining(period.balance, allowance)}
        ${figure("Until reset", counted(period.period.daysLeft, "day"), "today included")}
        ${figure("Average a day", aboutCredits(per(used, Math.max(passed, 1))), "in this period")}
        ${figure("Today", credits(byDay.get(period.to) ?? "0"), fullDay(period.to))}
        ${figure("This month", credits(amountOf(month.total)), `since ${dayName(month.from)}`)}
        ${expectation(projection)}
      </dl>
      ${suggestion(reload, reloadsItself)}
      <app-chart
        .plot=${plotOf(projection, period.to, byDay, allowance)}
        .caption=${captionOf(projection, used, allowance)}
      ></app-chart>
    </section>
  `;
}

function figure(name: string, value: unknown, note: unknown) {
  return html`<div><dt>${name}</dt><dd><strong>${value}</strong> <span class="quiet">${note}</span></dd></div>`;
}

/** How much is used beside the allowance, which is a budget: as a sentence, and as a bar. */
function budget(allowance: Allowance | null, used: string) {
  if (allowance === null) {
    return html`
      <p class="usage-budget"><strong>${credits(used)}</strong> recorded. Nothing is deducted, so there is no budget.</p>
    `;
  }
  const { granted, budgetPercent } = allowance;
  if (budgetPercent === null) {
    return html`<p class="usage-budget"><strong>${credits(used)}</strong> used. No ${budgetName()} was granted for this period.</p>`;
  }
  return html`
    <p class="usage-budget">
      <strong>${decimal(used)}</strong> used; the ${budgetName()} is ${credits(granted)}
      <span class="usage-percent">${percent(budgetPercent)} of the budget</span>
    </p>
    ${bar(used, granted, { className: isMore(used, granted) ? "wide over" : "wide" })}
  `;
}

function remaining(balance: Schemas["Balance"], allowance: Allowance | null) {
  if (allowance === null) {
    return figure("Remaining", balance.unlimited ? "Unlimited" : credits(balance.available), "nothing is deducted");
  }
  return figure("Remaining", credits(balance.available), partsOf(balance));
}

/** What the available credits are made of. */
function partsOf({ allowance, bought, held, shared }: Schemas["Balance"]): string {
  const parts = [`${decimal(plus(allowance, shared ?? "0"))} of the ${budgetName()}`, `${decimal(bought)} bought or granted`];
  return `${listed(parts)}${held === "0" ? "" : `, less ${decimal(held)} held`}`;
}

function expectation({ expected, to }: Schemas["UsageProjection"]) {
  return expected === null
    ? figure("Expected by the end", "Not enough data", "it needs seven days with usage within four weeks")
    : figure(
        "Expected by the end",
        `about ${aboutCredits(expected.credits)}`,
        `${about(expected.low)} to ${about(expected.high)} four times in five, by ${dayName(to)}`,
      );
}

/** A larger plan, where usage is high again and again. */
function upgradeHint({ upgrade }: Schemas["UsageProjection"]) {
  if (upgrade === null) {
    return nothing;
  }
  const size = upgrade.allowance === null ? "without a limit" : `with ${credits(upgrade.allowance)} a period`;
  return html`
    <p class="notice mild">
      In ${upgrade.highPeriods === 3 ? "each" : count(upgrade.highPeriods)} of the last three billing periods you used ${percent("90")} of the
      included credits or more. The plan <strong>${sentence(upgrade.plan)}</strong>, ${size}, would have been enough.
      <a href=${href("plans", { plan: upgrade.plan })}>Compare the plans</a>
    </p>
  `;
}

function suggestion(reload: Schemas["ReloadSuggestion"] | undefined, reloadsItself: boolean) {
  return reload?.threshold
    ? html`
        <p class="usage-suggestion">
          At this rate of usage, top up at <strong>${credits(reload.threshold)}</strong>: ${reloadText(reload)}.
          ${
            reloadsItself
              ? html`<a href=${href("account", { reload: "1" })}>Set auto-reload</a>`
              : html`<a href=${href("account", { buy: "1" })}>Buy credits</a>`
          }
        </p>
      `
    : nothing;
}

/** What was used up to each day, where it goes from today, and how much there is. */
function plotOf(
  { from, to, expected }: Schemas["UsageProjection"],
  today: string,
  byDay: ReadonlyMap<string, string>,
  allowance: Allowance | null,
): Plot {
  const days = daysBetween(from, to);
  const used = runningSums(days.filter((day) => day <= today), byDay);
  const series: Series[] = [{ kind: "line", name: "Used by then", ink: "accent", amounts: days.map((_, at) => used[at]) }];
  if (expected !== null) {
    // Only its end is stated; until then it is a straight line.
    const ahead = (end: string) => days.map((day) => (day === to ? end : day === today ? used.at(-1) : undefined));
    const [low, high] = [ahead(expected.low), ahead(expected.high)];
    series.push({ kind: "line", name: "Expected", ink: "accent", dashed: true, amounts: ahead(expected.credits) });
    series.push({ kind: "band", name: "Four times in five", ink: "accent", low, high });
  }
  if (allowance !== null && allowance.granted !== "0") {
    series.push({ kind: "line", name: sentence(budgetName()), ink: "second", amounts: days.map(() => allowance.granted) });
  }
  return { axis: "Day", places: days.map((day) => ({ short: shortDay(day), full: fullDay(day) })), series };
}

function runningSums(days: readonly string[], byDay: ReadonlyMap<string, string>): string[] {
  let sum = "0";
  return days.map((day) => (sum = plus(sum, byDay.get(day) ?? "0")));
}

function captionOf({ expected, to }: Schemas["UsageProjection"], used: string, allowance: Allowance | null): string {
  const of = allowance === null || allowance.granted === "0" ? "" : `; the ${budgetName()} is ${decimal(allowance.granted)}`;
  const sofar = `${credits(used)} so far${of}.`;
  if (expected === null) {
    return `${sofar} There is not enough data yet for a projection.`;
  }
  const interval = `between ${about(expected.low)} and ${about(expected.high)} four times in five`;
  const goes = `About ${about(expected.credits)} are expected by ${dayName(to)}, and ${interval}.`;
  return `${sofar} ${goes} ${expected.cover === null ? "" : coverText(expected.cover)}`.trim();
}
