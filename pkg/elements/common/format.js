// Numbers as people of a locale read them. Amounts are decimal strings and never become floating point numbers:
// `Intl.NumberFormat` formats a decimal string digit by digit.

// Credits are counted in millionths; percentages have no more decimals either.
const DECIMALS_MAX = 6;

/** Formatters of a locale; `undefined` is the reader's own. Making one takes longer than using it a thousand times. */
const known = new Map();

export function formats(locale) {
  if (!known.has(locale)) known.set(locale, make(locale));
  return known.get(locale);
}

function make(locale) {
  const decimals = new Intl.NumberFormat(locale, { maximumFractionDigits: DECIMALS_MAX });
  const percents = new Intl.NumberFormat(locale, { style: "unit", unit: "percent", maximumFractionDigits: 1 });
  const sizes = ["byte", "kilobyte", "megabyte", "gigabyte"].map(
    (unit) =>
      new Intl.NumberFormat(locale, {
        style: "unit",
        unit,
        unitDisplay: unit === "byte" ? "long" : "short",
        maximumFractionDigits: 1,
      }),
  );
  const places = new Intl.DisplayNames(locale ?? [], { type: "region" });
  const lists = new Intl.ListFormat(locale, { type: "unit" });
  return {
    /** A decimal string or a count: `1,234.5`, with a true minus sign. */
    decimal: (amount) => decimals.format(amount).replace("-", "−"),
    /** `64.1%`, of `"64.1"`. */
    percent: (percentage) => percents.format(percentage),
    /** `1.2 MB` */
    bytes(count) {
      const power = Math.min(sizes.length - 1, count < 1 ? 0 : Math.floor(Math.log10(count) / 3));
      return sizes[power].format(count / 1000 ** power);
    },
    /** The name of a country. */
    country: (code) => places.of(code),
    list: (items) => lists.format(items),
    /** A day, by the calendar of `timeZone`. */
    day: (instant, timeZone) =>
      new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone }).format(new Date(instant)),
  };
}

/** Whether a decimal string is nothing. */
export const isZero = (amount) => /^-?0*\.?0*$/.test(amount);

/** The locale, where it is one that this browser can make sense of. */
export function validLocale(tag) {
  try {
    return Intl.getCanonicalLocales(tag)[0];
  } catch {
    return undefined;
  }
}
