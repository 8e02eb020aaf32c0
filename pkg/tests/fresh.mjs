// The package as people get it: packed, and installed into projects that hold nothing else of it.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const PACKAGE = fileURLToPath(new URL("..", import.meta.url));
// Projects stand below the tools, and so find bundlers, frameworks and runtimes without installing them again.
const TOOLS = path.join(PACKAGE, "tests/tools");
const BINARIES = path.join(TOOLS, "node_modules/.bin");

const ENVIRONMENT = {
  ...process.env,
  PATH: [BINARIES, process.env.PATH].join(path.delimiter),
  // Nothing is fetched, and nothing is told to anybody.
  npm_config_offline: "true",
  NEXT_TELEMETRY_DISABLED: "1",
  WRANGLER_SEND_METRICS: "false",
  DENO_NO_UPDATE_CHECK: "1",
  NO_COLOR: "1",
};
const RUN_TIMEOUT_MS = 180_000;
const run = promisify(execFile);

/** A folder for projects, with the package as a tarball. It is gone when the test is over. */
export async function workshop(t) {
  await mkdir(path.join(TOOLS, "projects"), { recursive: true });
  const folder = await mkdtemp(path.join(TOOLS, "projects/"));
  t.after(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  const { stdout } = await run("npm", ["pack", "--json", "--pack-destination", folder], { cwd: PACKAGE, env: ENVIRONMENT });
  const [{ filename, files }] = JSON.parse(stdout);
  return { folder, tarball: path.join(folder, filename), files: files.map(({ path }) => path) };
}

/** A new project with these files, by name, and the package. */
export async function project({ folder, tarball }, name, files) {
  const root = path.join(folder, name);
  await mkdir(root);
  await write(root, { "package.json": JSON.stringify({ name, private: true, type: "module" }), ...files });
  const inside = (file, arguments_, options) =>
    run(file, arguments_, { cwd: root, env: ENVIRONMENT, timeout: RUN_TIMEOUT_MS, maxBuffer: 1 << 26, ...options });
  await inside("npm", ["install", "--no-package-lock", "--no-audit", "--no-fund", tarball]);
  return {
    root,
    /** Runs a program, and gives what it prints. One that fails is an error with all that it said. */
    async run(...command) {
      const { stdout } = await inside(command[0], command.slice(1)).catch(({ message, stdout }) => {
        throw new Error(`${message}\n${stdout}`);
      });
      return stdout.trim();
    },
    /** Starts a server that prints its address, and gives that. It ends with the test. */
    serve: (t, ...command) => serve(t, root, command),
    copy: (from, to) => cp(path.join(root, from), path.join(root, to), { recursive: true }),
    /** The names of all files below a folder. */
    async files(below = ".") {
      const entries = await readdir(path.join(root, below), { recursive: true, withFileTypes: true });
      return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => path.join(parentPath, name));
    },
  };
}

export async function write(root, files) {
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(root, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}

async function serve(t, cwd, [file, ...arguments_]) {
  // A group of its own: what it starts ends with it.
  const server = spawn(file, arguments_, { cwd, env: ENVIRONMENT, stdio: ["ignore", "pipe", "pipe"], detached: true });
  t.after(async () => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, "exit");
    process.kill(-server.pid, "SIGKILL");
    await ended;
  });
  let printed = "";
  return new Promise((resolve, reject) => {
    for (const output of [server.stdout, server.stderr]) {
      createInterface({ input: output }).on("line", (line) => {
        printed += `${line}\n`;
        const [address] = /http:\/\/(localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\]):\d+/.exec(line) ?? [];
        if (address) resolve(address.replace("0.0.0.0", "127.0.0.1"));
      });
    }
    server.once("error", reject);
    server.once("exit", (status) => reject(new Error(`${file} ended with status ${status}: ${printed}`)));
  });
}
