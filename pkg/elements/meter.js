// <septet-meter for="message">: what the text of a field is as an SMS, and what it costs.
import { countSegments, Engine, segments } from "septet";
import { html, nothing } from "lit";
import { codePoint, kindsOf, marksOf, piecesOf, visible } from "./meter/marks.js";
import { offered, pairsOf, repaired, shortening } from "./meter/repair.js";
import { style } from "./meter/style.js";
import { differs, register } from "./shared/element.js";
import { FollowedField } from "./shared/followed-field.js";
import { FormElement } from "./shared/form-element.js";
import { filled } from "./shared/filled.js";
import { texts } from "./texts/meter.js";

/** Parts that an 8 bit reference can number (TS 23.040 §9.2.3.24.1): a longer text is counted and not taken apart. */
const PARTS_MAX = 255;

// More bars would be too thin to see, more kinds of characters too many to read, more pairs too long for a button.
const BARS_MAX = 20;
const KINDS_MAX = 8;
const PAIRS_MAX = 2;

/** What a reading depends on, beside the text. */
const INPUTS = ["profile", "smart", "engine", "book", "decks", "parameters", "plan", "service", "to", "region", "category", "account"];

/** Looking for repairs takes several times as long as all the rest: they wait until somebody stops typing. */
const REPAIR_PAUSE_MS = 250;

export class SeptetMeter extends FormElement {
  static texts = texts;
  static styles = [...FormElement.styles, style];
  static properties = {
    for: {},
    text: { attribute: false },
    profile: {},
    smart: {},
    engine: { attribute: false },
    book: {},
    decks: { attribute: false, hasChanged: differs },
    parameters: { type: Object, hasChanged: differs },
    plan: {},
    service: {},
    to: {},
    region: {},
    category: {},
    account: { type: Object, hasChanged: differs },
    maxSegments: { type: Number, attribute: "max-segments" },
    view: {},
    repairs: { state: true },
  };

  #field = new FollowedField(this, () => this.requestUpdate());
  #own;
  #timer;
  #isTold = true;

  constructor() {
    super();
    this.service = "sms";
    this.view = "auto";
    this.repairs = [];
    /** What is shown: `{ text, count, segments, quote, problem }`. */
    this.reading = undefined;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  /** Reads the field again: after a program changed its text, which tells nobody. */
  refresh() {
    this.requestUpdate();
  }

  focus(options) {
    this.#field.field?.focus(options);
  }

  willUpdate(changed) {
    if (changed.has("for")) this.#field.follow();
    if (["engine", "book", "decks", "parameters"].some((name) => changed.has(name))) this.#own = undefined;
    const isNew = this.#text !== this.reading?.text || INPUTS.some((name) => changed.has(name));
    if (isNew) {
      this.reading = this.#read();
      this.#isTold = false;
      this.#lookForRepairs();
    }
    this.#tellForm();
  }

  updated() {
    if (this.#isTold) return;
    this.#isTold = true;
    this.announce(this.#sentence());
    this.emit("septet-change", this.reading);
  }

  #read() {
    const text = this.#text;
    const reading = { text, count: 0, segments: null, quote: null, problem: null };
    try {
      reading.count = countSegments(text, this.#profile);
      if (reading.count > PARTS_MAX) return reading;
      reading.segments = segments(text, this.#options);
      reading.count = reading.segments.segments;
      if (this.#isPriced) reading.quote = this.#engine.quote(this.#request(text));
    } catch (error) {
      if (typeof error.code !== "string") throw error;
      reading.problem = { code: error.code, message: error.message };
    }
    return reading;
  }

  /** Whether there is a book to price by. */
  get #isPriced() {
    return Boolean((this.engine || this.book) && this.plan);
  }

  get #engine() {
    this.#own ??= this.engine ?? new Engine(this.book, { decks: this.decks, parameters: this.parameters });
    return this.#own;
  }

  get #profile() {
    return this.profile || undefined;
  }

  get #options() {
    return { profile: this.#profile, smart: this.smart || undefined };
  }

  #request(text) {
    const { plan, service, to, region, category, account } = this;
    const given = { to, region, category, account };
    const wanted = Object.entries(given).filter(([, value]) => value !== undefined && value !== null && value !== "");
    return { plan, service, text, ...this.#options, ...Object.fromEntries(wanted) };
  }

  get #text() {
    return this.text ?? this.#field.text ?? "";
  }

  /** The text that goes out. */
  get #sent() {
    const { text, segments: sms } = this.reading;
    return sms?.sent?.text ?? text;
  }

  #lookForRepairs() {
    clearTimeout(this.#timer);
    if (this.reading.text === "") this.repairs = [];
    this.#timer = setTimeout(() => {
      this.repairs = this.#repairs();
    }, REPAIR_PAUSE_MS);
  }

  #repairs() {
    const { text, segments: sms, quote } = this.reading;
    if (!sms) return [];
    const { repairs } = quote
      ? this.#engine.quote({ ...this.#request(text), repair: true })
      : segments(text, { ...this.#options, repair: true });
    return repairs ?? [];
  }

  #repair(action) {
    // What is shown may be a quarter of a second old.
    this.reading = this.#read();
    const repair = this.#repairs().find((repair) => repair.action === action);
    if (!repair) return;
    const text = repaired(this.#sent, repair);
    if (this.#field.field) this.#field.replace(text);
    else this.emit("septet-repair", { text });
  }

  get #isOver() {
    return this.maxSegments > 0 && this.reading.count > this.maxSegments;
  }

  get #complaint() {
    const { count, problem } = this.reading;
    const parts = this.say("partsAfter", { count });
    if (this.#isOver) return this.say("tooMany", { parts, max: this.maxSegments });
    if (count > PARTS_MAX) return this.say("tooLong", { parts });
    // Where the message goes may be given later.
    const isWaiting = problem && this.#isTakenApart && !this.to && !this.region;
    return problem && !isWaiting ? capital(problem.message) : "";
  }

  /** Whether the text could be taken apart: what failed then is the price. */
  get #isTakenApart() {
    return this.reading.segments !== null;
  }

  #tellForm() {
    this.internals.setFormValue(this.name ? String(this.reading.count) : null);
    if (this.#isOver) this.internals.setValidity({ tooLong: true }, this.#complaint);
    else this.internals.setValidity({});
  }

  #sentence() {
    const { text, count, segments: sms, quote } = this.reading;
    const parts = this.say("partsAfter", { count });
    const complaint = this.#complaint;
    if (!sms) return complaint;
    if (text === "") return "";
    const price = quote ? this.sayCredits(quote.credits) : "";
    const reading = { parts, encoding: sms.encoding, left: sms.remaining, price };
    const sentence = this.say(quote ? "spokenPrice" : "spoken", reading);
    return complaint ? `${sentence}. ${complaint}` : sentence;
  }

  render() {
    const complaint = this.#complaint;
    return html`
      <div class="stack" part="meter" role="group" aria-label=${this.say("meter")}>
        ${this.#gauge()} ${this.#readings()}
        ${complaint ? html`<p class=${this.#isOver ? "notice wrong" : "soft wrong-text"} part="problem">${complaint}</p>` : nothing}
        ${this.#isTakenApart ? this.#costly() : nothing}
      </div>
      ${this.renderSpoken()}
    `;
  }

  /** A bar for each part, the last one as full as it is. */
  #gauge() {
    const { count, segments: sms } = this.reading;
    const last = sms && count > 0 ? (sms.unitsPerSegment - sms.remaining) / sms.unitsPerSegment : 0;
    const bars = Math.min(Math.max(count, 1), BARS_MAX);
    const bar = (_, at) => {
      const share = at < bars - 1 || !sms ? 1 : last;
      return html`<div class="bar" part="bar"><span ${filled(share)}></span></div>`;
    };
    return html`<div class=${this.#isOver ? "gauge over" : "gauge"} part="gauge" aria-hidden="true">${Array.from({ length: bars }, bar)}</div>`;
  }

  #readings() {
    const { count, segments: sms, quote } = this.reading;
    const none = this.say("nothing");
    const { decimal } = this.formats;
    const reading = (name, label, value, more) => html`
      <div part="reading ${name}">
        <dt part="label">${label}</dt>
        <dd part="value">${value}${more ? html` <span class="soft">${more}</span>` : nothing}</dd>
      </div>
    `;
    const left = sms ? this.say("leftOf", { left: sms.remaining, units: sms.unitsPerSegment }) : none;
    const most = quote && quote.max !== quote.credits ? this.say("atMost", { amount: decimal(quote.max) }) : "";
    return html`
      <dl class="readings" part="readings">
        ${this.#isPriced ? reading("credits", this.say("price"), quote ? decimal(quote.credits) : none, most) : nothing}
        ${reading("segments", this.say("parts"), decimal(count))}
        ${reading("remaining", count > 1 && sms ? this.say("leftInPart", { part: count }) : this.say("left"), left)}
        ${reading("encoding", this.say("encoding"), sms?.encoding ?? none)}
        ${reading("characters", this.say("characters"), sms ? decimal(sms.graphemes) : none)}
      </dl>
    `;
  }

  /** The characters that cost, what would help, and the text as it is sent. */
  #costly() {
    const { segments: sms } = this.reading;
    const text = this.#sent;
    const marks = marksOf(text, sms, this.#profile);
    const isShown = this.view === "always" || (this.view !== "never" && (marks.length > 0 || sms.parts.length > 1));
    return html`${marks.length > 0 ? this.#kinds(marks) : nothing} ${this.#offers()} ${isShown ? this.#view(text, marks) : nothing}`;
  }

  #kinds(marks) {
    const { offending, unitsPerSegment: units } = this.reading.segments;
    const kinds = kindsOf(marks);
    const isForced = offending.length > 0;
    const alphabet = this.profile === "ascii-7" ? "ASCII" : "GSM-7";
    const headline = this.say(isForced ? "forces" : "takesMore", { count: kinds.length, alphabet, units });
    const kind = ({ character, units, times }) => html`
      <li part="character">
        ${this.#mark(character, isForced)} ${visible(character) === character ? html`<span>${codePoint(character)}</span>` : nothing}
        ${units > 1 ? html`<span>${this.say("characterUnits", { count: units })}</span>` : nothing}
        ${times > 1 ? html`<span>${this.say("times", { count: times })}</span>` : nothing}
      </li>
    `;
    return html`
      <div class="soft" part="characters">
        <p>${headline}</p>
        <ul class="kinds">
          ${kinds.slice(0, KINDS_MAX).map(kind)}
          ${kinds.length > KINDS_MAX ? html`<li>${this.say("more", { count: kinds.length - KINDS_MAX })}</li>` : nothing}
        </ul>
      </div>
    `;
  }

  /** What forces another encoding is underlined, what takes several units is dotted. What cannot be seen is its code point. */
  #mark(text, isForced) {
    const shown = visible(text);
    const kind = isForced ? "" : "wide";
    return html`<mark class=${shown === text ? kind : `${kind} code`} part="mark">${shown}</mark>`;
  }

  #offers() {
    const { field } = this.#field;
    const isFixed = field?.readOnly || field?.disabled;
    const offers = isFixed ? [] : offered(this.repairs);
    // Whoever can have it with a click need not count.
    const shorter = offers.some(({ saves }) => saves > 0) ? undefined : shortening(this.repairs);
    return html`
      ${offers.length > 0 ? html`<div class="repairs" part="repairs">${offers.map((repair) => this.#offer(repair))}</div>` : nothing}
      ${shorter ? html`<p class="soft" part="shorten">${this.#shorter(shorter)}</p>` : nothing}
    `;
  }

  #offer(repair) {
    const { action, saves, savesCredits = "0" } = repair;
    const count = repair.segments;
    const { decimal, list } = this.formats;
    const room = () => this.say("roomAfter", { count: segments(repaired(this.#sent, repair), this.#options).remaining });
    const credits = savesCredits === "0" ? [] : [this.say("saves", { count: savesCredits, amount: decimal(savesCredits) })];
    const outcome = list([this.say("partsAfter", { count }), ...(saves > 0 ? credits : [room()])]);
    return html`
      <button type="button" part="repair" @click=${() => this.#repair(action)}>
        ${this.#what(repair)} <span class="outcome" part="outcome">${outcome}</span>
      </button>
    `;
  }

  /** `Replace ’ by '` */
  #what(repair) {
    const pairs = pairsOf(repair);
    if (pairs.length > PAIRS_MAX) return this.say("replaceMany", { count: pairs.length });
    const { list } = this.formats;
    const [replaced, left] = [pairs.filter(({ to }) => to !== ""), pairs.filter(({ to }) => to === "")];
    const named = replaced.map(({ from, to }) => this.say("replaceOne", { from: visible(from), to: visible(to) }));
    const values = { pairs: list(named), characters: list(left.map(({ from }) => visible(from))) };
    if (left.length === 0) return this.say("replace", values);
    return this.say(replaced.length === 0 ? "leaveOut" : "replaceAndLeaveOut", values);
  }

  #shorter({ cut, segments: after, savesCredits = "0" }) {
    const parts = this.say("partsAfter", { count: after });
    if (savesCredits === "0") return this.say("cut", { count: cut, parts });
    const saves = this.say("saves", { count: savesCredits, amount: this.formats.decimal(savesCredits) });
    return this.say("cutSaves", { count: cut, parts, saves });
  }

  #view(text, marks) {
    const { parts, offending } = this.reading.segments;
    const part = (range, at) => {
      const pieces = piecesOf(text, range, marks).map(({ text, mark }) => (mark ? this.#mark(text, offending.length > 0) : text));
      return html`
        <li part="part">
          <p class="text" part="text" dir="auto">${pieces}</p>
          <p class="soft" part="caption">${this.say("caption", { count: range.units, part: at + 1, parts: parts.length })}</p>
        </li>
      `;
    };
    // It can be scrolled, so the keyboard has to reach it.
    return html`<ol class="sent" part="view" tabindex="0" aria-label=${this.say("asSent")}>${parts.map(part)}</ol>`;
  }
}

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

register("septet-meter", SeptetMeter);
