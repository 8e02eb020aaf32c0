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
  /** What an operator wants to look at, where there is no such account. */
  missing: string | undefined;
  alerts: Schemas["Alerts"] | undefined;
  plans: Schemas["Plans"] | undefined;
  /** Whether the ledger has answered the last time. */
  reachable = true;

  /** How often the ledger has known the visitor anew: what it refused before, or did not answer, is asked for again. */
  meetings = 0;

  /** The account that the address names. */
  #of: string | undefined;
  /** How often was asked who visits: only the last answer counts. */
  #asked = 0;
  #isAsking = false;
  #retry: ReturnType<typeof setTimeout> | undefined;

  /** Whether the visitor may do what concerns more than one account. */
  get isOperator(): boolean {
    return this.session?.operator === true;
  }

  /** For whom the session is, or was until it ended by itself: what is typed in it is theirs. */
  get holder(): string | undefined {
    return this.session && JSON.stringify([this.session.account, this.session.operator]);
  }

  /** The id of the account that is shown. */
  get accountId(): string | undefined {
    return this.account?.id;
  }

  /** The plan's line of the price list. */
  get plan(): Schemas["Plan"] | undefined {
    return this.plans?.plans.find(({ id }) => id === this.account?.effectivePlan);
  }

  /** The id of the account that is to be shown. */
  get #wanted(): string | undefined {
    return (this.isOperator ? this.#of : undefined) ?? this.session?.account ?? undefined;
  }

  /** Learns who the visitor is; `of` is the account that an operator wants to see. */
  async begin(of?: string): Promise<void> {
    this.#of = of;
    const impatience = setTimeout(() => {
      if (this.standing === "starting") {
        this.#become("alone");
      }
    }, PATIENCE_MS);
    await this.#ask();
    clearTimeout(impatience);
  }

  /** Exchanges a login code for a session. */
  async logIn(code: string): Promise<void> {
    await ledger.beginSession({ code });
    await this.#ask();
  }

  /** Ends the session: nothing is known of who was here. */
  async logOut(): Promise<void> {
    try {
      await ledger.endSession();
    } catch (error) {
      // It may have ended by itself.
      if (!isAnswer(error) || error.status !== 401) {
        throw error;
      }
    }
    this.standing = "stranger";
    this.session = undefined;
    this.#forgetAccount();
    await this.#ask();
  }

  /** Shows another account to an operator, or the visitor's own again. */
  async show(of: string | undefined): Promise<void> {
    this.#of = of;
    if (this.standing !== "known" || this.#wanted === (this.missing ?? this.accountId)) {
      return;
    }
    if (this.reachable) {
      try {
        await this.#load();
      } catch (error) {
        this.standing = this.#conclude(error) ?? this.standing;
      }
      this.#tell();
    } else if (this.account !== undefined) {
      // It is fetched as soon as the ledger answers again.
      this.#forgetAccount();
      this.#tell();
    }
  }

  /** Asks for the account anew: something was charged, bought or changed. What was shown stays where that fails. */
  async refresh(): Promise<void> {
    if (!this.reachable) {
      await (this.#isAsking ? undefined : this.#ask());
      return;
    }
    if (this.account === undefined) {
      return;
    }
    try {
      await this.#load();
    } catch {
      return;
    }
    this.#tell();
  }

  /** Takes over what an answer said of an account, where that is the one shown: all screens have the same figures. */
  take(id: string, change: Partial<Account>): void {
    const changed = { ...this.account, ...change } as Account;
    if (this.accountId === id && JSON.stringify(changed) !== JSON.stringify(this.account)) {
      this.account = changed;
      this.#tell();
    }
  }

  /** What an answer's status, or its absence, says of the ledger. */
  heard(status: number | undefined): void {
    // Meanwhile each answer is a part of what is asked for, and all of it is concluded from at its end.
    if (this.#isAsking) {
      return;
    }
    if (status === 401 && this.standing === "known") {
      this.#become("stranger");
    }
    if (status === undefined || status === 502 || status === 503 || status === 504) {
      this.#lose();
    } else if (!this.reachable) {
      void this.#ask();
    }
  }

  /** Asks who visits, and for what they are shown first. */
  async #ask(): Promise<void> {
    const asked = (this.#asked += 1);
    const isLast = () => asked === this.#asked;
    clearTimeout(this.#retry);
    this.#retry = undefined;
    this.#isAsking = true;
    let standing: Standing = this.standing === "starting" ? "alone" : this.standing;
    try {
      const session = await ledger.getSession({ signal: AbortSignal.timeout(SESSION_TIMEOUT_MS) });
      if (!isLast()) {
        return;
      }
      this.session = session;
      standing = "known";
      this.plans = await ledger.listPlans();
      await this.#load();
      if (isLast()) {
        this.reachable = true;
        this.meetings += 1;
      }
    } catch (error) {
      standing = (isLast() ? this.#conclude(error) : undefined) ?? standing;
    }
    if (isLast()) {
      this.#isAsking = false;
      this.#become(standing);
    }
  }

  /** Asks for the account that is to be shown. */
  async #load(): Promise<void> {
    const id = this.#wanted;
    try {
      const [account, alerts] = id === undefined ? [] : await Promise.all([ledger.getAccount(id), ledger.getAlerts(id)]);
      // Meanwhile another one may have been asked for.
      if (id === this.#wanted) {
        [this.account, this.alerts, this.missing] = [account, alerts, undefined];
      }
    } catch (error) {
      if (id !== this.#wanted) {
        return;
      }
      const isMissing = isAnswer(error) && error.code === "unknown-account";
      if (isMissing || id !== this.accountId) {
        this.#forgetAccount();
      }
      if (!isMissing) {
        throw error;
      }
      this.missing = id;
    }
  }

  #forgetAccount(): void {
    this.account = this.alerts = this.missing = undefined;
  }

  /** What an error says of who visits: nothing, where the ledger has not answered. */
  #conclude(error: unknown): Standing | undefined {
    const isStranger = isAnswer(error) && error.status === 401;
    if (!isStranger && (this.session !== undefined || !isOfNoLedger(error))) {
      this.#lose();
      return undefined;
    }
    this.reachable = true;
    return isStranger ? "stranger" : "alone";
  }

  /** The ledger does not answer: everything is asked for again in a while. */
  #lose(): void {
    this.#retry ??= setTimeout(() => void this.#ask(), RETRY_MS);
    if (this.reachable) {
      this.reachable = false;
      this.#tell();
    }
  }

  #become(standing: Standing): void {
    this.standing = standing;
    this.#tell();
  }

  #tell(): void {
    this.dispatchEvent(new Event("change"));
  }
}

/** A file server knows nothing of sessions: its answer is no problem document, or the page itself. */
function isOfNoLedger(error: unknown): boolean {
  return isAnswer(error) ? error.code === "unexpected-answer" : error instanceof Error && error.cause instanceof SyntaxError;
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
