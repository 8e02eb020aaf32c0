// What a simulation goes by. It is kept in the tab: a campaign that was interrupted by a reload can go on. No recipient is
// in it, and it ends with the tab.
import type { PreflightBreakdown } from "septet";

import type { Service } from "./services.ts";

export interface Plan {
  /** Of this run: its charges' keys begin with it. */
  id: string;
  /** By which the outcomes are drawn. */
  seed: number;
  service: Service;
  breakdown: PreflightBreakdown;
  /** The outcomes after which no further number of a recipient is dialled. */
  endsTurn: string[];
  /** The first recipient whose turn is not over. */
  next: number;
  /** How often the ledger has refused a key, for want of credits: it gives the same answer to it for ever. */
  refused: Record<string, number>;
}

const PERSON = ["answered", "answered_hung_up"];
const CONNECTED = [...PERSON, "voicemail_left"];

/** After which outcomes a turn ends: as was asked, or as the book says. */
export function outcomesEndingTurn(asked: PreflightBreakdown["dialUntil"], price: Record<string, unknown>): string[] {
  if (Array.isArray(asked)) {
    return asked;
  }
  const ofBook = (price["perAttempt"] as { dialUntil?: string[] } | undefined)?.dialUntil;
  return asked === "connected" ? CONNECTED : asked === "answered" ? PERSON : (ofBook ?? PERSON);
}

const place = (account: string, campaign: string) => `septet.simulation ${account} ${campaign}`;

export function keepPlan(account: string, campaign: string, plan: Plan): void {
  sessionStorage.setItem(place(account, campaign), JSON.stringify(plan));
}

export function findPlan(account: string, campaign: string): Plan | undefined {
  const kept = sessionStorage.getItem(place(account, campaign));
  return kept === null ? undefined : { refused: {}, ...(JSON.parse(kept) as Omit<Plan, "refused">) };
}

export function forgetPlan(account: string, campaign: string): void {
  sessionStorage.removeItem(place(account, campaign));
}
