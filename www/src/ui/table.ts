// A table that can be scrolled by itself where it is wider than its place.
import { html } from "lit";

export interface Column {
  title: string;
  isFigure?: boolean;
  /** It can be found elsewhere, and is left out on narrow pages; so are its cells of the class `extra`. */
  isExtra?: boolean;
}

export function table(caption: string, columns: readonly Column[], rows: unknown) {
  return html`
    <div class="scroll" tabindex="0" role="group" aria-label=${caption}>
      <table class="rows">
        <caption class="unseen">
          ${caption}
        </caption>
        <thead>
          <tr>
            ${columns.map(({ title, isFigure, isExtra }) => {
              const className = isFigure ? "figure" : isExtra ? "extra" : "";
              return title === "" ? html`<td class=${className}></td>` : html`<th scope="col" class=${className}>${title}</th>`;
            })}
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>
  `;
}
