// A price book's document as its JSON Schema (`septet book schema`) describes it, as far as it is put into words here.
import type { BookDocument as AnyBook, ParameterDeclaration } from "septet";

export type Amount = string | { parameter: string };

export interface CarrierRate {
  rates?: string;
  fee?: Amount;
  multiplier: Amount;
}

export interface Unit {
  credits?: Amount;
  carrierRate?: CarrierRate;
}

export interface Increments {
  firstS?: number;
  nextS?: number;
  minimumS?: number;
  freeUnderS?: number;
  anchor?: "total" | "start";
}

export type Tier = Unit & { fromS: number };

export interface Minutes extends Unit {
  tiers?: Tier[];
  directions?: Record<string, Tier[]>;
  from?: "answer" | "start";
  increments?: Increments;
  exclude?: string[];
  unbilled?: { direction?: string; handledBy?: string }[];
  parts?: Record<string, Amount>;
}

export interface Attempts {
  outcomes: Record<string, Amount>;
  takenAtStart?: boolean;
  dialUntil?: string[];
}

/** One of these is there: it says what is counted. */
export interface Price {
  perSegment?: Unit;
  perMessage?: Unit;
  perMinute?: Minutes;
  perInteraction?: Unit;
  perAttempt?: Attempts;
  carrierCost?: { rates?: string; per: "segment" | "message" | "minute"; increments?: Increments };
}

export type Exhausted = string | { otherwise: string; inbound?: string; outbound?: string; web?: string };

export interface Service {
  note?: string;
  price: Price;
  rounding?: { per: string; mode: "ceil" | "half_even" | "floor"; scale: number };
  fee?: Amount;
  minimum?: Amount;
  free?: { plans: string[]; regions: string[] }[];
  overage?: Unit;
  exhausted: Exhausted;
}

export type Allowance = "none" | "unlimited" | "operator" | { flat: Amount } | { perSeat: Amount };

export interface Plan {
  note?: string;
  price?: { amount: Amount; perSeat?: boolean };
  allowance: Allowance;
  topUps?: string[];
  reload?: boolean;
  trial?: { days: number; paymentMethodNeeded?: boolean };
  coversDescendants?: boolean;
  brings?: string[];
}

export interface TopUp {
  note?: string;
  credits: Amount;
  price: Amount;
  expires: "never" | "period_end";
  recurring?: boolean;
}

export type LotKind = "rollover" | "allowance" | "recurring" | "promo" | "topUp";

export interface Policies {
  note?: string;
  burn?: Partial<Record<LotKind, number>>;
  rollOver?: { cap: Amount };
  proration?: "full" | "daily";
  refundGraceDays?: number;
  repayDebt?: boolean;
  alerts?: { thresholds: string[] };
  reload?: { threshold: Amount; amount: Amount; packages: number; monthlyCap?: Amount };
  allotments?: { mode: "reserve" | "cap"; renew: boolean };
}

export interface Book {
  id: string;
  version: string;
  note?: string;
  currency: string;
  creditValue?: string;
  effective?: { from?: string; to?: string };
  parameters?: Record<string, ParameterDeclaration>;
  services: Record<string, Service>;
  plans: Record<string, Plan>;
  topUps?: Record<string, TopUp>;
  policies?: Policies;
}

/** A document that the engine has read: it is what the schema says. */
export function asBook(document: AnyBook): Book {
  return document as unknown as Book;
}
