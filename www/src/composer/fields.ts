// To whom, by which channel, and what: with what is wrong beside the field that it concerns.
import type { BookDocument, Category } from "septet";
import { html, nothing } from "lit";
import { guard } from "lit/directives/guard.js";
import { live } from "lit/directives/live.js";

import { counted as countedText, country, listed, sentence, serviceName } from "../ui/format.ts";
import { CATEGORIES, type Draft } from "./draft.ts";
import type { Field, Preview } from "./preview.ts";
import { SAMPLES } from "./samples.ts";
import { channelsOf } from "./services.ts";

const NUMBER_HINT = "Start with + and the country code. Separate several with commas or line breaks.";

export type Change = (part: Partial<Draft>) => void;

export function fields(draft: Draft, book: BookDocument | undefined, shown: Preview | undefined, change: Change) {
  return html`
    <div class="pair">
      <div class="field">
        <label for="composer-to">Recipients</label>
        <textarea id="composer-to" class="line" rows="1" inputmode="tel" autocomplete="off" spellcheck="false"
          aria-describedby="composer-to-note" aria-invalid=${isWrong(shown, "to") ? "true" : nothing}
          .value=${live(draft.to)} @input=${(event: InputEvent) => change({ to: textOf(event) })}></textarea>
        <p class="note ${isWrong(shown, "to") ? "wrong" : ""}" id="composer-to-note">
          ${guard([shown?.problem, shown?.recipients, shown?.repeated, shown?.destinations], () => recipientsNote(shown))}
        </p>
      </div>
      ${channel(draft, book, shown, change)}
    </div>
    <div class="field">
      <div class="label-row">
        <label for="composer-text">Message</label>
        <div class="samples" role="group" aria-label="Sample messages">
          ${SAMPLES.map(({ name, text }) => html`<button class="chip" type="button" @click=${() => change({ text })}>${name}</button>`)}
        </div>
      </div>
      <textarea id="composer-text" rows="4" autocomplete="off" aria-describedby="composer-text-note"
        aria-invalid=${isWrong(shown, "text") ? "true" : nothing}
        .value=${live(draft.text)} @input=${(event: InputEvent) => change({ text: textOf(event) })}></textarea>
      <p class="note text-note ${isWrong(shown, "text") ? "wrong" : ""}" id="composer-text-note">
        ${isWrong(shown, "text") ? sentence(shown!.problem!.message) : nothing}
      </p>
    </div>
  `;
}

function channel(draft: Draft, book: BookDocument | undefined, shown: Preview | undefined, change: Change) {
  const channels = book === undefined ? [] : channelsOf(book);
  return html`
    <div class="field">
      <label for="composer-service">Channel</label>
      <div class="together">
        <select id="composer-service" autocomplete="off" ?disabled=${channels.length === 0}
          @change=${(event: Event) => change({ service: textOf(event) })}>
          ${channels.length === 0 ? html`<option>${book === undefined ? "SMS" : "None"}</option>` : nothing}
          ${channels.map((name) => html`<option value=${name} .selected=${live(name === shown?.service)}>${serviceName(name)}</option>`)}
        </select>
        ${shown?.counted === "message"
          ? html`<select id="composer-category" aria-label="Category" autocomplete="off"
              @change=${(event: Event) => change({ category: textOf(event) as Category })}>
              ${CATEGORIES.map((name) => html`<option value=${name} .selected=${live(name === draft.category)}>${sentence(name)}</option>`)}
            </select>`
          : nothing}
      </div>
    </div>
  `;
}

function isWrong(shown: Preview | undefined, field: Field): boolean {
  return shown?.problem?.field === field && !shown.problem.isUnfinished;
}

/** Where the numbers are; or what is wrong with them. */
function recipientsNote(shown: Preview | undefined): string {
  if (shown === undefined) {
    return "";
  }
  const { problem, place, recipients, repeated, destinations } = shown;
  if (problem?.field === "to") {
    return problem.isUnfinished ? NUMBER_HINT : sentence(problem.message);
  }
  const twice = repeated === 0 ? "" : `; ${countedText(repeated, "number")} given twice ${repeated === 1 ? "counts" : "count"} once`;
  if (recipients > 1) {
    return `${countedText(recipients, "recipient")} in ${listed(destinations.map(({ place }) => placeName(place.region, place.class)))}${twice}`;
  }
  return place?.region ? `${country(place.region)} (${place.region})${twice}` : "";
}

/** A country's name; or what kind of numbers they are, that are in none. */
export function placeName(region: string | null | undefined, kind: string | undefined): string {
  return region ? country(region) : sentence(kind ?? "–");
}

function textOf(event: Event): string {
  return (event.currentTarget as HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement).value;
}
