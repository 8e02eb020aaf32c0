// The characters that make a message dear: those that are not in the 7 bit alphabet, and those that take several units.
import { segments } from "septet";

// More would be slow to draw, and nobody would look at them.
const MARKS_MAX = 500;

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

// By profile, then by character. A profile of the page's own is an object.
const [ofNamed, ofOwn] = [new Map(), new WeakMap()];

/** Units that a character takes in its 7 bit alphabet. */
function unitsOf(character, profile) {
  const known = typeof profile === "object" ? ofOwn : ofNamed;
  if (!known.has(profile)) known.set(profile, new Map());
  const units = known.get(profile);
  if (!units.has(character)) units.set(character, segments(character, { profile }).units);
  return units.get(character);
}

/** Where they are in `text`, the one that `sms` is about: `{ start, end, character, units }`, whole graphemes. */
export function marksOf(text, sms, profile) {
  return sms.offending.length > 0 ? forcing(text, sms.offending) : wide(text, sms, profile);
}

/** An emoji of several code points is one character to those who look for it. */
function forcing(text, offending) {
  const marks = [];
  const characters = graphemes.segment(text);
  let end = 0;
  for (const { start: at } of offending) {
    if (at < end) continue;
    const { segment: character, index: start } = characters.containing(at);
    end = start + character.length;
    marks.push({ start, end, character, units: character.length });
    if (marks.length === MARKS_MAX) break;
  }
  return marks;
}

/** Whether a text is one character to those who look at it. */
export const isOne = (text) => graphemes.segment(text).containing(0).segment === text;

function wide(text, { units: all, characters }, profile) {
  // Nearly always there are none, and nobody has to look at each character on every key stroke.
  if (all === characters) return [];
  const marks = [];
  let start = 0;
  for (const character of text) {
    const end = start + character.length;
    const units = unitsOf(character, profile);
    if (units > 1) marks.push({ start, end, character, units });
    if (marks.length === MARKS_MAX) break;
    start = end;
  }
  return marks;
}

/** The different ones of them, with how often each is there. */
export function kindsOf(marks) {
  const kinds = new Map();
  for (const { character, units } of marks) {
    const kind = kinds.get(character) ?? { character, units, times: 0 };
    kinds.set(character, { ...kind, times: kind.times + 1 });
  }
  return [...kinds.values()];
}

const SEEN = /[^\p{Default_Ignorable_Code_Point}\p{C}\p{Z}\p{M}]/u;

/** `U+2019`; of an emoji of several code points, the first. */
export const codePoint = (character) => `U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;

/** A character as it can be seen: its code point, where there is nothing to see. */
export const visible = (character) => (SEEN.test(character) ? character : codePoint(character));

/** What stands in a part, in pieces: text, and marks. A mark may reach over the border. */
export function piecesOf(text, { start, end }, marks) {
  const pieces = [];
  let at = start;
  for (const mark of marks) {
    if (mark.end <= at || mark.start >= end) continue;
    const [from, to] = [Math.max(mark.start, at), Math.min(mark.end, end)];
    if (from > at) pieces.push({ text: text.slice(at, from) });
    pieces.push({ text: text.slice(from, to), mark });
    at = to;
  }
  if (at < end) pieces.push({ text: text.slice(at, end) });
  return pieces;
}
