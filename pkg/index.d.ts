/**
 * Exact prices for prepaid credits, and what a text is as an SMS.
 *
 * Errors are `SeptetError` objects: their `code` and message are those of the command line and of the ledger.
 * Credits and money are canonical decimal strings (`"9"`, `"1.5"`), counts are integers, ranges are UTF-16 indices.
 */

import type { RefusalCode } from "./client/codes.js";

/** What every function of this package throws. */
export interface SeptetError extends Error {
  /** What errors are told apart by: `"no-rate"`, `"invalid-number"`, … */
  readonly code: ErrorCode;
}

/** Refusals of the core and of the ledger, and what only this package can say. A newer ledger may have others. */
export type ErrorCode =
  | RefusalCode
  | "cancelled"
  | "module-unavailable"
  | "not-started"
  | "unexpected-answer"
  | "unreadable-file"
  | (string & {});

/**
 * The profiles that are built in. `"3gpp"` cuts by unit as the standard asks, `"twilio"` keeps grapheme clusters whole,
 * `"twilio-toll-free"` has 16-bit references, `"telnyx"` lacks some characters, `"ascii-7"` has ASCII only.
 */
export type ProfileName = "3gpp" | "twilio" | "twilio-toll-free" | "telnyx" | "plivo" | "ascii-7";

/** How a carrier cuts messages. What is left out is as in `"3gpp"`, but that there are no limits. */
export interface Profile {
  /** What answers call it. */
  name: string;
  /** The 7 bit alphabet: whole, without some characters, or ASCII. */
  alphabet?: "gsm7" | "ascii" | { gsm7Without: string } | undefined;
  /** Septets of a single message, and of each part of a longer one. */
  gsm7?: { single: number; multi: number } | undefined;
  /** UTF-16 units of a single message, and of each part of a longer one. */
  ucs2?: { single: number; multi: number } | undefined;
  /** Whether parts are cut between any two units, or grapheme clusters stay whole. */
  border?: "unit" | "grapheme" | undefined;
  /** The most parts; more are the finding `too-many-parts`. */
  partsMax?: number | undefined;
  /** The most Unicode scalar values; more are the finding `too-many-characters`. */
  charactersMax?: number | undefined;
  /** What is done with characters outside the alphabet, where a request says nothing. */
  smart?: SmartPolicy | undefined;
  /** Where its numbers are from. */
  source?: string | undefined;
  /** Which edition of the source; `profileDate` in a quote. */
  sourceDate?: string | undefined;
}

/** `"ASCII"` is the 7 bit encoding of profiles with that alphabet. */
export type Encoding = "GSM-7" | "ASCII" | "UCS-2";

/**
 * What may be done with characters outside the alphabet: nothing; replace them where all of the text then fits the
 * alphabet in no more parts; where it takes fewer parts; wherever a replacement is known, also where it gets dearer.
 */
export type SmartPolicy = "off" | "only_if_gsm" | "only_if_fewer" | "always";

/** Languages with national tables of their own. */
export type Language =
  | "turkish" | "spanish" | "portuguese" | "bengali" | "gujarati" | "hindi" | "kannada"
  | "malayalam" | "oriya" | "punjabi" | "tamil" | "telugu" | "urdu";

/** How a text is looked at. */
export interface MessageOptions {
  /** `"3gpp"` by default. */
  profile?: ProfileName | Profile | undefined;
  /** Forces an encoding. One that cannot hold the text is the error `does-not-fit`. */
  encoding?: Encoding | undefined;
  /** `"off"` by default. */
  smart?: SmartPolicy | undefined;
  /** National tables that may be used where they make the message cheaper; `"off"` by default. */
  national?: "off" | "all" | Language[] | undefined;
}

/** How a text is looked at, and what else is asked of it. */
export interface SegmentsOptions extends MessageOptions {
  /** Asks for `repairs`. */
  repair?: boolean | undefined;
}

/** A piece of a text and what stands in its place. */
export interface Replacement {
  /** Where the piece begins: a UTF-16 index. */
  start: number;
  /** Where it ends: the index behind it. */
  end: number;
  /** The piece. */
  from: string;
  /** What stands in its place; `""` where it is left out. */
  to: string;
  /** Whether a reader may understand something else. */
  changesMeaning: boolean;
}

/** A way to a cheaper message. Ranges are of the text that is sent. */
export interface Repair {
  /**
   * `"to-gsm-7"`: all of these replaced, the text fits the 7 bit alphabet; `"fewer"`: the smallest set that takes one
   * part less; `"cut"`: the fewest characters to cut from the end that do.
   */
  action: "to-gsm-7" | "fewer" | "cut";
  /** What is replaced; empty where it is cut. */
  replacements: Replacement[];
  /** Grapheme clusters to cut from the end; 0 for the other actions. */
  cut: number;
  /** Of the repaired message. */
  encoding: Encoding;
  /** Parts of the repaired message. */
  segments: number;
  /** Parts that are saved. */
  saves: number;
}

/** What kind of character it is. */
export type CharacterClass =
  | "control" | "currency" | "dash" | "digit" | "emoji" | "invisible" | "letter" | "mark"
  | "private-use" | "punctuation" | "quotation-mark" | "space" | "symbol" | "unassigned";

/** All of it speaks of the text that is sent. */
export interface Segments {
  /** The profile's name. */
  profile: string;
  /** Of the text that is sent. */
  encoding: Encoding;
  /** The national tables that the message names; a `null` one is the default. */
  national: { locking: Language | null; single: Language | null; headerOctets: number } | null;
  /** Parts the message is sent in; 0 for an empty text. */
  segments: number;
  /** Parts under the stricter one of the two ways to cut: what an estimate should warn of. */
  segmentsMax: number;
  /** Septets, or UTF-16 code units. */
  units: number;
  /** 160 or 70 in a single message, 153 or 67 in each part of a longer one; less beside national tables. */
  unitsPerSegment: number;
  /** Units that still fit before another part begins. */
  remaining: number;
  /** Unicode scalar values. */
  characters: number;
  /** What a person counts as characters. */
  graphemes: number;
  /** The text that goes out, where it is not the one that was given. Its ranges are of the given one. */
  sent: { text: string; replacements: Replacement[] } | null;
  /** Characters that force UCS-2, and the cheapest text that is known to stand for each (`""`: leave it out). */
  offending: {
    /** Where it begins: a UTF-16 index. */
    start: number;
    /** The index behind it. */
    end: number;
    /** The character. */
    character: string;
    /** As `"U+1F389"`. */
    codePoint: string;
    /** What kind of character it is. */
    class: CharacterClass;
    /** Not there where nothing is known to stand for it. */
    replacement?: string;
    /** Whether a reader may then understand something else. */
    changesMeaning?: boolean;
  }[];
  /** Where each part begins and ends, as UTF-16 indices, and the units in it. */
  parts: { start: number; end: number; units: number }[];
  /** Limits of the profile that the text passes: `"too-many-parts"`, `"too-many-characters"`. */
  findings: { code: string; message: string }[];
  /** Only where they were asked for. */
  repairs?: Repair[];
}

/**
 * Takes a text apart.
 *
 * @example
 * segments("Party at 8 🎉").encoding; // "UCS-2"
 * segments("Sam’s table", { smart: "only_if_gsm" }).sent?.text; // "Sam's table"
 * segments("Şimdi yoldayım", { national: ["turkish"] }).unitsPerSegment; // 155
 */
export function segments(text: string, options?: SegmentsOptions): Segments;

/**
 * How many parts a text is sent in. Makes no object: for every key stroke, and for lists.
 *
 * @example
 * countSegments("]".repeat(153)); // 3: an extension character takes two septets
 */
export function countSegments(text: string, profile?: ProfileName | Profile): number;

/**
 * The same for many texts in one call: their counts, in order.
 *
 * @example
 * countSegmentsAll(["hello", "]".repeat(153)]); // Uint32Array [ 1, 3 ]
 */
export function countSegmentsAll(texts: Iterable<string>, profile?: ProfileName | Profile): Uint32Array;

/** Where a number belongs. */
export interface Region {
  /** ISO 3166-1 alpha-2, or `null` for numbers without a country. */
  region: string | null;
  /** What it is where its country code belongs to no country: `"freephone"`, `"satellite"`, … */
  class?: string;
  /** The number in E.164 form: `"+919876543210"`. */
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
export type BookName = "calcom" | "ai-employee" | "agentalk" | "voice-credits" | "atllas";

/**
 * CSV rate decks by name. A book names the decks that it needs; those that are left out are the ones that ship with
 * the package.
 *
 * The columns are `iso,price,currency` or `iso,price_usd` at least. Others tell rates apart: `operator`, `prefix`,
 * `market`, `category`, `line`, `valid_from`.
 */
export interface Decks {
  /** What the carrier asks for a segment. */
  sms?: string | Uint8Array | undefined;
  /** What a message costs, by category. */
  whatsapp?: string | Uint8Array | undefined;
  /** What a minute costs. */
  voice?: string | Uint8Array | undefined;
  /** Decks that a book of one's own names. */
  [deck: string]: string | Uint8Array | undefined;
}

/** Values of a book's parameters, as decimal strings. They are part of `bookHash`. */
export type Parameters = Record<string, string>;

/** What an engine is made of, beside its book. */
export interface EngineOptions {
  /** Those that are not given ship with the package. */
  decks?: Decks | undefined;
  /** One that the book does not declare is the error `unknown-parameter`. */
  parameters?: Parameters | undefined;
}

/** What kind of message it is, for decks that tell them apart. */
export type Category = "marketing" | "utility" | "authentication" | "service";

/** Who called whom; `"web"` is a call from a page. */
export type Direction = "inbound" | "outbound" | "web";

/** How an attempt at a call ended: these, in the book `"atllas"`, or whatever another book names. */
export type Outcome =
  | "answered" | "answered_hung_up" | "voicemail_left" | "no_voicemail" | "failed" | "cancelled" | "dnc"
  | (string & {});

/** Seconds, as a number or a decimal string, or RFC 3339 (`"2026-11-20T10:15:30Z"`). All of a call in one form. */
export type Time = number | string;

/** A call, or an attempt at one. A call is priced by its time, an attempt by its outcome. */
export interface Call {
  /** When it began to ring. */
  startedAt?: Time | undefined;
  /** Together with `endedAt`; in place of both, `seconds`. Without it, nobody answered. */
  answeredAt?: Time | undefined;
  /** For a call that runs, now. */
  endedAt?: Time | undefined;
  /** How long it lasted from the answer on. The intervals are then counted from `startedAt`, or from 0. */
  seconds?: number | string | undefined;
  /** For books that tell directions apart. */
  direction?: Direction | undefined;
  /** How an attempt ended. */
  outcome?: Outcome | undefined;
  /** `"ai"` by default. */
  handledBy?: "ai" | "person" | undefined;
  /** When it was on hold. Intervals may overlap, and reach beyond the call. */
  holds?: [from: Time, to: Time][] | undefined;
  /** When the system was at work, and nobody spoke. */
  processing?: [from: Time, to: Time][] | undefined;
  /** When a person had taken it over. */
  human?: [from: Time, to: Time][] | undefined;
  /** Credits that it was charged so far, while it runs: the price is what has to be added. */
  charged?: string | undefined;
}

/** Something that an AI did. */
export interface Interaction {
  /** The same for all steps of one interaction: of a reply, its draft and its sending. 1 to 200 bytes. */
  id?: string | undefined;
  /** `true` by default. One that was broken off costs nothing. */
  completed?: boolean | undefined;
  /** Whether an interaction with this id was charged before: it then costs nothing. */
  counted?: boolean | undefined;
}

/** Who would pay. */
export interface Payer {
  /** `"credits"` by default; `"external"`: someone else pays, and usage is recorded. */
  funding?: "credits" | "external" | undefined;
  /** Never runs out, whatever the plan says. */
  unlimited?: boolean | undefined;
  /** The plans of the accounts above this one: a plan of theirs may cover it. */
  parentPlans?: string[] | undefined;
  /** Parts of a price that the account brings itself, where its plan lets it: `"model"`. */
  brings?: string[] | undefined;
  /** What is left of the period's allowance. `"0"` by default, as the others are. */
  allowance?: string | undefined;
  /** What is left of bought credits. */
  bought?: string | undefined;
  /** What is reserved. */
  held?: string | undefined;
}

/** What is asked for a price. */
export interface QuoteRequest extends MessageOptions {
  /** May be left out; another book than the engine's is the error `book-mismatch`. */
  book?: string | undefined;
  /** A plan of the book. */
  plan: string;
  /** A service of the book: `"sms"`, `"call"`, … */
  service: string;
  /** E.164. Either this or `region`. */
  to?: string | undefined;
  /** ISO 3166-1 alpha-2. */
  region?: string | undefined;
  /** The recipient's operator, for decks that tell them apart. */
  operator?: string | undefined;
  /** For decks that tell them apart, as WhatsApp's does. */
  category?: Category | undefined;
  /** The message, for services by the segment. */
  text?: string | undefined;
  /** For services by the minute or by the attempt. */
  call?: Call | undefined;
  /** For services by the interaction; a completed one where it is left out. */
  interaction?: Interaction | undefined;
  /** Messages, calls or interactions, 1 by default. */
  quantity?: number | undefined;
  /** The day whose rates count (`"2026-11-20"`), for decks and books that change on dates; today (UTC) by default. */
  at?: string | undefined;
  /** Asks for `repairs`. */
  repair?: boolean | undefined;
  /** Values of the book's parameters for this request alone, over the engine's. */
  parameters?: Parameters | undefined;
  /** Asks for the ledger's `decision`, and for a call's `maxSeconds`. */
  account?: Payer | undefined;
}

/** An amount of a currency. */
export interface Money {
  /** A decimal string. */
  amount: string;
  /** ISO 4217. */
  currency: string;
}

/**
 * Without an account `"priced"` or `"free"`. With one, `"charged"`, `"free"` or `"recorded"` (nothing is deducted), or
 * what the book lets happen where the balance does not cover it: `"overage"` is owed, the others do not go ahead.
 */
export type Decision =
  | "priced"
  | "free"
  | "charged"
  | "recorded"
  | "overage"
  | "fallback_email"
  | "paused"
  | "declined";

/** A price that the balance covers in part, where the book charges the rest as overage. */
export interface Overage {
  /** Credits that the balance pays. */
  covered: string;
  /** Credits that are owed for the rest, at the overage price. */
  owed: string;
}

/** How a price came about. A step's own steps add up to its result. */
export interface Step {
  /** What was applied, in kebab case: `"carrier-rate"`, `"fixed-credits"`, … */
  rule: string;
  /** What went into it, by name. */
  inputs: Record<string, string>;
  /** The value before rounding: a decimal, or a fraction where there is none. */
  exact: string;
  /** How `exact` became `result`; `null` where nothing was rounded. */
  rounding: { per: "segment" | "message" | "call" | "interaction"; mode: "ceil" | "half_even" | "floor"; scale: number } | null;
  /** Credits, as a decimal string. */
  result: string;
  /** The same in plain English. */
  text: string;
  /** What it is made of. */
  steps: Step[];
}

/** What a price was made from. Members that say nothing of a service are not there. */
export interface Measured {
  /** The service that was asked for. */
  service: string;
  /** `null` where the number has no country, or the request no destination. */
  region: string | null;
  /** What the number is where its country code belongs to no country: `"freephone"`, … */
  class?: string;
  /** The recipient's, where it was given. */
  operator?: string;
  /** Of a message, where it was given. */
  category?: Category;
  /** The day whose rates were taken. */
  at?: string;
  /** Messages, calls or interactions. */
  quantity: number;

  /** Of a message by the segment, as the five that follow: how it was cut. */
  profile?: string;
  /** Which edition of the profile. */
  profileDate?: string;
  /** How the text is encoded. */
  encoding?: Encoding;
  /** Septets, or UTF-16 code units. */
  units?: number;
  /** Parts the message is sent in. */
  segments?: number;
  /** Parts under the stricter one of the two ways to cut. */
  segmentsMax?: number;

  /** Of a call by the minute, as the five that follow. Times are decimal seconds. */
  direction?: Direction | null;
  /** Who spoke. */
  handledBy?: "ai" | "person";
  /** From the beginning of what the book charges to the end. */
  seconds?: string;
  /** Of these, what the book does not charge, by kind. */
  excludedSeconds?: { hold?: string; processing?: string; human?: string };
  /** What is left of `seconds` without those that are excluded. */
  billableSeconds?: string;
  /** After increments, minimum and free time. */
  billedSeconds?: string;

  /** Of an attempt that has ended. */
  outcome?: Outcome;

  /** Of an interaction. */
  completed?: boolean;
  /** An interaction's id. */
  interaction?: string;
}

/** A price, with everything needed to compute it again. */
export interface Quote {
  /** The price. What is charged is as much, unless there is an `overage`. */
  credits: string;
  /** The most it can come to, should the carrier cut the text at the stricter border; with what is owed as overage. */
  max: string;
  /** The value of the credits; `null` where the book gives them none. */
  money: Money | null;
  /** What the carrier asks, whoever bears it; `null` where the price does not depend on a carrier. */
  carrierCost: Money | null;
  /** What would become of the request. */
  decision: Decision;
  /** Only with the decision `"overage"`. */
  overage?: Overage;
  /** How the price came about, and what is charged: it has the overage, where there is some. */
  explanation: Step;
  /** What the price was made from. */
  measured: Measured;
  /** Ways to a cheaper message, and the credits each saves; only where they were asked for. */
  repairs?: (Repair & { savesCredits: string })[];
  /**
   * The longest call that the account's balance covers, in whole seconds; `null` where nothing limits it. Only for
   * calls by the minute, and where an account was given.
   */
  maxSeconds?: number | null;
  /** SHA-256 of the book in canonical form. */
  bookHash: string;
  /** SHA-256 of each deck that was used, by name. */
  deckHashes: Record<string, string>;
}

/** A number that whoever runs the book has to set. */
export interface ParameterDeclaration {
  /** What its value is. */
  type: "credits" | "money" | "fraction";
  /** Whether a price that depends on it is refused without it; `true` by default. */
  required?: boolean;
  /** What it means. */
  note?: string;
  /** A decimal string; not there until someone sets it. */
  value?: string;
  /** What kind of value it is, where it is not the operator's own: `"demo value"`. */
  valueNote?: string;
}

/** A price book's document, as far as it is the same for all books. Its JSON Schema has the rest. */
export interface BookDocument {
  /** What a request calls the book. */
  id: string;
  /** Which edition it is. */
  version: string;
  /** Where it is from. */
  note?: string;
  /** ISO 4217. */
  currency: string;
  /** What one credit is worth in the currency. */
  creditValue?: string;
  /** Numbers that whoever runs it has to set, by name. */
  parameters?: Record<string, ParameterDeclaration>;
  /** What can be charged, by name. */
  services: Record<string, { note?: string; price: Record<string, unknown>; [field: string]: unknown }>;
  /** Who can be charged, by name. */
  plans: Record<string, { note?: string; [field: string]: unknown }>;
  /** What its JSON Schema has besides. */
  [field: string]: unknown;
}

/**
 * Prices requests on one book and its rate decks, exactly as the ledger charges them.
 *
 * @example
 * const engine = new Engine("calcom", { decks: { sms: "iso,price_usd\nIN,0.05\n" }, parameters: { aiAgentCredits: "5" } });
 * engine.quote({ plan: "team", service: "sms", to: "+919876543210", text: "hello" }).credits; // "9"
 * engine.quote({ plan: "team", service: "call", call: { seconds: 90 } }).credits; // "44"
 * engine.quote({ plan: "team", service: "ai_agent" }).credits; // "5"
 */
export class Engine {
  /** @param book a preset's name, or a whole price book. */
  constructor(book: BookName | object, options?: EngineOptions);
  /** The book's document with the values of its parameters: what there is to ask for. A copy, made on each access. */
  readonly book: BookDocument;
  /** The price of a request. Throws a `SeptetError` where there is none. */
  quote(request: QuoteRequest): Quote;
  /**
   * Whether the token of a quote is good for this request: signed by a key of the ledger, in its time, for this account
   * and this very request, and priced as its book and decks say, which is computed again. A bad one is the ledger's own
   * error: `invalid-quote`, `quote-expired`, `quote-mismatch`. Where keys, book or decks cannot be had it is
   * `unavailable`, or `unknown-book`, `unknown-deck`.
   *
   * A token can be shown many times; the ledger lets it be spent once. `seen` is for those who keep account themselves.
   *
   * @param request what was quoted: the body of `POST /v1/quotes`, or a charge's body with its `account`.
   * @param jwks the address of the ledger, whose books and decks are fetched by hash where the engine has others;
   *   or a key set, which then is good for quotes of the engine's own book and decks.
   * @example
   * const { credits } = await engine.verifyQuote(quoteToken, { account: "acme", ...charge }, "https://ledger.example");
   */
  verifyQuote(token: string, request: QuotedRequest, jwks: QuoteKeys, options?: VerifyQuoteOptions): Promise<VerifiedQuote>;
  /**
   * The same for a charge as it is sent to the ledger, with its `quoteToken`: the body is read as the ledger reads it, so
   * that what is good may be sent on as it came. A charge without a token is `invalid-request`.
   *
   * @param body the request's body, JSON as text or in UTF-8.
   * @param account whom it is charged to.
   * @param jwks as for `verifyQuote`.
   * @example
   * const { plan } = await engine.verifyCharge(await request.arrayBuffer(), "acme", "https://ledger.example");
   */
  verifyCharge(body: string | Uint8Array | ArrayBuffer, account: string, jwks: QuoteKeys, options?: VerifyQuoteOptions): Promise<VerifiedQuote>;
  /** The fast way to the prices of many messages. */
  pricer(options: PricerOptions): Pricer;
  /**
   * What the credits of some billing periods come to on plans of the book: the plans' own prices, and the top-ups that buy
   * what their allowances do not cover; and which plan costs least. Allowances are not carried from one period to the next.
   * Packages are bought whole: what never expires is used up in later periods, others are bought for each that needs any.
   *
   * @example
   * const { plans, cheapest } = engine.planCosts({ seats: 5, plans: [{ plan: "team", periods: ["900", "4200"] }] });
   */
  planCosts(used: PlansUsed): PlanCosts;
  /** What a campaign costs, from its recipients while they are read. */
  preflight(options: PreflightOptions): Preflight;
}

/** What was used, as it is priced on each of the plans that are compared. */
export interface PlansUsed {
  /** One of each plan. */
  plans: PlanUsed[];
  /** Seats of a plan that is priced, or grants credits, by them. 1 if left out. */
  seats?: number | null | undefined;
  /** Credits a period, on plans that leave them to what is agreed with the account. */
  allowance?: string | null | undefined;
}

/** What was used, as it is priced on a plan. */
export interface PlanUsed {
  /** The plan's name. */
  plan: string;
  /** The credits of each billing period. */
  periods: string[];
  /**
   * What the credits of each period would come to at the overage price, where they have one: a quote of an account without
   * credits says it. What is beyond the allowance is then owed in proportion, and nothing is bought.
   */
  overage?: string[] | null | undefined;
  /** How many uses have a price there. */
  priced?: number | null | undefined;
  /** How many have none, and are no part of the credits. Plans with the fewest of them are compared. */
  unpriced?: number | null | undefined;
}

/** What plans cost. */
export interface PlanCosts {
  /** Seats that were counted. */
  seats: number;
  /** As they were given. */
  plans: PlanCost[];
  /**
   * The plan with the least total, of those that cover what was used and are no trial that ends before; the first of them
   * where there are several, `null` where no total is known.
   */
  cheapest: string | null;
  /** Others that cost the same. */
  tied: string[];
}

/** What a plan costs. */
export interface PlanCost {
  /** The plan's name. */
  plan: string;
  /** Uses that have a price there. */
  priced: number;
  /** Uses that have none. */
  unpriced: number;
  /** All credits. */
  credits: string;
  /** The billing periods in their order. */
  periods: PeriodCost[];
  /** Credits beyond the allowance, of all periods; `null` where that is unknown. */
  beyond: string | null;
  /** `false` where the plan lacks credits that it cannot buy. */
  covered: boolean;
  /** What buys the credits beyond the allowance cheapest, with one kind of package. */
  bought: PackagesBought | null;
  /** What is owed at the overage price, where anything is. The price is `null` where the book gives credits no value. */
  owed?: { credits: string; price: Money | null };
  /** The plan's own price, for all periods. */
  price: Money | null;
  /** The plan's price, what was bought and what is owed; `null` where that is unknown. */
  total: Money | null;
  /** What the total depends on and nobody has said: names of parameters, `price`, `allowance`, `overage` or `creditValue`. */
  unknown: string[];
  /** After how many days the plan ends, where it is a trial that is shorter than the periods. */
  endsAfterDays?: number;
}

/** A billing period on a plan. */
export interface PeriodCost {
  /** The calendar month, where it is known: `2026-11`. */
  month: string | null;
  /** The credits of the period. */
  credits: string;
  /** Credits that the plan grants, or `"unlimited"`; `null` where that is unknown. */
  allowance: string | null;
  /** Credits beyond the allowance; `null` where that is unknown. */
  beyond: string | null;
}

/** Packages of one top-up, for all periods together. */
export interface PackagesBought {
  /** The top-up's name. */
  topUp: string;
  /** How many. */
  packages: number;
  /** What they cost together. */
  price: Money;
}

/** What was quoted: the body of a charge, and the account that it is for. */
export interface QuotedRequest extends Omit<QuoteRequest, "plan" | "account" | "at" | "parameters" | "repair"> {
  /** The ledger's name of the account that it was quoted to. */
  account: string;
  /** For how long it was to be good, in seconds. */
  expiresIn?: number | null | undefined;
  /** Whom usage is for; no part of what is signed, as the price does not depend on it. */
  agent?: string | null | undefined;
  /** The campaign that usage is for; no part of what is signed, either. */
  campaign?: string | null | undefined;
}

/** A key set (RFC 7517), as the ledger's `/.well-known/jwks.json` has it. */
export interface KeySet {
  /** Those of Ed25519 count; a token names one by its `kid`. */
  keys: { kid?: string; kty: string; crv?: string; x?: string; use?: string }[];
}

/** A key set, the address of a ledger or of its key set, or where else keys come from. */
export type QuoteKeys = KeySet | string | URL | QuoteSource | QuoteSource["keys"];

/** Where keys, books and decks come from; `septet/quotes` has one of a ledger. What is missing here is never fetched. */
export interface QuoteSource {
  /** The keys as they are now, where one of the name `kid` is looked for. */
  keys(kid: string): KeySet | Promise<KeySet>;
  /** The book's document. */
  book?(hash: string): Promise<object>;
  /** The deck's CSV, to the byte. */
  deck?(hash: string): Promise<Uint8Array>;
}

/** What else is asked of a token. */
export interface VerifyQuoteOptions {
  /** Asks for the `quote` with its explanation, which is larger than all the rest. */
  explain?: boolean | undefined;
  /**
   * Asked about a token that is good in everything else: whether it was seen before. If so, it is refused with
   * `quote-spent`.
   */
  seen?: ((id: string, expiresAt: string) => boolean | Promise<boolean>) | undefined;
}

/** A quote that its ledger stands by. */
export interface VerifiedQuote {
  /** By which the token can be told from every other. */
  id: string;
  /** The account that it was quoted to. */
  account: string;
  /** The plan that it is priced on. */
  plan: string;
  /** What it is expected to cost. */
  credits: string;
  /** What it comes to at most. */
  max: string;
  /** When it was signed (RFC 3339). */
  issuedAt: string;
  /** Until when it is good (RFC 3339). */
  expiresAt: string;
  /** The price as it was computed again; only where it was asked for. */
  quote?: Quote;
}

/** What is asked of a campaign. */
export interface PreflightOptions extends MessageOptions {
  /** May be left out; another book than the engine's is the error `book-mismatch`. */
  book?: string | undefined;
  /** A plan of the book. */
  plan: string;
  /** A service of the book. */
  service: string;
  /** Where the price depends on it. */
  category?: Category | undefined;
  /** The day whose rates count, for decks and books that change on dates; today (UTC) by default. */
  at?: string | undefined;
  /**
   * The text that is sent, needed for services by the segment. `{{name}}` is the column `name`, `{{name | upper}}` and
   * `{{name | default: "friend"}}` go through filters (`default`, `upper`, `lower`, `capitalize`, `trim`, `truncate`),
   * `\{` is a brace.
   */
  template?: string | undefined;
  /** Stands at the end of every message exactly as it is. */
  optOut?: string | undefined;
  /** Where links are shortened, how many characters each becomes: 1 to 160. */
  linkLength?: number | undefined;
  /** Where numbers without a country code are: ISO 3166-1 alpha-2. Without it they are invalid. */
  defaultRegion?: string | undefined;
  /**
   * What is done with numbers that an earlier row has. `"keep"`, the default: they are priced, and counted. `"skip"`: the
   * first row is priced alone. `"ignore"`: they are not looked for, and the memory is the same for any number of rows.
   */
  duplicates?: "keep" | "skip" | "ignore" | undefined;
  /** Numbers of people who opted out: passed over, and counted. */
  optedOut?: (string | number)[] | undefined;
  /** Numbers of a do-not-call list: passed over, and counted. */
  doNotCall?: (string | number)[] | undefined;
  /** Between cells, where the header does not tell: a character such as `";"`. */
  delimiter?: string | undefined;
  /** The column of the numbers; else the one called `phone`, `number`, `to` or `mobile`, in any case. */
  column?: string | undefined;
  /** Who would pay, or the credits that there are. Without it nothing is said of coverage. */
  balance?: Payer | string | undefined;
  /** For services by the minute. */
  call?: PreflightCall | undefined;
  /**
   * How probable it is that an attempt to call ends so, by outcome: decimals from `"0"` to `"1"`, which add up to 1. For
   * calls by the minute the one outcome `answered`. Without any, the expected credits are the most.
   */
  outcomeProbabilities?: Record<string, string> | undefined;
  /** When no further number of a recipient is dialled: a word, or outcomes of the book; as the book says by default. */
  dialUntil?: "answered" | "connected" | string[] | undefined;
  /** Values of the book's parameters for this preflight alone, over the engine's. */
  parameters?: Parameters | undefined;
}

/** How long calls by the minute may last. */
export interface PreflightCall {
  /** The longest that a call may last. */
  maxSeconds: number;
  /** How long an answered call is expected to last; `maxSeconds` by default. */
  expectedSeconds?: number | undefined;
  /** `"outbound"` by default. */
  direction?: Direction | undefined;
  /** `"ai"` by default. */
  handledBy?: "ai" | "person" | undefined;
}

/**
 * Counts recipients as they come. A file that cannot be read any further is an error of `push`, and the same error of
 * each call after it but `progress` and `cancel`.
 *
 * @example
 * const preflight = engine.preflight({ plan: "team", service: "sms", template: "Hi {{name}}!", balance: "500" });
 * const reader = file.stream().getReader();
 * for (let read = await reader.read(); !read.done; read = await reader.read()) preflight.push(read.value);
 * const { credits, covered, fixes } = preflight.finish();
 */
export interface Preflight {
  /**
   * The next bytes of a CSV (RFC 4180, in UTF-8, with a header), cut anywhere. The number stands under `phone`, `number`,
   * `to` or `mobile`, further ones under `phone2`, `phone3`, …; all other columns are merge fields.
   */
  push(bytes: Uint8Array): void;
  /**
   * Recipients that are a number each: the digits of E.164 as an integer. A template with fields is the error
   * `unknown-merge-field`.
   */
  pushNumbers(numbers: BigUint64Array): void;
  /** How far it is. */
  progress(): PreflightProgress;
  /** The answer. The preflight has ended with it: any further call is the error `already-ended`. */
  finish(): PreflightAnswer;
  /** Ends it without an answer, and gives its memory back. */
  cancel(): void;
}

/** How far a preflight is. */
export interface PreflightProgress {
  /** Bytes that were read. */
  bytes: number;
  /** Rows that were read. */
  rows: number;
  /** Recipients with a price. */
  recipients: number;
  /** The most that they can cost. */
  max: string;
}

/** The least, the expected and the most; for messages the least is the expected. */
export interface Amounts {
  /** The least. */
  min: string;
  /** The expected. */
  expected: string;
  /** The most. */
  max: string;
}

/** What a campaign costs, what that is made of, and whether the balance covers it. */
export interface PreflightAnswer {
  /** All rows: those that are priced, unpriced, invalid, suppressed, and duplicates where they are skipped. */
  recipients: number;
  /** Rows with a price. */
  priced: number;
  /** Rows without one: no rate for where they are, a text that is too long. Nothing is covered while there are any. */
  unpriced: number;
  /** Rows without a number, or that cannot be read. */
  invalid: number;
  /** Rows whose number an earlier row has; among those that are priced as well, unless they are skipped. */
  duplicates: number;
  /** Rows that were passed over. */
  suppressed: { optedOut: number; doNotCall: number };
  /** The most messages, or attempts to call: recipients times their numbers. */
  attempts: number;
  /** What it costs. */
  credits: Amounts;
  /** The value of the credits; `null` where the book gives them none. */
  money: (Amounts & { currency: string }) | null;
  /** By region, then by class of numbers that are in no country. */
  byRegion: PreflightRegion[];
  /** Recipients by the segments of their message; empty for calls. */
  bySegments: { segments: number; recipients: number }[];
  /** Recipients by the encoding of their message; empty for calls. */
  byEncoding: { encoding: Encoding; recipients: number }[];
  /** What each merge field does to messages. */
  fields: PreflightField[];
  /** The characters that make messages UCS-2, 100 of them at most. */
  characters: PreflightCharacter[];
  /** The longest message; `null` without messages. */
  longest: {
    /** Its parts. */
    segments: number;
    /** Its parts under the stricter one of the two ways to cut. */
    segmentsMax: number;
    /** Septets, or UTF-16 code units. */
    units: number;
    /** Where its recipient stands. */
    line: number;
  } | null;
  /** Whether the balance covers the most; `null`, as the two below, where it was not said who pays. */
  covered: boolean | null;
  /** What is missing to the most. */
  shortfall: string | null;
  /** How the balance would pay. */
  balance: PreflightBalance | null;
  /** What would make it cheaper, what saves most first. */
  fixes: PreflightFix[];
  /** What is wrong with rows, by kind. */
  findings: PreflightFinding[];
  /** What to look at before anyone presses Send. */
  warnings: PreflightWarning[];
  /** What was counted: with it, the ledger computes the same maximum. */
  breakdown: PreflightBreakdown;
  /** SHA-256 of the book in canonical form. */
  bookHash: string;
  /** SHA-256 of each deck that was used, by name. */
  deckHashes: Record<string, string>;
}

/** What goes to one region. */
export interface PreflightRegion {
  /** `null` where the numbers belong to no country. */
  region: string | null;
  /** What they are then: `"freephone"`, … */
  class?: string;
  /** Rows with a price there. */
  recipients: number;
  /** Of all their messages together; 0 for calls. */
  segments: number;
  /** Messages, or attempts to call, at the most. */
  attempts: number;
  /** What they cost. */
  credits: Amounts;
}

/** What a merge field does to messages. */
export interface PreflightField {
  /** As the template and the header call it. */
  name: string;
  /** Messages that are UCS-2 because of its values, and of nothing in the template. */
  flips: number;
  /** What its values take, in septets or UTF-16 units as their message has them; `mean` is a decimal. */
  units: { min: number; mean: string; max: number; total: number };
}

/** A character that makes messages UCS-2. */
export interface PreflightCharacter {
  /** The field whose values have it; `null` for the template. */
  field: string | null;
  /** The character. */
  character: string;
  /** As `"U+1F389"`. */
  codePoint: string;
  /** What may stand in its place; `null` where nothing is known to. */
  replacement: string | null;
  /** Messages that it makes UCS-2, alone or with others. */
  recipients: number;
  /** What replacing it, and nothing else, saves; `"0"` where nothing is known to stand in its place. */
  savesCredits: string;
}

/** Whether a balance covers a campaign, and how. */
export interface PreflightBalance {
  /** What can be spent: allowance and bought credits, without those that are held. */
  available: string;
  /** Credits that are reserved. */
  held: string;
  /** What is missing to what is expected. */
  expectedShortfall: string;
  /** How the expected credits are paid. */
  expected: PreflightPaid;
  /** How the most is paid. */
  max: PreflightPaid;
  /** What becomes of the first one that is not covered, or of all of them. */
  decision: Decision;
  /** What it comes to then, where the decision is `"overage"`: without a hold, that can be more than the most. */
  overage?: PreflightOverage;
  /** Where the balance runs out; `null` where it does not. */
  runsOut: {
    /** After how many recipients, each at the expected average; `null` where it suffices for what is expected. */
    expectedAfter: number | null;
    /** After how many, each at the average of the most. */
    maxAfter: number;
  } | null;
}

/** The most that a campaign comes to where what the balance does not cover is owed at the overage price. */
export interface PreflightOverage {
  /** What the balance pays. */
  covered: string;
  /** The most that is owed for the rest. */
  owed: string;
  /** Both together. */
  max: string;
}

/** How an amount is paid, and what is left then. */
export interface PreflightPaid {
  /** Credits of the allowance. */
  fromAllowance: string;
  /** Bought credits. */
  fromBought: string;
  /** What nothing pays for. */
  missing: string;
  /** Credits of the allowance that are left. */
  allowanceLeft: string;
  /** Bought credits that are left. */
  boughtLeft: string;
}

/** A way to a cheaper campaign. */
export interface PreflightFix {
  /**
   * Characters to replace: everywhere, in the template, or in one field's values; a template that is shorter by `units`;
   * or no second message to the same number.
   */
  kind: "replace-all" | "replace-in-template" | "replace-in-field" | "shorten" | "skip-duplicates";
  /** Of `"replace-in-field"`. */
  field?: string;
  /** Of `"shorten"`. */
  units?: number;
  /** Recipients whose message it changes. */
  recipients: number;
  /** Of the expected credits. */
  savesCredits: string;
  /** Of the most. */
  savesMax: string;
}

/** Rows with the same problem. */
export interface PreflightFinding {
  /** What was found. */
  kind: "invalid" | "invalid-further" | "duplicate" | "opted-out" | "do-not-call" | "unpriced";
  /** What exactly is wrong, in kebab case; the kind where that says it. */
  code: string;
  /** A sentence. */
  message?: string;
  /** How many rows. */
  count: number;
  /** The first 100: lines and columns from 1. Of packed numbers, `line` counts them. */
  first: { line: number; column?: number }[];
}

/** A code with counts and credits: `{ code: "not-covered", parameters: { shortfall: "12", available: "3" } }`. */
export interface PreflightWarning {
  /** In kebab case: `"not-covered"`, … */
  code: string;
  /** What a sentence about it needs. */
  parameters: Record<string, number | string>;
}

/** What a preflight counted, without a recipient in it. */
export interface PreflightBreakdown {
  /** A plan of the book. */
  plan: string;
  /** A service of the book. */
  service: string;
  /** As it was asked. */
  category?: Category;
  /** The day whose rates were taken, where it was asked. */
  at?: string;
  /** Parts of the price that the account brings itself. */
  brings?: string[];
  /** As it was asked. */
  call?: Partial<PreflightCall>;
  /** As it was asked. */
  outcomeProbabilities?: Record<string, string>;
  /** As it was asked. */
  dialUntil?: "answered" | "connected" | string[];
  /** Recipients that cost the same. */
  lines: {
    /** Where they are. */
    region?: string;
    /** In place of the region, a number that stands for all of this price. */
    to?: string;
    /** Of each message; 0 for calls. */
    segments: number;
    /** Where they are not `segments`. */
    segmentsMax?: number;
    /** Which of a recipient's numbers this is, from 1. */
    position?: number;
    /** How many they are. */
    recipients: number;
  }[];
}

/** What is asked of a pricer. */
export interface PricerOptions {
  /** A plan of the book. */
  plan: string;
  /** One that is priced by the segment or by the message. */
  service: string;
  /** Where the price depends on it. */
  category?: "marketing" | "utility" | "authentication" | "service" | undefined;
  /** The day, where the price depends on it: `"2026-11-20"`. */
  at?: string | undefined;
}

/** Prices messages of one service on one plan: the credits of a quote, without the rest of it. */
export interface Pricer {
  /**
   * What a message costs.
   *
   * @example
   * engine.pricer({ plan: "team", service: "sms" }).credits("IN", 2); // "18"
   */
  credits(region: string, segments: number): string;
  /**
   * What messages cost together: the region of each, and its segments.
   *
   * @example
   * pricer.total(["IN", "IN"], countSegmentsAll(texts)); // "27"
   */
  total(regions: readonly string[], segments: Uint32Array | readonly number[]): string;
}
