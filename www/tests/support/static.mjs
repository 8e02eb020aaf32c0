// The built page on a plain file server, under the policy that the ledger sends.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import path from "node:path";

import { WEB } from "./ledger.mjs";

const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; " +
  "connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const TYPES = {
  ".css": "text/css",
  ".html": "text/html",
  ".js": "text/javascript",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

/** The page's address below `/preview/`, until the test `t` ends: nothing there may depend on being at the root. */
export async function serveStatic(t) {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    const name = pathname === "/preview/" ? "index.html" : pathname.replace(/^\/preview\//, "");
    try {
      const body = await readFile(path.join(WEB, name));
      response.writeHead(200, { "Content-Type": TYPES[path.extname(name)], "Content-Security-Policy": POLICY });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${server.address().port}/preview/`;
}
