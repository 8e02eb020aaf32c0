// What has happened in all accounts, newest first.
import { html } from "lit";

import { ledger, type Schemas } from "../app/ledger.ts";
import { href } from "../app/route.ts";
import { type Column, table } from "../ui/table.ts";
import { EVENT_TYPES, type EventType } from "./event-types.ts";
import { field, given, select } from "./field.ts";
import { Paged } from "./paged.ts";
import { Part } from "./part.ts";
import { moment } from "./time.ts";

type Event_ = Schemas["Event"];

class OperatorActivity extends Part {
  #filter: { account?: string; type?: EventType } = {};

  readonly #events = new Paged<Event_>(this, async (cursor, signal) => {
    const { events, next } = await ledger.listEvents(
      { limit: 50, ...this.#filter, ...(cursor === undefined ? {} : { cursor }) },
      { signal },
    );
    return { items: events, next };
  });

  protected override render() {
    const isFiltered = Object.keys(this.#filter).length > 0;
    return html`
      <section class="card" aria-labelledby="operator-activity">
        <h2 id="operator-activity">What has happened</h2>
        <p class="quiet">Events are listed for 35 days.</p>
        <form class="operator-filters" role="search" aria-label="Events" @submit=${this.#search}>
          ${field({ id: "operator-activity-account", label: "Account", name: "account" })}
          ${select({
            id: "operator-activity-type",
            label: "Kind",
            name: "type",
            options: [["", "All"], ...Object.entries(EVENT_TYPES)],
          })}
          <button class="secondary" type="submit">Show</button>
        </form>
        ${this.#events.show(
          (events) => table("Events", COLUMNS, events),
          isFiltered ? "Nothing of that kind has happened." : "Nothing has happened yet.",
        )}
      </section>
    `;
  }

  readonly #search = (event: SubmitEvent): void => {
    event.preventDefault();
    this.#filter = given(event.currentTarget as HTMLFormElement);
    void this.#events.restart();
  };
}

/** `2026-11-23T05:00:00.000Z` */
const INSTANT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

const COLUMNS: readonly Column<Event_>[] = [
  { title: "When", of: ({ createdAt }) => moment(createdAt) },
  { title: "What", isHead: true, of: ({ type }) => EVENT_TYPES[type] ?? type },
  { title: "Account", of: ({ account }) => html`<a href=${href("account", { account })}>${account}</a>` },
  {
    title: "Details",
    of: ({ data }) =>
      Object.entries(data).map(([name, value]) => html`<span class="operator-detail">${name}: ${textOf(value)}</span> `),
  },
];

function textOf(value: unknown) {
  if (typeof value === "string" && INSTANT.test(value)) {
    return moment(value);
  }
  return Array.isArray(value) ? value.join(", ") : typeof value === "object" ? JSON.stringify(value) : String(value);
}

customElements.define("operator-activity", OperatorActivity);
