// What else can be said of the recipients. Few need it.
import { html } from "lit";
import { live } from "lit/directives/live.js";

import { country } from "../ui/format.ts";
import type { Draft } from "./draft.ts";
import type { Change } from "./what.ts";

/** Countries that are offered for numbers that have none, by name. */
const REGIONS = (
  "AE AR AT AU BE BR CA CH CL CN CO CZ DE DK EG ES FI FR GB GR HK HU ID IE IL IN IT JP KE KR MX MY NG NL NO NZ PE PH PK PL " +
  "PT RO SA SE SG TH TR TW UA US VN ZA"
)
  .split(" ")
  .map((code) => [code, country(code)] as const)
  .toSorted(([, a], [, b]) => a.localeCompare(b));

export function settings({ defaultRegion, duplicates, optedOut }: Draft, change: Change) {
  return html`
    <details class="send-settings">
      <summary>More about the recipients</summary>
      <div class="field">
        <label for="send-region">Country of numbers without a country code</label>
        <select id="send-region" @change=${({ target }: Event) => change({ defaultRegion: (target as HTMLSelectElement).value })}>
          <option value="" ?selected=${defaultRegion === ""}>None: skip such numbers</option>
          ${REGIONS.map(([code, name]) => html`<option value=${code} ?selected=${code === defaultRegion}>${name}</option>`)}
        </select>
      </div>
      <div class="field">
        <label for="send-opted-out">Numbers of people who opted out</label>
        <textarea
          id="send-opted-out"
          rows="3"
          autocomplete="off"
          aria-describedby="send-opted-out-note"
          .value=${live(optedOut)}
          @input=${({ target }: Event) => change({ optedOut: (target as HTMLTextAreaElement).value })}
        ></textarea>
        <p id="send-opted-out-note" class="hint">One per line. They are skipped and counted.</p>
      </div>
      <label class="check">
        <input
          type="checkbox"
          .checked=${live(duplicates === "skip")}
          @change=${({ target }: Event) => change({ duplicates: (target as HTMLInputElement).checked ? "skip" : "keep" })}
        >
        Send only once to each number
      </label>
    </details>
  `;
}
