// What was found in a book or a deck that somebody brings.
import { html, nothing } from "lit";

import { LedgerError } from "../app/ledger.ts";
import { table } from "./table.ts";

/** Of a book it has a path and a code, of a deck a line. */
export interface Finding {
  severity: string;
  text: string;
  path?: string;
  line?: number;
}

const SEVERITIES: Record<string, string> = { error: "Error", warning: "Warning", note: "Note" };

export function findingsTable(findings: readonly Finding[]) {
  return findings.length === 0
    ? html`<p>No problems were found.</p>`
    : table(
        "Findings",
        ["Severity", "Where", "What"].map((title) => ({ title })),
        findings.map(
          ({ severity, text, path, line }) => html`
            <tr>
              <td><span class="operator-severity ${severity}">${SEVERITIES[severity] ?? severity}</span></td>
              <th scope="row">${line === undefined ? (path ? html`<code>${path}</code>` : nothing) : `Line ${line}`}</th>
              <td>${text}</td>
            </tr>
          `,
        ),
      );
}

/** Those of a document that the ledger refused. */
export function findingsOf(error: unknown): Finding[] {
  const problem = error instanceof LedgerError ? (error.problem as { findings?: Finding[] }) : {};
  return problem.findings ?? [];
}
