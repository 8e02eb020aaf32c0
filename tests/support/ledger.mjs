// A ledger for tests in JavaScript: the `septet` program on a new SQLite file.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";

/** Enough for a demo of a year on a slow and busy machine. */
const START_TIMEOUT_MS = 180_000;

/** The `septet` program. */
export function program() {
  const { SEPTET_BIN } = process.env;
  if (SEPTET_BIN === undefined) {
    throw new Error("set SEPTET_BIN to the septet program, built with the features cli and server");
  }
  return SEPTET_BIN;
}

/**
 * Starts a ledger, which ends with the test `t`. `given` makes the arguments of `septet serve`, beside its database, with
 * a folder for files. `stop` ends it earlier, and removes its files; `stop({keep: true})` leaves them, and `folder` is
 * where another one finds them.
 */
export async function serve(t, given = () => [], folder = mkdtempSync(path.join(tmpdir(), "septet-ledger-"))) {
  const database = ["--database", `sqlite:${path.join(folder, "ledger.db")}`, "--listen", "127.0.0.1:0"];
  const server = spawn(program(), ["serve", ...database, ...given(folder)], { stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise((resolve) => server.once("exit", resolve).once("error", resolve));
  const kill = () => server.kill("SIGKILL");
  process.once("exit", kill);
  let isStopped = false;
  const stop = async ({ keep = false } = {}) => {
    if (isStopped) return;
    isStopped = true;
    server.kill();
    await ended;
    process.off("exit", kill);
    if (!keep) rmSync(folder, { recursive: true, force: true });
  };
  t.after(() => stop());
  return { ...(await address(server)), folder, stop };
}

/** The address that the server prints once it listens, and the admin key before it. */
function address(server) {
  return new Promise((resolve, reject) => {
    let errors = "";
    server.stderr.on("data", (chunk) => (errors += chunk));
    server.once("error", reject);
    server.once("exit", (status) => reject(new Error(`septet serve ended with status ${status}: ${errors}`)));
    const expired = () => reject(new Error(`septet serve printed no address: ${errors}`));
    setTimeout(expired, START_TIMEOUT_MS).unref();
    let adminKey;
    createInterface({ input: server.stdout }).on("line", (line) => {
      adminKey ??= /^admin key.*: (\S+)$/.exec(line)?.[1];
      const url = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0];
      if (url !== undefined) resolve({ url, adminKey });
    });
  });
}
