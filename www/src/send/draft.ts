// What is typed and chosen for a campaign, and what a preflight is asked with it.
import type { Category } from "septet";
import type { PreflightFileOptions } from "septet/worker";

import type { Account } from "../app/ledger.ts";
import { payerOf } from "../app/payer.ts";
import type { Prices } from "../app/prices.ts";
import type { Service } from "./services.ts";

export interface Draft {
  /** The campaign's name, which the ledger knows it by. */
  name: string;
  service: string;
  template: string;
  category: Category;
  /** Where numbers without a country code are; empty: nowhere. */
  defaultRegion: string;
  duplicates: "keep" | "skip";
  /** Numbers, in lines or between commas. */
  optedOut: string;
  maxSeconds: string;
  expectedSeconds: string;
  /** Percentages, by outcome, as they are typed. */
  chances: Record<string, string>;
  dialUntil: "" | "answered" | "connected";
}

/** How attempts to call usually end, in percent: a beginning for one's own figures. */
const USUAL_CHANCES: Record<string, string> = {
  answered: "40",
  answered_hung_up: "5",
  voicemail_left: "20",
  no_voicemail: "20",
  failed: "10",
  cancelled: "3",
  dnc: "2",
};

export function emptyDraft(): Draft {
  return {
    name: suggestedName(),
    service: "",
    template: "Hi {{name}}, it’s time for your next visit to {{place}}. Reply YES and we will find a time.",
    category: "marketing",
    defaultRegion: "",
    duplicates: "keep",
    optedOut: "",
    maxSeconds: "300",
    expectedSeconds: "90",
    chances: USUAL_CHANCES,
    dialUntil: "",
  };
}

/** A name that no earlier campaign has. */
export function suggestedName(): string {
  const [random = 0] = crypto.getRandomValues(new Uint32Array(1));
  return `campaign-${new Date().toISOString().slice(0, 10)}-${random.toString(36).slice(0, 4)}`;
}

/** What the recipients are counted with. */
export function preflightOptions(
  { book, decks }: Prices,
  plan: string,
  service: Service,
  draft: Draft,
  account: Account | undefined,
): PreflightFileOptions {
  const optedOut = draft.optedOut.split(/[\n,;]/).map((number) => number.trim()).filter(Boolean);
  const { shape } = service;
  return {
    book,
    ...(decks && { decks }),
    plan,
    service: service.name,
    duplicates: draft.duplicates,
    ...(draft.defaultRegion && { defaultRegion: draft.defaultRegion }),
    ...(optedOut.length > 0 && { optedOut }),
    ...(account && { balance: payerOf(account) }),
    ...(shape === "text" && { template: draft.template }),
    ...(shape === "message" && { category: draft.category }),
    ...(shape === "attempt" && { ...chancesOf(service, draft), ...(draft.dialUntil && { dialUntil: draft.dialUntil }) }),
    ...(shape === "minutes" && { ...answeredOf(draft), call: callsOf(draft) }),
  };
}

/** Without any chance, what is expected is the most. */
function chancesOf({ outcomes }: Service, { chances }: Draft): { outcomeProbabilities?: Record<string, string> } {
  const given = outcomes.filter((outcome) => chances[outcome]);
  const entries = given.map((outcome) => [outcome, probability(chances[outcome]!)] as const);
  return entries.length > 0 ? { outcomeProbabilities: Object.fromEntries(entries) } : {};
}

function answeredOf({ chances: { answered } }: Draft) {
  return answered ? { outcomeProbabilities: { answered: probability(answered) } } : {};
}

function callsOf({ maxSeconds, expectedSeconds }: Draft) {
  return { maxSeconds: Number(maxSeconds), ...(expectedSeconds && { expectedSeconds: Number(expectedSeconds) }) };
}

/** `"0.125"`, of `"12.5"` percent: the point moves, and no digit changes. */
function probability(percent: string): string {
  const [whole = "", fraction = ""] = percent.trim().split(".");
  if (!/^\d{1,3}$/.test(whole) || !/^\d*$/.test(fraction)) {
    return percent;
  }
  const digits = whole.padStart(3, "0");
  return `${Number(digits.slice(0, -2))}.${digits.slice(-2)}${fraction}`;
}
