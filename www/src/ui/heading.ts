// How a screen begins.
import { html, nothing } from "lit";

/** The title, which takes the focus when the screen is shown, and a sentence on what it is for. */
export function heading(title: string, intro: unknown, beside: unknown = nothing) {
  return html`
    <div class="intro">
      <div>
        <h1 tabindex="-1">${title}</h1>
        ${intro === "" ? nothing : html`<p>${intro}</p>`}
      </div>
      ${beside}
    </div>
  `;
}
