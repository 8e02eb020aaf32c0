// What a chart shows, as the figures that were stated: decimal strings, of which only the drawing makes floats.

/** One of the page's colours for charts, see `chart.css`, or that of its text. */
export type Ink = "ink" | "accent" | "second" | "third" | "fourth" | "rest";

/** An amount for each place of the axis; `undefined` where nothing is stated. */
export type Amounts = readonly (string | undefined)[];

interface Named {
  name: string;
  ink: Ink;
}

/** Amounts that stand on each other where there are several. */
export interface Bars extends Named {
  kind: "bars";
  amounts: Amounts;
}

/** Amounts that follow each other; where nothing is stated between two, they are joined. */
export interface Line extends Named {
  kind: "line";
  amounts: Amounts;
  dashed?: boolean;
}

/** Between a low and a high one. */
export interface Band extends Named {
  kind: "band";
  low: Amounts;
  high: Amounts;
}

/** Places that stand out; their amounts are part of another series already. */
export interface Marks extends Named {
  kind: "marks";
  amounts: Amounts;
}

export type Series = Bars | Line | Band | Marks;

/** A place of the axis: how it is called at the axis, and in full. */
export interface Place {
  short: string;
  full: string;
}

export interface Plot {
  /** What the places are: `Day`. */
  axis: string;
  places: readonly Place[];
  series: readonly Series[];
  /** What bars that stand on each other come to. */
  totals?: Amounts;
}

/** What a plot states, as columns of a table. */
export function tableOf({ series, totals }: Plot): Column[] {
  const columns = series.flatMap(columnsOf).filter(({ isMark }) => !isMark);
  return totals === undefined ? columns : [...columns, { name: "Total", amounts: totals, isMark: false }];
}

/** What a series states, as a column of a table. */
export interface Column {
  name: string;
  amounts: Amounts;
  /** Whether another column has its amounts already. */
  isMark: boolean;
}

export function columnsOf(series: Series): Column[] {
  if (series.kind !== "band") {
    return [{ name: series.name, amounts: series.amounts, isMark: series.kind === "marks" }];
  }
  const { name, low, high } = series;
  return [{ name: `${name}, low`, amounts: low, isMark: false }, { name: `${name}, high`, amounts: high, isMark: false }];
}
