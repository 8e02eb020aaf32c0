// A preflight is the sum of single quotes, in Node and in browsers alike: checks by name, for whoever has the functions.
import { Chance } from "./chance.mjs";

const encoder = new TextEncoder();

function same(found, expected, what) {
  const [a, b] = [found, expected].map((value) => JSON.stringify(value));
  if (a !== b) throw new Error(`${what}: ${a}, expected ${b}`);
}

/** The call throws an `Error` with this code. */
function refused(call, code, pattern) {
  let error;
  try {
    call();
  } catch (thrown) {
    error = thrown;
  }
  if (!(error instanceof Error)) throw new Error(`no error, expected ${code}: ${String(call)}`);
  if (error.code !== code) throw new Error(`${error.code} (${error.message}), expected ${code}: ${String(call)}`);
  if (pattern && !pattern.test(error.message)) throw new Error(`${error.message}, expected ${pattern}`);
}

// Credits are added as whole millionths.
const micros = (credits) => {
  const [whole, fraction = ""] = credits.split(".");
  return BigInt(whole + fraction.padEnd(6, "0"));
};
const creditsOf = (sum) => {
  const digits = String(sum).padStart(7, "0");
  return `${digits.slice(0, -6)}.${digits.slice(-6)}`.replace(/\.?0+$/, "");
};

/** A cell as it stands in a CSV, with quotes where it needs them, and sometimes where it does not. */
function cell(chance, text, delimiter) {
  const needs = /["\r\n]/.test(text) || text.includes(delimiter) || text.startsWith(" ");
  return needs || !chance.below(20) ? `"${text.replaceAll('"', '""')}"` : text;
}

const PREFIXES = ["+1212555", "+1416555", "+9198765", "+447400", "+336123", "+85291", "+7701555", "+4915112", "+383432", "+80012", "+88299"];

/** A number: good, twice the same, without a price, or none. */
function number(chance) {
  if (!chance.below(40)) return chance.pick(["", "no", "+", "+12", "0612345678", "+123456789012345678"]);
  const digits = chance.below(8) ? String(10_000 + chance.below(80_000)) : "54321";
  return chance.pick(PREFIXES) + digits;
}

const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Pieces of templates: as written, and what they become. */
const PIECES = [
  () => ["Hi ", () => "Hi "],
  () => ["{{name}}", ({ name }) => name],
  () => ["{{ city }}", ({ city }) => city],
  () => ['{{name | default: "friend"}}', ({ name }) => name || "friend"],
  () => ["{{city | upper}}", ({ city }) => city.toUpperCase()],
  () => ["{{name | truncate: 5}}", ({ name }) => Array.from(segmenter.segment(name), ({ segment }) => segment).slice(0, 5).join("")],
  () => ["\\{{name}}", () => "{{name}}"],
  (chance) => {
    const text = chance.text(12).replaceAll("{", "(").replaceAll("\\", "/");
    return [text, () => text];
  },
  (chance) => {
    const text = "your table is booked ".repeat(chance.below(9));
    return [text, () => text];
  },
];

/** A campaign: rows, a template with what it becomes, and options. */
function campaign(chance) {
  const pieces = Array.from({ length: 1 + chance.below(6) }, () => chance.pick(PIECES)(chance));
  const names = Array.from({ length: 1 + chance.below(30) }, () => chance.text(chance.below(10) ? 12 : 200));
  const rows = Array.from({ length: chance.below(60) + 1 }, () => ({ phone: number(chance), name: chance.pick(names), city: chance.pick(names) }));
  const options = { plan: chance.pick(["team", "organization", "free"]), service: "sms" };
  if (!chance.below(3)) options.profile = chance.pick(["twilio", "3gpp", "telnyx", "ascii-7"]);
  if (!chance.below(5)) options.smart = chance.pick(["only_if_gsm", "only_if_fewer", "always"]);
  if (!options.profile && !chance.below(5)) options.national = chance.pick(["all", ["turkish", "spanish"]]);
  if (!chance.below(5)) options.optOut = " Reply STOP";
  const merged = (row) => pieces.map(([, become]) => become(row)).join("") + (options.optOut ?? "");
  return { rows, template: pieces.map(([written]) => written).join(""), merged, options };
}

function csvOf(chance, rows) {
  const [delimiter, end] = [chance.pick([",", ";", "\t", "|"]), chance.pick(["\n", "\r\n"])];
  const line = (cells) => cells.map((text) => cell(chance, text, delimiter)).join(delimiter);
  const columns = ["phone", "name", "city", "note"];
  const lines = [columns.join(delimiter), ...rows.map(({ phone, name, city }) => line([phone, name, city, "n/a"]))];
  return encoder.encode((chance.below(5) ? "" : "\ufeff") + lines.join(end) + (chance.below(4) ? end : ""));
}

/** Pushes bytes cut anywhere. */
function pushed(chance, run, bytes) {
  const most = chance.pick([3, 40, 1000]);
  for (let at = 0; at < bytes.length; ) {
    const end = at + chance.below(most + 1);
    run.push(bytes.subarray(at, end));
    at = end;
  }
  return run.finish();
}

const DECKS = { sms: "iso,price_usd\nUS,0.0083\nCA,0.0083\nIN,0.0832\nGB,0.056\nFR,0.0798\nDE,0.112\nKZ,0.3382\n" };

/** Shuffled. */
function permuted(chance, rows) {
  const left = [...rows];
  return rows.map(() => left.splice(chance.below(left.length), 1)[0]);
}

/** What does not depend on the order of the rows. */
const totals = ({ recipients, priced, unpriced, invalid, duplicates, credits, byRegion, bySegments, byEncoding }) =>
  ({ recipients, priced, unpriced, invalid, duplicates, credits, byRegion, bySegments, byEncoding });

export const checks = {
  "200 random campaigns are the sums of single quotes"({ Engine }) {
    const chance = new Chance(2027);
    const engine = new Engine("calcom", { decks: DECKS });
    const seen = { priced: 0, unpriced: 0, invalid: 0, duplicates: 0 };
    for (let round = 0; round < 200; round++) {
      const { rows, template, merged, options } = campaign(chance);
      const bytes = csvOf(chance, rows);
      const { optOut, ...asked } = options;
      const sums = { recipients: rows.length, priced: 0, unpriced: 0, invalid: 0, duplicates: 0 };
      let [credits, max] = [0n, 0n];
      const [numbers, bySegments] = [new Set(), new Map()];
      for (const row of rows) {
        const to = row.phone;
        // What is no number is never priced, and never a duplicate.
        if (!/^\+[1-9]\d{5,14}$/.test(to)) {
          sums.invalid++;
          continue;
        }
        if (numbers.has(to)) sums.duplicates++;
        numbers.add(to);
        try {
          const quote = engine.quote({ ...asked, to, text: merged(row) });
          credits += micros(quote.credits);
          max += micros(quote.max);
          bySegments.set(quote.measured.segments, (bySegments.get(quote.measured.segments) ?? 0) + 1);
          sums.priced++;
        } catch (error) {
          if (error.code === "invalid-number") sums.invalid++;
          else sums.unpriced++;
        }
      }
      const expected = { ...sums, credits: { min: creditsOf(credits), expected: creditsOf(credits), max: creditsOf(max) } };
      const answer = pushed(chance, engine.preflight({ ...options, template }), bytes);
      const found = Object.fromEntries(Object.keys(expected).map((name) => [name, answer[name]]));
      same(found, expected, `campaign ${round}: ${template}`);
      const segments = [...bySegments].sort(([a], [b]) => a - b).map(([segments, recipients]) => ({ segments, recipients }));
      same(answer.bySegments, segments, `segments of campaign ${round}`);
      for (const name of Object.keys(seen)) seen[name] += answer[name];

      const again = pushed(chance, engine.preflight({ ...options, template }), csvOf(chance, permuted(chance, rows)));
      same(totals(again), totals(answer), `campaign ${round}, permuted`);
      // Skipped, the first row of each number is priced alone; not looked for, all are.
      const skipped = pushed(chance, engine.preflight({ ...options, template, duplicates: "skip" }), bytes);
      same(skipped.duplicates, answer.duplicates, `duplicates of campaign ${round}`);
      const ignored = pushed(chance, engine.preflight({ ...options, template, duplicates: "ignore" }), bytes);
      same(ignored.credits, answer.credits, `campaign ${round}, duplicates ignored`);
    }
    for (const [name, count] of Object.entries(seen)) if (count < 50) throw new Error(`only ${count} are ${name}`);
  },

  "packed numbers are those of a file"({ Engine }) {
    const chance = new Chance(7);
    const engine = new Engine("calcom", { decks: DECKS });
    const list = Array.from({ length: 40_000 }, () => chance.pick(PREFIXES).slice(1) + (10_000 + chance.below(80_000)));
    for (const options of [{ template: "Hello" }, { template: "Hello", duplicates: "skip" }]) {
      const asked = { plan: "team", service: "sms", ...options };
      const packed = engine.preflight(asked);
      packed.pushNumbers(BigUint64Array.from(list, BigInt));
      const file = engine.preflight(asked);
      file.push(encoder.encode(`phone\n${list.map((digits) => `+${digits}\n`).join("")}`));
      same(totals(packed.finish()), totals(file.finish()), "totals");
    }
    const fielded = engine.preflight({ plan: "team", service: "sms", template: "Hi {{name}}" });
    refused(() => fielded.pushNumbers(BigUint64Array.of(919876543210n)), "unknown-merge-field");
    const odd = engine.preflight({ plan: "team", service: "sms", template: "Hello" });
    odd.pushNumbers(BigUint64Array.of(0n, 12n, 2n ** 64n - 1n, 10n ** 15n, 919876543210n));
    const { priced, invalid } = odd.finish();
    same([priced, invalid], [1, 4], "odd numbers");
  },

  "calls to several numbers"({ Engine }) {
    const engine = new Engine("atllas", { parameters: { monthlyAllotment: "100" } });
    const run = engine.preflight({ plan: "standard", service: "call_attempt", balance: { allowance: "3" } });
    run.push(encoder.encode("name,phone,phone2,phone3\nA,+12125550100,+12125550101,\nB,+12125550102,,+12125550103\nC,+12125550104,,\n"));
    const { recipients, credits, covered, shortfall } = run.finish();
    same([recipients, credits.max, covered, shortfall], [3, "5", false, "2"], "calls");
  },

  "progress while bytes come"({ Engine }) {
    const run = new Engine("calcom", { decks: DECKS }).preflight({ plan: "team", service: "sms", template: "Hi" });
    same([run.progress().bytes, run.progress().rows], [0, 0], "before");
    run.push(encoder.encode("phone\n+919876543210\n+9198"));
    const { bytes, rows, max } = run.progress();
    same([bytes, rows, max], [25, 1, "15"], "in the middle");
    run.push(encoder.encode("76543211"));
    same(run.finish().credits.max, "30", "at the end");
  },

  "a file that cannot be read any further"({ Engine }) {
    const run = new Engine("calcom", { decks: DECKS }).preflight({ plan: "team", service: "sms", template: "Hi" });
    refused(() => run.push(encoder.encode("x,y\n1,2\n")), "missing-column");
    refused(() => run.push(encoder.encode("phone\n+919876543210\n")), "missing-column");
    refused(() => run.finish(), "missing-column");
  },

  "what has ended, and what is no bytes"({ Engine }) {
    const engine = new Engine("calcom", { decks: DECKS });
    const begin = () => engine.preflight({ plan: "team", service: "sms", template: "Hi" });
    const bytes = encoder.encode("phone\n+919876543210\n");
    const [finished, cancelled] = [begin(), begin()];
    finished.push(bytes);
    finished.finish();
    cancelled.push(bytes);
    cancelled.cancel();
    cancelled.cancel();
    for (const run of [finished, cancelled]) {
      refused(() => run.push(bytes), "already-ended");
      refused(() => run.pushNumbers(new BigUint64Array(1)), "already-ended");
      refused(() => run.progress(), "already-ended");
      refused(() => run.finish(), "already-ended");
      run.cancel();
    }
    const run = begin();
    for (const value of [undefined, null, 5, "phone\n", [1], new ArrayBuffer(2), new Uint16Array(2), {}]) {
      refused(() => run.push(value), "invalid-request");
      refused(() => run.pushNumbers(value), "invalid-request");
    }
    run.push(bytes);
    same(run.finish().recipients, 1, "recipients");
  },

  "options that are none"({ Engine }) {
    const engine = new Engine("calcom", { decks: DECKS });
    const good = { plan: "team", service: "sms", template: "Hi" };
    refused(() => engine.preflight(), "invalid-request");
    refused(() => engine.preflight(null), "invalid-request");
    refused(() => engine.preflight({ ...good, plan: undefined }), "invalid-request");
    refused(() => engine.preflight({ ...good, plan: "gold" }), "unknown-plan");
    refused(() => engine.preflight({ ...good, service: "fax" }), "unknown-service");
    refused(() => engine.preflight({ ...good, colour: "red" }), "unknown-field", /colour/);
    refused(() => engine.preflight({ ...good, template: undefined }), "invalid-request", /template/);
    refused(() => engine.preflight({ ...good, template: "Hi {{name" }), "invalid-template", /line 1/);
    refused(() => engine.preflight({ ...good, duplicates: "maybe" }), "invalid-request");
    refused(() => engine.preflight({ ...good, profile: "acme" }), "unknown-profile");
    refused(() => engine.preflight({ ...good, template: () => "Hi" }), "malformed-json");
  },

  "files that are none, and rows that are lost"({ Engine }) {
    const engine = new Engine("calcom", { decks: DECKS });
    const of = (text, options) => {
      const run = engine.preflight({ plan: "team", service: "sms", template: "Hi {{name}}", ...options });
      run.push(typeof text === "string" ? encoder.encode(text) : text);
      return run.finish();
    };
    refused(() => of(""), "invalid-recipients");
    refused(() => of("phone,name\n"), "invalid-recipients");
    refused(() => of("name\nAnn\n"), "missing-column");
    refused(() => of("phone\n+919876543210\n"), "unknown-merge-field", /name/);
    // The rest is counted.
    const cut = of('phone,name\n+919876543210,Ann\n+919876543211,"Bob\n+919876543212,Carl\n');
    same([cut.priced, cut.invalid], [2, 1], "a quote that is never closed");
    const few = of("phone,name\n+919876543210\n+919876543211,Bob\n");
    same([few.priced, few.invalid], [1, 1], "too few columns");
    const long = of(`phone,name\n+919876543210,${"x".repeat(70_000)}\n+919876543211,Bob\n`);
    same([long.priced, long.invalid], [1, 1], "a cell of more than 64 KiB");
    const chance = new Chance(5);
    for (let round = 0; round < 300; round++) {
      const bytes = Uint8Array.from({ length: chance.below(3000) }, () => (chance.below(3) ? chance.below(256) : chance.pick([10, 13, 34, 44, 43, 49])));
      const text = chance.below(2) ? bytes : Uint8Array.of(...encoder.encode("phone,name\n"), ...bytes);
      try {
        const { recipients, priced, unpriced, invalid } = of(text);
        same(priced + unpriced + invalid, recipients, "all rows");
      } catch (error) {
        if (typeof error.code !== "string" || error.code === "internal") throw error;
      }
    }
  },

  "shared vectors"({ Engine, vectors }) {
    for (const { name, book, decks, parameters, options, csv, numbers, answer } of vectors) {
      const run = new Engine(book, { decks, parameters }).preflight(options);
      if (csv !== undefined) run.push(encoder.encode(csv));
      if (numbers !== undefined) run.pushNumbers(BigUint64Array.from(numbers, BigInt));
      same(sorted(run.finish()), sorted(answer), name);
    }
  },
};

/** The same with the names of all objects in order. */
function sorted(value) {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  const names = Object.keys(value).sort();
  return Object.fromEntries(names.map((name) => [name, sorted(value[name])]));
}
