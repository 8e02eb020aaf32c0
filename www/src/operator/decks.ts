// Rate decks beside those that are in force, also where their rates cannot be compared.
import { html } from "lit";

import { isAnswer, ledger, type Schemas } from "../app/ledger.ts";
import { counted, serviceName } from "../ui/format.ts";
import { deckChanges } from "./changes.ts";

export type DeckSummary = Schemas["DeckSummary"];

export interface ComparedDeck {
  service: string;
  now: DeckSummary;
  /** What is in force, where anything is. */
  before: DeckSummary | undefined;
  /** Rate by rate, where both have the same currency. */
  diff: Schemas["DeckDiff"] | undefined;
}

/** Its currency and how many rates it has: a comparison with itself says so. */
export async function summaryOf(hash: string, signal: AbortSignal): Promise<DeckSummary> {
  return (await ledger.compareDecks(hash, { since: hash }, { signal })).after;
}

export async function compareDeck(
  { service, hash }: Schemas["DeckLine"],
  since: string | undefined,
  signal: AbortSignal,
): Promise<ComparedDeck> {
  const now = await summaryOf(hash, signal);
  if (since === undefined) {
    return { service, now, before: undefined, diff: undefined };
  }
  try {
    const diff = await ledger.compareDecks(hash, { since }, { signal });
    return { service, now, before: diff.before, diff };
  } catch (error) {
    if (!isAnswer(error) || error.code !== "currency-mismatch") {
      throw error;
    }
    return { service, now, before: await summaryOf(since, signal), diff: undefined };
  }
}

export function deckComparison({ service, now, before, diff }: ComparedDeck) {
  if (diff !== undefined) {
    return deckChanges(serviceName(service), diff);
  }
  return before === undefined
    ? html`<p>The present book has no such rates; another one may.</p>`
    : html`<p>
        ${counted(before.rates, "rate")} in ${before.currency} before, ${counted(now.rates, "rate")} in ${now.currency} after.
        Rates in different currencies cannot be compared.
      </p>`;
}
