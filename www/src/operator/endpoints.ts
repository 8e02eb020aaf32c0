// Webhook endpoints: who is told of what happens.
import { html } from "lit";

import { ledger, type Schemas } from "../app/ledger.ts";
import { confirm } from "../ui/confirm.ts";
import { type Column, table } from "../ui/table.ts";
import { Act } from "./act.ts";
import { EVENT_TYPES, type EventType } from "./event-types.ts";
import { field, given } from "./field.ts";
import { Part } from "./part.ts";
import { secret } from "./secret.ts";
import { day } from "./time.ts";

type Endpoint = Schemas["Endpoint"];

/** Tells by `changed` that there is one more, or one less. */
class OperatorEndpoints extends Part {
  static override properties = { endpoints: { attribute: false } };

  /** With those that were deleted. */
  declare endpoints: readonly Endpoint[];

  readonly #adding = new Act(this);
  readonly #deleting = new Act(this);

  constructor() {
    super();
    this.endpoints = [];
  }

  protected override render() {
    const present = this.endpoints.filter(({ deletedAt }) => deletedAt === null);
    return html`
      <section class="card" aria-labelledby="operator-endpoints">
        <h2 id="operator-endpoints">Webhook endpoints</h2>
        ${this.#deleting.outcome()}
        ${present.length === 0 ? html`<p class="operator-empty">No endpoints yet. Add one below to receive events.</p>` : this.#table(present)}
      </section>
      <section class="card" aria-labelledby="operator-new-endpoint">
        <h2 id="operator-new-endpoint">New endpoint</h2>
        <form class="operator-form" @submit=${this.#add}>
          ${field({
            id: "operator-endpoint-url",
            label: "Address",
            name: "url",
            type: "url",
            required: true,
            hint: "It must be reachable over the internet by https.",
            problem: this.#adding.problemOf("invalid-request", "forbidden"),
          })}
          ${field({
            id: "operator-endpoint-account",
            label: "Account",
            name: "account",
            hint: "If empty, it receives the events of all accounts.",
            problem: this.#adding.problemOf("unknown-account", "invalid-name"),
          })}
          <fieldset>
            <legend>Events</legend>
            <p class="hint">If none are chosen, it receives all events.</p>
            <div class="operator-checks">
              ${Object.entries(EVENT_TYPES).map(
                ([type, text]) =>
                  html`<label class="check"><input type="checkbox" name="type" value=${type} />${text}</label>`,
              )}
            </div>
          </fieldset>
          <div class="actions">
            <button class="primary" type="submit" aria-busy=${this.#adding.isBusy}>Add the endpoint</button>
          </div>
          ${this.#adding.outcome("invalid-request", "forbidden", "unknown-account", "invalid-name")}
        </form>
      </section>
    `;
  }

  #table(endpoints: readonly Endpoint[]) {
    const columns: Column<Endpoint>[] = [
      { title: "Address", isHead: true, of: ({ url }) => url },
      {
        title: "Events",
        of: ({ types }) => (types === null ? "All" : types.map((type) => EVENT_TYPES[type as EventType] ?? type).join(", ")),
      },
      { title: "Account", of: ({ account }) => account ?? "All" },
      { title: "Since", of: ({ createdAt }) => day(createdAt) },
      {
        title: "",
        isFigure: true,
        of: (endpoint) => html`<button class="link danger" type="button" @click=${() => void this.#delete(endpoint)}>
          Delete<span class="unseen"> ${endpoint.url}</span>
        </button>`,
      },
    ];
    return table("Webhook endpoints", columns, endpoints, { key: ({ id }) => id });
  }

  readonly #add = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const { url = "", account } = given(form);
    const types = new FormData(form).getAll("type") as EventType[];
    const body = { url, ...(account === undefined ? {} : { account }), ...(types.length === 0 ? {} : { types }) };
    await this.#adding.run(["endpoint", body], async (options) => {
      const made = await ledger.createEndpoint(body, options);
      form.reset();
      this.dispatchEvent(new CustomEvent("changed"));
      return secret(
        "Its secret.",
        made.secret,
        "With it, the endpoint verifies that events come from this ledger (Standard Webhooks).",
      );
    });
  };

  async #delete({ id, url }: Endpoint): Promise<void> {
    const agreed = await confirm({
      title: "Delete the endpoint?",
      text: html`<p>${url} will receive no more events, and its pending deliveries are given up.</p>`,
      action: "Delete it",
    });
    if (!agreed) {
      return;
    }
    await this.#deleting.run(["delete endpoint", id], async () => {
      await ledger.deleteEndpoint(id);
      this.dispatchEvent(new CustomEvent("changed"));
      return html`<p>${url} is deleted.</p>`;
    });
  }
}

customElements.define("operator-endpoints", OperatorEndpoints);
