// The operator's work: accounts, prices, keys, deliveries, and what has happened.
import { html, type TemplateResult } from "lit";

import { href } from "../app/route.ts";
import { Screen } from "../app/screen.ts";
import { signOut } from "../app/sign-out.ts";
import { heading } from "../ui/heading.ts";
import "./accounts.ts";
import "./activity.ts";
import "./deliveries.ts";
import "./keys.ts";
import "./operator.css";
import "./prices.ts";

interface Tab {
  name: string;
  title: string;
  draw(query: URLSearchParams): TemplateResult;
}

const TABS: readonly Tab[] = [
  {
    name: "accounts",
    title: "Accounts",
    draw: (query) => html`<operator-accounts .account=${query.get("account") ?? undefined}></operator-accounts>`,
  },
  { name: "prices", title: "Books and rates", draw: () => html`<operator-prices></operator-prices>` },
  { name: "keys", title: "API keys", draw: () => html`<operator-keys></operator-keys>` },
  { name: "deliveries", title: "Deliveries", draw: () => html`<operator-deliveries></operator-deliveries>` },
  { name: "activity", title: "Activity", draw: () => html`<operator-activity></operator-activity>` },
];

class OperatorScreen extends Screen {
  /** Tabs are made when they are first shown, and kept: nothing is lost that was typed in them. */
  readonly #visited = new Map<Tab, URLSearchParams>();

  get #tab(): Tab {
    const wanted = this.query.get("tab");
    return TABS.find(({ name }) => name === wanted) ?? TABS[0]!;
  }

  protected override willUpdate(): void {
    // Before it is shown, it has not been told what to show.
    if (!this.hidden) {
      this.#visited.set(this.#tab, this.query);
    }
  }

  protected override render() {
    return html`
      ${heading("Operator", "Accounts, prices and keys of this ledger.", signOut())}
      <nav class="choices operator-tabs" aria-label="Operator">
        ${TABS.map((tab) => html`<a href=${href("operator", { tab: tab.name })} aria-current=${tab === this.#tab}>${tab.title}</a>`)}
      </nav>
      ${TABS.filter((tab) => this.#visited.has(tab)).map(
        (tab) => html`<div class="operator-tab" ?hidden=${tab !== this.#tab}>${tab.draw(this.#visited.get(tab)!)}</div>`,
      )}
    `;
  }
}

customElements.define("app-operator", OperatorScreen);
