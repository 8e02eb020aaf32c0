// What a runtime answers to every request, and its digests: 1,000 answers a piece.
import { groups } from "./requests.mjs";

const PIECE = 1_000;

/** The functions of one kind of request each, for an engine that the group asks for. */
const ANSWER = {
  quote: (_, engine) => (request) => engine.quote(request),
  segments: ({ segments }) => ({ text, ...options }) => segments(text, options),
  region: ({ region }) => ({ number }) => region(number),
  preflight: (_, engine) => ({ csv, ...options }) => {
    const run = engine.preflight(options);
    try {
      run.push(new TextEncoder().encode(csv));
      return sorted(run.finish());
    } finally {
      run.cancel();
    }
  },
};

/** The line of an answer, as the command line would print it. */
function lineOf(answer) {
  try {
    return JSON.stringify(answer());
  } catch (error) {
    if (typeof error.code !== "string") throw error;
    return JSON.stringify({ error: { code: error.code, message: error.message } });
  }
}

/** An engine as a group asks for it. */
export function engineOf(Engine, { book, isDocument, ...options }) {
  return new Engine(isDocument ? new Engine(book).book : book, options);
}

/** All answers, a line each, in the order of the groups. */
function linesOf(septet) {
  return groups(septet.Engine).flatMap(({ kind, engine, requests }) => {
    const answer = ANSWER[kind](septet, engine && engineOf(septet.Engine, engine));
    return requests.map((request) => lineOf(() => answer(request)));
  });
}

/** With the fields of every object by name, as the command line prints a preflight. */
function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.keys(value).toSorted().map((name) => [name, sorted(value[name])]));
}

/** What a runtime is asked: the digests of all pieces, or the lines of one. */
export const asked = (septet, piece) => (piece === undefined ? digests(linesOf(septet)) : pieceOf(linesOf(septet), piece));

/** The lines of a piece. */
export const pieceOf = (lines, piece) => lines.slice(piece * PIECE, (Number(piece) + 1) * PIECE);

/** The SHA-256 of each piece. */
export function digests(lines) {
  const pieces = Array.from({ length: Math.ceil(lines.length / PIECE) }, (_, piece) => pieceOf(lines, piece).join("\n"));
  return Promise.all(pieces.map(digest));
}

async function digest(text) {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
