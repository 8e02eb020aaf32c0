// Work that can wait until nobody types, but not for ever. Safari has no idle callbacks.
const PATIENCE_MS = 1_000;

const wait =
  "requestIdleCallback" in globalThis
    ? (work: () => void) => requestIdleCallback(work, { timeout: PATIENCE_MS })
    : (work: () => void) => setTimeout(work, 50);
const forget = "cancelIdleCallback" in globalThis ? cancelIdleCallback : clearTimeout;

/** One piece of work at a time: what is asked for later replaces what has not begun. */
export class Idle {
  #waiting: number | undefined;

  run(work: () => void): void {
    this.cancel();
    this.#waiting = wait(() => {
      this.#waiting = undefined;
      work();
    }) as number;
  }

  cancel(): void {
    if (this.#waiting !== undefined) {
      forget(this.#waiting);
      this.#waiting = undefined;
    }
  }
}
