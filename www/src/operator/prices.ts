// The books and decks that there are, what would change by them, and what the ledger charges by.
import { Task } from "@lit/task";
import { html, nothing } from "lit";

import { ledger, type Schemas } from "../app/ledger.ts";
import { visit } from "../app/visit.ts";
import { confirm } from "../ui/confirm.ts";
import { focusOn } from "../ui/focus.ts";
import { count, counted, serviceName, shortHash } from "../ui/format.ts";
import { fetched } from "../ui/loading.ts";
import { type Column, table } from "../ui/table.ts";
import { Act } from "./act.ts";
import { bookChanges, deckChangesInShort } from "./changes.ts";
import { compareDeck, deckComparison, type DeckSummary, summaryOf } from "./decks.ts";
import "./import.ts";
import { Paged } from "./paged.ts";
import { Part } from "./part.ts";
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
    const summaries = await Promise.all(decks.map(({ hash }) => this.#summaries.get(hash) ?? summaryOf(hash, signal)));
    summaries.forEach((summary) => this.#summaries.set(summary.hash, summary));
    return { items: decks, next };
  });

  /** By the deck's hash. */
  readonly #summaries = new Map<string, DeckSummary>();

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
      const ofDecks = Object.values(decks).map((deck) => compareDeck(deck, inForce.decks[deck.service], signal));
      return { book: (await ofBook)?.changes, decks: await Promise.all(ofDecks) };
    },
  });

  protected override render() {
    return html`
      <operator-import @changed=${this.#imported}></operator-import>
      <section class="card" aria-labelledby="operator-books">
        <h2 id="operator-books">Price books</h2>
        ${this.#books.show((books) => this.#bookTable(books), "No book has been imported yet.")}
      </section>
      <section class="card" aria-labelledby="operator-decks">
        <h2 id="operator-decks">Rate decks</h2>
        ${this.#decks.show((decks) => this.#deckTable(decks), "The ledger charges by the rates that ship with Septet. Import a deck of your own above.")}
      </section>
      ${this.#comparison()}
      <div class="operator-said" tabindex="-1">${this.#activating.outcome()}</div>
      <section class="card" aria-labelledby="operator-activations">
        <h2 id="operator-activations">Prices the ledger has charged</h2>
        ${this.#activations.show((activations) => table("Activations", ACTIVATIONS, activations), "Nothing has been activated yet.")}
      </section>
    `;
  }

  #bookTable(books: readonly BookLine[]) {
    const choice = (book: BookLine) =>
      this.#choice(book, book === this.#wanted.book, `${book.id} ${book.version}`, () => this.#want({ book }));
    const columns: Column<BookLine>[] = [
      { title: "Book", isHead: true, of: ({ id }) => id },
      { title: "Edition", of: ({ version }) => version },
      { title: "Hash", of: ({ hash }) => hashText(hash) },
      { title: "Imported", of: ({ importedAt }) => moment(importedAt) },
      { title: "", isFigure: true, of: choice },
    ];
    return table("Price books", columns, books);
  }

  #deckTable(decks: readonly DeckLine[]) {
    const choice = (deck: DeckLine) => {
      const name = `${serviceName(deck.service)} ${shortHash(deck.hash)}`;
      return this.#choice(deck, deck === this.#wanted.decks[deck.service], name, () => this.#want({ deck }));
    };
    const columns: Column<DeckLine>[] = [
      { title: "Rates of", isHead: true, of: ({ service }) => serviceName(service) },
      { title: "Currency", of: ({ hash }) => this.#summaries.get(hash)?.currency },
      { title: "Rates", isFigure: true, of: ({ hash }) => count(this.#summaries.get(hash)?.rates ?? 0) },
      { title: "Hash", of: ({ hash }) => hashText(hash) },
      { title: "Imported", of: ({ importedAt }) => moment(importedAt) },
      { title: "", isFigure: true, of: choice },
    ];
    return table("Rate decks", columns, decks);
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
    void focusOn(this, "#operator-comparison");
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
                  (compared) => html`
                    <h3>${serviceName(compared.service)} rates</h3>
                    ${deckComparison(compared)}
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
    this.#activating.say(html`<p>Nothing was changed.</p>`);
    void focusOn(this, ".operator-said");
  };

  readonly #activate = async (): Promise<void> => {
    const { book, decks } = this.#wanted;
    const changes = this.#changes.value;
    const inForce = this.#inForce;
    if (changes === undefined || inForce === undefined) {
      this.#activating.say(html`<p>Nothing was activated: what would change is not known yet.</p>`);
      return;
    }
    const agreed = await confirm({
      title: "Charge these prices?",
      text: html`
        <ul>
          ${book === undefined ? nothing : html`<li>The book ${book.id}, edition ${book.version}, with ${counted(changes.book?.length ?? 0, "change")}</li>`}
          ${changes.decks.map(
            ({ service, diff, now }) =>
              html`<li>${serviceName(service)} rates ${diff === undefined ? `in ${now.currency}` : `with ${deckChangesInShort(diff)}`}</li>`,
          )}
        </ul>
        <p>
          All charges use them from now on, in every process. Existing quotes are still charged as quoted.
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
    if (this.#activating.problem === undefined) {
      await focusOn(this, ".operator-said");
    }
    await Promise.all([this.#books.restart(), this.#decks.restart(), this.#activations.restart()]);
    // Plans and prices may be others now.
    await visit.begin(visit.accountId);
  };
}

const ACTIVATIONS: readonly Column<Activation>[] = [
  {
    title: "Since",
    of: ({ activatedAt }, at) =>
      html`${moment(activatedAt)} ${at === 0 ? html`<span class="operator-state in-force">In force</span>` : nothing}`,
  },
  {
    title: "Book",
    isHead: true,
    of: ({ id, book }) =>
      html`${book.id} ${book.version}<span class="operator-aside">Number ${id}, ${hashText(book.hash)}</span>`,
  },
  {
    title: "Rates",
    of: ({ decks }) => Object.entries(decks).map(([service, hash]) => html`<div>${serviceName(service)} ${hashText(hash)}</div>`),
  },
  { title: "By", of: ({ by }) => by ?? "The command line, at start-up" },
];

function hashText(hash: string) {
  return html`<code title=${hash}>${shortHash(hash)}</code>`;
}

customElements.define("operator-prices", OperatorPrices);
