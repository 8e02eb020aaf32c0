/** The values that were used last, by name. */
export class Recent {
  #most;
  #known = new Map();

  constructor(most) {
    this.#most = most;
  }

  get(name) {
    const value = this.#known.get(name);
    if (value !== undefined) this.set(name, value);
    return value;
  }

  set(name, value) {
    this.#known.delete(name);
    this.#known.set(name, value);
    if (this.#known.size > this.#most) this.#known.delete(this.#known.keys().next().value);
  }
}
