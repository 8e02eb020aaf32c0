// What the same text costs elsewhere: computed while nobody types, and only while it is open.
import type { Category } from "septet";
import { html, nothing, type PropertyValues } from "lit";
import { classMap } from "lit/directives/class-map.js";

import type { Prices } from "../app/prices.ts";
import { bar } from "../ui/bar.ts";
import { count, counted, country, credits, serviceName } from "../ui/format.ts";
import { Idle } from "../ui/idle.ts";
import { LightElement } from "../ui/light-element.ts";
import { type Rate, ratesOf } from "./rates.ts";

/** Where the chosen countries are kept: a preference, and nothing of what is typed. */
const KEPT = "septet.compared";
const FIRST_CHOSEN = ["US", "GB", "DE", "IN", "BR", "NG"];

/** The places that are marked. */
const MARKS = { cheapest: "Cheapest", dearest: "Most expensive" } as const;

interface Answer {
  rates: Rate[];
  segments: number;
}

class Comparison extends LightElement {
  static override properties = {
    prices: { attribute: false },
    plan: {},
    service: {},
    category: {},
    text: { attribute: false },
    isOpen: { state: true },
    showsAll: { state: true },
    chosen: { state: true },
    answer: { state: true },
  };

  declare prices: Prices | undefined;
  declare plan: string;
  declare service: string;
  declare category: Category;
  declare text: string;
  declare isOpen: boolean;
  declare showsAll: boolean;
  declare chosen: readonly string[];
  declare answer: Answer | undefined;

  readonly #idle = new Idle();

  constructor() {
    super();
    this.isOpen = this.showsAll = false;
    this.chosen = readChosen();
  }

  /** Closed, it shows nothing of what is typed. */
  protected override shouldUpdate(changed: PropertyValues): boolean {
    return this.isOpen || changed.has("isOpen");
  }

  protected override willUpdate(changed: PropertyValues): void {
    const isAsked = ["prices", "plan", "service", "category", "text", "isOpen"].some((name) => changed.has(name));
    if (this.isOpen && isAsked) {
      this.#idle.run(() => void this.#compute());
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#idle.cancel();
  }

  async #compute(): Promise<void> {
    const { prices, plan, service, category, text } = this;
    if (prices === undefined || service === "") {
      this.answer = undefined;
      return;
    }
    const { countSegments } = await import("septet");
    const segments = countSegments(text);
    this.answer = { rates: ratesOf(prices, { plan, service, category }, segments), segments };
  }

  protected override render() {
    return html`
      <section class="card">
        <details class="comparison" ?open=${this.isOpen} @toggle=${this.#toggled}>
          <summary><h2>The same text in other countries</h2></summary>
          ${this.isOpen ? this.#content() : nothing}
        </details>
      </section>
    `;
  }

  #toggled(event: Event): void {
    this.isOpen = (event.currentTarget as HTMLDetailsElement).open;
  }

  #content() {
    const { answer } = this;
    if (answer === undefined) {
      return html`<p class="quiet waiting">${this.service === "" ? "This book has no messages to compare." : "Computing the prices."}</p>`;
    }
    const { rates } = answer;
    const dearest = rates.at(-1);
    const shown = this.showsAll ? rates : rates.filter((rate) => this.#isChosen(rate, rates));
    return html`
      <div class="scroll" tabindex="0" role="group" aria-label="Prices by country">
        <table class="rows comparison-rows">
          <caption class="quiet">${this.#caption(answer)}</caption>
          <thead>
            <tr><th scope="col">Country</th><th scope="col" class="figure">Price</th><th scope="col"><span class="unseen">Chosen</span></th></tr>
          </thead>
          <tbody>${shown.map((rate) => this.#row(rate, rates, dearest))}</tbody>
        </table>
      </div>
      <div class="actions">
        <button class="secondary" type="button" aria-expanded=${this.showsAll} @click=${() => (this.showsAll = !this.showsAll)}>
          ${this.showsAll ? "Show only the chosen countries" : `Show all ${count(rates.length)} countries`}
        </button>
      </div>
    `;
  }

  #caption({ rates, segments }: Answer): string {
    const size = this.service === "sms" ? `${counted(segments, "part")} by ` : "By ";
    const [first, last] = [rates[0], rates.at(-1)];
    const range = first && last ? `: from ${priced(first)} to ${priced(last)}` : "";
    return `${size}${serviceName(this.service)}, on the ${this.plan} plan${range}`;
  }

  /** The chosen ones, and the ends of the list. */
  #isChosen(rate: Rate, rates: readonly Rate[]): boolean {
    return this.chosen.includes(rate.region) || rate === rates[0] || rate === rates.at(-1);
  }

  #row(rate: Rate, rates: readonly Rate[], dearest: Rate | undefined) {
    const { region } = rate;
    const isChosen = this.chosen.includes(region);
    const mark = rate === rates[0] ? MARKS.cheapest : rate === dearest ? MARKS.dearest : undefined;
    return html`
      <tr>
        <th scope="row">
          ${country(region)} <span class="quiet">${region}</span> ${mark === undefined ? nothing : html`<span class="tag">${mark}</span>`}
          ${bar(rate.credits, dearest?.credits ?? "0")}
        </th>
        <td class="figure">${priced(rate)}</td>
        <td>
          <button class=${classMap({ star: true, chosen: isChosen })} type="button" aria-pressed=${isChosen}
            aria-label="Keep ${country(region)} in view" @click=${() => this.#choose(region, !isChosen)}>${isChosen ? "★" : "☆"}</button>
        </td>
      </tr>
    `;
  }

  #choose(region: string, isChosen: boolean): void {
    this.chosen = isChosen ? [...this.chosen, region] : this.chosen.filter((other) => other !== region);
    try {
      localStorage.setItem(KEPT, JSON.stringify(this.chosen));
    } catch {
      // A browser that keeps nothing for this page: they are chosen until it is closed.
    }
  }
}

function priced({ credits: amount }: Rate): string {
  return amount === "0" ? "Free" : credits(amount);
}

function readChosen(): readonly string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEPT) ?? "null");
    return Array.isArray(kept) ? kept.filter((region) => typeof region === "string") : FIRST_CHOSEN;
  } catch {
    return FIRST_CHOSEN;
  }
}

customElements.define("composer-comparison", Comparison);
