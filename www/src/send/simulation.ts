// Runs a campaign that reaches nobody: outcomes are drawn by a seed, and each one is charged at the ledger as a real one
// would be. Every charge has a key that follows from run and turn: what is done twice, after a reload, is charged once.
import { isAnswer, ledger, LedgerError, type Schemas } from "../app/ledger.ts";
import { keepPlan, type Plan } from "./plans.ts";
import { type Attempt, Turns } from "./turns.ts";

/** How many turns are under way at a time: enough to keep the ledger busy, and few enough to stop at once. */
const AT_ONCE = 4;

/** How often the plan's progress is kept, in turns. What was done after that is done again, and charged once. */
const KEPT_EVERY = 20;

/** `over`: every turn was taken. `refused`: the ledger lets no charge through any more. */
export type SimulationState = "paused" | "running" | "over" | "refused";

interface Keyed {
  idempotencyKey: string;
}

export class Simulation {
  state: SimulationState = "paused";
  /** Why it paused by itself, or was refused. */
  problem: unknown;
  /** What the last answer said of the account. */
  balance: Schemas["Balance"] | undefined;
  /** How many turns a second are begun. */
  pace: number;
  readonly turns: Turns;
  readonly outcomes = new Map<string, number>();

  readonly #account: string;
  readonly #campaign: string;
  readonly #plan: Plan;
  readonly #changed: () => void;
  /** Turns behind `plan.next` that are over. */
  readonly #ahead = new Set<number>();
  readonly #underway = new Set<number>();
  #workers = 0;
  #begins = 0;

  constructor(account: string, campaign: string, plan: Plan, pace: number, changed: () => void) {
    this.#account = account;
    this.#campaign = campaign;
    this.#plan = plan;
    this.pace = pace;
    this.#changed = changed;
    this.turns = new Turns(plan);
    for (let turn = 0; turn < plan.next; turn += 1) {
      this.#count(this.turns.attempts(turn));
    }
    this.state = plan.next === this.turns.count ? "over" : "paused";
  }

  /** How many turns are over. */
  get done(): number {
    return this.#plan.next + this.#ahead.size;
  }

  get seed(): number {
    return this.#plan.seed;
  }

  run(): void {
    if (this.state !== "paused") {
      return;
    }
    this.problem = undefined;
    this.#become("running");
    // Some may still be at the turn in which they were paused.
    while (this.#workers < AT_ONCE) {
      this.#workers += 1;
      void this.#work().finally(() => (this.#workers -= 1));
    }
  }

  /** What is under way is still charged; nothing new begins. */
  pause(): void {
    if (this.state === "running") {
      this.#keep();
      this.#become("paused");
    }
  }

  async #work(): Promise<void> {
    while (this.state === "running") {
      await this.#pause();
      const turn = this.state === "running" ? this.#next() : undefined;
      if (turn === undefined) {
        return;
      }
      this.#underway.add(turn);
      try {
        const attempts = this.turns.attempts(turn);
        for (const [at, attempt] of attempts.entries()) {
          await this.#charge(attempt, `${this.#plan.id}-${turn}-${at}`);
        }
        this.#count(attempts);
        this.#end(turn);
      } catch (error) {
        this.problem = error;
        const canGoOn = isShort(error) || !isAnswer(error) || error.code === "too-many-requests" || error.status === 401;
        this.#keep();
        this.#become(canGoOn ? "paused" : "refused");
      } finally {
        this.#underway.delete(turn);
      }
    }
  }

  #next(): number | undefined {
    let turn = this.#plan.next;
    while (this.#ahead.has(turn) || this.#underway.has(turn)) {
      turn += 1;
    }
    return turn < this.turns.count ? turn : undefined;
  }

  async #charge({ charge, outcome, isSettled }: Attempt, key: string): Promise<void> {
    if (charge === undefined) {
      return;
    }
    const charged = await this.#ask(key, (keyed) => ledger.chargeCampaign(this.#account, this.#campaign, charge, keyed));
    this.balance = charged.balance;
    if (isSettled) {
      const settle = (keyed: Keyed) => ledger.settleCharge(this.#account, charged.id, { outcome }, keyed);
      this.balance = (await this.#ask(`${key}-outcome`, settle)).balance;
    }
  }

  /** Asks by a key, or by the next one where that was refused. */
  async #ask<T>(key: string, act: (keyed: Keyed) => Promise<T>): Promise<T> {
    const { refused } = this.#plan;
    const times = refused[key] ?? 0;
    try {
      return await act({ idempotencyKey: times === 0 ? key : `${key}.${times}` });
    } catch (error) {
      if (isShort(error)) {
        refused[key] = times + 1;
      }
      throw error;
    }
  }

  #count(attempts: Attempt[]): void {
    for (const { outcome } of attempts) {
      this.outcomes.set(outcome, (this.outcomes.get(outcome) ?? 0) + 1);
    }
  }

  #end(turn: number): void {
    this.#ahead.add(turn);
    while (this.#ahead.delete(this.#plan.next)) {
      this.#plan.next += 1;
    }
    if (turn % KEPT_EVERY === 0) {
      this.#keep();
    }
    if (this.#plan.next === this.turns.count) {
      this.#keep();
      this.#become("over");
    } else {
      this.#changed();
    }
  }

  /** Waits until the next turn may begin. */
  async #pause(): Promise<void> {
    const now = performance.now();
    this.#begins = Math.max(now, this.#begins + 1000 / this.pace);
    await new Promise((resolve) => setTimeout(resolve, this.#begins - now));
  }

  #keep(): void {
    keepPlan(this.#account, this.#campaign, this.#plan);
  }

  #become(state: SimulationState): void {
    this.state = state;
    this.#changed();
  }
}

/** Whether a campaign's own limit has stopped it, which nothing moves. */
export function isHoldUsedUp(error: unknown): boolean {
  return limitOf(error) === "hold";
}

/** Whether credits are missing that may still come in. */
export function isShort(error: unknown): error is LedgerError {
  return limitOf(error) !== undefined && !isHoldUsedUp(error);
}

function limitOf(error: unknown): Schemas["LimitKind"] | undefined {
  return error instanceof LedgerError ? error.problem.limit?.kind : undefined;
}
