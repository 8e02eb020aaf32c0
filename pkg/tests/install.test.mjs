// The package as people get it, in projects of their own: what is in it, and that it runs wherever the README says.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { setup } from "../../tests/support/setup.mjs";
import { openAt, serveFiles, startBrowser } from "./browser.mjs";
import { hasOneModule, project, workshop } from "./fresh.mjs";

const { exports, sideEffects } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));

// The same everywhere: a price, a count, a region, an error's code.
const ASK = `const engine = new Engine("calcom");
  const { credits } = engine.quote({ plan: "team", service: "sms", to: "+919876543210", text: "Party at 8 🎉" });
  let code;
  try { engine.quote({ plan: "gold", service: "sms" }); } catch (error) { code = error.code; }
  const answer = [credits, countSegments("]".repeat(153)), region("+919876543210").region, code].join(" ");`;
const ANSWER = "15 3 IN unknown-plan";
const NAMES = "{ countSegments, Engine, region }";
const PRINTED = `import ${NAMES} from "septet"; ${ASK} console.log(answer);`;

const CSV = `import { preflightFile } from "septet/worker";
const file = new TextEncoder().encode("phone,name\\n+919876543210,Ann\\n+12125550100,Bob\\n");
const options = { book: "calcom", plan: "team", service: "sms", template: "Hi {{name}}!" };
const priced = await preflightFile(file, options);
console.log([priced.recipients, priced.credits.max].join(" "));`;
const PRICED = "2 15";

let shop;

setup(async (t) => {
  shop = await workshop(t);
});

test("it holds what it needs, and nothing else", () => {
  const { files } = shop;
  for (const needed of ["LICENSE-APACHE", "LICENSE-MIT", "README.md", "dist/core.js", "dist/core.wasm", ...sideEffects]) {
    assert.ok(files.includes(path.normalize(needed)), `${needed} is missing`);
  }
  const targets = Object.values(exports).flatMap((target) => (typeof target === "string" ? [target] : Object.values(target)));
  for (const target of targets) assert.ok(files.includes(path.normalize(target.split("?")[0])), `${target} is missing`);
  assert.equal(files.filter((name) => name.endsWith(".wasm")).length, 1);
  assert.deepEqual(files.filter((name) => /test|node_modules|\.tgz$|\.lock/.test(name)), []);
});

const COMMANDS = {
  Node: ["node", "main.mjs"],
  Deno: ["deno", "run", "main.mjs"],
  Bun: ["bun", "main.mjs"],
};

test("each runtime, and a worker in it", async (t) => {
  const { run } = await project(shop, "runtimes", { "main.mjs": PRINTED, "worker.mjs": CSV });
  for (const [name, [program, ...options]] of Object.entries(COMMANDS)) {
    await t.test(name, async () => {
      assert.equal(await run(program, ...options), ANSWER);
      const permitted = name === "Deno" ? ["run", "--allow-read"] : [];
      assert.equal(await run(program, ...permitted, "worker.mjs"), PRICED);
    });
  }
});

test("require", async () => {
  const main = `const ${NAMES} = require("septet"); ${ASK} console.log(answer);`;
  const { run } = await project(shop, "require", { "main.cjs": main });
  assert.equal(await run("node", "--disable-warning=ExperimentalWarning", "main.cjs"), ANSWER);
  assert.equal(await run("bun", "main.cjs"), ANSWER);
});

test("bundles for Bun and Deno take the module along", async () => {
  const slim = `import { readFileSync } from "node:fs";
    import ${NAMES.replace("{", "{ init,")} from "septet/slim";
    await init(readFileSync(process.argv[2])); ${ASK} console.log(answer);`;
  const { run, root, files } = await project(shop, "bundles", { "main.mjs": PRINTED, "slim.mjs": slim });
  await run("bun", "build", "main.mjs", "--target=bun", "--outdir=bun");
  assert.equal((await files("bun")).filter((name) => name.endsWith(".wasm")).length, 1);
  assert.equal(await run("bun", path.join(root, "bun/main.js")), ANSWER);
  await run("deno", "bundle", "slim.mjs", "--output=deno.mjs");
  assert.equal(await run("deno", "run", "--allow-read", "deno.mjs", "node_modules/septet/dist/core.wasm"), ANSWER);
});

const BUNDLERS = {
  Vite: ["vite", "build"],
  webpack: ["webpack", "--mode=production", "--entry=./main.js"],
};

for (const [name, command] of Object.entries(BUNDLERS)) {
  test(`${name}: a page and its worker share one module`, async (t) => {
    const page = '<!doctype html><meta charset="utf-8"><p></p><script type="module" src="main.js"></script>';
    const main = `${PRINTED}\n${CSV}`.replaceAll("console.log(", 'document.querySelector("p").append(" ", ');
    const made = await project(shop, `worker-${name.toLowerCase()}`, { "main.js": main, "index.html": page, "dist/index.html": page });
    await made.run(...command);
    await hasOneModule(made, "dist");
    const { page: opened, complaints } = await openAt(await startBrowser(t), await serveFiles(t, path.join(made.root, "dist")));
    await opened.getByText(`${ANSWER} ${PRICED}`).waitFor();
    assert.deepEqual(complaints, []);
  });
}

/** Ways to start the module where files can be read, and in a page. */
const SOURCES = {
  none: "undefined",
  module: "new WebAssembly.Module(bytes())",
  bytes: "bytes()",
  buffer: "new Uint8Array(bytes()).buffer",
  "file address": "new URL(file)",
  answer: 'new Response(bytes(), { headers: { "Content-Type": "application/wasm" } })',
  "answer of another type": "Promise.resolve(new Response(bytes()))",
};
const ADDRESS = '"/node_modules/septet/dist/core.wasm"';
const SOURCES_OF_PAGES = { none: "", address: ADDRESS, url: `new URL(${ADDRESS}, location)`, answer: `fetch(${ADDRESS})` };

/** Before it has started, and after attempts that fail; then it starts, with what `source` makes. */
const SLIM = (source) => `import { readFileSync } from "node:fs";
  import ${NAMES.replace("{", "{ countSegmentsAll, init, segments,")} from "septet/slim";

  const file = import.meta.resolve("septet/core.wasm");
  const bytes = () => readFileSync(new URL(file));
  const codeOf = (error) => error.code ?? error.name;
  const early = [() => countSegments("a"), () => countSegmentsAll(["a"]), () => segments("a"), () => region("+1"), () => new Engine("calcom")];
  const codes = new Set(early.map((call) => { try { call(); } catch (error) { return codeOf(error); } }));
  const wrong = [5, null, {}, "", "nowhere", new URL("./nowhere.wasm", file), new Response("", { status: 404 }), new Uint8Array(8)];
  for (const source of wrong) codes.add(await init(source).catch(codeOf));
  await Promise.all([init(${source}), init("nowhere")]);
  await init();
  ${ASK}
  console.log(...codes, answer);`;

test("slim: from every source, and from what is none", async (t) => {
  const expected = `not-started invalid-request module-unavailable CompileError ${ANSWER}`;
  const files = Object.entries(SOURCES).map(([name, source]) => [`${name}.mjs`, SLIM(source)]);
  const { root, run } = await project(shop, "slim", Object.fromEntries(files));
  for (const [file] of files) {
    await t.test(`Node: ${file}`, async () => assert.equal(await run("node", file), expected));
  }
  await t.test("Deno", async () => assert.equal(await run("deno", "run", "--allow-read", "none.mjs"), expected));
  await t.test("Bun", async () => assert.equal(await run("bun", "none.mjs"), expected));

  const browser = await startBrowser(t);
  const url = await serveFiles(t, root);
  for (const [name, source] of Object.entries(SOURCES_OF_PAGES)) {
    await t.test(`Chromium: ${name}`, async () => {
      const { page, complaints } = await openAt(browser, url);
      const found = await page.evaluate(`(async () => {
        const { init, countSegments } = await import("/node_modules/septet/slim.js");
        const wrong = await init("/").catch(({ name }) => name);
        await init(${source});
        return [wrong, countSegments("a")];
      })()`);
      assert.deepEqual(found, ["CompileError", 1]);
      assert.deepEqual(complaints, []);
    });
  }
});

const STRICT = { strict: true, noEmit: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, target: "es2022", lib: ["es2022", "dom"], types: [], skipLibCheck: false };
const RESOLUTIONS = {
  nodenext: { module: "nodenext" },
  bundler: { module: "esnext", moduleResolution: "bundler" },
};
const TYPED = `import { Engine, segments, type Quote, type SeptetError } from "septet";
import { preflightFile } from "septet/worker";
import module from "septet/core.wasm";
import * as slim from "septet/slim";

const engine: Engine = new Engine("calcom");
const quote: Quote = engine.quote({ plan: "team", service: "sms", region: "IN", text: "hello" });
export const credits: string = quote.credits;
export const encoding: "GSM-7" | "ASCII" | "UCS-2" = segments("hello").encoding;
export const started: Promise<void> = slim.init(module);
export const priced: Promise<Quote> = started.then(() => new slim.Engine("calcom").quote({ plan: "team", service: "sms" }));
export const max = async (file: Blob): Promise<string> =>
  (await preflightFile(file, { book: "calcom", plan: "team", service: "sms" })).credits.max;
export const codeOf = (error: SeptetError): string => error.code;
// @ts-expect-error a number is no text
segments(5);
// @ts-expect-error there is no such field
engine.quote({ plan: "team", service: "sms", colour: "red" });
`;

test("types", async (t) => {
  const made = await project(shop, "types", {
    "main.ts": TYPED,
    ...Object.fromEntries(
      Object.entries(RESOLUTIONS).map(([name, resolution]) => [
        `tsconfig.${name}.json`,
        JSON.stringify({ compilerOptions: { ...STRICT, ...resolution }, files: ["main.ts"] }),
      ]),
    ),
    // What `require` gets has the same types.
    "main.cts": 'import septet = require("septet");\nexport const count: number = septet.countSegments("hello");\n',
    "tsconfig.require.json": JSON.stringify({ compilerOptions: { ...STRICT, module: "nodenext" }, files: ["main.cts"] }),
  });
  for (const name of [...Object.keys(RESOLUTIONS), "require"]) {
    await t.test(name, () => made.run("tsc", "--project", `tsconfig.${name}.json`));
  }
});
