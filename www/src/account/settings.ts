// Settings that are kept at the ledger: what is there, what the visitor makes of it, and how that is saved.
import { html, nothing, type ReactiveControllerHost } from "lit";

import { once } from "../app/once.ts";
import { problemHint } from "./field.ts";

interface Source<Answer, Draft> {
  /** What is set, in words of the request: `alerts of acme`. */
  name(): string;
  read(): Promise<Answer>;
  /** The fields of the form. */
  fields(answer: Answer): Draft;
  write(draft: Draft, idempotencyKey: string): Promise<Answer>;
}

export class Settings<Answer, Draft extends object> {
  /** As the ledger had it when it was last asked. */
  answer: Answer | undefined;
  draft: Draft | undefined;
  problem: unknown;
  isSaving = false;
  isSaved = false;
  /** Somebody else has changed it since the visitor began to. */
  isOvertaken = false;

  readonly #host: ReactiveControllerHost;
  readonly #source: Source<Answer, Draft>;

  constructor(host: ReactiveControllerHost, source: Source<Answer, Draft>) {
    this.#host = host;
    this.#source = source;
  }

  get isChanged(): boolean {
    return this.answer !== undefined && !same(this.draft, this.#source.fields(this.answer));
  }

  /** Takes over what the ledger has. What the visitor has changed stays. */
  take(answer: Answer): void {
    const before = this.answer && this.#source.fields(this.answer);
    const now = this.#source.fields(answer);
    const isUntouched = this.draft === undefined || same(this.draft, before);
    this.answer = answer;
    if (isUntouched) {
      this.draft = now;
    } else if (!same(before, now)) {
      this.isOvertaken = !same(this.draft, now);
    }
    this.#host.requestUpdate();
  }

  edit(change: Partial<Draft>): void {
    if (this.draft !== undefined) {
      this.draft = { ...this.draft, ...change };
      this.isSaved = false;
      this.problem = undefined;
      this.#host.requestUpdate();
    }
  }

  discard(): void {
    if (this.answer !== undefined) {
      this.draft = this.#source.fields(this.answer);
    }
    this.isOvertaken = false;
    this.problem = undefined;
    this.#host.requestUpdate();
  }

  /** Saves the draft. What somebody else has set meanwhile is not overwritten unseen, but by who insists. */
  async save({ insists = false } = {}): Promise<void> {
    const { draft } = this;
    if (this.isSaving || draft === undefined) {
      return;
    }
    this.isSaving = true;
    this.isSaved = false;
    this.problem = undefined;
    this.#host.requestUpdate();
    try {
      this.take(await this.#source.read());
      if (insists || !this.isOvertaken) {
        const request = `${this.#source.name()}: ${JSON.stringify(draft)}`;
        this.answer = await once(request, (key) => this.#source.write(draft, key));
        // What was typed while this was on its way is kept as a further change.
        if (same(this.draft, draft)) {
          this.draft = this.#source.fields(this.answer);
        }
        this.isOvertaken = false;
        this.isSaved = true;
      }
    } catch (error) {
      this.problem = error;
    } finally {
      this.isSaving = false;
      this.#host.requestUpdate();
    }
  }
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/**
 * The end of a form: what to do with its changes, and what became of them. `what` is set by it; `isTold` says that a field
 * has the problem.
 */
export function savingBar<Answer, Draft extends object>(
  settings: Settings<Answer, Draft>,
  what: string,
  { isTold = false } = {},
) {
  const { isChanged, isSaving, isSaved, isOvertaken, problem } = settings;
  return html`
    ${isOvertaken ? overtaken(settings) : nothing}
    ${isTold ? nothing : problemHint(problem)}
    <div class="actions">
      <button class="primary" type="submit" aria-disabled=${!isChanged} aria-busy=${isSaving}
        @click=${isChanged ? nothing : (event: Event) => event.preventDefault()}>Save<span class="unseen"> ${what}</span></button>
      ${isChanged ? html`<button class="secondary" type="button" @click=${() => settings.discard()}>Discard<span class="unseen"> changes to ${what}</span></button>` : nothing}
      <p class="quiet account-saving" role="status">
        ${isChanged ? "Not saved yet." : isSaved ? "Saved." : "Nothing to save."}
      </p>
    </div>
  `;
}

function overtaken<Answer, Draft extends object>(settings: Settings<Answer, Draft>) {
  return html`
    <div class="notice mild" role="alert">
      <p>Someone else has changed these settings in the meantime. What you typed is still here.</p>
      <div class="actions">
        <button class="secondary" type="button" @click=${() => settings.discard()}>Use theirs</button>
        <button class="secondary" type="button" @click=${() => void settings.save({ insists: true })}>Save mine</button>
      </div>
    </div>
  `;
}
