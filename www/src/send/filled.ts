// How full a bar is, from 0 to 1, as the custom property `--filled`. The content security policy lets no `style=` attribute
// through, and Lit's `styleMap` writes one at first.
import { noChange } from "lit";
import { Directive, directive, type ElementPart } from "lit/directive.js";

class Filled extends Directive {
  override render(_share: number) {
    return noChange;
  }

  override update({ element }: ElementPart, [share]: [number]) {
    (element as HTMLElement).style.setProperty("--filled", String(share));
    return noChange;
  }
}

export const filled = directive(Filled);
