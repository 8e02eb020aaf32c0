// The prices that this page computes by: the ledger's own book and decks, or the book that ships with the package.
import { type BookDocument, Engine } from "septet";

import calcom from "../../src/book/presets/calcom.json";
import type { Connection } from "./connection.ts";

export interface Prices {
  engine: Engine;
  /** What the page reads itself: the names of things, and what is said of them. */
  book: BookDocument;
}

/** The prices that the connected account is charged by. */
export function ledgerPrices({ book, decks }: Connection): Prices {
  const document = book as BookDocument;
  return { engine: new Engine(document, { decks }), book: document };
}

/** The prices without a ledger. */
export function shippedPrices(): Prices {
  return { engine: new Engine("calcom"), book: calcom as BookDocument };
}
