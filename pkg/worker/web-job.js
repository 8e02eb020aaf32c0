// In the worker of a browser. No `await` at the top: bundlers may make a classic script of this.
import { Engine } from "../api.js";
import init from "../dist/core.js";
import { serve } from "./job.js";

const port = {
  post: (message) => self.postMessage(message),
  listen: (hear) => self.addEventListener("message", ({ data }) => hear(data)),
};

init({ module_or_path: new URL("../dist/core.wasm", import.meta.url) }).then(
  () => serve(port, Engine),
  ({ message }) => port.post({ error: { code: "internal", message: `the module cannot be loaded: ${message}` } }),
);
