// What a book asks for a service, in plain English.
import { takesCredits } from "../app/credits.ts";
import { country, either, listed, percent, sentence, serviceName } from "../ui/format.ts";
import { creditsText, grouped, moneyText, plural, unset, valueOf } from "./amounts.ts";
import type { Attempts, Book, CarrierRate, Increments, Minutes, Plan, Service, Unit } from "./document.ts";

const OUTCOMES: Record<string, string> = {
  answered: "answered",
  answered_hung_up: "answered and hung up at once",
  voicemail_left: "voicemail left",
  no_voicemail: "no answer and no voicemail",
  failed: "failed to connect",
  cancelled: "cancelled before it connected",
  dnc: "blocked by the do-not-call list",
};

const EXCLUDED: Record<string, string> = {
  hold: "on hold",
  processing: "during system processing",
  human: "after a person has taken over",
};

const DIRECTIONS: Record<string, string> = {
  inbound: "incoming calls",
  outbound: "outgoing calls",
  web: "calls from a page",
};

/** Of one thing, and of several. */
const DECISIONS: Record<string, readonly [string, string]> = {
  fallback_email: ["goes out as e-mail instead, free of charge", "go out as e-mail instead, free of charge"],
  paused: ["waits until there are credits again", "wait until there are credits again"],
  declined: ["is declined", "are declined"],
};

const MODES = { ceil: "up", half_even: "half to even", floor: "down" } as const;

/** What one of it costs, in a few words: `29 credits a minute`. */
export function shortPrice(book: Book, { price }: Service): string {
  const unit = (of: Unit, noun: string) => sentence(`${unitText(book, of)} ${noun}`);
  if (price.perSegment) {
    return unit(price.perSegment, "a segment");
  }
  if (price.perMessage) {
    return unit(price.perMessage, "a message");
  }
  if (price.perInteraction) {
    return unit(price.perInteraction, "an interaction");
  }
  if (price.perMinute) {
    const { tiers } = price.perMinute;
    return tiers === undefined
      ? unit(price.perMinute, "a minute")
      : `${unitText(book, tiers[0] ?? {})} a minute at first, then by length`;
  }
  if (price.perAttempt) {
    return `${attemptRange(book, price.perAttempt)} an attempt, by how it ends`;
  }
  return `No credits; the carrier’s cost for each ${price.carrierCost?.per} is shown`;
}

/** Where it costs nothing on a plan, as a clause. */
export function freeText({ free = [] }: Service, plan: string): string {
  const regions = free.filter(({ plans }) => plans.includes(plan)).flatMap(({ regions }) => regions);
  return regions.length === 0 ? "" : `; nothing to ${listed(regions.map(country))}`;
}

/** All that the book says of a service, as sentences; `plan` is the one whose rules they are, where one was chosen. */
export function serviceSentences(book: Book, name: string, service: Service, plan?: Plan): string[] {
  const { price, fee, minimum } = service;
  return [
    ...priceSentences(book, price, name),
    ...(fee === undefined ? [] : [`Each one charged costs an additional ${creditsText(book, fee)}.`]),
    ...(minimum === undefined ? [] : [`Each one charged costs at least ${creditsText(book, minimum)}.`]),
    roundingSentence(service),
    ...(service.free ?? []).map(
      ({ plans, regions }) =>
        `${listed(regions.map(country))} cost nothing on ${plural("plan", plans.length)} ${listed(plans)}.`,
    ),
    ...(plan?.allowance === "unlimited" ? ["On this plan nothing is deducted for it, and it never runs out."] : beyondBalance(book, service)),
  ].filter((text) => text !== "");
}

function beyondBalance(book: Book, service: Service): string[] {
  const { overage } = service;
  return [
    `If the balance does not cover it: ${exhaustedText(service)}.`,
    overage !== undefined
      ? `Usage beyond the balance is owed, at ${unitText(book, overage)} a unit.`
      : takesCredits(service)
        ? "Nothing can be used beyond the balance."
        : "",
  ];
}

function priceSentences(book: Book, price: Service["price"], name: string): string[] {
  if (price.perSegment) {
    return [
      `Each segment costs ${unitText(book, price.perSegment, name)}.`,
      "A message is sent in segments: 160 characters of the GSM alphabet fit in one, or 70 if any character is outside it (153 and 67 each in longer messages).",
    ];
  }
  if (price.perMessage) {
    return [`Each message costs ${unitText(book, price.perMessage, name)}, however long it is.`];
  }
  if (price.perInteraction) {
    return [
      `Each completed interaction costs ${unitText(book, price.perInteraction, name)}.`,
      "One that is not completed costs nothing, and its steps count only once.",
    ];
  }
  if (price.perMinute) {
    return minuteSentences(book, price.perMinute, name);
  }
  if (price.perAttempt) {
    return attemptSentences(book, price.perAttempt);
  }
  const { per, increments } = price.carrierCost!;
  return [
    `No credits are taken: the customer’s own number is used, and its carrier’s charge for each ${per} is shown.`,
    ...(per === "minute" ? incrementSentences(increments) : []),
  ];
}

function minuteSentences(book: Book, minutes: Minutes, name: string): string[] {
  const { tiers, directions = {}, exclude = [], unbilled = [], parts = {} } = minutes;
  const tiered = (list: readonly (Unit & { fromS: number })[]) =>
    listed(
      list.map(
        (tier) =>
          `${unitText(book, tier, name)} a minute ${tier.fromS === 0 ? "from the beginning" : `from ${seconds(tier.fromS)} on`}`,
      ),
    );
  return [
    tiers === undefined ? `Each minute costs ${unitText(book, minutes, name)}.` : `It costs ${tiered(tiers)}.`,
    ...Object.entries(directions).map(([way, list]) => `${sentence(DIRECTIONS[way] ?? way)} cost ${tiered(list)}.`),
    `Time is counted from ${minutes.from === "start" ? "the first ring" : "the answer"} to the end.`,
    ...incrementSentences(minutes.increments),
    ...(exclude.length === 0 ? [] : [`Time is not counted ${listed(exclude.map((kind) => EXCLUDED[kind] ?? kind))}.`]),
    ...unbilled.map(({ direction, handledBy }) => {
      const calls = direction === undefined ? "calls" : (DIRECTIONS[direction] ?? direction);
      return `${sentence(calls)}${handledBy === undefined ? "" : ` made by ${handledBy === "person" ? "people" : "the AI"}`} cost nothing.`;
    }),
    ...Object.entries(parts).map(([part, share]) => {
      const value = valueOf(book, share);
      const ofPrice =
        value === undefined ? `A share of the price, ${unset(share)},` : `${percent(hundredfold(value))} of the price`;
      return `${ofPrice} is for the ${part}: an account that uses its own does not pay it, if its plan allows that.`;
    }),
  ];
}

function incrementSentences({ firstS = 0, nextS = 0, minimumS = 0, freeUnderS = 0 }: Increments = {}): string[] {
  const steps =
    firstS === 0 && nextS === 0
      ? "It is charged exactly, to the fraction of a second."
      : firstS === nextS
        ? `It is counted in steps of ${seconds(nextS)}.`
        : `The first ${seconds(firstS)} count in full, then steps of ${seconds(nextS)}.`;
  return [
    steps,
    ...(minimumS === 0 ? [] : [`At least ${seconds(minimumS)} are charged.`]),
    ...(freeUnderS === 0 ? [] : [`Calls under ${seconds(freeUnderS)} cost nothing.`]),
  ];
}

function attemptSentences(book: Book, { outcomes, takenAtStart, dialUntil = [] }: Attempts): string[] {
  const byPrice = grouped(Object.entries(outcomes), ([, price]) => valueOf(book, price) ?? unset(price));
  const groups = [...byPrice].map(([, group]) => {
    const price = creditsText(book, group[0]![1]);
    return `${price === "0 credits" ? "nothing" : price} for ${either(group.map(([outcome]) => `“${OUTCOMES[outcome] ?? outcome}”`))}`;
  });
  return [
    `The cost of a call attempt depends on how it ends: ${groups.join("; ")}.`,
    ...(takenAtStart
      ? ["The credit is taken when the attempt starts; any excess is returned automatically when it ends."]
      : []),
    ...(dialUntil.length === 0
      ? []
      : [
          `A recipient’s further numbers are dialled in turn until one is ${either(dialUntil.map((outcome) => OUTCOMES[outcome] ?? outcome))}.`,
        ]),
  ];
}

function attemptRange(book: Book, { outcomes }: Attempts): string {
  const prices = [...new Set(Object.values(outcomes).map((price) => valueOf(book, price) ?? unset(price)))];
  return `${prices.sort().join(" or ")} ${prices.at(-1) === "1" ? "credit" : "credits"}`;
}

function unitText(book: Book, unit: Unit, service?: string): string {
  return unit.credits === undefined ? rateText(book, unit.carrierRate, service) : creditsText(book, unit.credits);
}

function rateText(book: Book, rate: CarrierRate | undefined, service?: string): string {
  if (rate === undefined) {
    return "nothing";
  }
  const { rates = "own", fee, multiplier } = rate;
  const deck = rates === "own" ? service : rates;
  const carrier = `the carrier’s${deck === undefined ? "" : ` ${serviceName(deck)}`} rate`;
  const base = fee === undefined ? carrier : `(${carrier} + ${moneyText(book, fee)})`;
  return `${base} × ${valueOf(book, multiplier) ?? unset(multiplier)}`;
}

function roundingSentence({ rounding }: Service): string {
  if (rounding === undefined) {
    return "";
  }
  const { per, mode, scale } = rounding;
  const to = scale === 0 ? "whole credits" : `${scale} decimal ${plural("place", scale)} of a credit`;
  return `The price of each ${per} is rounded ${MODES[mode]} to ${to}.`;
}

/** What happens where the balance does not cover it. */
export function exhaustedText(service: Service): string {
  const { exhausted } = service;
  if (!takesCredits(service)) {
    return "it goes on, as it takes no credits";
  }
  const what = (decision: string, isSeveral: boolean) => DECISIONS[decision]?.[isSeveral ? 1 : 0] ?? `becomes ${decision}`;
  if (typeof exhausted === "string") {
    return `it ${what(exhausted, false)}`;
  }
  const { otherwise, ...ways } = exhausted;
  const each = Object.entries(ways).map(([way, decision]) => `${DIRECTIONS[way] ?? way} ${what(decision, true)}`);
  return [...each, `others ${what(otherwise, true)}`].join("; ");
}

function seconds(number: number): string {
  if (number % 60 === 0 && number > 0) {
    return number === 60 ? "a minute" : `${number / 60} minutes`;
  }
  return number === 1 ? "one second" : `${number} seconds`;
}

/** A fraction in percent: the point moves by two places. */
function hundredfold(fraction: string): string {
  const [whole = "0", rest = ""] = fraction.split(".");
  const digits = rest.padEnd(2, "0");
  return `${whole}${digits.slice(0, 2)}${digits.length > 2 ? `.${digits.slice(2)}` : ""}`.replace(/^0+(?=\d)/, "");
}
