// What a price is computed by: the plan, the book, and what the book leaves open.
import { html, nothing } from "lit";
import { live } from "lit/directives/live.js";

import { type Prices } from "../app/prices.ts";
import { SHIPPED, SHIPPED_NAMES } from "../app/shipped.ts";
import { sentence } from "../ui/format.ts";
import { readDecimal, typeable } from "../ui/typed.ts";
import { unsetParameters, USUAL } from "./books.ts";
import type { Draft } from "./draft.ts";
import type { Change } from "./fields.ts";

/** `CAL-8, CAL-9: `, the paragraphs of the source that a note is about, which help nobody here. */
const SOURCES = /^[A-Z]{3}-\d+(, [A-Z]{3}-\d+)*(: |$)/;

export interface Basis {
  draft: Draft;
  /** `undefined` until they are there. */
  prices: Prices | undefined;
  plan: string;
  /** Whether there is an account, and so a book of the ledger's own. */
  hasOwn: boolean;
  /** Why a book cannot be used. */
  problem: string;
}

export function basis({ draft, prices, plan, hasOwn, problem }: Basis, change: Change) {
  const plans = Object.keys(prices?.book.plans ?? {}).toSorted();
  const planNote = plainNote(prices?.book.plans[plan]?.note);
  return html`
    <div class="basis">
      <div class="pair equal">
        <div class="field">
          <label for="composer-plan">Plan</label>
          <select id="composer-plan" autocomplete="off" aria-describedby="composer-plan-note"
            @change=${(event: Event) => change({ plan: valueOf(event) })}>
            ${plans.map((name) => html`<option value=${name} .selected=${live(name === plan)}>${sentence(name)}</option>`)}
          </select>
        </div>
        <div class="field">
          <label for="composer-book">Price book</label>
          <select id="composer-book" autocomplete="off" aria-describedby="composer-book-note"
            @change=${(event: Event) => change({ book: valueOf(event), plan: "", service: "", parameters: {} })}>
            ${hasOwn ? html`<option value="" .selected=${live(draft.book === "")}>The ledger’s own</option>` : nothing}
            ${SHIPPED_NAMES.map((name) => html`<option value=${name} .selected=${live(name === (draft.book || (hasOwn ? "" : USUAL)))}>${SHIPPED[name]}</option>`)}
          </select>
        </div>
      </div>
      <p class="note" id="composer-plan-note">${planNote}</p>
      <p class="wrong-note" id="composer-book-note">${problem}</p>
      ${prices === undefined || (draft.book === "" && hasOwn) ? nothing : parameters(draft, prices, change)}
    </div>
  `;
}

/** A shipped book has no values for what its publisher does not say. */
function parameters(draft: Draft, prices: Prices, change: Change) {
  const names = new Set([...unsetParameters(prices).map(({ name }) => name), ...Object.keys(draft.parameters)]);
  if (names.size === 0) {
    return nothing;
  }
  const set = (name: string) => (event: Event) => {
    const input = event.currentTarget as HTMLInputElement;
    const { value = "", mistake = "" } = input.value.trim() === "" ? {} : readDecimal(input.value);
    input.setCustomValidity(mistake);
    if (input.reportValidity()) {
      change({ parameters: { ...draft.parameters, [name]: value } });
    }
  };
  return html`
    <details class="open-parameters">
      <summary>What this book leaves open</summary>
      <p class="quiet">Its publisher states no values for these. A price that depends on one is unavailable until you set it.</p>
      ${[...names].toSorted().map(
        (name) => html`
          <div class="field">
            <label for="composer-set-${name}"><code>${name}</code></label>
            <input id="composer-set-${name}" inputmode="decimal" autocomplete="off" aria-describedby="composer-about-${name}"
              .value=${shown(draft.parameters[name])} @change=${set(name)}>
            <p class="hint" id="composer-about-${name}">${plainNote(prices.book.parameters?.[name]?.note)}</p>
          </div>
        `,
      )}
    </details>
  `;
}

/** A value as people type it here. One from a link may be anything. */
function shown(value = ""): string {
  return /^\d+(\.\d+)?$/.test(value) ? typeable(value) : value;
}

function plainNote(note = ""): string {
  return sentence(note.replace(SOURCES, ""));
}

function valueOf(event: Event): string {
  return (event.currentTarget as HTMLInputElement | HTMLSelectElement).value;
}
