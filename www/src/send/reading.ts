// Reads the recipients in a worker, again whenever something changes that they are counted with.
import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { PreflightAnswer } from "septet";
import { preflightFile, type PreflightFileOptions, type PreflightFileProgress } from "septet/worker";

/** A file is not read anew on each key stroke. */
const TYPING_PAUSE_MS = 300;

/** Why there is no answer. */
export interface ReadingProblem {
  code: string;
  message: string;
}

export class Reading implements ReactiveController {
  status: "idle" | "reading" | "done" | "cancelled" | "failed" = "idle";
  progress: PreflightFileProgress | undefined;
  /** Of the last time that the file could be read; it stays while the file is read anew. */
  answer: PreflightAnswer | undefined;
  problem: ReadingProblem | undefined;

  readonly #host: ReactiveControllerHost;
  #file: Blob | undefined;
  #asked = "";
  #options: PreflightFileOptions | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #controller: AbortController | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#stop();
  }

  /** Counts the recipients of a file, unless that is what it has done or is doing. Without options it waits for them. */
  count(file: Blob, options: PreflightFileOptions | undefined): void {
    // Decks are what the book's hash stands for, and are never changed.
    const asked = JSON.stringify({ ...options, decks: undefined });
    if (file === this.#file && asked === this.#asked) {
      return;
    }
    const isNewFile = file !== this.#file;
    if (isNewFile) {
      this.answer = this.progress = undefined;
    }
    this.#file = file;
    this.#asked = asked;
    this.#options = options;
    this.#stop();
    if (options === undefined) {
      this.status = "idle";
      this.answer = this.progress = this.problem = undefined;
      return;
    }
    // What was counted is out of date from now on, however long it takes to count anew.
    this.status = "reading";
    this.#timer = setTimeout(() => void this.#run(), isNewFile ? 0 : TYPING_PAUSE_MS);
  }

  /** Ends the reading. What is shown of an earlier one stays. */
  cancel(): void {
    this.#stop();
    this.#become("cancelled");
  }

  again(): void {
    void this.#run();
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#controller?.abort();
    this.#controller = undefined;
  }

  #become(status: Reading["status"]): void {
    this.status = status;
    this.#host.requestUpdate();
  }

  async #run(): Promise<void> {
    const controller = new AbortController();
    const isCurrent = () => this.#controller === controller;
    this.#controller = controller;
    this.#become("reading");
    const onProgress = (progress: PreflightFileProgress) => {
      if (isCurrent()) {
        this.progress = progress;
        this.#host.requestUpdate();
      }
    };
    try {
      const answer = await preflightFile(this.#file!, this.#options!, { onProgress, signal: controller.signal });
      if (isCurrent()) {
        this.answer = answer;
        this.problem = undefined;
        this.#become("done");
      }
    } catch (error) {
      if (isCurrent()) {
        const { code = "internal", message } = error as Error & { code?: string };
        this.problem = { code, message };
        this.answer = undefined;
        this.#become("failed");
      }
    }
  }
}
