// Ways to a cheaper message, as the core finds them.

/** Those that are worth a button: they save parts, or give room and change nothing that a reader would notice. */
export const offered = (repairs) =>
  repairs.filter(({ action, saves, replacements }) => {
    return action !== "cut" && (saves > 0 || (action === "to-gsm-7" && replacements.every(({ changesMeaning }) => !changesMeaning)));
  });

/** How much shorter it has to be for a part less. */
export const shortening = (repairs) => repairs.find(({ action, saves }) => action === "cut" && saves > 0);

/** The text, once what a repair replaces is replaced. */
export function repaired(text, { replacements }) {
  const pieces = [];
  let at = 0;
  for (const { start, end, to } of replacements) {
    pieces.push(text.slice(at, start), to);
    at = end;
  }
  return pieces.join("") + text.slice(at);
}

/** The different replacements, in the order in which they come. */
export function pairsOf({ replacements }) {
  const pairs = new Map(replacements.map(({ from, to }) => [from, { from, to }]));
  return [...pairs.values()];
}
