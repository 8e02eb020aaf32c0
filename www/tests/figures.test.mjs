// Figures as people type them, in the notation that the page shows them in.
import assert from "node:assert/strict";
import { test } from "node:test";

import { setup } from "../../tests/support/setup.mjs";
import { openAccount, part, tell, untilPart } from "./support/account.mjs";
import { openPage, startBrowser } from "./support/browser.mjs";
import { startLedger } from "./support/ledger.mjs";

let browser;
let ledger;

setup(async (t) => {
  [browser, ledger] = await Promise.all([startBrowser(t), startLedger(t)]);
  await tell(ledger, "POST", "accounts", { id: "north", parent: "demo", plan: "team" });
});

const told = (path) => tell(ledger, "GET", path);

/** What is typed as the threshold of auto-reload, and what is kept of it or said against it. */
const TYPED = {
  "en-US": { "1,500": "1500", "1,234,567.89": "1234567.89", "1.50": "1.5", "1.1250": "1.125", "0.125": "0.125", "1.500": /“1\.500” is ambiguous: enter 1\.5 or 1500\./, "1,50": /such as 1,250 or 1\.5,/, "12,34,567": /such as 1,250/, "0,500": /such as 1,250/ },
  "de-DE": { "1.500": "1500", "1.234.567,89": "1234567.89", "1,5": "1.5", "1,500": /“1,500” is ambiguous: enter 1,5 or 1500\./, "1.5": /such as 1\.250 or 1,5,/, "1.500.00": /such as 1\.250/ },
  "fr-FR": { "1 500": "1500", "1500,25": "1500.25", "1.500": /“1\.500” is ambiguous: enter 1,5 or 1500\./, "1.5": /such as 1.250 or 1,5,/ },
  "de-CH": { "1'500": "1500", "1’500.5": "1500.5", "1,500": /“1,500” is ambiguous: enter 1\.5 or 1500\./ },
  "en-IN": { "12,34,567": "1234567", "1,234,567": "1234567" },
  "ar-EG": { "١٬٥٠٠٫٥": "1500.5", "1500": "1500", "\u2068١٬٢٥٠\u2069": "1250" },
};

test("figures and dates that run from right to left stay in their places in a sentence", async (t) => {
  await tell(ledger, "POST", "accounts", { id: "berlin", plan: "team", timeZone: "Europe/Berlin" });
  const { page } = await openAccount(t, browser, ledger, { locale: "ar-EG", address: "#/account?account=berlin" });
  const sentence = page.locator("account-balance p", { hasText: "renewed on" });
  await sentence.waitFor();
  const [dateEnds, daysBegin] = await sentence.evaluate((element) => {
    const date = element.querySelector("time").getBoundingClientRect();
    const range = document.createRange();
    const nodes = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    while (nodes.nextNode()) {
      const at = nodes.currentNode.data.search(/[٠-٩]+\S* days? left/);
      if (at >= 0) range.setStart(nodes.currentNode, at), range.setEnd(nodes.currentNode, at + 1);
    }
    return [date.right, range.getBoundingClientRect().left];
  });
  assert.ok(daysBegin >= dateEnds, `${daysBegin} px is before ${dateEnds} px`);
});

for (const [locale, typed] of Object.entries(TYPED)) {
  test(`${locale}: what is typed is what is kept, or it says why not`, async (t) => {
    const { page } = await openAccount(t, browser, ledger, { locale });
    const reload = part(page, "Auto-reload");
    await reload.getByRole("checkbox").check();
    await reload.getByLabel("Credits to buy").fill("2000");
    const threshold = reload.getByLabel("When the balance falls to (credits)");
    const mistake = page.locator("#account-reload-threshold-mistake");
    for (const [text, expected] of Object.entries(typed)) {
      await threshold.fill(text);
      if (expected instanceof RegExp) {
        await threshold.press("Enter");
        await mistake.filter({ hasText: expected }).waitFor();
        continue;
      }
      await Promise.all([
        page.waitForResponse((answer) => answer.request().method() === "PUT" && answer.ok()),
        threshold.press("Enter"),
      ]);
      await reload.getByText("Saved.").waitFor();
      assert.equal((await told("accounts/demo/auto-reload")).threshold, expected, text);
      // What stands in the field then is read as the same again.
      assert.ok(await reload.getByRole("button", { name: "Save" }).isDisabled());
    }
  });
}

test("a member's credits, packages and thresholds are read as the page writes them", async (t) => {
  const { page } = await openAccount(t, browser, ledger, { locale: "de-DE" });
  await tell(ledger, "POST", "accounts/demo/grants", { credits: "2000", kind: "promo" });
  const members = part(page, "Members");
  await members.getByText("Give credits to a member").click();
  await members.getByLabel("Member’s account").fill("north");
  await members.getByLabel("Credits", { exact: true }).fill("1.500,5");
  await members.getByLabel("Credits", { exact: true }).press("Enter");
  await untilPart(page, "Members", /1\.500,5 credits set aside for north\./);
  assert.equal((await told("accounts/demo/allotments")).allotments[0].credits, "1500.5");

  const alerts = part(page, "Alerts");
  await alerts.getByLabel("Alert when this percentage is left").fill("12,5");
  await alerts.getByLabel("Alert when this percentage is left").press("Enter");
  await alerts.getByRole("button", { name: "Save" }).click();
  await alerts.getByText("Saved.").waitFor();
  assert.ok((await told("accounts/demo/alerts")).thresholds.includes("12.5"));

  await page.getByRole("link", { name: "Buy credits" }).click();
  const dialog = page.getByRole("dialog", { name: "Buy credits" });
  await dialog.getByLabel("Credits", { exact: true }).fill("1.500");
  await dialog.getByRole("button", { name: "Buy 1.500 credits" }).waitFor();
});

test("an operator grants what is asked about, and one credit is a credit", async (t) => {
  const query = "?tab=accounts&account=north";
  const { page } = await openPage(t, browser, `${ledger.url}/#/operator${query}`, { ready: "#operator-account", locale: "de-DE" });
  const account = page.getByRole("region", { name: "north" });
  const amount = account.getByLabel("Credits").first();
  await account.getByLabel("Reason").first().fill("a gift");
  await amount.fill("1,500");
  await account.getByRole("button", { name: "Grant" }).click();
  assert.equal(await amount.evaluate((field) => field.validationMessage), "“1,500” is ambiguous: enter 1,5 or 1500.");
  await amount.fill("1,0");
  await account.getByRole("button", { name: "Grant" }).click();
  await page.getByRole("heading", { name: "Grant 1 credit to north?" }).waitFor();
  await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
  await amount.fill("1.000");
  await account.getByRole("button", { name: "Grant" }).click();
  await page.getByRole("heading", { name: "Grant 1.000 credits to north?" }).waitFor();
  await page.getByRole("dialog").getByRole("button", { name: "Grant them" }).click();
  await page.getByRole("status").filter({ hasText: /1\.000 credits granted/ }).waitFor();
});

test("a number that a book does not publish is read as the page writes it", async (t) => {
  const { page } = await openPage(t, browser, `${ledger.url}/#/plans?view=what-if`, { ready: "#plans-what-if", locale: "de-DE" });
  const price = page.getByLabel("What a member of the team plan costs a month");
  await price.fill("12.5");
  await price.press("Tab");
  assert.match(await price.evaluate((field) => field.validationMessage), /such as 1\.250 or 1,5,/);
  await price.fill("12,50");
  await price.press("Tab");
  assert.deepEqual(await price.evaluate((field) => [field.validationMessage, field.value]), ["", "12,5"]);
});

test("what the composer's book leaves open is read as the page writes it, and shared as it is", async (t) => {
  const { page } = await openPage(t, browser, `${ledger.url}/#/?text=hello&book=voice-credits&set.monthlyAllowance=1000.5`, {
    ready: ".open-parameters",
    locale: "de-DE",
  });
  await page.getByText("What this book leaves open").click();
  const allowance = page.locator("#composer-set-monthlyAllowance");
  assert.equal(await allowance.inputValue(), "1000,5");
  await allowance.fill("1,500");
  await allowance.press("Tab");
  assert.equal(await allowance.evaluate((field) => field.validationMessage), "“1,500” is ambiguous: enter 1,5 or 1500.");
  await allowance.fill("1.500");
  await allowance.press("Tab");
  await page.waitForFunction(() => document.querySelector("#composer-set-monthlyAllowance").value === "1500");
});
