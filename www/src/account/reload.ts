// Auto-reload: when an account buys by itself, how much, and where that stands.
import { Task } from "@lit/task";
import type { BookDocument } from "septet";
import { html, nothing } from "lit";
import { live } from "lit/directives/live.js";

import { whyNotBuy } from "../app/buying.ts";
import { ledger, type Schemas } from "../app/ledger.ts";
import { once } from "../app/once.ts";
import { bookOf } from "../app/prices.ts";
import { currentRoute, remember } from "../app/route.ts";
import { visit } from "../app/visit.ts";
import { times } from "../ui/decimal.ts";
import { credits, listed, sentence } from "../ui/format.ts";
import { fetched, skeleton } from "../ui/loading.ts";
import { problemText } from "../ui/problem.ts";
import { settled } from "../ui/settled.ts";
import { readDecimal, typeable } from "../ui/typed.ts";
import { fieldOf, focusMistake, problemHint, readPackages, textField } from "./field.ts";
import { fetchPast, pastReloads } from "./reload-past.ts";
import { STATES, stateOf, suggestionText } from "./reload-words.ts";
import { Section } from "./section.ts";
import { savingBar, Settings } from "./settings.ts";

type Reload = Schemas["AutoReloadAnswer"];

/** As they are typed; an empty one is left to the book. */
interface Draft {
  enabled: boolean;
  threshold: string;
  topUp: string;
  packages: string;
  monthlyCap: string;
}

/** By what a refusal names the field that it concerns. */
const FIELD_WORDS = { monthlyCap: /cap/, threshold: /threshold/, packages: /packages|quantity/ };

class AccountReload extends Section {
  static override properties = { ...Section.properties, query: { attribute: false } };

  declare query: URLSearchParams;

  /** Whether it was tried to save: from then on all that is wrong is shown. */
  #isChecked = false;
  #settling: unknown;

  readonly #settings = new Settings<Reload, Draft>(this, {
    name: () => `auto-reload of ${this.account.id}`,
    read: () => ledger.getAutoReload(this.account.id),
    fields: ({ enabled, threshold, topUp, packages, monthlyCap }) => ({
      enabled,
      threshold: threshold === null ? "" : typeable(threshold),
      topUp: topUp ?? this.#offers[0]?.id ?? "",
      packages: packages === null ? "" : typeable(String(packages)),
      monthlyCap: monthlyCap === null ? "" : typeable(monthlyCap),
    }),
    write: (draft, idempotencyKey) => ledger.setAutoReload(this.account.id, bodyOf(draft), { idempotencyKey }),
  });

  readonly #task = new Task(this, {
    task: async ([id], { signal }) => {
      const [book, answer, suggestion, events] = await Promise.all([
        bookOf(this.account),
        ledger.getAutoReload(id, { signal }),
        ledger.getReloadSuggestion(id, {}, { signal }),
        fetchPast(id, signal),
      ]);
      this.#settings.take(answer);
      return { book, suggestion, events };
    },
    args: () => [this.account.id, this.standing] as const,
  });

  constructor() {
    super();
    this.query = new URLSearchParams();
  }

  protected override updated(changed: Map<PropertyKey, unknown>): void {
    if (changed.has("query") && this.query.has("reload")) {
      void this.#show();
    }
  }

  /** Who is led here sees it, wherever on the page it is. */
  async #show(): Promise<void> {
    await settled(this.closest("app-account") ?? this);
    // The page goes to its top where another screen is shown, and this is the last word.
    await new Promise(requestAnimationFrame);
    if (currentRoute().screen === "account") {
      remember("account", {});
      const heading = this.querySelector("h2")!;
      heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
      this.scrollIntoView();
    }
  }

  /** What can be bought again and again by itself. */
  get #offers(): Schemas["TopUp"][] {
    const { plan, plans } = visit;
    return plans?.topUps.filter(({ id, recurring }) => !recurring && plan?.topUps.includes(id)) ?? [];
  }

  protected override render() {
    return html`
      <section class="card" aria-labelledby="account-reload-title">
        <h2 id="account-reload-title">Auto-reload</h2>
        ${fetched(
          this.#task,
          ({ book, suggestion, events }) => {
            const obstacle = this.#whyNot(book);
            return obstacle === undefined ? this.#form(suggestion, events) : html`<p>${obstacle}</p>`;
          },
          skeleton(5),
        )}
      </section>
    `;
  }

  #whyNot({ plans }: BookDocument): string | undefined {
    const obstacle = visit.plans && whyNotBuy(this.account, visit.plans);
    const name = this.account.effectivePlan;
    if (obstacle !== undefined || plans[name]?.reload === true) {
      return obstacle?.sentence;
    }
    const others = Object.keys(plans).filter((plan) => plans[plan]?.reload === true);
    const change = others.length === 0 ? "no plan of this book includes it" : `change to ${listed(others)}`;
    return `Auto-reload is not part of the ${name} plan: ${change}.`;
  }

  #form(suggestion: Schemas["ReloadSuggestion"], events: Schemas["Event"][]) {
    const { answer, draft, problem } = this.#settings;
    if (answer === undefined || draft === undefined) {
      return nothing;
    }
    const field = problem === undefined ? undefined : fieldOf(problem, FIELD_WORDS);
    const wrong: Partial<Record<keyof Draft, string>> = this.#isChecked ? mistakes(draft) : {};
    if (field !== undefined) {
      wrong[field] = problemText(problem);
    }
    return html`
      <p class="account-state"><strong>${STATES[answer.state]}.</strong> ${stateOf(answer, this.account.timeZone)}</p>
      ${answer.state === "suspended" ? this.#startAgain() : nothing}
      ${answer.inFlight && visit.isOperator && visit.session?.demo ? this.#settle(answer.inFlight) : nothing}
      <form @submit=${this.#submit} novalidate aria-labelledby="account-reload-title">
        <label class="check">
          <input
            id="account-reload-enabled"
            type="checkbox"
            .checked=${live(draft.enabled)}
            @change=${({ target }: Event) => this.#settings.edit({ enabled: (target as HTMLInputElement).checked })}
          >
          Buy credits when the balance runs low
        </label>
        ${draft.enabled ? this.#fields(draft, suggestion, wrong) : nothing}
        ${savingBar(this.#settings, "auto-reload", { isTold: field !== undefined })}
      </form>
      ${pastReloads(events, answer, this.account.timeZone)}
    `;
  }

  #fields(draft: Draft, suggestion: Schemas["ReloadSuggestion"], wrong: Partial<Record<keyof Draft, string>>) {
    return html`
      <fieldset class="account-fields">
        <legend class="unseen">What to buy, and when</legend>
        ${textField({
          id: "account-reload-threshold",
          label: "When the balance falls to (credits)",
          value: draft.threshold,
          inputMode: "decimal",
          mistake: wrong.threshold,
          hint: this.#suggestion(suggestion, draft),
          change: (threshold) => this.#settings.edit({ threshold }),
        })}
        ${this.#packages(draft, wrong.packages)}
        ${textField({
          id: "account-reload-cap",
          label: "Maximum per billing period (credits)",
          value: draft.monthlyCap,
          inputMode: "decimal",
          mistake: wrong.monthlyCap,
          hint: "A hard cap: a reload that would exceed it is not made. If empty, the book’s cap applies, if any.",
          change: (monthlyCap) => this.#settings.edit({ monthlyCap }),
        })}
      </fieldset>
    `;
  }

  #suggestion(suggestion: Schemas["ReloadSuggestion"], draft: Draft) {
    const { threshold } = suggestion;
    if (threshold === null) {
      return "There is not enough usage yet to suggest one.";
    }
    return html`
      Suggested: ${credits(threshold)}. ${suggestionText(suggestion)}
      ${
        threshold === readDecimal(draft.threshold).value
          ? nothing
          : html`<button class="link" type="button" @click=${() => this.#settings.edit({ threshold: typeable(threshold) })}>
              Use ${credits(threshold)}
            </button>`
      }
    `;
  }

  #packages(draft: Draft, mistake: string | undefined) {
    const offer = this.#offers.find(({ id }) => id === draft.topUp);
    const packages = readPackages(draft.packages).value;
    const brings =
      typeof offer?.credits === "string" && packages !== undefined
        ? `One reload adds ${credits(times(offer.credits, BigInt(packages)))}.`
        : "";
    return html`
      ${
        this.#offers.length < 2
          ? nothing
          : html`
              <div class="field">
                <label for="account-reload-package">Package</label>
                <select
                  id="account-reload-package"
                  .value=${live(draft.topUp)}
                  @change=${({ target }: Event) => this.#settings.edit({ topUp: (target as HTMLSelectElement).value })}
                >
                  ${this.#offers.map(
                    ({ id }) => html`
                      <option value=${id} ?selected=${id === draft.topUp}>${sentence(id.replaceAll("_", " "))}</option>
                    `,
                  )}
                </select>
              </div>
            `
      }
      ${textField({
        id: "account-reload-packages",
        label:
          offer?.credits === "1"
            ? "Credits to buy"
            : `Packages to buy${offer?.credits ? `, of ${credits(offer.credits)}` : ""}`,
        value: draft.packages,
        inputMode: "numeric",
        mistake,
        hint: brings,
        change: (packages) => this.#settings.edit({ packages }),
      })}
    `;
  }

  #startAgain() {
    return html`
      <div class="actions">
        <button
          class="secondary"
          type="button"
          aria-busy=${this.#settings.isSaving}
          @click=${() => void this.#settings.save()}
        >
          Start it again
        </button>
      </div>
    `;
  }

  /** In the demo nobody takes payments, so the visitor says what became of one. */
  #settle({ reload }: Schemas["ReloadInFlight"]) {
    const settle = (body: Parameters<typeof ledger.settleReload>[2]) => async () => {
      try {
        const { id } = this.account;
        await once(`reload ${reload} of ${id}: ${body.outcome}`, (idempotencyKey) =>
          ledger.settleReload(id, String(reload), body, { idempotencyKey }),
        );
        this.#settling = undefined;
      } catch (error) {
        this.#settling = error;
      }
      await Promise.all([visit.refresh(), this.#task.run()]);
    };
    return html`
      <div class="notice">
        <p>Demo: no money moves. Choose how the payment ends.</p>
        <div class="actions">
          <button
            class="secondary"
            type="button"
            @click=${settle({ outcome: "paid", payment: `demo-reload-${reload}-${this.account.id}` })}
          >
            It is paid
          </button>
          <button class="secondary" type="button" @click=${settle({ outcome: "declined", reason: "card declined" })}>
            It is declined
          </button>
        </div>
        ${problemHint(this.#settling)}
      </div>
    `;
  }

  async #submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const { draft } = this.#settings;
    this.#isChecked = true;
    this.requestUpdate();
    if (draft !== undefined && Object.keys(mistakes(draft)).length === 0) {
      await this.#settings.save();
      this.#isChecked = this.#settings.problem !== undefined;
    }
    await this.updateComplete;
    focusMistake(this);
  }
}

/** Of a draft without mistakes. */
function bodyOf({ enabled, threshold, topUp, packages, monthlyCap }: Draft): Schemas["AutoReloadRequest"] {
  return enabled
    ? {
        enabled,
        threshold: readDecimal(threshold).value!,
        ...(topUp === "" ? {} : { topUp }),
        packages: Number(readPackages(packages).value),
        ...(monthlyCap.trim() === "" ? {} : { monthlyCap: readDecimal(monthlyCap).value! }),
      }
    : { enabled };
}

function mistakes({ enabled, threshold, packages, monthlyCap }: Draft): Partial<Record<keyof Draft, string>> {
  if (!enabled) {
    return {};
  }
  const found = {
    threshold: readDecimal(threshold).mistake,
    packages: readPackages(packages).mistake,
    monthlyCap: monthlyCap.trim() === "" ? undefined : readDecimal(monthlyCap).mistake,
  };
  return Object.fromEntries(Object.entries(found).filter(([, mistake]) => mistake !== undefined));
}

customElements.define("account-reload", AccountReload);
