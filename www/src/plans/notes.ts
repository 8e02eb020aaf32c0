// The notes of a book, which name the rules that they go back to: `AGT-1, AGT-11: one credit a minute`.
import { sentence } from "../ui/format.ts";

const RULE = /\b[A-Z]{3}-\d+\b/g;
const RULES = String.raw`[A-Z]{3}-\d+(?:, [A-Z]{3}-\d+)*`;
const IN_BRACKETS = new RegExp(String.raw` \(${RULES}\)`, "g");
const AHEAD = new RegExp(String.raw`${RULES}: (.)`, "g");
const ALONE = new RegExp(`^${RULES}$`);

export interface Note {
  /** What it says, without the rules; empty where it only names them. */
  text: string;
  rules: string[];
}

export function noteOf(note = ""): Note {
  const text = note
    .replace(IN_BRACKETS, "")
    .replace(AHEAD, (_, first: string) => first.toUpperCase())
    .replace(ALONE, "");
  return { text: sentence(text), rules: [...new Set(note.match(RULE) ?? [])] };
}
