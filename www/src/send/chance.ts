// Chances that come out the same for the same seed, in any order: the n-th is had without those before it.

/** A number from 0 up to 1, made of the seed and of what it is for. */
export function chance(seed: number, ...of: number[]): number {
  let state = mixed(seed);
  for (const number of of) {
    state = mixed(state ^ number);
  }
  return state / 2 ** 32;
}

/** The finisher of MurmurHash3, after a step by the golden ratio that keeps 0 from being a fixed point. */
function mixed(word: number): number {
  let state = (word + 0x9e3779b9) | 0;
  state = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
  state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
  return (state ^ (state >>> 16)) >>> 0;
}
