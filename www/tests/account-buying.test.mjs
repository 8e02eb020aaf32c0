// Buying credits: by whom, how much, and once.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { test } from "node:test";

import { setup } from "../../tests/support/setup.mjs";
import { header, openAccount, signIn, tell, untilPart } from "./support/account.mjs";
import { startBrowser, untilText } from "./support/browser.mjs";
import { available, startLedger } from "./support/ledger.mjs";

let browser;

setup(async (t) => {
  browser = await startBrowser(t);
});

const dialog = (page) => page.getByRole("dialog", { name: "Buy credits" });

test("AGT-7: a purchase is a package × a quantity, by keyboard alone; the header moves", async (t) => {
  const ledger = await startLedger(t, { book: "agentalk", deck: null });
  const { page, complaints } = await openAccount(t, browser, ledger);
  await page.getByRole("link", { name: "Buy credits" }).focus();
  await page.keyboard.press("Enter");
  const quantity = dialog(page).getByLabel("Packages");
  await quantity.waitFor();
  assert.ok(await quantity.evaluate((field) => field === document.activeElement), "the dialog begins with how many");
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.type("3");
  const text = (await dialog(page).textContent()).replace(/\s+/g, " ");
  assert.match(text, /100 credits for \$20\.00, does not expire\./);
  assert.match(text, /Credits 300 Price \$60\.00 Balance 300 → to 600/);
  assert.match(text, /Demo: no money moves/);
  await page.keyboard.press("Enter");
  await dialog(page).getByText("300 credits added.").waitFor();
  assert.match(await header(page), /600 credits/);
  assert.equal(await available(ledger), "600");
  await page.keyboard.press("Enter");
  await dialog(page).waitFor({ state: "hidden" });
  assert.equal(new URL(page.url()).hash, "#/account");
  await untilPart(page, "Recent entries", /Purchase.*\+300/);
  await untilPart(page, "Where the credits come from", /Bought Of 300; does not expire 300 0/);
  assert.deepEqual(complaints, []);
});

test("Escape buys nothing, and the focus is where it was", async (t) => {
  const ledger = await startLedger(t);
  const { page } = await openAccount(t, browser, ledger);
  const link = page.getByRole("link", { name: "Buy credits" });
  await link.focus();
  await page.keyboard.press("Enter");
  await dialog(page).waitFor();
  await page.keyboard.press("Escape");
  await dialog(page).waitFor({ state: "hidden" });
  assert.ok(await link.evaluate((element) => element === document.activeElement));
  await page.keyboard.press("Enter");
  await dialog(page).waitFor();
  assert.equal(await available(ledger), "750");
});

test("who goes back in the history leaves the dialog, and the page is free", async (t) => {
  const ledger = await startLedger(t);
  const { page } = await openAccount(t, browser, ledger);
  await page.getByRole("link", { name: "Plans" }).click();
  await page.getByRole("link", { name: "Buy credits" }).click();
  await dialog(page).waitFor();
  await page.goBack();
  await page.getByRole("heading", { level: 1, name: "Plans" }).waitFor();
  await page.getByRole("link", { name: "Account" }).click();
  await page.getByRole("heading", { level: 1, name: "demo" }).waitFor();
  assert.equal(await dialog(page).count(), 0);
});

test("single credits are bought in hundreds; what cannot be bought is said beside the field", async (t) => {
  const ledger = await startLedger(t);
  const { page } = await openAccount(t, browser, ledger, { address: "#/account?buy=1" });
  const credits = dialog(page).getByLabel("Credits");
  assert.equal(await credits.inputValue(), "500");
  await dialog(page).getByRole("button", { name: "100 more" }).click();
  assert.equal(await credits.inputValue(), "600");
  await dialog(page).getByText("$6.00").waitFor();
  await credits.fill("1.5");
  await dialog(page).getByText("Enter a whole number from 1 to 1,000,000.").waitFor();
  assert.ok(await dialog(page).getByRole("button", { name: "Buy" }).isDisabled());
});

test("as much is proposed as an address says is missing, in whole packages", async (t) => {
  const quantityOf = async (book, missing, label) => {
    const ledger = await startLedger(t, { book, deck: null });
    const { page } = await openAccount(t, browser, ledger, { address: `#/account?buy=1&missing=${missing}`, locale: "de-DE" });
    return dialog(page).getByLabel(label).inputValue();
  };
  assert.equal(await quantityOf("calcom", "1234.5", "Credits"), "1235");
  assert.equal(await quantityOf("agentalk", "300.000001", "Packages"), "4");
  assert.equal(await quantityOf("agentalk", "many", "Packages"), "1");
});

test("a double click buys once, and a lost answer is asked for again", async (t) => {
  const ledger = await startLedger(t);
  const { page } = await openAccount(t, browser, ledger, { address: "#/account?buy=1&quantity=200" });
  let loses = true;
  await page.route("**/purchases", async (route) => {
    const answer = await route.fetch();
    if (loses) {
      loses = false;
      await route.abort();
    } else {
      await route.fulfill({ response: answer });
    }
  });
  const buy = dialog(page).getByRole("button", { name: "Buy" });
  await buy.dblclick();
  await dialog(page).getByText("The ledger did not answer. Nothing was lost; please try again.").waitFor();
  assert.equal(await dialog(page).getByLabel("Credits").inputValue(), "200", "what was typed is still there");
  assert.equal(await available(ledger), "950", "it was bought, and only the answer was lost");
  await buy.click();
  await dialog(page).getByText("200 credits added.").waitFor();
  assert.match(await dialog(page).textContent(), /750 → /);
  assert.equal(await available(ledger), "950");
});

test("outside the demo nobody gives themselves credits: it says whom to ask", async (t) => {
  const ledger = await startLedger(t, { demo: false });
  await tell(ledger, "POST", "accounts", { id: "acme", plan: "team" });
  const { page } = await signIn(t, browser, ledger, "acme");
  await page.getByRole("link", { name: "Buy credits" }).click();
  await dialog(page).getByText("Payments are handled outside this ledger").waitFor();
  assert.equal(await dialog(page).getByRole("button", { name: "Buy" }).count(), 0);
});

test("where there is a payment page, the dialog goes there with what is bought; the credits come when it is paid", async (t) => {
  const asked = [];
  const shop = createServer((request, response) => {
    asked.push(request.url);
    response.writeHead(200, { "Content-Type": "text/html" }).end("<!doctype html><title>Shop</title><h1>Pay here</h1>");
  });
  await new Promise((resolve) => shop.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    shop.close();
    shop.closeAllConnections();
  });
  const { port } = shop.address();
  const ledger = await startLedger(t, { demo: false, more: ["--checkout-url", `http://127.0.0.1:${port}/pay?shop=7`] });
  await tell(ledger, "POST", "accounts", { id: "acme", plan: "team" });
  const { page } = await signIn(t, browser, ledger, "acme");
  await page.getByRole("link", { name: "Buy credits" }).click();
  await dialog(page).getByText(`You pay at 127.0.0.1:${port}. The credits are added as soon as the payment is confirmed.`).waitFor();
  assert.equal(await dialog(page).getByRole("button", { name: "Buy" }).count(), 0);
  const pay = dialog(page).getByRole("link", { name: "Go to payment" });
  await dialog(page).getByLabel("Credits").fill("0");
  await pay.waitFor({ state: "detached" });
  await dialog(page).getByLabel("Credits").fill("200");
  await pay.click();
  await page.getByRole("heading", { name: "Pay here" }).waitFor();
  assert.equal(asked[0], "/pay?shop=7&account=acme&package=credit&quantity=200");

  await tell(ledger, "POST", "accounts/acme/purchases", { id: "payment-1", topUp: "credit", quantity: 200 });
  await page.goto(`${ledger.url}/#/account`);
  await untilPart(page, "Balance", /950 credits available.*Bought 200/);
});

test("VOI-3: what was used beyond the balance is owed, and is the first that a purchase pays", async (t) => {
  const book = JSON.parse(await readFile(new URL("../../src/book/presets/voice-credits.json", import.meta.url), "utf8"));
  book.services.call.overage = { credits: "3" };
  book.policies.repayDebt = true;
  const ledger = await startLedger(t, { book, deck: null });
  // At 2 credits a minute; ten minutes more than the balance covers, at 3.
  const seconds = (Number(await available(ledger)) / 2 + 10) * 60;
  await tell(ledger, "POST", "accounts/demo/charges", { service: "call", call: { seconds } });
  const { page } = await openAccount(t, browser, ledger);
  await untilPart(page, "Balance", /0 credits available.*Owed 30 used beyond the balance/);

  await page.getByRole("link", { name: "Buy credits" }).click();
  await dialog(page).getByText("Repays what is owed").waitFor();
  const text = (await dialog(page).textContent()).replace(/\s+/g, " ");
  assert.match(text, /Credits 250 .*Repays what is owed 30 Balance 0 → to 220/);
  await dialog(page).getByRole("button", { name: "Buy" }).click();
  await dialog(page).getByText("250 credits added.").waitFor();
  await dialog(page).getByRole("button", { name: "Done" }).click();
  assert.doesNotMatch(await untilPart(page, "Balance", /220 credits available/), /Owed/);
  assert.equal(await available(ledger), "220");
});

test("VOI-7: credits can be bought for each period, and be ended", async (t) => {
  const ledger = await startLedger(t, { book: "voice-credits", deck: null });
  const { page } = await openAccount(t, browser, ledger, { address: "#/account?buy=1" });
  const packages = dialog(page).getByRole("radio");
  assert.ok((await packages.count()) > 1, "one-time and recurring");
  await dialog(page).getByRole("radio", { name: /repeated each billing period/ }).check();
  await dialog(page).getByRole("button", { name: "Buy" }).click();
  await dialog(page).getByText("250 credits added.").waitFor();
  await dialog(page).getByRole("button", { name: "Done" }).click();
  await untilPart(page, "Where the credits come from", /Bought each period.*250 credits/);
  await page.getByRole("button", { name: "End", exact: true }).click();
  await page.getByRole("dialog", { name: "End this purchase?" }).getByRole("button", { name: "End it" }).click();
  await untilText(page, "account-lots", /^(?!.*250 credits extra)/);
  await page.waitForFunction(() => !document.querySelector("account-lots h3"));
});
