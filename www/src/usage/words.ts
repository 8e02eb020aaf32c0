// What is concluded from usage, as sentences.
import type { Schemas } from "../app/ledger.ts";
import { counted, credits, listed, percent } from "../ui/format.ts";
import { aboutCredits, budgetName } from "./amounts.ts";
import { dayName } from "./days.ts";

/** What the allowance and the balance cover of what is expected. */
export function coverText({ beyondAllowance, uncovered, allowanceEnds, balanceEnds }: Schemas["UsageCover"]): string {
  if (allowanceEnds === null) {
    return `At this pace the remaining ${budgetName()} lasts.`;
  }
  const ends = `At this pace the remaining ${budgetName()} is used up on ${dayName(allowanceEnds)}`;
  return balanceEnds === null
    ? `${ends}; the other credits cover the ${aboutCredits(beyondAllowance)} beyond it.`
    : `${ends}, and the whole balance on ${dayName(balanceEnds)}: ${aboutCredits(uncovered)} are not covered yet.`;
}

const DIRECTIONS: Record<string, { arrow: string; word: string }> = {
  up: { arrow: "↗", word: "Up" },
  down: { arrow: "↘", word: "Down" },
  steady: { arrow: "→", word: "Steady" },
};

/** Where usage goes: an arrow for the eye, and the same in words. */
export function trendText(trend: Schemas["UsageTrend"] | null): { arrow: string; text: string; why: string } {
  if (trend === null) {
    return { arrow: "", text: "Not enough data", why: "a trend needs seven days with usage" };
  }
  const { arrow, word } = DIRECTIONS[trend.direction] ?? { arrow: "", word: trend.direction };
  const change = trend.direction === "steady" ? null : trend.changePercent;
  const by = change === null ? "" : ` ${percent(change.replace("-", ""))}`;
  const halves = `${credits(trend.later)} in the later half of the complete days, ${credits(trend.earlier)} in the earlier one`;
  return { arrow, text: `${word}${by}`, why: halves };
}

const REASONS: Record<Schemas["ReloadReasonCode"], (reason: Schemas["ReloadReason"]) => string> = {
  "busy-day": (reason) => `${credits(reason.credits)} for a busy day`,
  overnight: (reason) => `${credits(reason.credits)} for the heaviest night, as ${reason.nightPercent} % is used at night`,
  "call-volume": (reason) => `${credits(reason.credits)} for ${counted(reason.chargesPerDay ?? 0, "charge")} a day`,
  "book-threshold": () => "the price book's own threshold, as there is little usage yet",
};

/** From which balance on to buy, and why. */
export function reloadText({ reasons }: Schemas["ReloadSuggestion"]): string {
  return listed(reasons.map((reason) => REASONS[reason.code](reason)));
}
