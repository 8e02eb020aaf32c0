// A table that can be scrolled by itself where it is wider than its place.
import { html } from "lit";

export interface Column {
  title: string;
  isFigure?: boolean;
}

export function table(caption: string, columns: readonly Column[], rows: unknown) {
  return html`
    <div class="scroll" tabindex="0" role="region" aria-label=${caption}>
      <table class="rows">
        <caption class="unseen">
          ${caption}
        </caption>
        <thead>
          <tr>
            ${columns.map(({ title, isFigure }) => html`<th scope="col" class=${isFigure ? "figure" : ""}>${title}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>
  `;
}
