// Amounts of a book in words. One that is left to a parameter is named by it while nobody has set it.
import { credits, money } from "../ui/format.ts";
import type { Amount, Book } from "./document.ts";
import { noteOf } from "./notes.ts";

/** The value, or what stands for it while nobody has set it. */
export function valueOf(book: Book, amount: Amount): string | undefined {
  return typeof amount === "string" ? amount : book.parameters?.[amount.parameter]?.value;
}

export function creditsText(book: Book, amount: Amount): string {
  const value = valueOf(book, amount);
  return value === undefined ? `${unset(amount)} credits` : credits(value);
}

export function moneyText(book: Book, amount: Amount): string {
  const value = valueOf(book, amount);
  return value === undefined ? `${unset(amount)} ${book.currency}` : money({ amount: value, currency: book.currency });
}

/** `[paidPrice]`: a parameter without a value. */
export function unset(amount: Amount): string {
  return `[${(amount as { parameter: string }).parameter}]`;
}

/** The parameters that a piece of a document leaves open, by name. */
export function openParameters(book: Book, part: unknown): string[] {
  if (typeof part !== "object" || part === null) {
    return [];
  }
  if ("parameter" in part && typeof part.parameter === "string") {
    return book.parameters?.[part.parameter]?.value === undefined ? [part.parameter] : [];
  }
  return [...new Set(Object.values(part).flatMap((each) => openParameters(book, each)))];
}

/** What a parameter is, in the words of the book's note. */
export function parameterLabel(book: Book, name: string): string {
  const { text } = noteOf(book.parameters?.[name]?.note);
  return text === "" ? name : text.split(";")[0]!.replace(/\.$/, "");
}

export function plural(noun: string, number: number): string {
  return number === 1 ? noun : `${noun}s`;
}

/** What has the same key, in the order in which the keys come first. */
export function grouped<T, Key>(items: readonly T[], keyOf: (item: T) => Key): Map<Key, T[]> {
  const groups = new Map<Key, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return groups;
}
