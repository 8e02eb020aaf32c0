// The credits by what they came in with: which are used first, and which expire when.
import { Task } from "@lit/task";
import { html, nothing } from "lit";

import { type Account, ledger, type Schemas } from "../app/ledger.ts";
import { once } from "../app/once.ts";
import { giverOf } from "../app/payer.ts";
import { visit } from "../app/visit.ts";
import { confirm } from "../ui/confirm.ts";
import { credits, decimal } from "../ui/format.ts";
import { fetched, skeleton } from "../ui/loading.ts";
import { when } from "../ui/when.ts";
import { LOT_NAMES } from "./names.ts";
import { problemHint } from "./field.ts";
import { Section } from "./section.ts";

class AccountLots extends Section {
  #problem: unknown;

  readonly #lots = new Task(this, {
    task: ([id], { signal }) => ledger.listLots(id, { signal }),
    args: () => [this.account.id, this.standing] as const,
  });

  protected override render() {
    return html`
      <section class="card" aria-labelledby="account-lots-title">
        <h2 id="account-lots-title">Where the credits come from</h2>
        ${fetched(this.#lots, ({ lots }) => (lots.length === 0 ? this.#none() : this.#table(lots)), skeleton(5))}
        ${this.account.recurring.length > 0 ? this.#recurring() : nothing}
      </section>
    `;
  }

  #none() {
    const { balance } = this.account;
    const giver = giverOf(this.account);
    if (balance.unlimited) {
      return html`<p class="quiet">There are no credits at the moment. None are needed: the account is unlimited.</p>`;
    }
    if (typeof balance.shared === "string") {
      return html`<p class="quiet">It has no credits of its own: it spends those of ${giver}.</p>`;
    }
    const source = giver ?? "the allowance and from purchases";
    return html`<p class="quiet">There are no credits at the moment. They come from ${source}.</p>`;
  }

  #table(lots: Schemas["Lot"][]) {
    return html`
      <div class="scroll" tabindex="0" role="group" aria-labelledby="account-lots-title">
        <table class="rows">
          <caption class="quiet">
            In the order in which they are used.
          </caption>
          <thead>
            <tr>
              <th scope="col">Source and expiry</th>
              <th scope="col" class="figure">Left</th>
              <th scope="col" class="figure">Held</th>
            </tr>
          </thead>
          <tbody>
            ${lots.map(
              ({ kind, remaining, granted, held, expiresAt }) => html`
                <tr>
                  <th scope="row">
                    ${LOT_NAMES[kind]}
                    <span class="quiet account-under">
                      Of ${decimal(granted)};
                      ${expiresAt === null ? "does not expire" : html`expires on ${when(expiresAt, this.account.timeZone)}`}
                    </span>
                  </th>
                  <td class="figure">${decimal(remaining)}</td>
                  <td class="figure">${decimal(held)}</td>
                </tr>
              `,
            )}
          </tbody>
        </table>
      </div>
    `;
  }

  #recurring() {
    const mayEnd = visit.session?.demo === true || visit.isOperator;
    return html`
      <h3>Bought each period</h3>
      <ul class="account-list">
        ${this.account.recurring.map(
          (bought) => html`
            <li>
              <span>${credits(bought.credits)} <span class="quiet">${bought.topUp.replaceAll("_", " ")}</span></span>
              ${mayEnd ? html`<button class="link" type="button" @click=${() => void this.#end(bought)}>End</button>` : nothing}
            </li>
          `,
        )}
      </ul>
      ${problemHint(this.#problem)}
    `;
  }

  async #end({ id, credits: amount }: Account["recurring"][number]): Promise<void> {
    const account = this.account.id;
    const text = `${credits(amount)} will no longer be bought each period. This period’s credits stay.`;
    if (!(await confirm({ title: "End this purchase?", text, action: "End it", cancel: "Keep it" }))) {
      return;
    }
    this.#problem = undefined;
    try {
      const ended = await once(`end ${id}`, (idempotencyKey) => ledger.endPurchase(account, id, { idempotencyKey }));
      visit.take(account, ended);
    } catch (error) {
      this.#problem = error;
    }
    this.requestUpdate();
  }
}

customElements.define("account-lots", AccountLots);
