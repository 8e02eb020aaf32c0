// The numbers of a draft, and where they are.
import { region, type Region } from "septet";

import { attempt, type Refusal } from "./attempt.ts";

/** Each is priced on every key stroke. */
const RECIPIENTS_MAX = 50;

/** A number with fewer digits may still be in the making. */
const DIGITS_MIN = 6;

export interface Recipients {
  /** Each number once, in the order that they are given in. */
  numbers: Region[];
  /** How many are given again. */
  repeated: number;
  /** Whether the last one may only not be finished. */
  isUnfinished: boolean;
  /** What is wrong with one of them. */
  problem: Refusal | undefined;
}

let last: { to: string; recipients: Recipients } | undefined;

/** Most key strokes are in the message: the numbers stay what they are. */
export function recipientsOf(to: string): Recipients {
  if (last?.to !== to) {
    last = { to, recipients: read(to) };
  }
  return last.recipients;
}

function read(to: string): Recipients {
  const given = to.split(/[,;\n]/).map((number) => number.trim()).filter(Boolean);
  const places = new Map<string, Region>();
  const recipients: Recipients = { numbers: [], repeated: 0, isUnfinished: given.length === 0, problem: undefined };
  for (const [index, number] of given.entries()) {
    const { value: place, error } = attempt(() => region(number));
    if (place === undefined) {
      if (index === given.length - 1 && isUnfinished(number)) {
        recipients.isUnfinished = true;
      } else {
        recipients.problem ??= error;
      }
    } else if (places.has(place.e164)) {
      recipients.repeated += 1;
    } else {
      places.set(place.e164, place);
    }
  }
  if (places.size > RECIPIENTS_MAX) {
    const message = `${places.size} recipients were entered, but at most ${RECIPIENTS_MAX} are priced here: the Send screen takes any number`;
    recipients.problem ??= { code: "too-many-recipients", message };
  }
  recipients.numbers = [...places.values()];
  return recipients;
}

/** Whether more digits could still make it a number. */
function isUnfinished(number: string): boolean {
  const digits = number.replace(/\D/g, "");
  return /^\s*\+?[\d\s.()-]*$/.test(number) && !digits.startsWith("0") && digits.length < DIGITS_MIN;
}
