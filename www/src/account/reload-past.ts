// The last reloads of an account, and what became of them.
import { html, nothing } from "lit";

import { ledger, type Schemas } from "../app/ledger.ts";
import { count, counted, credits } from "../ui/format.ts";
import { when } from "../ui/when.ts";

const TYPES = ["reload.wanted", "reload.paid", "reload.declined", "reload.suspended", "reload.capped"] as const;

const SHOWN = 6;

/** The newest events of reloads, newest first. */
export async function fetchPast(account: string, signal: AbortSignal): Promise<Schemas["Event"][]> {
  const pages = await Promise.all(TYPES.map((type) => ledger.listEvents({ account, type, limit: SHOWN }, { signal })));
  const events = pages.flatMap((page) => page.events);
  return events.toSorted((a, b) => b.createdAt.localeCompare(a.createdAt)).slice(0, SHOWN);
}

export function pastReloads(
  events: Schemas["Event"][],
  { reloads, boughtThisPeriod }: Schemas["AutoReloadAnswer"],
  timeZone: string,
) {
  if (events.length === 0) {
    return nothing;
  }
  return html`
    <details>
      <summary>Last reloads</summary>
      <p class="quiet">${count(reloads)} so far; ${credits(boughtThisPeriod)} in this billing period.</p>
      <ul class="account-list">
        ${events.map(
          (event) =>
            html`<li><span>${toldBy(event)}</span><span class="quiet">${when(event.createdAt, timeZone)}</span></li>`,
        )}
      </ul>
    </details>
  `;
}

interface Told {
  reload?: number;
  credits?: string;
  declines?: number;
  cap?: string;
}

/** What an event says. */
function toldBy({ type, data }: Schemas["Event"]): string {
  const { reload, credits: amount = "0", declines = 0, cap = "0" } = data as Told;
  switch (type) {
    case "reload.wanted":
      return `Reload ${reload}: ${credits(amount)} requested`;
    case "reload.paid":
      return `Reload ${reload}: paid, ${credits(amount)} added`;
    case "reload.declined":
      return `Reload ${reload}: payment declined, ${counted(declines, "time")} in a row`;
    case "reload.suspended":
      return `Reload ${reload}: declined again; auto-reload suspended`;
    case "reload.capped":
      return `Not bought: the cap of ${credits(cap)} would be exceeded`;
    default:
      return type;
  }
}
