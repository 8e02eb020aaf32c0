// Sums of credits, exact: millionths as big integers.

const PLACES = 6;

function millionths(amount: string): bigint {
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

export function plus(a: string, b: string): string {
  return text(millionths(a) + millionths(b));
}

export function minus(a: string, b: string): string {
  return text(millionths(a) - millionths(b));
}
