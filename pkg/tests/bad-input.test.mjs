// Bad input in the ways that only JavaScript has.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { countSegments, Engine, region, segments } from "septet";
import { Chance } from "./chance.mjs";

const engine = new Engine("calcom");
const good = { plan: "team", service: "sms", to: "+919876543210", text: "hello" };

/** The call throws an `Error` with this code, and the module works as before. */
function refused(call, code, message) {
  assert.throws(call, (error) => {
    assert.ok(error instanceof Error, String(error));
    assert.equal(error.code, code, error.message);
    if (message) assert.equal(error.message, message);
    return true;
  });
  assert.equal(engine.quote(good).credits, "15");
}

test("values that are no text", () => {
  for (const value of [undefined, null, 5, 5.5, true, {}, [], Symbol("s"), () => "a", 10n, new Date(), NaN]) {
    assert.throws(() => segments(value), (error) => typeof error.code === "string", String(value));
    assert.throws(() => countSegments(value), (error) => typeof error.code === "string", String(value));
    assert.throws(() => region(value), (error) => typeof error.code === "string", String(value));
  }
  refused(() => countSegments(5), "invalid-request", "`text`: integer `5` was given, expected a string");
  refused(() => countSegments("a", "acme"), "unknown-profile");
  refused(() => countSegments("a", 5), "invalid-request");
});

test("values that are no request", () => {
  for (const value of [undefined, null, 5, "hello", [], () => {}]) {
    assert.throws(() => engine.quote(value), (error) => typeof error.code === "string", String(value));
  }
  refused(() => engine.quote(null), "invalid-request", "null was given, expected an object");
  refused(() => engine.quote([good]), "invalid-request", "a list was given, expected an object");
});

test("options that are none", () => {
  assert.equal(new Engine("calcom", null).quote(good).credits, "15");
  for (const value of [5, "sms", true, [], () => {}]) {
    refused(() => new Engine("calcom", value), "invalid-request", "`options`: expected an object");
  }
});

test("integers beyond what a number holds, and bytes where a document is", () => {
  const message = { plan: "team", service: "sms", region: "IN", text: "hello" };
  assert.equal(engine.quote({ ...message, quantity: 3n }).credits, engine.quote({ ...message, quantity: 3 }).credits);
  const beyond = "not JSON: `quantity` is `9007199254740993n`, which no number is: give it as a string";
  refused(() => engine.quote({ ...message, quantity: 2n ** 53n + 1n }), "malformed-json", beyond);
  refused(() => engine.quote({ ...message, text: new Uint8Array([104, 105]) }), "malformed-json", "not JSON: `text` is bytes");
  const deck = new TextEncoder().encode("iso,price_usd\nIN,0.05\n");
  assert.equal(new Engine("calcom", { decks: { sms: deck } }).quote(message).credits, "9");
});

test("an object that contains itself", () => {
  const loop = { ...good };
  loop.account = loop;
  refused(() => engine.quote(loop), "malformed-json", "not JSON: nested deeper than 64 levels");
  const list = [];
  list.push(list);
  refused(() => new Engine(list), "malformed-json");
});

test("fields that are undefined are not there", () => {
  assert.equal(engine.quote({ ...good, region: undefined, quantity: undefined }).credits, "15");
  refused(() => engine.quote({ ...good, text: undefined }), "invalid-request");
});

test("unpaired surrogates are U+FFFD", () => {
  for (const text of ["\ud800", "a\udc00b", "\udc00\ud800"]) {
    const found = segments(text);
    assert.equal(found.encoding, "UCS-2");
    assert.equal(found.units, text.length);
    assert.ok(found.offending.every(({ codePoint }) => codePoint === "U+FFFD"));
    assert.equal(countSegments(text), 1);
  }
});

test("books and decks that are none", () => {
  refused(() => new Engine("acme"), "unknown-book", "there is no price book `acme`: `calcom`, `ai-employee`, `agentalk`, `voice-credits`, `atllas`");
  refused(() => new Engine({}), "invalid-book", "field `id` is missing");
  refused(() => new Engine(), "invalid-book");
  refused(() => new Engine("calcom", { deck: {} }), "unknown-field");
  refused(() => new Engine("calcom", { decks: { sms: 5 } }), "invalid-deck");
  refused(() => new Engine("calcom", { decks: { sms: "" } }), "invalid-deck");
  refused(() => new Engine("calcom", { decks: { fax: "iso,price_usd\nIN,1\n" } }), "unknown-deck");
  refused(() => new Engine("calcom", { decks: { sms: "iso,price,currency\nIN,1,EUR\n" } }), "currency-mismatch");
});

test("10 MB of text", () => {
  const text = "0123456789".repeat(1_000_000);
  refused(() => segments(text), "text-too-long");
  refused(() => countSegments(text), "text-too-long");
  refused(() => engine.quote({ ...good, text }), "text-too-long");
});

test("what getters and proxies throw is told with its place, and leaves the module as it was", () => {
  const mine = new TypeError("mine");
  const thrower = () => {
    throw mine;
  };
  const proxy = new Proxy({}, { get: thrower, ownKeys: thrower, getPrototypeOf: thrower });
  const { proxy: revoked, revoke } = Proxy.revocable({}, {});
  revoke();
  // The module's stack would have held some hundreds of these.
  for (let round = 0; round < 3_000; round++) {
    for (const call of [
      () => engine.quote({ ...good, account: { get bought() { return thrower(); } } }),
      () => new Engine({ id: "mine", services: proxy }),
    ]) {
      assert.throws(call, (error) => error.code === "malformed-json" && error.cause === mine);
    }
  }
  refused(() => new Engine({ services: { sms: proxy } }), "malformed-json", "not JSON: `services.sms` cannot be read");
  refused(() => new Engine({ plans: [0, revoked] }), "malformed-json", "not JSON: `plans[1]` cannot be read");
  refused(() => new Engine(revoked), "malformed-json", "not JSON: it cannot be read");
  for (const value of [proxy, revoked]) {
    refused(() => new Engine("calcom", { decks: value }), "malformed-json");
    refused(() => new Engine("calcom", { parameters: value }), "malformed-json");
    refused(() => engine.quote(value), "malformed-json");
    refused(() => segments("a", { profile: value }), "malformed-json");
    refused(() => segments(value), "malformed-json");
    refused(() => countSegments("a", value), "malformed-json");
    refused(() => region(value), "malformed-json");
  }
  // One that behaves is what it stands for.
  assert.equal(engine.quote(new Proxy(good, {})).credits, "15");
  assert.equal(new Engine(new Proxy(preset("calcom"), {})).quote(good).credits, "15");
  assert.equal(engine.quote(new Map(Object.entries(good))).credits, "15");
});

test("parameters that are none", () => {
  const parameters = (values) => () => new Engine("calcom", { parameters: values });
  refused(parameters({ aiAgentCredits: 5 }), "invalid-request", "`parameters.aiAgentCredits`: integer `5` was given, expected a string");
  refused(parameters({ aiAgentCredits: "five" }), "invalid-book");
  refused(parameters({ colour: "5" }), "unknown-parameter");
  refused(parameters("5"), "invalid-request");
  assert.equal(new Engine("calcom", { parameters: null }).quote(good).credits, "15");
  assert.equal(new Engine("calcom", { parameters: { aiAgentCredits: "5" } }).book.parameters.aiAgentCredits.value, "5");
});

const BOOKS = ["calcom", "ai-employee", "agentalk", "voice-credits", "atllas"];
const preset = (name) => JSON.parse(readFileSync(new URL(`../../src/book/presets/${name}.json`, import.meta.url), "utf8"));

/** All places of a document: the object or list, and the name in it. */
function places(value, found = []) {
  for (const name of Object.keys(value)) {
    found.push([value, name]);
    if (typeof value[name] === "object" && value[name] !== null) places(value[name], found);
  }
  return found;
}

const nested = (levels) => Array.from({ length: levels }).reduce((inner) => ({ a: inner }), {});

/** Values that mostly do not belong where they are put. */
const STRAY = [
  () => undefined, () => null, () => true, () => 0, () => -1, () => 1.5, () => 1e308, () => 2 ** 53, () => NaN,
  () => Infinity, () => 10n ** 30n, () => 7n, () => Symbol("s"), () => () => 1, () => new Date(0), () => new Set([1]),
  () => new Uint8Array(2), () => "", () => "0", () => "-1", () => "1e400", () => "0.00000000000000000001",
  () => "9".repeat(400), () => "\u0000", () => "\ud800", () => "__proto__", () => [], () => {}, () => [[]], () => ({}),
  () => ({ parameter: "nobody" }), () => ({ credits: "1" }), () => nested(70), () => nested(3), () => [nested(70)],
  () => new Proxy({}, { ownKeys() { throw new TypeError("mine"); } }),
  () => new Proxy([], { get() { throw new TypeError("mine"); } }),
];

const FIELDS = ["colour", "credits", "carrierRate", "perMinute", "perAttempt", "fee", "minimum", "overage", "tiers", "__proto__"];

/** Changes one place of a document. */
function mutate(chance, document) {
  const all = places(document);
  const [holder, name] = chance.pick(all);
  switch (chance.below(6)) {
    case 0:
      delete holder[name];
      return;
    case 1: {
      const [other, from] = chance.pick(all);
      holder[name] = structuredClone(other[from]);
      return;
    }
    case 2:
      if (Array.isArray(holder)) return;
      Object.defineProperty(holder, chance.pick(FIELDS), { value: chance.pick(STRAY)(), enumerable: true, configurable: true });
      return;
    default:
      holder[name] = chance.pick(STRAY)();
  }
}

test("6,000 books with something wrong are refused with a code and a place, or priced", () => {
  const chance = new Chance(77);
  const documents = BOOKS.map(preset);
  const codes = new Map();
  const requests = [
    { service: "sms", region: "IN", text: "hello" },
    { service: "call", region: "IN", call: { seconds: 90 } },
    { service: "call_attempt", call: { outcome: "answered" } },
    { service: "ai_reply" },
  ];
  /** The code of what is thrown. */
  const codeOf = (call) => {
    try {
      call();
      return "fine";
    } catch (error) {
      assert.ok(error instanceof Error && /^[a-z]+(-[a-z0-9]+)*$/.test(error.code), `an untyped error: ${error?.stack}`);
      assert.ok(error.message.length < 1_000, error.message);
      if (!/nested deeper/.test(error.message)) assert.match(error.message, /`[^`]+`|not JSON/, error.code);
      if (error.code === "invalid-book") assert.match(error.message, /`[^`]+`/);
      return error.code;
    }
  };
  for (let round = 0; round < 6_000; round++) {
    const document = structuredClone(chance.pick(documents));
    for (let changes = chance.below(3); changes >= 0; changes--) {
      try {
        mutate(chance, document);
      } catch {
        break; // a proxy that an earlier change put there
      }
    }
    const code = codeOf(() => {
      const engine = new Engine(document);
      for (const request of requests) codeOf(() => engine.quote({ plan: chance.pick(["team", "paid", "standard"]), ...request }));
    });
    codes.set(code, (codes.get(code) ?? 0) + 1);
  }
  for (const code of ["fine", "invalid-book", "malformed-json"]) assert.ok(codes.get(code) > 100, JSON.stringify([...codes]));
  assert.equal(engine.quote(good).credits, "15");
});
