// A real ledger on a database of its own, serving the built page.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export const WEB = fileURLToPath(new URL("../../dist", import.meta.url));

/** A deck in which a segment to India costs 9 credits, as in the price book's own example. */
export const DECK = "iso,price_usd\nIN,0.05\nGB,0.056\nUS,0.0083\n";

const START_TIMEOUT_MS = 30_000;

/** Starts a ledger. `stop` ends it and removes its files. */
export async function startLedger({ book, deck = DECK, demo = true } = {}) {
  const program = process.env.SEPTET_BIN;
  if (program === undefined) {
    throw new Error("set SEPTET_BIN to the septet program, built with the features cli and server");
  }
  if (!existsSync(path.join(WEB, "index.html"))) {
    throw new Error("there is no www/dist: run `npm run build` first");
  }
  const folder = mkdtempSync(path.join(os.tmpdir(), "septet-www-"));
  const options = ["--database", `sqlite:${path.join(folder, "demo.db")}`, "--web", WEB, "--listen", "127.0.0.1:0"];
  if (demo) {
    options.push("--demo");
  }
  if (book !== undefined) {
    options.push("--book", book);
  }
  if (deck !== null) {
    const file = path.join(folder, "deck.csv");
    writeFileSync(file, deck);
    options.push("--deck", `sms=${file}`);
  }
  const server = spawn(program, ["serve", ...options], { stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise((resolve) => server.once("close", resolve));
  const stop = async () => {
    server.kill();
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    return { ...(await address(server)), stop };
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

/** What the ledger itself says the demo account has. */
export async function available(ledger) {
  const response = await fetch(`${ledger.url}/v1/accounts/demo`);
  return (await response.json()).balance.available;
}

/** Asks the ledger as its admin. */
export async function ask(ledger, path, body) {
  const headers = { Authorization: `Bearer ${ledger.adminKey}`, "Content-Type": "application/json" };
  const options = { method: "POST", headers: { ...headers, "Idempotency-Key": `key-${path}` }, body: JSON.stringify(body) };
  const response = await fetch(`${ledger.url}/v1/${path}`, options);
  if (!response.ok) {
    throw new Error(`${path}: ${await response.text()}`);
  }
  return response.json();
}
