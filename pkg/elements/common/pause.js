// Work that waits until nothing has asked for it for a while. A timer is set once in that while and not on every key stroke:
// setting one takes as long as a good part of all the rest.
export class Pause {
  #ms;
  #due;
  #timer;
  #work;

  constructor(host, ms) {
    this.#ms = ms;
    host.addController(this);
  }

  /** What is asked for later replaces what is waiting. */
  run(work) {
    this.#work = work;
    this.#due = performance.now() + this.#ms;
    this.#timer ??= setTimeout(this.#look, this.#ms);
  }

  /** What waits while the host is in no page waits on where it is put next. */
  hostConnected() {
    if (this.#work) this.run(this.#work);
  }

  hostDisconnected() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #look = () => {
    const left = this.#due - performance.now();
    this.#timer = left > 0 ? setTimeout(this.#look, left) : undefined;
    if (this.#timer !== undefined) return;
    const work = this.#work;
    this.#work = undefined;
    work();
  };
}
