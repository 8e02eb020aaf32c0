// Amounts, places and counts as people read them. Amounts arrive as decimal strings and never become floating point
// numbers: `Intl.NumberFormat` formats a decimal string digit by digit.
import type { Money } from "septet";

import { isolated } from "./isolate.ts";

/** The language that this page is written in. Figures follow the visitor's own locale. */
const LANGUAGE = "en";

/** The most decimal places that credits have: they are counted in millionths. */
const CREDIT_DECIMALS = 6;

/** More decimal places than any amount of money here has; formatters differ in the most that they allow. */
const MONEY_DECIMALS = 20;

type Decimal = Intl.StringNumericLiteral;

const counts = new Intl.NumberFormat();
const decimals = new Intl.NumberFormat(undefined, { maximumFractionDigits: CREDIT_DECIMALS });
const places = new Intl.DisplayNames(LANGUAGE, { type: "region" });
const lists = new Intl.ListFormat(LANGUAGE);
const choices = new Intl.ListFormat(LANGUAGE, { type: "disjunction" });

/** `1,234.5`, with a true minus sign. */
export function decimal(amount: string): string {
  return isolated(written(amount));
}

function written(amount: string): string {
  return decimals.format(amount as Decimal).replace("-", "−");
}

/** `+500`, `−9` or `0`. */
export function signed(amount: string): string {
  return /^-|^0(\.0+)?$/.test(amount) ? decimal(amount) : isolated(`+${written(amount)}`);
}

/** `54.9 %`, of a percentage that somebody states. */
export function percent(amount: string): string {
  return isolated(`${written(amount)} %`);
}

/** `credit` for one more or less, `credits` for any other amount. */
export function creditUnit(amount: string): string {
  return /^-?1$/.test(amount) ? "credit" : "credits";
}

/** `9 credits` */
export function credits(amount: string): string {
  return `${decimal(amount)} ${creditUnit(amount)}`;
}

/** `$0.15`, with every decimal place that the amount has. */
export function money({ amount, currency }: Money): string {
  return isolated(moneyFormat(undefined, currency, "symbol").format(amount as Decimal));
}

/** `0.15 US dollars` */
export function spokenMoney({ amount, currency }: Money): string {
  return moneyFormat(LANGUAGE, currency, "name").format(amount as Decimal);
}

const moneyFormats = new Map<string, Intl.NumberFormat>();

/** Kept: making a formatter takes longer than pricing a message. */
function moneyFormat(
  locale: string | undefined,
  currency: string,
  currencyDisplay: "symbol" | "name",
): Intl.NumberFormat {
  const key = `${currency} ${currencyDisplay}`;
  let format = moneyFormats.get(key);
  if (format === undefined) {
    const options = { style: "currency", currency, currencyDisplay, maximumFractionDigits: MONEY_DECIMALS } as const;
    format = new Intl.NumberFormat(locale, options);
    moneyFormats.set(key, format);
  }
  return format;
}

/** `1,234` */
export function count(number: number): string {
  return isolated(counts.format(number));
}

/** `1 segment`, `3 segments` */
export function counted(number: number, noun: string): string {
  return `${count(number)} ${noun}${number === 1 ? "" : "s"}`;
}

/** `India`, for the code `IN`. */
export function country(region: string): string {
  return places.of(region) ?? region;
}

/** The first digits of a hash: enough to tell two apart by eye. */
export function shortHash(hash: string): string {
  return hash.slice(0, 12);
}

const NAMES = new Map([["ai", "AI"], ["sms", "SMS"], ["whatsapp", "WhatsApp"]]);

/** `AI agent`, for the service `ai_agent`. */
export function serviceName(service: string): string {
  return sentence(service.split("_").map((word) => NAMES.get(word) ?? word).join(" "));
}

/** `SMS, call and AI agent` */
export function listed(items: readonly string[]): string {
  return lists.format(items);
}

/** `answered, failed or cancelled` */
export function either(items: readonly string[]): string {
  return choices.format(items);
}

/** A sentence with its first letter as a capital. */
export function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
