// Something that a button does: at most once at a time, with what came of it in words.
import { html, nothing, type ReactiveController, type ReactiveControllerHost } from "lit";

import { LedgerError } from "../app/ledger.ts";
import { once } from "../app/once.ts";
import { problemText } from "../ui/problem.ts";

export class Act implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  isBusy = false;
  /** What went wrong the last time. */
  problem: unknown;
  #said: unknown = nothing;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {}

  /**
   * Does it, unless it is being done: a double click is one intention. `request` says what is done: where it gets no
   * answer, the same request is sent under the same key. `act` answers what is said of it.
   */
  async run(request: unknown, act: (options: { idempotencyKey: string }) => Promise<unknown>): Promise<void> {
    if (this.isBusy) {
      return;
    }
    this.isBusy = true;
    this.problem = undefined;
    this.#said = nothing;
    this.#host.requestUpdate();
    try {
      this.#said = await once(JSON.stringify(request), (idempotencyKey) => act({ idempotencyKey }));
    } catch (error) {
      this.problem = error;
    }
    this.isBusy = false;
    this.#host.requestUpdate();
  }

  /** Says something without an answer of the ledger's. */
  say(text: unknown): void {
    this.problem = undefined;
    this.#said = text;
    this.#host.requestUpdate();
  }

  /** What is wrong with a field, where the ledger's answer is about it. */
  problemOf(...codes: string[]): string | undefined {
    const { problem } = this;
    return problem instanceof LedgerError && codes.includes(problem.code) ? problemText(problem) : undefined;
  }

  /** What came of it. Problems with `codes` stand beside their fields. */
  outcome(...codes: string[]) {
    const isElsewhere = this.problemOf(...codes) !== undefined;
    return html`
      <div class="operator-outcomes">
        <div class="operator-outcome" role="status">${this.#said}</div>
        <div role="alert">
          ${this.problem === undefined || isElsewhere ? nothing : html`<p class="note wrong">${problemText(this.problem)}</p>`}
        </div>
      </div>
    `;
  }
}
