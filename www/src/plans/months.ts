// The calendar months that a what-if can be about, by the account's calendar.
import type { Account } from "../app/ledger.ts";
import { monthName } from "../ui/month.ts";
import { calendar, type Months } from "./own-usage.ts";

export interface MonthRange extends Months {
  name: string;
  title: string;
}

/** The present month, and complete ones before it: those after the account was opened. */
export function monthRanges({ timeZone, createdAt }: Account, now = new Date()): MonthRange[] {
  const monthOf = calendar(timeZone);
  const [present, first] = [monthOf(now), monthOf(createdAt)];
  const last = before(present, 1);
  const complete = ([count, title]: readonly [number, string]): MonthRange[] => {
    const from = before(present, count);
    return first > last ? [] : [{ name: `last-${count}`, title, from: from < first ? first : from, to: last }];
  };
  return [
    ...(
      [
        [3, "The last three complete months"],
        [1, "The last complete month"],
        [12, "The last twelve complete months"],
      ] as const
    ).flatMap(complete),
    { name: "this", title: "This month so far", from: present, to: present },
  ];
}

/** Each month of a range. */
export function monthsOf({ from, to }: Months): string[] {
  const months = [];
  for (let month = from; month <= to; month = before(month, -1)) {
    months.push(month);
  }
  return months;
}

/** How many days they have together. */
export function daysOf(months: readonly string[]): number {
  const daysIn = (month: string) => new Date(Date.parse(`${before(month, -1)}-01`) - 1).getUTCDate();
  return months.reduce((days, month) => days + daysIn(month), 0);
}

function before(month: string, count: number): string {
  const [year = 0, number = 1] = month.split("-").map(Number);
  return new Date(Date.UTC(year, number - 1 - count)).toISOString().slice(0, "2026-11".length);
}

/** `Aug 2026 to Oct 2026` */
export function spanOf({ from, to }: Months): string {
  return from === to ? monthName(from) : `${monthName(from)} to ${monthName(to)}`;
}
