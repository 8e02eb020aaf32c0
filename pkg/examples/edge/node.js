// Node: node node.js
import { createServer } from "node:http";
import { Readable } from "node:stream";
import { createEdge } from "./edge.js";
import { settings } from "./settings.js";

const edge = createEdge(settings(process.env));

const server = createServer(async (incoming, outgoing) => {
  const { method, headers } = incoming;
  const hasBody = method !== "GET" && method !== "HEAD";
  const body = hasBody ? { body: Readable.toWeb(incoming), duplex: "half" } : {};
  const answer = await edge(new Request(new URL(incoming.url, "http://edge"), { method, headers, ...body }));
  const response = new Response(answer.body, answer);
  const bytes = new Uint8Array(await response.arrayBuffer());
  // How the ledger's answer came here says nothing of how it goes on.
  for (const name of ["Connection", "Content-Encoding", "Content-Length", "Keep-Alive", "Transfer-Encoding"]) {
    response.headers.delete(name);
  }
  outgoing.writeHead(response.status, Object.fromEntries(response.headers)).end(bytes);
});
server.listen(Number(process.env.PORT ?? 8788), "127.0.0.1", () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}`);
});
