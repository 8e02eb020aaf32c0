// Starts a campaign at the ledger: the ledger prices it once more, and what it says has to be what was shown.
import type { PreflightAnswer } from "septet";

import { isAnswer, ledger, type Schemas } from "../app/ledger.ts";
import { once } from "../app/once.ts";

export type Mode = Schemas["CampaignMode"];

/** How long a campaign's hold lasts. */
const LASTS_S = 24 * 60 * 60;

/** The ledger comes to other figures than the page. */
export interface Difference {
  ledger: Schemas["CampaignEstimate"];
  shown: Schemas["CampaignEstimate"];
}

export type Started = { campaign: Schemas["Campaign"] } | { difference: Difference };

/** Requests that got no answer: they are sent again as they were, with the token that they had. */
const unanswered = new Map<string, Schemas["CampaignRequest"]>();

/** `agreed` are the ledger's figures, where the visitor has seen and accepted them. */
export async function start(
  account: string,
  id: string,
  mode: Mode,
  answer: PreflightAnswer,
  agreed: Schemas["CampaignEstimate"] | undefined,
): Promise<Started> {
  const { breakdown } = answer;
  const about = JSON.stringify(["campaign", account, id, mode, breakdown]);
  let request = unanswered.get(about);
  if (request === undefined) {
    const { estimate, token } = await ledger.preflight(account, { breakdown });
    const shown = agreed ?? answer.credits;
    if (!isSame(estimate, shown)) {
      return { difference: { ledger: estimate, shown } };
    }
    request = { id, mode, token, expiresIn: LASTS_S };
    unanswered.set(about, request);
  }
  const body = request;
  try {
    const campaign = await once(about, (idempotencyKey) => ledger.startCampaign(account, body, { idempotencyKey }));
    unanswered.delete(about);
    return { campaign };
  } catch (error) {
    if (isAnswer(error)) {
      unanswered.delete(about);
    }
    throw error;
  }
}

function isSame(a: Schemas["CampaignEstimate"], b: Schemas["CampaignEstimate"]): boolean {
  return a.min === b.min && a.expected === b.expected && a.max === b.max;
}

/** A name as the ledger takes it: letters, digits, `-`, `_`, `.` and `:`, 64 at most. */
export function campaignId(name: string): string {
  return name
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .replaceAll(/[^A-Za-z0-9._:-]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, 64);
}
