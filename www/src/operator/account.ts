// What an operator does for one account: credits given, charges given back, a way in for a person.
import { html, nothing } from "lit";

import { ledger } from "../app/ledger.ts";
import { allowanceName } from "../app/payer.ts";
import { href } from "../app/route.ts";
import { visit } from "../app/visit.ts";
import { confirm } from "../ui/confirm.ts";
import { plus } from "../ui/decimal.ts";
import { credits, decimal, sentence } from "../ui/format.ts";
import { skeleton } from "../ui/loading.ts";
import { readDecimal } from "../ui/typed.ts";
import { Act } from "./act.ts";
import { CREDITS, field, given, select } from "./field.ts";
import { Part } from "./part.ts";
import "./refund.ts";
import { secret } from "./secret.ts";
import { day, timeZone, today } from "./time.ts";

const KINDS = [
  ["promo", "Promotional credits"],
  ["top_up", "Bought credits"],
] as const;

const NO_EFFECT = "The plan is unlimited: granted credits have no effect while it is.";

class OperatorAccount extends Part {
  static override properties = { account: { attribute: false } };

  declare account: string;

  readonly #granting = new Act(this);
  readonly #letIn = new Act(this);

  protected override render() {
    const { account } = visit;
    if (account?.id !== this.account) {
      // That there is none is said above all screens; any other one is shown in a moment.
      return visit.missing === this.account ? nothing : skeleton(6);
    }
    const { available, allowance, bought, held, shared, unlimited } = account.balance;
    return html`
      <section class="card operator-account" aria-labelledby="operator-account">
        <h2 id="operator-account" tabindex="-1">${account.id}</h2>
        <dl class="operator-facts">
          <div>
            <dt>Plan</dt>
            <dd>${account.effectivePlan}</dd>
          </div>
          <div>
            <dt>Available</dt>
            <dd>${unlimited ? "Unlimited" : credits(available)}</dd>
          </div>
          ${
            unlimited
              ? ""
              : html`
                  <div>
                    <dt>${sentence(allowanceName(account))}</dt>
                    <dd>${decimal(plus(allowance, shared ?? "0"))}</dd>
                  </div>
                  <div>
                    <dt>Bought or granted</dt>
                    <dd>${decimal(bought)}</dd>
                  </div>
                  <div>
                    <dt>Held</dt>
                    <dd>${decimal(held)}</dd>
                  </div>
                `
          }
          <div>
            <dt>Seats</dt>
            <dd>${account.seats}</dd>
          </div>
          <div>
            <dt>Opened</dt>
            <dd>${day(account.createdAt)}</dd>
          </div>
        </dl>
        <p class="operator-links">
          <a href=${href("account", { account: account.id })}>Its account page</a>
          <a href=${href("usage", { account: account.id })}>Its usage</a>
          <a href=${href("operator", { tab: "accounts", account: undefined })}>Close</a>
        </p>

        <h3>Grant credits</h3>
        ${unlimited ? html`<p class="notice mild">${NO_EFFECT}</p>` : nothing}
        <form class="operator-form operator-columns" @submit=${this.#grant}>
          ${field({
            id: "operator-grant-credits",
            label: "Credits",
            name: "credits",
            required: true,
            ...CREDITS,
            problem: this.#granting.problemOf("invalid-amount"),
          })}
          ${select({ id: "operator-grant-kind", label: "Kind", name: "kind", options: KINDS })}
          ${field({
            id: "operator-grant-until",
            label: "Expires",
            name: "until",
            type: "date",
            min: today(),
            hint: `To the end of that day in ${timeZone}. If empty, they do not expire.`,
          })}
          ${field({
            id: "operator-grant-reason",
            label: "Reason",
            name: "reason",
            required: true,
            maxLength: 200,
            hint: "Shown in the account’s entries.",
          })}
          <div class="actions"><button class="primary" type="submit" aria-busy=${this.#granting.isBusy}>Grant</button></div>
          ${this.#granting.outcome("invalid-amount")}
        </form>

        <operator-refund .account=${account.id} @changed=${this.#changed}></operator-refund>

        <h3>Login code</h3>
        <p class="quiet">A login code works once, within ten minutes. Whoever has it acts for this account.</p>
        <div class="actions">
          <button class="secondary" type="button" aria-busy=${this.#letIn.isBusy} @click=${this.#makeCode}>
            Create a login code
          </button>
        </div>
        ${this.#letIn.outcome()}
      </section>
    `;
  }

  protected override updated(changed: Map<string, unknown>): void {
    if (changed.has("account")) {
      // What was said of another account says nothing of this one.
      this.#granting.say("");
      this.#letIn.say("");
      this.querySelector<HTMLElement>("#operator-account")?.focus();
    }
  }

  readonly #changed = (): void => {
    void visit.refresh();
    this.dispatchEvent(new CustomEvent("changed"));
  };

  readonly #grant = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const { credits: typed = "", kind, until, reason = "" } = given(form);
    const amount = readDecimal(typed).value!;
    const { account } = this;
    const agreed = await confirm({
      title: `Grant ${credits(amount)} to ${account}?`,
      text: html`<p>${visit.account?.balance.unlimited ? NO_EFFECT : "They can be spent at once."} A grant cannot be undone.</p>`,
      action: "Grant them",
    });
    if (!agreed) {
      return;
    }
    const body = {
      credits: amount,
      kind: kind as "promo" | "top_up",
      // To the end of that day, where the operator is.
      expiresAt: until === undefined ? null : new Date(`${until}T23:59:59`).toISOString(),
      reason,
    };
    await this.#granting.run(["grant", account, body], async (options) => {
      const { id, credits: granted, balance } = await ledger.grant(account, body, options);
      form.reset();
      const now = balance.unlimited ? NO_EFFECT : `${account} now has ${credits(balance.available)}.`;
      return html`<p>${credits(granted)} granted (${id}). ${now}</p>`;
    });
    this.#changed();
  };

  readonly #makeCode = async (): Promise<void> => {
    const { account } = this;
    await this.#letIn.run(["login code", account], async (options) => {
      const { code } = await ledger.createLoginCode({ account }, options);
      return secret("The login code.", code, `Give it to the person who will act for ${account}.`);
    });
  };
}

customElements.define("operator-account", OperatorAccount);
