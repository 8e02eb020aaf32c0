// Own usage by a book: what each of its plans would have come to.
import type { PlanCost } from "septet";

import { type Account, ledger } from "../app/ledger.ts";
import type { BookChoice } from "./books.ts";
import { type Book, bookOf } from "./document.ts";
import { type MonthRange, monthsOf } from "./months.ts";
import { type Kind, type OwnUsage } from "./own-usage.ts";
import { candidates, type PricedUsage, priced, type Services } from "./repriced.ts";

export interface Used {
  account: Account;
  range: MonthRange;
  usage: OwnUsage;
}

/** What is asked of a what-if, beside the usage. */
export interface Asked {
  choice: BookChoice;
  /** Values of parameters that the book leaves open. */
  parameters: Record<string, string>;
  /** Services that were chosen to price by; the others are priced by those of their own names. */
  services: Services;
  seats: number;
}

export interface PlanOutcome {
  name: string;
  /** By service. */
  priced: PricedUsage;
  cost: PlanCost;
}

export interface Outcome {
  used: Used;
  choice: BookChoice;
  /** With the parameters' values. */
  book: Book;
  plans: PlanOutcome[];
  /** The names of the plans that can be compared: they cover all charges, at a total that is known. */
  whole: string[];
  /** Those of them that would have cost least; none where there is nothing to compare. */
  best: string[];
  /** What each used service is, and what it could be priced by. */
  services: Map<string, { kind: Kind; pricedBy: string | undefined; candidates: string[] }>;
  months: number;
}

export async function outcomeOf(
  used: Used,
  { choice, parameters, services, seats }: Asked,
  signal: AbortSignal,
): Promise<Outcome> {
  const { account, range, usage } = used;
  const [{ Engine }, decks] = await Promise.all([import("septet"), ownDecks(account, choice.document)]);
  const engine = new Engine(choice.document, { decks, parameters });
  const book = bookOf(engine.book);
  const offered = servicesOf(book, usage, services);
  const pricedBy = Object.fromEntries([...offered].map(([name, { pricedBy }]) => [name, pricedBy]));
  const months = monthsOf(range);
  const all = new Map<string, PricedUsage>();
  for (const name of Object.keys(choice.document.plans)) {
    all.set(name, await priced(engine, book, name, usage.lines, pricedBy, account.brings, signal));
  }
  const periods = ({ months: used }: PricedUsage) => months.map((month) => used.get(month) ?? "0");
  const costsOf = (names: string[]) => {
    const plans = names.map((plan) => ({ plan, periods: periods(all.get(plan)!), unpriced: all.get(plan)!.unpriced }));
    return engine.planCosts({ plans, seats, allowance: account.allowance });
  };
  const { plans } = costsOf([...all.keys()]);
  const isWhole = ({ total, covered, unpriced }: PlanCost) => total !== null && covered && unpriced === 0;
  const whole = plans.filter(isWhole).map(({ plan }) => plan);
  const { cheapest, tied } = whole.length < 2 ? { cheapest: null, tied: [] } : costsOf(whole);
  return {
    used,
    choice,
    book,
    plans: plans.map((cost) => ({ name: cost.plan, priced: all.get(cost.plan)!, cost })),
    whole,
    best: cheapest === null ? [] : [cheapest, ...tied],
    services: offered,
    months: months.length,
  };
}

/** By name where the book has one that counts the same; otherwise as was chosen. */
function servicesOf(book: Book, { lines }: OwnUsage, chosen: Services): Outcome["services"] {
  const services: Outcome["services"] = new Map();
  for (const { service, kind } of lines) {
    const possible = candidates(book, kind);
    const wanted = service in chosen ? chosen[service] : service;
    services.set(service, { kind, pricedBy: possible.find((name) => name === wanted), candidates: possible });
  }
  return services;
}

/** The ledger's own rates, for the decks that the book names. */
async function ownDecks({ decks }: Account, book: Book): Promise<Record<string, Uint8Array>> {
  const named = decksOf(book);
  const own = Object.entries(decks).filter(([name]) => named.has(name));
  return Object.fromEntries(await Promise.all(own.map(async ([name, hash]) => [name, await ledger.getDeck(hash)] as const)));
}

function decksOf({ services }: Book): Set<string> {
  const named = new Set<string>();
  const look = (part: unknown, service: string): void => {
    if (typeof part !== "object" || part === null) {
      return;
    }
    for (const [field, value] of Object.entries(part)) {
      if (field === "carrierRate" || field === "carrierCost") {
        const { rates = "own" } = value as { rates?: string };
        named.add(rates === "own" ? service : rates);
      }
      look(value, service);
    }
  };
  Object.entries(services).forEach(([name, { price, overage }]) => look({ price, overage }, name));
  return named;
}
