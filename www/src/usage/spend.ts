// What was spent in a range of days: the sum, its course, and what stands out.
import { html, nothing } from "lit";

import type { Schemas } from "../app/ledger.ts";
import type { Ink, Place, Plot, Series } from "../ui/chart-plot.ts";
import { compare, per } from "../ui/decimal.ts";
import { counted, credits, sentence, serviceName } from "../ui/format.ts";
import { monthName } from "../ui/month.ts";
import { aboutCredits, amountOf, isExempt, sumsBy } from "./amounts.ts";
import { dayName, daysBetween, fullDay, monthsBetween, shortDay, todayIn } from "./days.ts";
import { trendText } from "./words.ts";

export type Step = "day" | "month";

/** From this many days on months are shown unless days are asked for. */
const MONTHS_FROM_DAYS = 100;

/** As many as the ledger names. */
const PEAKS = 3;

/** The services with the most credits have a colour each, and the others share one. */
const INKS: readonly Ink[] = ["accent", "second", "third", "fourth"];

/** The step in which a range is shown best. */
export function stepFor({ from, to }: { from: string; to: string }): Step {
  return daysBetween(from, to).length >= MONTHS_FROM_DAYS ? "month" : "day";
}

/** The figures of a report by `day,service` or `month,service`. */
export function spendFigures(report: Schemas["UsageReport"], step: Step) {
  const { total, from, averagePerDay, trend } = report;
  const today = todayIn(report.timeZone);
  const days = daysBetween(from, report.to < today ? report.to : today).length;
  const average = isExempt() ? per(amountOf(total), Math.max(days, 1)) : averagePerDay;
  const trending = trendText(trend);
  const peaks = peaksOf(report, step);
  return html`
    <p class="usage-total" role="status">
      <strong>${credits(amountOf(total))}</strong> <span class="quiet">${makeup(total)}</span>
    </p>
    <dl class="usage-figures few">
      <div>
        <dt>Average a day</dt>
        <dd><strong>${aboutCredits(average)}</strong> <span class="quiet">over ${counted(days, "day")}</span></dd>
      </div>
      ${isExempt() ? nothing : html`
        <div>
          <dt>Trend</dt>
          <dd>
            <strong><span aria-hidden="true">${trending.arrow}</span> ${trending.text}</strong>
            <span class="quiet">${trending.why}</span>
          </dd>
        </div>
      `}
      ${peaks.length === 0 ? nothing : html`
        <div>
          <dt>Peak days</dt>
          <dd>${peaks.map((peak) => html`<span>${shortDay(peak.day)}: ${credits(peak.credits)}</span>`)}</dd>
        </div>
      `}
    </dl>
  `;
}

/** The days with the most usage. The ledger names those with the most that was deducted. */
function peaksOf({ groups, peakDays }: Schemas["UsageReport"], step: Step): Schemas["PeakDay"][] {
  if (!isExempt()) {
    return peakDays;
  }
  const days = step === "day" ? [...sumsBy(groups, ({ day }) => day ?? "")] : [];
  return days.map(([day, credits]) => ({ day, credits })).sort((a, b) => compare(b.credits, a.credits)).slice(0, PEAKS);
}

/** What the sum is made of. */
function makeup({ charges, used, returned, recorded }: Schemas["UsageSum"]): string {
  return [
    counted(charges, "charge"),
    returned === "0" ? "" : `${credits(used)} used, minus ${credits(returned)} returned`,
    recorded === "0" ? "" : `${credits(recorded)} recorded and not deducted`,
  ].filter((part) => part !== "").join("; ");
}

/** The course of the range, service upon service. */
export function spendPlot(report: Schemas["UsageReport"], step: Step): Plot {
  const { from, to, groups } = report;
  const keys = step === "day" ? daysBetween(from, to) : monthsBetween(from, to);
  const keyOf = (group: Schemas["UsageGroup"]) => (step === "day" ? group.day : group.month) ?? "";
  const series: Series[] = layers(groups).map(({ name, ink, services }) => {
    const sums = sumsBy(groups.filter(({ service }) => services.includes(service ?? "")), keyOf);
    return { kind: "bars", name, ink, amounts: keys.map((key) => sums.get(key) ?? "0") };
  });
  if (step === "day") {
    const peaks = new Map(peaksOf(report, step).map(({ day, credits }) => [day, credits]));
    series.push({ kind: "marks", name: "Peak days", ink: "ink", amounts: keys.map((key) => peaks.get(key)) });
  }
  const places = keys.map(step === "day" ? dayPlace : monthPlace);
  const sums = sumsBy(groups, keyOf);
  return { axis: sentence(step), places, series, totals: keys.map((key) => sums.get(key) ?? "0") };
}

const dayPlace = (day: string): Place => ({ short: shortDay(day), full: fullDay(day) });
const monthPlace = (month: string): Place => ({ short: monthName(month), full: monthName(month) });

interface Layer {
  name: string;
  ink: Ink;
  services: string[];
}

function layers(groups: readonly Schemas["UsageGroup"][]): Layer[] {
  const sums = [...sumsBy(groups, ({ service }) => service ?? "")].sort(([, a], [, b]) => compare(b, a));
  const services = sums.map(([service]) => service);
  const named = services.slice(0, INKS.length);
  const rest = services.slice(INKS.length);
  const own = named.map((service, at) => ({ name: nameOfService(service), ink: INKS[at]!, services: [service] }));
  return rest.length === 0 ? own : [...own, { name: "Other services", ink: "rest", services: rest }];
}

export function nameOfService(service: string): string {
  return service === "" ? "No service" : serviceName(service);
}

/** The main finding of the chart. */
export function spendCaption(report: Schemas["UsageReport"], step: Step): string {
  const { total, from, to, groups } = report;
  const [first, ...others] = layers(groups);
  const most = first === undefined || others.length === 0 ? "" : ` The largest part is ${first.name}.`;
  const [peak] = peaksOf(report, step);
  const top = peak === undefined ? "" : ` The day with the most is ${fullDay(peak.day)}, with ${credits(peak.credits)}.`;
  return `${credits(amountOf(total))} by ${step}, ${dayName(from)} to ${dayName(to)}.${most}${top}`;
}
