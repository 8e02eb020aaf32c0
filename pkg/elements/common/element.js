// What the elements have in common: their language, their texts, and a voice for those who hear the page.
import { html, LitElement } from "lit";
import { formats } from "./format.js";
import { Language } from "./language.js";
import { Pause } from "./pause.js";
import { theme } from "./theme.js";
import { fill } from "./words.js";

// Once nothing has changed for so long: a sentence on every key stroke would be noise.
const PAUSE_MS = 1000;

export class SeptetElement extends LitElement {
  static styles = [theme];
  static properties = {
    strings: { attribute: false, hasChanged: differs },
    spoken: { state: true },
  };

  /** The element's texts in English, by name. */
  static texts = {};

  #pause = new Pause(this, PAUSE_MS);
  #language = new Language(this);
  #speech;
  internals = this.attachInternals();

  constructor() {
    super();
    this.spoken = "";
  }

  performUpdate() {
    this.#speech = undefined;
    super.performUpdate();
  }

  /** Looked for once in an update: a text of many parts asks for it hundreds of times. */
  get #known() {
    if (this.#speech === undefined) {
      const { locale } = this.#language;
      this.#speech = { locale, formats: formats(locale) };
    }
    return this.#speech;
  }

  /** The language of the place where the element stands; `undefined`, the reader's own, where the page names none. */
  get locale() {
    return this.#known.locale;
  }

  get formats() {
    return this.#known.formats;
  }

  /** Whether there is a text of that name. */
  knows(name) {
    return (this.strings?.[name] ?? this.constructor.texts[name]) !== undefined;
  }

  /** A text of the element, the page's own or the English one. Numbers become what the locale writes. */
  say(name, values = {}) {
    const { locale, formats } = this.#known;
    const shown = (key) => (typeof values[key] === "number" ? formats.decimal(values[key]) : values[key]);
    const own = this.strings?.[name];
    const text = own ?? this.constructor.texts[name] ?? name;
    // The element's texts have the forms of English, wherever it stands.
    return fill(text, { count: values.count, shown, locale: own === undefined ? "en" : locale });
  }

  /** `1,234.5 credits` */
  sayCredits(amount) {
    return this.say("credits", { count: amount, amount: this.formats.decimal(amount) });
  }

  /** Says something to those who hear the page, once it has been so for a while. */
  announce(text) {
    this.#pause.run(() => {
      this.spoken = text;
    });
  }

  renderSpoken() {
    return html`<p class="unseen" role="status">${this.spoken}</p>`;
  }

  emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }
}

/** Whether a value says something else than before: frameworks make new objects each time they render. */
export function differs(value, before) {
  if (Object.is(value, before)) return false;
  if (![value, before].every(isPlain)) return true;
  const names = new Set([...Object.keys(value), ...Object.keys(before)]);
  return [...names].some((name) => differs(value[name], before[name]));
}

const isPlain = (value) => Array.isArray(value) || Object.prototype.toString.call(value) === "[object Object]";

/** Makes the element known, unless the page has one of that name already. */
export function register(name, element) {
  if (!customElements.get(name)) customElements.define(name, element);
}
