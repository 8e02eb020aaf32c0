// Sends a message and charges it to the account: the one place of this screen where credits change hands.
import type { Decision } from "septet";
import { html, nothing } from "lit";

import { type Account, type Charge, isAnswer, ledger, LedgerError, type Schemas } from "../app/ledger.ts";
import { once } from "../app/once.ts";
import { href } from "../app/route.ts";
import { FollowVisit, visit } from "../app/visit.ts";
import { minus, plus } from "../ui/decimal.ts";
import { counted, credits, decimal, sentence } from "../ui/format.ts";
import { LightElement } from "../ui/light-element.ts";
import { movement } from "../ui/movement.ts";
import { problemText } from "../ui/problem.ts";
import { when } from "../ui/when.ts";
import { Agreement, PricesChanged } from "./agreement.ts";
import { categoryFor } from "./services.ts";
import type { Preview } from "./preview.ts";
import { consequence, EXHAUSTED, whyNot } from "./prospect.ts";
import type { Prices } from "../app/prices.ts";

const DEMO_GRANT_CREDITS = "500";

/** How a charge is called that took nothing. */
const TITLES: Partial<Record<Decision, string>> = {
  free: "Sent free of charge",
  recorded: "Sent and recorded: nothing was deducted",
};

interface Outcome {
  tone: "good" | "bad";
  title: string;
  lines: unknown[];
  /** Whether more credits would have helped, and the demo can have them. */
  canGrant?: boolean;
}

/** What is told of a preview. Of the text it is only whether there is one: most key strokes change nothing here. */
const toldOf = (shown: Preview | undefined) => [shown?.total, shown?.problem, shown?.plan, shown?.draft.book, shown?.draft.text === ""];

const isTold = (shown: Preview | undefined, before: Preview | undefined): boolean => {
  const was = toldOf(before);
  return toldOf(shown).some((part, at) => part !== was[at]);
};

class Till extends LightElement {
  static override properties = {
    shown: { attribute: false, hasChanged: isTold },
    prices: { attribute: false },
    busy: { state: true },
    outcome: { state: true },
  };

  declare shown: Preview | undefined;
  declare prices: Prices | undefined;
  declare busy: boolean;
  declare outcome: Outcome | undefined;

  readonly #agreement = new Agreement();

  constructor() {
    super();
    this.busy = false;
    new FollowVisit(this);
  }

  protected override render() {
    const { account } = visit;
    const { shown } = this;
    if (account === undefined) {
      return nothing;
    }
    const obstacle = visit.reachable ? whyNot(shown, account) : "The ledger does not answer: nothing can be sent now.";
    return html`
      <div class="till">
        <button class="primary" type="button" aria-describedby="composer-send-note"
          aria-disabled=${obstacle !== undefined} aria-busy=${this.busy}
          @click=${obstacle === undefined ? this.#clicked : nothing}>Send and charge</button>
        <p class="note" id="composer-send-note">${obstacle ?? consequence(shown!, account)}</p>
        <div role="status">${this.#told()}</div>
      </div>
    `;
  }

  #told() {
    const { outcome } = this;
    if (outcome === undefined) {
      return nothing;
    }
    const { tone, title, lines, canGrant } = outcome;
    return html`
      <div class="outcome ${tone}">
        <p class="outcome-title">${title}</p>
        ${lines.map((line) => html`<p>${line}</p>`)}
        ${canGrant
          ? html`<button class="secondary" type="button" @click=${() => void this.#exclusively(() => this.#grant())}>
              Add ${DEMO_GRANT_CREDITS} demo credits
            </button>`
          : nothing}
      </div>
    `;
  }

  #clicked({ detail: clicks }: MouseEvent): void {
    // A double click is one intention.
    if (clicks <= 1) {
      void this.#exclusively(() => this.#charge());
    }
  }

  /** Runs while the page shows that it waits; a second click meanwhile does nothing. */
  async #exclusively(act: () => Promise<void>): Promise<void> {
    if (this.busy) {
      return;
    }
    this.busy = true;
    try {
      await act();
    } catch (error) {
      this.outcome = refused(error);
      void visit.refresh();
    } finally {
      this.busy = false;
    }
  }

  async #charge(): Promise<void> {
    const { shown, prices } = this;
    const { account } = visit;
    if (shown?.total === undefined || prices === undefined || account === undefined) {
      return;
    }
    const requests = await this.#agreement.on(account.id, shown, requestsFor(shown, prices));
    try {
      this.outcome =
        requests.length === 1
          ? await chargeOne(account, requests[0]!, shown.total.credits)
          : await chargeAll(account, requests, shown.total.credits);
      this.#agreement.settle();
    } catch (error) {
      if (isAnswer(error)) {
        this.#agreement.settle();
      }
      throw error;
    }
    void visit.refresh();
  }

  async #grant(): Promise<void> {
    const { account } = visit;
    if (account === undefined) {
      return;
    }
    const { balance, credits: granted } = await once(`grant ${account.id} ${DEMO_GRANT_CREDITS}`, (idempotencyKey) =>
      ledger.grant(account.id, { credits: DEMO_GRANT_CREDITS }, { idempotencyKey }),
    );
    const movedTo = balanceMoved(minus(balance.available, granted), balance.available);
    this.outcome = { tone: "good", title: `${credits(granted)} added`, lines: [movedTo] };
    visit.take(account.id, { balance });
    // The button that had the focus is gone with the refusal that offered it.
    await this.updateComplete;
    this.querySelector<HTMLElement>(".primary")?.focus();
  }
}

/** What is asked of the ledger: a charge for each recipient. */
function requestsFor({ draft, service, counted: per, destinations }: Preview, { book }: Prices): Schemas["ChargeRequest"][] {
  // Half of a character, as is left where an emoji is cut, is priced as the sign in its place, and sent as that.
  const text = draft.text.replace(/\p{Surrogate}/gu, "\ufffd");
  const message = { service, ...(per === "segment" && { text }), ...categoryFor(book, service, draft.category) };
  return destinations.flatMap(({ numbers }) => numbers.map((to) => ({ ...message, to })));
}

async function chargeOne({ id, timeZone }: Account, request: Schemas["ChargeRequest"], previewed: string): Promise<Outcome> {
  const { decision, credits: charged, balance } = await once(JSON.stringify([id, request]), (idempotencyKey) =>
    ledger.charge(id, request, { idempotencyKey }),
  );
  visit.take(id, { balance });
  const before = decision === "charged" ? plus(balance.available, charged) : balance.available;
  return {
    tone: charged === previewed ? "good" : "bad",
    title: TITLES[decision] ?? `Charged ${credits(charged)}`,
    lines: [balance.unlimited ? "Unlimited" : balanceMoved(before, balance.available), comparison(charged, previewed, timeZone)],
  };
}

/** In one request, each with a key of its own: what is refused is refused alone. */
async function chargeAll(
  { id, timeZone, balance: { available } }: Account,
  requests: Schemas["ChargeRequest"][],
  previewed: string,
): Promise<Outcome> {
  const { answers } = await once(JSON.stringify([id, requests]), (key) =>
    ledger.chargeBatch({ charges: requests.map((charge, index) => ({ account: id, charge, key: `${key}-${index}` })) }),
  );
  const charges = answers.map(({ body }) => body).filter((body): body is Charge => "balance" in body);
  const last = charges.at(-1);
  if (last !== undefined) {
    visit.take(id, { balance: last.balance });
  }
  const charged = charges.map((charge) => charge.credits).reduce(plus, "0");
  const refusals = answers.flatMap(({ body }) => ("detail" in body ? [sentence(body.detail)] : []));
  const moved = last === undefined || last.balance.unlimited ? [] : [balanceMoved(available, last.balance.available)];
  if (refusals.length === 0) {
    const title = `Sent ${counted(charges.length, "message")} for ${credits(charged)}`;
    return { tone: charged === previewed ? "good" : "bad", title, lines: [...moved, comparison(charged, previewed, timeZone)] };
  }
  const [first] = refusals;
  return {
    tone: "bad",
    title: `${counted(charges.length, "message")} sent, ${counted(refusals.length, "message")} not`,
    lines: [...moved, `${first}.`],
    canGrant: visit.session?.demo === true,
  };
}

function comparison(charged: string, previewed: string, timeZone: string) {
  const now = new Date().toISOString();
  return charged === previewed
    ? html`Exactly the price shown, on ${when(now, timeZone)}. <a href=${href("usage")}>See it in your usage</a>`
    : `The price shown was ${credits(previewed)}: the ledger’s prices have changed, so please reload this page.`;
}

function refused(error: unknown): Outcome {
  if (error instanceof PricesChanged) {
    const { shown, now } = error;
    const price = shown === now ? `It still costs ${credits(now)}, for another reason` : `It costs ${credits(now)} now instead of ${credits(shown)}`;
    return { tone: "bad", title: "The prices have changed", lines: [`${price}. Nothing was sent. Press “Send and charge” again to send at the new price.`] };
  }
  if (!isAnswer(error)) {
    const again = "Try again: it is charged only once, whether or not the first attempt arrived.";
    return { tone: "bad", title: "The ledger did not answer", lines: [again] };
  }
  const { decision, required, available } = error.problem as LedgerError["problem"];
  if (error.code !== "insufficient-credits" || required === undefined || available === undefined) {
    return { tone: "bad", title: "Not sent", lines: [problemText(error)] };
  }
  const { title } = EXHAUSTED[decision ?? "declined"] ?? { title: "Not sent" };
  const why = `It needs ${credits(required)} and you have ${decimal(available)}: nothing was deducted.`;
  return { tone: "bad", title, lines: [why], canGrant: visit.session?.demo === true };
}

function balanceMoved(before: string, after: string) {
  return html`<span class="movement">Balance ${movement(before, after)}</span>`;
}

customElements.define("composer-till", Till);
