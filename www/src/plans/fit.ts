// What a month's credits would have cost on a plan: its own price, and top-ups for what its allowance does not cover.
// As `septet what-if` does, each calendar month is a billing period, and nothing is carried from one to the next.
import { isMore, minus, packagesFor, plus, times } from "../ui/decimal.ts";
import { valueOf } from "./amounts.ts";
import type { Amount, Book, Plan, TopUp } from "./document.ts";

export interface Fit {
  /** All credits of all months. */
  credits: string;
  /** Credits beyond the allowances; `undefined` where the allowance is not known. */
  beyond: string | undefined;
  /** The packages that cover it cheapest. */
  bought: { topUp: string; packages: bigint; price: string } | undefined;
  /** Whether what is beyond can be had at all. */
  isCovered: boolean;
  /** Of all months, in the book's currency. */
  total: string | undefined;
  /** What the total depends on and nobody has said. */
  unknown: string[];
}

export interface Terms {
  seats: number;
  /** What was agreed with the account, where the plan leaves the allowance to that. */
  allowance: string | null;
}

/** `months` are the credits of each, those without any usage among them. */
export function fit(book: Book, plan: Plan, months: readonly string[], { seats, allowance }: Terms): Fit {
  const unknown = new Set<string>();
  const known = (amount: Amount): string | undefined => {
    const value = valueOf(book, amount);
    if (value === undefined) {
      unknown.add((amount as { parameter: string }).parameter);
    }
    return value;
  };
  const credits = months.reduce(plus, "0");
  const granted = grantedBy(plan, BigInt(seats), allowance, known);
  if (granted === undefined && plan.allowance === "operator") {
    unknown.add("allowance");
  }
  const beyond =
    granted === "unlimited"
      ? months.map(() => "0")
      : granted === undefined
        ? undefined
        : months.map((used) => (isMore(used, granted) ? minus(used, granted) : "0"));
  const needs = beyond?.some((each) => each !== "0") ?? false;
  const offers = (plan.topUps ?? []).flatMap((name) => offer(name, book.topUps?.[name], beyond ?? [], known));
  const bought = needs && offers.length === (plan.topUps ?? []).length ? cheapest(offers) : undefined;
  const own = plan.price === undefined ? undefined : known(plan.price.amount);
  if (plan.price === undefined) {
    unknown.add("price");
  }
  const price =
    own === undefined ? undefined : times(own, BigInt(months.length) * (plan.price!.perSeat ? BigInt(seats) : 1n));
  const isKnown = price !== undefined && beyond !== undefined && (!needs || bought !== undefined);
  return {
    credits,
    beyond: beyond?.reduce(plus, "0"),
    bought,
    isCovered: !needs || (plan.topUps ?? []).length > 0,
    total: isKnown ? plus(price, bought?.price ?? "0") : undefined,
    unknown: [...unknown],
  };
}

function grantedBy(
  { allowance }: Plan,
  seats: bigint,
  agreed: string | null,
  known: (amount: Amount) => string | undefined,
): string | undefined {
  switch (allowance) {
    case "none":
      return "0";
    case "unlimited":
      return "unlimited";
    case "operator":
      return agreed ?? undefined;
    default: {
      const value = known("flat" in allowance ? allowance.flat : allowance.perSeat);
      return value === undefined || "flat" in allowance ? value : times(value, seats);
    }
  }
}

function offer(
  topUp: string,
  package_: TopUp | undefined,
  beyond: readonly string[],
  known: (amount: Amount) => string | undefined,
): NonNullable<Fit["bought"]>[] {
  if (package_ === undefined || !beyond.some((each) => each !== "0")) {
    return [];
  }
  const [size, price] = [known(package_.credits), known(package_.price)];
  if (size === undefined || price === undefined) {
    return [];
  }
  // Packages are bought whole, for each month that needs any.
  const packages = beyond.reduce((sum, each) => sum + packagesFor(each, size), 0n);
  return [{ topUp, packages, price: times(price, packages) }];
}

function cheapest(offers: readonly NonNullable<Fit["bought"]>[]): Fit["bought"] {
  return offers.reduce<Fit["bought"]>(
    (least, each) => (least === undefined || isMore(least.price, each.price) ? each : least),
    undefined,
  );
}

/** The plans with the least total, of those that cover the usage and leave the fewest charges without a price. */
export function best(plans: readonly { name: string; unpriced: number; fit: Fit }[]): string[] {
  const fewest = Math.min(...plans.map(({ unpriced }) => unpriced));
  const known = plans.filter(
    ({ unpriced, fit: { isCovered, total } }) => isCovered && unpriced === fewest && total !== undefined,
  );
  const least = known.reduce<string | undefined>(
    (least, { fit: { total } }) => (least === undefined || isMore(least, total!) ? total : least),
    undefined,
  );
  return known.filter(({ fit: { total } }) => total === least).map(({ name }) => name);
}
