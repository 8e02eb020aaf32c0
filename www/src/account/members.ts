// What an account gives to those below it: set aside, or drawn from its own balance up to a cap.
import { Task } from "@lit/task";
import { html, nothing } from "lit";

import { ledger, LedgerError, type Schemas } from "../app/ledger.ts";
import { once } from "../app/once.ts";
import { href } from "../app/route.ts";
import { visit } from "../app/visit.ts";
import { confirm } from "../ui/confirm.ts";
import { counted, credits, decimal } from "../ui/format.ts";
import { fetched, skeleton } from "../ui/loading.ts";
import { problemText } from "../ui/problem.ts";
import { type Column, table } from "../ui/table.ts";
import { readDecimal } from "../ui/typed.ts";
import { fetchMembers, type Member } from "./allotments.ts";
import { focusMistake, problemHint, textField } from "./field.ts";
import { Section } from "./section.ts";

interface Wish {
  to: string;
  credits: string;
  mode: Schemas["AllotmentMode"];
  renew: boolean;
}

const NO_WISH: Wish = { to: "", credits: "", mode: "reserve", renew: true };

const MODES: Record<Schemas["AllotmentMode"], { name: string; text: string }> = {
  reserve: { name: "Set aside", text: "moved into the member’s own balance" },
  cap: { name: "Cap", text: "the member draws on this balance, up to a limit per period" },
};

/** Which field a refusal concerns, by its code. */
const FIELDS: Record<string, keyof Wish> = {
  "insufficient-credits": "credits",
  "invalid-allotment": "to",
  "invalid-amount": "credits",
  "invalid-name": "to",
  "unknown-account": "to",
};

class AccountMembers extends Section {
  #wish = NO_WISH;
  #isChecked = false;
  #isBusy = false;
  #problem: unknown;
  #done = "";

  readonly #members = new Task(this, {
    task: ([id], { signal }) => fetchMembers(id, signal),
    args: () => [this.account.id, this.standing] as const,
  });

  protected override render() {
    return html`
      <section class="card" aria-labelledby="account-members-title">
        <h2 id="account-members-title">Members</h2>
        ${this.account.plan === null ? nothing : html`<p class="quiet">${this.#seats()}</p>`}
        ${fetched(this.#members, (members) => html`${members.length === 0 ? none() : this.#table(members)}`, skeleton(6))}
        <p class="account-done" role="status">${this.#done}</p>
        ${this.#field === undefined ? problemHint(this.#problem) : nothing}
        ${
          this.account.balance.unlimited
            ? html`<p class="quiet">Members of an unlimited account need no allotments.</p>`
            : html`<details class="account-give">
                <summary>Give credits to a member</summary>
                ${this.#form()}
              </details>`
        }
      </section>
    `;
  }

  #seats(): string {
    const { seats, effectivePlan } = this.account;
    const { plan } = visit;
    const each =
      plan?.allowance === "per_seat" && typeof plan.credits === "string"
        ? `, ${credits(plan.credits)} a period each`
        : "";
    return `${counted(seats, "seat")} on the ${effectivePlan} plan${each}.`;
  }

  #table(members: Member[]) {
    const columns: Column<Member>[] = [
      {
        title: "Member",
        isHead: true,
        of: ({ to, mode, renew }) => html`
          ${visit.isOperator ? html`<a href=${href("account", { account: to })}>${to}</a>` : to}
          <span class="quiet account-under">${MODES[mode].name}${renew ? ", each period" : ", once"}</span>
        `,
      },
      { title: "Given", isFigure: true, of: (member) => decimal(member.credits) },
      { title: "Used", isFigure: true, of: ({ used }) => decimal(used) },
      { title: "Left", isFigure: true, of: ({ left }) => decimal(left) },
      {
        title: "",
        isFigure: true,
        of: (member) => html`
          <button
            class="link"
            type="button"
            aria-label="End the allotment of ${member.to}"
            @click=${() => void this.#end(member)}
          >
            End
          </button>
        `,
      },
    ];
    return html`
      ${table("Members and their allotments", columns, members, { key: ({ to }) => to })}
      <p class="quiet">“Used” counts from the start of this billing period.</p>
    `;
  }

  #form() {
    const wish = this.#wish;
    const field = this.#field;
    const wrong: Partial<Record<keyof Wish, string>> = this.#isChecked ? mistakes(wish) : {};
    if (field !== undefined) {
      wrong[field] = problemText(this.#problem);
    }
    const mode = (each: Wish["mode"]) => html`
      <label class="check">
        <input
          type="radio"
          name="account-members-mode"
          .checked=${wish.mode === each}
          @change=${() => this.#edit({ mode: each })}
        >
        <span>${MODES[each].name} <span class="quiet">${MODES[each].text}</span></span>
      </label>
    `;
    return html`
      <form @submit=${this.#submit} novalidate aria-label="Give credits to a member">
        ${textField({
          id: "account-members-to",
          label: "Member’s account",
          value: wish.to,
          mistake: wrong.to,
          hint: "An account directly below this one.",
          change: (to) => this.#edit({ to }),
        })}
        ${textField({
          id: "account-members-credits",
          label: "Credits",
          value: wish.credits,
          inputMode: "decimal",
          mistake: wrong.credits,
          hint:
            wish.mode === "reserve"
              ? `${credits(this.account.balance.available)} are available. This is added to what is already set aside.`
              : "This replaces any existing cap.",
          change: (amount) => this.#edit({ credits: amount }),
        })}
        <fieldset>
          <legend>How</legend>
          ${mode("reserve")} ${mode("cap")}
        </fieldset>
        <label class="check">
          <input
            type="checkbox"
            .checked=${wish.renew}
            @change=${({ target }: Event) => this.#edit({ renew: (target as HTMLInputElement).checked })}
          >
          Again each period
        </label>
        <div class="actions"><button class="primary" type="submit" aria-busy=${this.#isBusy}>Give</button></div>
      </form>
    `;
  }

  /** The field that has the problem. */
  get #field(): keyof Wish | undefined {
    return this.#problem instanceof LedgerError ? FIELDS[this.#problem.code] : undefined;
  }

  #edit(change: Partial<Wish>): void {
    this.#wish = { ...this.#wish, ...change };
    this.#problem = undefined;
    this.#done = "";
    this.requestUpdate();
  }

  async #submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const amount = readDecimal(this.#wish.credits).value;
    this.#isChecked = true;
    if (amount !== undefined && Object.keys(mistakes(this.#wish)).length === 0) {
      const wish = { ...this.#wish, to: this.#wish.to.trim(), credits: amount };
      const { id } = this.account;
      await this.#act(`allot ${JSON.stringify(wish)} from ${id}`, async (idempotencyKey) => {
        await ledger.allot(id, wish, { idempotencyKey });
        this.#wish = NO_WISH;
        this.#isChecked = false;
        return wish.mode === "cap"
          ? `${wish.to} may draw ${credits(wish.credits)} a period.`
          : `${credits(wish.credits)} set aside for ${wish.to}.`;
      });
    }
    this.requestUpdate();
    await this.updateComplete;
    focusMistake(this);
  }

  async #end({ to, mode }: Member): Promise<void> {
    const text =
      mode === "cap"
        ? `${to} can no longer draw on this balance. What it has used so far is not affected.`
        : `What ${to} has not used returns to this balance, and nothing more is set aside.`;
    if (await confirm({ title: `End the allotment of ${to}?`, text, action: "End it", cancel: "Keep it" })) {
      const { id } = this.account;
      await this.#act(`take back from ${to} for ${id}`, async (idempotencyKey) => {
        const { credits: back } = await ledger.takeBack(id, to, { idempotencyKey });
        return `The allotment of ${to} has ended${back === "0" ? "" : `; ${credits(back)} returned`}.`;
      });
    }
  }

  /** Does one thing at a time, says what has come of it, and shows the balance and the members as they are then. */
  async #act(request: string, act: (idempotencyKey: string) => Promise<string>): Promise<void> {
    if (this.#isBusy) {
      return;
    }
    this.#isBusy = true;
    this.#problem = undefined;
    this.#done = "";
    this.requestUpdate();
    try {
      this.#done = await once(request, act);
      await Promise.all([visit.refresh(), this.#members.run()]);
    } catch (error) {
      this.#problem = error;
    } finally {
      this.#isBusy = false;
      this.requestUpdate();
    }
  }
}

function none() {
  return html`<p class="quiet">
    No member has an allotment yet. Each member draws on their own, independently of the others.
  </p>`;
}

function mistakes({ to, credits: amount }: Wish): Partial<Record<keyof Wish, string>> {
  const { value, mistake } = readDecimal(amount);
  const found = {
    to: /^[A-Za-z0-9._:-]{1,64}$/.test(to.trim())
      ? undefined
      : "Enter the name of an account: letters, digits, - _ . and :.",
    credits: value === "0" ? "Enter more than 0." : mistake,
  };
  return Object.fromEntries(Object.entries(found).filter(([, mistake]) => mistake !== undefined));
}

customElements.define("account-members", AccountMembers);
