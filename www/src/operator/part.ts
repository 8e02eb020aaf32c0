// A part of the operator's screen: an element in the page's own tree, as screens are.
import { FollowVisit } from "../app/visit.ts";
import { KeepFocus } from "../ui/focus.ts";
import { LightElement } from "../ui/light-element.ts";

export abstract class Part extends LightElement {
  constructor() {
    super();
    new FollowVisit(this);
    new KeepFocus(this);
  }
}
