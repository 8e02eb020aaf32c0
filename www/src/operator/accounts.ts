// The accounts: searched, listed, opened anew; and what an operator does for one of them.
import { html, nothing } from "lit";

import { ledger, type Schemas } from "../app/ledger.ts";
import { go, href } from "../app/route.ts";
import { visit } from "../app/visit.ts";
import { decimal, sentence } from "../ui/format.ts";
import { type Column, table } from "../ui/table.ts";
import "./account.ts";
import { field, given, select } from "./field.ts";
import "./opening.ts";
import { Paged } from "./paged.ts";
import { Part } from "./part.ts";
import { day } from "./time.ts";

type Line = Schemas["AccountLine"] & { balance: Schemas["Balance"] | null; createdAt: string };

class OperatorAccounts extends Part {
  static override properties = { account: { attribute: false } };

  /** The one that is worked on, by the address. */
  declare account: string | undefined;

  #filter: { search?: string; plan?: string } = {};

  readonly #accounts = new Paged<Line>(this, async (cursor, signal) => {
    const query = { limit: 50, ...this.#filter, ...(cursor === undefined ? {} : { cursor }) };
    const { accounts, next } = await ledger.listAccounts(query, { signal });
    return { items: accounts, next };
  });

  protected override render() {
    const plans = (visit.plans?.plans ?? []).map(({ id }) => [id, sentence(id)] as const);
    return html`
      ${this.account === undefined ? nothing : html`<operator-account .account=${this.account} @changed=${() => void this.#accounts.restart()}></operator-account>`}
      <section class="card" aria-labelledby="operator-accounts">
        <h2 id="operator-accounts">Accounts</h2>
        <form class="operator-filters" role="search" aria-label="Accounts" @submit=${this.#search}>
          ${field({ id: "operator-search", label: "Part of the name", name: "search", type: "search" })}
          ${select({ id: "operator-plan", label: "Plan", name: "plan", options: [["", "Any"], ...plans] })}
          <button class="secondary" type="submit">Search</button>
        </form>
        ${this.#accounts.show(
          (accounts) => this.#table(accounts),
          Object.keys(this.#filter).length > 0
            ? "No account matches."
            : "There are no accounts yet. Open one below.",
        )}
      </section>
      <operator-opening @changed=${this.#opened}></operator-opening>
    `;
  }

  #table(accounts: readonly Line[]) {
    const columns: Column<Line>[] = [
      {
        title: "Account",
        isHead: true,
        of: ({ id, parent }) => html`
          <a href=${href("operator", { tab: "accounts", account: id })} aria-label=${id}>${broken(id)}</a>
          ${parent === null ? nothing : html`<span class="operator-aside">below ${parent}</span>`}
        `,
      },
      { title: "Plan", of: ({ plan }) => plan ?? html`<span class="quiet">of the account above</span>` },
      {
        title: "Available",
        isFigure: true,
        of: ({ id, balance }) => available(id === visit.accountId ? visit.account!.balance : balance),
      },
      { title: "Opened", isExtra: true, of: ({ createdAt }) => day(createdAt) },
      {
        title: "",
        isFigure: true,
        isExtra: true,
        of: ({ id }) => html`<a href=${href("account", { account: id })}>View<span class="unseen"> ${id}</span></a>`,
      },
    ];
    return table("Accounts", columns, accounts, { isCurrent: ({ id }) => id === this.account });
  }

  readonly #search = (event: SubmitEvent): void => {
    event.preventDefault();
    this.#filter = given(event.currentTarget as HTMLFormElement);
    void this.#accounts.restart();
  };

  readonly #opened = ({ detail }: CustomEvent<string>): void => {
    void this.#accounts.restart();
    go("operator", { tab: "accounts", account: detail });
  };
}

/** A name that may be broken behind its dots. Read out it would be in pieces. */
function broken(name: string) {
  return name.split(/(?<=\.)/).map((part, at) => (at === 0 ? part : html`<wbr>${part}`));
}

/** There is none on a plan that the book lacks. */
function available(balance: Schemas["Balance"] | null): string {
  return balance === null ? "Not in this book" : balance.unlimited ? "Unlimited" : decimal(balance.available);
}

customElements.define("operator-accounts", OperatorAccounts);
