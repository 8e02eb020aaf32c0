// A ledger for tests in JavaScript: the `septet` program on a new SQLite file.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";

const START_TIMEOUT_MS = 30_000;

/**
 * Starts a ledger. `given` makes the arguments of `septet serve`, beside its database, with a folder for files. `stop`
 * ends it and removes its files; `stop({keep: true})` leaves them, and `folder` is where another one finds them.
 */
export async function serve(given = () => [], folder = mkdtempSync(path.join(tmpdir(), "septet-ledger-"))) {
  const program = process.env.SEPTET_BIN;
  if (program === undefined) {
    throw new Error("set SEPTET_BIN to the septet program, built with the features cli and server");
  }
  const database = ["--database", `sqlite:${path.join(folder, "ledger.db")}`, "--listen", "127.0.0.1:0"];
  const server = spawn(program, ["serve", ...database, ...given(folder)], { stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise((resolve) => server.once("close", resolve));
  const stop = async ({ keep = false } = {}) => {
    server.kill();
    await ended;
    if (!keep) rmSync(folder, { recursive: true, force: true });
  };
  try {
    return { ...(await address(server)), folder, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The address that the server prints once it listens, and the admin key before it. */
function address(server) {
  return new Promise((resolve, reject) => {
    let errors = "";
    server.stderr.on("data", (chunk) => (errors += chunk));
    server.once("error", reject);
    server.once("exit", (status) => reject(new Error(`septet serve ended with status ${status}: ${errors}`)));
    const expired = () => reject(new Error(`septet serve printed no address: ${errors}`));
    const deadline = setTimeout(expired, START_TIMEOUT_MS);
    let adminKey;
    createInterface({ input: server.stdout }).on("line", (line) => {
      adminKey ??= /^admin key.*: (\S+)$/.exec(line)?.[1];
      const url = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0];
      if (url !== undefined) {
        clearTimeout(deadline);
        resolve({ url, adminKey });
      }
    });
  });
}
