// How a campaign is paid: from a hold, from the balance, or not at all.
import type { Schemas } from "./ledger.ts";
import { isRecorded } from "./payer.ts";
import { visit } from "./visit.ts";

export type Campaign = Schemas["Campaign"];

/** Whether nothing of it is deducted: what its hold says is how far it may go. */
export function isOnlyRecorded({ spent, recorded }: Campaign): boolean {
  return spent === "0" && (recorded !== "0" || (visit.account !== undefined && isRecorded(visit.account)));
}

/** Whether credits are reserved for it. */
export function holds(campaign: Campaign): boolean {
  return campaign.held !== null && !isOnlyRecorded(campaign);
}

/** What it has used, deducted or not. */
export function usedBy(campaign: Campaign): string {
  return isOnlyRecorded(campaign) ? campaign.recorded : campaign.spent;
}
