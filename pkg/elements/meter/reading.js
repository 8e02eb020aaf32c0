// A meter's reading as people see it. `voice` is the element: its texts and numbers.
import { html, nothing } from "lit";
import { guard } from "lit/directives/guard.js";
import { filled } from "../common/filled.js";
import { codePoint, kindsOf, piecesOf, visible } from "./marks.js";

// More bars would be too thin to see, more kinds of characters too many to read.
const BARS_MAX = 20;
const KINDS_MAX = 8;

// Finer steps of the gauge would be less than a pixel or two, and each is drawn.
const GAUGE_STEPS = 200;

/** A bar for each part, the last one as full as it is. */
export function renderGauge({ count, segments: sms }, isOver) {
  const last = sms && count > 0 ? (sms.unitsPerSegment - sms.remaining) / sms.unitsPerSegment : 0;
  const bars = Math.min(Math.max(count, 1), BARS_MAX);
  const steps = Math.round(GAUGE_STEPS / bars);
  const bar = (_, at) => {
    const share = at < bars - 1 || !sms ? 1 : Math.ceil(last * steps) / steps;
    return html`<div class="bar" part="bar"><span ${filled(share)}></span></div>`;
  };
  return html`<div class=${isOver ? "gauge over" : "gauge"} part="gauge" aria-hidden="true">
    ${Array.from({ length: bars }, bar)}
  </div>`;
}

export function renderReadings({ count, segments: sms, quote }, isPriced, voice) {
  const none = voice.say("nothing");
  const { decimal } = voice.formats;
  const reading = (name, label, value, more) => html`
    <div part="reading ${name}">
      <dt part="label">${label}</dt>
      <dd part="value">${value}${more ? html` <span class="soft">${more}</span>` : nothing}</dd>
    </div>
  `;
  const left = sms ? voice.say("leftOf", { left: sms.remaining, units: sms.unitsPerSegment }) : none;
  const most = quote && quote.max !== quote.credits ? voice.say("atMost", { amount: decimal(quote.max) }) : "";
  return html`
    <dl class="readings" part="readings">
      ${isPriced ? reading("credits", voice.say("price"), quote ? decimal(quote.credits) : none, most) : nothing}
      ${reading("segments", voice.say("parts"), decimal(count))}
      ${reading("remaining", count > 1 && sms ? voice.say("leftInPart", { part: count }) : voice.say("left"), left)}
      ${reading("encoding", voice.say("encoding"), sms?.encoding ?? none)}
      ${reading("characters", voice.say("characters"), sms ? decimal(sms.graphemes) : none)}
    </dl>
  `;
}

/** The characters that cost, each kind once, with the alphabet that they are not in. */
export function renderKinds({ offending, unitsPerSegment }, marks, alphabet, voice) {
  const kinds = kindsOf(marks);
  const isForced = offending.length > 0;
  const headline = voice.say(isForced ? "forces" : "takesMore", {
    count: kinds.length,
    alphabet,
    units: unitsPerSegment,
  });
  const kind = ({ character, units, times }) => html`
    <li part="character">
      ${mark(character, isForced)}
      ${visible(character) === character ? html`<span>${codePoint(character)}</span>` : nothing}
      ${units > 1 ? html`<span>${voice.say("characterUnits", { count: units })}</span>` : nothing}
      ${times > 1 ? html`<span>${voice.say("times", { count: times })}</span>` : nothing}
    </li>
  `;
  return html`
    <div class="soft" part="characters">
      <p>${headline}</p>
      <ul class="kinds">
        ${kinds.slice(0, KINDS_MAX).map(kind)}
        ${kinds.length > KINDS_MAX ? html`<li>${voice.say("more", { count: kinds.length - KINDS_MAX })}</li>` : nothing}
      </ul>
    </div>
  `;
}

/** The text as it is sent, part by part. */
export function renderParts(text, { parts, offending }, marks, voice) {
  const isForced = offending.length > 0;
  const { locale, strings } = voice;
  const part = (range, at) => {
    const pieces = piecesOf(text, range, marks);
    const draw = () => html`
      <p class="text" part="text" dir="auto">${pieces.map((piece) => (piece.mark ? mark(piece.text, isForced) : piece.text))}</p>
      <p class="soft" part="caption">
        ${voice.say("caption", { count: range.units, part: at + 1, parts: parts.length })}
      </p>
    `;
    // Most key strokes change one part of many.
    const seen = [locale, strings, isForced, parts.length, range.units, ...pieces.flatMap(({ text, mark }) => [text, mark !== undefined])];
    return html`<li part="part">${guard(seen, draw)}</li>`;
  };
  // It can be scrolled, so the keyboard has to reach it.
  return html`<ol class="sent" part="view" tabindex="0" aria-label=${voice.say("asSent")}>
    ${parts.map(part)}
  </ol>`;
}

/** What forces another encoding is underlined, what takes several units is dotted. What cannot be seen is its code point. */
function mark(text, isForced) {
  const shown = visible(text);
  const kind = isForced ? "" : "wide";
  return html`<mark class=${shown === text ? kind : `${kind} code`} part="mark">${shown}</mark>`;
}
