// Moments, in the operator's own time zone, which stands beside them.
import { html } from "lit";

import { isolated } from "../ui/isolate.ts";

export const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
const format = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "long" });
const days = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });

/** `2026-11-21`, as a field for a date has it. */
export function today(): string {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}

/** `Nov 21, 2026, 7:05:12 PM GMT+1` */
export function moment(instant: string | null) {
  return instant === null
    ? "–"
    : html`<time datetime=${instant} title=${timeZone}>${isolated(format.format(new Date(instant)))}</time>`;
}

/** `Nov 21, 2026` */
export function day(instant: string | null) {
  return instant === null
    ? "–"
    : html`<time datetime=${instant} title="${format.format(new Date(instant))}, ${timeZone}"
        >${isolated(days.format(new Date(instant)))}</time
      >`;
}
