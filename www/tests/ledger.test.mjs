// What the page does with a ledger, and without one.
import assert from "node:assert/strict";
import { test } from "node:test";

import { setup } from "../../tests/support/setup.mjs";
import { openPage, startBrowser, textOf, untilText } from "./support/browser.mjs";
import { ask, available, startLedger } from "./support/ledger.mjs";
import { serveStatic } from "./support/static.mjs";

/** In the header of every screen. */
const BALANCE = "#standing .balance strong";
const SEND = "composer-till .primary";
const HELLO = { service: "sms", to: "+919876543210", text: "hello" };

let browser;

setup(async (t) => {
  browser = await startBrowser(t);
});

/** A ledger of the test's own, and the page on it. */
async function open(t, { ledger: options, ...pageOptions } = {}) {
  const ledger = await startLedger(t, options);
  return { ledger, ...(await openPage(t, browser, ledger.url, pageOptions)) };
}

test("the charge is the preview, on a deck of the ledger's own", async (t) => {
  const { ledger, page, complaints } = await open(t);
  await page.fill("#composer-to", "+91 98765 43210");
  await page.fill("#composer-text", "hello");
  assert.equal(await textOf(page, "#composer-credits"), "9", "0.05 × 1.8, by the ledger's deck");
  assert.equal(await textOf(page, BALANCE), "750 credits");
  assert.equal(await textOf(page, "#composer-send-note"), "Leaves 741 of 750 credits.");

  await page.click(SEND);
  await untilText(page, ".outcome-title", "Charged 9 credits");
  assert.match(await textOf(page, ".outcome"), /Balance 750 → to 741 ?Exactly the price shown/);
  assert.equal(await textOf(page, BALANCE), "741 credits");
  assert.equal(await available(ledger), "741");
  assert.ok(await page.getByRole("link", { name: "See it in your usage" }).isVisible());
  assert.deepEqual(complaints, []);
});

test("a page that came by plain HTTP charges and runs campaigns as any other", async (t) => {
  // Not on loopback, which the browser trusts: this is what is missing elsewhere.
  const before = (page) => page.addInitScript(() => delete Crypto.prototype.randomUUID);
  const { page, complaints } = await open(t, { ledger: { deck: null }, before });
  await page.click(SEND);
  await untilText(page, ".outcome-title", /^Charged \d+ credits$/);
  await page.getByRole("link", { name: "Send", exact: true }).click();
  await page.getByRole("button", { name: "40 rows", exact: true }).click();
  await page.fill("#send-template", "Hi");
  await page.getByRole("button", { name: "Hold the maximum and start" }).click();
  await page.getByRole("heading", { name: /^campaign-/ }).waitFor();
  assert.deepEqual(complaints, []);
});

test("when it was charged is said by the account's clock, and names its zone", async (t) => {
  const ledger = await startLedger(t);
  await ask(ledger, "accounts", { id: "pune", plan: "team", timeZone: "Asia/Kolkata" });
  const { page } = await openPage(t, browser, `${ledger.url}/#/?account=pune`, { timezoneId: "America/New_York" });
  await untilText(page, "#standing .balance .quiet", "pune, team");
  await page.click(SEND);
  await untilText(page, ".outcome-title", "Charged 9 credits");
  assert.match(await textOf(page, ".outcome"), /Exactly the price shown, on \w{3} \d+, \d{4}, \d+:\d\d [AP]M GMT\+5:30\./);
});

test("the charge is the preview, on the deck that is shipped", async (t) => {
  const { ledger, page } = await open(t, { ledger: { deck: null } });
  await page.getByRole("button", { name: "Long" }).click();
  const previewed = Number(await textOf(page, "#composer-credits"));
  assert.ok(previewed > 0);
  await page.click(SEND);
  await untilText(page, ".outcome-title", `Charged ${previewed} credits`);
  assert.equal(await available(ledger), String(750 - previewed));
});

test("a free message is sent and nothing is deducted", async (t) => {
  const { ledger, page } = await open(t);
  await page.fill("#composer-to", "+1 212 555 0100");
  await page.click(SEND);
  await untilText(page, ".outcome-title", "Sent free of charge");
  assert.equal(await available(ledger), "750");
});

test("CAL-13: what is funded elsewhere is recorded, and nothing is deducted", async (t) => {
  const ledger = await startLedger(t);
  await ask(ledger, "accounts", { id: "funded", plan: "team", funding: "external" });
  const { page, complaints } = await openPage(t, browser, `${ledger.url}/#/?account=funded`);
  await untilText(page, "#standing .balance .quiet", "funded, team");
  await untilText(page, "#composer-send-note", "Recorded: nothing will be deducted.");
  await page.click(SEND);
  await untilText(page, ".outcome-title", "Sent and recorded: nothing was deducted");
  assert.deepEqual(complaints, []);
});

test("a message that the balance does not cover falls back to e-mail; more credits can be added", async (t) => {
  const { ledger, page } = await open(t);
  await page.fill("#composer-text", "a".repeat(153 * 84));
  assert.equal(await textOf(page, "#composer-credits"), "756");
  assert.equal(
    await textOf(page, "#composer-send-note"),
    "6 credits short: it would fall back to e-mail, and nothing would be deducted.",
  );
  await page.click(SEND);
  await untilText(page, ".outcome-title", "Falls back to e-mail");
  assert.match(await textOf(page, ".outcome"), /It needs 756 credits and you have 750: nothing was deducted\./);
  assert.equal(await available(ledger), "750");

  await page.getByRole("button", { name: "Add 500 demo credits" }).click();
  await untilText(page, ".outcome-title", "500 credits added");
  await untilText(page, BALANCE, "1,250 credits");
  assert.ok(await page.locator(SEND).evaluate((send) => send === document.activeElement), "the focus is not lost");
  assert.equal(await textOf(page, "#composer-send-note"), "Leaves 494 of 1,250 credits.");
  await page.click(SEND);
  await untilText(page, ".outcome-title", "Charged 756 credits");
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
  await page.click(SEND);
  await untilText(page, ".outcome-title", "The ledger did not answer");
  assert.equal(await available(ledger), "741", "it was charged, and only the answer was lost");
  await page.click(SEND);
  await untilText(page, ".outcome-title", "Charged 9 credits");
  assert.equal(await available(ledger), "741");
  assert.equal(keys.length, 2);
  assert.equal(keys[0], keys[1]);

  await page.click(SEND);
  await untilText(page, BALANCE, "732 credits");
  assert.equal(keys.length, 3);
  assert.notEqual(keys[2], keys[1], "another send is another charge");
});

test("a double click sends once", async (t) => {
  const { ledger, page } = await open(t);
  let charges = 0;
  page.on("request", (request) => (charges += request.url().endsWith("/charges") ? 1 : 0));
  await page.dblclick(SEND);
  await untilText(page, ".outcome-title", "Charged 9 credits");
  assert.equal(charges, 1);
  assert.equal(await available(ledger), "741");
});

test("a charge that is not the preview is told", async (t) => {
  const { page } = await open(t);
  await page.route("**/charges", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...(await response.json()), credits: "10" } });
  });
  await page.click(SEND);
  await untilText(page, ".outcome-title", "Charged 10 credits");
  assert.match(await textOf(page, ".outcome"), /The price shown was 9 credits: the ledger’s prices have changed/);
});

/** Charges by another rate to India from now on. */
async function activateRate(ledger, rate) {
  const headers = { Authorization: `Bearer ${ledger.adminKey}`, "Content-Type": "text/csv" };
  const body = `iso,price_usd\nIN,${rate}\nGB,0.056\nUS,0.0083\n`;
  const { hash } = await (await fetch(`${ledger.url}/v1/decks?service=sms`, { method: "POST", headers, body })).json();
  const { book } = await (await fetch(`${ledger.url}/v1/accounts/demo`)).json();
  await ask(ledger, "activations", { book: book.hash, decks: { sms: hash } });
}

for (const [name, to, before, after] of [
  ["one message", "+91 98765 43210", "9", "18"],
  ["several messages", "+919876543210, +919876543211, +447400123456", "29", "47"],
]) {
  test(`nothing is charged at prices that are not shown: ${name}`, async (t) => {
    const { ledger, page } = await open(t);
    await page.fill("#composer-to", to);
    assert.equal(await textOf(page, "#composer-credits"), before);
    await activateRate(ledger, "0.1");
    const send = page.locator(SEND);
    await send.focus();
    await page.keyboard.press("Enter");
    await untilText(page, ".outcome-title", "The prices have changed");
    assert.match(await textOf(page, ".outcome"), new RegExp(`It costs ${after} credits now instead of ${before} credits\\. Nothing was sent`));
    assert.equal(await available(ledger), "750");
    await untilText(page, "#composer-credits", after);
    await untilText(page, "#composer-send-note", `Leaves ${750 - after} of 750 credits.`);
    assert.ok(await send.evaluate((button) => button === document.activeElement), "the focus stays");
    await page.keyboard.press("Enter");
    await untilText(page, ".outcome-title", new RegExp(`for ${after} credits$|^Charged ${after} credits$`));
    assert.equal(await available(ledger), String(750 - after));
    assert.match(await textOf(page, ".outcome"), /Exactly the price shown/);
  });
}

test("the balance is read again when the page comes back into view", async (t) => {
  const { ledger, page } = await open(t);
  await ask(ledger, "accounts/demo/charges", HELLO);
  assert.equal(await textOf(page, BALANCE), "750 credits");
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await untilText(page, BALANCE, "741 credits");
  assert.equal(await textOf(page, "#composer-send-note"), "Leaves 732 of 741 credits.");
});

test("the balance is read again with every screen that is shown", async (t) => {
  const { ledger, page } = await open(t);
  const operator = ["Operator", "app-operator tr:has-text('demo') td.figure >> nth=0"];
  const screens = [operator, ["Account", ".account-available"], operator, ["Compose", "#composer-send-note"]];
  for (const [at, [screen, figure]] of screens.entries()) {
    await ask(ledger, "accounts/demo/charges", HELLO, `elsewhere-${at}`);
    await page.getByRole("navigation", { name: "Screens" }).getByRole("link", { name: screen }).click();
    const left = 750 - 9 * (at + 1);
    await untilText(page, BALANCE, `${left} credits`);
    await untilText(page, figure, new RegExp(`\\b${left}\\b`));
  }
});

test("what Usage reads of the balance is in the header, too", async (t) => {
  const { ledger, page } = await open(t);
  await ask(ledger, "accounts/demo/charges", HELLO);
  await page.route("**/v1/accounts/demo", () => {});
  await page.getByRole("navigation", { name: "Screens" }).getByRole("link", { name: "Usage" }).click();
  await page.locator(".usage-figures", { hasText: "741 credits" }).waitFor();
  await untilText(page, BALANCE, "741 credits");
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
  await page.click(SEND);
  await untilText(page, ".outcome", "Not sent There is no account `demo`.");
});

test("without a session the shipped prices are shown, and nothing can be sent", async (t) => {
  const { page } = await open(t, { ledger: { demo: false } });
  assert.match(await textOf(page, ".provenance"), /^Priced by book calcom /);
  assert.ok(await page.getByText("You are not signed in.").isVisible());
  assert.equal(await page.locator(SEND).count(), 0);
});

test("without a ledger the page still prices", async (t) => {
  const url = await serveStatic(t);
  const { page, complaints } = await openPage(t, browser, url);
  assert.equal(await textOf(page, "#standing"), "No ledger connected");
  assert.equal(await page.locator(SEND).count(), 0);
  const plan = page.getByLabel("Plan", { exact: true });
  assert.deepEqual(await plan.locator("option").allTextContents(), ["Enterprise", "Free", "Organization", "Platform", "Team"]);
  await page.fill("#composer-to", "+44 7400 123456");
  assert.equal(await textOf(page, "#composer-credits"), "11", "0.056 × 1.8, rounded up");
  assert.equal(await plan.inputValue(), "team", "as on Send");
  await page.fill("#composer-to", "+1 212 555 0100");
  assert.equal(await textOf(page, "#composer-credits"), "0");
  assert.equal(complaints.length, 1, complaints.join("\n"));
  assert.match(complaints[0], /404/, "the one question that nobody answered");
});

test("a ledger that answers late finds a page that prices already, and takes it over", async (t) => {
  let answer;
  const late = new Promise((resolve) => (answer = resolve));
  const before = (page) => page.route("**/v1/sessions/current", async (route) => late.then(() => route.continue()));
  const { page } = await open(t, { before });
  assert.equal(await textOf(page, "#standing"), "No ledger connected");
  await page.fill("#composer-text", "typed meanwhile");
  answer();
  await untilText(page, BALANCE, "750 credits");
  assert.equal(await page.inputValue("#composer-text"), "typed meanwhile");
  await untilText(page, "#composer-send-note", "Leaves 741 of 750 credits.");
});

test("a ledger that goes away takes nothing that was typed, and nothing is sent to it", async (t) => {
  const { ledger, page } = await open(t);
  await page.fill("#composer-text", "still here");
  await ledger.stop();
  await page.click(SEND);
  await untilText(page, ".outcome-title", "The ledger did not answer");
  await untilText(page, "#composer-send-note", "The ledger does not answer: nothing can be sent now.");
  assert.equal(await page.inputValue("#composer-text"), "still here");
  await page.fill("#composer-text", "a".repeat(161));
  assert.equal(await textOf(page, "#composer-credits"), "18", "prices still work");
});

test("what is typed stays on the page", async (t) => {
  const { page } = await open(t);
  await page.fill("#composer-text", "a secret");
  await page.click(SEND);
  await untilText(page, ".outcome-title", "Charged 9 credits");
  assert.equal(new URL(page.url()).search + new URL(page.url()).hash, "");
  const kept = await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie]);
  assert.deepEqual(kept, [0, 0, ""]);
});

// CAL-10, CAL-13
test("a person who has logged in sees an unlimited account as such, and sends without being charged", async (t) => {
  const ledger = await startLedger(t, { demo: false });
  await ask(ledger, "accounts", { id: "acme", plan: "enterprise" });
  const { code } = await ask(ledger, "login-codes", { account: "acme" });
  const { page, complaints } = await openPage(t, browser, ledger.url, {
    before: async (page) => {
      const answer = await page.request.post(`${ledger.url}/v1/sessions`, { data: { code } });
      assert.equal(answer.status(), 201);
    },
  });
  assert.equal(await textOf(page, BALANCE), "Unlimited");
  await page.fill("#composer-to", "+91 98765 43210");
  assert.equal(await textOf(page, "#composer-send-note"), "Recorded: nothing will be deducted.");
  await page.click(SEND);
  await untilText(page, ".outcome-title", "Sent and recorded: nothing was deducted");
  assert.equal(await textOf(page, BALANCE), "Unlimited");
  assert.deepEqual(complaints, []);
});

test("a session that has ended loses nothing that was typed, and the same message is sent after signing in", async (t) => {
  const ledger = await startLedger(t, { demo: false });
  await ask(ledger, "accounts", { id: "acme", plan: "team" });
  const code = async (key) => {
    const answer = await fetch(`${ledger.url}/v1/login-codes`, {
      method: "POST",
      headers: { Authorization: `Bearer ${ledger.adminKey}`, "Content-Type": "application/json", "Idempotency-Key": key },
      body: JSON.stringify({ account: "acme" }),
    });
    return (await answer.json()).code;
  };
  const first = await code("first");
  const { page } = await openPage(t, browser, ledger.url, {
    before: (page) => page.request.post(`${ledger.url}/v1/sessions`, { data: { code: first } }),
  });
  await page.fill("#composer-text", "a word of mine");
  await page.context().clearCookies();
  await page.click(SEND);
  await untilText(page, ".outcome-title", "Not sent");
  await page.getByLabel("Login code").fill(await code("second"));
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByLabel("Login code").waitFor({ state: "detached" });
  assert.equal(await page.inputValue("#composer-text"), "a word of mine");
  const left = await textOf(page, "#composer-send-note");
  assert.match(left, /^Leaves /);
  await page.click(SEND);
  await untilText(page, ".outcome-title", /^Charged \d+ credits$/);
  const account = await fetch(`${ledger.url}/v1/accounts/acme`, { headers: { Authorization: `Bearer ${ledger.adminKey}` } });
  const { available: rest } = (await account.json()).balance;
  assert.ok(left.startsWith(`Leaves ${rest} of `), `${rest}: ${left}`);
});

test("half of a character is charged as it is priced", async (t) => {
  const { page } = await openPage(t, browser, (await startLedger(t)).url);
  await page.fill("#composer-text", "Party \ud83d");
  await page.getByRole("button", { name: "Send and charge" }).click();
  await page.getByText(/^Charged \d+ credits$/).waitFor();
});
