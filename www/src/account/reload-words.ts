// What is said of auto-reload: where it stands, and why a threshold is suggested.
import { html } from "lit";

import type { Schemas } from "../app/ledger.ts";
import { count, counted, credits, decimal, listed } from "../ui/format.ts";
import { when } from "../ui/when.ts";

type Reload = Schemas["AutoReloadAnswer"];

/** Where it stands, in a word. */
export const STATES: Record<Schemas["ReloadState"], string> = {
  off: "Off",
  armed: "On",
  waiting: "On, waiting",
  inFlight: "Payment under way",
  retrying: "Declined, will be retried",
  suspended: "Suspended",
  capped: "Stopped by the monthly cap",
};

/** Where it stands, and what is to be done about it. */
export function stateOf(
  { state, threshold, inFlight, retryAt, declines, declineReason, monthlyCap, boughtThisPeriod, pending }: Reload,
  zone: string,
) {
  const why = declineReason === null ? "" : ` (${declineReason})`;
  switch (state) {
    case "off":
      return "Nothing is bought automatically.";
    case "armed":
      return `Credits are bought when the balance falls to ${credits(threshold ?? "0")}.`;
    case "waiting":
      return (
        "The balance is at or below the threshold. Credits are bought when a charge is not covered, or when the balance " +
        "has risen above the threshold and falls again."
      );
    case "inFlight":
      return html`Payment for ${credits(inFlight?.credits ?? "0")} is under way (reload ${inFlight?.reload}). Without an
      answer by ${when(inFlight?.until ?? "", zone)} it counts as declined.`;
    case "retrying":
      return html`The last payment was declined${why}. It will be tried again on ${when(retryAt ?? "", zone)}.`;
    case "suspended":
      return (
        `${counted(declines, "payment")} in a row ${declines === 1 ? "was" : "were"} declined${why}, so auto-reload has ` +
        "stopped. Check the payment method, then start it again."
      );
    case "capped":
      return (
        `Reloads have added ${credits(boughtThisPeriod)} in this billing period, ` +
        (pending === "0" ? "" : `${credits(pending)} more may still be paid for, `) +
        `and the cap is ${credits(monthlyCap ?? "0")}. They resume in the next period, or with a higher cap.`
      );
  }
}

/** Why that threshold is suggested. */
export function suggestionText({ reasons, daysWithUsage }: Schemas["ReloadSuggestion"]): string {
  const parts = reasons.map(({ code, credits: amount, nightPercent, chargesPerDay }) => {
    switch (code) {
      case "busy-day":
        return `a busy day uses ${decimal(amount)}`;
      case "overnight":
        return `${decimal(amount)} for a night, as ${count(nightPercent ?? 0)} % is used overnight`;
      case "call-volume":
        return `${decimal(amount)} for ${count(chargesPerDay ?? 0)} charges a day`;
      case "book-threshold":
        return `the book’s threshold is ${decimal(amount)}`;
    }
  });
  return `Based on ${counted(daysWithUsage, "day")} with usage in the last 30: ${listed(parts)}.`;
}
