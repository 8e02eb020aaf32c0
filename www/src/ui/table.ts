// A table of what is alike, a row each. Where the page is narrow, many columns stand below each other in their row; few stay
// beside each other, and can be scrolled by themselves.
import "./table.css";

import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";

export interface Column<T> {
  title: string;
  /** What stands in it. */
  of(item: T, at: number): unknown;
  /** The one by which a row is known. */
  isHead?: boolean;
  isFigure?: boolean;
  /** It can be found elsewhere, and is left out on narrow pages. */
  isExtra?: boolean;
}

interface Rows<T> {
  /** What stays the same of a row that moves. */
  key?(item: T): unknown;
  /** The one that is worked on. */
  isCurrent?(item: T): boolean;
}

/** As many fit beside each other on the narrowest pages. */
const BESIDE_MAX = 3;

/** The roles are said again: some browsers forget those of a table whose rows are no longer drawn as such. */
export function table<T>(caption: string, columns: readonly Column<T>[], items: readonly T[], rows: Rows<T> = {}) {
  const isStacked = columns.filter(({ isExtra }) => !isExtra).length > BESIDE_MAX;
  return html`
    <div class="scroll" tabindex="0" role="group" aria-label=${caption}>
      <table class="rows ${isStacked ? "stacked" : ""}" role="table">
        <caption class="unseen">
          ${caption}
        </caption>
        <thead role="rowgroup">
          <tr role="row">
            ${columns.map((column) => heading(column))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          ${repeat(
            items,
            (item, at) => rows.key?.(item) ?? at,
            (item, at) => html`
              <tr role="row" aria-current=${rows.isCurrent?.(item) ? "true" : nothing}>
                ${columns.map((column) => cell(column, item, at))}
              </tr>
            `,
          )}
        </tbody>
      </table>
    </div>
  `;
}

function heading<T>(column: Column<T>) {
  const { title } = column;
  return title === ""
    ? html`<td class=${classOf(column)} role="cell"></td>`
    : html`<th scope="col" class=${classOf(column)} role="columnheader">${title}</th>`;
}

function cell<T>(column: Column<T>, item: T, at: number) {
  const { title, isHead, of } = column;
  return isHead
    ? html`<th scope="row" class=${classOf(column)} role="rowheader">${of(item, at)}</th>`
    : html`<td class=${classOf(column)} role="cell" data-title=${title === "" ? nothing : title}><div>${of(item, at)}</div></td>`;
}

function classOf<T>({ isFigure, isExtra }: Column<T>): string {
  return [isFigure ? "figure" : "", isExtra ? "extra" : ""].filter(Boolean).join(" ");
}
