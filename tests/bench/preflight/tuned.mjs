// JavaScript as fast as we can write it for this one job: bytes and tables of integers, each byte looked at once and as
// strictly as septet does, nothing allocated for a row, a price for each region and count of segments, in whole
// micro-credits.
import { pricesOf } from "./deck.mjs";

const GSM7 =
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
const EXTENSION = "\f^{}\\[~]|€";
const [LF, CR, QUOTE, COMMA, PLUS] = [10, 13, 34, 44, 43];
const EURO = 0x20ac;

// What a column is to the reader; a merge field is its number.
const [NUMBER, PASSED_OVER] = [-1, -2];
// What a byte of a cell is where it is no septet or two of ASCII.
const OTHER = 0;
// A character cut off at the end is stepped over as if it were whole.
const SLACK = 8;
// Of a byte of UTF-8 that goes on with a character, and what they are there.
const [TOP_BITS, GOES_ON] = [0xc0, 0x80];
const PARTS_MAX = 256;
const LENGTH_MAX = 4096;

// A character of two septets, which is also counted above the septets.
const DOUBLE = 2 + (1 << 20);
/** Septets of the characters below U+0800: 0 where the alphabet has none. */
const WIDTHS = new Int32Array(0x800);
for (const [alphabet, width] of [[GSM7, 1], [EXTENSION, DOUBLE]]) {
  for (const character of alphabet) if (character < "\u0800") WIDTHS[character.codePointAt(0)] = width;
}
/** The same of a byte within a cell; what ends a cell, begins a quotation or is not ASCII is `OTHER`. */
const BYTES = Int32Array.from({ length: 256 }, (_, byte) => (byte < 0x80 ? WIDTHS[byte] : OTHER));
for (const byte of [LF, CR, QUOTE, COMMA]) BYTES[byte] = OTHER;

const utf8 = new TextDecoder("utf-8", { fatal: true });
function isUtf8(bytes) {
  try {
    utf8.decode(bytes);
    return true;
  } catch {
    return false;
  }
}

const widthOf = (character) => (character === "€" ? DOUBLE : (WIDTHS[character.codePointAt(0)] ?? 0));

const partsOf = (single, multi) =>
  Uint16Array.from({ length: LENGTH_MAX }, (_, length) => (length <= single ? Number(length > 0) : Math.ceil(length / multi)));
const GSM7_PARTS = partsOf(160, 153);
const UCS2_PARTS = partsOf(70, 67);

/** By the first four digits the region's index, or below zero the node of a tree for the digits that follow. */
function numbering(prefixes, indexOf) {
  const rows = prefixes.trim().split("\n").slice(1).map((line) => line.split(","));
  const first = new Int16Array(10_000).fill(-1);
  const tree = [new Array(10).fill(0)];
  const put = (node, digits, region) => {
    const digit = Number(digits[0]);
    if (digits.length === 1) {
      tree[node][digit] = region;
      return;
    }
    // Digits that go on are negative: what is below begins as what was above.
    if (tree[node][digit] >= 0) {
      tree.push(new Array(10).fill(tree[node][digit]));
      tree[node][digit] = 1 - tree.length;
    }
    put(-tree[node][digit], digits.slice(1), region);
  };
  const short = ([digits]) => digits.length <= 4;
  const byLength = ([a], [b]) => a.length - b.length;
  for (const [digits, region] of rows.filter(short).sort(byLength)) {
    const from = Number(digits.padEnd(4, "0"));
    first.fill(indexOf(region), from, from + 10 ** (4 - digits.length));
  }
  for (const [digits, region] of rows.filter((row) => !short(row)).sort(byLength)) {
    const start = Number(digits.slice(0, 4));
    if (first[start] >= -1) {
      tree.push(new Array(10).fill(first[start]));
      first[start] = -tree.length; // the node below, less one
    }
    put(-first[start] - 1, digits.slice(4), indexOf(region));
  }
  return { first, tree: Int16Array.from(tree.flat()) };
}

export class Tuned {
  #regions = [];
  #first;
  #tree;
  #credits;
  #counts;
  #template;
  #pieces;
  #columns;
  #buffer = new Uint8Array(1 << 19);
  #filled = 0;
  #invalid = 0;

  constructor({ deck, prefixes, template }) {
    const prices = new Map(pricesOf(deck));
    const indexOf = (region) => {
      const known = this.#regions.indexOf(region);
      return known >= 0 ? known : this.#regions.push(region) - 1;
    };
    const { first, tree } = numbering(prefixes, indexOf);
    this.#first = first;
    this.#tree = tree;
    // Millionths of a dollar × 1.8 / 0.01, rounded up to whole credits.
    this.#credits = this.#regions.map((region) => Math.ceil((Math.round(Number(prices.get(region)) * 1e6) * 180) / 1e6));
    this.#counts = new Uint32Array(this.#regions.length * PARTS_MAX * 2);
    this.#template = template;
  }

  push(chunk) {
    const filled = this.#filled;
    const end = filled + chunk.length;
    if (end + SLACK > this.#buffer.length) {
      const larger = new Uint8Array(2 * (end + SLACK));
      larger.set(this.#buffer.subarray(0, filled));
      this.#buffer = larger;
    }
    this.#buffer.set(chunk, filled);
    this.#read(end);
  }

  finish() {
    if (this.#filled > 0) this.push(Uint8Array.of(LF));
    const [regions, segments, encodings] = [[], new Map(), new Map()];
    let credits = 0;
    this.#regions.forEach((name, region) => {
      const sums = { recipients: 0, segments: 0, credits: 0 };
      for (let parts = 0; parts < PARTS_MAX; parts++) {
        for (const [encoding, ucs2] of [["GSM-7", 0], ["UCS-2", 1]]) {
          const count = this.#counts[(region * PARTS_MAX + parts) * 2 + ucs2];
          if (count === 0) continue;
          sums.recipients += count;
          sums.segments += count * parts;
          segments.set(parts, (segments.get(parts) ?? 0) + count);
          encodings.set(encoding, (encodings.get(encoding) ?? 0) + count);
        }
      }
      if (sums.recipients === 0) return;
      sums.credits = sums.segments * this.#credits[region];
      credits += sums.credits;
      regions.push([name, { ...sums, credits: String(sums.credits) }]);
    });
    return { credits: String(credits), regions, segments: [...segments], encodings: [...encodings], invalid: this.#invalid };
  }

  /** Reads the header, and what the template takes of each column. */
  #begin(end) {
    const at = this.#buffer.indexOf(LF);
    if (at < 0 || at >= end) return 0;
    const names = new TextDecoder().decode(this.#buffer.subarray(0, at)).trim().split(",");
    this.#pieces = this.#template.split(/\{\{(\w+)\}\}/);
    const fields = this.#pieces.filter((_, at) => at % 2);
    if (new Set(fields).size !== fields.length) throw new Error("a field stands twice in the template");
    this.#columns = Int32Array.from(names, (name) => (name === "phone" ? NUMBER : fields.includes(name) ? fields.indexOf(name) : PASSED_OVER));
    return at + 1;
  }

  #read(end) {
    let at = 0;
    if (this.#columns === undefined) {
      at = this.#begin(end);
      if (at === 0) {
        this.#filled = end;
        return;
      }
    }
    const [bytes, columns, first, tree, counts] = [this.#buffer, this.#columns, this.#first, this.#tree, this.#counts];
    const plain = this.#pieces.filter((_, at) => at % 2 === 0).join("");
    const fixed = Array.from(plain, widthOf);
    const baseSum = fixed.reduce((sum, width) => sum + width, 0);
    const baseUnits = plain.length;
    const baseForeign = fixed.includes(0) ? 1 : 0;
    const basePairs = plain.length - fixed.length;
    const last = columns.length - 1;
    const [widths, plainWidths] = [WIDTHS, BYTES];
    // Bytes that end every loop below: none looks where it is.
    bytes.fill(QUOTE, end, end + SLACK);

    let start = at;
    rows: while (at < end) {
      // Septets, and above them how many characters take two.
      let sum = baseSum;
      let units = baseUnits;
      let [foreign, pairs] = [baseForeign, basePairs];
      let region = -1;
      // Other than 0 where a cell is no UTF-8.
      let broken = 0;
      for (let column = 0; ; column++) {
        const kind = columns[column];
        if (kind >= 0) {
          let from = at;
          let byte = bytes[at];
          const quote = byte === QUOTE ? QUOTE : COMMA;
          if (quote === QUOTE) from = ++at;
          for (;;) {
            let width;
            while ((width = plainWidths[(byte = bytes[at])]) !== OTHER) {
              sum += width;
              at++;
            }
            if (byte < 0x80) {
              if (quote === COMMA) {
                if (byte === COMMA || byte === LF || byte === CR) break;
              } else if (byte === QUOTE) {
                if (bytes[at + 1] !== QUOTE) break;
                at++;
                units--;
              }
              if (at >= end) break rows;
              width = widths[byte];
              at++;
            } else if (byte < 0xe0) {
              broken |= ((bytes[at + 1] & TOP_BITS) ^ GOES_ON) | (byte < 0xc2 ? 1 : 0);
              width = widths[((byte & 0x1f) << 6) | (bytes[at + 1] & 0x3f)];
              units--;
              at += 2;
            } else if (byte < 0xf0) {
              const code = ((byte & 0x0f) << 12) | ((bytes[at + 1] & 0x3f) << 6) | (bytes[at + 2] & 0x3f);
              broken |= ((bytes[at + 1] & TOP_BITS) ^ GOES_ON) | ((bytes[at + 2] & TOP_BITS) ^ GOES_ON);
              broken |= code < 0x800 || (code >= 0xd800 && code < 0xe000) ? 1 : 0;
              width = code === EURO ? DOUBLE : 0;
              units -= 2;
              at += 3;
            } else {
              broken |= at + 4 > end || isUtf8(bytes.subarray(at, at + 4)) ? 0 : 1;
              width = 0;
              pairs++;
              units -= 2;
              at += 4;
            }
            sum += width;
            foreign |= width === 0 ? 1 : 0;
          }
          if (at >= end) break rows;
          units += at - from;
          if (quote === QUOTE) at++;
        } else if (kind === NUMBER) {
          if (bytes[at] === PLUS) at++;
          const from = at;
          while (((bytes[at] - 48) & 0xff) < 10) at++;
          if (at >= end) break rows;
          const isWhole = bytes[at] === COMMA || bytes[at] === LF || bytes[at] === CR;
          if (isWhole && at - from >= 6 && at - from <= 15) {
            region = first[bytes[from] * 1000 + bytes[from + 1] * 100 + bytes[from + 2] * 10 + bytes[from + 3] - 53_328];
            if (region < -1) {
              let next = from + 4;
              let node = -region - 1;
              while ((region = tree[node * 10 + bytes[next++] - 48]) < 0) node = -region;
            }
          }
        } else {
          const from = at;
          if (bytes[at] === QUOTE) {
            do {
              at = bytes.indexOf(QUOTE, at + 1) + 1;
              if (at >= end) break rows;
            } while (bytes[at] === QUOTE);
          } else {
            let byte;
            while ((byte = bytes[at]) !== COMMA && byte !== LF && at < end) at++;
            if (at >= end) break rows;
          }
          broken |= isUtf8(bytes.subarray(from, at)) ? 0 : 1;
        }
        if (column === last || bytes[at] !== COMMA) break;
        at++;
      }
      if (bytes[at] !== LF || at >= end) {
        if (bytes[at] === CR) at++;
        // A cell too many, or the end of what is here.
        at = bytes.indexOf(LF, at);
        if (at < 0 || at >= end) break;
      }
      at++;
      if (region < 0 || broken !== 0) {
        this.#invalid++;
      } else if (foreign === 0) {
        const septets = sum & 0xfffff;
        const parts = septets <= 160 || sum < LENGTH_MAX ? GSM7_PARTS[septets] : this.#walked(start, at);
        counts[(region * PARTS_MAX + parts) * 2]++;
      } else {
        const parts = units <= 70 || (pairs === 0 && units < LENGTH_MAX) ? UCS2_PARTS[units] : this.#walked(start, at);
        counts[(region * PARTS_MAX + parts) * 2 + 1]++;
      }
      start = at;
    }
    // What is left is the beginning of a row.
    bytes.copyWithin(0, start, end);
    this.#filled = end - start;
  }

  /** The parts of a row's text, character by character: where one of two units stands, it may not be torn apart. */
  #walked(from, to) {
    const row = new TextDecoder().decode(this.#buffer.subarray(from, to)).replace(/\r?\n$/, "");
    const cells = [...row.matchAll(/(?:"((?:[^"]|"")*)"|([^,]*))(?:,|$)/g)].map(([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare);
    const text = this.#pieces.map((piece, at) => (at % 2 ? (cells[this.#columns.indexOf((at - 1) / 2)] ?? "") : piece)).join("");
    const septetsOf = (character) => widthOf(character) & 0xfffff;
    const isGsm7 = [...text].every((character) => septetsOf(character) > 0);
    const sizes = Array.from(text, isGsm7 ? septetsOf : (character) => character.length);
    const [single, multi] = isGsm7 ? [160, 153] : [70, 67];
    if (sizes.reduce((sum, size) => sum + size, 0) <= single) return Number(sizes.length > 0);
    let [parts, used] = [1, 0];
    for (const size of sizes) {
      if (used + size > multi) [parts, used] = [parts + 1, 0];
      used += size;
    }
    return Math.min(parts, PARTS_MAX - 1);
  }
}
