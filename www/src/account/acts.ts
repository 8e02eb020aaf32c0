// Entries by what they are a part of: a charge that several lots pay, or that passes through one, is one act.
import type { Entry } from "../app/ledger.ts";
import { plus } from "../ui/decimal.ts";

/** The movements of one act, newest first. */
export interface Act {
  id: string;
  /** The movement that was written first: it has the record. */
  first: Entry;
  entries: Entry[];
}

/** What brings credits back, where anything does. */
const RETURNS: ReadonlySet<Entry["kind"]> = new Set(["refund", "release", "hold_expiry", "outcome"]);

/** Entries that follow each other and belong to one act, together. */
export function actsOf(entries: Entry[]): Act[] {
  const acts: Act[] = [];
  for (const entry of entries) {
    const last = acts.at(-1);
    if (last?.id === entry.id && last.first.kind === entry.kind) {
      last.entries.push(entry);
      last.first = entry;
    } else {
      acts.push({ id: entry.id, first: entry, entries: [entry] });
    }
  }
  return acts;
}

/** Whether it is what an account below has done: all that moves is between the accounts. */
export function isOfMember({ first, entries }: Act): boolean {
  return first.kind !== "allotment" && entries.every(isBetween);
}

/**
 * What it did to what can be spent. What a capped account uses comes from the account above into a lot, and goes on from
 * there; what comes back goes the same way: it counts where it is used, or on one side of the lot.
 */
export function changeOf(act: Act): string {
  const { first, entries } = act;
  const counted = isOfMember(act) ? oneSide(first.kind, entries) : first.kind === "allotment" ? entries : used(entries);
  return counted.map(amountOf).reduce(plus, "0");
}

function used(entries: Entry[]): Entry[] {
  return entries.filter((entry) => !isBetween(entry));
}

function oneSide(kind: Entry["kind"], entries: Entry[]): Entry[] {
  const back = entries.filter(({ to }) => to === "lot");
  const away = entries.filter(({ from }) => from === "lot");
  return back.length > 0 && (away.length === 0 || RETURNS.has(kind)) ? back : away;
}

function isBetween({ from, to }: Entry): boolean {
  return (from === "allotment" && to === "lot") || (from === "lot" && to === "allotment");
}

/** What an entry adds to a lot's credits that can be spent. */
function amountOf({ from, to, credits: amount }: Entry): string {
  if (amount === "0" || to === "lot") {
    return amount;
  }
  return from === "lot" ? `-${amount}` : "0";
}
