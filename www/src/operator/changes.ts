// What changes from the prices that are in force to others.
import { html } from "lit";

import type { Schemas } from "../app/ledger.ts";
import { count, listed, sentence } from "../ui/format.ts";
import { table } from "./table.ts";

type BookChange = Schemas["BookChange"];
type DeckDiff = Schemas["DeckDiff"];

/** More rows than these nobody reads; the rest is counted. */
const SHOWN_MAX = 200;

export function bookChanges(changes: readonly BookChange[]) {
  if (changes.length === 0) {
    return html`<p>Nothing changes in the book.</p>`;
  }
  return html`
    <p>${summary(changes.map(({ before, after }) => [before, after]))}</p>
    ${table(
      "Changes to the book",
      ["What", "Before", "After"].map((title) => ({ title })),
      changes.slice(0, SHOWN_MAX).map(
        ({ path, before, after }) => html`
          <tr>
            <th scope="row"><code class="operator-path">${path}</code></th>
            <td>${valueOf(before)}</td>
            <td>${valueOf(after)}</td>
          </tr>
        `,
      ),
    )}
    ${more(changes.length)}
  `;
}

export function deckChanges(service: string, { changes }: DeckDiff) {
  if (changes.length === 0) {
    return html`<p>Nothing changes in the ${service} rates.</p>`;
  }
  const columns = [
    { title: "Rate" },
    { title: "Before", isFigure: true },
    { title: "After", isFigure: true },
    { title: "Change", isFigure: true },
  ];
  return html`
    <p>${summary(changes.map(({ before, after }) => [before ?? undefined, after ?? undefined]))}</p>
    ${table(
      `Changes to the ${service} rates`,
      columns,
      changes.slice(0, SHOWN_MAX).map(
        ({ key, before, after, percent }) => html`
          <tr>
            <th scope="row">${key}</th>
            <td class="figure">${before ?? "None"}</td>
            <td class="figure">${after ?? "None"}</td>
            <td class="figure">
              ${percent === null ? (before === null ? "New" : "Removed") : `${percent.startsWith("-") ? "" : "+"}${percent} %`.replace("-", "−")}
            </td>
          </tr>
        `,
      ),
    )}
    ${more(changes.length)}
  `;
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
