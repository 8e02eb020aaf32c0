// What was found in a book or a deck that somebody brings.
import { html, nothing } from "lit";

import { LedgerError } from "../app/ledger.ts";
import { type Column, table } from "../ui/table.ts";

/** Of a book it has a path and a code, of a deck a line. */
export interface Finding {
  severity: string;
  text: string;
  path?: string;
  line?: number;
}

const SEVERITIES: Record<string, string> = { error: "Error", warning: "Warning", note: "Note" };

const COLUMNS: readonly Column<Finding>[] = [
  {
    title: "Severity",
    of: ({ severity }) => html`<span class="operator-severity ${severity}">${SEVERITIES[severity] ?? severity}</span>`,
  },
  {
    title: "Where",
    isHead: true,
    of: ({ path, line }) => (line === undefined ? (path ? html`<code>${path}</code>` : nothing) : `Line ${line}`),
  },
  { title: "What", of: ({ text }) => text },
];

export function findingsTable(findings: readonly Finding[]) {
  return findings.length === 0
    ? html`<p>No problems were found.</p>`
    : table("Findings", COLUMNS, findings);
}

/** Those of a document that the ledger refused. */
export function findingsOf(error: unknown): Finding[] {
  const problem = error instanceof LedgerError ? (error.problem as { findings?: Finding[] }) : {};
  return problem.findings ?? [];
}
