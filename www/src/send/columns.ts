// The columns of a file, to offer them as fields of the message, or as the one with the number. The preflight reads the file
// by itself, and says what is wrong with it; here only its header is looked at.

/** More than any header that people make. */
const HEADER_BYTES = 64 * 1024;

const DELIMITERS = [",", ";", "\t", "|"];

/** A first line that names the delimiter, as Excel writes it, and no column. */
const NAMES_DELIMITER = /^sep=([^\s\w"])(?:\r\n?|\n)/i;

/** Columns that are numbers to reach somebody by, and no words for a message. */
const NUMBERS = /^(phone\d*|number|to|mobile)$/i;

/** The names of a file's columns; none where it has no header. */
export async function columnsOf(file: Blob): Promise<string[]> {
  // A file that cannot be read is the preflight's to report.
  const start = (await file.slice(0, HEADER_BYTES).text().catch(() => "")).replace(/^\ufeff/, "");
  const [line = "", given] = NAMES_DELIMITER.exec(start) ?? [];
  const header = start.slice(line.length).match(/^[\r\n]*((?:"(?:[^"]|"")*"|[^"\r\n])*)/)?.[1] ?? "";
  const counts = DELIMITERS.map((delimiter) => cells(header, delimiter).length);
  const names = cells(header, given ?? DELIMITERS[counts.indexOf(Math.max(...counts))]!);
  // Bytes of something else than text.
  return names.some((name) => /[\0-\x08\ufffd]/.test(name)) ? [] : names.filter((name) => name !== "");
}

/** Those of them that can be merged into a message; `number` is one with numbers that has another name than usual. */
export function mergeColumns(columns: readonly string[], number: string): string[] {
  return columns.filter((name) => name !== number && !NUMBERS.test(name));
}

function cells(line: string, delimiter: string): string[] {
  const mark = `\\${delimiter}`;
  const found = line.matchAll(new RegExp(`(?:^|${mark})(?:"((?:[^"]|"")*)"|([^${mark}]*))`, "g"));
  return Array.from(found, ([, quoted, bare = ""]) => (quoted?.replaceAll('""', '"') ?? bare).trim());
}
