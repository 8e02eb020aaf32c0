// What a campaign has come to: of what is held for it, of the balance, or of what is only recorded.
import { html, nothing } from "lit";

import { type Campaign, isOnlyRecorded, usedBy } from "../app/campaigns.ts";
import { minus } from "../ui/decimal.ts";
import { counted, credits, decimal } from "../ui/format.ts";
import { filled } from "./filled.ts";
import { isZero } from "./words.ts";

const HELD: Record<Campaign["mode"], string> = {
  hold_maximum: "with the maximum held",
  hold_expected: "with the expected cost held",
  warn: "with nothing held",
};

const RECORDED: Record<Campaign["mode"], string> = {
  hold_maximum: "recorded, up to the maximum",
  hold_expected: "recorded, up to the expected cost",
  warn: "recorded, without a limit",
};

/** How it is paid, behind the name of its service. */
export function paidBy(campaign: Campaign): string {
  return (isOnlyRecorded(campaign) ? RECORDED : HELD)[campaign.mode];
}

/** What was used of what there is for it, with a mark where the expected is. */
export function spent(campaign: Campaign) {
  const { held, estimate } = campaign;
  const limit = held ?? estimate.max;
  const used = usedBy(campaign);
  const isMarked = estimate.expected !== limit;
  // Floats decide lengths alone.
  const share = (amount: string) => (isZero(limit) ? 0 : Math.min(1, Number(amount) / Number(limit)));
  return html`
    <dl class="send-amounts">
      ${figuresOf(campaign, limit, used).map(
        ([label, amount]) => html`<div class="send-amount"><dt>${label}</dt><dd><strong>${decimal(amount)}</strong></dd></div>`,
      )}
    </dl>
    <div class="send-bar large" aria-hidden="true">
      <span ${filled(share(used))}></span>
      ${isMarked ? html`<i ${filled(share(estimate.expected))}></i>` : nothing}
    </div>
    ${isMarked ? html`<p class="quiet">The mark shows the expected cost: ${credits(estimate.expected)}</p>` : nothing}
  `;
}

function figuresOf(campaign: Campaign, limit: string, used: string): [string, string][] {
  const { state, held, left } = campaign;
  if (isOnlyRecorded(campaign)) {
    return [[held === null ? "At most" : "Limit", limit], ["Recorded", used]];
  }
  return held === null || left === null
    ? [["At most", limit], ["Charged", used]]
    : [["Held", limit], ["Captured", used], state === "running" ? ["Left", left] : ["Released", minus(held, used)]];
}

/** The sum that closes it. */
export function receipt(campaign: Campaign) {
  const { state, held, charges } = campaign;
  const used = usedBy(campaign);
  if (state === "running") {
    return nothing;
  }
  if (isOnlyRecorded(campaign)) {
    return html`<p class="send-receipt">${counted(charges, "charge")}, ${credits(used)} recorded. Nothing was deducted.</p>`;
  }
  return held === null
    ? html`<p class="send-receipt">${counted(charges, "charge")}, ${credits(used)}. Nothing was held.</p>`
    : html`<p class="send-receipt">
        Held <strong>${decimal(held)}</strong> = captured <strong>${decimal(used)}</strong> + released
        <strong>${decimal(minus(held, used))}</strong>
      </p>`;
}
