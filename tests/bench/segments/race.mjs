// Runs in Node and in Chromium alike: `countSegments` beside its peers, over distinct texts, in one run.
import { countSegments, countSegmentsAll } from "septet";
import smsLength from "sms-length";
import { SegmentedMessage } from "sms-segments-calculator";
import splitSms from "split-sms";
import { distinct, median, race } from "../support/support.mjs";

const GSM7 = "abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOPQRSTUVWXYZ 0123456789 .,!?'-:;()éèñü";
const CYRILLIC = "абвгдежзийклмнопрстуфхцчшщъыьэюя ";
const EMOJI = "😀🎉👍🌍";

const PEERS = {
  "sms-length": (text) => smsLength.count(text).messages,
  "split-sms": (text) => splitSms.split(text, { summary: true }).parts.length,
  "sms-segments-calculator": (text) => new SegmentedMessage(text).segmentsCount,
};

const TEXTS = {
  "20 GSM-7": distinct(GSM7, 20, 2000),
  "160 GSM-7": distinct(GSM7, 160, 1000),
  "500 GSM-7": distinct(GSM7, 500, 400),
  "1600 GSM-7": distinct(GSM7, 1600, 120),
  "160 UCS-2": distinct(CYRILLIC, 160, 1000),
  "1600 emoji": distinct(EMOJI, 3200, 60),
};

/** Calls a second of every counter for every kind of text. */
const counters = () =>
  Object.fromEntries(Object.entries(TEXTS).map(([name, texts]) => [name, race({ septet: countSegments, ...PEERS }, texts)]));

/** Milliseconds of one call: the median of many samples, each over distinct texts. */
function perCall_ms(texts, samples = 41) {
  const times = [];
  let sum = 0;
  for (let sample = -5; sample < samples; sample++) {
    const start = performance.now();
    for (const text of texts) sum += countSegments(text);
    if (sample >= 0) times.push((performance.now() - start) / texts.length);
  }
  if (!(sum > 0)) throw new Error("nothing was counted");
  return median(times);
}

/** A key stroke in a text of 20,000 characters. */
const typing_ms = () => ({
  "GSM-7": perCall_ms(distinct(GSM7, 20_000, 20)),
  "GSM-7, every tenth an extension character": perCall_ms(distinct("abcdefghi]", 20_000, 20)),
  "UCS-2": perCall_ms(distinct(CYRILLIC, 20_000, 20)),
  "a Latin text with an emoji at its end": perCall_ms(distinct(GSM7, 19_998, 20).map((text) => `${text}🎉`)),
});

/** Nanoseconds a character, by the length of the text: the best of several rounds that take turns. */
function perCharacter_ns() {
  const lengths = [1_000, 10_000, 100_000, 1_000_000];
  const texts = lengths.map((length) => distinct(GSM7, length, Math.max(2, 400_000 / length)));
  const times = lengths.map(() => []);
  for (let round = 0; round < 15; round++) {
    texts.forEach((some, index) => times[index].push((1e6 * perCall_ms(some, 3)) / lengths[index]));
  }
  return Object.fromEntries(lengths.map((length, index) => [length, median(times[index])]));
}

/** A list of texts in one call, and one by one. */
function batch() {
  const lists = [distinct(GSM7, 160, 1000)];
  const rates = race(
    {
      "one call": (list) => countSegmentsAll(list)[0],
      "call by call": (list) => list.reduce((sum, text) => sum + countSegments(text), 0),
    },
    lists,
  );
  return Object.fromEntries(Object.entries(rates).map(([name, rate]) => [name, rate * lists[0].length]));
}

/** All measurements, as plain data. */
export const measure = () => ({
  counters: counters(),
  typing_ms: typing_ms(),
  perCharacter_ns: perCharacter_ns(),
  batch: batch(),
});
