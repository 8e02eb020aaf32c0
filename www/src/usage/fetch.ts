// What the usage screen asks the ledger for.
import { ledger, type Schemas } from "../app/ledger.ts";
import { bookOf } from "../app/prices.ts";
import { visit } from "../app/visit.ts";
import type { Breakdown } from "./breakdown.ts";
import { type Asked, DIMENSIONS, type Dimension, type Span, toQuery } from "./filters.ts";
import { type Step, stepFor } from "./spend.ts";
import type { Standing } from "./standing.ts";

/** Where the account stands in its billing period. */
export async function standing(account: string, signal: AbortSignal): Promise<Standing> {
  const shown = visit.account;
  const canBuy = shown?.balance.unlimited === false && (visit.plan?.topUps.length ?? 0) > 0;
  const [period, month, projection, reload, book] = await Promise.all([
    ledger.getUsage(account, { range: "this-period" }, { signal }),
    ledger.getUsage(account, { range: "this-month" }, { signal }),
    ledger.getProjection(account, {}, { signal }),
    canBuy ? ledger.getReloadSuggestion(account, {}, { signal }) : undefined,
    shown && bookOf(shown),
  ]);
  visit.take(account, { balance: period.balance });
  const reloadsItself = shown !== undefined && book?.plans[shown.effectivePlan]?.reload === true;
  return { period, month, projection, reload, reloadsItself };
}

/** The sum of a range, by which name it was asked for, and its course, by the step that is wanted or suits its length. */
export async function spend(account: string, asked: Asked, wanted: Step | undefined, signal: AbortSignal) {
  const reportBy = (step: Step) => ledger.getUsage(account, { ...toQuery(asked), by: `${step},service` }, { signal });
  const likely = wanted ?? likelyStep(asked.span);
  const report = await reportBy(likely);
  const step = wanted ?? stepFor(report);
  return { span: asked.span, step, report: step === likely ? report : await reportBy(step) };
}

export type Spend = Awaited<ReturnType<typeof spend>>;

/** How long a range is whose days are not known yet. */
function likelyStep(span: Span): Step {
  if ("from" in span) {
    return stepFor(span);
  }
  return span.range === "last-30-days" || span.range === "last-3-months" ? "day" : "month";
}

/** Who used it and for what; and what there is without filters, by which can be filtered. */
export async function breakdown(account: string, asked: Asked, signal: AbortSignal) {
  const isFiltered = Object.keys(asked.only).length > 0;
  const [groups, unfiltered] = await Promise.all([
    groupsOf(account, asked, signal),
    isFiltered ? groupsOf(account, { ...asked, only: {} }, signal) : undefined,
  ]);
  return { groups, offers: unfiltered ?? groups };
}

async function groupsOf(account: string, asked: Asked, signal: AbortSignal): Promise<Breakdown> {
  const groups = async (by: Dimension): Promise<readonly [Dimension, readonly Schemas["UsageGroup"][]]> => {
    const report = await ledger.getUsage(account, { ...toQuery(asked), by }, { signal });
    return [by, report.groups];
  };
  return Object.fromEntries(await Promise.all(DIMENSIONS.map(groups))) as Breakdown;
}
