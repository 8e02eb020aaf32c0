// What a `select` offers.
import { html } from "lit";

/** A value, and how it is called. */
export type Option = readonly [value: string, text: string];

export function options(all: readonly Option[], selected: string | undefined) {
  return all.map(([value, text]) => html`<option value=${value} ?selected=${value === selected}>${text}</option>`);
}
