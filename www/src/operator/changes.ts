// What changes from the prices that are in force to others.
import { html } from "lit";

import type { Schemas } from "../app/ledger.ts";
import { count, counted, listed, sentence, signed } from "../ui/format.ts";
import { type Column, table } from "../ui/table.ts";

type BookChange = Schemas["BookChange"];
type DeckDiff = Schemas["DeckDiff"];

/** More rows than these nobody reads; the rest is counted. */
const SHOWN_MAX = 200;

const BOOK_COLUMNS: readonly Column<BookChange>[] = [
  { title: "What", isHead: true, of: ({ path }) => html`<code class="operator-path">${path}</code>` },
  { title: "Before", of: ({ before }) => valueOf(before) },
  { title: "After", of: ({ after }) => valueOf(after) },
];

const RATE_COLUMNS: readonly Column<DeckDiff["changes"][number]>[] = [
  { title: "Rate", isHead: true, of: ({ key }) => key },
  { title: "Before", isFigure: true, of: ({ before }) => before ?? "None" },
  { title: "After", isFigure: true, of: ({ after }) => after ?? "None" },
  {
    title: "Change",
    isFigure: true,
    of: ({ before, percent }) => (percent === null ? (before === null ? "New" : "Removed") : `${signed(percent)} %`),
  },
];

export function bookChanges(changes: readonly BookChange[]) {
  if (changes.length === 0) {
    return html`<p>Nothing changes in the book.</p>`;
  }
  return html`
    <p>${summary(changes.map(({ before, after }) => [before, after]))}</p>
    ${table("Changes to the book", BOOK_COLUMNS, changes.slice(0, SHOWN_MAX))}
    ${more(changes.length)}
  `;
}

export function deckChanges(service: string, { changes }: DeckDiff) {
  if (changes.length === 0) {
    return html`<p>Nothing changes in the ${service} rates.</p>`;
  }
  return html`
    <p>${summary(changes.map(({ before, after }) => [before ?? undefined, after ?? undefined]))}</p>
    ${table(`Changes to the ${service} rates`, RATE_COLUMNS, changes.slice(0, SHOWN_MAX))}
    ${more(changes.length)}
  `;
}

/** `3 changes`, and what they leave without a price. */
export function deckChangesInShort({ changes }: DeckDiff): string {
  const gone = changes.filter(({ after }) => after == null).length;
  const left = gone === 0 ? "" : `: ${counted(gone, "rate")} ${gone === 1 ? "is" : "are"} gone, and without a rate nothing has a price`;
  return `${counted(changes.length, "change")}${left}`;
}

/** `2 are new, 1 is different, and 210 are gone.` */
function summary(changes: readonly (readonly [before: unknown, after: unknown])[]): string {
  const news = changes.filter(([before]) => before === undefined).length;
  const gone = changes.filter(([, after]) => after === undefined).length;
  const counts = [
    [news, "new"],
    [changes.length - news - gone, "different"],
    [gone, "gone"],
  ] as const;
  const said = counts
    .filter(([number]) => number > 0)
    .map(([number, what]) => `${count(number)} ${number === 1 ? "is" : "are"} ${what}`);
  return `${sentence(listed(said))}.`;
}

function more(all: number) {
  return all > SHOWN_MAX ? html`<p class="quiet">and ${count(all - SHOWN_MAX)} more</p>` : "";
}

/** What is not there on one of the sides is new, or gone. */
function valueOf(value: unknown) {
  return value === undefined
    ? html`<span class="quiet">Absent</span>`
    : html`<code>${typeof value === "string" ? value : JSON.stringify(value)}</code>`;
}
