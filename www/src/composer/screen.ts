// The composer: a message is written, and its price is there with every key stroke.
import { Task } from "@lit/task";
import type { Quote } from "septet";
import { html, nothing, type PropertyValues } from "lit";
import { guard } from "lit/directives/guard.js";

import { nameOf, type Prices } from "../app/prices.ts";
import { currentRoute, remember } from "../app/route.ts";
import { Screen } from "../app/screen.ts";
import { visit } from "../app/visit.ts";
import { Announcer } from "../ui/announcer.ts";
import { sentence, shortHash } from "../ui/format.ts";
import { heading } from "../ui/heading.ts";
import { problemText } from "../ui/problem.ts";
import { grow, retype } from "../ui/typing.ts";
import { basis } from "./basis.ts";
import { pricesBy } from "./books.ts";
import { addressOf, type Draft, draftIn, FIRST_DRAFT, isSame } from "./draft.ts";
import { type Change, fields } from "./fields.ts";
import type { Preview } from "./preview.ts";
import { amount, facts, glance, reason, spoken } from "./price.ts";
import { sent } from "./sent.ts";
import "./calculators.ts";
import "./comparison.ts";
import "./share.ts";
import "./till.ts";
import "./composer.css";
import "./price.css";
import "./beside.css";

// The fields do not wait for the engine; it is on its way from the first moment.
const pricing = import("./pricing.ts");
// Whoever awaits it is told; here nobody does.
pricing.catch(() => undefined);

class Composer extends Screen {
  static override properties = {
    ...Screen.properties,
    draft: { state: true },
    kept: { state: true },
    repaired: { state: true },
  };

  declare draft: Draft;
  /** What was typed before a link brought the draft that is shown. */
  declare kept: Draft | undefined;
  /** The text before a repair, until something else is typed. */
  declare repaired: { before: string; after: string } | undefined;

  readonly #announcer = new Announcer(this);
  /** The address that the draft was last taken from, or put into. */
  #taken = "";
  /** The draft that nobody has typed here: the first one, or a link's. */
  #given = FIRST_DRAFT;
  #shown: Preview | undefined;
  /** What a book asks for is asked for also while an answer to it is wrong. */
  #lastPrices: Prices | undefined;

  readonly #prices = new Task(this, {
    task: async ([standing, book, parameters]) => {
      if (standing === "starting") {
        return undefined;
      }
      const set = JSON.parse(parameters) as Record<string, string>;
      const [prices, { preview }] = await Promise.all([pricesBy(book, set, visit.account), pricing]);
      this.#lastPrices = prices;
      return { prices, preview };
    },
    args: () =>
      [
        visit.standing,
        this.draft.book,
        JSON.stringify(this.draft.parameters),
        // What the account is charged by may change while the screen is open.
        nameOf(visit.account),
      ] as const,
  });

  constructor() {
    super();
    this.draft = FIRST_DRAFT;
  }

  protected override willUpdate(changed: PropertyValues): void {
    const address = this.query.toString();
    if (changed.has("query") && address !== this.#taken) {
      this.#taken = address;
      const linked = draftIn(this.query);
      if (linked !== undefined && !isSame(linked, this.draft)) {
        this.kept = this.#isOwn ? this.draft : this.kept;
        this.draft = this.#given = linked;
      }
    }
    if (this.kept !== undefined && isSame(this.kept, this.draft)) {
      this.kept = undefined;
    }
    if (this.repaired !== undefined && this.draft.text !== this.repaired.after) {
      this.repaired = undefined;
    }
  }

  protected override updated(): void {
    for (const field of this.querySelectorAll("textarea")) {
      grow(field);
    }
  }

  protected override render() {
    const { draft } = this;
    const prices = this.#prices.value?.prices;
    this.#shown = this.#preview();
    const shown = this.#shown;
    const plan = shown?.plan ?? "";
    const change = (part: Partial<Draft>): void => this.#change(part);
    return html`
      ${heading(
        "The exact price as you type",
        "This page runs the ledger’s own pricing code, so the price you see is the price you pay.",
        html`<composer-share .draft=${draft} .remember=${this.#remember}></composer-share>`,
      )}
      ${this.#keeping()} ${this.#notice()}
      <div class="columns">
        <div class="column">
          <section class="card compose" aria-labelledby="composer-title">
            <h2 class="unseen" id="composer-title">Compose</h2>
            ${fields(draft, prices?.book, shown, change)}
            ${guard([shown?.total, shown?.destinations], () => glance(shown))}
          </section>
          <section class="card sent" aria-labelledby="composer-sent-title">
            <h2 id="composer-sent-title">As sent</h2>
            ${sent(shown, prices, { repair: (text) => this.#repair(text), undo: this.#undo })}
          </section>
          <composer-comparison .prices=${prices} .plan=${plan} .service=${shown?.service ?? ""} .category=${draft.category}
            .text=${draft.text}></composer-comparison>
        </div>
        <div class="column">
          <section class="card price ${shown?.total === undefined ? "priceless" : ""}" id="composer-price" aria-labelledby="composer-price-title">
            <h2 id="composer-price-title">Price</h2>
            ${guard([shown?.total], () => amount(shown))}
            ${this.#basis(plan, change)}
            ${guard([shown?.total, shown?.place, shown?.recipients], () => (shown === undefined ? nothing : facts(shown)))}
            <composer-till .shown=${shown} .prices=${prices}></composer-till>
            ${guard([shown?.total, shown?.destinations], () => (shown === undefined ? nothing : reason(shown)))}
          </section>
          <composer-calculators .prices=${prices} .plan=${plan} .place=${shown?.place}></composer-calculators>
        </div>
      </div>
      ${guard([prices, shown?.destinations], () => provenance(prices, shown?.destinations[0]?.quote))} ${this.#announcer.render()}
    `;
  }

  /** Nothing of it depends on what is typed. */
  #basis(plan: string, change: Change) {
    const { draft } = this;
    const prices = this.#prices.value?.prices ?? this.#pricesOfBook;
    const hasOwn = visit.account !== undefined;
    const problem = this.#bookProblem();
    const draw = () => basis({ draft, prices, plan, hasOwn, problem }, change);
    return guard([draft.book, draft.parameters, prices, plan, hasOwn, problem], draw);
  }

  #preview(): Preview | undefined {
    const known = this.#prices.value;
    const { draft } = this;
    const { account } = visit;
    // While those of the account are on their way, there is no price rather than another one.
    if (known === undefined || (draft.book === "" && known.prices.name !== nameOf(account))) {
      return undefined;
    }
    const plan = draft.plan || account?.effectivePlan || "";
    const isOwn = draft.book === "" && plan === account?.effectivePlan;
    return known.preview(known.prices, draft, plan, isOwn ? account : undefined);
  }

  /** The last ones, where they are of the book that is chosen. */
  get #pricesOfBook(): Prices | undefined {
    return this.#lastPrices?.book.id === this.draft.book ? this.#lastPrices : undefined;
  }

  #change(part: Partial<Draft>): void {
    this.draft = { ...this.draft, ...part };
    this.#announcer.say(() => (this.#shown === undefined ? "" : spoken(this.#shown)));
  }

  get #isOwn(): boolean {
    return !isSame(this.draft, this.#given);
  }

  /** Shows the draft again that was kept, and keeps what was typed meanwhile. What is shown is no link's any more. */
  readonly #goBack = (): void => {
    const { draft, kept } = this;
    const isOwn = this.#isOwn;
    this.draft = kept!;
    this.kept = isOwn ? draft : undefined;
    remember("", {});
    this.#taken = currentRoute().query.toString();
    this.#text.focus();
  };

  /** Says the draft in the address, which is no link that somebody has followed then. */
  readonly #remember = (): void => {
    remember("", addressOf(this.draft));
    this.#taken = currentRoute().query.toString();
  };

  #repair(text: string): void {
    this.repaired = { before: this.draft.text, after: text };
    retype(this.#text, text);
  }

  get #undo(): (() => void) | undefined {
    const { repaired } = this;
    return repaired && (() => retype(this.#text, repaired.before));
  }

  get #text(): HTMLTextAreaElement {
    return this.querySelector<HTMLTextAreaElement>("#composer-text")!;
  }

  #keeping() {
    return this.kept === undefined
      ? nothing
      : html`<p class="notice" role="status">
          What you had typed before is kept.
          <button class="link" type="button" @click=${this.#goBack}>Go back to it</button>
        </p>`;
  }

  #notice() {
    const problem = this.#shown?.problem;
    return problem?.field === "page" ? html`<p class="notice mild" role="alert">${sentence(problem.message)}</p>` : nothing;
  }

  /** Why there are no prices by the book, or what it has to be told for one. */
  #bookProblem(): string {
    const { error } = this.#prices;
    if (error !== undefined) {
      return problemText(error);
    }
    const problem = this.#shown?.problem;
    return problem?.field === "book" ? problemText(problem) : "";
  }
}

/** Names the book and the decks by their hashes: who has the same ones computes the same price. */
function provenance(prices: Prices | undefined, quote: Quote | undefined) {
  if (prices === undefined || quote === undefined) {
    return html`<p class="quiet provenance"></p>`;
  }
  const { id, version } = prices.book;
  const hash = (full: string) => html`<code title="SHA-256 ${full}">${shortHash(full)}</code>`;
  const decks = Object.entries(quote.deckHashes).map(([name, full]) => html`, ${name} rate deck ${hash(full)}`);
  return html`<p class="quiet provenance">Priced by book ${id} ${version} ${hash(quote.bookHash)}${decks}</p>`;
}

customElements.define("app-composer", Composer);
