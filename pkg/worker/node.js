// Node: a worker thread. It is handed what a blob holds: Node 20 ends the process where a thread reads a file's blob that
// another one has opened.
import { Worker } from "node:worker_threads";
import { preflight } from "./client.js";

function start(hear, fail) {
  // Options of the program's own command line are not for the thread.
  const worker = new Worker(new URL("./node-job.js", import.meta.url), { execArgv: [] });
  worker.on("message", hear);
  worker.on("messageerror", ({ message }) => fail(message));
  worker.on("error", ({ message }) => fail(message));
  worker.on("exit", (status) => fail(`exit status ${status}`));
  return { post: (message, transfer) => worker.postMessage(message, transfer ?? []), end: () => void worker.terminate() };
}

export const preflightFile = (file, options, run) => preflight({ start, readsBlobs: false }, file, options, run);
