// The guide's page shows what it says, and its texts and parts are those that there are.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import test from "node:test";
import { openElements } from "./elements-page.mjs";

const read = (path) => readFileSync(new URL(path, import.meta.url), "utf8");
const guide = read("../../src/docs/elements.md");
const example = (language) => guide.match(new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``))[1];

test("chromium: the guide's page", async (t) => {
  const { page, complaints } = await openElements(t, example("html"), example("js"));
  const said = page.waitForEvent("console");
  const meter = page.locator("septet-meter");
  await meter.getByText("Part 2 of 2").waitFor();
  assert.match(await meter.locator('[part="reading credits"]').innerText(), /30/);
  await page.getByText("1,220").waitFor();
  await page.getByRole("button", { name: "Replace ’ with ' 1 part, saves 15 credits" }).click();
  await meter.locator('[part="reading credits"]').getByText("15").waitFor();
  await page
    .getByLabel("Recipients", { exact: true })
    .setInputFiles({
      name: "guests.csv",
      mimeType: "text/csv",
      buffer: Buffer.from("phone,name\n+919876543210,Asha\n"),
    });
  assert.equal((await said).text(), "at most 15 credits");
  await page.getByText("The balance covers it and leaves at least 1,205 credits").waitFor();
  assert.deepEqual(complaints, []);
});

test("chromium: the guide's import map", async (t) => {
  const { page, complaints } = await openElements(t, "", "");
  // Here the package is not among its own modules.
  const map = example("json")
    .replaceAll("/node_modules/septet/", "/pkg/")
    .replaceAll("/node_modules/", "/pkg/node_modules/");
  const hash = createHash("sha256").update(map).digest("base64");
  const url = new URL("/plain.html", page.url()).href;
  await page.route(url, (route) =>
    route.fulfill({
      contentType: "text/html",
      headers: {
        "Content-Security-Policy": `default-src 'none'; script-src 'self' 'wasm-unsafe-eval' 'sha256-${hash}'; connect-src 'self'`,
      },
      body: `<!doctype html><meta charset="utf-8"><script type="importmap">${map}</script>${example("html")}`,
    }),
  );
  await page.goto(url);
  await page.evaluate(() => import("septet/elements"));
  await page.locator("septet-meter").getByText("Part 2 of 2").waitFor();
  assert.deepEqual(complaints, []);
});

test("the custom properties that the guide names are those of the theme", () => {
  const named = new Set(guide.match(/--septet-[a-z-]+/g));
  const styles = ["common/theme.js", "meter/style.js", "preflight/style.js", "balance.js"].map((file) =>
    read(`../elements/${file}`),
  );
  assert.deepEqual([...named].sort(), [...new Set(styles.join().match(/--septet-[a-z-]+/g))].sort());
});

for (const name of ["meter", "balance", "preflight"]) {
  test(`the types of the ${name} name its parts and its texts`, async () => {
    const folder = new URL(`../elements/${name}/`, import.meta.url);
    const own = name === "balance" ? [] : readdirSync(folder).map((file) => read(`../elements/${name}/${file}`));
    const source = [read(`../elements/${name}.js`), ...own].join("\n");
    const parts = [...source.matchAll(/part="([a-z -]+)/g)].flatMap(([, names]) => names.trim().split(/\s+/));
    const types = read(`../elements/${name}.d.ts`);
    assert.deepEqual(
      [...new Set(parts)].filter((part) => !types.includes(`\`${part}\``)),
      [],
    );
    const { texts } = await import(`../elements/texts/${name}.js`);
    const [, union] = types.match(/export type \w+Text =([^;]+);/);
    assert.deepEqual(union.match(/[\w:-]+/g), Object.keys(texts));
  });
}

test("every warning and fix that there can be has a sentence", async () => {
  const { texts } = await import("../elements/texts/preflight.js");
  const codes = (file) =>
    read(`../../src/${file}`)
      .match(/"[a-z0-9]+(-[a-z0-9]+)+"/g)
      .map((code) => code.slice(1, -1));
  const expected = [
    ...codes("campaign/warning.rs").map((code) => `warning:${code}`),
    ...codes("wire/preflight/answer.rs").map((kind) => `fix:${kind}`),
    "fix:shorten",
  ];
  assert.deepEqual(
    expected.filter((name) => !(name in texts)),
    [],
  );
});

test("a server can import them", async () => {
  const { SeptetMeter } = await import("septet/elements");
  assert.equal(typeof SeptetMeter, "function");
});
