// What the account's own usage would have cost by another book, or on another plan of its own.
import { Task, TaskStatus } from "@lit/task";
import { html, nothing } from "lit";

import type { Account } from "../app/ledger.ts";
import { FollowVisit, visit } from "../app/visit.ts";
import { count } from "../ui/format.ts";
import { LightElement } from "../ui/light-element.ts";
import { failure } from "../ui/loading.ts";
import { options } from "../ui/options.ts";
import { readDecimal, typeable } from "../ui/typed.ts";
import { openParameters, parameterLabel } from "./amounts.ts";
import { type BookChoice, bookOptions } from "./books.ts";
import { type MonthRange, monthRanges, spanOf } from "./months.ts";
import { type Asked, outcomeOf, type Used } from "./outcome.ts";
import { outcomeView } from "./outcome-view.ts";
import { ownUsage } from "./own-usage.ts";
import { startingPlan } from "./sides.ts";

const UNITS = { credits: "Credits", fraction: "From 0 to 1" } as const;

class PlansWhatIf extends LightElement {
  static override properties = { books: { attribute: false } };

  declare books: BookChoice[];

  #range: string | undefined;
  #bookId: string | undefined;
  #plan: string | undefined;
  #seats: number | undefined;
  /** What was said of each book: values of its parameters, and the services that usage is priced by. */
  readonly #parameters = new Map<string, Asked["parameters"]>();
  readonly #services = new Map<string, Asked["services"]>();
  #progress = "";
  #reading = new AbortController();

  /** Read when it is asked for: a year of it takes a while. */
  readonly #used = new Task(this, {
    autoRun: false,
    args: () => [visit.account!, this.#rangeOf(visit.account!)] as const,
    task: async ([account, range]): Promise<Used> => {
      this.#reading = new AbortController();
      this.#progress = "Reading your entries…";
      const day = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeZone: account.timeZone });
      const usage = await ownUsage(account, range, this.#reading.signal, (entries, back) => {
        this.#progress = `${count(entries)} entries read, back to ${day.format(new Date(back))}…`;
        this.requestUpdate();
      });
      return { account, range, usage };
    },
  });

  readonly #outcome = new Task(this, {
    args: () => [this.#used.value, this.#choice, this.#asked()] as const,
    argsEqual: ([used, choice, asked], [sameUsed, sameChoice, sameAsked]) =>
      used === sameUsed && choice === sameChoice && JSON.stringify(asked) === JSON.stringify(sameAsked),
    task: async ([used, choice, asked], { signal }) =>
      used === undefined || choice === undefined ? undefined : outcomeOf(used, { ...asked, choice }, signal),
  });

  constructor() {
    super();
    this.books = [];
    new FollowVisit(this);
  }

  get #choice(): BookChoice | undefined {
    return this.books.find(({ id }) => id === this.#bookId) ?? this.books[0];
  }

  #asked(): Omit<Asked, "choice"> {
    const id = this.#choice?.id ?? "";
    return {
      parameters: this.#parameters.get(id) ?? {},
      services: this.#services.get(id) ?? {},
      seats: this.#seats ?? visit.account?.seats ?? 1,
    };
  }

  #rangeOf(account: Account): MonthRange {
    const ranges = monthRanges(account);
    return ranges.find(({ name }) => name === this.#range) ?? ranges[0]!;
  }

  protected override render() {
    const { account } = visit;
    if (account === undefined || this.#choice === undefined) {
      return html`<section class="card">
        <h2>Your own usage at other prices</h2>
        <p>
          ${
            visit.isOperator
              ? "Open an account from the operator’s list to price its usage here."
              : "Sign in to a ledger to price your account’s usage with any of the books."
          }
        </p>
      </section>`;
    }
    return html`${this.#form(account, this.#choice)} ${this.#answer(this.#choice)}`;
  }

  #form(account: Account, choice: BookChoice) {
    const isReading = this.#used.status === TaskStatus.PENDING;
    const range = this.#rangeOf(account);
    return html`
      <section class="card" aria-labelledby="plans-what-if">
        <h2 id="plans-what-if">What your usage would have cost</h2>
        <form @submit=${this.#submit}>
          <div class="plans-choosers">
            <div>
              <label for="plans-range">Usage of</label>
              <select
                id="plans-range"
                aria-describedby="plans-span"
                @change=${(event: Event) => this.#set(() => (this.#range = valueIn(event)))}
              >
                ${options(
                  monthRanges(account).map(({ name, title }) => [name, title]),
                  range.name,
                )}
              </select>
              <p class="hint" id="plans-span">${spanOf(range)}</p>
            </div>
            <div>
              <label for="plans-target">Priced by</label>
              <select id="plans-target" @change=${(event: Event) => this.#chooseBook(valueIn(event))}>
                ${options(bookOptions(this.books), choice.id)}
              </select>
            </div>
            <div>
              <label for="plans-seats">Seats</label>
              <input
                id="plans-seats"
                type="number"
                min="1"
                max="100000"
                step="1"
                required
                .value=${String(this.#asked().seats)}
                @change=${this.#setSeats}
              />
            </div>
          </div>
          ${this.#openParameters(choice)}
          <div class="actions">
            <button class="primary" type="submit" aria-busy=${isReading}>Price my usage</button>
            ${isReading ? html`<button class="secondary" type="button" @click=${() => this.#reading.abort()}>Cancel</button>` : nothing}
            <p class="quiet" role="status">${isReading ? this.#progress : ""}</p>
          </div>
        </form>
      </section>
    `;
  }

  /** What the published page does not say, and the price may depend on. */
  #openParameters({ id, title, document }: BookChoice) {
    const open = openParameters(document, [document.services, document.plans, document.topUps]);
    if (open.length === 0) {
      return nothing;
    }
    const values = this.#parameters.get(id) ?? {};
    return html`
      <fieldset class="plans-parameters">
        <legend>Numbers that ${title} does not publish</legend>
        <p class="hint">Fill in those you know; anything that depends on an empty one is left unpriced.</p>
        <div class="plans-choosers">
          ${open.map((name) => {
            const { type } = document.parameters![name]!;
            return html`<div>
              <label for="plans-parameter-${name}">${parameterLabel(document, name)}</label>
              <input
                id="plans-parameter-${name}"
                inputmode="decimal"
                autocomplete="off"
                aria-describedby="plans-unit-${name}"
                .value=${values[name] === undefined ? "" : typeable(values[name])}
                @change=${(event: Event) => this.#setParameter(id, name, type, event.target as HTMLInputElement)}
              />
              <p class="hint" id="plans-unit-${name}">${type === "money" ? document.currency : UNITS[type]}</p>
            </div>`;
          })}
        </div>
      </fieldset>
    `;
  }

  #answer(choice: BookChoice) {
    if (this.#used.status === TaskStatus.ERROR) {
      return isCancelled(this.#used.error)
        ? html`<p class="quiet" role="status">Reading was cancelled.</p>`
        : failure(this.#used.error, () => void this.#used.run());
    }
    const used = this.#used.value;
    if (used === undefined) {
      return nothing;
    }
    if (used.usage.charges === 0) {
      return html`<section class="card" role="status">
        <h2>Nothing to price</h2>
        <p>There are no charges in ${spanOf(used.range)}. Choose other months, or send something first.</p>
      </section>`;
    }
    if (this.#outcome.status === TaskStatus.ERROR) {
      return failure(this.#outcome.error, () => void this.#outcome.run());
    }
    const found = this.#outcome.value;
    return found === undefined
      ? html`<p class="quiet" role="status">Pricing ${count(used.usage.charges)} charges…</p>`
      : html`<div class="fetched" aria-busy=${this.#outcome.status === TaskStatus.PENDING}>
          ${outcomeView(found, {
            plan: this.#plan ?? found.best[0] ?? startingPlan(choice),
            choosePlan: (plan) => this.#set(() => (this.#plan = plan)),
            chooseService: (used, by) =>
              this.#set(() => this.#services.set(choice.id, { ...this.#services.get(choice.id), [used]: by })),
          })}
        </div>`;
  }

  readonly #submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (this.#used.status !== TaskStatus.PENDING) {
      void this.#used.run();
    }
  };

  readonly #setSeats = ({ target }: Event): void => {
    const input = target as HTMLInputElement;
    if (input.reportValidity()) {
      this.#set(() => (this.#seats = input.valueAsNumber));
    }
  };

  #chooseBook(id: string): void {
    this.#bookId = id;
    this.#plan = undefined;
    this.requestUpdate();
  }

  #setParameter(book: string, name: string, type: keyof typeof UNITS | "money", input: HTMLInputElement): void {
    const isEmpty = input.value.trim() === "";
    const { value, mistake } = readDecimal(input.value, type === "fraction" ? { max: "1" } : {});
    input.setCustomValidity(isEmpty ? "" : (mistake ?? ""));
    if (!input.reportValidity()) {
      return;
    }
    const { [name]: _before, ...others } = this.#parameters.get(book) ?? {};
    this.#set(() => this.#parameters.set(book, isEmpty ? others : { ...others, [name]: value! }));
  }

  #set(change: () => unknown): void {
    change();
    this.requestUpdate();
  }
}

const valueIn = (event: Event) => (event.target as HTMLSelectElement).value;

const isCancelled = (error: unknown) => error instanceof Error && error.name === "AbortError";

customElements.define("plans-what-if", PlansWhatIf);
