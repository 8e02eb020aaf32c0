// Bad input in the ways that only JavaScript has.
import assert from "node:assert/strict";
import test from "node:test";
import { countSegments, Engine, region, segments } from "septet";

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
  refused(() => new Engine("acme"), "unknown-book", "there is no price book `acme`: `calcom`");
  refused(() => new Engine({}), "invalid-book", "field `id` is missing");
  refused(() => new Engine(), "invalid-book");
  refused(() => new Engine("calcom", { deck: {} }), "unknown-field");
  refused(() => new Engine("calcom", { decks: { sms: 5 } }), "invalid-deck");
  refused(() => new Engine("calcom", { decks: { sms: "" } }), "invalid-deck");
  refused(() => new Engine("calcom", { decks: { fax: "iso,price_usd\nIN,1\n" } }), "unknown-service");
  refused(() => new Engine("calcom", { decks: { sms: "iso,price,currency\nIN,1,EUR\n" } }), "currency-mismatch");
});

test("10 MB of text", () => {
  const text = "0123456789".repeat(1_000_000);
  refused(() => segments(text), "text-too-long");
  refused(() => countSegments(text), "text-too-long");
  refused(() => engine.quote({ ...good, text }), "text-too-long");
});

test("a getter that throws", () => {
  const request = { ...good, get text() { throw new TypeError("mine"); } };
  assert.throws(() => engine.quote(request));
  assert.equal(engine.quote(good).credits, "15");
});
