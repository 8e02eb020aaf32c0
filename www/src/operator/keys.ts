// API keys: made, listed, revoked.
import { html, nothing } from "lit";

import { ledger, type Schemas } from "../app/ledger.ts";
import { confirm } from "../ui/confirm.ts";
import { type Column, table } from "../ui/table.ts";
import { Act } from "./act.ts";
import { field, given, NAME, NAME_HINT, select } from "./field.ts";
import { Paged } from "./paged.ts";
import { Part } from "./part.ts";
import { secret } from "./secret.ts";
import { day, moment } from "./time.ts";

type Key = Schemas["Key"];
type Scope = Schemas["Scope"];

const SCOPES: readonly { scope: Scope; text: string }[] = [
  { scope: "charge", text: "charge: quotes, holds and charges for every account" },
  { scope: "read", text: "read: reads every account" },
  { scope: "admin", text: "admin: everything, keys and credits included" },
];

const DAY_MS = 86_400_000;

class OperatorKeys extends Part {
  readonly #making = new Act(this);
  readonly #revoking = new Act(this);
  #lacksScope = false;

  readonly #keys = new Paged<Key>(this, async (cursor, signal) => {
    const { keys, next } = await ledger.listKeys({ limit: 50, ...(cursor === undefined ? {} : { cursor }) }, { signal });
    return { items: keys, next };
  });

  protected override render() {
    return html`
      <section class="card" aria-labelledby="operator-new-key">
        <h2 id="operator-new-key">New key</h2>
        <form class="operator-form" @submit=${this.#make}>
          ${field({
            id: "operator-key-name",
            label: "Name",
            name: "name",
            ...NAME,
            hint: `By it you know what the key is for. ${NAME_HINT}`,
            problem: this.#making.problemOf("invalid-name"),
          })}
          <fieldset aria-describedby=${this.#lacksScope ? "operator-key-scopes" : nothing}>
            <legend>What it may do</legend>
            ${SCOPES.map(
              ({ scope, text }) =>
                html`<label class="check"><input type="checkbox" name="scope" value=${scope} />${text}</label>`,
            )}
            ${this.#lacksScope ? html`<p class="hint wrong" id="operator-key-scopes" role="alert">Choose at least one.</p>` : nothing}
          </fieldset>
          ${select({
            id: "operator-key-end",
            label: "Valid for",
            name: "days",
            options: [
              ["", "Until it is revoked"],
              ["7", "A week"],
              ["90", "90 days"],
              ["365", "A year"],
            ],
            value: "90",
          })}
          <div class="actions">
            <button class="primary" type="submit" aria-busy=${this.#making.isBusy}>Create the key</button>
          </div>
          ${this.#making.outcome("invalid-name")}
        </form>
      </section>
      <section class="card" aria-labelledby="operator-keys">
        <h2 id="operator-keys">Keys</h2>
        ${this.#revoking.outcome()}
        ${this.#keys.show((keys) => this.#table(keys), "There are no keys. Create one above for the program that charges.")}
      </section>
    `;
  }

  #table(keys: readonly Key[]) {
    const revoking = (key: Key) =>
      key.revokedAt === null
        ? html`<button class="link danger" type="button" @click=${() => void this.#revoke(key)}>
            Revoke<span class="unseen"> ${key.name}, ${key.prefix}…</span>
          </button>`
        : nothing;
    const columns: Column<Key>[] = [
      { title: "Name", isHead: true, of: ({ name }) => name },
      { title: "Starts with", of: ({ prefix }) => html`<code>${prefix}…</code>` },
      { title: "Scopes", of: ({ scopes }) => scopes.join(", ") },
      { title: "Last used", of: ({ lastUsedAt }) => (lastUsedAt === null ? "Never" : moment(lastUsedAt)) },
      { title: "Expires", of: standing },
      { title: "", isFigure: true, of: revoking },
    ];
    return table("API keys", columns, keys, { key: ({ id }) => id });
  }

  readonly #make = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const { name = "", days } = given(form);
    const scopes = new FormData(form).getAll("scope") as Scope[];
    this.#lacksScope = scopes.length === 0;
    this.requestUpdate();
    if (this.#lacksScope) {
      return;
    }
    await this.#making.run(["key", name, scopes, days], async (options) => {
      // Whole days: the same request is the same, however often it is sent.
      const midnight = Math.ceil(Date.now() / DAY_MS) * DAY_MS;
      const expiresAt = days === undefined ? null : new Date(midnight + Number(days) * DAY_MS).toISOString();
      const made = await ledger.createKey({ name, scopes, expiresAt }, options);
      form.reset();
      return secret(`The key “${made.name}”.`, made.key, "Anyone who has it may do what its scopes allow, until it is revoked.");
    });
    await this.#keys.restart();
  };

  async #revoke({ id, name, prefix }: Key): Promise<void> {
    const agreed = await confirm({
      title: `Revoke the key “${name}”?`,
      text: html`<p>It begins with <code>${prefix}</code>. Programs that use it are refused from now on. A revoked key cannot be restored.</p>`,
      action: "Revoke it",
    });
    if (!agreed) {
      return;
    }
    await this.#revoking.run(["revoke", id], async () => {
      await ledger.revokeKey(id);
      return html`<p>The key “${name}”, <code>${prefix}…</code>, is revoked.</p>`;
    });
    await this.#keys.restart();
  }
}

function standing({ revokedAt, expiresAt }: Key) {
  if (revokedAt !== null) {
    return html`<span class="operator-state">Revoked</span> ${day(revokedAt)}`;
  }
  if (expiresAt === null) {
    return "Never expires";
  }
  return Date.parse(expiresAt) < Date.now()
    ? html`<span class="operator-state">Expired</span> ${day(expiresAt)}`
    : day(expiresAt);
}

customElements.define("operator-keys", OperatorKeys);
