// What a book says of plans and balances, in plain English.
import { listed, percent, sentence } from "../ui/format.ts";
import { creditsText, grouped, moneyText, valueOf } from "./amounts.ts";
import type { Book, LotKind, Plan, TopUp } from "./document.ts";

const LOTS: Record<LotKind, string> = {
  rollover: "carried-over credits",
  allowance: "the allowance",
  recurring: "credits bought for each period",
  promo: "promotional credits",
  topUp: "bought credits",
};

/** The engine's own order, where a book says nothing. */
const BURN: Record<LotKind, number> = { rollover: 0, allowance: 1, recurring: 2, promo: 2, topUp: 3 };

export function allowanceText(book: Book, { allowance, trial }: Plan): string {
  const when = trial === undefined ? "a month" : `for the ${trial.days} days of the trial`;
  switch (allowance) {
    case "none":
      return "No credits of its own";
    case "unlimited":
      return "Unlimited: nothing is deducted";
    case "operator":
      return "Agreed with each account";
    default:
      return "flat" in allowance
        ? `${creditsText(book, allowance.flat)} ${when}`
        : `${creditsText(book, allowance.perSeat)} ${when} for each seat`;
  }
}

export function planPriceText(book: Book, { price }: Plan): string {
  if (price === undefined) {
    return "Agreed with each account";
  }
  if (valueOf(book, price.amount) === "0") {
    return "Free of charge";
  }
  return `${moneyText(book, price.amount)} a month${price.perSeat ? " for each seat" : ""}`;
}

export function topUpText(book: Book, { credits: size, price, expires, recurring }: TopUp): string {
  const when = recurring ? "each month" : "once";
  const ends = expires === "never" ? "never expires" : "ends with the billing period";
  return `${creditsText(book, size)} for ${moneyText(book, price)}, ${when}; ${ends}`;
}

/** What else is said of a plan. */
export function planSentences({ trial, coversDescendants, brings = [], reload, topUps = [] }: Plan): string[] {
  return [
    ...(trial === undefined
      ? []
      : [`It ends after ${trial.days} days, and needs ${trial.paymentMethodNeeded ? "a" : "no"} payment method.`]),
    topUps.length === 0
      ? "Nothing can be bought."
      : `Can be bought: ${listed(topUps.map((name) => sentence(name.replaceAll("_", " "))))}${reload ? ", manually or automatically" : ", manually"}.`,
    ...(coversDescendants ? ["Accounts below are unlimited as well."] : []),
    ...(brings.length === 0 ? [] : [`An account may use its own ${listed(brings)} and then pays less.`]),
  ];
}

/** What becomes of the allowance at the end of a billing period. */
export function resetText(book: Book): string {
  const cap = book.policies?.rollOver?.cap;
  return cap === undefined
    ? "The allowance is renewed each billing period; nothing is carried over."
    : `The allowance is renewed each billing period; up to ${creditsText(book, cap)} of what is left are carried over for one more period.`;
}

/** The rules of balances, as sentences; of one plan those that concern it. */
export function policySentences(book: Book, plan?: Plan): string[] {
  const { burn = {}, alerts, reload, allotments, proration, refundGraceDays = 0, repayDebt } = book.policies ?? {};
  const thresholds = (alerts?.thresholds ?? ["20", "0"]).map(percent);
  return [
    resetText(book),
    `Credits are used in this order: ${burnOrder({ ...BURN, ...burn })}.`,
    `Admins are alerted once each time the balance falls to ${thresholds.join(" or ")} of the credits granted.`,
    ...(reload === undefined || (plan !== undefined && !plan.reload)
      ? []
      : [
          `By default, automatic purchases have a threshold of ${creditsText(book, reload.threshold)} and an amount of ${creditsText(book, reload.amount)}${
            reload.monthlyCap === undefined ? "" : `, with at most ${creditsText(book, reload.monthlyCap)} in a period`
          }; each account may change that.`,
        ]),
    ...(allotments === undefined
      ? []
      : [
          allotments.mode === "reserve"
            ? `An owner moves credits into members’ own pools${allotments.renew ? ", again each period" : ""}.`
            : `An owner sets a limit for each member on the shared pool${allotments.renew ? ", again each period" : ""}.`,
        ]),
    ...(proration === "daily"
      ? ["A seat added during a period gets credits for the remaining days."]
      : []),
    ...(refundGraceDays === 0 ? [] : [`A refund within ${refundGraceDays} days reopens credits that have expired.`]),
    ...(repayDebt ? ["New credits first repay what was used beyond the balance."] : []),
  ];
}

function burnOrder(order: Record<LotKind, number>): string {
  const kinds = Object.entries(order) as [LotKind, number][];
  const byPriority = [...grouped(kinds, ([, priority]) => priority)].sort(([one], [other]) => one - other);
  return byPriority.map(([, group]) => group.map(([kind]) => LOTS[kind]).join(" and ")).join(", then ");
}
