// Asks the ledger that serves this page, if one does, who the visitor is and by which prices they are charged.
import * as ledger from "./ledger.ts";

/** A visitor whom the ledger knows. */
export interface Customer {
  account: ledger.Account;
  demo: boolean;
}

export interface Connection {
  customer: Customer;
  /** The account's price book, as a document. */
  book: unknown;
  /** The account's rate decks by service, as CSV. */
  decks: Record<string, Uint8Array>;
}

/** Why there is no connection, for people to read. */
export type Missing = string;

export async function connect(): Promise<Connection | Missing> {
  const session = await ledger.currentSession();
  if (session === undefined) {
    return "No ledger connected";
  }
  try {
    const account = await ledger.account(session.account);
    const deck = async ([service, hash]: [string, string]) => [service, await ledger.deck(hash)] as const;
    const [book, ...decks] = await Promise.all([
      ledger.book(account.book.hash),
      ...Object.entries(account.decks).map(deck),
    ]);
    return { customer: { account, demo: session.demo }, book, decks: Object.fromEntries(decks) };
  } catch (error) {
    console.warn(error);
    return "The ledger’s prices could not be read";
  }
}
