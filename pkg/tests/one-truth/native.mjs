// The native program: what it answers to the same requests, and what its ledger charges.
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { program, serve } from "../../../tests/support/ledger.mjs";

const AT_ONCE = 4;

/** A folder for files that the program reads and writes; gone when the test is over. */
export async function scratch(t) {
  const folder = await mkdtemp(path.join(tmpdir(), "septet-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** The program's own arguments for an engine. */
async function engineArguments(folder, { book, parameters = {}, decks = {} }) {
  const given = [`--book=${book}`, ...Object.entries(parameters).map(([name, value]) => `--set=${name}=${value}`)];
  for (const [name, csv] of Object.entries(decks)) {
    const file = path.join(folder, `${name}.csv`);
    await writeFile(file, csv);
    given.push(`--deck=${name}=${file}`);
  }
  return given;
}

/** Runs it on some input; what it prints, and how it ended. */
function run(arguments_, input) {
  return new Promise((resolve, reject) => {
    const done = (error, stdout, stderr) => {
      if (error && typeof error.code !== "number") reject(error);
      else resolve({ status: error?.code ?? 0, stdout, stderr });
    };
    const { stdin } = execFile(program(), arguments_, { maxBuffer: 1 << 30 }, done);
    // What it refuses by its arguments alone, it refuses without reading.
    stdin.on("error", (error) => error.code === "EPIPE" || reject(error));
    stdin.end(input);
  });
}

/** The lines it answers to a group of requests. */
export async function nativeLines(folder, { kind, engine, requests }) {
  const given = engine ? await engineArguments(folder, engine) : [];
  if (kind === "preflight") return preflights(given, requests);
  const input = requests.map((request) => `${JSON.stringify(request)}\n`).join("");
  const { status, stdout, stderr } = await run([kind, ...given, "--jsonl"], input);
  if (status !== 0) throw new Error(`septet ${kind}: ${stderr}`);
  return stdout.trimEnd().split("\n");
}

/** A file each, some at a time. */
async function preflights(given, requests) {
  const lines = [];
  for (let at = 0; at < requests.length; at += AT_ONCE) {
    lines.push(...(await Promise.all(requests.slice(at, at + AT_ONCE).map((request) => preflight(given, request)))));
  }
  return lines;
}

async function preflight(given, { csv, ...options }) {
  const named = Object.entries(options).map(([name, value]) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}=${value}`);
  const { stdout, stderr } = await run(["preflight", "-", "--json", ...given, ...named], csv);
  if (stdout) return stdout.trimEnd();
  const [, message, code] = /^septet: ([^]*) \[([a-z0-9-]+)\]\n$/.exec(stderr) ?? [];
  if (code === undefined) throw new Error(`septet preflight: ${stderr}`);
  return JSON.stringify({ error: { code, message } });
}

/** A ledger on a price book. `ask` sends it a change as its admin. It ends with the test. */
export async function startLedger(t, engine) {
  const given = await engineArguments(await scratch(t), engine);
  const { url, adminKey } = await serve(t, () => given);
  let sent = 0;
  const ask = async (path, body) => {
    const headers = { Authorization: `Bearer ${adminKey}`, "Content-Type": "application/json", "Idempotency-Key": `ask-${sent++}` };
    const response = await fetch(`${url}/v1/${path}`, { method: "POST", headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
    return response.json();
  };
  return { ask };
}
