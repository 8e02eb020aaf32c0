// What was sent to others, what was given up, and where it goes.
import { Task } from "@lit/task";
import { html, nothing } from "lit";

import { ledger, type Schemas } from "../app/ledger.ts";
import { once } from "../app/once.ts";
import { visit } from "../app/visit.ts";
import { count, sentence } from "../ui/format.ts";
import { fetched } from "../ui/loading.ts";
import { type Column, table } from "../ui/table.ts";
import { Act } from "./act.ts";
import "./endpoints.ts";
import { Paged } from "./paged.ts";
import { Part } from "./part.ts";
import { moment } from "./time.ts";

type Delivery = Schemas["Delivery"];
type State = Schemas["DeliveryState"];

const STATES: readonly (readonly [State | "", string])[] = [
  ["dead", "Given up"],
  ["pending", "On their way"],
  ["delivered", "Delivered"],
  ["", "All"],
];

const WORDS: Record<State, string> = { dead: "Given up", pending: "On its way", delivered: "Delivered" };

class OperatorDeliveries extends Part {
  readonly #replaying = new Act(this);
  #state: State | "" = "dead";
  #shown: readonly Delivery[] = [];

  readonly #deliveries = new Paged<Delivery>(this, async (cursor, signal) => {
    const query = {
      limit: 50,
      ...(this.#state === "" ? {} : { state: this.#state }),
      ...(cursor === undefined ? {} : { cursor }),
    };
    const { deliveries, next } = await ledger.listDeliveries(query, { signal });
    return { items: deliveries, next };
  });

  readonly #endpoints = new Task(this, {
    args: () => [visit.meetings] as const,
    task: (_, { signal }) => ledger.listEndpoints({ signal }),
  });

  protected override render() {
    return html`
      <section class="card" aria-labelledby="operator-deliveries">
        <h2 id="operator-deliveries">Deliveries</h2>
        <p class="quiet">
          Events that are sent to webhook endpoints and by mail. What fails is tried again up to ten times over about two and
          a half days, and then given up.
        </p>
        <div class="choices" role="group" aria-label="Which deliveries">
          ${STATES.map(
            ([state, text]) =>
              html`<button type="button" aria-pressed=${state === this.#state} @click=${() => this.#choose(state)}>
                ${text}
              </button>`,
          )}
        </div>
        ${this.#replaying.outcome()} ${this.#deliveries.show((deliveries) => this.#table(deliveries), EMPTY[this.#state])}
      </section>
      <div class="operator-webhooks">
        ${fetched(this.#endpoints, ({ endpoints }) => html`<operator-endpoints .endpoints=${endpoints} @changed=${() => void this.#endpoints.run()}></operator-endpoints>`)}
      </div>
    `;
  }

  #table(deliveries: readonly Delivery[]) {
    this.#shown = deliveries;
    const dead = deliveries.filter(({ state }) => state === "dead").length;
    return html`
      ${
        dead === 0
          ? nothing
          : html`<div class="actions">
              <button
                class="secondary"
                type="button"
                aria-busy=${this.#replaying.isBusy}
                @click=${() => void this.#replayAll()}
              >
                Deliver ${dead === 1 ? "it" : `all ${count(dead)}`} again
              </button>
            </div>`
      }
      ${table("Deliveries", this.#columns, deliveries, { key: ({ id }) => id })}
    `;
  }

  readonly #columns: readonly Column<Delivery>[] = [
    {
      title: "Event",
      isHead: true,
      of: ({ event, createdAt }) => html`<code>${event}</code><span class="operator-aside">${moment(createdAt)}</span>`,
    },
    {
      title: "Sent to",
      of: (delivery) => html`
        <span class="operator-target">${this.#placeOf(delivery)}</span>
        <span class="operator-aside">${delivery.channel === "mail" ? "Mail" : "Webhook"}</span>
      `,
    },
    { title: "Account", of: ({ account }) => account },
    {
      title: "Result",
      of: ({ error, status, state, nextAt, endedAt }) => html`
        ${reason(error, status)}
        <span class="operator-aside"
          >${WORDS[state]}
          ${state === "pending" ? (nextAt === null ? nothing : html`· next try ${moment(nextAt)}`) : moment(endedAt)}</span
        >
      `,
    },
    { title: "Tries", isFigure: true, of: ({ attempts }) => count(attempts) },
    {
      title: "",
      isFigure: true,
      of: (delivery) =>
        delivery.state === "pending"
          ? nothing
          : html`<button class="link" type="button" @click=${() => void this.#replay(delivery)}>
              Deliver again<span class="unseen"> ${delivery.event} to ${this.#placeOf(delivery)}</span>
            </button>`,
    },
  ];

  #choose(state: State | ""): void {
    this.#state = state;
    void this.#deliveries.restart();
  }

  /** Where it goes: a webhook's address, by its endpoint's id; or a mail's. */
  #placeOf({ target }: Delivery): string {
    return this.#endpoints.value?.endpoints.find(({ id }) => id === target)?.url ?? target;
  }

  async #replay(delivery: Delivery): Promise<void> {
    const { id, attempts } = delivery;
    await this.#replaying.run(["replay", id, attempts], async (options) => {
      await ledger.replayDelivery(id, options);
      return html`<p>It is on its way to ${this.#placeOf(delivery)} again.</p>`;
    });
    await this.#deliveries.restart();
  }

  /** Those that are shown: more than the eye has seen should not be sent by one click. */
  async #replayAll(): Promise<void> {
    const dead = this.#shown.filter(({ state }) => state === "dead");
    await this.#replaying.run(["replay all", dead.map(({ id, attempts }) => [id, attempts])], async () => {
      for (const { id, attempts } of dead) {
        await once(JSON.stringify(["replay", id, attempts]), (idempotencyKey) => ledger.replayDelivery(id, { idempotencyKey }));
      }
      return html`<p>${dead.length === 1 ? "1 delivery is on its way" : `${count(dead.length)} deliveries are on their way`} again.</p>`;
    });
    await this.#deliveries.restart();
  }
}

const EMPTY: Record<State | "", string> = {
  dead: "Nothing has been given up: everything has arrived, or is on its way.",
  pending: "Nothing is on its way.",
  delivered: "Nothing has been delivered yet.",
  "": "Nothing has been sent yet. Add a webhook endpoint below to receive events.",
};

function reason(error: string | null, status: number | null): string {
  const answer = status === null ? "" : ` (status ${status})`;
  return error === null
    ? status === null
      ? "–"
      : `It answered${answer}.`
    : `${sentence(error.replace(/[: ]+$/, ""))}${answer}`;
}

customElements.define("operator-deliveries", OperatorDeliveries);
