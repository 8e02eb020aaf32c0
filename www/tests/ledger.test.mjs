// What the page does with a ledger, and without one.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { openPage, startBrowser, textOf, untilText } from "./support/browser.mjs";
import { ask, available, startLedger } from "./support/ledger.mjs";
import { startStatic } from "./support/static.mjs";

let browser;

before(async () => {
  browser = await startBrowser();
});

after(() => browser?.close());

/** A ledger of the test's own, and the page on it. */
async function open(t, { ledger: options, ...pageOptions } = {}) {
  const ledger = await startLedger(options);
  t.after(() => ledger.stop());
  return { ledger, ...(await openPage(t, browser, ledger.url, pageOptions)) };
}

test("the charge is the preview, on a deck of the ledger's own", async (t) => {
  const { ledger, page, complaints } = await open(t);
  await page.fill("#to", "+91 98765 43210");
  await page.fill("#text", "hello");
  assert.equal(await textOf(page, "#credits"), "9", "0.05 × 1.8, by the ledger's deck");
  assert.equal(await textOf(page, "#balance"), "750");
  assert.equal(await textOf(page, "#balance-parts"), "750 allowance · 0 bought", "AIE-10: side by side");
  assert.equal(await textOf(page, "#send-note"), "Leaves 741 of 750 credits.");

  await page.click("#send");
  await untilText(page, "#outcome .outcome-title", "Charged 9 credits");
  assert.match(await textOf(page, "#outcome"), /Balance 750 → to 741 ?Exactly the price shown/);
  assert.equal(await textOf(page, "#balance"), "741");
  assert.equal(await available(ledger), "741");
  await untilText(page, "#entry-rows tr:first-child", /^ChargeIndia, 1 segment.*−9$/);
  await untilText(page, "#entry-rows tr:last-child", /^Allowance.*\+750$/);
  assert.deepEqual(complaints, []);
});

test("the charge is the preview, on the deck that is shipped", async (t) => {
  const { ledger, page } = await open(t, { ledger: { deck: null } });
  await page.getByRole("button", { name: "Long" }).click();
  const previewed = Number(await textOf(page, "#credits"));
  assert.ok(previewed > 0);
  await page.click("#send");
  await untilText(page, "#outcome .outcome-title", `Charged ${previewed} credits`);
  assert.equal(await available(ledger), String(750 - previewed));
});

test("a free message is sent and nothing is deducted", async (t) => {
  const { ledger, page } = await open(t);
  await page.fill("#to", "+1 212 555 0100");
  await page.click("#send");
  await untilText(page, "#outcome .outcome-title", "Sent free of charge");
  assert.equal(await available(ledger), "750");
});

test("a message that the balance does not cover falls back to e-mail; more credits can be added", async (t) => {
  const { ledger, page } = await open(t);
  await page.fill("#text", "a".repeat(153 * 84));
  assert.equal(await textOf(page, "#credits"), "756");
  assert.equal(
    await textOf(page, "#send-note"),
    "6 credits short: it would fall back to e-mail, and nothing would be deducted.",
  );
  await page.click("#send");
  await untilText(page, "#outcome .outcome-title", "Falls back to e-mail");
  assert.match(await textOf(page, "#outcome"), /It needs 756 credits and you have 750: nothing was deducted\./);
  assert.equal(await available(ledger), "750");

  await page.getByRole("button", { name: "Add 500 demo credits" }).click();
  await untilText(page, "#outcome .outcome-title", "500 credits added");
  await untilText(page, "#balance", "1,250");
  assert.ok(await page.locator("#send").evaluate((send) => send === document.activeElement), "the focus is not lost");
  assert.equal(await textOf(page, "#send-note"), "Leaves 494 of 1,250 credits.");
  await page.click("#send");
  await untilText(page, "#outcome .outcome-title", "Charged 756 credits");
  assert.equal(await available(ledger), "494");
});

test("a retry after a lost answer charges once", async (t) => {
  const { ledger, page } = await open(t);
  const keys = [];
  let lose = true;
  await page.route("**/charges", async (route) => {
    keys.push(route.request().headers()["idempotency-key"]);
    if (lose) {
      lose = false;
      await route.fetch();
      await route.abort();
    } else {
      await route.continue();
    }
  });
  await page.click("#send");
  await untilText(page, "#outcome .outcome-title", "The ledger did not answer");
  assert.equal(await available(ledger), "741", "it was charged, and only the answer was lost");
  await page.click("#send");
  await untilText(page, "#outcome .outcome-title", "Charged 9 credits");
  assert.equal(await available(ledger), "741");
  assert.equal(keys.length, 2);
  assert.equal(keys[0], keys[1]);

  await page.click("#send");
  await untilText(page, "#balance", "732");
  assert.equal(keys.length, 3);
  assert.notEqual(keys[2], keys[1], "another send is another charge");
});

test("a double click sends once", async (t) => {
  const { ledger, page } = await open(t);
  let charges = 0;
  page.on("request", (request) => (charges += request.url().endsWith("/charges") ? 1 : 0));
  await page.dblclick("#send");
  await untilText(page, "#outcome .outcome-title", "Charged 9 credits");
  assert.equal(charges, 1);
  assert.equal(await available(ledger), "741");
});

test("a charge that is not the preview is told", async (t) => {
  const { page } = await open(t);
  await page.route("**/charges", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...(await response.json()), credits: "10" } });
  });
  await page.click("#send");
  await untilText(page, "#outcome .outcome-title", "Charged 10 credits");
  assert.match(await textOf(page, "#outcome"), /The price shown was 9 credits: the ledger’s prices have changed/);
});

test("the balance is read again when the page comes back into view", async (t) => {
  const { ledger, page } = await open(t);
  await fetch(`${ledger.url}/v1/accounts/demo/charges`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "Idempotency-Key": "elsewhere" },
    body: JSON.stringify({ service: "sms", to: "+919876543210", text: "hello" }),
  });
  assert.equal(await textOf(page, "#balance"), "750");
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await untilText(page, "#balance", "741");
  assert.equal(await textOf(page, "#send-note"), "Leaves 732 of 741 credits.");
});

test("a refusal is told in the ledger's words", async (t) => {
  const { page } = await open(t);
  await page.route("**/charges", (route) =>
    route.fulfill({
      status: 404,
      contentType: "application/problem+json",
      body: JSON.stringify({ status: 404, code: "unknown-account", detail: "there is no account `demo`" }),
    }),
  );
  await page.click("#send");
  await untilText(page, "#outcome", "Not sentThere is no account `demo`.");
});

test("without a session the shipped prices are shown", async (t) => {
  const { page } = await open(t, { ledger: { demo: false } });
  assert.equal(await textOf(page, "#no-ledger"), "No ledger connected: prices from the calcom price book");
  assert.ok(await page.locator("#standing").isHidden());
  assert.ok(await page.locator("#till").isHidden());
});

test("without a ledger the page still prices", async (t) => {
  const files = await startStatic();
  t.after(() => files.stop());
  const { page, complaints } = await openPage(t, browser, files.url);
  assert.equal(await textOf(page, "#no-ledger"), "No ledger connected: prices from the calcom price book");
  for (const hidden of ["#standing", "#till", "#entries"]) {
    assert.ok(await page.locator(hidden).isHidden(), hidden);
  }
  assert.deepEqual(await page.locator("#plan option").allTextContents(), [
    "Enterprise",
    "Free",
    "Organization",
    "Platform",
    "Team",
  ]);
  assert.equal(await page.inputValue("#plan"), "free");
  await page.fill("#to", "+44 7400 123456");
  assert.equal(await textOf(page, "#credits"), "11", "0.056 × 1.8, rounded up");
  await page.selectOption("#plan", "team");
  await page.fill("#to", "+1 212 555 0100");
  assert.equal(await textOf(page, "#credits"), "0");
  assert.equal(complaints.length, 1, complaints.join("\n"));
  assert.match(complaints[0], /404/, "the one question that nobody answered");
});

test("what is typed stays on the page", async (t) => {
  const { page } = await open(t);
  await page.fill("#text", "a secret");
  await page.click("#send");
  await untilText(page, "#outcome .outcome-title", "Charged 9 credits");
  assert.equal(new URL(page.url()).search + new URL(page.url()).hash, "");
  const kept = await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie]);
  assert.deepEqual(kept, [0, 0, ""]);
});

// CAL-10, CAL-13
test("a person who has logged in sees an unlimited account as such, and sends without being charged", async (t) => {
  const ledger = await startLedger({ demo: false });
  t.after(() => ledger.stop());
  await ask(ledger, "accounts", { id: "acme", plan: "enterprise" });
  const { code } = await ask(ledger, "login-codes", { account: "acme" });
  const { page, complaints } = await openPage(t, browser, ledger.url, {
    before: async (page) => {
      const answer = await page.request.post(`${ledger.url}/v1/sessions`, { data: { code } });
      assert.equal(answer.status(), 201);
    },
  });
  assert.equal(await textOf(page, "#balance"), "Unlimited");
  assert.equal(await textOf(page, "#balance-parts"), "");
  await page.fill("#to", "+91 98765 43210");
  assert.equal(await textOf(page, "#send-note"), "Recorded: nothing will be deducted.");
  await page.click("#send");
  await untilText(page, "#outcome .outcome-title", "Sent and recorded: nothing was deducted");
  assert.equal(await textOf(page, "#balance"), "Unlimited");
  await untilText(page, "#entry-rows tr:first-child", /^ChargeIndia/);
  assert.deepEqual(complaints, []);
});
