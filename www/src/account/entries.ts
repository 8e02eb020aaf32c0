// What has moved on the account, newest first, and why: each with the record that the ledger keeps of it.
import { Task } from "@lit/task";
import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";

import { type Entry, ledger } from "../app/ledger.ts";
import { href } from "../app/route.ts";
import { credits, signed } from "../ui/format.ts";
import { fetched, skeleton } from "../ui/loading.ts";
import { when } from "../ui/when.ts";
import { type Act, actsOf, changeOf } from "./acts.ts";
import { explanation, summary } from "./entry-words.ts";
import { entryName } from "./names.ts";
import { problemHint } from "./field.ts";
import { Section } from "./section.ts";

const ENTRIES_PER_PAGE = 12;

class AccountEntries extends Section {
  readonly #open = new Set<string>();
  #further: Entry[] = [];
  #next: string | null = null;
  #isFetching = false;
  #problem: unknown;

  readonly #entries = new Task(this, {
    task: async ([id], { signal }) => {
      const { entries, next } = await ledger.listEntries(id, { limit: ENTRIES_PER_PAGE }, { signal });
      this.#further = [];
      this.#next = next;
      return entries;
    },
    args: () => [this.account.id, this.standing] as const,
  });

  protected override render() {
    return html`
      <section class="card" aria-labelledby="account-entries-title">
        <h2 id="account-entries-title">Recent entries</h2>
        ${fetched(this.#entries, (entries) => this.#list([...entries, ...this.#further]), skeleton(21))}
      </section>
    `;
  }

  #list(entries: Entry[]) {
    if (entries.length === 0) {
      return html`<p class="quiet">No entries yet. The first message, call or purchase is listed here.</p>`;
    }
    return html`
      <div class="scroll" tabindex="0" role="group" aria-labelledby="account-entries-title">
        <table class="rows account-entries">
          <caption class="unseen">
            Entries, newest first
          </caption>
          <thead>
            <tr>
              <th scope="col">What and when</th>
              <th scope="col" class="figure">Credits</th>
              <th scope="col"><span class="unseen">Why</span></th>
            </tr>
          </thead>
          <tbody>
            ${repeat(
              actsOf(entries),
              ({ id, entries: [last] }) => `${id} ${last!.seq}`,
              (act) => this.#rows(act),
            )}
          </tbody>
        </table>
      </div>
      ${problemHint(this.#problem)}
      <div class="actions">
        ${
          this.#next === null
            ? html`<p class="quiet">These are all the entries.</p>`
            : html`<button class="secondary" type="button" aria-busy=${this.#isFetching} @click=${this.#more}>
                Show more
              </button>`
        }
        <a class="button secondary" href=${href("usage")}>Full usage</a>
      </div>
    `;
  }

  #rows(act: Act) {
    const { id, first, entries } = act;
    const change = changeOf(act);
    // The newest one stays in it, however many are still to be fetched.
    const key = `account-entry-${entries[0]!.seq}`;
    const isOpen = this.#open.has(key);
    const toggle = () => {
      if (!this.#open.delete(key)) {
        this.#open.add(key);
      }
      this.requestUpdate();
    };
    const name = entryName(first);
    return html`
      <tr>
        <th scope="row">
          ${name} <span class="quiet">${summary(act)}</span>
          <span class="quiet account-under">${when(first.at, this.account.timeZone)}</span>
        </th>
        <td class="figure ${change.startsWith("-") || change === "0" ? "" : "account-gain"}">
          <span aria-hidden="true">${signed(change)}</span><span class="unseen">${credits(change)}</span>
        </td>
        <td class="figure">
          <button
            class="link"
            type="button"
            aria-expanded=${isOpen}
            aria-controls=${key}
            aria-label="Why: ${name} ${id}"
            @click=${toggle}
          >
            Why
          </button>
        </td>
      </tr>
      <tr id=${key} ?hidden=${!isOpen}>
        <td colspan="3">${isOpen ? explanation(act) : nothing}</td>
      </tr>
    `;
  }

  readonly #more = async (): Promise<void> => {
    if (this.#isFetching || this.#next === null) {
      return;
    }
    this.#isFetching = true;
    this.#problem = undefined;
    this.requestUpdate();
    try {
      const { entries, next } = await ledger.listEntries(this.account.id, {
        limit: ENTRIES_PER_PAGE,
        cursor: this.#next,
      });
      this.#further = [...this.#further, ...entries];
      this.#next = next;
    } catch (error) {
      this.#problem = error;
    } finally {
      this.#isFetching = false;
      this.requestUpdate();
    }
  };
}

customElements.define("account-entries", AccountEntries);
