// `cargo xtask bench preflight`: a campaign to a million recipients, in Node, in Chromium and natively, beside what
// people would write in JavaScript.
import { execFile, spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { measure, RECIPIENTS } from "./preflight/race.mjs";
import { recipients, REGIONS, TEMPLATE } from "./preflight/recipients.mjs";
import { inChromium } from "./support/chromium.mjs";
import { judge, table, times, version as versionOf, write } from "./support/report.mjs";
import { median, shown } from "./support/support.mjs";

const ROOT = new URL("../../", import.meta.url);
const MANY = 10 * RECIPIENTS;
const ROUNDS = 5;

const { against, verdict } = judge();
const read = (path) => readFileSync(new URL(`src/data/${path}`, ROOT), "utf8");
const data = { deck: read("twilio_sms_2026-05-25_by_region.csv"), prefixes: read("prefix_region.csv"), template: TEMPLATE };
const count = (number) => number.toLocaleString("en");
const mib = (bytes) => `${(bytes / 2 ** 20).toFixed(1)} MiB`;

function race(runtime, { rates, numbers }) {
  const beside = (name, peer, wanted) => {
    const ratio = rates[name] / rates[peer];
    return against(`${runtime}, ${name}, as ${peer}`, ratio, wanted && `≥ ${wanted} ×`, times(ratio), ratio >= wanted);
  };
  const packed = against(`${runtime}, packed numbers`, numbers.septet, "≥ 30 M/s", shown(numbers.septet), numbers.septet >= 30e6);
  return [
    runtime,
    `${shown(rates.septet)}: ${beside("septet", "careful", 40)}, ${beside("septet", "tuned", 4)}`,
    `${shown(rates["septet, with duplicates"])}: ${beside("septet, with duplicates", "careful")}, ${beside("septet, with duplicates", "tuned")}`,
    shown(rates.tuned),
    shown(rates.careful),
    `${packed}; copied: ${shown(numbers.copy)}`,
  ];
}

/** A campaign in a process of its own. */
function alone(recipients, duplicates) {
  const script = fileURLToPath(new URL("preflight/alone.mjs", import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, recipients, duplicates], { encoding: "utf8" });
  if (status !== 0) throw new Error(`the process of its own failed: ${stderr}`);
  return JSON.parse(stdout);
}

/** Time and memory as the file grows. */
function growth(duplicates) {
  const runs = Array.from({ length: ROUNDS }, () => [alone(RECIPIENTS, duplicates), alone(MANY, duplicates)]);
  const [million, many] = [0, 1].map((index) => ({
    ms: median(runs.map((pair) => pair[index].ms)),
    before: runs[0][index].before,
    after: Math.max(...runs.map((pair) => pair[index].after)),
  }));
  return { million, many, ratio: many.ms / million.ms };
}

/** Milliseconds of the native program on one core and on two, over a file; and of two programs beside each other. */
async function native() {
  const cargo = ["build", "--quiet", "--release", "--package", "septet", "--bin", "septet", "--features", "cli", "--message-format", "json"];
  const build = spawnSync(process.env.CARGO ?? "cargo", cargo, { cwd: fileURLToPath(ROOT), stdio: ["ignore", "pipe", "inherit"], encoding: "utf8", maxBuffer: 1 << 28 });
  if (build.status !== 0) throw new Error("the native program was not built");
  const messages = build.stdout.trim().split("\n").map((line) => JSON.parse(line));
  const { executable } = messages.findLast(({ executable }) => executable);

  const folder = mkdtempSync(join(tmpdir(), "septet-bench-"));
  try {
    const file = join(folder, "recipients.csv");
    const descriptor = openSync(file, "w");
    for (const chunk of recipients(MANY)) writeSync(descriptor, chunk);
    closeSync(descriptor);

    const run = async (threads) => {
      const options = ["--book", "calcom", "--plan", "organization", "--service", "sms", "--template", TEMPLATE, "--duplicates", "ignore", "--threads", threads, "--json"];
      const start = performance.now();
      const { stdout } = await promisify(execFile)(executable, ["preflight", file, ...options], { maxBuffer: 1 << 26 });
      return { elapsed_ms: performance.now() - start, answer: stdout };
    };
    const taken = { one: [], two: [], pair: [] };
    for (let round = -1; round < ROUNDS; round++) {
      const [one, two] = [await run("1"), await run("2")];
      if (one.answer !== two.answer) throw new Error("one core and two answer differently");
      const pair = await Promise.all([run("1"), run("1")]);
      if (round < 0) continue;
      taken.one.push(one.elapsed_ms);
      taken.two.push(two.elapsed_ms);
      taken.pair.push(Math.max(...pair.map(({ elapsed_ms }) => elapsed_ms)));
    }
    const faster = (times, by) => median(taken.one.map((one, round) => (by * one) / times[round]));
    return { one: median(taken.one), two: median(taken.two), ratio: faster(taken.two, 1), limit: faster(taken.pair, 2) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const node = measure(data);
const { version, ...browser } = await inChromium("preflight/race.mjs", data);
const [without, within] = ["ignore", "keep"].map(growth);
const cores = await native();

const linear = ({ ratio }, wanted) => against("ten times the recipients", ratio, wanted && "≤ 10.5 ×", times(ratio), ratio <= 10.5);
const most = Math.max(without.million.after, without.many.after);
const isSmall = most < 16e6 && without.many.after === without.million.after;
const both = `${mib(without.million.after)} and ${mib(without.many.after)}`;
const small = against("memory without duplicates", most, "constant, < 16 MB", both, isSmall);
const extra = (run, recipients, plain) => (run.after - plain.after) / recipients;
const bytes = (recipients, run, plain) => {
  const each = extra(run, recipients, plain);
  return against(`memory of ${count(recipients)} with duplicates`, each, "≤ 24", each.toFixed(1), each <= 24);
};
const cli = against("two cores", cores.ratio, "≥ 1.7 ×", times(cores.ratio), cores.ratio >= 1.7);

write(
  "preflight",
  "Preflight",
  `A campaign to ${count(RECIPIENTS)} recipients in ${REGIONS.length} countries on the book \`calcom\`, from a CSV of ${(node.bytes / 1e6).toFixed(1)} MB in pieces of 256 KiB, on one thread. The template has ${TEMPLATE.length} characters, with a name and a town merged in; of the messages ${Object.entries(node.totals.encodings).map(([encoding, number]) => `${((100 * number) / RECIPIENTS).toFixed(0)} % are ${encoding}`).join(" and ")}, and ${Object.entries(node.totals.segments).map(([segments, number]) => `${((100 * number) / RECIPIENTS).toFixed(0)} % have ${segments === "1" ? "1 segment" : `${segments} segments`}`).join(", ")}. All contestants agree on the credits (${node.totals.credits}), by region, on segments and on encodings.

The careful program is what is usually written today: Papa Parse ${versionOf("papaparse")}, libphonenumber-js ${versionOf("libphonenumber-js")} (min), split-sms ${versionOf("split-sms")} and decimal.js ${versionOf("decimal.js")}, in a single pass. The tuned one was written for this campaign alone: it makes one pass over the bytes with integer tables, allocates nothing per row, rejects numbers without 6 to 15 digits and text that is not UTF-8, and returns only totals. It reads no numbers containing spaces, and finds neither the line of a problem, nor the fields and characters that make messages expensive, nor a fix. Rounds of the others take turns, ${ROUNDS} of them, and medians are shown. Recipients per second, and how many times as many:

${table(
  ["", "septet: as careful, as tuned", "the same with a search for duplicates", "tuned", "careful", "numbers only, packed"],
  [race(`Node ${process.versions.node}`, node), race(`Chromium ${version}`, browser)],
)}

As the file grows, in Node, each campaign in its own process, without the time to generate the file; the module's memory is its peak, ${mib(without.million.before)} before.

${table(
  ["duplicates", `${count(RECIPIENTS)}`, `${count(MANY)}`, "as", "memory", "bytes per further recipient"],
  [
    ["not checked", `${without.million.ms.toFixed(0)} ms`, `${without.many.ms.toFixed(0)} ms`, linear(without, true), small, ""],
    [
      "counted",
      `${within.million.ms.toFixed(0)} ms`,
      `${within.many.ms.toFixed(0)} ms`,
      linear(within),
      `${mib(within.million.after)} and ${mib(within.many.after)}`,
      `${bytes(RECIPIENTS, within.million, without.million)} and ${bytes(MANY, within.many, without.many)}`,
    ],
  ],
)}

The native program over a file of ${count(MANY)}: ${(cores.one / 1000).toFixed(2)} s with \`--threads 1\`, ${(cores.two / 1000).toFixed(2)} s with \`--threads 2\`: ${cli}. Two single-threaded programs at once did ${times(cores.limit)} as much as one in the same time, which is the most that this machine's two cores can give.

${verdict()}`,
);
