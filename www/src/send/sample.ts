// Files to try: made up, the same each time, and made in a worker, so that a million rows hold nothing up.

/** The rows of the samples: what a new account can pay, a usual campaign, and more than anybody waits for. */
export const SAMPLES: readonly number[] = [40, 2_000, 1_000_000];

/** Numbers of the samples whose people do not want to be written to. */
export { OPTED_OUT } from "./sample-rows.ts";

/** A file with so many rows. `signal` ends the making of it. */
export function sampleFile(rows: number, signal: AbortSignal): Promise<File> {
  const worker = new Worker(new URL("./sample-worker.ts", import.meta.url), { type: "module" });
  const made = new Promise<File>((resolve, reject) => {
    worker.addEventListener("message", ({ data }: MessageEvent<Blob>) => {
      resolve(new File([data], `sample-${rows}.csv`, { type: "text/csv" }));
    });
    worker.addEventListener("error", ({ message }) => reject(new Error(message || "the sample could not be made")));
    signal.addEventListener("abort", () => reject(signal.reason));
    worker.postMessage(rows);
  });
  return made.finally(() => worker.terminate());
}
