// What `septet/worker` does, in Node and in browsers alike: checks by name, for whoever has the functions.

const encoder = new TextEncoder();
const CALCOM = { book: "calcom", decks: { sms: "iso,price_usd\nIN,0.05\nGB,0.04\n" }, plan: "team", service: "sms", template: "Hi {{name}}!" };
const HEADER = "phone,name\n";
const row = (n) => `+9198${String(10_000_000 + n)},Recipient ${n}\n`;

/** A file of so many recipients. */
const fileOf = (count) => encoder.encode(HEADER + Array.from({ length: count }, (_, n) => row(n)).join(""));

/** Streams that give `pieces`, and then end, fail, or wait for ever. */
function streamOf(pieces, { fails, waits } = {}) {
  const heard = { cancelled: undefined };
  const left = [...pieces];
  const stream = new ReadableStream({
    pull(controller) {
      if (left.length > 0) controller.enqueue(left.shift());
      else if (fails) controller.error(fails);
      else if (!waits) controller.close();
      else return new Promise(() => {});
    },
    cancel(reason) {
      heard.cancelled = reason;
    },
  });
  return { stream, heard };
}

function piecesOf(bytes, size) {
  const pieces = [];
  for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size));
  return pieces;
}

async function* each(pieces) {
  yield* pieces;
}

function assert(is, what) {
  if (!is) throw new Error(`not so: ${what}`);
}

function same(found, expected, what) {
  const [a, b] = [found, expected].map((value) => JSON.stringify(value));
  if (a !== b) throw new Error(`${what}: ${a}, expected ${b}`);
}

/** The promise is rejected with an `Error` of this code. */
async function refused(promise, code, pattern) {
  let error;
  try {
    await promise;
  } catch (thrown) {
    error = thrown;
  }
  assert(error instanceof Error, `an error of the code ${code}, ${error}`);
  if (error.code !== code) throw new Error(`${error.code} (${error.message}), expected ${code}`);
  if (pattern) assert(pattern.test(error.message), `${error.message} is like ${pattern}`);
  return error;
}

export const checks = {
  async "every source has the same answer, and keeps its bytes"({ Engine, preflightFile }) {
    const bytes = fileOf(5_000);
    const { book, decks, ...options } = CALCOM;
    const run = new Engine(book, { decks }).preflight(options);
    run.push(bytes);
    const expected = run.finish();
    same(expected.recipients, 5_000, "recipients");
    const sources = {
      bytes: () => bytes,
      blob: () => new Blob([bytes]),
      file: () => (typeof File === "function" ? new File([bytes], "recipients.csv") : new Blob([bytes])),
      stream: () => streamOf(piecesOf(bytes, 1000)).stream,
      generator: () => each(piecesOf(bytes, 77_777)),
      "empty pieces": () => each([new Uint8Array(), bytes, new Uint8Array()]),
    };
    for (const [name, source] of Object.entries(sources)) same(await preflightFile(source(), CALCOM), expected, name);
    same(bytes.length, fileOf(5_000).length, "the bytes are still there");
    assert(bytes[0] === HEADER.charCodeAt(0), "the bytes are as they were");
  },

  async "options reach the engine and the preflight"({ preflightFile }) {
    const bytes = encoder.encode("number;name\n09876543210;Ann\n09876543210;Ann\n");
    const answer = await preflightFile(bytes, { ...CALCOM, defaultRegion: "IN", duplicates: "skip", template: "Hi" });
    same([answer.priced, answer.duplicates, answer.credits.max], [1, 1, "9"], "counts");
    const attempts = await preflightFile(encoder.encode("phone,phone2\n+442071838750,+447400123456\n"), { book: "atllas", parameters: { monthlyAllotment: "100" }, plan: "standard", service: "call_attempt" });
    same(attempts.credits.max, "2", "the most");
  },

  async "progress grows, and ends with everything"({ preflightFile }) {
    const bytes = fileOf(20_000);
    for (const [source, size] of [[bytes, bytes.length], [new Blob([bytes]), bytes.length], [streamOf(piecesOf(bytes, 50_000)).stream, undefined]]) {
      const told = [];
      const answer = await preflightFile(source, CALCOM, { onProgress: (progress) => told.push(progress) });
      assert(told.length >= 1, "there is progress");
      told.forEach((progress, n) => {
        same(progress.size, size, "the size");
        if (n > 0) assert(progress.bytes >= told[n - 1].bytes && progress.rows >= told[n - 1].rows, "it grows");
      });
      same([told.at(-1).bytes, told.at(-1).rows], [bytes.length, answer.recipients], "the last");
      same(told.at(-1).max, answer.credits.max, "the running maximum");
    }
  },

  async "cancelled before it begins"({ preflightFile }) {
    const reason = new Error("changed my mind");
    const error = await refused(preflightFile(fileOf(1), CALCOM, { signal: AbortSignal.abort(reason) }), "cancelled");
    same(error.name, "AbortError", "the name");
    assert(error.cause === reason, "the reason");
  },

  async "cancelled while the stream waits, which is told of it"({ preflightFile }) {
    const { stream, heard } = streamOf([fileOf(100)], { waits: true });
    const controller = new AbortController();
    const onProgress = ({ rows }) => rows > 0 && controller.abort();
    const error = await refused(preflightFile(stream, CALCOM, { signal: controller.signal, onProgress }), "cancelled");
    same(error.name, "AbortError", "the name");
    assert(heard.cancelled === error, "the stream knows");
  },

  async "cancelled in the middle of a large file"({ preflightFile }) {
    const part = fileOf(50_000).subarray(HEADER.length);
    const blob = new Blob([HEADER, ...Array(20).fill(part)]);
    const controller = new AbortController();
    let last;
    const onProgress = (progress) => {
      last = progress;
      controller.abort();
    };
    await refused(preflightFile(blob, CALCOM, { signal: controller.signal, onProgress }), "cancelled");
    assert(last.bytes < blob.size, "it had not read everything");
    // Nothing is heard of it any more.
    const before = last;
    await preflightFile(fileOf(10), CALCOM);
    assert(last === before, "it is over");
  },

  async "an abort that comes late is none"({ preflightFile }) {
    const controller = new AbortController();
    const answer = await preflightFile(fileOf(10), CALCOM, { signal: controller.signal });
    controller.abort();
    same(answer.recipients, 10, "recipients");
  },

  async "errors of the core have their codes"({ preflightFile }) {
    await refused(preflightFile(fileOf(1), { ...CALCOM, plan: "gold" }), "unknown-plan");
    await refused(preflightFile(fileOf(1), { ...CALCOM, book: "acme" }), "unknown-book");
    await refused(preflightFile(fileOf(1), { ...CALCOM, decks: { sms: "" } }), "invalid-deck");
    await refused(preflightFile(fileOf(1), { ...CALCOM, colour: "red" }), "unknown-field");
    for (const source of [new Uint8Array(), new Blob([]), streamOf([]).stream]) {
      await refused(preflightFile(source, CALCOM), "invalid-recipients");
    }
    // A stream is let go when its first bytes are refused.
    const { stream, heard } = streamOf([encoder.encode("phone\n")], { waits: true });
    const error = await refused(preflightFile(stream, CALCOM), "unknown-merge-field", /name/);
    assert(heard.cancelled === error, "the stream knows");
  },

  async "what is no source and no options"({ preflightFile }) {
    for (const source of [undefined, null, 5, "phone\n+1", {}, [], new Uint16Array(2), Symbol("s")]) {
      await refused(preflightFile(source, CALCOM), "invalid-request", /^`file`: expected a `File`/);
    }
    for (const options of [undefined, null, 5, "calcom", []]) {
      await refused(preflightFile(fileOf(1), options), "invalid-request");
    }
    await refused(preflightFile(fileOf(1), { ...CALCOM, book: () => {} }), "malformed-json");
    await refused(preflightFile(fileOf(1), CALCOM, { onprogress() {} }), "unknown-field", /`onProgress` or `signal`$/);
    await refused(preflightFile(each(["phone\n+919876543210\n"]), CALCOM), "invalid-request", /a string came out/);
  },

  async "a stream that fails"({ preflightFile }) {
    const fails = new TypeError("the network is gone");
    const error = await refused(preflightFile(streamOf([fileOf(3)], { fails }).stream, CALCOM), "unreadable-file", /the network is gone/);
    assert(error.cause === fails, "its error is the cause");
    const { stream } = streamOf([]);
    stream.getReader();
    await refused(preflightFile(stream, CALCOM), "unreadable-file", /locked/);
  },

  async "a listener that throws"({ preflightFile }) {
    const mine = Object.assign(new Error("mine"), { code: "mine" });
    const onProgress = () => {
      throw mine;
    };
    assert((await refused(preflightFile(fileOf(3), CALCOM, { onProgress }), "mine")) === mine, "it is the listener's own");
  },

  async "several at once"({ preflightFile }) {
    const answers = await Promise.all([1, 20, 300].map((count) => preflightFile(new Blob([fileOf(count)]), CALCOM)));
    same(answers.map(({ recipients }) => recipients), [1, 20, 300], "recipients");
  },
};
