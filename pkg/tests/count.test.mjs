// The fast counts, one by one and in a batch, never differ from `segments`.
import assert from "node:assert/strict";
import test from "node:test";
import { countSegments, countSegmentsAll, segments } from "septet";
import * as core from "../dist/core.js";
import { Chance } from "./chance.mjs";
import { vectors } from "./vectors.mjs";

const PROFILES = [undefined, "3gpp", "twilio", "twilio-toll-free", "telnyx", "plivo", "ascii-7"];

function check(texts, profile) {
  const expected = texts.map((text) => segments(text, { profile }).segments);
  assert.deepEqual(texts.map((text) => countSegments(text, profile)), expected);
  assert.deepEqual([...countSegmentsAll(texts, profile)], expected);
}

test("every text of the vectors, under every profile", () => {
  const texts = vectors("segments").map(({ request }) => request.text).filter((text) => typeof text === "string" && text.length < 2_097_152);
  assert.ok(texts.length > 900);
  for (const profile of PROFILES) check(texts, profile);
});

test("random texts", () => {
  const chance = new Chance(41);
  for (let round = 0; round < 40; round++) {
    check(Array.from({ length: 50 }, () => chance.text(round < 30 ? 300 : 6000)), chance.pick(PROFILES));
  }
});

test("lengths around every threshold, with something special at every offset of a border", () => {
  for (const special of ["€", "\r\n", "😀", "ж", "\ud83d", "\ude00", "é"]) {
    const texts = [];
    for (const length of [0, 1, 16, 23, 24, 25, 67, 70, 134, 153, 160, 239, 240, 241, 306, 4095, 4096, 4097, 8192]) {
      for (const filler of ["a", "ж"]) {
        for (let offset = -3; offset <= 3; offset++) {
          if (length + offset >= 0) texts.push(filler.repeat(length + offset) + special + filler.repeat(70));
        }
      }
    }
    for (const profile of ["3gpp", "twilio"]) check(texts, profile);
  }
});

test("texts of 1 MB", () => {
  check(["a".repeat(1_000_000), "]".repeat(1_000_000), "ж".repeat(1_000_000), "😀".repeat(500_000), "a".repeat(999_998) + "😀"], "3gpp");
  check(["a".repeat(999_998) + "\r\n"], "twilio");
});

test("nothing is allocated in the module once it has started", () => {
  const text = "Lange Straße 7, 3rd floor: ring twice. ".repeat(200);
  countSegments(text);
  countSegmentsAll([text, text]);
  const memory = core.initSync().memory;
  const before = memory.buffer.byteLength;
  for (let i = 0; i < 100_000; i++) countSegments(i % 2 ? text : "hello");
  assert.equal(memory.buffer.byteLength, before);
});

test("an own profile goes the long way and counts alike", () => {
  const profile = { name: "mine", gsm7: { single: 20, multi: 15 } };
  assert.equal(countSegments("a".repeat(40), profile), 3);
  assert.deepEqual([...countSegmentsAll(["a".repeat(40), "a"], profile)], [3, 1]);
});

test("a batch of anything that can be gone through", () => {
  assert.deepEqual([...countSegmentsAll([])], []);
  assert.deepEqual([...countSegmentsAll(new Set(["a", "]".repeat(153)]))], [1, 3]);
  for (const bad of [undefined, null, 5, "text", {}]) {
    assert.throws(() => countSegmentsAll(bad), { code: "invalid-request" });
  }
  assert.throws(() => countSegmentsAll(["a", 5]), { code: "invalid-request" });
  assert.throws(() => countSegmentsAll(["a"], "acme"), { code: "unknown-profile" });
  assert.throws(() => countSegmentsAll(["a", "b".repeat(2_097_153)]), { code: "text-too-long" });
});
