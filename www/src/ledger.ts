// The ledger over HTTP. What it cannot do is thrown: a `LedgerProblem` where it said why, a `TypeError` or a
// `DOMException` where it did not answer at all.
import type { Decision, Quote } from "septet";

export interface Session {
  account: string;
  /** Whether this account may grant itself credits. */
  demo: boolean;
  /** What a page that changes something shows beside the session's cookie; the demo needs none. */
  csrfToken?: string | null;
}

export interface Balance {
  allowance: string;
  bought: string;
  held: string;
  available: string;
  /** What the account above would still give; `null` where it gives nothing in this way. */
  shared: string | null;
  /** Nothing is deducted: there is no balance to run out. */
  unlimited: boolean;
}

export interface Account {
  id: string;
  tenant: string;
  book: { id: string; hash: string };
  /** Hashes by service. */
  decks: Record<string, string>;
  /** The plan that it is priced on. */
  effectivePlan: string;
  createdAt: string;
  balance: Balance;
}

/** What is to be charged: a quote request without what the ledger knows itself. */
export interface ChargeRequest {
  service: string;
  to: string;
  text: string;
}

export interface Charge {
  id: string;
  decision: Decision;
  credits: string;
  quote: Quote;
  balance: Balance;
}

export interface Grant {
  id: string;
  credits: string;
  balance: Balance;
}

/** One movement of credits. */
export interface Entry {
  seq: number;
  at: string;
  kind: string;
  id?: string;
  from: string;
  to: string;
  credits: string;
  service: string | null;
  region: string | null;
  segments: number | null;
}

/** What a refusal carries beside its sentence. */
interface ProblemDetails {
  title?: string;
  detail?: string;
  code?: string;
  decision?: Decision;
  required?: string;
  available?: string;
  missing?: string;
}

export class LedgerProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: ProblemDetails;

  constructor(status: number, details: ProblemDetails) {
    super(details.detail ?? details.title ?? `the ledger answered with status ${status}`);
    this.status = status;
    this.code = details.code ?? "";
    this.details = details;
  }
}

/** A page that waits longer than this for its prices looks broken. */
const SESSION_TIMEOUT_MS = 3_000;

/** Longer than any charge takes; after it, the same key can be sent again. */
const TIMEOUT_MS = 15_000;

/** The present session's, for everything that changes something. */
let csrfToken: string | undefined;

/** Who the visitor is to the ledger that serves this page; nobody, where there is no ledger or no session. */
export async function currentSession(): Promise<Session | undefined> {
  try {
    const session = await get<Session>("sessions/current", SESSION_TIMEOUT_MS);
    csrfToken = session.csrfToken ?? undefined;
    return session;
  } catch {
    return undefined;
  }
}

export function account(id: string): Promise<Account> {
  return get(`accounts/${encodeURIComponent(id)}`);
}

export async function entries(accountId: string, limit: number): Promise<Entry[]> {
  const page = await get<{ entries: Entry[] }>(`accounts/${encodeURIComponent(accountId)}/entries?limit=${limit}`);
  return page.entries;
}

/** A price book, as the document it was written as. */
export function book(hash: string): Promise<unknown> {
  return get(`books/${encodeURIComponent(hash)}`);
}

/** A rate deck's bytes: its hash is theirs, and decoding them as text would lose a byte order mark. */
export async function deck(hash: string): Promise<Uint8Array> {
  const response = await ask(`decks/${encodeURIComponent(hash)}`, {}, TIMEOUT_MS);
  return new Uint8Array(await response.arrayBuffer());
}

/** Charges once for each key, however often it is called. */
export function charge(accountId: string, request: ChargeRequest, key: string): Promise<Charge> {
  return post(`accounts/${encodeURIComponent(accountId)}/charges`, request, key);
}

export function grant(accountId: string, credits: string, key: string): Promise<Grant> {
  return post(`accounts/${encodeURIComponent(accountId)}/grants`, { credits }, key);
}

async function get<T>(path: string, timeoutMs = TIMEOUT_MS): Promise<T> {
  const response = await ask(path, {}, timeoutMs);
  return (await response.json()) as T;
}

async function post<T>(path: string, body: unknown, key: string): Promise<T> {
  const csrf = csrfToken === undefined ? {} : { "X-CSRF-Token": csrfToken };
  const headers = { "Content-Type": "application/json", "Idempotency-Key": key, ...csrf };
  const response = await ask(path, { method: "POST", headers, body: JSON.stringify(body) }, TIMEOUT_MS);
  return (await response.json()) as T;
}

async function ask(path: string, init: RequestInit, timeoutMs: number): Promise<Response> {
  const response = await fetch(`/v1/${path}`, { ...init, signal: AbortSignal.timeout(timeoutMs) });
  if (!response.ok) {
    throw new LedgerProblem(response.status, await problemDetails(response));
  }
  return response;
}

async function problemDetails(response: Response): Promise<ProblemDetails> {
  const type = response.headers.get("Content-Type") ?? "";
  return type.startsWith("application/problem+json") ? ((await response.json()) as ProblemDetails) : {};
}
