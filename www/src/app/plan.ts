// By which plan a price is shown.
import type { BookDocument } from "septet";

/** What most accounts are on, where a book has it. */
const USUAL = "team";

/** The plan that a book has of a name; else the usual one; else its first. Documents lose the order of their plans on their way through a ledger. */
export function planIn({ plans }: BookDocument, wanted: string): string {
  return [wanted, USUAL].find((name) => name in plans) ?? Object.keys(plans).toSorted()[0] ?? "";
}
