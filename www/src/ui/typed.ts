// Figures as people type them: by the separators of the locale that the page shows figures in, and exact.
import { isMore, plain } from "./decimal.ts";
import { count, decimal } from "./format.ts";

/** What was read, as a decimal string; or what is wrong with what was typed. */
export type Read = { value: string; mistake?: undefined } | { value?: undefined; mistake: string };

/** The decimal places of credits, and of money that is typed. */
const PLACES = 6;

/** More than anybody gives or buys. */
const MOST = "999999999999";

const { group, point, digits } = notation();
const bare = new Intl.NumberFormat(undefined, { useGrouping: false, maximumFractionDigits: PLACES });
const four = new Intl.NumberFormat(undefined, { useGrouping: false, minimumFractionDigits: 4 });
const grouped = new Intl.NumberFormat(undefined, { useGrouping: "always" });

/** `1.500` and `1,500` are a thousand and a half to some, and one and a half to others. */
const TWO_WAYS = /^([1-9]\d{0,2})[.,](\d{3})$/;

/**
 * A number of at most `max`, with at most so many decimal `places`. Thousands may be grouped as the page groups them;
 * whatever could be taken for a thousand times as much, or for a thousandth, is refused.
 */
export function readDecimal(typed: string, { max = MOST, places = PLACES }: { max?: string; places?: number } = {}): Read {
  const text = normal(typed);
  const [, thousands, rest] = TWO_WAYS.exec(text) ?? [];
  if (rest !== undefined && text.charAt(thousands!.length) !== group && !isMore(`${thousands}${rest}`, max)) {
    const ways = [`${thousands}.${rest}`, `${thousands}${rest}`].map((way) => typeable(plain(way)));
    return { mistake: `“${typed.trim()}” is ambiguous: enter ${ways.join(" or ")}.` };
  }
  const [whole = "", fraction = "0", ...more] = text.split(point);
  const ones = ungrouped(whole);
  if (ones === undefined || !new RegExp(`^\\d{1,${places}}$`).test(fraction) || more.length > 0) {
    const examples = `${decimal("1250")} or ${decimal("1.5")}`;
    return { mistake: `Enter a number such as ${examples}, with at most ${places} decimal places.` };
  }
  const value = plain(`${ones}.${fraction}`);
  return isMore(value, max) ? { mistake: `The maximum is ${decimal(max)}.` } : { value };
}

/** A whole number. */
export function readWhole(typed: string, min: number, max: number): Read {
  const ones = ungrouped(normal(typed));
  return ones === undefined || isMore(String(min), ones) || isMore(ones, String(max))
    ? { mistake: `Enter a whole number from ${count(min)} to ${count(max)}.` }
    : { value: plain(ones) };
}

/** An amount as it stands in a field: what `readDecimal` reads as the same again. */
export function typeable(amount: string): string {
  const format = TWO_WAYS.test(amount) ? four : bare;
  return format.format(amount as Intl.StringNumericLiteral);
}

/** The digits of a whole number, whose groups are as they should be. */
function ungrouped(text: string): string | undefined {
  const ones = group === "" ? text : text.replaceAll(group, "");
  if (!/^\d+$/.test(ones)) {
    return undefined;
  }
  const isGrouped = () => text === normal(grouped.format(BigInt(ones))) || /^[1-9]\d{0,2}(\D\d{3})+$/.test(text);
  return ones === text || isGrouped() ? ones : undefined;
}

function notation() {
  const parts = new Intl.NumberFormat(undefined, { useGrouping: "always" }).formatToParts(12345.6);
  const part = (type: string) => spaced(parts.find((each) => each.type === type)?.value ?? "");
  const all = [...new Intl.NumberFormat(undefined, { useGrouping: false }).format(9876543210)].toReversed();
  return { group: part("group"), point: part("decimal"), digits: new Map(all.map((digit, value) => [digit, String(value)])) };
}

/** Marks of direction, as a copied figure may have them. */
const DIRECTIONS = /[\u061c\u200e\u200f\u2066-\u2069]/g;

/** With plain digits, and one kind of space and of apostrophe. */
function normal(typed: string): string {
  return spaced([...typed.replace(DIRECTIONS, "").trim()].map((each) => digits.get(each) ?? each).join(""));
}

function spaced(text: string): string {
  return text.replace(/\s/g, " ").replaceAll("’", "'");
}
