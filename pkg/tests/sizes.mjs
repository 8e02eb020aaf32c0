// What a page fetches for the package: the module, and the JavaScript that brings it, each file compressed for itself.
// `node tests/sizes.mjs` prints it, as each build does.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const GLUE = [
  "dist/core.js", "web.js", "api.js", "asking.js", "plain.js", "quotes/recent.js", "quotes/source.js", "quotes/verify.js",
];

function size(path) {
  const bytes = readFileSync(new URL(`../${path}`, import.meta.url));
  const params = { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  return {
    raw: bytes.length,
    gzip: gzipSync(bytes, { level: 9 }).length,
    brotli: brotliCompressSync(bytes, { params }).length,
  };
}

const sum = (one, other) => ({ raw: one.raw + other.raw, gzip: one.gzip + other.gzip, brotli: one.brotli + other.brotli });

/** Bytes of the module, of the JavaScript, and of both. */
export function sizes() {
  const [wasm, glue] = [size("dist/core.wasm"), GLUE.map(size).reduce(sum)];
  return { "core.wasm": wasm, "its JavaScript": glue, together: sum(wasm, glue) };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const kB = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
  for (const [name, { raw, gzip, brotli }] of Object.entries(sizes())) {
    console.log(`${name} ${kB(raw)}, ${kB(gzip)} gzip, ${kB(brotli)} brotli`);
  }
}
