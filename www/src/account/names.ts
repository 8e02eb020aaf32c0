// How lots and entries are called.
import type { Entry, Schemas } from "../app/ledger.ts";

export const LOT_NAMES: Record<Schemas["LotKind"], string> = {
  allowance: "Allowance",
  rollover: "Carried over",
  top_up: "Bought",
  recurring: "Bought each period",
  promo: "Granted",
  allotment: "From the account above",
};

const ENTRY_NAMES: Record<Entry["kind"], string> = {
  adjustment: "Price adjusted",
  allotment: "Credits passed on",
  allowance: "Allowance",
  capture: "Charged from a hold",
  charge: "Charge",
  expiry: "Expired",
  grant: "Granted",
  hold: "Held",
  hold_expiry: "Hold expired",
  outcome: "Attempt ended",
  purchase: "Purchase",
  recurring: "Bought for this period",
  refund: "Refund",
  release: "Hold released",
  rollover: "Carried over",
};

/** What an entry is a part of. */
export function entryName({ kind, to }: Entry): string {
  return kind === "allotment" && to === "lot" ? "Credits received" : ENTRY_NAMES[kind];
}
