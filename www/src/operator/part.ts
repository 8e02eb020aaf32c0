// A part of the operator's screen: an element in the page's own tree, as screens are.
import { LitElement } from "lit";

import { FollowVisit } from "../app/visit.ts";
import { KeepFocus } from "../ui/focus.ts";

export abstract class Part extends LitElement {
  constructor() {
    super();
    new FollowVisit(this);
    new KeepFocus(this);
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }
}
