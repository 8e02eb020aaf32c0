// A part of the account's screen. It stands in the page's own tree, and is told of the account by the screen.
import type { PropertyDeclarations } from "lit";

import type { Account } from "../app/ledger.ts";
import { visit } from "../app/visit.ts";
import { KeepFocus } from "../ui/focus.ts";
import { LightElement } from "../ui/light-element.ts";

export abstract class Section extends LightElement {
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
}
