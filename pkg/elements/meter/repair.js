// Ways to a cheaper message, as the core finds them. `voice` is the element: its texts and numbers.
import { html, nothing } from "lit";
import { isOne, visible } from "./marks.js";

// More pairs would be too long for a button.
const PAIRS_MAX = 3;

/** The text, once what a repair replaces is replaced. */
export function repaired(text, { replacements }) {
  const pieces = [];
  let at = 0;
  for (const { start, end, to } of replacements) {
    pieces.push(text.slice(at, start), to);
    at = end;
  }
  return pieces.join("") + text.slice(at);
}

/** Those that are worth a button: they save parts, or give room and change nothing that a reader would notice. */
const offered = (repairs) =>
  repairs.filter(({ action, saves, replacements }) => {
    return (
      action !== "cut" &&
      (saves > 0 || (action === "to-gsm-7" && replacements.every(({ changesMeaning }) => !changesMeaning)))
    );
  });

/** Buttons that `take` a repair, and what a shorter text would save. */
export function renderRepairs(repairs, { canTake, take }, voice) {
  const offers = canTake ? offered(repairs) : [];
  const buttons = html`<div class="repairs" part="repairs">
    ${offers.map((repair) => offer(repair, () => take(repair.action), voice))}
  </div>`;
  // Whoever can have it with a click need not count.
  const cut = offers.some(({ saves }) => saves > 0)
    ? undefined
    : repairs.find(({ action, saves }) => action === "cut" && saves > 0);
  return html`
    ${offers.length > 0 ? buttons : nothing}
    ${cut ? html`<p class="soft" part="shorten">${shortening(cut, voice)}</p>` : nothing}
  `;
}

function offer(repair, take, voice) {
  const { segments: count, saves, remaining } = repair;
  const more = saves > 0 ? savings(repair, voice) : voice.say("roomAfter", { count: remaining });
  const outcome = voice.formats.list([voice.say("partsAfter", { count }), more].filter(Boolean));
  return html`
    <button type="button" part="repair" @click=${take}>
      ${replacing(repair, voice)} <span class="outcome" part="outcome">${outcome}</span>
    </button>
  `;
}

/** `saves 9 credits`; empty where there is no price. */
function savings({ savesCredits = "0" }, voice) {
  return savesCredits === "0"
    ? ""
    : voice.say("saves", { count: savesCredits, amount: voice.formats.decimal(savesCredits) });
}

/** `Replace ’ with ', leave out 🎉` */
function replacing({ replacements }, voice) {
  const pairs = [...new Map(whole(replacements).map((pair) => [pair.from, pair])).values()];
  const few = (items) => {
    const more = items.length > PAIRS_MAX ? [voice.say("more", { count: items.length - PAIRS_MAX })] : [];
    return voice.formats.list([...items.slice(0, PAIRS_MAX), ...more]);
  };
  const replaced = pairs
    .filter(({ to }) => to !== "")
    .map(({ from, to }) => voice.say("replaceOne", { from: visible(from), to: visible(to) }));
  const left = pairs.filter(({ to }) => to === "").map(({ from }) => visible(from));
  const values = { pairs: few(replaced), characters: few(left) };
  if (left.length === 0) return voice.say("replace", values);
  return voice.say(replaced.length === 0 ? "leaveOut" : "replaceAndLeaveOut", values);
}

/** What is left out piece by piece, and is one character: an emoji of several code points. */
function whole(replacements) {
  const pairs = [];
  for (const pair of replacements) {
    const last = pairs.at(-1);
    const from = `${last?.from}${pair.from}`;
    const isPart = last?.end === pair.start && last.to === "" && pair.to === "" && isOne(from);
    if (isPart) pairs.splice(-1, 1, { ...last, end: pair.end, from });
    else pairs.push(pair);
  }
  return pairs;
}

function shortening(cut, voice) {
  const parts = voice.say("partsAfter", { count: cut.segments });
  const saves = savings(cut, voice);
  return voice.say(saves ? "cutSaves" : "cut", { count: cut.cut, parts, saves });
}
