// The ledger in SQLite, beside a loop that only writes the rows that charges bring.
import { table, write } from "../support/report.mjs";
import { against, asked, bare, count, HEAD, inRust, mib, ms, of, row, verdict } from "./native.mjs";

const { rounds, full } = inRust("sqlite");

const singles = `${asked("the bare loop", rounds, "spread", "bareOfSingles", 0.5)} the bare loop, ${asked("`--batch 1`", rounds, "spread", "oneByOne", 3)} \`--batch 1\``;
const items = `${asked("the batch endpoint", rounds, "items", "bareOfSingles", 0.5)} the bare loop, ${asked("", rounds, "items", "bareOfItems")} the one below`;
const filled = `${asked(`${count(full.entries)} entries`, full.rounds, "full", "empty", 0.5)} the same, empty`;
const p99 = of(rounds, "spread", "p99");
const late = against("the 99th percentile", p99, "< 50 ms", ms(p99), p99 < 50_000);
const memory = (name, list) => list.map((round) => round[name].rss.map(mib).join(" to ")).join(", ");

write(
  "ledger",
  "Ledger",
  `Charges of an SMS to India on the book \`calcom\`, spread over 1,000 accounts, each under a key of its own: 16 bytes of chance. One process serves from SQLite in WAL mode with \`synchronous=FULL\`; another sends over 256 connections that stay open, each request after the answer to the one before it, on the same processors. Rounds take turns, ${rounds.length} of them, and medians are shown; ratios are medians of each round's own.

The bare loop is a program that only writes: the very rows that the server has written in the same round (entries, answers, keys, and the new numbers of accounts and lots), by prepared statements, with the server's settings of SQLite, as many charges a commit as the server committed at once. It reads nothing and prices nothing, and nobody sends to it.

${table(
  HEAD,
  [
    row("single charges", rounds, "spread", singles, late),
    row("`--batch 1`", rounds, "oneByOne", ""),
    row("all on one account", rounds, "hot", `${asked("", rounds, "hot", "spread")} single charges`),
    bare("the bare loop", rounds, "bareOfSingles"),
    row("`POST /v1/charges`, 1,000 at once, 4 connections", rounds, "items", items),
    bare("the bare loop, as many a commit", rounds, "bareOfItems"),
    row(`single charges at ${count(full.entries)} entries`, full.rounds, "full", filled),
    row("the same, empty", full.rounds, "empty", ""),
  ],
)}

Processor time is the server's, or the loop's: beside other programs it says more than the rates do. The ${count(full.entries)} entries, with their answers and keys, are ${(full.bytes / 1e9).toFixed(1)} GB, and were written directly in ${full.seconds} s.

The server's memory from the beginning to the end of each round of single charges: ${memory("spread", rounds)}; at ${count(full.entries)} entries, one round after the other in one process: ${memory("full", full.rounds)}. SQLite keeps pages in memory, up to 256 MiB.

${verdict()}`,
);
