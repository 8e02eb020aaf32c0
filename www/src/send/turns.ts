// Whom a simulated campaign reaches, in which order, and what becomes of it. All of it follows from the plan: a turn that
// is asked for twice is the same turn, whoever asks.
import type { PreflightBreakdown } from "septet";

import type { Schemas } from "../app/ledger.ts";
import { chance } from "./chance.ts";
import type { Plan } from "./plans.ts";

type Line = PreflightBreakdown["lines"][number];

/** One thing that is tried: what is charged for it, if anything, and how it ends. */
export interface Attempt {
  charge: Schemas["ChargeRequest"] | undefined;
  outcome: string;
  /** Whether the charge is made when the attempt begins, and the outcome is told afterwards. */
  isSettled: boolean;
}

/** Of messages, how many the carrier takes. */
const SENT_SHARE = 0.97;

/** Of calls, how many are answered where nobody said it. */
const ANSWERED_SHARE = 0.6;

/** Septets of one part among others. */
const PART_SEPTETS = 153;

export class Turns {
  readonly count: number;

  readonly #plan: Plan;
  /** The lines of each of a recipient's numbers, and how many recipients have one. */
  readonly #numbers: { lines: Line[]; count: number }[];
  readonly #step: number;
  readonly #start: number;

  constructor(plan: Plan) {
    this.#plan = plan;
    const positions = Math.max(1, ...plan.breakdown.lines.map(({ position }) => position ?? 1));
    this.#numbers = Array.from({ length: positions }, (_, at) => {
      const lines = plan.breakdown.lines.filter(({ position }) => (position ?? 1) === at + 1);
      return { lines, count: lines.reduce((sum, { recipients }) => sum + recipients, 0) };
    });
    this.count = this.#numbers[0]!.count;
    // Countries take turns: a step that shares no factor with the count visits everyone once.
    this.#step = stepWithin(this.count);
    this.#start = Math.floor(chance(plan.seed) * this.count);
  }

  /** What happens in a turn: a message, or calls to one number after the other. */
  attempts(turn: number): Attempt[] {
    // Products of two counts are beyond the integers that a number holds.
    const recipient = Number((BigInt(this.#start) + BigInt(turn) * BigInt(this.#step)) % BigInt(this.count));
    const attempts: Attempt[] = [];
    for (const [at, { lines, count }] of this.#numbers.entries()) {
      if (recipient >= count) {
        break;
      }
      const attempt = this.#attempt(lineOf(lines, recipient), turn, at);
      attempts.push(attempt);
      if (this.#plan.endsTurn.includes(attempt.outcome)) {
        break;
      }
    }
    return attempts;
  }

  #attempt({ region, to, segments }: Line, turn: number, at: number): Attempt {
    const { seed, service, breakdown } = this.#plan;
    const drawn = chance(seed, turn, at);
    const base = { service: service.name, ...(to === undefined ? { region: region ?? null } : { to }) };
    const { category, call, outcomeProbabilities } = breakdown;
    switch (service.shape) {
      case "text":
        return { ...message(drawn, { ...base, text: textOf(segments) }), isSettled: false };
      case "message":
        return { ...message(drawn, { ...base, ...(category && { category }) }), isSettled: false };
      case "attempt": {
        const outcome = drawnOutcome(service.outcomes, outcomeProbabilities, drawn);
        return { charge: base, outcome, isSettled: true };
      }
      case "minutes": {
        if (drawn >= Number(outcomeProbabilities?.["answered"] ?? ANSWERED_SHARE)) {
          return { charge: undefined, outcome: "not_answered", isSettled: false };
        }
        const { maxSeconds = 60, expectedSeconds = maxSeconds, ...rest } = call ?? {};
        const longest = Math.min(maxSeconds, 2 * expectedSeconds);
        const seconds = 1 + Math.floor(chance(seed, turn, at, 1) * longest);
        return { charge: { ...base, call: { ...rest, seconds: Math.min(seconds, maxSeconds) } }, outcome: "answered", isSettled: false };
      }
    }
  }
}

function message(drawn: number, charge: Schemas["ChargeRequest"]) {
  return drawn < SENT_SHARE ? { charge, outcome: "sent" } : { charge: undefined, outcome: "refused_by_carrier" };
}

/** A text of so many parts. */
function textOf(segments: number): string {
  const length = segments > 1 ? segments * PART_SEPTETS : segments * 20;
  return "Simulated message. ".repeat(Math.ceil(length / 19)).slice(0, length);
}

function drawnOutcome(outcomes: string[], chances: Record<string, string> | undefined, drawn: number): string {
  let rest = drawn;
  const share = (outcome: string) => (chances === undefined ? 1 / outcomes.length : Number(chances[outcome] ?? 0));
  return outcomes.find((outcome) => (rest -= share(outcome)) < 0) ?? outcomes[0]!;
}

function lineOf(lines: Line[], recipient: number): Line {
  let rest = recipient;
  return lines.find(({ recipients }) => (rest -= recipients) < 0)!;
}

/** About two fifths of a count, and without a factor in common. */
function stepWithin(count: number): number {
  let step = Math.max(1, Math.floor(count * 0.382));
  while (greatestCommonDivisor(step, count) > 1) {
    step += 1;
  }
  return step;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
