// What is typed of calls: how long they last, and how they end. The form says what is wrong with it; the preflight is given
// what is right.
import type { PreflightFileOptions } from "septet/worker";

import { plus } from "../ui/decimal.ts";
import { decimal, percent } from "../ui/format.ts";
import { type Read, readDecimal, readWhole } from "../ui/typed.ts";
import type { Draft } from "./draft.ts";
import type { Service } from "./services.ts";

/** The longest call that has a price: 30 days. */
const SECONDS_MAX = 30 * 24 * 60 * 60;

/** A probability has four decimal places. */
const PERCENT_PLACES = 2;

export interface Calls {
  /** What is wrong with a field: with `maxSeconds`, `expectedSeconds`, or an outcome's. */
  mistakes: Record<string, string>;
  /** What the percentages add up to. */
  sum: { text: string; isWrong: boolean };
  options: Pick<PreflightFileOptions, "call" | "outcomeProbabilities" | "dialUntil">;
}

const NO_SUM = { text: "", isWrong: false };

/** Of a service without calls there is nothing to say. */
export function readCalls({ shape, outcomes }: Service, draft: Draft): Calls {
  switch (shape) {
    case "attempt": {
      const { dialUntil } = draft;
      const { mistakes, sum, options } = readChances(outcomes, draft);
      const isGiven = options.outcomeProbabilities !== undefined;
      return { mistakes, sum: sumOf(sum, isGiven), options: { ...options, ...(dialUntil && { dialUntil }) } };
    }
    case "minutes": {
      const lasting = readLengths(draft);
      const { mistakes, options } = readChances(["answered"], draft);
      return { mistakes: { ...lasting.mistakes, ...mistakes }, sum: NO_SUM, options: { ...lasting.options, ...options } };
    }
    default:
      return { mistakes: {}, sum: NO_SUM, options: {} };
  }
}

function sumOf(sum: string, isGiven: boolean): Calls["sum"] {
  if (!isGiven) {
    return { text: "If all are empty, the expected cost is the maximum.", isWrong: false };
  }
  const isWrong = sum !== "100";
  return { text: `They add up to ${percent(sum)}${isWrong ? `, but must be ${percent("100")}` : ""}.`, isWrong };
}

function readLengths({ maxSeconds, expectedSeconds }: Draft) {
  const most = readWhole(maxSeconds, 1, SECONDS_MAX);
  const expected = expectedSeconds.trim() === "" ? undefined : readWhole(expectedSeconds, 0, Number(most.value ?? SECONDS_MAX));
  const call = { maxSeconds: Number(most.value), ...(expected && { expectedSeconds: Number(expected.value) }) };
  return { mistakes: mistakesOf({ maxSeconds: most, expectedSeconds: expected }), options: { call } };
}

/** Without any chance, what is expected is the most. */
function readChances(outcomes: readonly string[], { chances }: Draft) {
  const given = outcomes.filter((outcome) => chances[outcome]?.trim());
  const read = given.map((outcome) => [outcome, readPercent(chances[outcome]!)] as const);
  const right = read.flatMap(([outcome, { value }]) => (value === undefined ? [] : [[outcome, value] as const]));
  const probabilities = right.map(([outcome, value]) => [outcome, probability(value)] as const);
  return {
    mistakes: mistakesOf(Object.fromEntries(read)),
    sum: right.reduce((sum, [, value]) => plus(sum, value), "0"),
    options: given.length > 0 ? { outcomeProbabilities: Object.fromEntries(probabilities) } : {},
  };
}

function readPercent(typed: string): Read {
  const read = readDecimal(typed, { max: "100", places: PERCENT_PLACES });
  return read.mistake === undefined
    ? read
    : { mistake: `Enter a percentage from 0 to 100, such as ${decimal("12.5")}, with at most ${PERCENT_PLACES} decimal places.` };
}

/** `"0.125"`, of `"12.5"` percent: the point moves, and no digit changes. */
function probability(percentage: string): string {
  const [whole = "", fraction = ""] = percentage.split(".");
  const digits = whole.padStart(3, "0");
  return `${Number(digits.slice(0, -2))}.${digits.slice(-2)}${fraction}`;
}

function mistakesOf(fields: Record<string, Read | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).flatMap(([field, read]) => (read?.mistake === undefined ? [] : [[field, read.mistake]])));
}
