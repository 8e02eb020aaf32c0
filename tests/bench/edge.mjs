// What the edge example costs in workerd: a charge whose shape, quote and price are checked, beside a Worker that does
// nothing. The ledger behind it is left out: the answer is made where the charge would be sent on.
import { Engine } from "septet";
import { claimsOf, signer } from "../../pkg/tests/tokens.mjs";
import { judge, table, times, version, write } from "./support/report.mjs";
import { distinct, median } from "./support/support.mjs";
import { bundled, start } from "./edge/workerd.mjs";

/** What the check may take, in ms of CPU a request: what it adds to a Worker that does nothing. */
const WANTED_MS = 0.2;

const ROUNDS = 9;
const ROUND = 1_000;
const CHARGES = 200;
const CONNECTIONS = 4;

const engine = new Engine("calcom");
const own = await signer();
const now = Math.floor(Date.now() / 1000);

/** Requests as a page sends them, each of another text. */
async function charges(alphabet, length) {
  const requests = distinct(alphabet, length, CHARGES).map(async (text) => {
    const message = { service: "sms", to: "+919876543210", text };
    const quoteToken = await own.token(claimsOf(engine, "acme", "team", message, { iat: now, exp: now + 3600 }));
    return JSON.stringify({ ...message, quoteToken });
  });
  return Promise.all(requests);
}

const bodies = {
  "160 characters of GSM-7": await charges("abcdefghijklmnopqrstuvwxyz ", 160),
  "600 characters with emoji": await charges("abc äöü 🎉", 600),
};
const keySet = JSON.stringify({ keys: [own.jwk] });
const workers = {
  empty: await start({ "worker.js": "export default { fetch: () => new Response('{}', { status: 201 }) };" }, {}),
  edge: await start(await bundled("./worker.js"), { KEY_SET: keySet }),
};

const headers = { "Content-Type": "application/json", "Idempotency-Key": "bench", Authorization: "Bearer bench" };

/** Sends a round over a few connections that stay open; the CPU of the process for each request, in ms. */
async function round({ url, cpuMs }, bodies) {
  const before = cpuMs();
  let next = 0;
  const connection = async () => {
    while (next < ROUND) {
      const body = bodies[next++ % bodies.length];
      const response = await fetch(`${url}/v1/accounts/acme/charges`, { method: "POST", headers, body });
      const answer = await response.text();
      if (response.status !== 201) throw new Error(`${response.status}: ${answer}`);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, connection));
  return (cpuMs() - before) / ROUND;
}

const found = {};
try {
  for (const [name, requests] of Object.entries(bodies)) {
    const taken = { empty: [], edge: [] };
    for (let n = -2; n < ROUNDS; n++) {
      for (const [worker, list] of Object.entries(taken)) {
        const ms = await round(workers[worker], requests);
        // The first rounds warm up.
        if (n >= 0) list.push(ms);
      }
    }
    const added = taken.edge.map((ms, n) => ms - taken.empty[n]);
    found[name] = { empty: median(taken.empty), edge: median(taken.edge), added: median(added), worst: Math.max(...added) };
  }
} finally {
  for (const { stop } of Object.values(workers)) stop();
}

const { against, verdict } = judge();
const shown = (ms) => `${ms.toFixed(3)} ms`;
const rows = Object.entries(found).map(([name, { empty, edge, added, worst }]) => [
  name,
  shown(empty),
  shown(edge),
  times(edge / empty),
  against(name, added, `< ${WANTED_MS} ms`, shown(added), added < WANTED_MS),
  shown(worst),
]);
write("edge", "The check at the edge", `workerd ${version("workerd")}.

CPU time of the workerd process for each request, all its threads together, from the kernel's count (\`schedstat\`): medians of ${ROUNDS} rounds of ${ROUND} requests over ${CONNECTIONS} open connections, alternating with a Worker that does nothing. The check alone is the difference within the same round. Each of ${CHARGES} charges has its own text and token; keys, book and decks are cached. The edge parses the body, verifies the signature, hashes the request and recomputes the price.

${table(["a charge of", "empty Worker", "edge", "ratio", "the check alone", "its slowest round"], rows)}

${verdict()}`);
