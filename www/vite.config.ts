import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import zlib from "node:zlib";

import { defineConfig, type Plugin } from "vite";

export default defineConfig({
  // Relative addresses: the page also works below the root of a static server.
  base: "./",
  build: {
    // The package starts its module with top-level await.
    target: "es2022",
    // The policy `script-src 'self'` allows no `data:` address, so every file stays one.
    assetsInlineLimit: 0,
  },
  plugins: [precompress()],
  // The package is linked, and has its own `node_modules`: the page needs Lit once.
  resolve: { dedupe: ["lit", "lit-html", "lit-element", "@lit/reactive-element"] },
  server: {
    // The package is linked from beside this folder.
    fs: { allow: [".."] },
    // `npm run dev` beside a running ledger.
    proxy: { "/v1": "http://127.0.0.1:8787" },
  },
});

/** Writes `FILE.br` and `FILE.gz` beside each file, which the ledger sends to browsers that can read them. */
function precompress(): Plugin {
  const formats = { br: promisify(zlib.brotliCompress), gz: promisify(zlib.gzip) };
  return {
    name: "precompress",
    apply: "build",
    async writeBundle({ dir = "dist" }) {
      const files = await readdir(dir, { recursive: true, withFileTypes: true });
      for (const file of files.filter((entry) => entry.isFile())) {
        const name = path.join(file.parentPath, file.name);
        const bytes = await readFile(name);
        for (const [extension, compress] of Object.entries(formats)) {
          await writeFile(`${name}.${extension}`, await compress(bytes));
        }
      }
    },
  };
}
