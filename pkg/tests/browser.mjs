// Headless Chromium, and the files that a page is made of, under a strict policy.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { launch } from "../../tests/support/browser.mjs";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const TYPES = {
  ".css": "text/css",
  ".html": "text/html",
  ".js": "text/javascript",
  ".json": "application/json",
  ".mjs": "text/javascript",
  ".wasm": "application/wasm",
};
// As strict as the web app's: workers and the module are the page's own.
const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; style-src 'self'";
const PAGE = '<!doctype html><meta charset="utf-8"><title>septet</title>';

/** A browser, which closes when the test `t` ends. */
export const startBrowser = (t) => launch(t, chromium);

/** A page of a browser at an address, and what it complained of. */
export async function openAt(browser, url) {
  const page = await browser.newPage();
  const complaints = [];
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("response", (response) => response.status() >= 400 && complaints.push(`${response.url()}: ${response.status()}`));
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(url);
  return { page, complaints };
}

/**
 * The address of a folder's files, until the test `t` ends; of an empty page, where the folder has no `index.html`.
 * `files` are texts by path, which stand before the folder's.
 */
export async function serveFiles(t, folder, files = {}) {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    const name = pathname === "/" ? "/index.html" : pathname;
    const file = () => readFile(path.join(folder, path.normalize(name)));
    const body = files[pathname] ?? (await file().catch(() => (pathname === "/" ? PAGE : undefined)));
    if (body === undefined) {
      response.writeHead(404).end();
      return;
    }
    const headers = { "Content-Security-Policy": POLICY, "Content-Type": TYPES[path.extname(name)] ?? "text/plain" };
    response.writeHead(200, headers).end(body);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${server.address().port}/`;
}

/**
 * A page on which `import("/pkg/web.js")` works, and what it complained of. Closes when the test `t` ends. `files` are
 * texts by path, which the server has beside the package's.
 */
export async function openPage(t, files) {
  const url = await serveFiles(t, ROOT, files);
  return openAt(await startBrowser(t), url);
}
