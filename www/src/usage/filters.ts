// What the usage screen is asked for: days and filters. They stand in its address, and in every question to the ledger, so
// that report, list and file are of the same rows.
import type { Schemas } from "../app/ledger.ts";
import { dayCount, isDay } from "./days.ts";

/** The ranges that are offered, by the ledger's names. */
export const PRESETS = [
  { range: "last-30-days", title: "Last 30 Days" },
  { range: "last-3-months", title: "Last 3 Months" },
  { range: "last-6-months", title: "Last 6 Months" },
  { range: "last-12-months", title: "Last 12 Months" },
  { range: "all", title: "All" },
] as const satisfies readonly { range: Schemas["UsageRange"]; title: string }[];

type Preset = (typeof PRESETS)[number]["range"];

/** What usage is told apart by. */
export const DIMENSIONS = ["service", "agent", "member", "campaign"] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** A preset, or days of one's own. */
export type Span = { range: Preset } | { from: string; to: string };

export interface Asked {
  span: Span;
  /** What is left out is not filtered by; what is empty is usage that nobody has named. */
  only: Partial<Record<Dimension, string>>;
}

/** The name that the address has for the dimensions whose filter is empty: it has no empty values. */
const UNNAMED = "unnamed";

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** More days could not be told apart on a screen: ten years. */
const DAYS_MAX = 3660;

export function fromAddress(query: URLSearchParams): Asked {
  const unnamed = (query.get(UNNAMED) ?? "").split(",");
  const only: Asked["only"] = {};
  for (const dimension of DIMENSIONS) {
    const name = unnamed.includes(dimension) ? "" : query.get(dimension);
    if (name !== null) {
      only[dimension] = name;
    }
  }
  return { span: spanOf(query), only };
}

function spanOf(query: URLSearchParams): Span {
  const [from, to] = [query.get("from") ?? "", query.get("to") ?? ""];
  if (DAY.test(from) && DAY.test(to)) {
    return { from, to };
  }
  return { range: PRESETS.find(({ range }) => range === query.get("range"))?.range ?? "last-30-days" };
}

/** Whether an address asks for anything: one that does not leaves what is shown. */
export function isAsked(query: URLSearchParams): boolean {
  return ["range", "from", "to", "by", UNNAMED, ...DIMENSIONS].some((name) => query.has(name));
}

export function toAddress({ span, only }: Asked): Record<string, string | undefined> {
  const unnamed = DIMENSIONS.filter((dimension) => only[dimension] === "");
  return { ...span, ...only, [UNNAMED]: unnamed.join(",") };
}

/** The same as the ledger is asked for it. */
export function toQuery({ span, only }: Asked) {
  return { ...span, ...only };
}

/** Where the ledger has the rows as a file that a spreadsheet opens. */
export function csvAddress(account: string, asked: Asked): string {
  return `/v1/accounts/${encodeURIComponent(account)}/usage.csv?${new URLSearchParams({ ...toQuery(asked), bom: "true" })}`;
}

/** What is wrong with days of one's own; `undefined` where nothing is. */
export function mistakeIn(span: Span): string | undefined {
  if ("range" in span) {
    return undefined;
  }
  const { from, to } = span;
  const wrong = [from, to].find((day) => !isDay(day));
  if (wrong !== undefined) {
    return `There is no day ${wrong}.`;
  }
  if (to < from) {
    return "The last day is before the first one.";
  }
  return dayCount(from, to) > DAYS_MAX ? "These days are more than ten years. Choose fewer." : undefined;
}

/** How a range is called. */
export function titleOf(span: Span): string {
  return "range" in span ? (PRESETS.find(({ range }) => range === span.range)?.title ?? "") : "Chosen Days";
}
