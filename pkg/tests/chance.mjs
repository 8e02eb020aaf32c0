/** Chance from a seed (mulberry32): the same on every machine. */
export class Chance {
  #state;

  constructor(seed) {
    this.#state = seed;
  }

  /** A whole number below `end`. */
  below(end) {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % end;
  }

  pick(from) {
    return from[this.below(from.length)];
  }

  /** A text of up to `max` pieces. */
  text(max) {
    const plain = ["a", "Z", " ", "é", "€", "]", "\n", "\r\n", '"', "\\"];
    const mixed = [...plain, "ç", "\t", "\u0001", "\u2028", "😀", "👨‍👩‍👧", "e\u0301", "ж", "नमस्ते"];
    const pieces = this.below(2) ? plain : mixed;
    return Array.from({ length: this.below(max + 1) }, () => this.pick(pieces)).join("");
  }
}
