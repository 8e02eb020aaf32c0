// What a preflight found, as sentences: warnings, findings, fixes, and what becomes of a campaign that runs out.
import type { Decision, PreflightAnswer, PreflightFinding, PreflightFix, PreflightOverage, PreflightWarning } from "septet";

import { count as counts, counted, credits, decimal, listed, sentence } from "../ui/format.ts";

/** More lines would be a list to scroll through. */
const LINES_SHOWN = 8;

export function isZero(amount: string): boolean {
  return /^-?0*\.?0*$/.test(amount);
}

/** `no voicemail`, for the outcome `no_voicemail`. */
export function outcomeName(outcome: string): string {
  return sentence(outcome === "dnc" ? "on a do-not-call list" : outcome.replaceAll("_", " "));
}

/** Whether the balance covers the most; empty where it was not said who pays. */
export function verdict({ covered, shortfall, balance }: PreflightAnswer): string {
  if (covered === null || balance === null) {
    return "";
  }
  if (!covered) {
    return isZero(shortfall ?? "0")
      ? "The balance cannot cover it: not every recipient has a price."
      : `The balance is ${credits(shortfall!)} short of the maximum.`;
  }
  if (balance.decision === "recorded") {
    return "It is recorded; nothing is deducted.";
  }
  return `The balance of ${credits(balance.available)} covers it.`;
}

const STOPS = "it stops there until there are more credits";

const AT_THE_END: Partial<Record<Decision, string>> = {
  fallback_email: `${STOPS}; whoever is left can get an e-mail instead, for which nothing is deducted`,
};

const end = (recipients: string, count: number) =>
  count === 0 ? "does not last for the first recipient" : `runs out after ${recipients}`;

const goesOn = ({ owed, max }: PreflightOverage) =>
  `it goes on, and what the balance does not cover is owed at the overage price: at most ${credits(owed)}, ${decimal(max)} in all`;

/** What happens in mid-run where the balance runs out. */
export function runningOut({ balance }: PreflightAnswer): string {
  if (balance?.runsOut == null) {
    return "";
  }
  const { overage, runsOut } = balance;
  const { expectedAfter, maxAfter } = runsOut;
  const then = overage === undefined ? (AT_THE_END[balance.decision] ?? STOPS) : goesOn(overage);
  const at =
    expectedAfter === null
      ? `It covers the expected cost; at the maximum it ${end(counted(maxAfter, "recipient"), maxAfter)}`
      : `It ${end(`about ${counted(expectedAfter, "recipient")}`, expectedAfter)}`;
  return `${at}. Without a hold, ${then}.`;
}

/** No column is called as one with numbers usually is. */
export const NO_NUMBERS = "missing-column";

/** Why a file cannot be read; `columns` are those it has. */
export function fileProblemText({ code, message }: { code: string; message: string }, columns: readonly string[]): string {
  return code === NO_NUMBERS && columns.length > 0
    ? "No column is called phone, number, to or mobile. Choose below which one holds the number. If the first line is a title, delete it in the file."
    : `${sentence(message)}.`;
}

/** What is wrong with rows of a file before their numbers are looked at. */
const UNREADABLE = new Set(["binary", "cell-too-long", "row-too-long", "too-few-cells", "too-many-cells", "open-quote"]);

/** Numbers that are right in a country which the file does not name. */
const NO_COUNTRY = "no-country";

const CHOOSE_COUNTRY = "choose it under “More about the recipients”";

/** Why rows are skipped: for what the file is, or for the numbers in it. */
function invalidText(count: number, findings: readonly PreflightFinding[]): string {
  const found = (isOne: (code: string) => boolean) =>
    findings.filter(({ kind, code }) => kind === "invalid" && isOne(code)).reduce((sum, finding) => sum + finding.count, 0);
  const encoded = found((code) => code === "not-utf-8");
  const unread = found((code) => UNREADABLE.has(code));
  const local = found((code) => code === NO_COUNTRY);
  const rest = count - encoded - unread - local;
  const said = [
    encoded > 0 && `${counted(encoded, "row")} ${is(encoded)} skipped because the file is in another encoding than UTF-8. Save it as “CSV UTF-8”, and choose it again`,
    unread > 0 && `${counted(unread, "row")} cannot be read: skipped`,
    local > 0 && `${counted(local, "number")} ${has(local)} no country code: skipped. If all are of one country, ${CHOOSE_COUNTRY}`,
    rest > 0 && NOTICED["invalid-recipients"]!(rest),
  ];
  return said.filter((text) => text !== false).join(". ");
}

const NOTICED: Record<string, (count: number) => string> = {
  "unpriced-recipients": (count) => `${counted(count, "recipient")} ${has(count)} no price`,
  "invalid-recipients": (count) => `${counted(count, "row")} ${has(count)} no valid number: skipped`,
  "duplicate-recipients": (count) => `${counted(count, "row")} ${has(count)} the same number as an earlier row`,
  "opted-out-recipients": (count) => `${counted(count, "recipient")} opted out: skipped`,
  "do-not-call-recipients": (count) => `${counted(count, "recipient")} on a do-not-call list: skipped`,
  "no-recipients": () => "No recipient has a price",
  "ucs2-flips": (count) => `${counted(count, "message")} ${has(count)} characters that shorten the parts`,
  "empty-messages": (count) => `${counted(count, "message")} ${is(count)} empty`,
};

const is = (count: number) => (count === 1 ? "is" : "are");
const has = (count: number) => (count === 1 ? "has" : "have");

/** A warning as a sentence; `undefined` where the verdict says it already. */
export function warningText({ code, parameters }: PreflightWarning, { shortfall, findings }: PreflightAnswer): string | undefined {
  const { recipients, calls, max, available } = parameters;
  switch (code) {
    case "not-covered":
    case "overage": // said where the balance runs out
      return undefined;
    case "invalid-recipients":
      return invalidText(Number(recipients), findings);
    case "expected-not-covered":
      return parameters["shortfall"] === shortfall
        ? undefined
        : `The expected cost exceeds the balance by ${credits(String(parameters["shortfall"]))}`;
    case "calls-may-exceed-balance":
      return `If every number is called at the highest price, ${counted(Number(calls), "call")} cost ${credits(String(max))}, but only ${decimal(String(available))} are available`;
    case "segments-may-differ":
      return `Carriers may split messages into more parts: ${credits(String(max))} instead of ${decimal(String(parameters["expected"]))}`;
    default:
      return NOTICED[code]?.(Number(recipients ?? 0)) ?? code;
  }
}

const FOUND: Partial<Record<PreflightFinding["kind"], string>> = {
  duplicate: "An earlier row has the same number",
  "opted-out": "Opted out",
  "do-not-call": "On a do-not-call list",
};

/** What is wrong with rows, and the first places where it is. */
export function findingText({ kind, code, message, count, first }: PreflightFinding): { what: string; where: string } {
  const shown = first.slice(0, LINES_SHOWN);
  const columns = new Set(shown.map(({ column }) => column));
  const isOneColumn = columns.size === 1;
  const [column] = columns;
  const rest = count - shown.length;
  const lines = shown.map(({ line, column }) => (isOneColumn ? counts(line) : `${counts(line)} (column ${column})`));
  if (rest > 0) {
    lines.push(`${counts(rest)} more`);
  }
  const where = `${count === 1 ? "Line" : "Lines"} ${listed(lines)}${isOneColumn && column !== undefined ? `, column ${column}` : ""}`;
  const known = code === NO_COUNTRY ? `The number has no country code: write it with +, or ${CHOOSE_COUNTRY}` : message;
  return { what: sentence(known ?? FOUND[kind] ?? code), where };
}

export function fixText({ kind, field, units, recipients }: PreflightFix): string {
  const messages = counted(recipients, "message");
  switch (kind) {
    case "replace-all":
      return `Replace costly characters everywhere, in ${messages}`;
    case "replace-in-template":
      return `Replace costly characters in the message, for ${counted(recipients, "recipient")}`;
    case "replace-in-field":
      return `Replace costly characters in the column “${field}”, in ${messages}`;
    case "shorten":
      return `Make the message ${units} ${units === 1 ? "unit" : "units"} shorter, for ${counted(recipients, "recipient")}`;
    case "skip-duplicates":
      return `Send only once to each number: skip ${counted(recipients, "row")}`;
  }
}
