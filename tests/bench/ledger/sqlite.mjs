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
  `Charges of an SMS to India on the book \`calcom\`, spread over 1,000 accounts, each with its own idempotency key of 16 random bytes. One process serves from SQLite in WAL mode with \`synchronous=FULL\`; another, on the same processors, sends over 256 open connections, each request after the answer to the previous one. Rounds alternate, ${rounds.length} of them; medians are shown, and ratios are medians of the rounds' own ratios.

The bare loop is a program that only writes: the same rows that the server wrote in the same round (entries, answers, keys, and the new numbers of accounts and lots), by prepared statements, with the server's SQLite settings, and with as many charges per commit as the server committed at once. It reads nothing, prices nothing and receives no requests.

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

Processor time is the server's, or the loop's; with other programs running it is more meaningful than the rates. The ${count(full.entries)} entries, with their answers and keys, are ${(full.bytes / 1e9).toFixed(1)} GB, and were written directly in ${full.seconds} s.

The server's memory from the beginning to the end of each round of single charges: ${memory("spread", rounds)}; at ${count(full.entries)} entries, successive rounds in one process: ${memory("full", full.rounds)}. SQLite caches pages in memory, up to 256 MiB.

${verdict()}`,
);
