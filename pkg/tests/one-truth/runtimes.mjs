// The runtimes, each in a project of its own with the package as people get it. Each is asked for the digests of all its
// answers, and for the lines of one piece where a digest is another one.
import { readFile } from "node:fs/promises";
import { openAt, serveFiles, startBrowser } from "../browser.mjs";
import { project } from "../fresh.mjs";

const SCRIPTS = ["chance.mjs", ...["answers", "files", "requests", "shapes"].map((name) => `one-truth/${name}.mjs`)];

/** On the command line: digests, or the piece that is the argument. */
const PROGRAM = `import * as septet from "septet";
import { asked } from "./one-truth/answers.mjs";
const { argv } = globalThis.Deno ? { argv: Deno.args } : { argv: process.argv.slice(2) };
console.log(JSON.stringify(await asked(septet, argv[0])));
`;

const WORKER = `import * as septet from "septet";
import { asked } from "./one-truth/answers.mjs";
export default {
  async fetch(request) {
    const piece = new URL(request.url).searchParams.get("piece") ?? undefined;
    return Response.json(await asked(septet, piece));
  },
};
`;

async function made(shop, name, files) {
  const scripts = SCRIPTS.map(async (file) => [file, await readFile(new URL(`../${file}`, import.meta.url), "utf8")]);
  return project(shop, name, { ...Object.fromEntries(await Promise.all(scripts)), ...files });
}

const program = (name, ...command) => async (t, shop) => {
  const { run } = await made(shop, name, { "main.mjs": PROGRAM });
  return async (...piece) => JSON.parse(await run(...command, "main.mjs", ...piece));
};

/** By name: starts one, and gives what asks it. */
export const runtimes = {
  Node: program("node", process.execPath),
  Deno: program("deno", "deno", "run"),
  Bun: program("bun", "bun"),

  async workerd(t, shop) {
    const { serve } = await made(shop, "workerd", {
      "wrangler.toml": 'name = "truth"\nmain = "worker.js"\ncompatibility_date = "2026-04-01"\n',
      "worker.js": WORKER,
    });
    const address = await serve(t, "wrangler", "dev", "--port", "0");
    return async (...piece) => {
      const response = await fetch(`${address}/${piece.map((piece) => `?piece=${piece}`)}`);
      return response.json();
    };
  },

  async Chromium(t, shop) {
    const { root } = await made(shop, "chromium", {});
    const { page } = await openAt(await startBrowser(t), await serveFiles(t, root));
    return (...given) =>
      page.evaluate(async (given) => {
        const [septet, { asked }] = await Promise.all(["/node_modules/septet/web.js", "/one-truth/answers.mjs"].map((url) => import(url)));
        return asked(septet, ...given);
      }, given);
  },
};
