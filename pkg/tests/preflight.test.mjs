// Preflights in Node and in Chromium.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { Engine } from "septet";
import { openPage } from "./browser.mjs";
import { checks } from "./preflight-checks.mjs";

const { vectors } = JSON.parse(readFileSync(new URL("../../tests/vectors/preflight.json", import.meta.url), "utf8"));

for (const [name, check] of Object.entries(checks)) {
  test(`node: ${name}`, () => check({ Engine, vectors }));
}

test("chromium", async (t) => {
  const { page, complaints } = await openPage(t);
  for (const name of Object.keys(checks)) {
    await t.test(name, async () => {
      const problem = await page.evaluate(async ({ name, vectors }) => {
        const [{ Engine }, { checks }] = await Promise.all(["/pkg/web.js", "/pkg/tests/preflight-checks.mjs"].map((url) => import(url)));
        try {
          checks[name]({ Engine, vectors });
        } catch ({ message }) {
          return message;
        }
      }, { name, vectors });
      assert.equal(problem, undefined);
    });
  }
  assert.deepEqual(complaints, []);
});
