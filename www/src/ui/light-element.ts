// An element in the page's own tree, for a screen and for what has a state of its own in it: the page's styles and labels
// reach into it.
import { LitElement } from "lit";

export abstract class LightElement extends LitElement {
  protected override createRenderRoot(): HTMLElement {
    return this;
  }
}
