// The account: what there is, where it is from and goes to, and what happens when it runs low.
import "./account.css";
import "./alerts.ts";
import "./balance.ts";
import "./buy.ts";
import "./campaigns.ts";
import "./entries.ts";
import "./lots.ts";
import "./members.ts";
import "./reload.ts";

import { html, nothing } from "lit";
import { keyed } from "lit/directives/keyed.js";

import type { Account } from "../app/ledger.ts";
import { Screen } from "../app/screen.ts";
import { signOut } from "../app/sign-out.ts";
import { visit } from "../app/visit.ts";
import { heading } from "../ui/heading.ts";
import { skeleton } from "../ui/loading.ts";

class AccountScreen extends Screen {
  #account: Account | undefined;

  protected override willUpdate(): void {
    // While another screen is shown, each of its charges would fetch everything here anew.
    if (!this.hidden) {
      this.#account = visit.account;
    }
  }

  protected override render() {
    const account = this.#account;
    if (account === undefined) {
      return html`${heading("Account", "")} ${visit.standing === "starting" ? skeleton(8) : nothing}`;
    }
    const above = account.parent === null ? "" : `, below ${account.parent}`;
    return html`
      ${heading(account.id, `On the ${account.effectivePlan} plan${above}. Times are in ${account.timeZone}.`, signOut())}
      ${keyed(
        account.id,
        html`
          <div class="account-screen">
            <account-balance class="account-wide" .account=${account}></account-balance>
            <div class="account-column">
              <account-lots .account=${account}></account-lots>
              <account-members .account=${account}></account-members>
              <account-entries .account=${account}></account-entries>
            </div>
            <div class="account-column">
              <account-reload .account=${account} .query=${this.query}></account-reload>
              <account-alerts .account=${account}></account-alerts>
              <account-campaigns .account=${account}></account-campaigns>
            </div>
          </div>
          <account-buying .account=${account} .query=${this.query}></account-buying>
        `,
      )}
    `;
  }
}

customElements.define("app-account", AccountScreen);
