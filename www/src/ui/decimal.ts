// Sums of credits and of money, exact: decimal strings as big integers.

/** More decimal places than any amount here has. */
const PLACES = 20;

/** Credits are counted in millionths. */
const CREDIT_PLACES = 6;

function scaled(amount: string): bigint {
  const negative = amount.startsWith("-");
  const [whole = "0", fraction = ""] = amount.replace("-", "").split(".");
  const value = BigInt(whole + fraction.padEnd(PLACES, "0"));
  return negative ? -value : value;
}

function text(value: bigint): string {
  const digits = (value < 0n ? -value : value).toString().padStart(PLACES + 1, "0");
  const fraction = digits.slice(-PLACES).replace(/0+$/, "");
  return `${value < 0n ? "-" : ""}${digits.slice(0, -PLACES)}${fraction === "" ? "" : `.${fraction}`}`;
}

/** `1.5` for `01.50`: as the ledger writes it. */
export function plain(amount: string): string {
  return text(scaled(amount));
}

export function plus(a: string, b: string): string {
  return text(scaled(a) + scaled(b));
}

export function minus(a: string, b: string): string {
  return text(scaled(a) - scaled(b));
}

/** Below zero where `a` is less, above it where it is more: for sorting. */
export function compare(a: string, b: string): number {
  const difference = scaled(a) - scaled(b);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

export function isMore(a: string, b: string): boolean {
  return scaled(a) > scaled(b);
}

export function times(amount: string, count: bigint): string {
  return text(scaled(amount) * count);
}

/** How many of one amount it takes to reach another. */
export function timesIn(amount: string, one: string): bigint {
  const size = scaled(one);
  return (scaled(amount) + size - 1n) / size;
}

/** A share of so many, cut off at a millionth as the ledger does. */
export function per(amount: string, count: number): string {
  const beyond = 10n ** BigInt(PLACES - CREDIT_PLACES);
  return text((scaled(amount) / BigInt(count) / beyond) * beyond);
}
