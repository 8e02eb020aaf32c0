/**
 * Exact prices for prepaid credits, and what a text is as an SMS.
 *
 * Errors are `SeptetError` objects: their `code` and message are those of the command line and of the ledger.
 * Credits and money are canonical decimal strings (`"9"`, `"1.5"`), counts are integers, ranges are UTF-16 indices.
 */

/** What every function of this package throws. */
export interface SeptetError extends Error {
  /** Kebab case: `"no-rate"`, `"invalid-number"`, … */
  readonly code: string;
}

/** `"3gpp"` cuts by unit as the standard asks; `"twilio"` keeps grapheme clusters whole. */
export type ProfileName = "3gpp" | "twilio";

export type Encoding = "GSM-7" | "UCS-2";

export interface SegmentsOptions {
  /** `"3gpp"` by default. */
  profile?: ProfileName;
  /** Forces an encoding. One that cannot hold the text is the error `does-not-fit`. */
  encoding?: Encoding;
}

export interface Segments {
  profile: ProfileName;
  encoding: Encoding;
  /** Parts the message is sent in; 0 for an empty text. */
  segments: number;
  /** Parts under the stricter one of the two ways to cut: what an estimate should warn of. */
  segmentsMax: number;
  /** Septets, or UTF-16 code units. */
  units: number;
  /** 160 or 70 in a single message, 153 or 67 in each part of a longer one. */
  unitsPerSegment: number;
  /** Units that still fit before another part begins. */
  remaining: number;
  /** Unicode scalar values. */
  characters: number;
  /** What a person counts as characters. */
  graphemes: number;
  /** Characters that GSM-7 does not have. */
  offending: { start: number; end: number; character: string; codePoint: string }[];
  parts: { start: number; end: number; units: number }[];
}

/**
 * Takes a text apart.
 *
 * @example
 * segments("Party at 8 🎉").encoding; // "UCS-2"
 */
export function segments(text: string, options?: SegmentsOptions): Segments;

/**
 * How many parts a text is sent in. Makes no object: for every key stroke, and for lists.
 *
 * @example
 * countSegments("]".repeat(153)); // 3: an extension character takes two septets
 */
export function countSegments(text: string, profile?: ProfileName): number;

export interface Region {
  /** ISO 3166-1 alpha-2, or `null` for numbers without a country. */
  region: string | null;
  /** What it is where its country code belongs to no country: `"freephone"`, `"satellite"`, … */
  class?: string;
  e164: string;
}

/**
 * The region of a phone number's range.
 *
 * @example
 * region("+91 98765 43210"); // { region: "IN", e164: "+919876543210" }
 */
export function region(number: string): Region;

/** The books that ship with the package. */
export type BookName = "calcom";

export interface EngineOptions {
  /** CSV rate decks by service, with the columns `iso,price,currency` or `iso,price_usd`. */
  decks?: Record<string, string | Uint8Array>;
}

export interface QuoteRequest {
  /** May be left out; another book than the engine's is the error `book-mismatch`. */
  book?: string;
  plan: string;
  service: string;
  /** E.164. Either this or `region`. */
  to?: string;
  /** ISO 3166-1 alpha-2. */
  region?: string;
  text?: string;
  profile?: ProfileName;
  /** Messages, 1 by default. */
  quantity?: number;
  /** Who would pay: the answer's `decision` is then what the ledger would decide. */
  account?: {
    funding?: "credits" | "external";
    unlimited?: boolean;
    allowance?: string;
    bought?: string;
    held?: string;
  };
}

export interface Money {
  amount: string;
  /** ISO 4217. */
  currency: string;
}

export type Decision = "priced" | "free" | "charged" | "recorded" | "fallback_email" | "paused" | "declined";

/** How a price came about. A step's own steps add up to its result. */
export interface Step {
  rule: string;
  inputs: Record<string, string>;
  /** The value before rounding: a decimal, or a fraction where there is none. */
  exact: string;
  rounding: { per: "segment" | "message" | "call" | "interaction"; mode: "ceil" | "half_even" | "floor"; scale: number } | null;
  result: string;
  /** The same in plain English. */
  text: string;
  steps: Step[];
}

export interface Quote {
  credits: string;
  /** The most it can come to, should the carrier cut the text at the stricter border. */
  max: string;
  /** The value of the credits. */
  money: Money;
  /** What the carrier asks, whoever bears it. */
  carrierCost: Money;
  decision: Decision;
  explanation: Step;
  measured: {
    service: string;
    region: string;
    profile: ProfileName;
    profileDate: string;
    encoding: Encoding;
    units: number;
    segments: number;
    segmentsMax: number;
    quantity: number;
  };
  /** SHA-256 of the book in canonical form. */
  bookHash: string;
  /** SHA-256 of each deck that was used, by service. */
  deckHashes: Record<string, string>;
}

/**
 * Prices requests on one book and its rate decks, exactly as the ledger charges them.
 *
 * @example
 * const engine = new Engine("calcom", { decks: { sms: "iso,price_usd\nIN,0.05\n" } });
 * engine.quote({ plan: "team", service: "sms", to: "+919876543210", text: "hello" }).credits; // "9"
 */
export class Engine {
  /** @param book a preset's name, or a whole price book. */
  constructor(book: BookName | object, options?: EngineOptions);
  quote(request: QuoteRequest): Quote;
}
