// Workers in workerd itself, without the layers that development servers put around it.
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const workerd = createRequire(import.meta.url)("workerd").default;

/** A Worker's modules by name, as a bundler makes them for workerd. */
export async function bundled(script) {
  const { outputFiles } = await build({
    entryPoints: [here(script)],
    bundle: true,
    write: false,
    format: "esm",
    target: "es2024",
    conditions: ["workerd"],
    nodePaths: [here("../node_modules")],
    loader: { ".wasm": "copy" },
    entryNames: "worker",
    assetNames: "[name]",
    outdir: "/",
    logLevel: "error",
  });
  return Object.fromEntries(outputFiles.map(({ path: name, contents }) => [path.basename(name), contents]));
}

/** Starts workerd with a Worker of these modules, the first of which is `worker.js`. */
export async function start(modules, variables) {
  const folder = mkdtempSync(path.join(tmpdir(), "septet-workerd-"));
  const names = Object.keys(modules).toSorted((a, b) => (b === "worker.js") - (a === "worker.js"));
  for (const name of names) writeFileSync(path.join(folder, name), modules[name]);
  const kind = (name) => (name.endsWith(".wasm") ? "wasm" : "esModule");
  const embedded = names.map((name) => `(name = "${name}", ${kind(name)} = embed "${name}")`);
  const bindings = Object.entries(variables).map(([name, text]) => `(name = "${name}", text = ${JSON.stringify(text)})`);
  writeFileSync(path.join(folder, "config.capnp"), `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = (modules = [${embedded}], bindings = [${bindings}], compatibilityDate = "2026-04-01"))],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
`);
  const server = spawn(workerd, ["serve", "config.capnp", "--control-fd=3"], { cwd: folder, stdio: ["ignore", "inherit", "inherit", "pipe"] });
  const stop = () => {
    server.kill();
    rmSync(folder, { recursive: true, force: true });
  };
  const port = await new Promise((resolve, reject) => {
    server.once("error", reject);
    server.once("exit", (status) => reject(new Error(`workerd ended with status ${status}`)));
    createInterface({ input: server.stdio[3] }).on("line", (line) => {
      const { event, port } = JSON.parse(line);
      if (event === "listen") resolve(port);
    });
  });
  return { url: `http://127.0.0.1:${port}`, cpuMs: () => cpuMs(server.pid), stop };
}

/** The CPU time of all threads of a process so far: the kernel counts it in nanoseconds. */
function cpuMs(process) {
  const threads = readdirSync(`/proc/${process}/task`);
  const nanoseconds = threads.map((thread) => Number(readFileSync(`/proc/${process}/task/${thread}/schedstat`, "utf8").split(" ")[0]));
  return nanoseconds.reduce((sum, ns) => sum + ns, 0) / 1e6;
}
