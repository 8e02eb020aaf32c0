// A part of the account's screen. It stands in the page's own tree, and is told of the account by the screen.
import { LitElement } from "lit";
import type { PropertyDeclarations } from "lit";

import type { Account } from "../app/ledger.ts";
import { visit } from "../app/visit.ts";
import { KeepFocus } from "../ui/focus.ts";

export abstract class Section extends LitElement {
  static override properties: PropertyDeclarations = { account: { attribute: false } };

  declare account: Account;

  constructor() {
    super();
    new KeepFocus(this);
  }

  /** Changes whenever credits have moved, or the visitor has come in again: what was fetched before is old then. */
  protected get standing(): string {
    return `${visit.meetings} ${JSON.stringify(this.account.balance)}`;
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }
}
