// The native half, and how what it found is shown.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { judge } from "../support/report.mjs";
import { median, shown } from "../support/support.mjs";

const ROOT = new URL("../../../", import.meta.url);

export const { against, verdict } = judge();

/** Runs it on a store, and gives its rounds. */
export function inRust(store) {
  const cargo = ["bench", "--quiet", "--bench", "ledger", "--features", "cli,server"];
  const env = { ...process.env, LEDGER_STORE: store };
  const options = { cwd: fileURLToPath(ROOT), stdio: ["ignore", "pipe", "inherit"], encoding: "utf8", env };
  const { status, stdout } = spawnSync(process.env.CARGO ?? "cargo", cargo, options);
  if (status !== 0) throw new Error("the native half failed");
  return JSON.parse(stdout);
}

export const of = (list, name, field) => median(list.map((round) => round[name][field]));
/** How many times as fast: the median of what each round says, so that both were measured at about the same time. */
const ratio = (list, name, beside) => median(list.map((round) => round[name].rate / round[beside].rate));
const times = (value) => `${value.toFixed(2)} ×`;
export const ms = (micros) => `${(micros / 1000).toFixed(1)} ms`;
export const mib = (kib) => `${Math.round(kib / 1024)} MiB`;
export const count = (number) => number.toLocaleString("en");

export function asked(what, list, name, beside, wanted) {
  const value = ratio(list, name, beside);
  return against(what, value, wanted && `≥ ${wanted} ×`, times(value), value >= wanted);
}

export const HEAD = ["", "a second", "as", "charges a commit", "median answer", "99th percentile", "processor time a charge"];

/** A row of the table: `what` in words, and what was asked for beside it. */
export function row(what, list, name, beside, p99 = ms(of(list, name, "p99"))) {
  const [rate, cpu, batch] = ["rate", "cpu", "batch"].map((field) => of(list, name, field));
  return [what, shown(rate), beside, count(batch), ms(of(list, name, "p50")), p99, `${cpu} µs`];
}

/** A row of a program that answers nobody. */
export function bare(what, list, name) {
  const [rate, cpu, batch] = ["rate", "cpu", "batch"].map((field) => of(list, name, field));
  return [what, shown(rate), "", count(batch), "", "", `${cpu} µs`];
}
