// Buying credits: a package, how many of it, what that is and costs, and what the balance becomes. No money moves in the
// demo; elsewhere it moves at the checkout that the ledger names, which tells the ledger when it is paid.
import { html, nothing } from "lit";
import type { BookDocument } from "septet";

import { whyNotBuy } from "../app/buying.ts";
import { type Balance, ledger, type Schemas } from "../app/ledger.ts";
import { once } from "../app/once.ts";
import { bookOf } from "../app/prices.ts";
import { currentRoute, href, remember } from "../app/route.ts";
import { visit } from "../app/visit.ts";
import { isMore, minus, plus, times, timesIn } from "../ui/decimal.ts";
import { credits, decimal, money, sentence } from "../ui/format.ts";
import { movement } from "../ui/movement.ts";
import { problemText } from "../ui/problem.ts";
import { readPackages } from "./field.ts";
import { Section } from "./section.ts";
import { stepper } from "./stepper.ts";

/** How many are proposed of a package that is a single credit, and of one that is more. */
const PROPOSED = { credits: [100, 500, 1000, 5000], packages: [1, 2, 5, 10] };

/** Credits as the ledger writes them. */
const AMOUNT = /^\d{1,12}(\.\d{1,6})?$/;

interface Receipt {
  credits: string;
  before: string;
  after: string;
  payment: string;
}

class AccountBuying extends Section {
  static override properties = { ...Section.properties, query: { attribute: false } };

  declare query: URLSearchParams;

  #package = "";
  #quantity = "";
  #book: BookDocument | undefined;
  #isBuying = false;
  #problem: unknown;
  #receipt: Receipt | undefined;

  constructor() {
    super();
    this.query = new URLSearchParams();
  }

  get #dialog(): HTMLDialogElement {
    return this.querySelector("dialog")!;
  }

  get #offers(): Schemas["TopUp"][] {
    const { plan, plans } = visit;
    return plans?.topUps.filter(({ id }) => plan?.topUps.includes(id)) ?? [];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("hashchange", this.#moved);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("hashchange", this.#moved);
  }

  /** Who goes back in the history leaves the dialog. It would block the page from a screen that is hidden. */
  readonly #moved = (): void => {
    const { screen, query } = currentRoute();
    if (screen !== "account" || !query.has("buy")) {
      this.#dialog.close();
    }
  };

  protected override updated(changed: Map<PropertyKey, unknown>): void {
    if (changed.has("query") && this.query.get("buy") !== null && !this.#dialog.open) {
      this.#open();
    }
  }

  #open(): void {
    this.#receipt = this.#problem = undefined;
    this.#package = this.query.get("package") ?? (this.#package || (this.#offers[0]?.id ?? ""));
    this.#quantity =
      this.query.get("quantity") ??
      enoughFor(this.query.get("missing"), this.#chosen) ??
      (this.#quantity || String(proposed(this.#chosen)[isSingle(this.#chosen) ? 1 : 0]));
    void bookOf(this.account).then((book) => {
      this.#book = book;
      this.requestUpdate();
    }, console.warn);
    this.requestUpdate();
    this.#dialog.showModal();
  }

  get #chosen(): Schemas["TopUp"] | undefined {
    return this.#offers.find(({ id }) => id === this.#package) ?? this.#offers[0];
  }

  #closed(): void {
    remember("account", {});
  }

  protected override render() {
    return html`
      <dialog aria-labelledby="account-buy-title" @close=${this.#closed}>
        <h2 id="account-buy-title">Buy credits</h2>
        ${this.#receipt === undefined ? this.#content() : nothing}
        <div role="status">${this.#receipt === undefined ? nothing : receipt(this.#receipt)}</div>
        ${
          this.#receipt === undefined
            ? nothing
            : html`<div class="actions">
                <button class="primary" type="button" @click=${() => this.#dialog.close()}>Done</button>
              </div>`
        }
      </dialog>
    `;
  }

  #content() {
    const obstacle = visit.plans && whyNotBuy(this.account, visit.plans);
    const chosen = this.#chosen;
    if (obstacle !== undefined || chosen === undefined) {
      return html`
        <p>${obstacle?.sentence ?? "There are no packages to buy."}</p>
        <div class="actions">
          <button class="secondary" type="button" @click=${() => this.#dialog.close()}>Close</button>
        </div>
      `;
    }
    const { value: quantity, mistake } = readPackages(this.#quantity);
    return html`
      <form @submit=${this.#submit} novalidate>
        ${this.#offers.length > 1 ? this.#packages(chosen) : html`<p>${this.#describe(chosen)}</p>`}
        ${this.#amount(chosen, mistake)} ${quantity === undefined ? nothing : this.#summary(chosen, BigInt(quantity))}
        ${this.#problem === undefined ? nothing : html`<p class="notice wrong" role="alert">${problemText(this.#problem)}</p>`}
        ${this.#payment(quantity)}
      </form>
    `;
  }

  #describe({ credits: each, price, recurring, expires }: Schemas["TopUp"]) {
    const what = typeof each === "string" ? credits(each) : "An agreed number of credits";
    const cost =
      typeof price === "string" && this.#book ? ` for ${money({ amount: price, currency: this.#book.currency })}` : "";
    const ends = recurring
      ? "repeated each billing period until you end it"
      : expires === "period_end"
        ? "until this billing period ends"
        : "does not expire";
    return `${what}${cost}, ${ends}.`;
  }

  #packages(chosen: Schemas["TopUp"]) {
    return html`
      <fieldset class="account-packages">
        <legend>Package</legend>
        ${this.#offers.map(
          (offer) => html`
            <label class="check">
              <input
                type="radio"
                name="account-package"
                .checked=${offer === chosen}
                @change=${() => {
                  this.#package = offer.id;
                  this.#changed();
                }}
              >
              <span
                >${sentence(offer.id.replaceAll("_", " "))} <span class="quiet">${this.#describe(offer)}</span></span
              >
            </label>
          `,
        )}
      </fieldset>
    `;
  }

  #amount(chosen: Schemas["TopUp"], mistake: string | undefined) {
    return stepper({
      id: "account-buy-quantity",
      label: isSingle(chosen) ? "Credits" : "Packages",
      value: this.#quantity,
      step: isSingle(chosen) ? 100 : 1,
      proposals: proposed(chosen),
      mistake,
      change: (quantity) => {
        this.#quantity = quantity;
        this.#changed();
      },
    });
  }

  #summary(chosen: Schemas["TopUp"], quantity: bigint) {
    const total = totalOf(chosen, quantity);
    const cost = typeof chosen.price === "string" ? times(chosen.price, quantity) : undefined;
    const { available, debt } = this.account.balance;
    const repaid = total === undefined || !this.#repaysDebt ? "0" : isMore(debt, total) ? total : debt;
    return html`
      <dl class="account-summary">
        <div>
          <dt>Credits</dt>
          <dd>${total === undefined ? "As agreed" : decimal(total)}</dd>
        </div>
        <div>
          <dt>Price</dt>
          <dd>
            ${cost === undefined || this.#book === undefined ? "As agreed" : money({ amount: cost, currency: this.#book.currency })}
          </dd>
        </div>
        ${
          repaid === "0"
            ? nothing
            : html`<div>
                <dt>Repays what is owed</dt>
                <dd>${decimal(repaid)}</dd>
              </div>`
        }
        ${
          total === undefined
            ? nothing
            : html`<div>
                <dt>Balance</dt>
                <dd>${movement(available, minus(plus(available, total), repaid))}</dd>
              </div>`
        }
      </dl>
    `;
  }

  /** Whether what comes in first pays what was used beyond the balance. */
  get #repaysDebt(): boolean {
    return (this.#book?.policies as { repayDebt?: boolean } | undefined)?.repayDebt === true;
  }

  /** The way to pay: none in the demo, the checkout, or somebody to ask. */
  #payment(quantity: string | undefined) {
    const cancel = html`<button class="secondary" type="button" @click=${() => this.#dialog.close()}>Cancel</button>`;
    if (visit.session?.demo === true) {
      const total = quantity === undefined ? undefined : totalOf(this.#chosen, BigInt(quantity));
      return html`
        <p class="quiet">Demo: no money moves. The credits are added at once.</p>
        <div class="actions">
          <button class="primary" type="submit" ?disabled=${quantity === undefined} aria-busy=${this.#isBuying}>
            ${total === undefined ? "Buy" : `Buy ${credits(total)}`}
          </button>
          ${cancel}
        </div>
      `;
    }
    const address = visit.session?.checkoutUrl;
    if (typeof address === "string") {
      const url = new URL(address, location.href);
      url.searchParams.set("account", this.account.id);
      url.searchParams.set("package", this.#chosen?.id ?? "");
      url.searchParams.set("quantity", quantity ?? "");
      return html`
        <p class="quiet">You pay at ${url.host}. The credits are added as soon as the payment is confirmed.</p>
        <div class="actions">
          ${quantity === undefined ? nothing : html`<a class="button primary" href=${url.href}>Go to payment</a>`}
          ${cancel}
        </div>
      `;
    }
    return html`
      <p class="notice mild">
        Payments are handled outside this ledger.
        ${
          visit.isOperator
            ? html`The <a href=${href("operator")}>operator</a> credits what has been paid for.`
            : html`To buy, ask its operator and name the account <strong>${this.account.id}</strong>. The
                credits are added as soon as the payment is confirmed.`
        }
      </p>
      <div class="actions">${cancel}</div>
    `;
  }

  #changed(): void {
    this.#problem = undefined;
    this.requestUpdate();
  }

  async #submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const chosen = this.#chosen;
    const quantity = readPackages(this.#quantity).value;
    // Enter sends a form whose button is not there.
    if (
      this.#isBuying ||
      chosen === undefined ||
      visit.session?.demo !== true ||
      quantity === undefined
    ) {
      return;
    }
    const { id, balance } = this.account;
    const wish = { topUp: chosen.id, quantity: Number(quantity) };
    this.#isBuying = true;
    this.#changed();
    try {
      const bought = await once(`purchase for ${id}: ${JSON.stringify(wish)}`, async (idempotencyKey) => {
        const payment = `demo-${idempotencyKey}`;
        return { payment, ...(await ledger.purchase(id, { id: payment, ...wish }, { idempotencyKey })) };
      });
      this.#receipt = received(bought, balance);
      visit.take(id, { balance: bought.balance });
      // Alerts are armed again by what comes in.
      void visit.refresh();
    } catch (error) {
      this.#problem = error;
    } finally {
      this.#isBuying = false;
      this.requestUpdate();
      await this.updateComplete;
      if (this.#receipt !== undefined) {
        this.querySelector<HTMLElement>(".actions .primary")?.focus();
      }
    }
  }
}

/** What all packages bring, where the book says it. */
function totalOf(offer: Schemas["TopUp"] | undefined, quantity: bigint): string | undefined {
  return typeof offer?.credits === "string" ? times(offer.credits, quantity) : undefined;
}

function received(
  { credits: bought, balance, payment }: Schemas["Grant"] & { payment: string },
  before: Balance,
): Receipt {
  const after = balance.available;
  // Somebody else may have spent since the balance was shown; what pays a debt does not become a balance.
  return {
    credits: bought,
    before: isMore(before.debt, "0") ? before.available : minus(after, bought),
    after,
    payment,
  };
}

function receipt({ credits: bought, before, after, payment }: Receipt) {
  return html`
    <p class="account-receipt"><strong>${credits(bought)} added.</strong> Balance ${movement(before, after)}</p>
    <p class="quiet">Demo: no money moved. Payment <code>${payment}</code></p>
  `;
}

function isSingle(offer: Schemas["TopUp"] | undefined): boolean {
  return offer?.credits === "1";
}

/** How many packages bring what an address says is missing, where both are known. */
function enoughFor(missing: string | null, offer: Schemas["TopUp"] | undefined): string | undefined {
  const each = offer?.credits;
  const isKnown = missing !== null && AMOUNT.test(missing) && typeof each === "string" && isMore(each, "0");
  return isKnown && isMore(missing, "0") ? String(timesIn(missing, each)) : undefined;
}

function proposed(offer: Schemas["TopUp"] | undefined): number[] {
  return isSingle(offer) ? PROPOSED.credits : PROPOSED.packages;
}

customElements.define("account-buying", AccountBuying);
