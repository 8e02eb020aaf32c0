// Says on the console, once, what a page has left out or named wrongly: the element itself can only stay empty.
import { Pause } from "./pause.js";

/** Frameworks set properties one by one, and a field may come later. */
const PAUSE_MS = 2000;

export class SetUp {
  #host;
  #pause;
  #problem;
  #isSaid = false;

  /** `problem` is asked for a sentence; there is none where all is well. */
  constructor(host, problem) {
    this.#host = host;
    this.#pause = new Pause(host, PAUSE_MS);
    this.#problem = problem;
    host.addController(this);
  }

  hostUpdated() {
    if (!this.#isSaid) this.#pause.run(() => this.#look());
  }

  #look() {
    const problem = this.#problem();
    if (!problem || !this.#host.isConnected) return;
    this.#isSaid = true;
    console.warn(`<${this.#host.localName}>: ${problem}`, this.#host);
  }
}
