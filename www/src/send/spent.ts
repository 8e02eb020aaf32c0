// What a campaign has come to: of what is held for it, of the balance, or of what is only recorded.
import { html, nothing } from "lit";

import { type Campaign, isOnlyRecorded, usedBy } from "../app/campaigns.ts";
import { bar } from "../ui/bar.ts";
import { isMore, minus } from "../ui/decimal.ts";
import { counted, credits, decimal } from "../ui/format.ts";
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
  return html`
    <dl class="send-amounts">
      ${figuresOf(campaign, limit, used).map(
        ([label, amount]) => html`<div class="send-amount"><dt>${label}</dt><dd><strong>${decimal(amount)}</strong></dd></div>`,
      )}
    </dl>
    <div class="send-progress">${bar(used, limit, { className: "wide", mark: isMarked ? estimate.expected : undefined })}</div>
    ${isMarked ? html`<p class="quiet">The mark shows the expected cost: ${credits(estimate.expected)}</p>` : nothing}
  `;
}

function figuresOf(campaign: Campaign, limit: string, used: string): [string, string][] {
  const { state, held, left, captured, released, forfeited } = campaign;
  if (isOnlyRecorded(campaign)) {
    return [[held === null ? "At most" : "Limit", limit], ["Recorded", used]];
  }
  if (left === null || captured === null || released === null) {
    return [["At most", limit], ["Charged", used]];
  }
  const figures: [string, string][] = [
    ["Held", limit],
    ["Captured", captured],
    state === "running" ? ["Left", left] : ["Released", released],
  ];
  return isForfeited(forfeited) ? [...figures, ["Forfeited", forfeited]] : figures;
}

/** Credits that expired while they were held. */
function isForfeited(forfeited: string | null): forfeited is string {
  return forfeited !== null && !isZero(forfeited);
}

/** The sum that closes it. */
export function receipt(campaign: Campaign) {
  const { state, held, charges, captured, released, forfeited } = campaign;
  const used = usedBy(campaign);
  if (state === "running") {
    return nothing;
  }
  if (isOnlyRecorded(campaign)) {
    return html`<p class="send-receipt">${counted(charges, "charge")}, ${credits(used)} recorded. Nothing was deducted.</p>`;
  }
  if (held === null || captured === null || released === null) {
    return html`<p class="send-receipt">${counted(charges, "charge")}, ${credits(used)}. Nothing was held.</p>`;
  }
  const expired = isForfeited(forfeited)
    ? html` + forfeited <strong>${decimal(forfeited)}</strong>, which expired before the end`
    : nothing;
  const back = minus(captured, used);
  return html`<p class="send-receipt">
    Held <strong>${decimal(held)}</strong> = captured <strong>${decimal(captured)}</strong> + released
    <strong>${decimal(released)}</strong>${expired}${
      isMore(back, "0") ? html`. Of what was captured, <strong>${decimal(back)}</strong> came back later.` : nothing
    }
  </p>`;
}
