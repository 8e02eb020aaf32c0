// A list that comes in pages: the first ones are there, and the next one is fetched on demand.
import type { ReactiveController, ReactiveControllerHost } from "lit";
import { html, nothing } from "lit";

import { visit } from "../app/visit.ts";
import { failure, skeleton } from "../ui/loading.ts";

export interface PageOf<T> {
  items: readonly T[];
  next: string | null;
}

export class Paged<T> implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #fetch: (cursor: string | undefined, signal: AbortSignal) => Promise<PageOf<T>>;
  #items: T[] | undefined;
  #next: string | null = null;
  #problem: unknown;
  /** How often the visitor had come in when something was last asked for. */
  #meetings = 0;
  #running: AbortController | undefined;

  constructor(host: ReactiveControllerHost, fetch: (cursor: string | undefined, signal: AbortSignal) => Promise<PageOf<T>>) {
    this.#host = host;
    this.#fetch = fetch;
    host.addController(this);
  }

  hostConnected(): void {
    void this.restart();
  }

  hostUpdate(): void {
    if (this.#problem !== undefined && this.#meetings !== visit.meetings) {
      void this.restart();
    }
  }

  hostDisconnected(): void {
    this.#running?.abort();
  }

  /** From the beginning: something has changed. What was there stays until the answer is. */
  restart(): Promise<void> {
    return this.#load(undefined);
  }

  async #load(cursor: string | undefined): Promise<void> {
    this.#running?.abort();
    const running = (this.#running = new AbortController());
    this.#problem = undefined;
    this.#meetings = visit.meetings;
    this.#host.requestUpdate();
    try {
      const { items, next } = await this.#fetch(cursor, running.signal);
      this.#items = [...(cursor === undefined ? [] : (this.#items ?? [])), ...items];
      this.#next = next;
    } catch (error) {
      if (running.signal.aborted) {
        return;
      }
      this.#problem = error;
    }
    if (this.#running === running) {
      this.#running = undefined;
    }
    this.#host.requestUpdate();
  }

  /** The list, or why it is not there; `empty` says that there is nothing, and what to do. */
  show(draw: (items: readonly T[]) => unknown, empty: unknown) {
    const problem =
      this.#problem === undefined
        ? nothing
        : failure(this.#problem, () => void this.#load(this.#items === undefined ? undefined : (this.#next ?? undefined)));
    if (this.#items === undefined) {
      return problem === nothing ? skeleton(6) : problem;
    }
    const isBusy = this.#running !== undefined;
    return html`
      <div class="fetched" aria-busy=${isBusy}>
        ${this.#items.length === 0 ? html`<p class="operator-empty">${empty}</p>` : draw(this.#items)}
      </div>
      ${problem}
      ${
        this.#next === null || problem !== nothing
          ? nothing
          : html`<div class="actions">
              <button
                class="secondary"
                type="button"
                aria-busy=${isBusy}
                @click=${() => void this.#load(this.#next ?? undefined)}
              >
                Show more
              </button>
            </div>`
      }
    `;
  }
}
