// `cargo xtask bench books`: pricing many messages, natively and in wasm, and reading a deck, beside decimal.js.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import Decimal from "decimal.js";
import { Engine } from "septet";
import { judge, table, times, version, write } from "./support/report.mjs";
import { race, shown } from "./support/support.mjs";

const ROOT = new URL("../../", import.meta.url);
const read = (path) => readFileSync(new URL(path, ROOT), "utf8");
const { against, verdict } = judge();

function check(what, ...values) {
  if (new Set(values).size !== 1) throw new Error(`the contestants disagree on ${what}: ${values.join(", ")}`);
}

const calcom = JSON.parse(read("src/book/presets/calcom.json"));
const perMessage = structuredClone(calcom);
perMessage.services.sms.rounding.per = "message";
const books = { "per segment": calcom, "per message": perMessage };

const deck = read("src/data/twilio_sms_2026-05-25_by_region.csv");
// Code and price: the first column, and the first number.
const rows = deck.matchAll(/^([A-Z]{2}),.*?,(\d+\.\d+),/gm);
const prices = new Map([...rows].map(([, region, price]) => [region, new Decimal(price)]));

// Every region with every count of segments, in an order without a pattern that a processor could learn.
const COUNT = 20_000;
const regions = [...prices.keys()];
const messages = Array.from({ length: COUNT }, (_, n) => {
  const mixed = Math.imul(n + 1, 0x9e3779b1) >>> 0;
  return { region: regions[mixed % regions.length], segments: 1 + ((mixed >>> 16) % 10) };
});
const columns = { regions: messages.map(({ region }) => region), segments: messages.map(({ segments }) => segments) };
const packed = Uint32Array.from(columns.segments);

const [multiplier, creditValue] = [new Decimal("1.8"), new Decimal("0.01")];
const decimal = {
  "per segment": ({ region, segments }) => prices.get(region).times(multiplier).div(creditValue).ceil().times(segments),
  "per message": ({ region, segments }) => prices.get(region).times(multiplier).div(creditValue).times(segments).ceil(),
};

/** Messages a second, natively. */
function inRust() {
  const cargo = ["bench", "--quiet", "--bench", "books", "--features", "serde"];
  const input = JSON.stringify({ books, deck, ...columns });
  const { status, stdout, stderr } = spawnSync(process.env.CARGO ?? "cargo", cargo, { cwd: fileURLToPath(ROOT), input, encoding: "utf8" });
  if (status !== 0) throw new Error(`the native half failed: ${stderr}`);
  return JSON.parse(stdout);
}

/** The same in Node, for a book. */
function inNode(name, sum) {
  const pricer = new Engine(books[name], { decks: { sms: deck } }).pricer({ plan: "organization", service: "sms" });
  const add = (credits) => messages.reduce((all, message) => all.plus(credits(message)), new Decimal(0)).toString();
  const each = ({ region, segments }) => pricer.credits(region, segments);
  check(`the sum ${name}`, sum, add(each), add(decimal[name]), pricer.total(columns.regions, packed));

  // What each answer is goes into a number, so that no engine can leave it out.
  const rates = race(
    {
      credits: (list) => list.reduce((all, message) => all + each(message).length, 0),
      total: () => pricer.total(columns.regions, packed).length,
      "decimal.js": (list) => list.reduce((all, message) => all + decimal[name](message).s, 0),
    },
    [messages],
  );
  return Object.fromEntries(Object.entries(rates).map(([candidate, rate]) => [candidate, rate * COUNT]));
}

/** Milliseconds that it takes to read a deck, and those of a reader in JavaScript. */
function deckReading() {
  const codes = ["1", "33", "44", "55", "91"];
  const ending = (n) => String(n % 10_000).padStart(4, "0");
  const prefixes = Array.from({ length: 50_000 }, (_, n) => codes[Math.floor(n / 10_000)] + ending(n));
  const line = (prefix, n) => `${prefix},0.${String(1 + ((n * 7919) % 9999)).padStart(4, "0")},USD\n`;
  const bytes = new TextEncoder().encode(`prefix,price,currency\n${prefixes.map(line).join("")}`);

  const readers = {
    septet: () => new Engine("calcom", { decks: { sms: bytes } }),
    "decimal.js": () => {
      const lines = new TextDecoder().decode(bytes).split("\n").slice(1, -1).map((row) => row.split(","));
      return new Map(lines.map(([prefix, amount]) => [prefix, new Decimal(amount)]));
    },
  };
  const [engine, map] = Object.values(readers).map((reader) => reader());
  for (let n = 0; n < prefixes.length; n += 97) {
    const amount = (to) => {
      let digits = to.slice(1);
      while (!map.has(digits)) digits = digits.slice(0, -1);
      return map.get(digits).toString();
    };
    const to = `+${prefixes[n]}23456`;
    const { carrierCost } = engine.quote({ plan: "organization", service: "sms", to, text: "hello" });
    check(`the rate of ${to}`, carrierCost.amount, amount(to));
  }

  // The fastest of many: milliseconds are asked for, and other programs only add to them.
  const taken = { septet: Infinity, "decimal.js": Infinity };
  for (let round = 0; round < 40; round++) {
    for (const [name, reader] of Object.entries(readers)) {
      const start = performance.now();
      reader();
      taken[name] = Math.min(taken[name], performance.now() - start);
    }
  }
  return { bytes: bytes.length, septet: taken.septet, plain: taken["decimal.js"] };
}

const native = inRust();
const races = Object.keys(books).map((name) => {
  const { sum, messages: rate } = native[name];
  const node = inNode(name, sum);
  const beside = (candidate, value, wanted) => {
    const ratio = value / node["decimal.js"];
    return `${shown(value)}, ${against(`${candidate}, ${name}`, ratio, `≥ ${wanted} ×`, times(ratio), ratio >= wanted)}`;
  };
  const enough = against(`native, ${name}`, rate, "≥ 5 M/s", beside("native", rate, 20), rate >= 5e6);
  return [name, enough, beside("credits", node.credits, 5), beside("total", node.total, 5), shown(node["decimal.js"])];
});
const pricers = Math.min(...Object.values(native).map(({ pricers }) => pricers));
const built = against("building a pricer", 1000 / pricers, "< 1 ms", `${(1000 / pricers).toFixed(3)} ms`, pricers > 1000);
const reading = deckReading();
const ms = (value) => `${value.toFixed(1)} ms`;

write(
  "books",
  "Books",
  `Prices of SMS on the book \`calcom\`, rounded per segment, as the book has it, and per message: ${COUNT.toLocaleString("en")} messages to ${regions.length} regions, of 1 to 10 segments. All contestants are checked to agree on the total credits before they are timed. Messages per second on one core, the median of several rounds, and how many times as many as decimal.js ${version("decimal.js")} prices in Node ${process.versions.node}.

${table(["rounded", "Rust: `Pricer::credits`", "npm: `pricer.credits`", "npm: `pricer.total`", "decimal.js"], races)}

decimal.js looks the rate up in a \`Map\`, multiplies by 1.8, divides by 0.01, rounds up, and multiplies by the segments; it returns an object, \`pricer.credits\` a string. \`pricer.credits\` caches the cost of a region and number of segments; \`pricer.total\` computes every message in the core, in lists of ${COUNT.toLocaleString("en")}. Building a \`Pricer\` takes ${built} in Rust.

A deck of 50,000 prefixes (${(reading.bytes / 1000).toFixed(0)} kB of CSV), from bytes to an \`Engine\` in Node, the fastest of 40 times: ${against("reading a deck", reading.septet, "< 50 ms", ms(reading.septet), reading.septet < 50)}. Splitting lines and commas in JavaScript, with a decimal.js number in a \`Map\` for each and no checks: ${ms(reading.plain)}.

${verdict()}`,
);
