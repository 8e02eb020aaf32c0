// A rate deck for the peers.

/** The regions of a deck, each with its price as it is written there: the first column, and the first number. */
export const pricesOf = (deck) =>
  [...deck.matchAll(/^([A-Z]{2}),.*?,(\d+\.\d+),/gm)].map(([, region, price]) => [region, price]);
