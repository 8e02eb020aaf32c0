// What every screen is: an element in the page's own tree, so that the page's styles and labels reach into it. A screen is
// kept while another is shown: nothing is lost that was typed in it.
import { LightElement } from "../ui/light-element.ts";
import { FollowVisit } from "./visit.ts";

export abstract class Screen extends LightElement {
  static override properties = { query: { attribute: false } };

  /** What the address asks the screen to show. */
  declare query: URLSearchParams;

  constructor() {
    super();
    this.query = new URLSearchParams();
    new FollowVisit(this);
  }
}
