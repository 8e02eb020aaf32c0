// Usage priced by another book: each line on each of its plans, by the engine.
import type { Engine, QuoteRequest, SeptetError } from "septet";

import { plus, times } from "../ui/decimal.ts";
import { listed } from "../ui/format.ts";
import { parameterLabel } from "./amounts.ts";
import type { Book, Price } from "./document.ts";
import type { Kind, UsedLine } from "./own-usage.ts";

/** By which service of the book each used one is priced; one that is not there is left out. */
export type Services = Record<string, string | undefined>;

/** What a used service comes to on a plan. */
export interface ServiceCost {
  charges: number;
  before: string;
  after: string;
  /** Charges without a price, by the reason. */
  unpriced: Map<string, number>;
  /** What the priced ones were charged: what `after` is to be compared with. */
  beforeOfPriced: string;
}

/** What usage comes to on a plan, in credits. */
export interface PricedUsage {
  services: Map<string, ServiceCost>;
  /** Credits by month. */
  months: Map<string, string>;
  unpriced: number;
}

/** The page stays responsive: nothing takes longer without a pause. */
const SLICE_MS = 8;

/** What a service counts. */
export function kindOf({ perMinute, perAttempt, perInteraction, carrierCost }: Price): Kind {
  if (perMinute || carrierCost?.per === "minute") {
    return "call";
  }
  return perAttempt ? "attempt" : perInteraction ? "interaction" : "message";
}

/** The services of a book that usage of a kind can be priced by. A call was an attempt, too: one that was answered. */
export function candidates(book: Book, kind: Kind): string[] {
  return Object.entries(book.services)
    .filter(([, { price }]) => kindOf(price) === kind || (kind === "call" && kindOf(price) === "attempt"))
    .map(([name]) => name);
}

export async function priced(
  engine: Engine,
  book: Book,
  plan: string,
  lines: readonly UsedLine[],
  services: Services,
  brings: readonly string[],
  signal: AbortSignal,
): Promise<PricedUsage> {
  const cost: PricedUsage = { services: new Map(), months: new Map(), unpriced: 0 };
  let until = performance.now() + SLICE_MS;
  for (const line of lines) {
    if (performance.now() > until) {
      await new Promise((resolve) => setTimeout(resolve));
      signal.throwIfAborted();
      until = performance.now() + SLICE_MS;
    }
    add(cost, line, priceOf(engine, book, plan, line, services[line.service], brings));
  }
  return cost;
}

/** The credits of one charge of a line, or why there are none. */
function priceOf(
  engine: Engine,
  book: Book,
  plan: string,
  line: UsedLine,
  service: string | undefined,
  brings: readonly string[],
) {
  if (service === undefined) {
    return { reason: "The book has no service for it." };
  }
  try {
    const { request, kind } = line;
    const isAttempt = kind === "call" && kindOf(book.services[service]!.price) === "attempt";
    const { call, ...rest } = request;
    const given = isAttempt ? { ...rest, call: { outcome: "answered" } } : request;
    const quoted: QuoteRequest = {
      ...given,
      plan,
      service,
      ...(brings.length === 0 ? {} : { account: { brings: [...brings] } }),
    };
    return { credits: engine.quote(quoted).credits };
  } catch (error) {
    return { reason: reasonOf(error as SeptetError, book) };
  }
}

/** Parameters are named as the fields are in which they can be said. */
function reasonOf({ code, message }: SeptetError, book: Book): string {
  if (code !== "parameter-missing") {
    return message;
  }
  const [needed = ""] = message.split(";");
  const labels = Array.from(needed.matchAll(/`(\w+)`/g), ([, name = ""]) => `“${parameterLabel(book, name)}”`);
  return `It depends on ${listed(labels)}, which can be said above.`;
}

function add(cost: PricedUsage, line: UsedLine, price: { credits: string } | { reason: string }): void {
  let of = cost.services.get(line.service);
  if (of === undefined) {
    of = { charges: 0, before: "0", after: "0", unpriced: new Map(), beforeOfPriced: "0" };
    cost.services.set(line.service, of);
  }
  of.charges += line.charges;
  of.before = plus(of.before, line.before);
  if ("reason" in price) {
    of.unpriced.set(price.reason, (of.unpriced.get(price.reason) ?? 0) + line.charges);
    cost.unpriced += line.charges;
    return;
  }
  const after = times(price.credits, BigInt(line.charges));
  of.after = plus(of.after, after);
  of.beforeOfPriced = plus(of.beforeOfPriced, line.before);
  cost.months.set(line.month, plus(cost.months.get(line.month) ?? "0", after));
}
