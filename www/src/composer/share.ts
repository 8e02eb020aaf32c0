// A link to the draft. The draft stands in its fragment, which no server gets.
import { html } from "lit";

import { count } from "../ui/format.ts";
import { LightElement } from "../ui/light-element.ts";
import { type Draft, LINK_MAX, linkTo } from "./draft.ts";

class Share extends LightElement {
  // The draft is read when the link is asked for: nothing that is shown depends on it.
  static override properties = {
    draft: { attribute: false, hasChanged: () => false },
    remember: { attribute: false, hasChanged: () => false },
    told: { state: true },
  };

  declare draft: Draft;
  /** Puts the draft into the page's own address as well. */
  declare remember: () => void;
  declare told: string;

  constructor() {
    super();
    this.told = "";
  }

  protected override render() {
    return html`
      <div class="share">
        <button class="secondary" type="button" @click=${this.#copy}>Copy link</button>
        <span class="quiet" role="status">${this.told}</span>
      </div>
    `;
  }

  async #copy(): Promise<void> {
    const link = linkTo(this.draft);
    if (link.length > LINK_MAX) {
      this.told = `This text is too long for a link: the link would have ${count(link.length)} characters, and only up to ${count(LINK_MAX)} work everywhere.`;
      return;
    }
    this.remember();
    try {
      await navigator.clipboard.writeText(link);
      this.told = "Link copied";
    } catch {
      this.told = "The browser blocked copying; the link is now in the address bar.";
    }
  }
}

customElements.define("composer-share", Share);
