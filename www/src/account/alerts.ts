// Alerts: at which balance somebody is told, who that is, and what has been told.
import { Task } from "@lit/task";
import type { BookDocument } from "septet";
import { html, nothing } from "lit";

import { ledger, type Schemas } from "../app/ledger.ts";
import { bookOf } from "../app/prices.ts";
import { href } from "../app/route.ts";
import { visit } from "../app/visit.ts";
import { count, credits, decimal, listed, percent } from "../ui/format.ts";
import { fetched, skeleton } from "../ui/loading.ts";
import { problemText } from "../ui/problem.ts";
import { readDecimal } from "../ui/typed.ts";
import { when } from "../ui/when.ts";
import { fieldOf, focusMistake } from "./field.ts";
import { listField } from "./list-field.ts";
import { Section } from "./section.ts";
import { savingBar, Settings } from "./settings.ts";

interface Draft {
  thresholds: string[];
  admins: string[];
}

/** What a book without thresholds of its own has. */
const THRESHOLDS = ["20", "0"];

const THRESHOLDS_MAX = 10;

const ADMINS_MAX = 100;

const FIELD_WORDS = { admins: /admins|address/, thresholds: /threshold/ };

class AccountAlerts extends Section {
  #typed = { thresholds: "", admins: "" };
  #mistakes: Partial<Record<keyof Draft, string>> = {};
  #bookThresholds: string[] = THRESHOLDS;

  readonly #settings = new Settings<Schemas["Alerts"], Draft>(this, {
    name: () => `alerts of ${this.account.id}`,
    read: () => ledger.getAlerts(this.account.id),
    fields: ({ thresholds, admins }) => ({ thresholds, admins }),
    write: async ({ thresholds, admins }, idempotencyKey) => {
      const isBooks = String(thresholds) === String(this.#bookThresholds);
      const body = { thresholds: isBooks ? null : thresholds, admins };
      const answer = await ledger.setAlerts(this.account.id, body, { idempotencyKey });
      void visit.refresh();
      return answer;
    },
  });

  readonly #task = new Task(this, {
    task: async ([id], { signal }) => {
      const [book, alerts, { events }, { upgrade }] = await Promise.all([
        bookOf(this.account),
        ledger.getAlerts(id, { signal }),
        ledger.listEvents({ account: id, type: "balance.low", limit: 20 }, { signal }),
        ledger.getProjection(id, {}, { signal }),
      ]);
      this.#bookThresholds = thresholdsOf(book);
      this.#settings.take(alerts);
      return { events, upgrade };
    },
    args: () => [this.account.id, this.standing] as const,
  });

  protected override render() {
    return html`
      <section class="card" aria-labelledby="account-alerts-title">
        <h2 id="account-alerts-title">Alerts</h2>
        ${fetched(
          this.#task,
          ({ events, upgrade }) => html`${upgrade === null ? nothing : hint(upgrade)} ${this.#form(events)}`,
          skeleton(12),
        )}
      </section>
    `;
  }

  #form(events: Schemas["Event"][]) {
    const { answer, draft, problem } = this.#settings;
    if (answer === undefined || draft === undefined) {
      return nothing;
    }
    if (!answer.watched) {
      const why =
        this.account.plan === null && !this.account.balance.unlimited
          ? "What this account spends counts towards the alerts of the account above."
          : "Nothing is deducted from this account, so its balance cannot run low.";
      return html`<p>${why} There are no alerts.</p>`;
    }
    const field = problem === undefined ? undefined : fieldOf(problem, FIELD_WORDS);
    const wrong = { ...this.#mistakes, ...(field === undefined ? {} : { [field]: problemText(problem) }) };
    return html`
      ${this.#standing(answer, events)}
      <form @submit=${this.#submit} novalidate aria-labelledby="account-alerts-title">
        ${listField({
          id: "account-alerts-threshold",
          label: "Alert when this percentage is left",
          listLabel: "Thresholds",
          items: draft.thresholds,
          text: percent,
          typed: this.#typed.thresholds,
          hint: html`Percentages of the credits granted. Each alerts once, until credits come in.
          ${
            String(draft.thresholds) === String(this.#bookThresholds)
              ? "These are the book’s defaults."
              : html`<button
                  class="link"
                  type="button"
                  @click=${() => this.#edit({ thresholds: this.#bookThresholds })}
                >
                  Use the book’s defaults (${this.#bookThresholds.map(percent).join(", ")})
                </button>`
          }`,
          empty: "No alerts are sent.",
          mistake: wrong.thresholds,
          inputMode: "decimal",
          type: (thresholds) => this.#type({ thresholds }),
          add: () => this.#add("thresholds"),
          remove: (threshold) => this.#edit({ thresholds: draft.thresholds.filter((each) => each !== threshold) }),
        })}
        ${listField({
          id: "account-alerts-admin",
          label: "Send alerts by e-mail to",
          listLabel: "Addresses",
          items: draft.admins,
          text: (admin) => admin,
          typed: this.#typed.admins,
          hint: "",
          empty:
            answer.told.length === 0
              ? "Nobody: add an address."
              : `${listed(answer.told)}, set on the account above.`,
          mistake: wrong.admins,
          inputMode: "email",
          type: (admins) => this.#type({ admins }),
          add: () => this.#add("admins"),
          remove: (admin) => this.#edit({ admins: draft.admins.filter((each) => each !== admin) }),
        })}
        ${savingBar(this.#settings, "alerts", { isTold: field !== undefined })}
      </form>
    `;
  }

  #standing({ percentage, base, fired }: Schemas["Alerts"], events: Schemas["Event"][]) {
    const crossing = (threshold: string) =>
      events.find(({ data }) => (data as { threshold?: string }).threshold === threshold)?.createdAt;
    return html`
      <p class="account-state">
        ${percentage === null ? "No credits have been granted." : `${percent(percentage)} of ${credits(base)} are left.`}
        ${fired.length === 0 ? "No alert has been sent since credits last came in." : nothing}
      </p>
      ${
        fired.length === 0
          ? nothing
          : html`
              <ul class="account-list">
                ${fired.map((threshold) => {
                  const at = crossing(threshold);
                  return html`<li>
                    <span>Crossed ${percent(threshold)}</span>${
                      at === undefined ? nothing : html`<span class="quiet">${when(at, this.account.timeZone)}</span>`
                    }
                  </li>`;
                })}
              </ul>
            `
      }
    `;
  }

  #type(typed: Partial<Record<keyof Draft, string>>): void {
    this.#typed = { ...this.#typed, ...typed };
    this.#mistakes = {};
    this.requestUpdate();
  }

  #edit(change: Partial<Draft>): void {
    this.#mistakes = {};
    this.#settings.edit(change);
  }

  /** Takes what is typed into its list. */
  #add(field: keyof Draft): boolean {
    const typed = this.#typed[field].trim().replace(/\s*%$/, "");
    const items = this.#settings.draft?.[field] ?? [];
    const mistake = field === "admins" ? adminMistake(typed, items) : thresholdMistake(typed, items);
    if (mistake !== undefined) {
      this.#mistakes = { [field]: mistake };
      this.requestUpdate();
      return false;
    }
    const all = [...items, field === "thresholds" ? readDecimal(typed).value! : typed];
    this.#typed[field] = "";
    // The ledger keeps thresholds in falling order. They are percentages, and no amounts.
    this.#edit({ [field]: field === "thresholds" ? all.sort((a, b) => Number(b) - Number(a)) : all });
    return true;
  }

  async #submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const typed = (["thresholds", "admins"] as const).filter((field) => this.#typed[field].trim() !== "");
    if (typed.every((field) => this.#add(field))) {
      await this.#settings.save();
    }
    await this.updateComplete;
    focusMistake(this);
  }
}

function thresholdMistake(typed: string, items: readonly string[]): string | undefined {
  const { value = "100" } = readDecimal(typed, { max: "100" });
  if (value === "100") {
    return `Enter a percentage from 0 to less than 100, such as ${decimal("12.5")}, with at most 6 decimal places.`;
  }
  if (items.includes(value)) {
    return `${percent(value)} is already in the list.`;
  }
  return items.length < THRESHOLDS_MAX ? undefined : `At most ${THRESHOLDS_MAX} thresholds are allowed.`;
}

function adminMistake(typed: string, items: readonly string[]): string | undefined {
  if (!/^[^\s@]+@[^\s@]+$/.test(typed)) {
    return "Enter an e-mail address such as ann@acme.example.";
  }
  if (items.includes(typed)) {
    return `${typed} is already in the list.`;
  }
  return items.length < ADMINS_MAX ? undefined : `At most ${ADMINS_MAX} addresses are allowed.`;
}

function thresholdsOf(book: BookDocument): string[] {
  const { alerts } = (book.policies ?? {}) as { alerts?: { thresholds?: string[] } | null };
  return alerts?.thresholds ?? THRESHOLDS;
}

/** Usage is high again and again: a larger plan would have covered it. */
function hint({ plan, allowance, highPeriods }: Schemas["UpgradeHint"]) {
  const grants = allowance === null ? "it has no limit" : `it includes ${credits(allowance)} a period`;
  const periods = highPeriods === 3 ? "each" : count(highPeriods);
  return html`
    <p class="notice">
      In ${periods} of the last three billing periods you used ${percent("90")} of the included credits or more. The
      <a href=${href("plans", { plan })}>${plan} plan</a> would have been enough: ${grants}.
    </p>
  `;
}

customElements.define("account-alerts", AccountAlerts);
