// The prices that the app computes by: the ledger's own book and decks, or the book that ships with the package. The
// engine's module is fetched when a screen first needs a price.
import type { BookDocument, Engine } from "septet";

import { type Account, ledger } from "./ledger.ts";

export interface Prices {
  /** By which they are told from others: of an account's, what `nameOf` says. */
  name: string;
  engine: Engine;
  /** What the app reads itself: the names of things, and what is said of them. */
  book: BookDocument;
  /** The rates that go with the book, for a worker that makes an engine of its own; the package's where there are none. */
  decks?: Record<string, Uint8Array>;
}

/** By the hashes of book and decks: what they name never changes. */
const known = new Map<string, Promise<Prices>>();

/** The name of the prices that an account is charged by; without one, of those that the package ships with. */
export function nameOf(account: Account | undefined): string {
  return account === undefined ? "" : JSON.stringify([account.book.hash, account.decks]);
}

/** The prices that an account is charged by; without one, those that the package ships with. */
export function pricesOf(account: Account | undefined): Promise<Prices> {
  const name = nameOf(account);
  let prices = known.get(name);
  if (prices === undefined) {
    prices = account === undefined ? shipped() : ofLedger(account);
    known.set(name, prices);
    // What failed is asked for again the next time.
    prices.catch(() => known.delete(name));
  }
  return prices;
}

const books = new Map<string, Promise<BookDocument>>();

/** The book that an account is charged by, for what can be read without its decks and the engine. */
export function bookOf({ book: { hash } }: Account): Promise<BookDocument> {
  let book = books.get(hash);
  if (book === undefined) {
    book = ledger.getBook(hash) as Promise<unknown> as Promise<BookDocument>;
    books.set(hash, book);
    book.catch(() => books.delete(hash));
  }
  return book;
}

async function ofLedger(account: Account): Promise<Prices> {
  const deck = async ([service, hash]: [string, string]) => [service, await ledger.getDeck(hash)] as const;
  const [{ Engine }, book, ...named] = await Promise.all([
    import("septet"),
    bookOf(account),
    ...Object.entries(account.decks).map(deck),
  ]);
  const decks = Object.fromEntries(named);
  return { name: nameOf(account), engine: new Engine(book, { decks }), book, decks };
}

async function shipped(): Promise<Prices> {
  const [{ Engine }, { default: calcom }] = await Promise.all([
    import("septet"),
    import("../../../src/book/presets/calcom.json"),
  ]);
  return { name: nameOf(undefined), engine: new Engine("calcom"), book: calcom as BookDocument };
}
