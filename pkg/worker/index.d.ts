/** A preflight in a worker: the page, or the program, goes on while a file is read. Nothing leaves the machine. */
import type { BookName, EngineOptions, PreflightAnswer, PreflightOptions, PreflightProgress } from "septet";

/**
 * Where a CSV of recipients comes from: a `File` that somebody chose, any other `Blob`, a stream of bytes (of the web or
 * of Node), or the bytes themselves, which stay as they are.
 */
export type PreflightSource = Blob | ReadableStream<Uint8Array> | AsyncIterable<Uint8Array> | Uint8Array;

/** What an engine is made of, and what its preflight is asked. */
export interface PreflightFileOptions extends EngineOptions, Omit<PreflightOptions, "book"> {
  /** A preset's name, or a whole price book. */
  book: BookName | object;
}

/** How far a file has been read. */
export interface PreflightFileProgress extends PreflightProgress {
  /** Bytes of the whole file; `undefined` for a stream, which ends when it ends. */
  size: number | undefined;
}

/** Who listens. */
export interface PreflightRun {
  /** Called at the first bytes, some ten times a second, and at the end. */
  onProgress?: ((progress: PreflightFileProgress) => void) | undefined;
  /** Ends it: the worker at once, and the promise with an `AbortError` whose code is `"cancelled"`. */
  signal?: AbortSignal | undefined;
}

/**
 * What a campaign to the recipients of a file costs, computed in a worker of its own: a module worker in browsers, a
 * thread in Node.
 *
 * Rejects with a `SeptetError`: those of `Engine` and of `preflight`, `"unreadable-file"` (its `cause` is what the stream
 * threw), `"cancelled"` (its `cause` is the signal's reason), or `"internal"` where no worker could be started. What
 * `onProgress` throws ends it as well, and comes out as it is.
 *
 * @example
 * const [file] = input.files; // <input type="file">
 * const { credits, covered } = await preflightFile(
 *   file,
 *   { book: "calcom", plan: "team", service: "sms", template: "Hi {{name}}!", balance: { bought: "500" } },
 *   { onProgress: ({ bytes, size, max }) => show(bytes / size, max), signal: controller.signal },
 * );
 */
export function preflightFile(file: PreflightSource, options: PreflightFileOptions, run?: PreflightRun): Promise<PreflightAnswer>;
