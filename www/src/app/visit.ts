// Who visits, what the ledger knows of them, and whether it can be reached. Screens follow it with `FollowVisit`.
import type { ReactiveController, ReactiveControllerHost } from "lit";

import { type Account, contact, isAnswer, ledger, type Schemas, type Session } from "./ledger.ts";

/** A page that shows nothing for longer than this looks broken: it goes on alone, and takes the ledger's answer when it comes. */
const PATIENCE_MS = 3_000;

/** Whoever has not answered by then is not there. */
const SESSION_TIMEOUT_MS = 60_000;

/** How often a ledger is asked that has not answered. */
const RETRY_MS = 5_000;

/**
 * `starting`: not known yet. `known`: the ledger knows the visitor. `stranger`: there is a ledger, and it does not know
 * the visitor (any more). `alone`: there is none.
 */
export type Standing = "starting" | "known" | "stranger" | "alone";

class Visit extends EventTarget {
  standing: Standing = "starting";
  session: Session | undefined;
  /** The account that is shown: the visitor's own, or the one that an operator looks at. */
  account: Account | undefined;
  alerts: Schemas["Alerts"] | undefined;
  plans: Schemas["Plans"] | undefined;
  /** Whether the ledger has answered the last time. */
  reachable = true;

  #retry: ReturnType<typeof setTimeout> | undefined;

  /** Whether the visitor may do what concerns more than one account. */
  get isOperator(): boolean {
    return this.session?.operator === true;
  }

  /** The id of the account that is shown. */
  get accountId(): string | undefined {
    return this.account?.id;
  }

  /** The plan's line of the price list. */
  get plan(): Schemas["Plan"] | undefined {
    return this.plans?.plans.find(({ id }) => id === this.account?.effectivePlan);
  }

  /** Learns who the visitor is; `of` is the account that an operator wants to see. */
  async begin(of?: string): Promise<void> {
    const impatience = setTimeout(() => {
      if (this.standing === "starting") {
        this.#become("alone");
      }
    }, PATIENCE_MS);
    try {
      this.session = await ledger.getSession({ signal: AbortSignal.timeout(SESSION_TIMEOUT_MS) });
    } catch (error) {
      clearTimeout(impatience);
      // A file server knows nothing of sessions: its answer is no problem document.
      const isLedger = isAnswer(error) && error.code !== "unexpected-answer";
      this.#become(isLedger ? "stranger" : "alone");
      return;
    }
    try {
      this.plans = await ledger.listPlans();
      const id = (this.isOperator ? of : undefined) ?? this.session.account;
      if (id !== null) {
        await this.#load(id);
      }
    } catch (error) {
      console.warn(error);
    }
    clearTimeout(impatience);
    this.#become("known");
  }

  /** Exchanges a login code for a session. */
  async logIn(code: string): Promise<void> {
    await ledger.beginSession({ code });
    await this.begin();
  }

  async logOut(): Promise<void> {
    await ledger.endSession();
    this.session = this.account = this.alerts = undefined;
    this.#become("stranger");
  }

  /** Shows another account to an operator, or the visitor's own again. */
  async show(of: string | undefined): Promise<void> {
    const id = of ?? this.session?.account ?? undefined;
    if (id !== undefined && id !== this.account?.id) {
      await this.#load(id);
      this.#tell();
    }
  }

  /** Asks for the account anew: something was charged, bought or changed. What was shown stays where that fails. */
  async refresh(): Promise<void> {
    if (this.account === undefined) {
      return;
    }
    try {
      await this.#load(this.account.id);
    } catch {
      return;
    }
    this.#tell();
  }

  /** Takes over what an answer said of the account. */
  take(change: Partial<Account>): void {
    if (this.account !== undefined) {
      this.account = { ...this.account, ...change };
      this.#tell();
    }
  }

  /** What an answer's status, or its absence, says of the ledger. */
  heard(status: number | undefined): void {
    if (status === 401 && this.standing === "known") {
      this.#become("stranger");
    }
    const reachable = status !== undefined && status !== 502 && status !== 503 && status !== 504;
    if (reachable === this.reachable) {
      return;
    }
    this.reachable = reachable;
    clearTimeout(this.#retry);
    if (reachable) {
      void this.refresh();
    } else if (this.standing === "known") {
      this.#tryAgain();
    }
    this.#tell();
  }

  #tryAgain(): void {
    this.#retry = setTimeout(() => {
      ledger.getSession().catch(() => this.#tryAgain());
    }, RETRY_MS);
  }

  async #load(id: string): Promise<void> {
    [this.account, this.alerts] = await Promise.all([ledger.getAccount(id), ledger.getAlerts(id)]);
  }

  #become(standing: Standing): void {
    this.standing = standing;
    this.#tell();
  }

  #tell(): void {
    this.dispatchEvent(new Event("change"));
  }
}

export const visit = new Visit();

contact.addEventListener("answer", (event) => visit.heard((event as CustomEvent<number>).detail));
contact.addEventListener("silence", () => visit.heard(undefined));
document.addEventListener("visibilitychange", () => {
  // Somebody else may have spent from the account.
  if (document.visibilityState === "visible") {
    void visit.refresh();
  }
});

/** Draws an element again when something is learnt of the visit. */
export class FollowVisit implements ReactiveController {
  readonly #again: () => void;

  constructor(host: ReactiveControllerHost) {
    this.#again = () => host.requestUpdate();
    host.addController(this);
  }

  hostConnected(): void {
    visit.addEventListener("change", this.#again);
  }

  hostDisconnected(): void {
    visit.removeEventListener("change", this.#again);
  }
}
