// The text as it is sent: the package's meter shows it in its parts, marks what makes it dear, and offers repairs.
import type { Quote } from "septet";
import { html, nothing } from "lit";
import type { MeterEvents } from "septet/elements";

import type { Prices } from "../app/prices.ts";
import type { Preview } from "./preview.ts";

/** This screen says the price and what is wrong itself: once is enough. */
const STRINGS = { spoken: "", spokenPrice: "", tooLong: "" };

export interface Repairing {
  /** Puts a repaired text in the field. */
  repair(text: string): void;
  /** Puts back what was there before; `undefined` where nothing was repaired last. */
  undo: (() => void) | undefined;
}

export function sent(shown: Preview | undefined, prices: Prices | undefined, { repair, undo }: Repairing) {
  return html`
    ${shown?.draft.text === "" ? html`<p class="quiet">Your text appears here in the parts it will be sent in.</p>` : nothing}
    ${shown?.counted === "message" ? whole(shown.draft.text) : meter(shown, prices, repair)}
    <p class="undo" role="status">
      ${undo === undefined ? nothing : html`The text was repaired. <button class="link" type="button" @click=${undo}>Undo</button>`}
    </p>
  `;
}

/** What its channel does not cut. */
function whole(text: string) {
  return text === ""
    ? nothing
    : html`<p class="bubble" dir="auto">${text}</p><p class="quiet">One message, whatever its length.</p>`;
}

function meter(shown: Preview | undefined, prices: Prices | undefined, repair: (text: string) => void) {
  // What a repair saves is told for one recipient; with several, what it saves in parts.
  const isPriced = shown?.counted === "segment" && shown.total !== undefined && shown.recipients === 1;
  return html`
    <septet-meter view="always" .strings=${STRINGS} .text=${shown?.draft.text ?? ""} .segments=${shown?.cut}
      .engine=${isPriced ? prices?.engine : undefined} .plan=${isPriced ? shown.plan : undefined}
      .service=${isPriced ? shown.service : "sms"} .to=${isPriced ? shown.place?.e164 : undefined}
      .quote=${isPriced ? quoteOf(shown) : undefined}
      @septet-repair=${({ detail }: MeterEvents["septet-repair"]) => repair(detail.text)}></septet-meter>
  `;
}

/** The price as that of this very text: it was computed for one of as many parts. */
function quoteOf({ destinations, cut }: Preview): Quote | undefined {
  const quote = destinations[0]?.quote;
  return quote && cut && { ...quote, measured: { ...quote.measured, units: cut.units } };
}
