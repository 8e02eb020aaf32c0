import { isolated } from "./isolate.ts";

const format = new Intl.DateTimeFormat(undefined, { month: "short", year: "numeric", timeZone: "UTC" });

/** `Nov 2026`, for `2026-11`, in the visitor's locale. */
export function monthName(month: string): string {
  return isolated(format.format(new Date(`${month}-01`)));
}
