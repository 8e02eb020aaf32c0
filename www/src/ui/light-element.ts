// An element in the page's own tree, for a part of a screen that has a state of its own: the page's styles and labels
// reach into it.
import { LitElement } from "lit";

export abstract class LightElement extends LitElement {
  protected override createRenderRoot(): HTMLElement {
    return this;
  }
}
