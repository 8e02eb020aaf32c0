// Amounts of usage: which of them is shown, sums, and how they are rounded for reading.
import type { Schemas } from "../app/ledger.ts";
import { allowanceName, isRecorded } from "../app/payer.ts";
import { visit } from "../app/visit.ts";
import { plus } from "../ui/decimal.ts";
import { creditUnit } from "../ui/format.ts";
import { isolated } from "../ui/isolate.ts";

type Sum = Pick<Schemas["UsageSum"], "credits" | "recorded">;

const tenths = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });
const whole = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 });

/** From here on a tenth says nothing. */
const WHOLE_FROM = 100;

/** What was used: what was deducted and did not come back, and what was only recorded. */
export function amountOf({ credits, recorded }: Sum): string {
  return plus(credits, recorded);
}

/** Whether usage is only recorded: the account is unlimited, or somebody else pays. */
export function isExempt(): boolean {
  return visit.account !== undefined && isRecorded(visit.account);
}

/** What the period's credits are called. */
export function budgetName(): string {
  return visit.account === undefined ? "allowance" : allowanceName(visit.account);
}

/** An average, or what is expected: more digits would say more than is known. */
export function about(amount: string): string {
  return isolated(rounded(amount));
}

function rounded(amount: string): string {
  const format = Math.abs(Number(amount)) < WHOLE_FROM ? tenths : whole;
  return format.format(amount as Intl.StringNumericLiteral).replace("-", "−");
}

/** `12.4 credits` */
export function aboutCredits(amount: string): string {
  return `${about(amount)} ${creditUnit(rounded(amount))}`;
}

/** Sums by a name, in the order in which the names come. */
export function sumsBy<Of extends Sum>(groups: readonly Of[], name: (group: Of) => string): Map<string, string> {
  const sums = new Map<string, string>();
  for (const group of groups) {
    sums.set(name(group), plus(sums.get(name(group)) ?? "0", amountOf(group)));
  }
  return sums;
}
