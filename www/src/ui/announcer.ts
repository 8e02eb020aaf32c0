// Says in words what changes, to those who hear the page, once it has been so for a while: a sentence on every key stroke
// would be noise.
import { html, type ReactiveControllerHost } from "lit";

const PAUSE_MS = 600;

export class Announcer {
  readonly #host: ReactiveControllerHost;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #spoken = "";

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
  }

  /** Says what there is to say then. */
  say(text: () => string): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#spoken = text();
      this.#host.requestUpdate();
    }, PAUSE_MS);
  }

  /** The live region, which is there before anything is said in it. */
  render() {
    return html`<p class="unseen" role="status">${this.#spoken}</p>`;
  }
}
