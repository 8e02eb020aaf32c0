// 20,000 requests from one seed: mostly good, and wrong in every way that somebody may get them wrong. The same in every
// runtime, so that none has to be sent anywhere.
import { Chance } from "../chance.mjs";
import { quoteOf, textOf, textOptions } from "./shapes.mjs";
import { preflightOf } from "./files.mjs";

const SEED = 2026;
export const BOOKS = ["calcom", "ai-employee", "agentalk", "voice-credits", "atllas"];
const DECK = `iso,price,currency,valid_from
IN,0.05,USD,2020-01-01
IN,9,USD,2999-01-01
US,1.35,USD,
GB,0.0001,USD,
CA,0,USD,
`;

/**
 * Groups of requests: of a kind (the name of a command), to an engine of `book`, `parameters` and `decks` where the kind
 * has one. `isDocument` hands the book over as a document. `Engine` says which names a book has.
 */
export function groups(Engine) {
  const chance = new Chance(SEED);
  const list = (count, make) => Array.from({ length: count }, () => make(chance));
  const names = Object.fromEntries(BOOKS.map((book) => [book, namesOf(new Engine(book).book)]));
  const quotes = (count, { book, ...engine }) => ({
    kind: "quote",
    engine: { book, ...engine },
    requests: list(count, () => quoteOf(chance, names[book])),
  });
  const set = ({ parameters }) => Object.fromEntries(parameters.map((name, at) => [name, `0.${at + 1}`]));
  return [
    quotes(5_000, { book: "calcom" }),
    ...BOOKS.flatMap((book) => [
      quotes(600, { book }),
      quotes(900, { book, parameters: set(names[book]) }),
    ]),
    quotes(500, { book: "calcom", decks: { sms: new TextEncoder().encode(DECK) } }),
    quotes(300, { book: "calcom", isDocument: true }),
    { kind: "segments", requests: list(4_400, () => ({ text: textOf(chance, 200), ...textOptions(chance) })) },
    { kind: "region", requests: list(2_200, () => ({ number: numberOf(chance) })) },
    { kind: "preflight", engine: { book: "calcom" }, requests: list(100, () => preflightOf(chance)) },
  ];
}

const namesOf = ({ plans, services, parameters = {} }) => ({
  plans: Object.keys(plans),
  services: Object.keys(services),
  parameters: Object.keys(parameters),
});

function numberOf(chance) {
  const digits = (count) => Array.from({ length: count }, () => chance.below(10)).join("");
  const number = `+${digits(5 + chance.below(12))}`;
  if (chance.below(8)) return number;
  return chance.pick([number.slice(1), `${number} x`, number.replace("+", "00"), `(${number.slice(0, 3)}) ${number.slice(3)}`, "", "+", textOf(chance, 8)]);
}
