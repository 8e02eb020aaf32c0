// `cargo xtask bench segments`: counting segments, in Node and in Chromium, beside the counters of npm.
import { inChromium } from "./support/chromium.mjs";
import { measure } from "./segments/race.mjs";
import { judge, table, times, version as versionOf, write } from "./support/report.mjs";
import { shown } from "./support/support.mjs";

const PEERS = ["sms-length", "split-sms", "sms-segments-calculator"];
const LONG = ["160 GSM-7", "500 GSM-7", "1600 GSM-7"];

/** How many times as fast as a peer is asked for, by runtime. */
function target(runtime, text, peer) {
  if (LONG.includes(text)) {
    const length = runtime === "Chromium" && text === "160 GSM-7" ? 3 : 5;
    return { "sms-length": length, "split-sms": 30, "sms-segments-calculator": 1000 }[peer];
  }
  return peer === "split-sms" ? 1 : undefined;
}

const { against, verdict } = judge();

function report(runtime, version, { counters, typing_ms, perCharacter_ns, batch }) {
  const races = Object.entries(counters).map(([text, rates]) => {
    const ratios = PEERS.map((peer) => {
      const ratio = rates.septet / rates[peer];
      const wanted = target(runtime, text, peer);
      return against(`${runtime}, ${text}, ${peer}`, ratio, wanted && `≥ ${wanted}`, times(ratio), ratio >= wanted);
    });
    return [text, shown(rates.septet), ...ratios];
  });
  const typing = Object.entries(typing_ms).map(([text, ms]) => {
    const wanted = runtime === "Chromium" ? "< 0.1" : undefined;
    return [text, against(`${runtime}, typing, ${text}`, ms, wanted, ms.toFixed(4), ms < 0.1)];
  });
  const lengths = Object.keys(perCharacter_ns);
  const growth = perCharacter_ns[lengths.at(-1)] / perCharacter_ns[lengths[0]];
  const linear = against(`${runtime}, linear`, growth, "≤ 1.3", times(growth), growth <= 1.3);
  return `### ${runtime} ${version}

Calls of \`countSegments\` per second, and how many times as many as each peer makes.

${table(["text", "septet", ...PEERS.map((peer) => `as ${peer}`)], races)}

A keystroke in a text of 20,000 characters, median.

${table(["text", "milliseconds"], typing)}

Time per character as the text grows, and 1,000,000 characters compared with 1,000.

${table([...lengths.map((length) => `${length}`), "growth"], [[...lengths.map((length) => `${perCharacter_ns[length].toFixed(2)} ns`), linear]])}

A list of 1,000 texts of 160 characters, texts a second: ${shown(batch["one call"])} in one call of \`countSegmentsAll\`, ${shown(batch["call by call"])} call by call.
`;
}

const sections = [report("Node", process.versions.node, measure())];
const { version, ...results } = await inChromium("segments/race.mjs");
sections.push(report("Chromium", version, results));

write(
  "segments",
  "Segments",
  `Each candidate counts the same distinct texts in the same run, rounds alternate, and medians are shown.

Peers: ${PEERS.map((peer) => `${peer} ${versionOf(peer)}`).join(", ")}. sms-length only reads the length of a text outside GSM-7, and is wrong where a surrogate pair would be split; "1600 emoji" are 3,200 UTF-16 units.

${sections.join("\n")}
${verdict()}`,
);
