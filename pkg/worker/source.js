// Where the bytes of a file come from.
import { failure } from "../plain.js";

// Bytes that are at hand are taken in pieces of this size, so that somebody else gets a turn.
const PIECE = 1 << 20;

const EXPECTED = "expected a `File`, a `Blob`, a stream of bytes, or bytes";

export const isBlob = (source) => typeof Blob === "function" && source instanceof Blob;

/** How many bytes there are, where that is known before. */
export const sizeOf = (source) => (isBlob(source) ? source.size : ArrayBuffer.isView(source) ? source.byteLength : undefined);

/**
 * Opens a source: `next` gives its next bytes, or `undefined` at the end, and `close` lets it go before that.
 */
export function open(source) {
  if (source instanceof Uint8Array) return ofBytes(source);
  const stream = isBlob(source) ? source.stream() : source;
  if (typeof stream?.getReader === "function") {
    const reader = readerOf(stream);
    return { next: () => read(() => reader.read()), close: (reason) => reader.cancel(reason).catch(() => {}) };
  }
  if (typeof stream?.[Symbol.asyncIterator] === "function") {
    const iterator = stream[Symbol.asyncIterator]();
    // A stream of Node's that waits for bytes does not hear `return` before they are there.
    const close = async () => (typeof stream.destroy === "function" ? stream.destroy() : iterator.return?.());
    return { next: () => read(() => iterator.next()), close: () => close().catch(() => {}) };
  }
  throw failure("invalid-request", `\`file\`: ${EXPECTED}`);
}

function readerOf(stream) {
  try {
    return stream.getReader();
  } catch (cause) {
    throw failure("unreadable-file", `the file cannot be read: ${cause.message}`, { cause });
  }
}

function ofBytes(bytes) {
  let at = 0;
  return {
    next: async () => (at < bytes.length ? bytes.subarray(at, (at += PIECE)) : undefined),
    close: async () => {},
  };
}

async function read(step) {
  const { done, value } = await step().catch((cause) => {
    throw failure("unreadable-file", `the file cannot be read: ${cause?.message ?? cause}`, { cause });
  });
  if (done) return undefined;
  if (value instanceof Uint8Array) return value;
  throw failure("invalid-request", `\`file\`: a ${typeof value} came out of the stream, ${EXPECTED}`);
}
