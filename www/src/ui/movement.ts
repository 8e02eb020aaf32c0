// A balance before and after.
import { html } from "lit";

import { decimal } from "./format.ts";

/** `750 → 1,250`, with a word in place of the arrow for screen readers. */
export function movement(before: string, after: string) {
  return html`${decimal(before)}<span aria-hidden="true"> → </span><span class="unseen"> to </span>${decimal(after)}`;
}
