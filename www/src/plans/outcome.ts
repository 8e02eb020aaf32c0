// Own usage by a book: what each of its plans would have come to.
import type { PlanCost } from "septet";

import { type Account, ledger } from "../app/ledger.ts";
import type { BookChoice } from "./books.ts";
import { asBook, type Book } from "./document.ts";
import { daysOf, type MonthRange, monthsOf } from "./months.ts";
import type { OwnUsage } from "./own-usage.ts";
import { type PricedAs, type PricedUsage, priced, type Services, servicesOf } from "./repriced.ts";

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
  /** How long it is a trial, where that is shorter than the months. */
  endsAfterDays: number | undefined;
}

export interface Outcome {
  used: Used;
  choice: BookChoice;
  /** With the parameters' values. */
  book: Book;
  plans: PlanOutcome[];
  /** The names of the plans that can be compared: they cover all charges and all months, at a total that is known. */
  whole: string[];
  /** Those of them that would have cost least; none where there is nothing to compare. */
  best: string[];
  /** By what each used service is priced, and could be. */
  services: Map<string, PricedAs>;
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
  const book = asBook(engine.book);
  const offered = servicesOf(engine, book, usage.lines, services);
  const months = monthsOf(range);
  const all = new Map<string, PricedUsage>();
  for (const name of Object.keys(choice.document.plans)) {
    all.set(name, await priced(engine, book, name, usage.lines, offered, account.brings, signal));
  }
  const periods = (used: Map<string, string>) => months.map((month) => used.get(month) ?? "0");
  const costsOf = (names: string[]) => {
    const plans = names.map((plan) => {
      const { months: used, overage, unpriced } = all.get(plan)!;
      return { plan, periods: periods(used), ...(overage && { overage: periods(overage) }), unpriced };
    });
    return engine.planCosts({ plans, seats, allowance: account.allowance });
  };
  const { plans } = costsOf([...all.keys()]);
  const days = daysOf(months);
  const trialOf = (plan: string) => {
    const { trial } = choice.document.plans[plan]!;
    return trial !== undefined && trial.days < days ? trial.days : undefined;
  };
  const isWhole = ({ plan, total, covered, unpriced }: PlanCost) =>
    total !== null && covered && unpriced === 0 && trialOf(plan) === undefined;
  const whole = plans.filter(isWhole).map(({ plan }) => plan);
  const { cheapest, tied } = whole.length < 2 ? { cheapest: null, tied: [] } : costsOf(whole);
  return {
    used,
    choice,
    book,
    plans: plans.map((cost) => ({ name: cost.plan, priced: all.get(cost.plan)!, cost, endsAfterDays: trialOf(cost.plan) })),
    whole,
    best: cheapest === null ? [] : [cheapest, ...tied],
    services: offered,
    months: months.length,
  };
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
