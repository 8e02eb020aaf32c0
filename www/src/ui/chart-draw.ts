// Draws plots by Chart.js: scales, ticks, hit tests and tooltips are no business of this app. This module is fetched when
// a chart is first shown, and takes of the library only what is used.
import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  type ChartDataset,
  type ChartOptions,
  Filler,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
} from "chart.js";

import { type Amounts, type Column, columnsOf, type Ink, type Line, type Plot, type Series } from "./chart-plot.ts";
import { credits } from "./format.ts";

Chart.register(
  BarController,
  BarElement,
  CategoryScale,
  Filler,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
);

/** At most so many ticks: more are hard to read. */
const TICKS_MAX = 6;

/** How far marks are above their bars, of the highest one. */
const MARK_LIFT = 0.05;

const DASH = [6, 5];
const short = new Intl.NumberFormat(undefined, { notation: "compact" });

type Dataset = ChartDataset<"bar" | "line", (number | null)[]>;

/** A drawn plot. */
export interface Drawing {
  show(plot: Plot): void;
  /** Takes the colours as they are now. */
  recolour(): void;
  end(): void;
}

/** Draws on a canvas, in the colours that the page has where it stands. */
export function draw(canvas: HTMLCanvasElement, plot: Plot): Drawing {
  let shown = plot;
  const chart = new Chart<"bar" | "line", (number | null)[]>(canvas, config(canvas, plot));
  const show = (plot: Plot) => {
    shown = plot;
    const { data, options } = config(canvas, plot);
    chart.data = data;
    chart.options = options;
    chart.update();
  };
  return { show, recolour: () => show(shown), end: () => chart.destroy() };
}

function config(canvas: HTMLCanvasElement, plot: Plot) {
  const style = getComputedStyle(canvas);
  const colour = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const ink = (name: Ink) => colour(name === "ink" ? name : `chart-${name}`);
  return {
    type: "bar" as const,
    data: {
      labels: plot.places.map(({ short }) => short),
      datasets: plot.series.flatMap((series) => datasets(series, ink)),
    },
    // As large as other small text, also where that is larger.
    options: options(plot, colour, { family: style.fontFamily, size: 0.75 * parseFloat(style.fontSize) }),
  };
}

function datasets(series: Series, ink: (name: Ink) => string): Dataset[] {
  const colour = ink(series.ink);
  switch (series.kind) {
    case "bars":
      return [{ ...common(series.name, series.amounts), type: "bar", ...bar(colour) }];
    case "line":
      return [{ ...common(series.name, series.amounts), type: "line", ...line(colour, series) }];
    case "marks":
      return [{ ...lifted(series.name, series.amounts), type: "line", ...mark(colour) }];
    case "band":
      // The upper edge is filled down to the one before it.
      return [
        { ...common(series.name, series.low), type: "line", ...edge(colour), fill: false },
        { ...common(series.name, series.high), type: "line", ...edge(colour), fill: "-1" },
      ];
  }
}

function common(label: string, stated: Amounts) {
  return { label, data: stated.map((amount) => (amount === undefined ? null : Number(amount))) };
}

/** Above what they mark. */
function lifted(label: string, amounts: Amounts) {
  const { data } = common(label, amounts);
  const lift = MARK_LIFT * Math.max(...data.map((amount) => amount ?? 0));
  return { label, data: data.map((amount) => (amount === null ? null : amount + lift)) };
}

function bar(colour: string) {
  return { backgroundColor: colour, hoverBackgroundColor: colour, maxBarThickness: 36, borderRadius: 2, order: 2 };
}

function line(colour: string, { amounts, dashed }: Line) {
  // On the first day there is no line yet.
  const isPoint = amounts.filter((amount) => amount !== undefined).length === 1;
  return {
    borderColor: colour,
    backgroundColor: colour,
    borderWidth: 2,
    borderDash: dashed === true ? DASH : [],
    pointRadius: isPoint ? 4 : 0,
    pointHitRadius: 8,
    spanGaps: true,
    order: 1,
  };
}

function mark(colour: string) {
  const size = { pointRadius: 5, pointHoverRadius: 5, pointRotation: 180 };
  return { ...size, backgroundColor: colour, borderColor: colour, pointStyle: "triangle" as const, showLine: false, order: 0 };
}

function edge(colour: string) {
  return {
    borderWidth: 0,
    // A quarter of the colour: what lies behind is still seen.
    backgroundColor: `${colour}40`,
    pointRadius: 0,
    spanGaps: true,
    order: 3,
  };
}

function options(plot: Plot, colour: (name: string) => string, font: { family: string; size: number }): ChartOptions<"bar" | "line"> {
  const isStacked = plot.series.filter(({ kind }) => kind === "bars").length > 1;
  // By dataset, what its figures were stated as.
  const stated = plot.series.flatMap(columnsOf);
  const text = { color: colour("ink-soft"), font };
  return {
    animation: false,
    maintainAspectRatio: false,
    interaction: { mode: "index", intersect: false },
    scales: {
      x: {
        stacked: isStacked,
        grid: { display: false },
        border: { color: colour("line") },
        ticks: { ...text, maxRotation: 0, autoSkipPadding: 16 },
      },
      y: {
        stacked: isStacked,
        beginAtZero: true,
        grid: { color: colour("line") },
        border: { display: false },
        // What came back in a day takes no more of the place than it is.
        afterBuildTicks: (axis) => {
          const { min } = axis.getMinMax(true);
          if (min < 0) {
            axis.min = min;
            axis.ticks = axis.ticks.filter(({ value }) => value >= min);
          }
        },
        ticks: { ...text, maxTicksLimit: TICKS_MAX, callback: (value) => short.format(Number(value)) },
      },
    },
    plugins: {
      tooltip: {
        backgroundColor: colour("ink"),
        titleColor: colour("card"),
        bodyColor: colour("card"),
        footerColor: colour("card"),
        titleFont: font,
        bodyFont: font,
        footerFont: font,
        padding: 10,
        filter: ({ datasetIndex, dataIndex }) => isTold(stated[datasetIndex], dataIndex),
        callbacks: {
          title: ([item]) => (item === undefined ? "" : (plot.places[item.dataIndex]?.full ?? "")),
          label: ({ datasetIndex, dataIndex }) => {
            const column = stated[datasetIndex];
            return `${column?.name}: ${credits(column?.amounts[dataIndex] ?? "0")}`;
          },
          footer: ([item]) => {
            const total = item === undefined ? undefined : plot.totals?.[item.dataIndex];
            return total === undefined ? "" : `Total: ${credits(total)}`;
          },
        },
      },
    },
  };
}

/** Nothing is said of what is not there, nor of nothing, nor twice. */
function isTold(column: Column | undefined, at: number): boolean {
  const amount = column?.amounts[at];
  return amount !== undefined && amount !== "0" && column?.isMark !== true;
}
