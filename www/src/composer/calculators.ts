// What else the plan pays for, calls and AI actions: a calculator for each, on the same engine as the message.
import type { BookDocument, Quote, QuoteRequest, Region } from "septet";
import { html, nothing } from "lit";

import { outcomesOf } from "../app/outcomes.ts";
import type { Prices } from "../app/prices.ts";
import { Announcer } from "../ui/announcer.ts";
import { country, credits, decimal, money, sentence, serviceName } from "../ui/format.ts";
import { LightElement } from "../ui/light-element.ts";
import { attempt } from "./attempt.ts";
import { channelsOf, countedBy, isByRegion, type Price } from "./services.ts";

/** The length of a call that is shown at first, in seconds, and the longest that can be asked for: a day. */
const CALL_S = "60";
const CALL_MAX_S = "86400";

const QUANTITY_MAX = "1000000";

/** What somebody has set of a service: its fields by name. */
type Settings = Record<string, string>;

class Calculators extends LightElement {
  static override properties = {
    prices: { attribute: false },
    plan: {},
    place: { attribute: false },
    settings: { state: true },
  };

  declare prices: Prices | undefined;
  declare plan: string;
  /** Where the message goes, for calls whose price depends on it. */
  declare place: Region | undefined;
  declare settings: Record<string, Settings>;

  readonly #announcer = new Announcer(this);

  constructor() {
    super();
    this.settings = {};
  }

  protected override render() {
    const services = this.#services;
    return services.length === 0
      ? nothing
      : html`
          <section class="card" aria-labelledby="composer-also-title">
            <h2 id="composer-also-title">Also on this plan</h2>
            <ul class="offers">${services.map((service) => this.#offer(service))}</ul>
            ${this.#announcer.render()}
          </section>
        `;
  }

  get #services(): string[] {
    if (this.prices === undefined) {
      return [];
    }
    const { book } = this.prices;
    const channels = channelsOf(book);
    return Object.keys(book.services).filter((service) => !channels.includes(service)).toSorted();
  }

  #offer(service: string) {
    const { engine, book } = this.prices!;
    const { price } = book.services[service]!;
    const name = serviceName(service);
    const request = this.#request(service, price);
    const { value: quote, error } =
      typeof request === "string" ? { error: { message: request } } : attempt(() => engine.quote(request));
    const where = isByRegion(price) && this.place?.region ? `to ${country(this.place.region)}` : "";
    return html`
      <li class="offer ${quote === undefined ? "priceless" : ""}">
        <div class="offer-name"><h3>${name}</h3><span class="detail">${where}</span></div>
        <div class="offer-figure">
          ${quote === undefined
            ? nothing
            : html`<strong class="offer-price">${quote.credits === "0" && !("carrierCost" in price) ? "Free" : credits(quote.credits)}</strong>
                <span class="detail">${worth(quote)}</span>
                <span class="tags">${valueNotes(book, quote).map((note) => html`<span class="tag">${note}</span>`)}</span>`}
        </div>
        <div class="offer-fields">${this.#fields(service, price)}</div>
        <p class="detail reasoning">
          ${quote === undefined ? `${sentence(error!.message)}.` : sentence(quote.explanation.steps.map(({ text }) => text).join("; "))}
        </p>
      </li>
    `;
  }

  /** What is asked of the engine; a text says what is missing for it. */
  #request(service: string, price: Price): QuoteRequest | string {
    const kind = countedBy(price);
    const set = this.#set(service, price);
    if (kind === "minute" && !(set.seconds !== "" && Number(set.seconds) >= 0 && Number(set.seconds) <= Number(CALL_MAX_S))) {
      return `Enter the call’s length in seconds, at most ${decimal(CALL_MAX_S)}`;
    }
    if (!/^[1-9]\d*$/.test(set.quantity ?? "") || Number(set.quantity) > Number(QUANTITY_MAX)) {
      return `Enter a whole number from 1 to ${decimal(QUANTITY_MAX)}`;
    }
    if (isByRegion(price) && this.place === undefined) {
      return "Enter a recipient";
    }
    return {
      plan: this.plan,
      service,
      quantity: Number(set.quantity),
      ...(isByRegion(price) && { to: this.place!.e164 }),
      ...(kind === "minute" && { call: { seconds: set.seconds! } }),
      ...(kind === "attempt" && { call: { outcome: set.outcome! } }),
    };
  }

  #set(service: string, price: Price): Settings {
    return { seconds: CALL_S, outcome: outcomesOf(price)[0] ?? "", quantity: "1", ...this.settings[service] };
  }

  #fields(service: string, price: Price) {
    const kind = countedBy(price);
    const set = this.#set(service, price);
    const field = (name: string, label: string, control: unknown) => html`
      <span class="inline-field">
        <label for="composer-${service}-${name}"><span class="unseen">${serviceName(service)}: </span>${label}</label>
        ${control}
      </span>
    `;
    const number = (name: string, label: string, max: string) =>
      field(
        name,
        label,
        html`<input class="small" id="composer-${service}-${name}" type="number" inputmode="numeric" min="1" max=${max} step="1"
          autocomplete="off" .value=${set[name]} @input=${this.#changed(service, name)}>`,
      );
    const outcome = () =>
      field(
        "outcome",
        "Outcome",
        html`<select class="small" id="composer-${service}-outcome" autocomplete="off" @change=${this.#changed(service, "outcome")}>
          ${outcomesOf(price).map((name) => html`<option value=${name} .selected=${name === set.outcome}>${sentence(name.replaceAll("_", " "))}</option>`)}
        </select>`,
      );
    return html`
      ${kind === "minute" ? number("seconds", "Length in seconds", CALL_MAX_S) : nothing}
      ${kind === "attempt" ? outcome() : nothing}
      ${number("quantity", "How many", QUANTITY_MAX)}
    `;
  }

  #changed(service: string, name: string) {
    return (event: Event): void => {
      const { value } = event.currentTarget as HTMLInputElement | HTMLSelectElement;
      this.settings = { ...this.settings, [service]: { ...this.settings[service], [name]: value } };
      const said = () => {
        const item = (event.target as HTMLElement).closest(".offer");
        const price = item?.querySelector(".offer-price") ?? item?.querySelector(".reasoning");
        return `${serviceName(service)}: ${price?.textContent?.trim() ?? ""}`;
      };
      this.#announcer.say(said);
    };
  }
}

function worth({ credits: amount, money: value, carrierCost }: Quote): string {
  if (value !== null) {
    return amount === "0" ? "" : money(value);
  }
  return carrierCost === null ? "" : `carrier cost ${money(carrierCost)}`;
}

/** What is said of the parameters' values that a price was made of: `demo value`. Its explanation names them. */
function valueNotes({ parameters = {} }: BookDocument, { explanation }: Quote): string[] {
  const notes = new Set(Object.values(parameters).flatMap(({ valueNote }) => valueNote || []));
  return [...notes].filter((note) => explanation.steps.some(({ text }) => text.includes(`(${note})`)));
}

customElements.define("composer-calculators", Calculators);
