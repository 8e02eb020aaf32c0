// Measuring: distinct inputs, several rounds, medians, and ratios within one run.

/** The median of some numbers. */
export const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

/**
 * Calls a second of each candidate over the same distinct texts, by the median of several rounds that take turns.
 * What a call answers is added up, so that no engine can leave the call out.
 */
export function race(candidates, texts, { rounds = 7, round_ms = 60 } = {}) {
  const times = new Map(Object.keys(candidates).map((name) => [name, []]));
  let sum = 0;
  for (let round = -1; round < rounds; round++) {
    for (const [name, count] of Object.entries(candidates)) {
      let calls = 0;
      const start = performance.now();
      let elapsed_ms;
      do {
        for (const text of texts) sum += count(text);
        calls += texts.length;
        elapsed_ms = performance.now() - start;
      } while (elapsed_ms < round_ms);
      // The first round only warms up.
      if (round >= 0) times.get(name).push(calls / elapsed_ms);
    }
  }
  if (!Number.isFinite(sum)) throw new Error("a candidate does not count");
  return Object.fromEntries([...times].map(([name, rates]) => [name, 1000 * median(rates)]));
}

/** A rate as `1.2 M/s`. */
export const shown = (rate) =>
  rate >= 1e6 ? `${(rate / 1e6).toFixed(2)} M/s` : rate >= 1e3 ? `${(rate / 1e3).toFixed(1)} k/s` : `${rate.toFixed(0)} /s`;

/**
 * `count` texts of `length` UTF-16 units, each different at its beginning. They are flat in memory, as what a person
 * types or a program reads is, and not pieces that an engine has yet to put together.
 */
export function distinct(alphabet, length, count) {
  const characters = [...alphabet];
  return Array.from({ length: count }, (_, n) => {
    const units = [...`${n.toString(36)} `];
    let filled = units.length;
    for (let i = n; filled < length; i = (i * 7 + 3) % 1009) {
      // A pair that would stand over the end makes way for a plain letter.
      const character = characters[i % characters.length];
      const fits = filled + character.length <= length;
      units.push(fits ? character : "a");
      filled += fits ? character.length : 1;
    }
    return JSON.parse(JSON.stringify(units.join("")));
  });
}
