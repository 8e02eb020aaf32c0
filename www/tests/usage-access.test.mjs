// Whether everybody can use the usage screen: on any page width, in both themes, by keyboard, with less motion.
import assert from "node:assert/strict";
import { test } from "node:test";

import { setup } from "../../tests/support/setup.mjs";
import { isUsable } from "./support/axe.mjs";
import { openPage, startBrowser, untilText } from "./support/browser.mjs";
import { startUsedLedger } from "./support/usage.mjs";

let browser;
let ledger;

setup(async (t) => {
  [browser, ledger] = await Promise.all([startBrowser(t), startUsedLedger(t)]);
});

const READY = "app-usage .usage-transactions";

test("axe finds nothing serious with all of it open, and nothing is wider than the page", async (t) => {
  const { page, complaints } = await openPage(t, browser, `${ledger.url}/#/usage`, { ready: READY });
  await page.locator("app-usage-transactions").getByRole("button", { name: /^Why/ }).first().click();
  await page.locator(".usage-why").waitFor();
  for (const summary of await page.getByText("Show as table").all()) {
    await summary.click();
  }
  await page.getByRole("button", { name: "Custom" }).click();
  await isUsable(page, "all of it open");
  assert.deepEqual(complaints, []);
});

test("by keyboard alone: a range, a filter, days, a table and an explanation", async (t) => {
  const { page } = await openPage(t, browser, `${ledger.url}/#/usage`, { ready: READY });
  const name = () =>
    page.evaluate(() => {
      const { id, textContent, ariaLabel } = document.activeElement;
      return id || ariaLabel || textContent.replace(/\s+/g, " ").trim();
    });
  /** Goes on until something has the focus. */
  const tabTo = async (wanted) => {
    for (let steps = 0; (await name()) !== wanted; steps += 1) {
      assert.ok(steps < 100, `${wanted} is never reached`);
      await page.keyboard.press("Tab");
    }
    assert.ok(await page.evaluate(() => document.activeElement.matches(":focus-visible")), `the focus on ${wanted} is seen`);
  };
  await tabTo("Show as table");
  await page.keyboard.press("Enter");
  await page.getByRole("table", { name: /so far/ }).waitFor();
  await tabTo("Last 3 Months");
  await page.keyboard.press("Enter");
  await untilText(page, ".usage-days-shown", /^Last 3 Months/);
  assert.equal(await name(), "Last 3 Months", "the focus stays");
  await tabTo("usage-service");
  await page.keyboard.press("ArrowDown");
  await untilText(page, ".usage-total .quiet", /charge/);
  await tabTo("Download CSV");
  await page.locator(READY).waitFor();
  await page.evaluate(() => document.querySelector("app-usage-transactions button[aria-expanded]").scrollIntoView());
  const why = await page.locator("app-usage-transactions button[aria-expanded]").first().getAttribute("aria-label");
  await tabTo(why);
  await page.keyboard.press("Enter");
  await page.locator(".usage-why").waitFor();
  assert.equal(await name(), why);
});

test("the colours of charts follow the scheme", async (t) => {
  const { page } = await openPage(t, browser, `${ledger.url}/#/usage`, { ready: READY, colorScheme: "light" });
  const picture = () => page.locator("app-usage canvas").first().evaluate((canvas) => canvas.toDataURL());
  const light = await picture();
  await page.emulateMedia({ colorScheme: "dark" });
  const deadline = Date.now() + 10_000;
  while ((await picture()) === light) {
    assert.ok(Date.now() < deadline, "the chart keeps the colours of the light scheme");
  }
});
