// What others ask, and what the ledger asks: books side by side, one book in plain English, and own usage priced by another.
import { initialState, Task } from "@lit/task";
import { html } from "lit";

import { Screen } from "../app/screen.ts";
import { visit } from "../app/visit.ts";
import { heading } from "../ui/heading.ts";
import { fetched, skeleton } from "../ui/loading.ts";
import { address } from "./address.ts";
import { allBooks, type BookChoice } from "./books.ts";
import "./plans.css";
import "./sides.ts";
import { viewer } from "./viewer.ts";
import "./what-if.ts";

type View = "sides" | "book" | "what-if";

class PlansScreen extends Screen {
  readonly #books = new Task(this, {
    args: () => [visit.standing === "starting", visit.account?.book.hash ?? visit.plans?.book.hash] as const,
    // Until it is known whether there is a ledger, its book may still come first.
    task: ([isStarting, own]) => (isStarting ? initialState : allBooks(own)),
  });

  get #view(): View {
    if (this.query.has("book")) {
      return "book";
    }
    return this.query.get("view") === "what-if" ? "what-if" : "sides";
  }

  protected override render() {
    const view = this.#view;
    return html`
      ${heading("Plans and books", "A book says what each service costs, on which plan. Five published ones ship with Septet.")}
      <nav class="choices plans-views" aria-label="What is shown">
        ${this.#link("Side by side", view === "sides", {})}
        ${this.#link("One book", view === "book", { book: this.query.get("book") ?? this.#first() })}
        ${this.#link("What if", view === "what-if", { view: "what-if" })}
      </nav>
      ${fetched(this.#books, (books) => this.#shown(view, books), skeleton(12))}
    `;
  }

  #first(): string {
    return this.#books.value?.[0]?.id ?? "calcom";
  }

  #link(title: string, isCurrent: boolean, query: Record<string, string>) {
    return html`<a href=${address(query)} aria-current=${isCurrent}>${title}</a>`;
  }

  /** The what-if is kept while another view is shown: its usage took a while to read. */
  #shown(view: View, books: BookChoice[]) {
    const wanted = this.query.get("book");
    return html`
      <plans-sides .books=${books} ?hidden=${view !== "sides"}></plans-sides>
      ${view === "book" ? viewer(books, books.find(({ id }) => id === wanted) ?? books[0]!, this.query.get("plan")) : ""}
      <plans-what-if .books=${books} ?hidden=${view !== "what-if"}></plans-what-if>
    `;
  }
}

customElements.define("app-plans", PlansScreen);
