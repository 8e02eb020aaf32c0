// The books that can be looked at: the ledger's own, and those that ship with the package.
import type { BookDocument, BookName } from "septet";

import { ledger } from "../app/ledger.ts";
import type { Option } from "../ui/options.ts";
import { asBook, type Book } from "./document.ts";

export interface BookChoice {
  /** In the address. */
  id: string;
  title: string;
  /** Whether it is the one that the ledger charges by. */
  isOwn: boolean;
  document: Book;
  /** By which the ledger's charges name it. */
  hash?: string;
}

/** What the address calls the ledger's own book. */
const OWN = "own";

const SHIPPED: readonly { id: BookName; title: string; load(): Promise<{ default: object }> }[] = [
  { id: "calcom", title: "Cal.com", load: () => import("../../../src/book/presets/calcom.json") },
  { id: "ai-employee", title: "AI Employee", load: () => import("../../../src/book/presets/ai-employee.json") },
  { id: "agentalk", title: "Agentalk", load: () => import("../../../src/book/presets/agentalk.json") },
  { id: "voice-credits", title: "Voice credits", load: () => import("../../../src/book/presets/voice-credits.json") },
  { id: "atllas", title: "Atllas", load: () => import("../../../src/book/presets/atllas.json") },
];

/** All of them, the ledger's own first: `own` is its hash. */
export async function allBooks(own: string | undefined): Promise<BookChoice[]> {
  const [ofLedger, ...shipped] = await Promise.all([
    own === undefined ? [] : ownBook(own),
    ...SHIPPED.map(async ({ id, title, load }) => {
      const { default: document } = await load();
      return { id, title, isOwn: false, document: asBook(document as BookDocument) };
    }),
  ]);
  return [...ofLedger, ...shipped];
}

async function ownBook(hash: string): Promise<BookChoice[]> {
  const document = asBook((await ledger.getBook(hash)) as unknown as BookDocument);
  const known = SHIPPED.find(({ id }) => id === document.id);
  if (known === undefined) {
    return [{ id: OWN, title: document.id, isOwn: true, document, hash }];
  }
  // The ledger keeps documents in canonical form, which is sorted by name; as it was written is easier to read.
  const written = asBook((await known.load()).default as BookDocument);
  const { services, plans } = document;
  const readable = { ...document, services: inOrderOf(written.services, services), plans: inOrderOf(written.plans, plans) };
  return [{ id: OWN, title: known.title, isOwn: true, document: readable, hash }];
}

/** What both have in the order of the one, and then what else the other has. */
function inOrderOf<T>(one: Record<string, T>, other: Record<string, T>): Record<string, T> {
  const names = Object.keys(one).filter((name) => name in other);
  return { ...Object.fromEntries(names.map((name) => [name, other[name]!])), ...other };
}

export function bookLabel({ title, isOwn }: BookChoice): string {
  return isOwn ? `${title}, this ledger’s own` : title;
}

export function bookOptions(books: readonly BookChoice[]): Option[] {
  return books.map((choice) => [choice.id, bookLabel(choice)]);
}
