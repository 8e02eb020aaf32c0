// Sends a message and charges it to the visitor's account: the one place of this page where credits change hands.
import type { Decision } from "septet";

import type { Customer } from "./connection.ts";
import { minus, plus } from "./decimal.ts";
import { byId, make, setText } from "./dom.ts";
import { credits, decimal, sentence, time } from "./format.ts";
import * as ledger from "./ledger.ts";
import { type Preview, SERVICE } from "./preview.ts";

const DEMO_GRANT_CREDITS = "500";

/** What a book lets happen to a message that the balance does not cover: as a headline, and as a prospect. */
const EXHAUSTED: Partial<Record<Decision, { title: string; prospect: string }>> = {
  fallback_email: { title: "Falls back to e-mail", prospect: "it would fall back to e-mail" },
  paused: { title: "Waits for credits", prospect: "it would wait for credits" },
  declined: { title: "Not sent", prospect: "it would not be sent" },
};

/** How a charge is called that took nothing. */
const TITLES: Partial<Record<Decision, string>> = {
  free: "Sent free of charge",
  recorded: "Sent and recorded: nothing was deducted",
};

const till = byId("till");
const send = byId<HTMLButtonElement>("send");
const note = byId("send-note");
const outcome = byId("outcome");

export interface Till {
  /** Offers what the preview shows. */
  show(preview: Preview): void;
}

/** `changed` is called when the balance may be another one. */
export function openTill(customer: Customer, changed: () => void): Till {
  let offered: Preview | undefined;
  let busy = false;
  // Keys of requests that got no answer: they may have been carried out, so the same request keeps its key.
  const unanswered = new Map<string, string>();

  /** Does one thing at the ledger, under a key of its own, or under its last one where that got no answer. */
  async function once<T>(request: string, act: (key: string) => Promise<T>): Promise<T> {
    const key = unanswered.get(request) ?? crypto.randomUUID();
    unanswered.set(request, key);
    try {
      const answer = await act(key);
      unanswered.delete(request);
      return answer;
    } catch (error) {
      if (isAnswer(error)) {
        unanswered.delete(request);
      }
      throw error;
    }
  }

  /** Runs while the page shows that it waits; a second click meanwhile does nothing. */
  async function exclusively(button: HTMLButtonElement, act: () => Promise<void>): Promise<void> {
    if (busy) {
      return;
    }
    busy = true;
    button.setAttribute("aria-busy", "true");
    try {
      await act();
    } finally {
      busy = false;
      button.removeAttribute("aria-busy");
    }
  }

  async function charge(): Promise<void> {
    const preview = offered;
    if (preview?.quote === undefined) {
      return;
    }
    const { to, text } = preview.draft;
    const request = { service: SERVICE, to, text };
    try {
      const charged = await once(JSON.stringify(request), (key) => ledger.charge(customer.account.id, request, key));
      customer.account.balance = charged.balance;
      showReceipt(charged, preview.quote.credits);
    } catch (error) {
      showRefusal(error);
      await refresh();
    }
    changed();
  }

  /** Somebody else may have spent from the account. */
  async function refresh(): Promise<void> {
    try {
      customer.account = await ledger.account(customer.account.id);
    } catch {
      // The balance shown before stays.
    }
  }

  async function grant(): Promise<void> {
    try {
      const { balance, credits: granted } = await once(`grant ${DEMO_GRANT_CREDITS}`, (key) =>
        ledger.grant(customer.account.id, DEMO_GRANT_CREDITS, key),
      );
      customer.account.balance = balance;
      tell("good", `${credits(granted)} added`, movement(minus(balance.available, granted), balance.available));
    } catch (error) {
      showRefusal(error);
    }
    // The button that had the focus is gone with the refusal that offered it.
    send.focus();
    changed();
  }

  function showReceipt({ decision, credits: charged, balance }: ledger.Charge, previewed: string): void {
    const title = TITLES[decision] ?? `Charged ${credits(charged)}`;
    const same =
      charged === previewed
        ? `Exactly the price shown, at ${time(new Date().toISOString())}.`
        : `The price shown was ${credits(previewed)}: the ledger’s prices have changed, so please reload this page.`;
    const { available, unlimited } = balance;
    const before = decision === "charged" ? plus(available, charged) : available;
    tell(charged === previewed ? "good" : "bad", title, unlimited ? "Unlimited" : movement(before, available), same);
  }

  function showRefusal(error: unknown): void {
    if (!isAnswer(error)) {
      tell(
        "bad",
        "The ledger did not answer",
        "Try again: it is done once, whether or not the first attempt arrived.",
      );
      return;
    }
    const { decision, required, available } = error.problem;
    if (error.code !== "insufficient-credits" || required === undefined || available === undefined) {
      tell("bad", "Not sent", `${sentence(error.message)}.`);
      return;
    }
    const { title } = EXHAUSTED[decision ?? "declined"] ?? { title: "Not sent" };
    tell("bad", title, `It needs ${credits(required)} and you have ${decimal(available)}: nothing was deducted.`);
    if (customer.demo) {
      const button = make("button", "secondary", `Add ${DEMO_GRANT_CREDITS} demo credits`);
      button.type = "button";
      button.addEventListener("click", () => void exclusively(button, grant));
      outcome.append(button);
    }
  }

  function tell(tone: "good" | "bad", title: string, ...lines: (string | Node)[]): void {
    const paragraphs = lines.map((line) => make("p", "", line));
    outcome.className = `outcome ${tone}`;
    outcome.replaceChildren(make("p", "outcome-title", title), ...paragraphs);
  }

  send.addEventListener("click", ({ detail: clicks }) => {
    // A double click is one intention.
    if (clicks <= 1) {
      void exclusively(send, charge);
    }
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible" && !busy) {
      void refresh().then(changed);
    }
  });
  till.hidden = false;

  return {
    show(preview) {
      offered = preview;
      const obstacle = whyNot(preview, customer);
      send.disabled = obstacle !== undefined;
      setText(note, obstacle ?? consequence(preview, customer));
    },
  };
}

/** Why a preview cannot be sent, in words. */
function whyNot({ draft, problem }: Preview, { account }: Customer): string | undefined {
  if (problem?.field === "to") {
    return problem.unfinished ? "Fill in the recipient to send." : "Correct the recipient to send.";
  }
  if (problem !== undefined) {
    return "There is no price for this message.";
  }
  if (draft.plan !== account.effectivePlan) {
    return `The ${account.id} account is on the ${account.effectivePlan} plan; this preview is for ${draft.plan}.`;
  }
  return draft.text === "" ? "Write a message to send." : undefined;
}

/** What sending would do to the balance. */
function consequence({ quote }: Preview, { account }: Customer): string {
  const { available } = account.balance;
  if (quote === undefined) {
    return "";
  }
  switch (quote.decision) {
    case "charged":
      return `Leaves ${decimal(minus(available, quote.credits))} of ${credits(available)}.`;
    case "free":
      return "Free: nothing will be deducted.";
    case "recorded":
      return "Recorded: nothing will be deducted.";
    case "overage":
      return `${credits(quote.overage?.owed ?? "0")} will be owed beyond the balance.`;
    default: {
      const { prospect } = EXHAUSTED[quote.decision] ?? { prospect: "it would not be sent" };
      return `${credits(minus(quote.credits, available))} short: ${prospect}, and nothing would be deducted.`;
    }
  }
}

/** `Balance 750 → 741`, with a word in place of the arrow for those who hear it. */
function movement(before: string, after: string): Node {
  const arrow = make("span", "", " → ");
  arrow.ariaHidden = "true";
  return make("span", "movement", "Balance ", decimal(before), arrow, make("span", "unseen", " to "), decimal(after));
}

/** Whether the ledger has decided: a server that failed may have carried the request out, or not. */
function isAnswer(error: unknown): error is ledger.LedgerError {
  return error instanceof ledger.LedgerError && error.status < 500;
}
