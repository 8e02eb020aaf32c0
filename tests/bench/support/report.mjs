// `src/docs/benchmarks.md`: each benchmark writes its own section, and leaves the others as they are.
import { readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";

const DOCUMENT = new URL("../../../src/docs/benchmarks.md", import.meta.url);
const HEAD = `# Benchmarks

Only the ratios are meaningful on another machine. ✓ or ✗ shows whether a target was met.
`;

/** Collects the targets that are not met. */
export function judge() {
  const misses = [];
  return {
    /** A number with its target: `12 × (✓ ≥ 5)`. */
    against(name, value, wanted, text, isMet) {
      if (wanted === undefined) return text;
      if (!isMet) misses.push(`${name}: ${text}, target ${wanted}`);
      return `${text} (${isMet ? "✓" : "✗"} ${wanted})`;
    },
    verdict: () => (misses.length ? `Not met in this run: ${misses.join("; ")}.` : "All targets were met in this run."),
  };
}

export const times = (ratio) => `${ratio >= 100 ? ratio.toFixed(0) : ratio.toFixed(1)} ×`;

export const table = (head, rows) =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");

const { dependencies } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));

/** The version of a peer. */
export const version = (peer) => dependencies[peer];

/** Writes the section of `cargo xtask bench NAME`. */
export function write(name, title, text) {
  const [, ...sections] = `\n${readFileSync(DOCUMENT, "utf8")}`.split(/\n(?=## )/);
  const day = new Date().toISOString().slice(0, 10);
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? "unknown processor"}`;
  const own = `## ${title}\n\nWritten by \`cargo xtask bench ${name}\` on ${day}; ${machine}. ${text.trim()}\n`;
  const others = sections.filter((section) => !section.startsWith(`## ${title}\n`));
  writeFileSync(DOCUMENT, [HEAD, ...[...others, own].toSorted()].join("\n"));
  console.log(own);
}
