import type { BookDocument } from "septet";
import type { RefusalCode } from "./codes.js";
import type { Lists, Operations } from "./operations.js";
import type { components, operations } from "./schema.js";

export type { Lists, Operations };

/** Everything that is asked and answered, by its name in the OpenAPI document: `Schemas["Charge"]`. */
export type Schemas = components["schemas"];

type Json<Of> = Of extends { content: { "application/json": infer Body } } ? Body
  : Of extends { content: { "application/jwk-set+json": infer Body } } ? Body
  : never;

/** The body of a request, by the operation's name. */
export type Body<Name extends keyof operations> = Name extends "chargeBatch"
  ? { charges: (Omit<Schemas["BatchItem"], "key"> & { key?: string })[] }
  : Name extends "importDeck" ? string | Blob
  : Name extends "importBook" ? object
  : Json<NonNullable<operations[Name]["requestBody"]>>;

/** What a list or a report is asked for. */
export type Query<Name extends keyof operations> = NonNullable<operations[Name]["parameters"]["query"]>;

/** The answer where all went well. */
export type Answer<Name extends keyof operations> = Name extends "getBook" ? BookDocument : Json<
  operations[Name]["responses"][keyof operations[Name]["responses"] & (200 | 201)]
>;

/** Which ledger is asked, and how. */
export interface ClientOptions {
  /** The ledger's address; by default the page's own. */
  url?: string | URL | undefined;
  /** An API key; not an empty one. Pages have a session instead: its cookie, and the token against forgery, which is taken from its answer. */
  key?: string | undefined;
  /** `"include"` for the session of a ledger under another name. */
  credentials?: "omit" | "same-origin" | "include" | undefined;
  /** How long each try may take, in milliseconds from 1 to 2,147,483,647; 15 seconds by default. */
  timeoutMs?: number | undefined;
  /** How often something is sent again that failed for a reason that passes; 3 times by default. */
  retries?: number | undefined;
  /** In place of the global one. */
  fetch?: typeof globalThis.fetch | undefined;
}

/** What any call takes. */
export interface CallOptions {
  /** Ends the call with an `AbortError`; what the ledger has done by then stays done. */
  signal?: AbortSignal | undefined;
  /** Sent beside the client's own, which count where both have a name; an `Idempotency-Key` is taken from here, too. */
  headers?: Record<string, string> | Headers | [name: string, value: string][] | undefined;
}

/** What a call takes that changes something. */
export interface ChangeOptions extends CallOptions {
  /**
   * By which the ledger does it once, however often it is sent: the order's number, say. Without one each call has its
   * own, so that its retries are safe, but not those of the program around it. The first answer is repeated, even a
   * refusal: what was refused for want of credits is asked for again under another key.
   */
  idempotencyKey?: string | undefined;
}

/**
 * An idempotency key that nobody else makes, for a call that a program may make again. It is there on every page, unlike
 * `crypto.randomUUID`, which pages that came by plain HTTP do not have.
 *
 * @example
 * const idempotencyKey = newKey();
 */
export function newKey(): string;

/**
 * What the ledger refused. No answer at all is an error with the code `unavailable`, an ended call one with the code
 * `cancelled`; a page, a redirect or broken JSON where an answer should be has the code `unexpected-answer`, what cannot be
 * sent `invalid-request`, and an option that there is not `unknown-field`. Those three are not tried again. All of these
 * have the type `SeptetError`, as what `septet` throws.
 */
export class LedgerError extends Error {
  /**
   * Of the ledger's problem: `"insufficient-credits"`, …; `"unexpected-answer"` where it came from something else. A newer
   * ledger may have others than this package knows.
   */
  readonly code: RefusalCode | "unexpected-answer" | (string & {});
  /** The HTTP status. */
  readonly status: number;
  /** The problem as the ledger says it (RFC 9457), with what a refusal says beside: `decision`, `missing`, `fix`, … */
  readonly problem: Partial<Schemas["Problem"]>;
  /** By which the ledger's log can be asked. */
  readonly requestId: string | undefined;
}

/** The operations of a ledger, by the names that they have in its OpenAPI document. */
export interface Client extends Operations {
  /** The lists, item by item. */
  every: Lists;
}

/**
 * A client of a ledger. Options that cannot be meant so are an error with the code `invalid-request`, those that there are
 * not one with the code `unknown-field`.
 *
 * @example
 * const ledger = createClient({ url: "https://ledger.example", key: process.env.SEPTET_KEY });
 * await ledger.charge("acme", { service: "sms", to: "+919876543210", text: "hello" }, { idempotencyKey: "message-1" });
 * for await (const entry of ledger.every.listEntries("acme")) console.log(entry.credits);
 */
export function createClient(options?: ClientOptions): Client;
