// What sending would do, in words; or why a message cannot be sent.
import type { Decision } from "septet";

import type { Account } from "../app/ledger.ts";
import { minus } from "../ui/decimal.ts";
import { credits, decimal } from "../ui/format.ts";
import type { Preview } from "./preview.ts";

/** What a book lets happen to a message that the balance does not cover: as a headline, and as a prospect. */
export const EXHAUSTED: Partial<Record<Decision, { title: string; prospect: string }>> = {
  fallback_email: { title: "Falls back to e-mail", prospect: "would fall back to e-mail" },
  paused: { title: "Waits for credits", prospect: "would wait for credits" },
  declined: { title: "Not sent", prospect: "would not be sent" },
};

/** Why a preview cannot be sent. */
export function whyNot(shown: Preview | undefined, { id, effectivePlan }: Account): string | undefined {
  if (shown === undefined) {
    return "There is no price yet.";
  }
  const { draft, plan, problem } = shown;
  if (problem?.field === "to") {
    return problem.isUnfinished ? "Fill in the recipient to send." : "Correct the recipient to send.";
  }
  if (problem !== undefined) {
    return "There is no price for this message.";
  }
  if (draft.book !== "") {
    return `This preview uses the book ${draft.book}, not the ledger’s own.`;
  }
  if (plan !== effectivePlan) {
    return `The ${id} account is on the ${effectivePlan} plan; this preview is for ${plan}.`;
  }
  return draft.text === "" ? "Write a message to send." : undefined;
}

/** What sending would do to the balance. */
export function consequence({ total, recipients }: Preview, { balance: { available } }: Account): string {
  if (total === undefined) {
    return "";
  }
  switch (total.decision) {
    case "charged":
      return `Leaves ${decimal(minus(available, total.credits))} of ${credits(available)}.`;
    case "free":
      return "Free: nothing will be deducted.";
    case "recorded":
      return "Recorded: nothing will be deducted.";
    case "overage":
      return `${credits(total.beyond)} will be owed beyond the balance.`;
    default: {
      const { prospect } = EXHAUSTED[total.decision] ?? { prospect: "would not be sent" };
      return recipients === 1
        ? `${credits(total.beyond)} short: it ${prospect}, and nothing would be deducted.`
        : `${credits(total.beyond)} short: the messages that the balance does not cover ${prospect}.`;
    }
  }
}
