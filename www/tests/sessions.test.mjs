// Sessions that end: by themselves, and because somebody leaves.
import assert from "node:assert/strict";
import { test } from "node:test";

import { setup } from "../../tests/support/setup.mjs";
import { isUsable } from "./support/axe.mjs";
import { openPage, startBrowser, untilText } from "./support/browser.mjs";
import { ask, startLedger } from "./support/ledger.mjs";

let browser;
let ledger;

setup(async (t) => {
  [browser, ledger] = await Promise.all([startBrowser(t), startLedger(t, { demo: false })]);
  for (const id of ["acme", "bluebird"]) {
    await ask(ledger, "accounts", { id, plan: "team" }, id);
  }
});

const HOLDER = "#standing .balance .quiet";

let codes = 0;

const codeFor = async (whom) => (await ask(ledger, "login-codes", whom, `code-${(codes += 1)}`)).code;

/** The page as somebody sees it who has come in by a code. */
async function open(t, whom, address, options = {}) {
  const code = await codeFor(whom);
  const before = async (page) => {
    assert.equal((await page.request.post(`${ledger.url}/v1/sessions`, { data: { code } })).status(), 201);
  };
  return openPage(t, browser, `${ledger.url}/${address}`, { before, ...options });
}

async function signIn(page, whom) {
  await page.getByLabel("Login code").fill(await codeFor(whom));
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByLabel("Login code").waitFor({ state: "detached" });
}

const focus = (page) => page.evaluate(() => document.activeElement.textContent.trim());

/** What every card says that could not be fetched. */
const refusals = (page) => page.locator("#screen > :not([hidden]) .notice.wrong[role=alert]").filter({ visible: true });

test("a session that ends on Usage says how to go on, and all of it is there after signing in", async (t) => {
  const { page } = await open(t, { account: "acme" }, "#/usage", { ready: ".usage-spend .usage-empty" });
  await page.context().clearCookies();
  await page.getByRole("button", { name: "Last 3 Months" }).click();
  await refusals(page).first().waitFor();
  for (const text of await refusals(page).locator("p").allTextContents()) {
    assert.equal(text, "Sign in above to continue.");
  }
  assert.equal(await page.getByText("Authorization").count(), 0);
  await page.getByLabel("Login code").fill("wrong");
  await page.getByRole("button", { name: "Sign in" }).click();
  await untilText(page, ".sign-in [role=alert]", "The login code is wrong, used or expired: ask for a new one.");

  await signIn(page, { account: "acme" });
  await untilText(page, ".usage-days-shown", /^Last 3 Months/);
  await page.locator("app-usage [role=alert]:not(:empty)").first().waitFor({ state: "detached" });
  assert.equal(await focus(page), "Usage", "the form had the focus, and is gone");
});

test("a session that ends on Account, and one that ends on Operator", async (t) => {
  const { page } = await open(t, { operator: true }, "#/operator", { ready: "app-operator table" });
  await page.context().clearCookies();
  await page.getByRole("button", { name: "Search" }).click();
  await refusals(page).filter({ hasText: "Sign in above to continue." }).waitFor();
  await signIn(page, { operator: true });
  await refusals(page).first().waitFor({ state: "detached" });

  await page.getByRole("link", { name: "View acme" }).click();
  await page.locator(".account-available").waitFor();
  await page.context().clearCookies();
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await page.getByLabel("Login code").waitFor();
  assert.equal(await page.getByRole("button", { name: "Sign out" }).count(), 0);
  await signIn(page, { operator: true });
  await page.getByRole("button", { name: "Sign out" }).waitFor();
  await untilText(page, HOLDER, "acme, team");
});

test("who signs out leaves nothing behind, and whoever comes next begins anew", async (t) => {
  const { page } = await open(t, { account: "acme" }, "#/?to=%2B919876543210&text=of+acme", { permissions: ["clipboard-read", "clipboard-write"] });
  assert.equal(await page.inputValue("#composer-text"), "of acme");
  await page.getByRole("navigation", { name: "Screens" }).getByRole("link", { name: "Account" }).click();
  await page.locator(".account-available").waitFor();
  await isUsable(page, "with a way to sign out");
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByText("You are not signed in.").waitFor();
  await page.locator("#composer-text").waitFor();
  assert.doesNotMatch(await page.inputValue("#composer-text"), /acme/);
  assert.equal(await page.locator("#standing").textContent().then((text) => text.trim()), "");
  assert.equal(await focus(page), "The exact price as you type");
  assert.equal((await page.request.get(`${ledger.url}/v1/sessions/current`)).status(), 401);

  await signIn(page, { account: "bluebird" });
  await untilText(page, HOLDER, "bluebird, team");
  await page.getByRole("region", { name: "Balance" }).waitFor();
});

test("after a session has ended by itself, a draft is kept for its account, and for no other one", async (t) => {
  const { page } = await open(t, { account: "acme" }, "");
  await page.fill("#composer-text", "of acme");
  const end = async () => {
    await page.context().clearCookies();
    await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
    await page.getByText("Your session has ended; nothing you typed is lost.").waitFor();
  };
  await end();
  await signIn(page, { account: "acme" });
  assert.equal(await page.inputValue("#composer-text"), "of acme");
  await end();
  await signIn(page, { account: "bluebird" });
  await untilText(page, HOLDER, "bluebird, team");
  await page.waitForFunction(() => !document.querySelector("#composer-text")?.value.includes("acme"));
  await page.locator("#composer-price:not(.priceless)").waitFor();
});

test("a sign-out that gets no answer says so, and the session goes on", async (t) => {
  const { page } = await open(t, { account: "acme" }, "#/account", { ready: ".account-available" });
  await page.route("**/v1/sessions/current", (route) => (route.request().method() === "DELETE" ? route.abort() : route.continue()));
  await page.getByRole("button", { name: "Sign out" }).click();
  await untilText(page, ".sign-out [role=alert]", "The ledger did not answer. Nothing was lost; please try again.");
  assert.ok(await page.locator(".account-available").isVisible());
});

test("in the demo there is nothing to sign out of", async (t) => {
  const demo = await startLedger(t);
  const { page } = await openPage(t, browser, `${demo.url}/#/account`, { ready: ".account-available" });
  assert.equal(await page.getByRole("button", { name: "Sign out" }).count(), 0);
});
