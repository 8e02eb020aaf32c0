// The text in the parts it is sent in, with the characters marked that make it dear.
import type { Segments } from "septet";

import { byId, make, setText } from "./dom.ts";
import { count, counted } from "./format.ts";
import type { Preview } from "./preview.ts";

type Range = { start: number; end: number };

const list = byId("parts");
const size = byId("sent-size");
const nothing = byId("nothing-sent");

/** What each part on the page shows: a key stroke changes few of them, and only those are drawn again. */
let drawn: string[] = [];

export function showParts({ draft: { text }, sms }: Preview): void {
  const parts = sms?.parts ?? [];
  const marks = joined(sms?.offending ?? []);
  nothing.hidden = parts.length > 0;
  setText(size, sms === undefined || parts.length === 0 ? "" : summary(sms));

  const wanted: string[] = [];
  let mark = 0;
  for (const [index, part] of parts.entries()) {
    const own: Range[] = [];
    while (mark < marks.length && marks[mark]!.start < part.end) {
      const { start, end } = marks[mark]!;
      own.push({ start: Math.max(start, part.start), end: Math.min(end, part.end) });
      if (end > part.end) {
        break;
      }
      mark += 1;
    }
    const caption = `Part ${count(index + 1)} of ${count(parts.length)}, ${counted(part.units, "unit")}`;
    const key = JSON.stringify([caption, text.slice(part.start, part.end), own.map(({ start }) => start - part.start)]);
    wanted.push(key);
    if (drawn[index] !== key) {
      const item = make("li", "part", bubble(text, part, own), make("span", "caption", caption));
      const before = list.children[index];
      if (before === undefined) {
        list.append(item);
      } else {
        before.replaceWith(item);
      }
    }
  }
  while (list.childElementCount > wanted.length) {
    list.lastElementChild?.remove();
  }
  drawn = wanted;
}

/** Graphemes are what a person counts as characters. */
function summary({ units, graphemes }: Segments): string {
  return `${counted(units, "unit")} for ${counted(graphemes, "character")}`;
}

/** Ranges that touch become one: a mark that ended within an emoji would take it apart. */
function joined(ranges: readonly Range[]): Range[] {
  const joint: Range[] = [];
  for (const { start, end } of ranges) {
    const last = joint.at(-1);
    if (last?.end === start) {
      last.end = end;
    } else {
      joint.push({ start, end });
    }
  }
  return joint;
}

function bubble(text: string, part: Range, marks: readonly Range[]): HTMLElement {
  const element = make("p", "bubble");
  let at = part.start;
  for (const { start, end } of marks) {
    element.append(text.slice(at, start), make("mark", "", text.slice(start, end)));
    at = end;
  }
  element.append(text.slice(at, part.end));
  return element;
}
