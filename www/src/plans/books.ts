// The books that can be looked at: the ledger's own, and those that ship with the package.
import type { BookDocument, BookName } from "septet";

import { ledger } from "../app/ledger.ts";
import { SHIPPED, SHIPPED_NAMES } from "../app/shipped.ts";
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

const DOCUMENTS: Record<BookName, () => Promise<{ default: object }>> = {
  calcom: () => import("../../../src/book/presets/calcom.json"),
  "ai-employee": () => import("../../../src/book/presets/ai-employee.json"),
  agentalk: () => import("../../../src/book/presets/agentalk.json"),
  "voice-credits": () => import("../../../src/book/presets/voice-credits.json"),
  atllas: () => import("../../../src/book/presets/atllas.json"),
};

/** All of them, the ledger's own first: `own` is its hash. */
export async function allBooks(own: string | undefined): Promise<BookChoice[]> {
  const [ofLedger, ...shipped] = await Promise.all([
    own === undefined ? [] : ownBook(own),
    ...SHIPPED_NAMES.map(async (id) => {
      const { default: document } = await DOCUMENTS[id]();
      return { id, title: SHIPPED[id], isOwn: false, document: asBook(document as BookDocument) };
    }),
  ]);
  return [...ofLedger, ...shipped];
}

async function ownBook(hash: string): Promise<BookChoice[]> {
  const document = asBook(await ledger.getBook(hash));
  const known = SHIPPED_NAMES.find((id) => id === document.id);
  if (known === undefined) {
    return [{ id: OWN, title: document.id, isOwn: true, document, hash }];
  }
  // The ledger keeps documents in canonical form, which is sorted by name; as it was written is easier to read.
  const written = asBook((await DOCUMENTS[known]()).default as BookDocument);
  const { services, plans } = document;
  const readable = { ...document, services: inOrderOf(written.services, services), plans: inOrderOf(written.plans, plans) };
  return [{ id: OWN, title: SHIPPED[known], isOwn: true, document: readable, hash }];
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
