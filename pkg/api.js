// The public functions over the generated glue. An entry (`node.js`, `web.js`) has started the module before any of
// them is called.
import * as core from "./dist/core.js";
import { failure, json, named, plain } from "./plain.js";
import { verifyCharge, verifyQuote } from "./quotes/verify.js";

export const segments = (text, options) => JSON.parse(core.segments(json({ ...plain(options), text: plain(text) })));

export const countSegments = (text, profile) => {
  const number = numberOf(profile);
  if (typeof text !== "string" || number === undefined) return segments(text, { profile }).segments;
  const count = fastCount(text, number);
  return count < 0 ? core.countSegments(text, profile) : count;
};

export const countSegmentsAll = (texts, profile) => {
  if (typeof texts === "string" || typeof texts?.[Symbol.iterator] !== "function") {
    throw failure("invalid-request", "`texts`: expected a list of strings");
  }
  const list = Array.isArray(texts) ? texts : [...texts];
  const counts = new Uint32Array(list.length);
  const number = numberOf(profile);
  for (let at = 0; at < list.length; ) {
    if (number !== undefined) at = fastCountAll(list, at, number, counts);
    if (at < list.length) counts[at] = countSegments(list[at++], profile);
  }
  return counts;
};

export const region = (number) => JSON.parse(core.region(json({ number: plain(number) })));

/** Decks by name. One that is nothing is left out. */
function decksOf(given) {
  const decks = plain(given, { takesBytes: true });
  for (const name in decks) if (decks[name] === null) delete decks[name];
  return decks;
}

export class Engine {
  #engine;

  constructor(book, options) {
    const { decks, parameters } = named(options, "options", ["decks", "parameters"]);
    this.#engine = new core.Engine(json(book), decksOf(decks), json(parameters));
  }

  get book() {
    return JSON.parse(this.#engine.book);
  }

  quote(request) {
    return JSON.parse(this.#engine.quote(json(request)));
  }

  async verifyQuote(token, request, jwks, options) {
    return verifyQuote(core, this.#engine, token, request, jwks, options);
  }

  async verifyCharge(body, account, jwks, options) {
    return verifyCharge(core, this.#engine, body, account, jwks, options);
  }

  pricer(options) {
    return new Pricer(this.#engine.pricer(json(options)));
  }

  planCosts(used) {
    return JSON.parse(this.#engine.planCosts(json(used)));
  }

  preflight(options) {
    return new Preflight(this.#engine.preflight(json(options)));
  }
}

// Views of the memory that pieces of a file are left in, and packed numbers: however much somebody has at once, the core
// holds only so much of it.
let bytesIn = new Uint8Array();
let numbersIn = new BigUint64Array();

/** Finds that memory: at first, and again when the core's memory has grown, which empties the views. */
function attachInput() {
  if (bytesIn.length > 0) return;
  bytesIn = core.preflightBytes();
  numbersIn = core.preflightNumbers();
}

class Preflight {
  #preflight;

  constructor(preflight) {
    this.#preflight = preflight;
  }

  push(bytes) {
    if (!(bytes instanceof Uint8Array)) throw failure("invalid-request", "`bytes`: expected a `Uint8Array`");
    const run = this.#running();
    for (let at = 0; at < bytes.length; ) {
      attachInput();
      const piece = bytes.subarray(at, at + bytesIn.length);
      bytesIn.set(piece);
      at += piece.length;
      run.push(piece.length);
    }
  }

  pushNumbers(numbers) {
    if (!(numbers instanceof BigUint64Array)) throw failure("invalid-request", "`numbers`: expected a `BigUint64Array`");
    const run = this.#running();
    for (let at = 0; at < numbers.length; ) {
      attachInput();
      const piece = numbers.subarray(at, at + numbersIn.length);
      numbersIn.set(piece);
      at += piece.length;
      run.pushNumbers(piece.length);
    }
  }

  progress() {
    return JSON.parse(this.#running().progress());
  }

  finish() {
    const run = this.#running();
    this.#preflight = undefined;
    return JSON.parse(run.finish());
  }

  cancel() {
    this.#preflight?.free();
    this.#preflight = undefined;
  }

  #running() {
    if (this.#preflight === undefined) throw failure("already-ended", "the preflight has ended");
    return this.#preflight;
  }
}

// Prices of up to so many segments are remembered.
const REMEMBERED = 32;

class Pricer {
  #pricer;
  // By region, then by segments.
  #known = new Map();

  constructor(pricer) {
    this.#pricer = pricer;
  }

  credits(region, segments) {
    const known = typeof segments === "number" ? this.#known.get(region)?.[segments] : undefined;
    return known ?? this.#computed(region, segments);
  }

  total(regions, segments) {
    const { length } = regions ?? [];
    if (!Array.isArray(regions) || !(Array.isArray(segments) || ArrayBuffer.isView(segments)) || segments.length !== length) {
      throw failure("invalid-request", "`regions` and `segments`: expected two lists of equal length");
    }
    const letters = new Uint8Array(2 * length);
    const counts = segments instanceof Uint32Array ? segments : new Uint32Array(length);
    for (let n = 0; n < length; n++) {
      const region = regions[n];
      // What is no code, or no count, is refused there in its own words.
      if (!isPair(region) || !isCount(segments[n])) this.#computed(region, segments[n]);
      letters[2 * n] = region.charCodeAt(0);
      letters[2 * n + 1] = region.charCodeAt(1);
      if (counts !== segments) counts[n] = segments[n];
    }
    return this.#pricer.total(letters, counts);
  }

  #computed(region, segments) {
    if (typeof region !== "string") throw failure("invalid-request", "`region`: expected a string");
    if (!isCount(segments)) throw failure("invalid-request", "`segments`: expected a whole number from 0 to 4294967295");
    const credits = this.#pricer.credits(region, segments);
    if (segments <= REMEMBERED) {
      if (!this.#known.has(region)) this.#known.set(region, []);
      this.#known.get(region)[segments] = credits;
    }
    return credits;
  }
}

const isPair = (value) =>
  typeof value === "string" && value.length === 2 && (value.charCodeAt(0) | value.charCodeAt(1)) < 0x80;
const isCount = (value) => Number.isInteger(value) && value >= 0 && value <= 0xffffffff;

// What the core needs before it knows a count. Below these it is the character before a border.
const PIECE = -1;
const WHOLE = -2;

// A longer text begins with a glance, which tells most that are UCS-2. Of those only the borders have to be seen.
const GLANCE = 16;
const GLANCED_MIN = 240;

// Node copies a text at once, which takes a while to begin with. (Deno has that function, but in JavaScript.)
const isNode = Boolean(globalThis.process?.versions?.node && globalThis.Buffer && !globalThis.Deno);
const LOOP_MAX = isNode ? 24 : Infinity;

// Views of the core's scratch memory.
let units = new Uint16Array();
let words;
let buffer;

/** Finds the scratch memory: at first, and again when the core's memory has grown, which empties the views. */
function attach() {
  if (units.length > 0) return;
  units = core.scratch();
  words = new Uint32Array(units.buffer, units.byteOffset, units.length / 2);
  if (isNode) buffer = Buffer.from(units.buffer, units.byteOffset, units.byteLength);
}

/** Copies a piece of a text to the scratch memory. */
function copy(text, start, end) {
  if (end - start > LOOP_MAX) {
    buffer.write(text.slice(start, end), "utf16le");
    return;
  }
  const pairs = words;
  let i = start;
  // Two at a time, and two of those: it takes three quarters of the time of one by one.
  for (let word = 0; i < end - 3; i += 4, word += 2) {
    pairs[word] = text.charCodeAt(i) | (text.charCodeAt(i + 1) << 16);
    pairs[word + 1] = text.charCodeAt(i + 2) | (text.charCodeAt(i + 3) << 16);
  }
  for (; i < end; i++) units[i - start] = text.charCodeAt(i);
}

const numbers = new Map([[undefined, 0]]);

/** The core's number of a built-in profile. */
function numberOf(profile) {
  const known = numbers.get(profile);
  if (known !== undefined || typeof profile !== "string") return known;
  const number = core.profileNumber(profile);
  if (number !== undefined) numbers.set(profile, number);
  return number;
}

/** The count, or below zero what the core still needs: for the slow way. */
function fastCount(text, profile) {
  attach();
  const { length } = text;
  let read = length < GLANCED_MIN ? length : GLANCE;
  copy(text, 0, read);
  let need = core.countFirst(profile, length, read);
  while (need === PIECE) {
    const start = read;
    read = Math.min(length, start + units.length);
    copy(text, start, read);
    need = core.countPiece(read - start);
  }
  while (need < WHOLE) need = core.countBorder(text.codePointAt(WHOLE - need - 1));
  return need;
}

/** Counts the texts that fit the scratch memory together, each behind its length; answers where they end. */
function fastCountAll(list, start, profile, counts) {
  attach();
  let [end, size] = [start, 0];
  for (; end < list.length && typeof list[end] === "string"; end++) {
    if (size + 1 + list[end].length > units.length) break;
    size += 1 + list[end].length;
  }
  copy(["", ...list.slice(start, end)].join("\0"), 0, size);
  for (let n = start, at = 0; n < end; at += 1 + list[n++].length) units[at] = list[n].length;
  core.countAll(profile, size);
  for (let n = start, at = 0; n < end; at += 1 + list[n++].length) counts[n] = units[at];
  return end;
}
