// `<app-usage-explanation>`: why something cost what it did. The ledger keeps neither text nor number of a charge, and
// all that its price was made from.
import { Task } from "@lit/task";
import { html, nothing } from "lit";
import type { Step } from "septet";

import { ledger, type Schemas } from "../app/ledger.ts";
import { visit } from "../app/visit.ts";
import { count, counted, country, credits, decimal, listed, sentence, shortHash } from "../ui/format.ts";
import { LightElement } from "../ui/light-element.ts";
import { fetched, skeleton } from "../ui/loading.ts";
import { priceAgain } from "./price-again.ts";
import { nameOfService } from "./spend.ts";

type Transaction = Schemas["UsageTransaction"];
type Charge = Omit<Schemas["ChargeState"], "record"> & { record: Schemas["Note"] };

/** Kinds of transactions that are about another one, which is the charge. */
const ABOUT_ANOTHER: readonly Transaction["kind"][] = ["adjustment", "outcome", "refund"];

const DECISIONS: Record<string, string> = {
  charged: "charged",
  free: "free of charge",
  overage: "charged, partly beyond the available credits",
  recorded: "recorded, nothing deducted",
};

interface Known {
  state: Charge;
  record: Schemas["Record"] | undefined;
  steps: Step | undefined;
}

class UsageExplanation extends LightElement {
  static override properties = { transaction: { attribute: false } };

  declare transaction: Transaction;

  readonly #charge = new Task(this, {
    task: async ([{ account, id, kind, concerns }], { signal }) => {
      const charge = ABOUT_ANOTHER.includes(kind) && concerns !== null ? concerns : id;
      const state = (await ledger.getCharge(account, charge, { signal })) as Charge;
      const record = recordOf(state);
      const steps = record === undefined ? undefined : await priceAgain(record, visit.account);
      return { state, record, steps };
    },
    args: () => [this.transaction] as const,
  });

  protected override render() {
    const draw = ({ state, record, steps }: Known) => html`
      <dl class="usage-why">
        ${about(this.transaction)}
        ${record === undefined ? bare(this.transaction) : measured(record)}
        ${line("Status", stateText(state))}
        ${record === undefined ? nothing : line("Price book", hash(record.bookHash))}
        ${line(this.transaction.kind === "capture" ? "Capture" : "Charge", html`<code>${state.id}</code>`)}
      </dl>
      ${steps === undefined ? nothing : html`<ol class="usage-steps">${step(steps)}</ol>`}
    `;
    return fetched(this.#charge, draw, skeleton(4));
  }
}

/** Why a transaction moved what it did, where the visitor may know: a report has those of the accounts below as well. */
export function explanation(transaction: Transaction) {
  const { account } = transaction;
  return maySee(account)
    ? html`<app-usage-explanation .transaction=${transaction}></app-usage-explanation>`
    : html`<p class="quiet">The explanation is shown only to the account ${account} itself and to operators.</p>`;
}

function maySee(account: string): boolean {
  return visit.isOperator || account === visit.session?.account;
}

/** What is kept of the price; nothing of a capture in bare credits. */
function recordOf({ record }: Charge): Schemas["Record"] | undefined {
  return record !== null && "measured" in record ? record : undefined;
}

function hash(text: string) {
  return html`<code title=${text}>${shortHash(text)}</code>`;
}

function line(name: string, value: unknown) {
  return html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
}

function about({ kind, concerns, used, returned }: Transaction) {
  if (concerns === null || !ABOUT_ANOTHER.includes(kind)) {
    return nothing;
  }
  const moved = used === "0" ? `${credits(returned)} returned from` : `${credits(used)} added to`;
  return line(sentence(kind), `${moved} the charge below.`);
}

function bare({ concerns }: Transaction) {
  return line("Price", `An amount set by the program itself${concerns === null ? "." : `, from the hold ${concerns}.`}`);
}

function measured({ measured, price, max, plan, decision }: Schemas["Record"]) {
  const most = max === price ? "" : `, at most ${credits(max)} at the stricter boundary`;
  return [
    line("Price", `${credits(price)}${most}, on the plan ${plan}: ${DECISIONS[decision] ?? decision}.`),
    line("For", listed(measuredTexts(measured))),
  ];
}

function measuredTexts(measured: Schemas["Measured"]): string[] {
  const { service, region, quantity, completed } = measured;
  const { encoding, segments, units, seconds, billedSeconds, outcome } = measured;
  const times = quantity === 1 ? "" : `${count(quantity)} × `;
  const place = region ? ` to ${country(region)}` : "";
  return [
    `${times}${nameOfService(service)}${place}`,
    segments === undefined ? "" : counted(segments, "segment"),
    encoding === undefined || units === undefined ? "" : `${counted(units, "unit")} of ${encoding}`,
    seconds === undefined ? "" : `${decimal(seconds)} seconds`,
    billedSeconds === undefined || billedSeconds === seconds ? "" : `${decimal(billedSeconds)} of them billed`,
    outcome ? `outcome “${outcome}”` : "",
    completed === false ? "not completed" : "",
  ].filter((text) => text !== "");
}

function stateText({ credits: now, adjusted, refunded, open, parts }: Charge): string {
  const owed = parts.filter(({ lot }) => lot === null);
  const texts = [
    `It comes to ${credits(now)}`,
    adjusted ? "adjusted" : "",
    refunded ? "refunded, in part or in full" : "",
    open ? "an attempt that has not ended" : "",
    ...owed.map((part) => `${credits(part.credits)} of it owed`),
  ];
  return `${texts.filter((text) => text !== "").join("; ")}.`;
}

function step({ text, steps }: Step): unknown {
  return html`
    <li>
      ${sentence(text)}
      ${steps.length === 0 ? nothing : html`<ol>${steps.map(step)}</ol>`}
    </li>
  `;
}

customElements.define("app-usage-explanation", UsageExplanation);
