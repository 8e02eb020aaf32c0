// Usage priced by another book: each line on each of its plans, by the engine.
import type { Engine, QuoteRequest, SeptetError } from "septet";

import { plus, times } from "../ui/decimal.ts";
import { listed } from "../ui/format.ts";
import { parameterLabel } from "./amounts.ts";
import type { Book, Price } from "./document.ts";
import type { Kind, UsedLine } from "./own-usage.ts";

/** By which service of the book each used one is priced; one that is not there is left out. */
export type Services = Record<string, string | undefined>;

/** By what a used service is priced, and could be. */
export interface PricedAs {
  pricedBy: string | undefined;
  /** Those that count the same, and can be priced by what its entries keep. */
  candidates: string[];
  /** Whether the book has others that count the same. */
  hasOthers: boolean;
}

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
  /** What they would come to at the overage price; `undefined` where some of what is charged has none. */
  overage: Map<string, string> | undefined;
  unpriced: number;
}

/** The page stays responsive: nothing takes longer without a pause. */
const SLICE_MS = 8;

/** What a service counts. */
function kindOf({ perMinute, perAttempt, perInteraction, carrierCost }: Price): Kind {
  if (perMinute || carrierCost?.per === "minute") {
    return "call";
  }
  return perAttempt ? "attempt" : perInteraction ? "interaction" : "message";
}

/** By name where the book has a service that counts the same; otherwise as was chosen. */
export function servicesOf(engine: Engine, book: Book, lines: readonly UsedLine[], chosen: Services): Map<string, PricedAs> {
  const plan = Object.keys(book.plans)[0]!;
  // Whether something is missing depends on what is there, and where: one line of each kind is enough to know.
  const samples = new Map(lines.map((line) => [JSON.stringify([line.service, line.request.region, Object.keys(line.request)]), line]));
  const services = new Map<string, PricedAs>();
  for (const { service, kind } of samples.values()) {
    const same = sameKind(book, kind);
    const used = [...samples.values()].filter((line) => line.service === service);
    const candidates = same.filter((by) => used.some((line) => !("lacksField" in priceOf(engine, book, plan, line, by, []))));
    const wanted = service in chosen ? chosen[service] : service;
    const pricedBy = candidates.find((name) => name === wanted);
    services.set(service, { pricedBy, candidates, hasOthers: same.length > candidates.length });
  }
  return services;
}

/** The services of a book that count what usage of a kind is. A call was an attempt, too: one that was answered. */
function sameKind(book: Book, kind: Kind): string[] {
  return Object.entries(book.services)
    .filter(([, { price }]) => kindOf(price) === kind || (kind === "call" && kindOf(price) === "attempt"))
    .map(([name]) => name);
}

export async function priced(
  engine: Engine,
  book: Book,
  plan: string,
  lines: readonly UsedLine[],
  services: Map<string, PricedAs>,
  brings: readonly string[],
  signal: AbortSignal,
): Promise<PricedUsage> {
  const cost: PricedUsage = { services: new Map(), months: new Map(), overage: new Map(), unpriced: 0 };
  let until = performance.now() + SLICE_MS;
  for (const line of lines) {
    if (performance.now() > until) {
      await new Promise((resolve) => setTimeout(resolve));
      signal.throwIfAborted();
      until = performance.now() + SLICE_MS;
    }
    const as = services.get(line.service)!;
    const { pricedBy } = as;
    add(cost, line, pricedBy === undefined ? { reason: whyNone(as) } : priceOf(engine, book, plan, line, pricedBy, brings));
  }
  return cost;
}

function whyNone({ candidates, hasOthers }: PricedAs): string {
  if (candidates.length > 0) {
    return "Choose what it is priced as.";
  }
  return hasOthers ? "Its entries do not keep what the book prices by." : "The book has no service for it.";
}

/** What one charge of a line comes to; and beyond the balance, where that is owed. */
interface LinePrice {
  credits: string;
  overage: string | undefined;
}

/** The price of one charge of a line, or why there is none. */
function priceOf(
  engine: Engine,
  book: Book,
  plan: string,
  line: UsedLine,
  service: string,
  brings: readonly string[],
): LinePrice | { reason: string; lacksField?: true } {
  try {
    const { request, kind } = line;
    const isAttempt = kind === "call" && kindOf(book.services[service]!.price) === "attempt";
    const { call, ...rest } = request;
    const given = isAttempt ? { ...rest, call: { outcome: "answered" } } : request;
    // Of an account without credits all is beyond the balance.
    const quoted: QuoteRequest = { ...given, plan, service, account: { brings: [...brings] } };
    const { credits, overage } = engine.quote(quoted);
    return { credits, overage: credits === "0" ? "0" : overage?.owed };
  } catch (error) {
    const { code } = error as SeptetError;
    return { reason: reasonOf(error as SeptetError, book), ...(code === "invalid-request" && { lacksField: true }) };
  }
}

/** Parameters are named as the fields are in which they can be said. */
function reasonOf({ code, message }: SeptetError, book: Book): string {
  if (code !== "parameter-missing") {
    return message;
  }
  const [needed = ""] = message.split(";");
  const labels = Array.from(needed.matchAll(/`(\w+)`/g), ([, name = ""]) => `“${parameterLabel(book, name)}”`);
  return `It depends on ${listed(labels)}, which you can set above.`;
}

function add(cost: PricedUsage, line: UsedLine, price: LinePrice | { reason: string }): void {
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
  addTo(cost.months, line.month, after);
  if (price.overage === undefined) {
    cost.overage = undefined;
  } else if (cost.overage !== undefined) {
    addTo(cost.overage, line.month, times(price.overage, BigInt(line.charges)));
  }
}

function addTo(months: Map<string, string>, month: string, credits: string): void {
  months.set(month, plus(months.get(month) ?? "0", credits));
}
