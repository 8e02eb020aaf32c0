// What the text is as an SMS, under the field: encoding, segments, units, and the characters that make it dear.
import type { Segments } from "septet";

import { byId, make, setText } from "./dom.ts";
import { count, counted, sentence } from "./format.ts";
import type { Preview } from "./preview.ts";

/** More bars than this would be too thin to see. */
const BARS_MAX = 20;

/** Kinds of characters that are listed before the rest is only counted. */
const KINDS_MAX = 4;

/** Joiners, selectors, control characters and the like. */
const INVISIBLE = /^[\p{Default_Ignorable_Code_Point}\p{C}]$/u;
const SPACE = /^\p{Z}$/u;
/** What attaches itself to the character before it. */
const COMBINING = /^\p{M}$/u;

const encoding = byId("encoding");
const parts = byId("segments");
const unitsLabel = byId("units-label");
const units = byId("units");
const left = byId("left");
const gauge = byId("gauge");
const note = byId("text-note");

export function showReadings({ sms, problem }: Preview): void {
  if (sms === undefined) {
    for (const reading of [encoding, parts, units, left]) {
      setText(reading, "–");
    }
    gauge.replaceChildren();
  } else {
    setText(encoding, sms.encoding);
    setText(parts, count(sms.segments));
    setText(unitsLabel, sms.segments > 1 ? `Units in part ${count(sms.segments)}` : "Units");
    setText(units, `${count(sms.unitsPerSegment - sms.remaining)} of ${count(sms.unitsPerSegment)}`);
    setText(left, `${count(sms.remaining)} left`);
    showGauge(sms);
  }

  const textProblem = problem?.field === "text" ? problem : undefined;
  note.classList.toggle("wrong", textProblem !== undefined);
  if (textProblem !== undefined) {
    setText(note, sentence(textProblem.message));
  } else if (sms === undefined || sms.segments === 0) {
    setText(note, "");
  } else if (sms.offending.length === 0) {
    setText(note, `Every character is in GSM-7, so a part holds ${count(sms.unitsPerSegment)} units.`);
  } else {
    note.replaceChildren(...costly(sms));
  }
}

/** A bar for each part; the last one is filled as far as its units go. */
function showGauge({ segments, remaining, unitsPerSegment }: Segments): void {
  const bars = Math.min(Math.max(segments, 1), BARS_MAX);
  while (gauge.childElementCount > bars) {
    gauge.lastElementChild?.remove();
  }
  while (gauge.childElementCount < bars) {
    gauge.append(make("span", "bar"));
  }
  for (const [index, bar] of [...gauge.children].entries()) {
    const isLast = index === bars - 1;
    const filled = segments === 0 ? 0 : isLast ? (unitsPerSegment - remaining) / unitsPerSegment : 1;
    (bar as HTMLElement).style.setProperty("--filled", String(filled));
  }
}

/** Which characters GSM-7 does not have, and how often each is there. */
function costly({ offending }: Segments): Node[] {
  const kinds = new Map<string, { character: string; times: number }>();
  for (const { character, codePoint } of offending) {
    const kind = kinds.get(codePoint);
    if (kind === undefined) {
      kinds.set(codePoint, { character, times: 1 });
    } else {
      kind.times += 1;
    }
  }
  const subject = offending.length === 1 ? "This character makes" : "These characters make";
  const list = make("ul", "kinds");
  for (const [codePoint, { character, times }] of [...kinds].slice(0, KINDS_MAX)) {
    list.append(make("li", "", glyph(character), ` (${codePoint})`, times > 1 ? ` × ${count(times)}` : ""));
  }
  if (kinds.size > KINDS_MAX) {
    list.append(make("li", "", `and ${counted(kinds.size - KINDS_MAX, "other")}`));
  }
  return [make("p", "", `${subject} the message UCS-2:`), list];
}

/** A character that can be seen, or a word for one that cannot. */
function glyph(character: string): HTMLElement {
  if (INVISIBLE.test(character)) {
    return make("em", "", "invisible");
  }
  if (SPACE.test(character)) {
    return make("em", "", "space");
  }
  // U+25CC stands for the character that a combining one needs before it.
  return make("mark", "glyph", COMBINING.test(character) ? `\u25cc${character}` : character);
}
