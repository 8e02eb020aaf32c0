// What is seen of a screen stays where it is while the rest of it comes.
import assert from "node:assert/strict";
import { test } from "node:test";

import { setup } from "../../tests/support/setup.mjs";
import { openPage, startBrowser } from "./support/browser.mjs";
import { ask, startLedger } from "./support/ledger.mjs";

const SCREENS = {
  compose: "#/",
  send: "#/send",
  usage: "#/usage",
  account: "#/account",
  plans: "#/plans",
  accounts: "#/operator",
  "one account": "#/operator?account=acme",
  prices: "#/operator?tab=prices",
  keys: "#/operator?tab=keys",
  deliveries: "#/operator?tab=deliveries",
  activity: "#/operator?tab=activity",
  "the usage of another account": "#/usage?account=acme",
  "another account": "#/account?account=acme",
};

const PAGES = [
  { width: 360, height: 740 },
  { width: 1440, height: 900 },
];

/** As much of what is seen may move, times how far, each as a part of the page: a hundredth is a line that gives way. */
const SHIFT_MAX = 0.01;

let browser;
let ledger;

setup(async (t) => {
  [browser, ledger] = await Promise.all([startBrowser(t), startLedger(t, { days: 92, deck: null })]);
  await ask(ledger, "accounts", { id: "acme", plan: "team" });
});

/** What is asked for first is answered last: no part can count on another being there. */
async function answerLate(page) {
  let asked = 0;
  await page.route("**/v1/**", async (route) => {
    asked += 1;
    await new Promise((later) => setTimeout(later, Math.max(50, 500 - 40 * asked)));
    await route.continue();
  });
  await page.addInitScript(() => {
    window.shifts = [];
    new PerformanceObserver((list) => {
      for (const { value, sources } of list.getEntries()) {
        window.shifts.push({ value, of: sources.map(({ node }) => `${node?.nodeName} ${node?.className ?? ""}`) });
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
}

for (const [name, address] of Object.entries(SCREENS)) {
  test(`${name}: nothing moves that was there`, async (t) => {
    for (const viewport of PAGES) {
      const { page } = await openPage(t, browser, `${ledger.url}/${address}`, { before: answerLate, ready: "main h1", viewport });
      await page.waitForLoadState("networkidle");
      await page.waitForFunction(() => document.querySelectorAll(".skeleton").values().every((each) => !each.checkVisibility()));
      const shifts = await page.evaluate(() => window.shifts);
      const sum = shifts.reduce((sum, { value }) => sum + value, 0);
      assert.ok(sum <= SHIFT_MAX, `${viewport.width} px: ${sum}, of ${JSON.stringify(shifts)}`);
    }
  });
}

test("the place of a message's parts is as high as they are, once they come into view", async (t) => {
  const { page } = await openPage(t, browser, ledger.url, { viewport: PAGES[0] });
  const meter = page.locator("septet-meter");
  const height = () => page.locator(".card.sent").evaluate(({ offsetHeight }) => offsetHeight);
  await page.evaluate(() => scrollTo(0, 0));
  const before = await height();
  await meter.evaluate(({ shadowRoot }) => {
    for (const each of shadowRoot.querySelectorAll("*")) each.style.contentVisibility = "visible";
  });
  assert.equal(await height(), before);
});

test("the links of the navigation stay in their places while it is learnt who visits", async (t) => {
  let answer;
  const asked = new Promise((resolve) => (answer = resolve));
  const before = (page) =>
    page.route("**/v1/**", async (route) => {
      await asked;
      await route.continue();
    });
  const { page } = await openPage(t, browser, `${ledger.url}/#/usage`, { before, ready: "app-usage .skeleton" });
  const places = () =>
    page.locator("#nav a").evaluateAll((links) =>
      links
        .filter((link) => link.checkVisibility({ visibilityProperty: true }))
        .map((link) => [link.textContent, link.getBoundingClientRect().left]),
    );
  const first = await places();
  assert.deepEqual(first.map(([name]) => name), ["Compose", "Send", "Usage", "Plans"]);
  answer();
  await page.locator("#standing .balance").waitFor();
  const then = new Map(await places());
  assert.deepEqual([...then.keys()], ["Compose", "Send", "Usage", "Account", "Plans", "Operator"]);
  for (const [name, left] of first) assert.equal(then.get(name), left, name);
});
