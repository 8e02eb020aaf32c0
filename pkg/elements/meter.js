// <septet-meter for="message">: what the text of a field is as an SMS, and what it costs.
import { countSegments, Engine, segments } from "septet";
import { html, nothing } from "lit";
import { guard } from "lit/directives/guard.js";
import { marksOf } from "./meter/marks.js";
import { renderGauge, renderKinds, renderParts, renderReadings } from "./meter/reading.js";
import { renderRepairs, repaired } from "./meter/repair.js";
import { style } from "./meter/style.js";
import { differs, register } from "./common/element.js";
import { FollowedField } from "./common/followed-field.js";
import { FormElement } from "./common/form-element.js";
import { Pause } from "./common/pause.js";
import { SetUp } from "./common/set-up.js";
import { capital } from "./common/words.js";
import { texts } from "./texts/meter.js";

/** Parts that an 8 bit reference can number (TS 23.040 §9.2.3.24.1): a longer text is counted and not taken apart. */
const PARTS_MAX = 255;

/** What is said of such a text by a profile of the page's own that has no limit. */
const tooManyParts = (count) => ({
  code: "too-many-parts",
  message: `the text needs ${count} parts, and at most ${PARTS_MAX} can be numbered`,
});

/** What a reading depends on, beside the text. */
const INPUTS = [
  "profile", "smart", "engine", "book", "decks", "parameters", "plan", "service", "to", "region", "category", "account",
  "segments", "quote",
];

/** Looking for repairs takes several times as long as all the rest: they wait until somebody stops typing. */
const REPAIR_PAUSE_MS = 250;

export class SeptetMeter extends FormElement {
  static texts = texts;
  static styles = [...FormElement.styles, style];
  static properties = {
    for: {},
    text: { attribute: false },
    profile: { hasChanged: differs },
    smart: {},
    engine: { attribute: false },
    book: { hasChanged: differs },
    decks: { attribute: false, hasChanged: differs },
    parameters: { type: Object, hasChanged: differs },
    plan: {},
    service: {},
    to: {},
    region: {},
    category: {},
    account: { type: Object, hasChanged: differs },
    segments: { attribute: false, hasChanged: differs },
    quote: { attribute: false, hasChanged: differs },
    maxSegments: { type: Number, attribute: "max-segments" },
    view: {},
    repairs: { state: true },
  };

  #field = new FollowedField(this, () => this.requestUpdate(), () => this.tellForm());
  #madeEngine;
  #pause = new Pause(this, REPAIR_PAUSE_MS);
  #isTold = true;
  #toldForm;

  constructor() {
    super();
    this.service = "sms";
    this.view = "auto";
    this.repairs = [];
    new SetUp(this, () => this.#problem);
    /** What is shown: `{ text, count, segments, quote, problem }`. */
    this.reading = undefined;
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
    if (["engine", "book", "decks", "parameters"].some((name) => changed.has(name))) this.#madeEngine = undefined;
    const isNew = this.#text !== this.reading?.text || INPUTS.some((name) => changed.has(name));
    if (isNew) {
      const before = this.reading;
      this.reading = this.#read();
      this.#isTold = !differs(this.reading, before);
      this.#lookForRepairs();
    }
    this.tellForm();
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
      reading.count = this.segments?.segments ?? countSegments(text, this.#profile);
      if (reading.count > PARTS_MAX) return { ...reading, problem: this.#limitOf(text) ?? tooManyParts(reading.count) };
      reading.segments = this.segments ?? segments(text, this.#options);
      reading.count = reading.segments.segments;
      if (this.#isPriced) reading.quote = this.quote ?? this.#engine.quote(this.#request(text));
    } catch (error) {
      if (typeof error.code !== "string") throw error;
      reading.problem = { code: error.code, message: error.message };
    }
    return reading;
  }

  /** The limit of the profile that the text passes, in the words of a quote's error. */
  #limitOf(text) {
    const { findings } = this.segments ?? segments(text, { profile: this.#profile });
    return findings.find(({ code }) => code === "too-many-parts");
  }

  /** Only how many parts there are: it takes a fraction of the time of a reading. */
  #count() {
    if (this.segments) return this.segments.segments;
    const text = this.#text;
    let count = 0;
    try {
      count = countSegments(text, this.#profile);
      if (this.smart && count <= PARTS_MAX) count = segments(text, this.#options).segments;
    } catch {
      // It is the reading that says what is wrong.
    }
    return count;
  }

  /** Whether there is a book to price by. */
  get #isPriced() {
    return Boolean(this.#hasBook && this.plan);
  }

  get #hasBook() {
    return Boolean(this.engine || this.book);
  }

  /** What the page has left out. */
  get #problem() {
    if (!this.for && typeof this.text !== "string") return "there is nothing to read: set `for` or `text`";
    if (this.plan && !this.#hasBook) return "`plan`: there is no price without `book` or `engine`";
    if (this.#hasBook && !this.plan) return "`plan`: there is no price without it";
    return this.#field.problem;
  }

  get #engine() {
    this.#madeEngine ??= this.engine ?? new Engine(this.book, { decks: this.decks, parameters: this.parameters });
    return this.#madeEngine;
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
    if (this.reading.text === "") this.repairs = [];
    this.#pause.run(() => {
      this.repairs = this.#repairs();
    });
  }

  #repairs() {
    const { text, segments: sms, quote } = this.reading;
    if (!sms) return [];
    const { repairs } = quote
      ? this.#engine.quote({ ...this.#request(text), repair: true })
      : segments(text, { ...this.#options, repair: true });
    const room = (repair) => segments(repaired(this.#sent, repair), this.#options).remaining;
    return (repairs ?? []).map((repair) => ({ ...repair, remaining: room(repair) }));
  }

  #repair(action) {
    // What is shown may be a quarter of a second old.
    this.requestUpdate();
    this.performUpdate();
    if (!this.#canTake) return;
    const repair = this.#repairs().find((repair) => repair.action === action);
    if (!repair) return;
    const text = repaired(this.#sent, repair);
    if (this.#field.field) this.#field.replace(text);
    else this.emit("septet-repair", { text });
  }

  /** Whether a repaired text has a place to go. */
  get #canTake() {
    return !this.isFormDisabled && (this.#field.field === undefined || this.#field.isOpen);
  }

  get #isOver() {
    return this.#isTooMany(this.reading.count);
  }

  #isTooMany(count) {
    return this.maxSegments > 0 && count > this.maxSegments;
  }

  #parts(count) {
    return this.say("partsAfter", { count });
  }

  #tooMany(count) {
    return this.#isTooMany(count) ? this.say("tooMany", { parts: this.#parts(count), max: this.maxSegments }) : "";
  }

  get #complaint() {
    const { count, problem } = this.reading;
    if (this.#isOver) return this.#tooMany(count);
    if (count > PARTS_MAX) return this.say("tooLong", { parts: this.#parts(count) });
    // Where the message goes may be given later.
    const isWaiting = problem?.code === "invalid-request" && !this.to && !this.region;
    return problem && !isWaiting ? capital(problem.message) : "";
  }

  /** Whether the text could be taken apart: what failed then is the price. */
  get #isTakenApart() {
    return this.reading.segments !== null;
  }

  /** Of the text as it is now: what is shown may be a frame old. */
  tellForm() {
    const count = this.name || this.maxSegments > 0 ? this.#count() : 0;
    const value = this.name ? String(count) : null;
    const wrong = this.#tooMany(count);
    const told = `${value} ${wrong}`;
    if (told === this.#toldForm) return;
    this.#toldForm = told;
    this.internals.setFormValue(value);
    this.setValidity({ tooLong: true }, wrong);
  }

  #sentence() {
    const { text, count, segments: sms, quote } = this.reading;
    const parts = this.#parts(count);
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
        ${renderGauge(this.reading, this.#isOver)} ${renderReadings(this.reading, this.#isPriced, this)}
        ${complaint ? html`<p class=${this.#isOver ? "notice wrong" : "soft wrong-text"} part="problem">${complaint}</p>` : nothing}
        ${this.#isTakenApart ? this.#costly() : nothing}
      </div>
      ${this.renderSpoken()}
    `;
  }

  /** The characters that cost, what would help, and the text as it is sent. */
  #costly() {
    const { segments: sms } = this.reading;
    const text = this.#sent;
    const marks = marksOf(text, sms, this.#profile);
    const isTelling = marks.length > 0 || sms.parts.length > 1 || sms.sent !== null;
    const isShown = this.view === "always" || (this.view !== "never" && isTelling);
    const taking = { canTake: this.#canTake, take: (action) => this.#repair(action) };
    // They are looked for after a pause: until then they stay what they are.
    const repairs = guard([this.repairs, taking.canTake, this.locale, this.strings], () => renderRepairs(this.repairs, taking, this));
    return html`
      ${marks.length > 0 ? renderKinds(sms, marks, this.profile === "ascii-7" ? "ASCII" : "GSM-7", this) : nothing}
      ${repairs} ${isShown ? renderParts(text, sms, marks, this) : nothing}
    `;
  }
}

register("septet-meter", SeptetMeter);
