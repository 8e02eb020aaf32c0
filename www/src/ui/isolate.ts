// Figures and dates in a visitor's own writing, in sentences that run from left to right.
const FROM_RIGHT = new Set(["ar", "ckb", "fa", "he", "ps", "sd", "ug", "ur", "yi"]);

const [language = ""] = new Intl.NumberFormat().resolvedOptions().locale.split("-");
const isFromRight = FROM_RIGHT.has(language);

/** Keeps a text that may run from right to left apart from what is beside it: signs and other figures stay in their places. */
export function isolated(text: string): string {
  return isFromRight ? `\u2068${text}\u2069` : text;
}
