// The public functions over the generated glue. An entry (`node.js`, `web.js`) has started the module before any of
// them is called.
import * as core from "./dist/core.js";

export const segments = (text, options) => core.segments({ ...options, text });

// Anything but a string takes the slow way, which says what is wrong with it.
export const countSegments = (text, profile) =>
  typeof text === "string" && (profile === undefined || typeof profile === "string")
    ? core.countSegments(text, profile)
    : core.segments({ text, profile }).segments;

export const region = (number) => core.region({ number });

export class Engine {
  #engine;

  constructor(book, { decks, ...unknown } = {}) {
    const [name] = Object.keys(unknown);
    if (name !== undefined) {
      throw Object.assign(new Error(`there is no field \`${name}\`: \`decks\``), { code: "unknown-field" });
    }
    this.#engine = new core.Engine(book, decks);
  }

  quote(request) {
    return this.#engine.quote(request);
  }
}
