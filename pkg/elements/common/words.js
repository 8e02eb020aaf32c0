// Texts with places to fill, as a table of translations has them: `"{count} left"`, or one for each plural form of the
// language, `{ one: "{count} part", other: "{count} parts" }`.

const rules = new Map();

/** The form of a text that goes with `count`. */
function formOf(text, count, locale) {
  if (typeof text === "string") return text;
  if (!rules.has(locale)) rules.set(locale, new Intl.PluralRules(locale));
  // Only the form is chosen by it; what is shown keeps every digit.
  return text[rules.get(locale).select(Number(count))] ?? text.other;
}

/** Fills each `{name}` with what `shown` makes of it. */
export const fill = (text, { count, shown, locale }) =>
  formOf(text, count, locale).replace(/\{(\w+)\}/g, (place, name) => shown(name) ?? place);

/** A message of the core as a sentence that stands alone. */
export const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
