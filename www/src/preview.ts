// What a draft is and costs, as plain data: computed anew on every key stroke, in the same call.
import { countSegments, type Payer, type Quote, region, type Region, type Segments, segments, type SeptetError } from "septet";

import { plus } from "./decimal.ts";
import { listed, serviceName } from "./format.ts";
import type { Balance } from "./ledger.ts";
import type { Prices } from "./prices.ts";

export const SERVICE = "sms";

/** Parts that an 8-bit reference can number (TS 23.040 §9.2.3.24.1): no more of a text is taken apart. */
const PARTS_MAX = 255;

/** A number with fewer digits may still be in the making. */
const DIGITS_MIN = 6;

export interface Draft {
  to: string;
  plan: string;
  text: string;
}

export type Field = "to" | "text" | "page";

/** Why there is no price. */
export interface Problem {
  field: Field;
  message: string;
  /** Not wrong, only not there yet. */
  unfinished: boolean;
  /** Nothing that anybody did: it is so with this book. */
  isGiven?: boolean;
}

export interface Preview {
  draft: Draft;
  place: Region | undefined;
  sms: Segments | undefined;
  /** Either this or `problem`. */
  quote: Quote | undefined;
  problem: Problem | undefined;
}

/** Prices a draft. With the balance of who would pay, the quote's decision is what the ledger would decide. */
export function preview({ engine, book }: Prices, draft: Draft, balance?: Balance): Preview {
  const { to, plan, text } = draft;
  const place = attempt(() => region(to)).value;
  const sms = attempt(() => (countSegments(text) > PARTS_MAX ? undefined : segments(text))).value;
  const quote = attempt(() => {
    return engine.quote({ plan, service: SERVICE, to, text, ...(balance && { account: payer(balance) }) });
  });
  const problem = quote.error && explain(quote.error, draft, Object.keys(book.services));
  return { draft, place, sms, quote: quote.value, problem };
}

/** What the ledger knows of the one who pays, as a quote takes it. */
function payer({ allowance, bought, held, shared, unlimited }: Balance): Payer {
  return { allowance: plus(allowance, shared ?? "0"), bought, held, unlimited };
}

/** Which field an error is about, and whether it is one at all while that field is being filled. */
function explain(error: SeptetError, draft: Draft, services: string[]): Problem {
  const message = error.message;
  switch (error.code) {
    case "invalid-number":
      return { field: "to", message, unfinished: isUnfinished(draft.to) };
    case "no-region":
    case "no-rate":
      return { field: "to", message, unfinished: false };
    case "text-too-long":
    case "too-many-parts":
      return { field: "text", message, unfinished: false };
    case "unknown-service": {
      const others = `This price book has no ${serviceName(SERVICE)}. It prices: ${listed(services.map(serviceName))}.`;
      return { field: "page", message: others, unfinished: false, isGiven: true };
    }
    default:
      return { field: "page", message, unfinished: false };
  }
}

/** Whether more digits could still make it a number. */
function isUnfinished(to: string): boolean {
  const digits = to.replace(/\D/g, "");
  return /^\s*\+?[\d\s.()-]*$/.test(to) && !digits.startsWith("0") && digits.length < DIGITS_MIN;
}

type Attempt<T> = { value: T; error?: undefined } | { value?: undefined; error: SeptetError };

/** The package's errors as values. Any other error is a bug, and is thrown on. */
export function attempt<T>(of: () => T): Attempt<T> {
  try {
    return { value: of() };
  } catch (error) {
    if (error instanceof Error && "code" in error) {
      return { error: error as SeptetError };
    }
    throw error;
  }
}
