// Computes a recorded price again, to say how it came about.
import type { Outcome, QuoteRequest, Step } from "septet";

import type { Account, Schemas } from "../app/ledger.ts";
import { pricesOf } from "../app/prices.ts";

/** Units of a part of several, by encoding. */
const PART_UNITS = { "GSM-7": 153, "ASCII": 153, "UCS-2": 67 };

/**
 * The steps to a recorded price; `undefined` where they would not be the ones by which it came about: another book or deck
 * by now, or a price that depends on more than is kept.
 */
export async function priceAgain(record: Schemas["Record"], account: Account | undefined): Promise<Step | undefined> {
  if (account === undefined || record.bookHash !== account.book.hash) {
    return undefined;
  }
  try {
    const { engine } = await pricesOf(account);
    const quote = engine.quote(requestOf(record));
    const isSame = quote.credits === record.price && JSON.stringify(quote.deckHashes) === JSON.stringify(record.deckHashes);
    return isSame ? quote.explanation : undefined;
  } catch {
    // The record is shown without them.
    return undefined;
  }
}

function requestOf({ plan, measured }: Schemas["Record"]): QuoteRequest {
  const { service, region, operator, category, quantity, completed } = measured;
  const { segments, encoding, billableSeconds, direction, outcome } = measured;
  return {
    plan,
    service,
    quantity,
    ...(region && { region }),
    ...(operator && { operator }),
    ...(category && { category }),
    ...(segments !== undefined && encoding && { encoding, text: standIn(segments, PART_UNITS[encoding]) }),
    ...(billableSeconds !== undefined && { call: { seconds: billableSeconds, ...(direction && { direction }) } }),
    ...(outcome && { call: { outcome: outcome as Outcome } }),
    ...(completed != null && { interaction: { completed } }),
  };
}

/** A text of as many parts: the one that was sent is not kept. */
function standIn(segments: number, unitsPerPart: number): string {
  return "a".repeat(segments > 1 ? segments * unitsPerPart : segments);
}
