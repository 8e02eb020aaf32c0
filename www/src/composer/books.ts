// The books that a message can be priced by: the account's own, and those that ship with the package.
import type { BookName } from "septet";

import type { Account } from "../app/ledger.ts";
import { nameOf, type Prices, pricesOf } from "../app/prices.ts";

/** The one of visitors without an account. */
export const USUAL: BookName = "calcom";

/** The prices of a shipped book, with values for what it leaves open; without a name, of the account's own. */
export async function pricesBy(book: string, parameters: Record<string, string>, account: Account | undefined): Promise<Prices> {
  const given = Object.entries(parameters).filter(([, value]) => value !== "");
  if (book === "" && (account !== undefined || given.length === 0)) {
    return pricesOf(account);
  }
  const { Engine } = await import("septet");
  const engine = new Engine((book || USUAL) as BookName, { parameters: Object.fromEntries(given) });
  return { name: book || nameOf(undefined), engine, book: engine.book };
}

/** What a book's publisher does not say, and nobody has set. */
export function unsetParameters({ book }: Prices): { name: string; note: string }[] {
  return Object.entries(book.parameters ?? {})
    .filter(([, { required, value }]) => required !== false && value === undefined)
    .map(([name, { note = "" }]) => ({ name, note }));
}
