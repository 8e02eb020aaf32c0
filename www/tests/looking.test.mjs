// The account that an operator looks at: the address names it, on every screen.
import assert from "node:assert/strict";
import { test } from "node:test";

import { setup } from "../../tests/support/setup.mjs";
import { openPage, startBrowser, untilText } from "./support/browser.mjs";
import { ask, startLedger } from "./support/ledger.mjs";

let browser;
let ledger;

setup(async (t) => {
  [browser, ledger] = await Promise.all([startBrowser(t), startLedger(t)]);
  for (const id of ["acme", "bluebird"]) {
    await ask(ledger, "accounts", { id, plan: "team" }, id);
  }
});

/** Of the account in the header. */
const HOLDER = "#standing .balance .quiet";

const open = (t, address, options = {}) => openPage(t, browser, `${ledger.url}/${address}`, { ready: HOLDER, ...options });

const go = (page, address) => page.evaluate((hash) => (location.hash = hash), address);

test("another account in the address of a screen is shown, and asked for once", async (t) => {
  const { page, complaints } = await open(t, "#/usage?account=acme&range=last-3-months&service=sms");
  await untilText(page, HOLDER, "acme, team");
  await page.locator(".usage-empty").first().waitFor();
  const asked = [];
  page.on("request", (request) => request.url().includes("/v1/") && asked.push(request.url()));
  await go(page, "#/usage?account=bluebird");
  await untilText(page, HOLDER, "bluebird, team");
  await page.evaluate(() => new Promise((later) => setTimeout(later, 2_000)));
  assert.ok(asked.some((url) => url.endsWith("/v1/accounts/bluebird")));
  assert.deepEqual(asked.filter((url, at) => asked.indexOf(url) !== at), [], "asked for again");
  assert.equal(new URL(page.url()).hash, "#/usage?account=bluebird&range=last-3-months");
  assert.deepEqual(complaints, []);
});

test("every link leads on to the account that is looked at", async (t) => {
  const { page } = await open(t, "#/usage?account=acme");
  const leads = async (link, address) => {
    await link.waitFor();
    assert.equal(await link.getAttribute("href"), address);
  };
  await leads(page.getByRole("link", { name: "write a message" }), "#/?account=acme");
  await leads(page.getByRole("link", { name: "Septet" }), "#/?account=acme");
  for (const name of ["Send", "Usage", "Account", "Plans", "Operator"]) {
    await leads(page.getByRole("navigation", { name: "Screens" }).getByRole("link", { name }), `#/${name.toLowerCase()}?account=acme`);
  }
  await leads(page.getByRole("link", { name: "Buy credits" }), "#/account?account=acme&buy=1");

  await go(page, "#/account?account=acme");
  await leads(page.getByRole("link", { name: "Prepare one" }), "#/send?account=acme");
  await leads(page.getByRole("link", { name: "Full usage" }), "#/usage?account=acme");

  await page.getByRole("link", { name: "Septet" }).click();
  await page.getByRole("button", { name: "Send and charge" }).click();
  const usage = page.getByRole("link", { name: "See it in your usage" });
  await leads(usage, "#/usage?account=acme");
  await usage.click();
  await untilText(page, ".usage-total strong", "9 credits");

  await page.getByRole("navigation", { name: "Screens" }).getByRole("link", { name: "Operator" }).click();
  await page.getByRole("link", { name: "Close" }).click();
  await untilText(page, HOLDER, "demo, team");
});

test("an account that there is not is said, and no other one is shown in its place", async (t) => {
  const { page } = await open(t, "#/account?account=acme", { ready: ".account-available" });
  await go(page, "#/account?account=nonesuch");
  await untilText(page, "#notices", "There is no account nonesuch. Back to the list");
  assert.equal(await page.locator(HOLDER).count(), 0);
  await page.locator("app-account").waitFor({ state: "hidden" });
  await page.getByRole("link", { name: "Back to the list" }).click();
  await page.getByRole("row").filter({ hasText: "acme" }).getByRole("link", { name: "View" }).click();
  await untilText(page, "#notices", "You are looking at the account acme. Back to the list");
  await page.locator(".account-available").waitFor();
});

test("an operator without an account of their own is told at which one they look", async (t) => {
  const { code } = await ask(ledger, "login-codes", { operator: true });
  const before = async (page) => {
    assert.equal((await page.request.post(`${ledger.url}/v1/sessions`, { data: { code } })).status(), 201);
  };
  const { page } = await open(t, "#/account?account=acme", { before });
  await untilText(page, "#notices", "You are looking at the account acme. Back to the list");
  await page.getByRole("link", { name: "Back to the list" }).click();
  await page.getByRole("table", { name: "Accounts" }).waitFor();
  await page.locator("#notices .notice").waitFor({ state: "detached" });
  assert.equal(await page.locator(HOLDER).count(), 0);
});
