// The ledger over HTTP, as any customer's page asks it. It keeps the session's token for everything that changes something.
import { createClient, LedgerError } from "septet/client";
import type { Schemas } from "septet/client";

export { LedgerError };
export type Session = Schemas["Session"];
export type Balance = Schemas["Balance"];
export type Account = Schemas["Account"];
export type Charge = Schemas["Charge"];
export type Entry = Schemas["Entry"];

/** A page that waits longer than this for its prices looks broken. */
const SESSION_TIMEOUT_MS = 3_000;

// Whether something is sent again is for the visitor to say, who sees that it failed: it has the same key then.
const ledger = createClient({ retries: 0 });

/** Who the visitor is to the ledger that serves this page; nobody, where there is no ledger or no session. */
export async function currentSession(): Promise<Session | undefined> {
  try {
    return await ledger.getSession({ signal: AbortSignal.timeout(SESSION_TIMEOUT_MS) });
  } catch {
    return undefined;
  }
}

export function account(id: string): Promise<Account> {
  return ledger.getAccount(id);
}

export async function entries(accountId: string, limit: number): Promise<Entry[]> {
  return (await ledger.listEntries(accountId, { limit })).entries;
}

/** A price book, as the document it was written as. */
export function book(hash: string): Promise<unknown> {
  return ledger.getBook(hash);
}

/** A rate deck's bytes: its hash is theirs. */
export function deck(hash: string): Promise<Uint8Array> {
  return ledger.getDeck(hash);
}

/** Charges once for each key, however often it is called. */
export function charge(accountId: string, request: Schemas["ChargeRequest"], idempotencyKey: string): Promise<Charge> {
  return ledger.charge(accountId, request, { idempotencyKey });
}

export function grant(accountId: string, credits: string, idempotencyKey: string): Promise<Schemas["Grant"]> {
  return ledger.grant(accountId, { credits }, { idempotencyKey });
}
