// The prices that this page computes by: the ledger's own book and decks, or the book that ships with the package.
import { Engine } from "septet";

import calcom from "../../src/book/presets/calcom.json";
import type { Connection } from "./connection.ts";

/** What the page reads of a price book itself; the rest is the engine's. */
interface BookDocument {
  id: string;
  version: string;
  plans: Record<string, { note?: string }>;
}

export interface Prices {
  engine: Engine;
  book: BookDocument;
}

/** The prices that the connected account is charged by. */
export function ledgerPrices({ book, decks }: Connection): Prices {
  const document = book as BookDocument;
  return { engine: new Engine(document, { decks }), book: document };
}

/** The prices without a ledger. */
export function shippedPrices(): Prices {
  return { engine: new Engine("calcom"), book: calcom };
}
