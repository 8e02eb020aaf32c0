// The ledger in PostgreSQL, beside pgbench and a loop that only writes the rows that charges bring.
import { table, write } from "../support/report.mjs";
import { shown } from "../support/support.mjs";
import { against, asked, bare, count, HEAD, inRust, ms, of, row, verdict } from "./native.mjs";

const { rounds, full } = inRust("postgres");

const singles = `${asked("single charges beside pgbench", rounds, "spread", "peer", 3)} pgbench`;
const hot = `${asked("one account", rounds, "hot", "spread", 0.7)} single charges`;
const two = `${asked("two processes", rounds, "two", "spread", 1)} one process`;
const routed = `${asked("two processes, routed by account", rounds, "routed", "spread", 1)} one process`;
const items = `${asked("the batch endpoint", rounds, "items", "bareOfItems", 0.5)} the bare loop`;
const { report } = full;
const reports = report.by.map(({ by, p50, p99 }) => {
  const time = against(`a year's report by ${by}`, p50, "< 100 ms", ms(p50), p50 < 100_000);
  return [`by ${by.replace(",", " and ")}`, time, ms(p99)];
});
const filled = `${asked(`${count(full.entries)} entries`, full.rounds, "full", "empty", 0.75)} the same, empty`;

write(
  "ledger --store postgres",
  "Ledger on PostgreSQL",
  `The same charges on a PostgreSQL server with its default durability settings (\`fsync\`, \`synchronous_commit\`), on the same processors as the ledger, the sender and the peer. Rounds alternate, ${rounds.length} of them; medians are shown, and ratios are medians of the rounds' own ratios.

The peer is \`pgbench\` on the same server: its own transactions (TPC-B: three updates, a query and an insertion), scale 50, 32 clients. The bare loop is a program that only writes the rows that the server wrote in the same round, with one statement per table and commit, and as many charges per commit as the batch endpoint committed at once.

${table(HEAD, [
  ["pgbench, transactions", shown(of(rounds, "peer", "rate")), "", "1", "", "", ""],
  row("single charges", rounds, "spread", singles),
  row("all on one account", rounds, "hot", hot),
  row("two processes on one database", rounds, "two", two),
  row("two, with `--writers 1`, each asked about its own accounts", rounds, "routed", routed),
  row("`POST /v1/charges`, 1,000 at once, 4 connections", rounds, "items", items),
  bare("the bare loop, as many a commit", rounds, "bareOfItems"),
  row(`single charges at ${count(full.entries)} entries`, full.rounds, "full", filled),
  row("the same, empty", full.rounds, "empty", ""),
])}

Processor time is the ledger's, or the loop's, without PostgreSQL's own. The ${count(full.entries)} entries, with their answers, are ${(full.bytes / 1e9).toFixed(1)} GB, and were written directly in ${full.seconds} s.

\`GET …/usage?range=last-12-months\` of one account with ${count(report.charges)} charges in the year, kept as ${count(report.sums)} sums by day and label, on that database:

${table(["a year's report", "median", "99th percentile"], reports)}

${verdict()}`,
);
