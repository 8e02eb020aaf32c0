// How many: typed, counted up and down, or one of a few that are proposed.
import { html, nothing } from "lit";

import { count } from "../ui/format.ts";
import { readPackages } from "./field.ts";

interface Stepper {
  id: string;
  label: string;
  value: string;
  step: number;
  proposals: readonly number[];
  mistake: string | undefined;
  change(value: string): void;
}

export function stepper({ id, label, value, step, proposals, mistake, change }: Stepper) {
  const now = Number(readPackages(value).value ?? 0);
  const set = (number: number) => () => change(String(Math.max(1, number)));
  return html`
    <div class="field">
      <label for=${id}>${label}</label>
      <div class="account-stepper">
        <button
          class="secondary"
          type="button"
          aria-label="${step} fewer"
          ?disabled=${now <= 1}
          @click=${set(now - step)}
        >
          −
        </button>
        <input
          id=${id}
          inputmode="numeric"
          autocomplete="off"
          autofocus
          .value=${value}
          aria-invalid=${mistake === undefined ? nothing : "true"}
          aria-describedby="${id}-mistake"
          @input=${({ target }: InputEvent) => change((target as HTMLInputElement).value.trim())}
        >
        <button class="secondary" type="button" aria-label="${step} more" @click=${set(now + step)}>+</button>
      </div>
      <p class="hint wrong" id="${id}-mistake" role="alert">${mistake ?? nothing}</p>
      <div class="choices" role="group" aria-label="How many">
        ${proposals.map(
          (each) =>
            html`<button type="button" aria-pressed=${each === now} @click=${set(each)}>${count(each)}</button>`,
        )}
      </div>
    </div>
  `;
}
