// What an account used, as its entries keep it: neither texts nor numbers, and enough to price it again.
import type { Call, Measured, QuoteRequest } from "septet";

import { type Account, type Entry, ledger } from "../app/ledger.ts";
import { isMore, plus } from "../ui/decimal.ts";

/** What is counted. A line of one kind cannot be priced by a service of another. */
export type Kind = "message" | "call" | "attempt" | "interaction";

/** Usage that is alike: the same service, the same measure, in the same month. */
export interface UsedLine {
  /** `2026-11`, by the account's calendar. */
  month: string;
  service: string;
  kind: Kind;
  request: Omit<QuoteRequest, "plan" | "service">;
  /** How many charges these are. */
  charges: number;
  /** What they were charged together. */
  before: string;
}

export interface OwnUsage {
  lines: UsedLine[];
  charges: number;
}

/** Calendar months, the first and the last one included: `2026-09`. */
export interface Months {
  from: string;
  to: string;
}

/** Told now and then while entries are read. */
export type Progress = (entries: number, back: string) => void;

const PROGRESS_EVERY = 500;

/** Reads the entries from now back to the first month. */
export async function ownUsage(
  account: Account,
  months: Months,
  signal: AbortSignal,
  progress: Progress,
): Promise<OwnUsage> {
  const monthOf = calendar(account.timeZone);
  const story = new Story();
  let read = 0;
  for await (const entry of ledger.every.listEntries(account.id, {}, { signal })) {
    const month = monthOf(entry.at);
    if (month < months.from) {
      break;
    }
    if (++read % PROGRESS_EVERY === 0) {
      progress(read, entry.at);
    }
    story.tell(entry, month <= months.to ? month : undefined);
  }
  return story.usage();
}

/** The month of an instant, in a time zone. */
export function calendar(timeZone: string): (instant: string | Date) => string {
  const format = new Intl.DateTimeFormat("en", { timeZone, year: "numeric", month: "2-digit" });
  return (instant) => {
    const parts = format.formatToParts(new Date(instant));
    const part = (type: string) => parts.find((each) => each.type === type)?.value ?? "";
    return `${part("year")}-${part("month")}`;
  };
}

/** Puts together what several entries tell of one charge. They come newest first. */
class Story {
  readonly #lines = new Map<string, UsedLine>();
  /** What each charge took, of the entries so far. */
  readonly #taken = new Map<string, string>();
  /** What came back of each charge. */
  readonly #back = new Map<string, string>();
  /** Charges that a later entry measures better: how an attempt ended. */
  readonly #settled = new Map<string, Measured>();
  /** Holds of calls that were charged while they ran: the last charge knows the whole length. */
  readonly #running = new Set<string>();
  #charges = 0;

  /** `month` is left out where the entry only tells of charges before it. */
  tell(entry: Entry, month: string | undefined): void {
    const { kind, id, concerns, record } = entry;
    if (entry.from === "usage" && kind === "refund" && concerns !== null) {
      this.#back.set(concerns, plus(this.#back.get(concerns) ?? "0", entry.credits));
    }
    if (kind !== "charge" && kind !== "capture" && kind !== "outcome") {
      return;
    }
    this.#taken.set(id, plus(this.#taken.get(id) ?? "0", entry.to === "usage" ? entry.credits : "0"));
    // It stands on the first of a charge's entries, which comes last here.
    if (record === null || !("measured" in record)) {
      return;
    }
    const measured = record.measured as Measured;
    const taken = this.#taken.get(id)!;
    this.#taken.delete(id);
    if (kind === "outcome") {
      this.#settled.set(concerns!, measured);
      return;
    }
    const back = this.#back.get(id);
    const wasGivenBack = back !== undefined && taken !== "0" && !isMore(taken, back);
    if (month === undefined || wasGivenBack || this.#isEarlierCharge(entry, measured, taken, record.price)) {
      return;
    }
    this.#add(month, this.#settled.get(id) ?? measured, record.price);
  }

  usage(): OwnUsage {
    return { lines: [...this.#lines.values()], charges: this.#charges };
  }

  /** Whether a later charge of the same running call has its whole length. Such a charge takes less than its price. */
  #isEarlierCharge({ kind, concerns }: Entry, { seconds }: Measured, taken: string, price: string): boolean {
    if (kind !== "capture" || concerns === null || seconds === undefined) {
      return false;
    }
    if (this.#running.has(concerns)) {
      return true;
    }
    if (isMore(price, taken)) {
      this.#running.add(concerns);
    }
    return false;
  }

  #add(month: string, measured: Measured, price: string): void {
    const { service } = measured;
    const [kind, request] = asked(measured);
    const key = JSON.stringify([month, service, request]);
    const line = this.#lines.get(key);
    this.#charges += 1;
    if (line === undefined) {
      this.#lines.set(key, { month, service, kind, request, charges: 1, before: price });
    } else {
      line.charges += 1;
      line.before = plus(line.before, price);
    }
  }
}

/** A request that is measured the same. */
function asked(measured: Measured): [Kind, UsedLine["request"]] {
  const { region, operator, category, quantity, outcome, completed, segments } = measured;
  const common = {
    quantity,
    ...(region === null || region === undefined ? {} : { region }),
    ...(operator ? { operator } : {}),
    ...(category ? { category } : {}),
  };
  if (measured.seconds !== undefined) {
    return ["call", { ...common, call: callOf(measured) }];
  }
  if (outcome) {
    return ["attempt", { ...common, call: { outcome } }];
  }
  if (completed !== undefined && completed !== null) {
    return ["interaction", { ...common, interaction: { completed } }];
  }
  return ["message", { ...common, ...(segments === undefined ? {} : { text: textOf(segments) }) }];
}

function callOf({ seconds, direction, handledBy, excludedSeconds = {} }: Measured): Call {
  let from = "0";
  const interval = (length: string | undefined): [string, string][] => {
    const begin = from;
    from = plus(from, length ?? "0");
    return length === undefined ? [] : [[begin, from]];
  };
  const { hold, processing, human } = excludedSeconds;
  return {
    seconds: seconds!,
    ...(direction ? { direction } : {}),
    ...(handledBy ? { handledBy } : {}),
    holds: interval(hold),
    processing: interval(processing),
    human: interval(human),
  };
}

const SEPTETS = { single: 160, multi: 153 };

/** A text of so many segments. Which text it was nobody keeps. */
function textOf(segments: number): string {
  return "a".repeat(segments <= 1 ? segments : Math.max(SEPTETS.single, SEPTETS.multi * (segments - 1)) + 1);
}
