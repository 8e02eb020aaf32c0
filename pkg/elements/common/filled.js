// How full a bar is, from 0 to 1. Not by `style=` in a template, which a strict content security policy does not let
// through (Lit's `styleMap` writes one at first).
import { noChange } from "lit";
import { Directive, directive } from "lit/directive.js";

class Filled extends Directive {
  #share;

  render() {
    return noChange;
  }

  update({ element }, [share]) {
    if (share !== this.#share) element.style.setProperty("--filled", share);
    this.#share = share;
    return noChange;
  }
}

export const filled = directive(Filled);
