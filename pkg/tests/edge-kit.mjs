// A ledger as an edge sees it: behind a proxy that counts what reaches it, adds a key of the test's to its key set, and
// can keep that set to itself, or say that charges are elsewhere.
import { once } from "node:events";
import { createServer } from "node:http";
import { createClient } from "septet/client";
import { serve } from "../../tests/support/ledger.mjs";
import { signer } from "./tokens.mjs";

const KEYS = "/.well-known/jwks.json";

/** Ends with the test `t`, or with whatever has its `after`. */
export async function behindProxy(t) {
  const ledger = await serve(t);
  const own = await signer();
  const seen = { keysAreDown: false, redirect: undefined, charges: 0 };
  const server = createServer(async (incoming, outgoing) => {
    const { url, method, headers } = incoming;
    if (url === KEYS && seen.keysAreDown) {
      outgoing.writeHead(503).end();
      return;
    }
    if (url.endsWith("/charges") && seen.redirect) {
      outgoing.writeHead(seen.redirect, { Location: `${url}/${seen.redirect}` }).end();
      return;
    }
    if (url.includes("/charges")) seen.charges++;
    const pieces = [];
    for await (const piece of incoming) pieces.push(piece);
    const { host, connection, "content-length": length, "transfer-encoding": transfer, ...kept } = headers;
    const body = pieces.length > 0 ? Buffer.concat(pieces) : undefined;
    const response = await fetch(ledger.url + url, { method, headers: kept, body });
    let answer = Buffer.from(await response.arrayBuffer());
    if (url === KEYS) answer = JSON.stringify({ keys: [...JSON.parse(answer).keys, own.jwk] });
    const { "content-length": _, connection: __, ...answered } = Object.fromEntries(response.headers);
    outgoing.writeHead(response.status, answered).end(answer);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const client = createClient({ url: ledger.url, key: ledger.adminKey });
  const url = `http://127.0.0.1:${server.address().port}`;
  return { url, key: ledger.adminKey, client, own, seen };
}
