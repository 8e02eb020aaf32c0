// What is shown is what is charged: the module answers to the byte what the native program answers.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { Engine, region, segments } from "septet";
import { Chance } from "./chance.mjs";

const septet = process.env.SEPTET_BIN ?? new URL("../../target/debug/septet", import.meta.url).pathname;

/** What the native program answers to each request, a line each. */
function native(arguments_, requests) {
  const input = requests.map((request) => JSON.stringify(request) + "\n").join("");
  const { status, stdout, stderr, error } = spawnSync(septet, [...arguments_, "--jsonl"], {
    input,
    maxBuffer: 1 << 30,
    encoding: "utf8",
  });
  if (error) throw error;
  assert.equal(status, 0, stderr);
  return stdout.trimEnd().split("\n");
}

/** The line that the native program would answer. */
function line(answer) {
  try {
    return JSON.stringify(answer());
  } catch (error) {
    assert.ok(typeof error.code === "string", `an untyped error: ${error}`);
    return JSON.stringify({ error: { code: error.code, message: error.message } });
  }
}

function compare(arguments_, requests, answer) {
  const expected = native(arguments_, requests);
  assert.equal(expected.length, requests.length);
  requests.forEach((request, index) => {
    const found = line(() => answer(request));
    // Compared before asserting: a diff of ten thousand equal answers would take longer than making them.
    if (found !== expected[index]) assert.equal(found, expected[index], JSON.stringify(request));
  });
  return expected;
}

const COUNTRIES = ["+1212555", "+1416555", "+1242555", "+9198765", "+4474001", "+33612345", "+85291234", "+80012345", "+999123", "12", "+38343201"];
const REGIONS = ["US", "CA", "IN", "GB", "KP", "FR", "in", "XK", ""];
const PLANS = ["free", "team", "organization", "enterprise", "platform", "gold"];
const AMOUNTS = ["0", "1", "9", "15.5", "1000", "1000000.000001", "-1", "1e3", "0.0000001"];

/** Mostly good, sometimes wrong in one of many ways. */
function request(chance) {
  const asked = { plan: chance.pick(PLANS.slice(0, chance.below(20) ? 5 : 6)), service: chance.below(50) ? "sms" : "fax" };
  if (chance.below(3)) {
    const digits = Array.from({ length: 3 + chance.below(4) }, () => chance.below(10)).join("");
    asked.to = chance.pick(COUNTRIES.slice(0, chance.below(10) ? 7 : 11)) + digits;
  }
  if (asked.to === undefined || !chance.below(50)) asked.region = chance.pick(REGIONS.slice(0, chance.below(10) ? 4 : 9));
  if (chance.below(50)) asked.text = chance.text(chance.below(10) ? 120 : 2000);
  if (!chance.below(4)) asked.profile = chance.pick(["3gpp", "twilio", "3gpp", "twilio", "acme"]);
  if (!chance.below(10)) Object.assign(asked, options(chance));
  if (!chance.below(3)) asked.quantity = chance.pick([1, 2, 7, 1000, 1_000_000_000, 0, -1, 2.5, "1", null]);
  if (!chance.below(20)) asked.book = chance.pick(["calcom", "calcom", "atllas"]);
  if (!chance.below(3)) {
    asked.account = { bought: chance.pick(AMOUNTS.slice(0, chance.below(10) ? 6 : 9)) };
    if (!chance.below(3)) asked.account.allowance = chance.pick(AMOUNTS.slice(0, 6));
    if (!chance.below(3)) asked.account.held = chance.pick(AMOUNTS.slice(0, 4));
    if (!chance.below(5)) asked.account.unlimited = Boolean(chance.below(2));
    if (!chance.below(5)) asked.account.funding = chance.pick(["credits", "external", "bank"]);
  }
  if (!chance.below(200)) asked.colour = "red";
  return asked;
}

test("10,000 random quotes are equal to the byte", () => {
  const chance = new Chance(2026);
  const requests = Array.from({ length: 10_000 }, () => request(chance));
  const engine = new Engine("calcom");
  const answers = compare(["quote", "--book", "calcom"], requests, (request) => engine.quote(request)).map((answer) => JSON.parse(answer));
  // The walk went everywhere: prices and refusals of every kind.
  const kinds = new Set(answers.map((answer) => answer.error?.code ?? answer.decision));
  for (const kind of ["priced", "free", "charged", "recorded", "fallback_email", "no-rate", "no-region", "unknown-plan",
    "unknown-service", "unknown-profile", "unknown-field", "invalid-quantity", "invalid-number", "invalid-region",
    "invalid-amount", "invalid-request", "book-mismatch"]) {
    assert.ok(kinds.has(kind), `no answer was ${kind}: ${[...kinds]}`);
  }
  assert.ok(answers.filter((answer) => answer.credits).length > 5_000);
});

const BOOKS = ["calcom", "ai-employee", "agentalk", "voice-credits", "atllas"];
const CATEGORIES = ["marketing", "utility", "authentication", "service", "spam"];
const OUTCOMES = ["answered", "answered_hung_up", "voicemail_left", "no_voicemail", "failed", "cancelled", "dnc", "vanished"];
const SECONDS = [0, 1, 59.999999, 60, 61, 90, 90.5, "90", "12.25", 3600, 86_400, 1e9, -1, 0.0000001, "soon", 1e300, null];

/** Mostly one of the first `good`, sometimes any. */
const mostly = (chance, from, good) => chance.pick(from.slice(0, chance.below(15) ? good : from.length));

function time(chance, isText, from) {
  const seconds = chance.below(100) ? chance.below(600) : -5;
  if (isText) return new Date(Date.UTC(2026, 10, 20, 10, 0, from + seconds)).toISOString().replace(".000", chance.pick(["", ".5", ".000001"]));
  return chance.below(2) ? from + seconds : `${from + seconds}.${chance.below(1_000_000)}`;
}

function call(chance) {
  const asked = {};
  const isText = !chance.below(3);
  if (chance.below(3)) {
    if (chance.below(8)) asked.seconds = mostly(chance, SECONDS, 11);
    if (!chance.below(6)) asked.startedAt = time(chance, isText, 0);
  } else {
    if (chance.below(4)) asked.startedAt = time(chance, isText, -600);
    if (chance.below(8)) asked.answeredAt = time(chance, isText, 0);
    if (chance.below(15)) asked.endedAt = time(chance, chance.below(30) ? isText : !isText, 600);
  }
  const timeless = asked.seconds !== undefined && asked.startedAt === undefined;
  for (const kind of ["holds", "processing", "human"]) {
    if (chance.below(4)) continue;
    asked[kind] = Array.from({ length: chance.below(4) }, () => {
      const from = chance.below(700);
      const at = (second) => time({ below: () => 1, pick: (all) => all[0] }, isText && !timeless, second);
      return chance.below(40) ? [at(from), at(from + chance.below(200))] : [at(from + 9), at(from)].slice(chance.below(2));
    });
  }
  if (!chance.below(2)) asked.outcome = mostly(chance, OUTCOMES, 7);
  if (!chance.below(2)) asked.direction = mostly(chance, ["inbound", "outbound", "web", "sideways"], 3);
  if (!chance.below(3)) asked.handledBy = mostly(chance, ["ai", "person", "nobody"], 2);
  if (!chance.below(8)) asked.charged = mostly(chance, ["0", "1", "2.5", "-1", "x"], 3);
  return asked;
}

function interaction(chance) {
  const asked = {};
  if (chance.below(2)) asked.id = mostly(chance, ["reply-1", "é", "", "x".repeat(201), 5], 2);
  if (!chance.below(3)) asked.completed = mostly(chance, [true, false, "yes"], 2);
  if (!chance.below(3)) asked.counted = mostly(chance, [true, false, 1], 2);
  return asked;
}

/** A request for any service of a book, sometimes with fields that belong to another one. */
function requestOf(chance, { plans, services, parameters }) {
  const service = mostly(chance, [...services, "fax"], services.length);
  const asked = { plan: mostly(chance, [...plans, "gold"], plans.length), service };
  const is = (...names) => names.includes(service) === Boolean(chance.below(25));
  if (is("sms", "whatsapp") || (service === "call" && chance.below(2))) {
    if (chance.below(2)) asked.region = mostly(chance, REGIONS, 4);
    else asked.to = mostly(chance, COUNTRIES, 7) + String(10_000 + chance.below(90_000));
  }
  if (is("sms") || (service === "whatsapp" && chance.below(2))) asked.text = chance.text(60);
  if (is("whatsapp")) asked.category = mostly(chance, CATEGORIES, 4);
  if (is("call", "call_attempt")) asked.call = call(chance);
  if (is("ai_agent", "ai_reply", "ai_command", "knowledge_sync")) asked.interaction = interaction(chance);
  if (!chance.below(6)) asked.quantity = mostly(chance, [1, 2, 7, 1000, 0, 2.5, 1e10], 4);
  if (!chance.below(10)) asked.at = mostly(chance, ["2026-11-20", "1999-12-31", "2026-02-30", "soon", 5], 2);
  if (!chance.below(10)) asked.operator = chance.pick(["Airtel", "", "\ud800"].slice(0, 2));
  if (!chance.below(30)) asked.repair = true;
  if (!chance.below(4)) {
    asked.parameters = {};
    for (const name of parameters) {
      if (chance.below(3)) asked.parameters[name] = mostly(chance, ["0.5", "1", "0.25", "5", "-1", "1e3", 5, null], 3);
    }
    if (!chance.below(15)) asked.parameters.colour = "5";
  }
  if (!chance.below(2)) {
    asked.account = { bought: mostly(chance, AMOUNTS, 6) };
    if (!chance.below(3)) asked.account.allowance = mostly(chance, AMOUNTS, 6);
    if (!chance.below(4)) asked.account.unlimited = Boolean(chance.below(2));
    if (!chance.below(6)) asked.account.funding = mostly(chance, ["credits", "external", "bank"], 2);
    if (!chance.below(4)) asked.account.parentPlans = mostly(chance, [[], [plans[0]], plans, ["gold"], "gold"], 3);
    if (!chance.below(4)) asked.account.brings = mostly(chance, [["model"], [], ["voice"], "model"], 2);
  }
  return asked;
}

test("10,000 random quotes over all five books, with and without their parameters", () => {
  const kinds = new Set();
  let priced = 0;
  for (const [number, book] of BOOKS.entries()) {
    const { plans, services, parameters } = new Engine(book).book;
    const names = { plans: Object.keys(plans), services: Object.keys(services), parameters: Object.keys(parameters) };
    for (const values of [{}, Object.fromEntries(names.parameters.map((name, at) => [name, `0.${at + 1}`]))]) {
      const chance = new Chance(100 + number);
      const requests = Array.from({ length: 1_000 }, () => requestOf(chance, names));
      const set = Object.entries(values).flatMap(([name, value]) => ["--set", `${name}=${value}`]);
      const engine = new Engine(book, { parameters: values });
      for (const answer of compare(["quote", "--book", book, ...set], requests, (request) => engine.quote(request))) {
        const { error, decision, measured } = JSON.parse(answer);
        kinds.add(error?.code ?? decision);
        for (const field of Object.keys(measured ?? {})) kinds.add(`measured.${field}`);
        priced += decision ? 1 : 0;
      }
    }
  }
  for (const kind of ["priced", "free", "charged", "recorded", "declined", "paused", "parameter-missing",
    "unknown-parameter", "unknown-outcome", "not-in-plan", "invalid-call", "invalid-request", "invalid-book",
    "measured.outcome", "measured.interaction", "measured.category", "measured.excludedSeconds", "measured.segments"]) {
    assert.ok(kinds.has(kind), `no answer was ${kind}: ${[...kinds]}`);
  }
  assert.ok(priced > 4_000, `only ${priced} have a price`);
});

test("a deck that changes on dates is priced by the day it is, and by the day that is named", () => {
  const csv = "iso,price_usd,valid_from\nIN,0.05,2020-01-01\nIN,9,2999-01-01\n";
  const folder = mkdtempSync(join(tmpdir(), "septet-"));
  try {
    writeFileSync(join(folder, "rates.csv"), csv);
    const engine = new Engine("calcom", { decks: { sms: csv } });
    const asked = { plan: "team", service: "sms", region: "IN", text: "hello" };
    const requests = [asked, { ...asked, at: "2019-12-31" }, { ...asked, at: "2999-01-01" }];
    const deck = ["--deck", join(folder, "rates.csv")];
    const answers = compare(["quote", "--book", "calcom", ...deck], requests, (request) => engine.quote(request)).map((line) => JSON.parse(line));
    assert.deepEqual(answers.map(({ credits, error }) => credits ?? error.code), ["9", "no-rate", "1620"]);
    assert.equal(answers[0].measured.at, new Date().toISOString().slice(0, 10));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("a custom deck is priced alike", () => {
  const chance = new Chance(7);
  const requests = Array.from({ length: 1_000 }, () => request(chance));
  const csv = "iso,price,currency\nIN,0.05,USD\nUS,1.35,USD\nGB,0.0001,USD\nCA,0,USD\n";
  const folder = mkdtempSync(join(tmpdir(), "septet-"));
  try {
    writeFileSync(join(folder, "rates.csv"), csv);
    const engine = new Engine("calcom", { decks: { sms: new TextEncoder().encode(csv) } });
    compare(["quote", "--book", "calcom", "--deck", join(folder, "rates.csv")], requests, (request) => engine.quote(request));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("a book as a document is priced alike", () => {
  const chance = new Chance(8);
  const requests = Array.from({ length: 500 }, () => request(chance));
  const path = new URL("../../src/book/presets/calcom.json", import.meta.url);
  const engine = new Engine(JSON.parse(readFileSync(path, "utf8")));
  compare(["quote", "--book", "calcom"], requests, (request) => engine.quote(request));
});

/** Ways to look at a text, sometimes wrong ones. */
function options(chance) {
  const asked = {};
  if (!chance.below(2)) asked.profile = chance.pick(PROFILES);
  if (!chance.below(6)) asked.encoding = chance.pick(["GSM-7", "UCS-2", "ASCII", "UTF-8"]);
  if (!chance.below(2)) asked.smart = chance.pick(["off", "only_if_gsm", "only_if_fewer", "always", "never"]);
  if (!chance.below(3)) asked.national = chance.pick(["off", "all", ["turkish", "spanish"], ["hindi"], ["klingon"], []]);
  if (!chance.below(3)) asked.repair = true;
  return asked;
}

const PROFILES = [
  "3gpp", "twilio", "twilio-toll-free", "telnyx", "plivo", "ascii-7", "acme",
  { name: "own", border: "grapheme", gsm7: { single: 20, multi: 15 }, ucs2: { single: 10, multi: 7 } },
  { name: "own", alphabet: { gsm7Without: "€]" }, partsMax: 3, charactersMax: 100, smart: "only_if_gsm" },
  { name: "own", gsm7: { single: 10, multi: 20 } },
  { name: "own", colour: "red" },
];

test("3,000 random texts have equal segments", () => {
  const chance = new Chance(9);
  const typographic = ["’", "“", "…", "–", "\u00a0", "ş", "İ", "é", "n\u0303", "a", "b", " ", "नमस्ते", "½"];
  const requests = Array.from({ length: 3_000 }, () => {
    const text = chance.below(2)
      ? chance.text(200)
      : Array.from({ length: chance.below(200) }, () => chance.pick(typographic.slice(0, 1 + chance.below(14)))).join("");
    return { text, ...options(chance) };
  });
  const answers = compare(["segments"], requests, ({ text, ...options }) => segments(text, options));
  for (const part of ['"sent":{', '"repairs":[{', '"locking":"', '"findings":[{', '"code":"unknown-language"',
    '"code":"invalid-profile"', '"code":"does-not-fit"', '"code":"unknown-field"']) {
    assert.ok(answers.some((answer) => answer.includes(part)), `no answer has ${part}`);
  }
});

test("2,000 random numbers have equal regions", () => {
  const chance = new Chance(10);
  const number = () => "+" + Array.from({ length: 5 + chance.below(12) }, () => chance.below(10)).join("");
  const requests = Array.from({ length: 2_000 }, () => ({ number: number() }));
  compare(["region"], requests, ({ number }) => region(number));
});
