// What a draft costs, as plain data: computed anew on every key stroke, in the same task.
import { countSegments, type Decision, type Money, type Quote, type QuoteRequest, type Region, type Segments, segments } from "septet";

import type { Account, Balance } from "../app/ledger.ts";
import { payerOf } from "../app/payer.ts";
import { planIn } from "../app/plan.ts";
import type { Prices } from "../app/prices.ts";
import { compare, minus, plus } from "../ui/decimal.ts";
import { listed, serviceName } from "../ui/format.ts";
import { attempt, type Refusal } from "./attempt.ts";
import type { Draft } from "./draft.ts";
import { recipientsOf } from "./recipients.ts";
import { categoryFor, channelsOf, type Counted, countedBy } from "./services.ts";

export type Field = "to" | "text" | "book" | "page";

/** Why there is no price. */
export interface Problem {
  field: Field;
  message: string;
  /** Not wrong, only not there yet. */
  isUnfinished: boolean;
}

/** The recipients of one country, or of one kind of numbers that are in none. */
export interface Destination {
  place: Region;
  /** Their numbers, in E.164. */
  numbers: string[];
  credits: string;
  /** The first one's price, which stands for the others' explanation. */
  quote: Quote;
}

/** What all recipients cost together. */
export interface Total {
  credits: string;
  max: string;
  money: Money | null;
  carrierCost: Money | null;
  /** What would become of it. */
  decision: Decision;
  /** Of an overage, what is owed; of what is not covered, what is missing. */
  beyond: string;
}

export interface Preview {
  draft: Draft;
  /** The book's own, where the draft names none that it has. */
  plan: string;
  service: string;
  /** What the channel's price is for one of; `undefined` where the book sends no messages. */
  counted: Counted | undefined;
  recipients: number;
  repeated: number;
  /** The first number's, whether or not there is a price. */
  place: Region | undefined;
  /** How the text is cut; `undefined` where its channel does not cut it, and where it is too long to be sent. */
  cut: Segments | undefined;
  destinations: readonly Destination[];
  /** Either this or `problem`. */
  total: Total | undefined;
  problem: Problem | undefined;
}

/** Prices a draft. With the account that would pay, the decision is what the ledger would decide. */
export function preview(prices: Prices, draft: Draft, plan: string, account?: Account): Preview {
  const { book } = prices;
  const channels = channelsOf(book);
  const service = channels.includes(draft.service) ? draft.service : channels.includes("sms") ? "sms" : (channels[0] ?? "");
  const { numbers, repeated, isUnfinished, problem } = recipientsOf(draft.to);
  const shown: Preview = {
    draft,
    plan: planIn(book, plan),
    service,
    counted: service === "" ? undefined : countedBy(book.services[service]!.price),
    recipients: numbers.length,
    repeated,
    place: numbers[0],
    cut: undefined,
    destinations: [],
    total: undefined,
    problem: undefined,
  };
  if (shown.counted === undefined) {
    const message = `This price book has no messages. It prices: ${listed(Object.keys(book.services).map(serviceName))}.`;
    return { ...shown, problem: { field: "page", message, isUnfinished: false } };
  }
  if (problem !== undefined) {
    return { ...shown, problem: { field: "to", message: problem.message, isUnfinished: false } };
  }
  if (numbers.length === 0) {
    return { ...shown, problem: { field: "to", message: "", isUnfinished } };
  }
  const cut = shown.counted === "segment" ? cutOf(draft.text) : undefined;
  return { ...shown, cut, ...priceOf(prices, shown, numbers, cut, account) };
}

/** More parts than a message can have: such a text is counted, and not taken apart. */
const PARTS_MAX = 255;

let lastCut: { text: string; cut: Segments | undefined } | undefined;

function cutOf(text: string): Segments | undefined {
  if (lastCut?.text !== text) {
    // What is wrong with a text is told with its price.
    lastCut = { text, cut: attempt(() => (countSegments(text) > PARTS_MAX ? undefined : segments(text))).value };
  }
  return lastCut.cut;
}

type Price = Pick<Preview, "destinations" | "total" | "problem">;

let lastPrice: { from: readonly unknown[]; price: Price } | undefined;

/** Of a text, the price knows only its parts: as long as those stay as they are, the price is the same object. */
function priceOf(prices: Prices, shown: Preview, numbers: readonly Region[], cut: Segments | undefined, account: Account | undefined): Price {
  const { draft, plan, service, counted } = shown;
  if (counted === "segment" && cut === undefined) {
    return priced(prices, shown, numbers, account);
  }
  const from = [prices, plan, service, draft.category, numbers, account, cut?.encoding, cut?.segments, cut?.segmentsMax];
  if (lastPrice === undefined || from.some((part, at) => part !== lastPrice!.from[at])) {
    lastPrice = { from, price: priced(prices, shown, numbers, account) };
  }
  return lastPrice.price;
}

function priced({ engine, book }: Prices, shown: Preview, numbers: readonly Region[], account: Account | undefined): Price {
  const { draft, plan, service, counted } = shown;
  const message = { plan, service, ...(counted === "segment" && { text: draft.text }), ...categoryFor(book, service, draft.category) };
  const payer = account && payerOf(account);
  const destinations = new Map<string, Destination>();
  const quotes: Quote[] = [];
  for (const place of numbers) {
    const request: QuoteRequest = { ...message, to: place.e164, ...(payer && { account: payer }) };
    const { value: quote, error } = attempt(() => engine.quote(request));
    if (quote === undefined) {
      return { destinations: [], total: undefined, problem: explain(error) };
    }
    quotes.push(quote);
    const key = place.region ?? place.class ?? "";
    const known = destinations.get(key);
    if (known === undefined) {
      destinations.set(key, { place, numbers: [place.e164], credits: quote.credits, quote });
    } else {
      known.numbers.push(place.e164);
      known.credits = plus(known.credits, quote.credits);
    }
  }
  // Of what nothing is left for, the book says what becomes.
  const decideUncovered = () => engine.quote({ ...message, to: uncoveredOf(numbers, quotes), account: {} });
  const total = summed(quotes, account?.balance, decideUncovered);
  return { destinations: [...destinations.values()], total, problem: undefined };
}

/** A recipient whose message is not free. */
function uncoveredOf(numbers: readonly Region[], quotes: readonly Quote[]): string {
  return numbers[Math.max(0, quotes.findIndex(({ credits }) => credits !== "0"))]!.e164;
}

function summed(quotes: readonly Quote[], balance: Balance | undefined, decideUncovered: () => Quote): Total {
  const [first] = quotes as [Quote];
  const credits = quotes.map((quote) => quote.credits).reduce(plus);
  const total: Total = {
    credits,
    max: quotes.map(({ max }) => max).reduce(plus),
    money: sumOf(quotes.map(({ money }) => money)),
    carrierCost: sumOf(quotes.map(({ carrierCost }) => carrierCost)),
    decision: first.decision,
    beyond: first.overage?.owed ?? "0",
  };
  if (balance === undefined) {
    return total;
  }
  const missing = minus(credits, balance.available);
  const isPaid = quotes.some(({ decision }) => decision !== "free" && decision !== "recorded");
  if (!isPaid || compare(missing, "0") <= 0) {
    const decision = quotes.find((quote) => quote.decision !== "free")?.decision ?? "free";
    return { ...total, decision };
  }
  return quotes.length === 1 ? { ...total, beyond: first.overage?.owed ?? missing } : { ...total, decision: decideUncovered().decision, beyond: missing };
}

/** `null` where one of them is: a sum of some would be taken for that of all. */
function sumOf(amounts: readonly (Money | null)[]): Money | null {
  const known = amounts.filter((amount) => amount !== null);
  const [first] = known;
  if (first === undefined || known.length < amounts.length || known.some(({ currency }) => currency !== first.currency)) {
    return null;
  }
  return { amount: known.map(({ amount }) => amount).reduce(plus), currency: first.currency };
}

/** Which field an error is about. */
function explain({ code, message }: Refusal): Problem {
  const field = FIELDS[code] ?? "page";
  return { field, message, isUnfinished: false };
}

const FIELDS: Record<string, Field> = {
  "invalid-number": "to",
  "no-region": "to",
  "no-rate": "to",
  "text-too-long": "text",
  "too-many-parts": "text",
  "parameter-missing": "book",
};
