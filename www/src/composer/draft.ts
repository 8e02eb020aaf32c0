// What is written: to whom, by which channel, on which plan, by which book. A link carries it in its fragment.
import type { Category } from "septet";

import { href } from "../app/route.ts";

export interface Draft {
  /** Numbers, separated by commas, semicolons or lines. */
  to: string;
  text: string;
  /** Of the book. An empty one is the account's own, or the book's first. */
  plan: string;
  /** Of the book. An empty one is the book's first that sends messages. */
  service: string;
  category: Category;
  /** A shipped book's name; an empty one is the ledger's own. */
  book: string;
  /** Values for parameters of a shipped book, as somebody writes them. */
  parameters: Record<string, string>;
}

export const CATEGORIES: readonly Category[] = ["marketing", "utility", "authentication", "service"];

export const FIRST_DRAFT: Draft = {
  to: "+91 98765 43210",
  text: "Hi Asha, your meeting with Sam is confirmed for 3 pm tomorrow. Reply C to cancel.",
  plan: "",
  service: "",
  category: "marketing",
  book: "",
  parameters: {},
};

/** Messengers and mail programs cut longer links, or do not make them one. */
export const LINK_MAX = 8_000;

/** A parameter's value has its name in the address behind this. */
const PARAMETER = "set.";

/** The draft as the address says it. */
export function addressOf({ parameters, ...draft }: Draft): Record<string, string> {
  const set = Object.entries(parameters).map(([name, value]) => [PARAMETER + name, value]);
  return { ...draft, ...Object.fromEntries(set) };
}

/** The draft in an address; `undefined` where it has none. What it leaves out is empty, not the first draft's. */
export function draftIn(query: URLSearchParams): Draft | undefined {
  if (!query.has("to") && !query.has("text")) {
    return undefined;
  }
  const text = (name: string) => query.get(name) ?? "";
  const parameters = [...query].filter(([name]) => name.startsWith(PARAMETER));
  return {
    to: text("to"),
    text: text("text"),
    plan: text("plan"),
    service: text("service"),
    category: CATEGORIES.find((category) => category === text("category")) ?? FIRST_DRAFT.category,
    book: text("book"),
    parameters: Object.fromEntries(parameters.map(([name, value]) => [name.slice(PARAMETER.length), value])),
  };
}

/** Whether two drafts say the same. */
export function isSame(a: Draft, b: Draft): boolean {
  const said = (draft: Draft) => {
    const query = new URLSearchParams(addressOf(draft));
    query.sort();
    return query.toString();
  };
  return said(a) === said(b);
}

/** The whole link to a draft. Whose account an operator looks at is no part of it. */
export function linkTo(draft: Draft): string {
  return new URL(href("", { ...addressOf(draft), account: undefined }), location.href).href;
}
