// Points in time, by the clocks of an account: they say which zone that is.
import { html } from "lit";

import { isolated } from "./isolate.ts";

const formats = new Map<string, Intl.DateTimeFormat>();

function format(timeZone: string): Intl.DateTimeFormat {
  let known = formats.get(timeZone);
  if (known === undefined) {
    const day = { year: "numeric", month: "short", day: "numeric" } as const;
    const time = { hour: "numeric", minute: "2-digit", timeZoneName: "short" } as const;
    known = new Intl.DateTimeFormat(undefined, { ...day, ...time, timeZone });
    formats.set(timeZone, known);
  }
  return known;
}

/** `GMT+1`: how the clocks of a zone are called at an instant. */
export function zoneName(instant: Date, timeZone: string): string {
  return format(timeZone).formatToParts(instant).find(({ type }) => type === "timeZoneName")?.value ?? "";
}

/** `Dec 1, 2026, 2:05 PM GMT+1`, with the zone's name for who points at it. */
export function when(instant: string, timeZone: string) {
  const text = isolated(format(timeZone).format(new Date(instant)));
  return html`<time datetime=${instant} title=${timeZone}>${text}</time>`;
}
