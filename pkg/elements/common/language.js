// The language of the place where an element stands. A page may change it, or put the element elsewhere.
import { validLocale } from "./format.js";

export class Language {
  #host;
  #observer;

  constructor(host) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected() {
    this.#observer = new MutationObserver(() => this.#host.requestUpdate());
    for (let node = this.#host; node; node = node.getRootNode().host) {
      this.#observer.observe(node.getRootNode(), { subtree: true, attributes: true, attributeFilter: ["lang"] });
    }
    this.#host.requestUpdate();
  }

  hostDisconnected() {
    this.#observer.disconnect();
  }

  /** As a locale; `undefined`, the reader's own, where the page names none. */
  get locale() {
    for (let node = this.#host; node instanceof Element; node = node.getRootNode().host) {
      const { lang } = node.closest("[lang]") ?? {};
      if (lang) return validLocale(lang);
    }
    return undefined;
  }
}
