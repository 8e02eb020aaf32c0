// A new account.
import { html } from "lit";

import { ledger } from "../app/ledger.ts";
import { visit } from "../app/visit.ts";
import { sentence } from "../ui/format.ts";
import { Act } from "./act.ts";
import { field, given, NAME, NAME_HINT, select } from "./field.ts";
import { Part } from "./part.ts";

/** Codes of what the ledger says of single fields. */
const OF_FIELDS = ["account-exists", "invalid-name", "unknown-zone", "unknown-account", "out-of-range"];

class OperatorOpening extends Part {
  readonly #opening = new Act(this);

  protected override render() {
    const plans = (visit.plans?.plans ?? []).map(({ id }) => [id, sentence(id)] as const);
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    const problem = (...codes: string[]) => this.#opening.problemOf(...codes);
    return html`
      <section class="card" aria-labelledby="operator-opening">
        <h2 id="operator-opening">New account</h2>
        <form class="operator-form operator-columns" @submit=${this.#open}>
          ${field({
            id: "operator-new-id",
            label: "Name",
            name: "id",
            ...NAME,
            hint: `Its permanent name. ${NAME_HINT}`,
            problem: problem("account-exists", "invalid-name"),
          })}
          ${select({
            id: "operator-new-plan",
            label: "Plan",
            name: "plan",
            options: [...plans, ["", "Same as the account above"]],
            value: visit.account?.effectivePlan,
          })}
          ${field({
            id: "operator-new-seats",
            label: "Seats",
            name: "seats",
            type: "number",
            min: "1",
            value: "1",
            problem: problem("out-of-range"),
          })}
          ${field({
            id: "operator-new-zone",
            label: "Time zone",
            name: "timeZone",
            value: timeZone,
            hint: "Its IANA name.",
            problem: problem("unknown-zone"),
          })}
          ${field({
            id: "operator-new-parent",
            label: "Account above",
            name: "parent",
            hint: "Optional.",
            problem: problem("unknown-account"),
          })}
          <div class="actions">
            <button class="primary" type="submit" aria-busy=${this.#opening.isBusy}>Open the account</button>
          </div>
          ${this.#opening.outcome(...OF_FIELDS)}
        </form>
      </section>
    `;
  }

  readonly #open = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const { id = "", seats, ...others } = given(form);
    const body = { id, ...others, ...(seats === undefined ? {} : { seats: Number(seats) }) };
    await this.#opening.run(["open", body], async (options) => {
      const account = await ledger.openAccount(body, options);
      form.reset();
      this.dispatchEvent(new CustomEvent("changed", { detail: account.id }));
      return html`<p>The account ${account.id} is open.</p>`;
    });
  };
}

customElements.define("operator-opening", OperatorOpening);
