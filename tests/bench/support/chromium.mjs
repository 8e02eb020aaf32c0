// Measurements in headless Chromium: the same script as in Node.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { chromium } from "playwright-core";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/**
 * Bundles a script's `measure` as a customer's bundler would, serves it beside the module, and calls it with `data`.
 * The script is named from `tests/bench`.
 */
export async function inChromium(script, data) {
  const bundle = join(tmpdir(), `septet-bench-${process.pid}.js`);
  const contents = `import { measure } from "./${script}"; globalThis.measure = measure;`;
  const stdin = { contents, resolveDir: here("..") };
  await build({ stdin, bundle: true, format: "esm", target: "es2022", conditions: ["browser"], mainFields: ["browser", "main"], outfile: bundle, logLevel: "error" });

  const files = {
    "/": ["text/html", '<!doctype html><meta charset="utf-8"><script type="module" src="/bundle.js"></script>'],
    "/bundle.js": ["text/javascript", await readFile(bundle)],
    "/dist/core.wasm": ["application/wasm", await readFile(here("../../../pkg/dist/core.wasm"))],
  };
  const server = createServer((request, response) => {
    const [type, body] = files[request.url] ?? [];
    response.writeHead(type ? 200 : 404, { "content-type": type ?? "text/plain" }).end(body);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const browser = await chromium.launch({
    executablePath: process.env.SEPTET_CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
  });
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    await page.waitForFunction(() => globalThis.measure);
    return { version: browser.version(), ...(await page.evaluate((data) => globalThis.measure(data), data)) };
  } finally {
    await browser.close();
    server.close();
  }
}
