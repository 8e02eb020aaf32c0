// A part of the operator's screen: an element in the page's own tree, as screens are.
import { LitElement } from "lit";

import { FollowVisit } from "../app/visit.ts";

export abstract class Part extends LitElement {
  constructor() {
    super();
    new FollowVisit(this);
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }
}
