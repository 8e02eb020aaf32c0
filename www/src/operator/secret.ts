// A secret that is shown once.
import { html } from "lit";

import { copyButton } from "../ui/copy.ts";

export function secret(title: string, text: string | null, about: unknown) {
  return text === null
    ? html`<p class="note wrong">It was created before and is not shown again. Revoke it and create another one.</p>`
    : html`
        <div class="notice mild operator-secret">
          <p><strong>${title}</strong> It is not shown again.</p>
          <p><code>${text}</code></p>
          <p class="quiet">${about}</p>
          ${copyButton(text, "Copy")}
        </div>
      `;
}
