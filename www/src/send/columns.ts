// The columns of a file, to offer them as fields of the message. The preflight reads the file by itself, and says what is
// wrong with it; here only its first line is looked at.

/** More than any header that people make. */
const HEADER_BYTES = 64 * 1024;

const DELIMITERS = [",", ";", "\t", "|"];

/** Columns that are numbers to reach somebody by, and no words for a message. */
const NUMBERS = /^(phone\d*|number|to|mobile)$/i;

/** The names of the columns that can be merged into a message; none where the first line is no header. */
export async function mergeColumns(file: Blob): Promise<string[]> {
  // A file that cannot be read is the preflight's to report.
  const start = await file.slice(0, HEADER_BYTES).text().catch(() => "");
  const header = start.replace(/^\ufeff/, "").match(/^(?:"(?:[^"]|"")*"|[^"\r\n])*/)?.[0] ?? "";
  const counts = DELIMITERS.map((delimiter) => cells(header, delimiter).length);
  const names = cells(header, DELIMITERS[counts.indexOf(Math.max(...counts))]!);
  // Bytes of something else than text.
  return names.some((name) => /[\0-\x08\ufffd]/.test(name)) ? [] : names.filter((name) => name !== "" && !NUMBERS.test(name));
}

function cells(line: string, delimiter: string): string[] {
  const found = line.matchAll(new RegExp(`(?:^|[${delimiter}])(?:"((?:[^"]|"")*)"|([^${delimiter}]*))`, "g"));
  return Array.from(found, ([, quoted, bare = ""]) => (quoted?.replaceAll('""', '"') ?? bare).trim());
}
