// Why an entry is there, in words: from the record that the ledger keeps with it.
import { html, nothing } from "lit";

import type { Entry, Schemas } from "../app/ledger.ts";
import { plus } from "../ui/decimal.ts";
import { count, counted, country, credits, decimal, serviceName, shortHash } from "../ui/format.ts";
import { type Act, isOfMember } from "./acts.ts";

const DECISIONS: Partial<Record<Schemas["Decision"], string>> = {
  charged: "Credits were taken.",
  free: "It was free.",
  recorded: "It was recorded; nothing was deducted.",
  overage: "The balance covered a part; the rest is owed.",
  fallback_email: "The balance did not cover it: it was sent as e-mail.",
  paused: "The balance did not cover it: it was paused.",
  declined: "The balance did not cover it: it was refused.",
};

const SIDES: Record<Schemas["Side"], string> = {
  allowance: "the plan’s allowance",
  allotment: "the other account",
  debt: "the debt",
  expired: "expired credits",
  forfeited: "forfeited credits",
  grant: "a grant",
  held: "the hold",
  lot: "the balance",
  purchase: "a purchase",
  rollover: "the carry-over",
  usage: "usage",
};

/** What it was about, in a line. */
export function summary(act: Act): string {
  const { service, region, segments, record } = act.first;
  const parts = [
    service === null || service === "" ? undefined : serviceName(service),
    region === null ? undefined : country(region),
    segments === null ? undefined : counted(segments, "segment"),
    reasonOf(record),
    isOfMember(act) ? "by a member" : undefined,
    act.first.kind === "capture" && !isOfMember(act) ? credits(takenFromHold(act)) : undefined,
  ];
  return parts.filter((part) => part !== undefined).join(", ");
}

/** What a charge took of what was held: it changes nothing of what can be spent. */
function takenFromHold({ entries }: Act): string {
  return entries.filter(({ from }) => from === "held").map((entry) => entry.credits).reduce(plus, "0");
}

/** Everything that is known of it. */
export function explanation({ id, first, entries }: Act) {
  const record = priceOf(first.record);
  const reason = reasonOf(first.record);
  return html`
    <div class="account-why">
      ${reason === undefined ? nothing : html`<p>Reason: ${reason}</p>`}
      ${record === undefined ? nothing : price(record)}
      <ul>
        ${entries.map((entry) => html`<li>${movement(entry)}</li>`)}
      </ul>
      <p class="quiet">
        <code>${id}</code>${first.concerns === null ? nothing : html`, concerning <code>${first.concerns}</code>`}${
          record === undefined
            ? nothing
            : html`; price book <code title=${record.bookHash}>${shortHash(record.bookHash)}</code>${Object.entries(
                  record.deckHashes ?? {},
                ).map(([service, hash]) => html`, ${serviceName(service)} rates <code title=${hash}>${shortHash(hash)}</code>`)}`
        }
      </p>
    </div>
  `;
}

function price({ decision, price: amount, max, plan, measured }: Schemas["Record"]) {
  const most = max === amount ? "" : `, at most ${credits(max)}`;
  const quantity = measured.quantity > 1 ? `${count(measured.quantity)} × ` : "";
  return html`<p>
    ${quantity}${size(measured)}${credits(amount)} on the ${plan} plan${most}. ${DECISIONS[decision] ?? ""}
  </p>`;
}

/** What the price was made from. */
function size(measured: Schemas["Measured"]): string {
  const parts = [
    measured.region === null || measured.region === undefined ? undefined : `to ${country(measured.region)}`,
    measured.segments === undefined
      ? undefined
      : `${counted(measured.segments, "segment")}${measured.encoding === undefined ? "" : ` of ${measured.encoding}`}`,
    measured.billedSeconds === undefined
      ? undefined
      : `${decimal(measured.billedSeconds)} of ${decimal(measured.seconds ?? measured.billedSeconds)} seconds charged`,
    typeof measured.outcome === "string" ? `outcome ${measured.outcome.replaceAll("_", " ")}` : undefined,
    typeof measured.category === "string" ? measured.category : undefined,
  ];
  const text = parts.filter((part) => part !== undefined).join(", ");
  return text === "" ? "" : `${serviceName(measured.service)} ${text}: `;
}

function movement({ from, to, lot, credits: amount }: Entry): string {
  return `${credits(amount)} from ${SIDES[from]} to ${SIDES[to]}${lot === null ? "" : `, lot ${lot}`}`;
}

function priceOf(record: Entry["record"]): Schemas["Record"] | undefined {
  return record !== null && "decision" in record ? (record as Schemas["Record"]) : undefined;
}

function reasonOf(record: Entry["record"]): string | undefined {
  return record !== null && "reason" in record && typeof record.reason === "string" ? record.reason : undefined;
}
