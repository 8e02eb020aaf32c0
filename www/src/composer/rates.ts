// The countries that a message can be sent to, with what it costs in each.
import type { Category, Pricer } from "septet";

import type { Prices } from "../app/prices.ts";
import { compare } from "../ui/decimal.ts";
import { attempt } from "./attempt.ts";
import { categoryFor } from "./services.ts";

export interface Rate {
  region: string;
  credits: string;
}

export interface Asked {
  plan: string;
  service: string;
  category: Category;
}

const LETTERS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];

/** Every pair of letters that ISO 3166-1 could have given to a country. */
const CODES = LETTERS.flatMap((first) => LETTERS.map((second) => first + second));

interface Rated {
  pricer: Pricer;
  regions: string[];
}

/** Which codes have a rate: that depends on the book and its decks alone. The engine does not list its decks. */
const rated = new WeakMap<Prices, Map<string, Rated>>();

/** What a message of so many parts costs everywhere, the cheapest first. Takes some milliseconds at first. */
export function ratesOf(prices: Prices, asked: Asked, segments: number): Rate[] {
  const { pricer, regions } = ratedFor(prices, asked);
  const rates = regions.map((region) => ({ region, credits: pricer.credits(region, segments) }));
  return rates.toSorted((a, b) => compare(a.credits, b.credits));
}

function ratedFor(prices: Prices, { plan, service, category }: Asked): Rated {
  const ofPrices = rated.get(prices) ?? new Map<string, Rated>();
  rated.set(prices, ofPrices);
  const options = { plan, service, ...categoryFor(prices.book, service, category) };
  const key = JSON.stringify(options);
  let known = ofPrices.get(key);
  if (known === undefined) {
    const pricer = prices.engine.pricer(options);
    known = { pricer, regions: CODES.filter((code) => attempt(() => pricer.credits(code, 1)).error === undefined) };
    ofPrices.set(key, known);
  }
  return known;
}
