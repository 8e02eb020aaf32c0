// What is typed and chosen for a campaign, and what a preflight is asked with it.
import type { Category } from "septet";
import type { PreflightFileOptions } from "septet/worker";

import type { Account } from "../app/ledger.ts";
import { payerOf } from "../app/payer.ts";
import type { Prices } from "../app/prices.ts";
import { readCalls } from "./calls.ts";
import { sampleText } from "./sample-text.ts";
import type { Service } from "./services.ts";

export interface Draft {
  /** The campaign's name, which the ledger knows it by. */
  name: string;
  service: string;
  template: string;
  category: Category;
  /** The column with the number; empty: it is found by its name. */
  column: string;
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
    template: sampleText(["name", "place"]),
    category: "marketing",
    column: "",
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

/** What has to be done before recipients can be counted; `undefined` where nothing has. */
export function stillToDo(service: Service, draft: Draft): string | undefined {
  if (service.shape === "text" && draft.template.trim() === "") {
    return "Write the message first.";
  }
  const { mistakes, sum } = readCalls(service, draft);
  return Object.keys(mistakes).length > 0 || sum.isWrong ? "Correct the call figures first." : undefined;
}

/** What the recipients are counted with, where nothing is still to do. */
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
    ...(draft.column && { column: draft.column }),
    ...(draft.defaultRegion && { defaultRegion: draft.defaultRegion }),
    ...(optedOut.length > 0 && { optedOut }),
    ...(account && { balance: payerOf(account) }),
    ...(shape === "text" && { template: draft.template }),
    ...(shape === "message" && { category: draft.category }),
    ...readCalls(service, draft).options,
  };
}
