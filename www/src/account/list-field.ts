// A list that is edited item by item: what is in it, each with a way to take it out, and a field for one more.
import { html } from "lit";

import { textField } from "./field.ts";

interface ListField {
  id: string;
  label: string;
  /** What the items are. */
  listLabel: string;
  items: readonly string[];
  /** How an item is shown and spoken of. */
  text(item: string): string;
  /** What is typed for the next one. */
  typed: string;
  hint: unknown;
  empty: string;
  mistake?: string | undefined;
  inputMode: "decimal" | "email";
  type(typed: string): void;
  add(): void;
  remove(item: string): void;
}

export function listField({
  id,
  label,
  listLabel,
  items,
  text,
  typed,
  hint,
  empty,
  mistake,
  inputMode,
  type,
  add,
  remove,
}: ListField) {
  // The button that has the focus goes with its item, or has nothing left to add.
  const thenType = (act: () => void) => (event: Event) => {
    const field = (event.currentTarget as HTMLElement).closest(".account-list-field")?.querySelector("input");
    act();
    field?.focus();
  };
  const list = html`
    <ul class="account-items" aria-label=${listLabel}>
      ${items.map(
        (item) => html`
          <li>
            ${text(item)}
            <button type="button" aria-label="Remove ${text(item)}" @click=${thenType(() => remove(item))}>
              <span aria-hidden="true">×</span>
            </button>
          </li>
        `,
      )}
    </ul>
  `;
  return html`
    <div class="account-list-field">
      ${textField({
        id,
        label,
        value: typed,
        hint,
        mistake,
        inputMode,
        between: items.length === 0 ? html`<p class="quiet account-items">${empty}</p>` : list,
        change: type,
        enter: add,
        beside: html`<button
          class="secondary"
          type="button"
          ?disabled=${typed.trim() === ""}
          aria-describedby="${id}-hint"
          @click=${thenType(add)}
        >
          Add<span class="unseen"> to the ${listLabel.toLowerCase()}</span>
        </button>`,
      })}
    </div>
  `;
}
