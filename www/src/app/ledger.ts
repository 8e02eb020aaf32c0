// The ledger over HTTP, as any customer's page asks it: through the package's client, which keeps the session's token for
// everything that changes something.
import { createClient, LedgerError, newKey } from "septet/client";
import type { Schemas } from "septet/client";

export { LedgerError, newKey };
export type { Schemas };
export type Session = Schemas["Session"];
export type Balance = Schemas["Balance"];
export type Account = Schemas["Account"];
export type Charge = Schemas["Charge"];
export type Entry = Schemas["Entry"];

/** What the app learns from each answer: whether the ledger can be reached, and whether it still knows the visitor. */
export const contact = new EventTarget();

const watchedFetch: typeof fetch = async (input, init) => {
  try {
    const response = await fetch(input, init);
    contact.dispatchEvent(new CustomEvent("answer", { detail: response.status }));
    return response;
  } catch (error) {
    // A request that the app itself has ended says nothing about the ledger.
    if (!(error instanceof DOMException && error.name === "AbortError")) {
      contact.dispatchEvent(new Event("silence"));
    }
    throw error;
  }
};

/** Whether something is sent again is for the visitor to say, who sees that it failed: it has the same key then. */
export const ledger = createClient({ retries: 0, fetch: watchedFetch });

/** Whether the ledger has decided: a server that failed may have carried a request out, or not. */
export function isAnswer(error: unknown): error is LedgerError {
  return error instanceof LedgerError && error.status < 500;
}
