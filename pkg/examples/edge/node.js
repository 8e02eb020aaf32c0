// Node: node node.js
import { createServer } from "node:http";
import { Readable } from "node:stream";
import { createEdge } from "./edge.js";
import { problem, refused } from "./problem.js";
import { settings } from "./settings.js";

const edge = createEdge(settings(process.env));

/** The request as `fetch` has it, which takes no `TRACE`, for one. */
function requestOf(incoming) {
  const { method, headers, url } = incoming;
  const hasBody = method !== "GET" && method !== "HEAD";
  const body = hasBody ? { body: Readable.toWeb(incoming), duplex: "half" } : {};
  try {
    return new Request(url.startsWith("/") ? `http://edge${url}` : url, { method, headers, ...body });
  } catch (cause) {
    throw refused("invalid-request", `\`${method}\` of \`${url}\` is no request`, { cause });
  }
}

const whole = async (answer) => [answer, new Uint8Array(await answer.arrayBuffer())];
const answered = async (incoming) => whole(await edge(requestOf(incoming)));

const server = createServer(async (incoming, outgoing) => {
  const [answer, bytes] = await answered(incoming).catch((error) => whole(problem(error)));
  const response = new Response(null, answer);
  // How the ledger's answer came here says nothing of how it goes on.
  for (const name of ["Connection", "Content-Encoding", "Content-Length", "Keep-Alive", "Transfer-Encoding"]) {
    response.headers.delete(name);
  }
  outgoing.writeHead(response.status, Object.fromEntries(response.headers)).end(bytes);
});
server.listen(Number(process.env.PORT ?? 8788), "127.0.0.1", () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}`);
});
