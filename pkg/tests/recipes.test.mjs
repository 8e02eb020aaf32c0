// The recipes of the package's README: each is taken from there, and run in a project of its own.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { createClient } from "septet/client";
import { serve } from "../../tests/support/ledger.mjs";
import { setup } from "../../tests/support/setup.mjs";
import { openAt, serveFiles, startBrowser } from "./browser.mjs";
import { hasOneModule, project, workshop } from "./fresh.mjs";

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

const PAGE = '<!doctype html><meta charset="utf-8"><title>septet</title><p id="price"></p>';
const MODULE = (src) => `${PAGE}<script type="module" src="${src}"></script>`;
const CLASSIC = (src) => `${PAGE}<script src="${src}"></script>`;

let shop;
let browser;

setup(async (t) => {
  [shop, browser] = await Promise.all([workshop(t), startBrowser(t)]);
});

/** The project of a recipe, with what else it takes to be one. `build` runs its commands. */
async function start(title, files = {}, name = title.toLowerCase().replaceAll(/\W+/g, "-")) {
  const { files: own, commands } = recipe(title);
  const made = await project(shop, name, { ...files, ...own });
  const build = async (...options) => {
    for (const command of commands) await made.run("sh", "-c", [command, ...options].join(" "));
  };
  return { ...made, build };
}

/** The page shows the price, without a complaint. */
async function shows(url) {
  const { page, complaints } = await openAt(browser, url);
  try {
    await page.getByText(`${PRICE} credits`).waitFor();
  } catch (error) {
    throw new Error(`${error.message}: ${await page.content()} ${complaints}`);
  }
  assert.deepEqual(complaints, []);
  return page;
}

/** The server prices what it is asked. */
async function answers(address) {
  const response = await fetch(`${address}?text=${encodeURIComponent(TEXT)}`);
  const body = await response.text();
  assert.equal(response.status, 200, body);
  assert.equal(JSON.parse(body).credits, PRICE);
}

/** What a bundler wrote to `dist` has one module, and shows the price. */
async function showsBundle(t, made) {
  await hasOneModule(made, "dist");
  return shows(await serveFiles(t, path.join(made.root, "dist")));
}

test("A plain script tag", async (t) => {
  const { root, build } = await start("A plain script tag");
  await build();
  await shows(await serveFiles(t, root));
});

test("Vite", async (t) => {
  const made = await start("Vite", { "index.html": MODULE("/main.js"), "public/favicon.ico": "" });
  await made.build();
  await showsBundle(t, made);
  await shows(await made.serve(t, "vite", "--port", "0"));
});

test("esbuild, with the page elsewhere", async (t) => {
  const made = await start("esbuild", { "index.html": CLASSIC("dist/main.js") }, "elsewhere");
  await made.build("--public-path=/dist");
  await shows(await serveFiles(t, made.root));
});

for (const bundler of ["webpack", "esbuild"]) {
  test(bundler, async (t) => {
    const made = await start(bundler, { "dist/index.html": CLASSIC("main.js") });
    await made.build();
    await showsBundle(t, made);
  });
}

test("Next.js", async (t) => {
  const layout = "export default ({ children }) => <html><body>{children}</body></html>;";
  const made = await start("Next.js", { "app/layout.jsx": layout });
  await made.build();
  const address = await made.serve(t, "next", "start", "--port", "0");
  await answers(`${address}/price`);
  await answers(`${address}/edge/price`);
});

test("Cloudflare Workers", async (t) => {
  const made = await start("Cloudflare Workers");
  // What would be sent there.
  await made.build("--dry-run", "--outdir=dist");
  await hasOneModule(made, "dist");
  await answers(await made.serve(t, "wrangler", "dev", "--port", "0"));
});

test("Deno Deploy", async (t) => {
  const made = await start("Deno Deploy");
  await answers(await made.serve(t, "deno", "run", "--allow-net", "main.js"));
});

test("The ledger, from a server", async (t) => {
  const ledger = await serve(t);
  const client = createClient({ url: ledger.url, key: ledger.adminKey });
  await client.openAccount({ id: "acme", plan: "free" });
  const made = await start("The ledger, from a server");
  const [command] = recipe("The ledger, from a server").commands;
  const run = (key) => made.run("env", `LEDGER_URL=${ledger.url}`, `SEPTET_KEY=${key}`, ...command.split(" "));
  await client.grant("acme", { credits: "20" });
  for (let times = 0; times < 2; times++) assert.equal(await run(ledger.adminKey), `${PRICE} credits, 5 left`);
  assert.match(await run("septet_none"), /^unauthorized: /);
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
      "vite.config.js": `import ${imported} from "${plugin}"; export default { plugins: [framework()] };`,
    });
    await made.run("vite", "build");
    const page = await showsBundle(t, made);
    await page.fill("textarea", "a".repeat(161));
    await page.getByText("30 credits").waitFor();
    assert.match(await page.textContent("#price"), /2 × GSM-7/);
    // What has no price is no end of the page.
    await page.fill("textarea", "a".repeat(40_000));
    await page.getByText("the text needs 262 parts").waitFor();
    await page.fill("textarea", TEXT);
    await page.getByText(`${PRICE} credits`).waitFor();
  });
}
