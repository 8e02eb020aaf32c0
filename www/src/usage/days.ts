// Days as the ledger names them, `2026-11-21`. They are the account's own: here they are counted and written out, and
// never seen through the visitor's time zone, which could make another day of them.

import { isolated } from "../ui/isolate.ts";
import { zoneName } from "../ui/when.ts";

const DAY_MS = 86_400_000;

const ofYear = format({ dateStyle: "medium" });
const short = format({ month: "short", day: "numeric" });
const full = format({ weekday: "short", month: "short", day: "numeric", year: "numeric" });
const clock = new Intl.DateTimeFormat(undefined, { month: "short", day: "numeric", timeZone: "UTC" });
const minutes = new Intl.DateTimeFormat(undefined, { timeStyle: "short", timeZone: "UTC" });

function format(options: Intl.DateTimeFormatOptions): (day: string) => string {
  const format = new Intl.DateTimeFormat(undefined, { ...options, timeZone: "UTC" });
  return (day) => isolated(format.format(new Date(`${day}T00:00:00Z`)));
}

/** `Nov 21, 2026` */
export const dayName = ofYear;

/** `Nov 21` */
export const shortDay = short;

/** `Sat, Nov 21, 2026` */
export const fullDay = full;

/** Whether the calendar has a day of that name: there is no `2026-02-31`. */
export function isDay(name: string): boolean {
  const day = new Date(`${name}T00:00:00Z`);
  return !Number.isNaN(day.valueOf()) && day.toISOString().startsWith(name);
}

/** The days from one to another, both included. */
export function daysBetween(from: string, to: string): string[] {
  const first = Date.parse(from);
  return Array.from({ length: dayCount(from, to) }, (_, at) => new Date(first + at * DAY_MS).toISOString().slice(0, 10));
}

/** How many days there are from one to another, both included. */
export function dayCount(from: string, to: string): number {
  return Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS) + 1);
}

/** The months from one day's to another's. */
export function monthsBetween(from: string, to: string): string[] {
  return [...new Set(daysBetween(from, to).map((day) => day.slice(0, 7)))];
}

/** The day that it is in a time zone. */
export function todayIn(timeZone: string): string {
  // Sweden writes its dates as the ledger does.
  return new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short" }).format();
}

export interface WallClock {
  /** `Nov 21` */
  day: string;
  /** `2:05 PM` */
  time: string;
  /** `GMT+1` */
  zone: string;
}

/**
 * What a clock showed, from `2026-11-21T14:05:09.120+01:00`: the offset is said, and never taken off. Where the clocks of
 * `timeZone` show the same, it is called as theirs.
 */
export function wallClock(localAt: string, timeZone: string): WallClock {
  const [, local = "", offset = "Z"] = /^(.{19}).*?(Z|[+-]\d\d:\d\d).*$/.exec(localAt) ?? [];
  const shown = new Date(`${local}Z`);
  const instant = new Date(`${local}${offset}`);
  const isThere = timeZone !== "" && instant.toLocaleString("sv-SE", { timeZone }) === local.replace("T", " ");
  const zone = isThere ? zoneName(instant, timeZone) : offsetName(offset);
  return { day: isolated(clock.format(shown)), time: isolated(minutes.format(shown)), zone: isolated(zone) };
}

/** `GMT+1`, for `+01:00` */
function offsetName(offset: string): string {
  const [, sign = "", hours, past] = /^([+-])(\d\d):(\d\d)$/.exec(offset) ?? [];
  if (Number(hours ?? 0) === 0 && Number(past ?? 0) === 0) {
    return "UTC";
  }
  return `GMT${sign === "-" ? "−" : "+"}${Number(hours)}${past === "00" ? "" : `:${past}`}`;
}
