import type { QuoteSource } from "septet";

/** How a ledger is asked. */
export interface LedgerSourceOptions {
  /** In place of the global one. */
  fetch?: typeof globalThis.fetch | undefined;
  /** How long an answer may take; 5 seconds by default. */
  timeoutMs?: number | undefined;
}

/**
 * A ledger's keys, books and decks, for `Engine#verifyQuote`. Keys are asked for again as the ledger says, at the latest
 * after 5 minutes, and where a quote names one that is not among them; books and decks are fetched once.
 *
 * @param url the ledger's address, or that of its key set.
 */
export function ledgerSource(url: string | URL, options?: LedgerSourceOptions): Required<QuoteSource>;
