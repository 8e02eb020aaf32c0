// What the page does where no answer comes: at its start, and when somebody goes to a screen that is not there yet.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { setup } from "../../tests/support/setup.mjs";
import { openPage, startBrowser, untilText } from "./support/browser.mjs";
import { ask, startLedger } from "./support/ledger.mjs";

let browser;
let ledger;

setup(async (t) => {
  [browser, ledger] = await Promise.all([startBrowser(t), startLedger(t)]);
  await ask(ledger, "accounts", { id: "acme", plan: "team" });
});

const BALANCE = "#standing .balance strong";
const NOTICE = "#notices [role=alert]";

const open = (t, address, options = {}) => openPage(t, browser, `${ledger.url}/${address}`, options);

const visit = readFileSync(new URL("../src/app/visit.ts", import.meta.url), "utf8");
const RETRY_MS = Number(/RETRY_MS = ([\d_]+)/.exec(visit)[1].replaceAll("_", ""));

/** How often the client of the ledger sends one request that fails. */
const TRIES = 4;

/** What the navigation, the title and the heading name. */
async function shown(page) {
  const nav = await page.locator("#nav [aria-current=page]").textContent();
  const heading = await page.locator("#screen > :not([hidden]) h1").textContent();
  return [nav, await page.title(), heading];
}

/** Nothing is fetched before it is needed. */
const fetchLate = (page) => page.addInitScript(() => (window.requestIdleCallback = () => 0));

test("an account that is not there at the start is said, and comes as soon as the ledger has it again", async (t) => {
  const { code } = await ask(ledger, "login-codes", { account: "acme" });
  const { page } = await open(t, "#/usage", {
    ready: NOTICE,
    before: async (page) => {
      assert.equal((await page.request.post(`${ledger.url}/v1/sessions`, { data: { code } })).status(), 201);
      await page.route("**/v1/accounts/acme", (route) => route.fulfill({ status: 503, body: "" }));
    },
  });
  await untilText(page, NOTICE, /^The ledger does not answer\. Prices still work; the account could not be loaded\./);
  await page.unroute("**/v1/accounts/acme");
  await untilText(page, BALANCE, "750 credits");
  await page.locator(NOTICE).waitFor({ state: "detached" });
  await page.locator("app-usage .usage-spend").waitFor();
  assert.deepEqual(await shown(page), ["Usage", "Usage · Septet", "Usage"]);
});

test("a session that is not there at the start is asked for again", async (t) => {
  const { page } = await open(t, "", {
    ready: NOTICE,
    before: (page) => page.route("**/v1/sessions/current", (route) => route.abort()),
  });
  await untilText(page, NOTICE, /^The ledger does not answer\./);
  assert.equal(await page.getByText("No ledger connected").count(), 0);
  await page.fill("#composer-text", "typed meanwhile");
  await page.unroute("**/v1/sessions/current");
  await untilText(page, BALANCE, "750 credits");
  await page.locator(NOTICE).waitFor({ state: "detached" });
  assert.equal(await page.inputValue("#composer-text"), "typed meanwhile");
});

test("a ledger that goes away and comes back is asked every few seconds, and not more often", async (t) => {
  const { page } = await open(t, "#/usage?account=acme", { ready: ".usage-spend .usage-empty" });
  const asked = new Map();
  await page.route("**/v1/**", (route) => {
    const url = route.request().url();
    asked.set(url, (asked.get(url) ?? 0) + 1);
    return route.fulfill({ status: 503, body: "" });
  });
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await untilText(page, NOTICE, /^The ledger does not answer\. Prices still work; the account’s figures may be out of date\./);
  await page.evaluate(() => (location.hash = "#/usage?account=demo"));
  await page.evaluate((ms) => new Promise((later) => setTimeout(later, ms)), RETRY_MS);
  // When the page came into view, for the other account, and once by the interval.
  const most = 3 * TRIES;
  assert.deepEqual([...asked].filter(([, times]) => times > most), []);
  await page.unroute("**/v1/**");
  await untilText(page, "#standing .balance .quiet", "demo, team");
});

test("a screen that cannot be loaded is said until another one is shown, and is there once an answer comes", async (t) => {
  const { page } = await open(t, "#/usage", { ready: "app-usage .usage-spend", before: fetchLate });
  const nav = page.getByRole("navigation", { name: "Screens" });
  const alarm = page.locator("#alarm");
  await page.context().setOffline(true);
  await nav.getByRole("link", { name: "Account" }).click();
  await untilText(page, "#alarm", /^Account could not be loaded: the server did not answer\./);
  assert.deepEqual(await shown(page), ["Usage", "Usage · Septet", "Usage"]);
  await nav.getByRole("link", { name: "Usage" }).click();
  await alarm.waitFor({ state: "hidden" });
  await nav.getByRole("link", { name: "Account" }).click();
  await alarm.waitFor();
  await page.context().setOffline(false);
  await page.locator("app-account .account-available").waitFor();
  await alarm.waitFor({ state: "hidden" });
  assert.deepEqual(await shown(page), ["Account", "Account · Septet", "demo"]);

  await page.route("**/*", (route) => (route.request().method() === "HEAD" ? route.abort() : route.continue()));
  await nav.getByRole("link", { name: "Plans" }).click();
  await alarm.waitFor();
  await page.unroute("**/*");
  await alarm.getByRole("button", { name: "Try again" }).click();
  await page.locator("app-plans h1").waitFor();
  assert.ok(await alarm.isHidden());
  assert.ok(await page.locator("app-plans h1").evaluate((heading) => heading === document.activeElement), "the focus is not lost");
});

test("the other screens are fetched in idle time, and can be gone to without a connection", async (t) => {
  const { page } = await open(t, "#/usage", { ready: "app-usage .usage-spend" });
  await page.waitForFunction(() => ["composer", "send", "account", "plans", "operator"].every((name) => customElements.get(`app-${name}`)));
  await page.context().setOffline(true);
  await page.getByRole("navigation", { name: "Screens" }).getByRole("link", { name: "Account" }).click();
  await page.locator("app-account .account-available").waitFor();
  assert.deepEqual(await shown(page), ["Account", "Account · Septet", "demo"]);
  assert.ok(await page.locator("#alarm").isHidden());
});
