// Segment counting beside the counters of npm, in one run.
import splitSms from "split-sms";
import smsLength from "sms-length";
import { SegmentedMessage } from "sms-segments-calculator";
import { countSegments } from "septet";
import { distinct, race, shown } from "./support.mjs";

const GSM7 = "abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOPQRSTUVWXYZ 0123456789 .,!?'-:;()éèñü";
const UCS2 = GSM7 + "жшф";
const EMOJI = "😀🎉👍🌍";

const cases = [
  ["160 GSM-7", distinct(GSM7, 160, 500)],
  ["500 GSM-7", distinct(GSM7, 500, 200)],
  ["1600 GSM-7", distinct(GSM7, 1600, 60)],
  ["160 UCS-2", distinct(UCS2, 160, 500)],
  ["1600 emoji", distinct(EMOJI, 1600, 60)],
];

const peers = {
  "sms-length": (text) => smsLength.count(text).messages,
  "split-sms": (text) => splitSms.split(text, { summary: true }).parts.length,
  "sms-segments-calculator": (text) => new SegmentedMessage(text).segmentsCount,
};

const rows = cases.map(([name, texts]) => {
  const rates = race({ septet: countSegments, ...peers }, texts);
  return [name, shown(rates.septet), ...Object.keys(peers).map((peer) => `${(rates.septet / rates[peer]).toFixed(1)} ×`)];
});
console.log("countSegments in Node, calls a second, and how many times as many as each peer in the same run:\n");
console.log(`| text | septet | ${Object.keys(peers).map((peer) => `as ${peer}`).join(" | ")} |`);
console.log(`|---|${"---|".repeat(4)}`);
for (const row of rows) console.log(`| ${row.join(" | ")} |`);
