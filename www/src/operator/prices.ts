// The books and decks that there are, what would change by them, and what the ledger charges by.
import { Task } from "@lit/task";
import { html, nothing } from "lit";

import { ledger, type Schemas } from "../app/ledger.ts";
import { visit } from "../app/visit.ts";
import { confirm } from "../ui/confirm.ts";
import { counted, serviceName, shortHash } from "../ui/format.ts";
import { fetched } from "../ui/loading.ts";
import { Act } from "./act.ts";
import { bookChanges, deckChanges } from "./changes.ts";
import "./import.ts";
import { Paged } from "./paged.ts";
import { Part } from "./part.ts";
import { table } from "./table.ts";
import { moment } from "./time.ts";

type BookLine = Schemas["BookLine"];
type DeckLine = Schemas["DeckLine"];
type Activation = Schemas["Activation"];

/** What is wanted in place of what is in force. */
interface Wanted {
  book?: BookLine;
  decks: Record<string, DeckLine>;
}

const PAGE = 50;

class OperatorPrices extends Part {
  #wanted: Wanted = { decks: {} };
  readonly #activating = new Act(this);

  readonly #books = new Paged<BookLine>(this, async (cursor, signal) => {
    const { books, next } = await ledger.listBooks({ limit: PAGE, ...(cursor === undefined ? {} : { cursor }) }, { signal });
    return { items: books, next };
  });

  readonly #decks = new Paged<DeckLine>(this, async (cursor, signal) => {
    const { decks, next } = await ledger.listDecks({ limit: PAGE, ...(cursor === undefined ? {} : { cursor }) }, { signal });
    return { items: decks, next };
  });

  readonly #activations = new Paged<Activation>(this, async (cursor, signal) => {
    const { activations, next } = await ledger.listActivations(
      { limit: PAGE, ...(cursor === undefined ? {} : { cursor }) },
      { signal },
    );
    if (cursor === undefined) {
      this.#inForce = activations[0];
    }
    return { items: activations, next };
  });

  #inForce: Activation | undefined;

  readonly #changes = new Task(this, {
    args: () => [this.#inForce, this.#wanted] as const,
    task: async ([inForce, { book, decks }], { signal }) => {
      if (inForce === undefined) {
        return undefined;
      }
      const ofBook =
        book === undefined ? undefined : ledger.compareBooks(book.hash, { since: inForce.book.hash }, { signal });
      const ofDecks = Object.values(decks).map(async ({ service, hash }) => {
        const since = inForce.decks[service];
        return { service, diff: since === undefined ? undefined : await ledger.compareDecks(hash, { since }, { signal }) };
      });
      return { book: (await ofBook)?.changes, decks: await Promise.all(ofDecks) };
    },
  });

  protected override render() {
    return html`
      <operator-import @changed=${this.#imported}></operator-import>
      <section class="card" aria-labelledby="operator-books">
        <h2 id="operator-books">Price books</h2>
        ${this.#books.show((books) => this.#bookTable(books), "No book was imported yet.")}
      </section>
      <section class="card" aria-labelledby="operator-decks">
        <h2 id="operator-decks">Rate decks</h2>
        ${this.#decks.show((decks) => this.#deckTable(decks), "The ledger charges by the rates that ship with Septet. Import a deck of your own above.")}
      </section>
      ${this.#comparison()}
      <div class="operator-said">${this.#activating.outcome()}</div>
      <section class="card" aria-labelledby="operator-activations">
        <h2 id="operator-activations">What the ledger has charged by</h2>
        ${this.#activations.show((activations) => activationTable(activations), "Nothing was activated yet.")}
      </section>
    `;
  }

  #bookTable(books: readonly BookLine[]) {
    const columns = ["Book", "Edition", "Hash", "Imported", ""].map((title) => ({ title }));
    return table(
      "Price books",
      columns,
      books.map(
        (book) => html`
          <tr>
            <th scope="row">${book.id}</th>
            <td>${book.version}</td>
            <td><code title=${book.hash}>${shortHash(book.hash)}</code></td>
            <td>${moment(book.importedAt)}</td>
            <td class="figure">
              ${this.#choice(book, book === this.#wanted.book, `${book.id} ${book.version}`, () => this.#want({ book }))}
            </td>
          </tr>
        `,
      ),
    );
  }

  #deckTable(decks: readonly DeckLine[]) {
    const columns = ["Rates of", "Hash", "Imported", ""].map((title) => ({ title }));
    return table(
      "Rate decks",
      columns,
      decks.map(
        (deck) => html`
          <tr>
            <th scope="row">${serviceName(deck.service)}</th>
            <td><code title=${deck.hash}>${shortHash(deck.hash)}</code></td>
            <td>${moment(deck.importedAt)}</td>
            <td class="figure">
              ${this.#choice(deck, deck === this.#wanted.decks[deck.service], `${serviceName(deck.service)} ${shortHash(deck.hash)}`, () => this.#want({ deck }))}
            </td>
          </tr>
        `,
      ),
    );
  }

  #choice({ active }: { active: boolean }, isWanted: boolean, name: string, want: () => void) {
    if (active) {
      return html`<span class="operator-state in-force">In force</span>`;
    }
    return html`<button class="link" type="button" aria-pressed=${isWanted} @click=${want}>
      ${isWanted ? "Compared below" : "Compare and activate"}<span class="unseen"> ${name}</span>
    </button>`;
  }

  #want({ book, deck }: { book?: BookLine; deck?: DeckLine }): void {
    const { decks, ...before } = this.#wanted;
    this.#wanted = {
      ...before,
      ...(book === undefined ? {} : { book }),
      decks: deck === undefined ? decks : { ...decks, [deck.service]: deck },
    };
    this.#activating.say("");
    void this.updateComplete.then(() => this.querySelector<HTMLElement>("#operator-comparison")?.focus());
  }

  /** What the wanted prices would change. */
  #comparison() {
    const { book, decks } = this.#wanted;
    if (book === undefined && Object.keys(decks).length === 0) {
      return nothing;
    }
    return html`
      <section class="card operator-comparison" aria-labelledby="operator-comparison">
        <h2 id="operator-comparison" tabindex="-1">What would change</h2>
        ${fetched(this.#changes, (changes) =>
          changes === undefined
            ? nothing
            : html`
                ${
                  changes.book === undefined
                    ? nothing
                    : html`<h3>${book?.id} ${book?.version}</h3>
                        ${bookChanges(changes.book)}`
                }
                ${changes.decks.map(
                  ({ service, diff }) => html`
                    <h3>${serviceName(service)} rates</h3>
                    ${diff === undefined ? html`<p>The present book has no such rates; another one may.</p>` : deckChanges(serviceName(service), diff)}
                  `,
                )}
                <div class="actions">
                  <button class="primary" type="button" aria-busy=${this.#activating.isBusy} @click=${this.#activate}>
                    Activate
                  </button>
                  <button class="secondary" type="button" @click=${this.#forget}>Leave it as it is</button>
                </div>
              `,
        )}
      </section>
    `;
  }

  readonly #imported = (): void => void Promise.all([this.#books.restart(), this.#decks.restart()]);

  readonly #forget = (): void => {
    this.#wanted = { decks: {} };
    this.requestUpdate();
  };

  readonly #activate = async (): Promise<void> => {
    const { book, decks } = this.#wanted;
    const changes = this.#changes.value;
    const inForce = this.#inForce;
    if (changes === undefined || inForce === undefined) {
      return;
    }
    const agreed = await confirm({
      title: "Charge by these prices?",
      text: html`
        <ul>
          ${book === undefined ? nothing : html`<li>The book ${book.id}, edition ${book.version}, with ${counted(changes.book?.length ?? 0, "change")}</li>`}
          ${changes.decks.map(({ service, diff }) => html`<li>${serviceName(service)} rates with ${counted(diff?.changes.length ?? 0, "change")}</li>`)}
        </ul>
        <p>
          Everything is charged by them from now on, in every process. What was quoted before is charged as it was quoted.
        </p>
      `,
      action: "Activate",
    });
    if (!agreed) {
      return;
    }
    const body = {
      book: book?.hash ?? inForce.book.hash,
      decks: Object.fromEntries(Object.values(decks).map(({ service, hash }) => [service, hash])),
    };
    await this.#activating.run(["activate", inForce.id, body], async (options) => {
      const { book: active, activatedAt } = await ledger.activate(body, options);
      this.#wanted = { decks: {} };
      return html`<p class="notice">
        The ledger charges by ${active.id}, edition ${active.version}, since ${moment(activatedAt)}.
      </p>`;
    });
    await Promise.all([this.#books.restart(), this.#decks.restart(), this.#activations.restart()]);
    // Plans and prices may be others now.
    await visit.begin(visit.accountId);
  };
}

function activationTable(activations: readonly Activation[]) {
  const columns = ["Since", "Book", "Rates", "By"].map((title) => ({ title }));
  return table(
    "Activations",
    columns,
    activations.map(
      ({ id, book, decks, activatedAt, by }, at) => html`
        <tr>
          <td>${moment(activatedAt)} ${at === 0 ? html`<span class="operator-state in-force">In force</span>` : nothing}</td>
          <th scope="row">
            ${book.id} ${book.version}<span class="operator-aside"
              >Number ${id}, <code title=${book.hash}>${shortHash(book.hash)}</code></span
            >
          </th>
          <td>
            ${Object.entries(decks).map(([service, hash]) => html`<div>${serviceName(service)} <code title=${hash}>${shortHash(hash)}</code></div>`)}
          </td>
          <td>${by ?? "The command line, at a start"}</td>
        </tr>
      `,
    ),
  );
}

customElements.define("operator-prices", OperatorPrices);
