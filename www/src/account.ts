// The visitor's balance and latest entries, as the ledger has them.
import type { Customer } from "./connection.ts";
import { byId, make, setText } from "./dom.ts";
import { country, counted, credits, creditUnit, decimal, sentence, signed, time } from "./format.ts";
import * as ledger from "./ledger.ts";

const ENTRIES_SHOWN = 10;

const rows = byId("entry-rows");

export function showBalance({ account }: Customer): void {
  setText(byId("account"), sentence(account.id));
  setText(byId("account-plan"), account.effectivePlan);
  const { available, allowance, bought, held, unlimited } = account.balance;
  setText(byId("balance"), unlimited ? "Unlimited" : decimal(available));
  setText(byId("balance-unit"), unlimited ? "" : creditUnit(available));
  const parts = [`${decimal(allowance)} allowance`, `${decimal(bought)} bought`];
  if (held !== "0") {
    parts.push(`${decimal(held)} held`);
  }
  setText(byId("balance-parts"), unlimited ? "" : parts.join(" · "));
  byId("standing").hidden = false;
}

/** Asks for the entries and shows them. Where the ledger cannot answer, those shown before stay. */
export async function showEntries({ account }: Customer): Promise<void> {
  let entries: ledger.Entry[];
  try {
    entries = await ledger.entries(account.id, ENTRIES_SHOWN);
  } catch {
    return;
  }
  rows.replaceChildren(...entries.map(row));
  byId("no-entries").hidden = entries.length > 0;
  byId("entries").hidden = false;
}

function row({ kind, at, credits: amount, from, to, region, segments }: ledger.Entry): HTMLTableRowElement {
  const what = make("th", "", sentence(kind.replaceAll("_", " ")));
  what.scope = "row";
  if (region !== null) {
    const size = segments === null ? "" : `, ${counted(segments, "segment")}`;
    what.append(make("span", "detail", `${country(region)}${size}`));
  }
  const instant = make("time", "", time(at));
  instant.dateTime = at;
  const change = amount === "0" || to === "lot" ? amount : from === "lot" ? `-${amount}` : "0";
  const figure = make("td", "figure", make("span", "unseen", `${credits(change)}`));
  const seen = make("span", change.startsWith("-") ? "" : "gain", signed(change));
  seen.ariaHidden = "true";
  figure.append(seen);
  return make("tr", "", what, make("td", "when", instant), figure);
}
