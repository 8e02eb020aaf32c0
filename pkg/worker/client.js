// The side that asks: starts a worker for one file, hands over what it needs, and ends it.
import { failure, named, plain } from "../plain.js";
import { isBlob, open, sizeOf } from "./source.js";

/**
 * A preflight in a worker. `start` begins one and answers how to talk to it: `post(message, transfer)`, `end()`. It is
 * given what hears of a message, and of a worker that breaks down. `readsBlobs` says whether workers can read a `Blob`.
 */
export async function preflight({ start, readsBlobs }, source, options, run) {
  const { onProgress, signal } = named(run, "run", ["onProgress", "signal"]);
  const asked = plain(options, { takesBytes: true });
  if (typeof asked !== "object" || asked === null || Array.isArray(asked)) {
    throw failure("invalid-request", "expected an object of options");
  }
  if (signal?.aborted) throw cancelled(signal);
  // Read over there, or here and handed over piece by piece.
  const blob = readsBlobs && isBlob(source) ? source.slice() : undefined;
  const pieces = blob ? undefined : open(source);
  const size = sizeOf(source);
  // Read ahead, and from the beginning: a stream that fails must not do so before anyone listens.
  let ahead;
  const read = () => {
    ahead = pieces?.next();
    ahead?.catch(() => {}); // whoever waits for it hears of it
  };
  read();

  let stop;
  try {
    return await new Promise((resolve, reject) => {
      const heard = {
        ready: () => worker.post({ begin: { ...asked, blob } }),
        wants: () => hand().catch(reject),
        progress: (progress) => onProgress?.({ ...progress, size }),
        answer: resolve,
        error: ({ code, message }) => reject(failure(code, message)),
      };
      const hear = (message) => {
        try {
          for (const [kind, value] of Object.entries(message)) heard[kind](value);
        } catch (error) {
          reject(error); // of `onProgress`
        }
      };
      const fail = (problem, cause) => reject(failure("internal", `the worker ended: ${problem}`, { cause }));
      const worker = started(start, hear, fail);
      const hand = async () => {
        const piece = await ahead;
        // A copy: what it came in may be in use elsewhere, and would be gone here. (`slice` of a `Buffer` is none.)
        const copy = piece && new Uint8Array(piece);
        if (copy) read();
        worker.post({ piece: copy }, copy ? [copy.buffer] : []);
      };
      const abort = () => reject(cancelled(signal));
      signal?.addEventListener("abort", abort);
      stop = () => {
        signal?.removeEventListener("abort", abort);
        worker.end();
      };
    });
  } catch (error) {
    pieces?.close(error);
    throw error;
  } finally {
    stop?.();
  }
}

/** A page's policy may forbid workers, browsers forbid those of another origin, and some runtimes have none. */
function started(start, hear, fail) {
  try {
    return start(hear, fail);
  } catch (cause) {
    throw failure("internal", `the worker cannot be started: ${cause.message}`, { cause });
  }
}

/** An `AbortError` with a code. */
const cancelled = ({ reason }) =>
  Object.assign(failure("cancelled", "the preflight was cancelled", { cause: reason }), { name: "AbortError" });
