// The recipes of the package's README: each is taken from there, and run in a project of its own.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { openAt, serveFiles, startBrowser } from "./browser.mjs";
import { project, workshop } from "./fresh.mjs";

const README = readFileSync(new URL("../README.md", import.meta.url), "utf8");
/** Of one part and one character outside GSM-7, to India. */
const TEXT = "Party at 8 🎉";
const PRICE = "15";

/** A recipe's files by name, which stands in the first line of each, and its commands. */
function recipe(title) {
  const [, section] = README.split(`\n### ${title}\n`);
  assert.ok(section, `the README has no recipe \`${title}\``);
  const blocks = section.split(/\n##+ /)[0].matchAll(/```(\w+)\n([^]*?)```/g);
  const found = { files: {}, commands: [] };
  for (const [, language, code] of blocks) {
    if (language === "sh") {
      found.commands.push(...code.trim().split("\n"));
    } else {
      const [, name] = /^(?:\/\/|#|<!--) (\S+)/.exec(code);
      found.files[name] = code;
    }
  }
  return found;
}

const INDEX = (script) =>
  `<!doctype html><meta charset="utf-8"><title>septet</title><p id="price"></p>${script}`;
const MODULE = (src) => INDEX(`<script type="module" src="${src}"></script>`);

const teardown = [];
let shop;
let browser;

before(async () => {
  const t = { after: (undo) => teardown.unshift(undo) };
  [shop, browser] = await Promise.all([workshop(t), startBrowser(t)]);
});
after(async () => {
  for (const undo of teardown) await undo();
});

/** The project of a recipe, with what else it takes to be one. */
async function start(title, files = {}) {
  const { files: own, commands } = recipe(title);
  const name = title.toLowerCase().replaceAll(/\W+/g, "-");
  return { ...(await project(shop, name, { ...files, ...own })), commands };
}

/** The page shows the price, without a complaint. */
async function shows(url, price) {
  const { page, complaints } = await openAt(browser, url);
  try {
    await page.getByText(price ?? `${PRICE} credits`).waitFor();
  } catch (error) {
    throw new Error(`${error.message}: ${await page.content()} ${complaints}`);
  }
  assert.deepEqual(complaints, []);
  return page;
}

/** One module in what a bundler wrote, and none of it hidden in a script. */
async function hasOneModule({ files }, folder) {
  const names = await files(folder);
  assert.equal(names.filter((name) => name.endsWith(".wasm")).length, 1, names.join());
  for (const name of names.filter((name) => /\.[cm]?js$/.test(name))) {
    // The beginning of every module: bytes of it, or these in base64.
    assert.doesNotMatch(readFileSync(name, "latin1"), /AGFzbQEAAA|\0asm/, name);
  }
}

/** The server prices what it is asked. */
async function answers(address) {
  const response = await fetch(`${address}?text=${encodeURIComponent(TEXT)}`);
  const body = await response.text();
  assert.equal(response.status, 200, body);
  assert.equal(JSON.parse(body).credits, PRICE);
}

test("A plain script tag", async (t) => {
  const { root, commands, run } = await start("A plain script tag");
  for (const command of commands) await run("sh", "-c", command);
  await shows(await serveFiles(t, root));
});

test("Vite", async (t) => {
  const made = await start("Vite", { "index.html": MODULE("/main.js") });
  for (const command of made.commands) await made.run("sh", "-c", command);
  await hasOneModule(made, "dist");
  await shows(await serveFiles(t, path.join(made.root, "dist")));

  await shows(await made.serve(t, "vite", "--port", "0"));
});

test("webpack", async (t) => {
  const made = await start("webpack", { "dist/index.html": INDEX('<script src="main.js"></script>').replace("<script", "<script defer") });
  for (const command of made.commands) await made.run("sh", "-c", command);
  await hasOneModule(made, "dist");
  await shows(await serveFiles(t, path.join(made.root, "dist")));
});

test("esbuild", async (t) => {
  const made = await start("esbuild", { "dist/index.html": INDEX('<script src="main.js"></script>') });
  for (const command of made.commands) await made.run("sh", "-c", command);
  await hasOneModule(made, "dist");
  await shows(await serveFiles(t, path.join(made.root, "dist")));
});

test("Next.js, at the edge", async (t) => {
  const layout = "export default ({ children }) => <html><body>{children}</body></html>;";
  const made = await start("Next.js, at the edge", { "app/layout.jsx": layout });
  for (const command of made.commands) await made.run("sh", "-c", command);
  const address = await made.serve(t, "next", "start", "--port", "0");
  await answers(`${address}/price`);
});

test("Cloudflare Workers", async (t) => {
  const made = await start("Cloudflare Workers");
  // What would be sent there.
  await made.run("sh", "-c", `${made.commands} --dry-run --outdir dist`);
  await hasOneModule(made, "dist");
  await answers(await made.serve(t, "wrangler", "dev", "--port", "0"));
});

test("Deno Deploy", async (t) => {
  const made = await start("Deno Deploy");
  await answers(await made.serve(t, "deno", "serve", "--port", "0", "main.js"));
});

const FRAMEWORKS = {
  React: {
    plugin: "@vitejs/plugin-react",
    main: `import { createElement } from "react";
      import { createRoot } from "react-dom/client";
      import Composer from "./Composer.jsx";
      createRoot(document.querySelector("#price")).render(createElement(Composer));`,
  },
  Vue: {
    plugin: "@vitejs/plugin-vue",
    main: `import { createApp } from "vue";
      import Composer from "./Composer.vue";
      createApp(Composer).mount("#price");`,
  },
  Svelte: {
    plugin: "@sveltejs/vite-plugin-svelte",
    imported: "{ svelte as framework }",
    main: `import { mount } from "svelte";
      import Composer from "./Composer.svelte";
      mount(Composer, { target: document.querySelector("#price") });`,
  },
};

for (const [name, { plugin, imported = "framework", main }] of Object.entries(FRAMEWORKS)) {
  test(name, async (t) => {
    const made = await start(name, {
      "index.html": MODULE("/src/main.js"),
      "src/main.js": main,
      "vite.config.js": `import ${imported} from "${plugin}";
        export default { plugins: [framework()], optimizeDeps: { exclude: ["septet"] } };`,
    });
    await made.run("vite", "build");
    await hasOneModule(made, "dist");
    const page = await shows(await serveFiles(t, path.join(made.root, "dist")));
    await page.fill("textarea", "a".repeat(161));
    await page.getByText("30 credits").waitFor();
    assert.match(await page.textContent("#price"), /2 × GSM-7/);
  });
}
