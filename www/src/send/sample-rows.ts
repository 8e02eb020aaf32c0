// People who do not exist, in twelve countries, as a file of a shop's customers has them: with accents, a second number
// here and there, and some rows that are wrong.
import { chance } from "./chance.ts";

export const HEADER = "phone,name,place,phone2,phone3\n";

const SEED = 7;

/** Of each country: how its mobile numbers begin, how many digits follow, and its share of the rows. */
const COUNTRIES: readonly [prefix: string, digits: number, share: number][] = [
  ["+9198", 8, 22],
  ["+12124", 6, 4],
  ["+447400", 6, 16],
  ["+4915", 9, 12],
  ["+336", 8, 10],
  ["+346", 8, 8],
  ["+3934", 8, 7],
  ["+55119", 8, 7],
  ["+6141", 7, 5],
  ["+234803", 7, 4],
  ["+8190", 8, 3],
  ["+2782", 7, 2],
];

const NAMES = [
  "Asha", "Sam", "Zoë", "Lukas", "Amélie", "Łucja", "José", "Giulia", "João", "Mia", "Chidi", "Haruto", "Thandi", "Björn",
  "Priya", "Noah", "Inès", "Mateo", "Ravi", "Emma", "Chloé", "Paul", "Ananya", "Oliver", "Sofía", "Jürgen", "Kavya", "Luca",
];

const PLACES = ["the salon", "our shop", "the studio", "the clinic on Market Street", "Café Noël"];

/** A row of the sample; the same number makes the same row. */
export function sampleRow(row: number): string {
  const draw = (what: number) => chance(SEED, row, what);
  const name = pick(NAMES, draw(1));
  const place = pick(PLACES, draw(2) ** 2);
  const oddity = draw(3);
  if (oddity < 0.004) {
    return `${pick(["not given", "555", "+44 12"], draw(4))},${name},${place},,\n`;
  }
  // Somebody who came twice is an earlier row's number once more.
  const phone = numberOf(oddity < 0.014 && row > 100 ? row - 100 : row, 0);
  const second = draw(5) < 0.3 ? numberOf(row, 1) : "";
  const third = second !== "" && draw(6) < 0.2 ? numberOf(row, 2) : "";
  return `${phone},${name},${place},${second},${third}\n`;
}

/** Numbers of people who opted out: some of the sample's. */
export const OPTED_OUT: readonly string[] = Array.from({ length: 12 }, (_, at) => numberOf(at * 137 + 9, 0));

function numberOf(row: number, which: number): string {
  const [prefix, digits] = country(chance(SEED, row, 10));
  const number = Math.floor(chance(SEED, row, 11 + which) * 10 ** digits);
  return `${prefix}${String(number).padStart(digits, "0")}`;
}

function country(at: number) {
  let rest = at * COUNTRIES.reduce((sum, [, , share]) => sum + share, 0);
  return COUNTRIES.find(([, , share]) => (rest -= share) < 0) ?? COUNTRIES[0]!;
}

function pick<T>(list: readonly T[], at: number): T {
  return list[Math.floor(at * list.length)]!;
}
