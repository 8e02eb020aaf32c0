// Browsers and bundlers: a module worker.
import { preflight } from "./client.js";

function start(hear, fail) {
  const worker = new Worker(new URL("./web-job.js", import.meta.url), { type: "module" });
  worker.addEventListener("message", ({ data }) => hear(data));
  worker.addEventListener("messageerror", () => fail("a message cannot be read"));
  worker.addEventListener("error", ({ message }) => fail(message ?? "it could not be started"));
  return { post: (message, transfer) => worker.postMessage(message, transfer ?? []), end: () => worker.terminate() };
}

export const preflightFile = (file, options, run) => preflight({ start, readsBlobs: true }, file, options, run);
