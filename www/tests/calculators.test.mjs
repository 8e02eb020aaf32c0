// The other services of the plan, calls and AI actions, priced in the page.
import assert from "node:assert/strict";
import { test } from "node:test";

import { Engine } from "septet";

import { setup } from "../../tests/support/setup.mjs";
import { openPage, startBrowser, textOf, untilText } from "./support/browser.mjs";
import { startLedger } from "./support/ledger.mjs";
import { serveStatic } from "./support/static.mjs";

let browser;
let ledger;

setup(async (t) => {
  [browser, ledger] = await Promise.all([startBrowser(t), startLedger(t)]);
});

/** A service's line, by its heading. */
const offer = (page, name) => page.locator(".offer").filter({ has: page.getByRole("heading", { name, exact: true }) });
const priceOf = (page, name) => textIn(offer(page, name).locator(".offer-price"));
const reasonOf = (page, name) => textIn(offer(page, name).locator(".reasoning"));
const textIn = async (locator) => (await locator.textContent()).replace(/\s+/g, " ").trim();

test("every service of the book that is no message has a calculator", async (t) => {
  const { page, complaints } = await openPage(t, browser, ledger.url);
  assert.deepEqual(await page.locator(".offer h3").allTextContents(), ["AI agent", "Call"]);
  assert.equal(await priceOf(page, "AI agent"), "5 credits");
  assert.equal(await priceOf(page, "Call"), "29 credits");
  assert.deepEqual(complaints, []);
});

test("a call of 90 seconds is 44 credits, and said in words", async (t) => {
  const { page } = await openPage(t, browser, ledger.url);
  const seconds = page.getByLabel("Call: Length in seconds");
  await seconds.fill("90");
  assert.equal(await priceOf(page, "Call"), "44 credits");
  assert.equal(await reasonOf(page, "Call"), "90 s at 29 credits a minute = 43.5 credits, rounded up to 44: 44 credits");
  await untilText(page, "composer-calculators [role=status]", "Call: 44 credits");
  await seconds.press("ArrowUp");
  assert.equal(await priceOf(page, "Call"), new Engine("calcom").quote({ plan: "team", service: "call", call: { seconds: 91 } }).credits + " credits");
  await seconds.fill("");
  assert.equal(await reasonOf(page, "Call"), "Enter the call’s length in seconds, at most 86,400.");
  assert.equal(await offer(page, "Call").locator(".offer-price").count(), 0);
  await seconds.fill("-5");
  assert.equal(await reasonOf(page, "Call"), "Enter the call’s length in seconds, at most 86,400.");
  await seconds.fill("100000000");
  assert.equal(await reasonOf(page, "Call"), "Enter the call’s length in seconds, at most 86,400.");
});

test("a value that the demo made up is called one", async (t) => {
  const { page } = await openPage(t, browser, ledger.url);
  const agent = offer(page, "AI agent");
  assert.ok(await agent.getByText("demo value", { exact: true }).isVisible());
  assert.equal(await reasonOf(page, "AI agent"), "5 credits (demo value) an interaction: 5 credits");
  assert.equal(await page.locator(".offer .tag").count(), 1, "no other price is made up");
});

test("several at once are priced together", async (t) => {
  const { page } = await openPage(t, browser, ledger.url);
  await page.getByLabel("AI agent: How many").fill("12");
  assert.equal(await priceOf(page, "AI agent"), "60 credits");
  await page.getByLabel("Call: How many").fill("3");
  const { credits } = new Engine("calcom").quote({ plan: "team", service: "call", call: { seconds: 60 }, quantity: 3 });
  assert.equal(await priceOf(page, "Call"), `${credits} credits`);
  for (const wrong of ["", "0", "1.5", "1000001"]) {
    await page.getByLabel("Call: How many").fill(wrong);
    assert.equal(await reasonOf(page, "Call"), "Enter a whole number from 1 to 1,000,000.");
  }
});

test("without a ledger the same, but for values that nobody set", async (t) => {
  const url = await serveStatic(t);
  const { page } = await openPage(t, browser, url);
  await page.getByLabel("Call: Length in seconds").fill("90");
  assert.equal(await priceOf(page, "Call"), "44 credits");
  assert.equal(await offer(page, "AI agent").locator(".offer-price").count(), 0);
  const missing = "The price depends on parameters that have no value: set `aiAgentCredits`.";
  assert.equal(await reasonOf(page, "AI agent"), missing);
  assert.equal(await page.locator(".offer .tag").count(), 0);
  await page.getByText("What this book leaves open").click();
  await page.getByLabel("aiAgentCredits").fill("7");
  await page.getByLabel("aiAgentCredits").press("Tab");
  await offer(page, "AI agent").getByText("7 credits").first().waitFor();
});

for (const [book, sentence, name, price, tags] of [
  ["agentalk", "It prices: Call.", "Call", "1 credit", []],
  ["voice-credits", "It prices: Call.", "Call", "2 credits", ["demo value"]],
  ["atllas", "It prices: Call attempt.", "Call attempt", "1 credit", []],
]) {
  test(`a book without messages says what it has: ${book}`, async (t) => {
    const other = await startLedger(t, { book, deck: null });
    const { page, complaints } = await openPage(t, browser, other.url, { ready: ".offer" });
    assert.equal(await textOf(page, "app-composer [role=alert]"), `This price book has no messages. ${sentence}`);
    assert.ok(await page.getByRole("button", { name: "Send and charge" }).isDisabled());
    assert.equal(await priceOf(page, name), price);
    assert.deepEqual(await page.locator(".offer .tag").allTextContents(), tags, "only what this price is made of");
    assert.deepEqual(complaints, []);
  });
}

test("a book whose credits have no value of their own shows what the carrier asks", async (t) => {
  const other = await startLedger(t, { book: "ai-employee", deck: null });
  const { page, complaints } = await openPage(t, browser, other.url);
  assert.equal(await textOf(page, "#composer-credits"), "0");
  assert.equal(await textOf(page, "#composer-money"), "");
  assert.equal(await textOf(page, "#composer-carrier-cost"), "$0.0832");
  assert.equal(await priceOf(page, "Knowledge sync"), "25 credits");
  assert.match(await textIn(offer(page, "Call").locator(".offer-figure")), /^0 credits ?carrier cost \$0\.\d+$/);
  await page.fill("#composer-to", "");
  assert.equal(await reasonOf(page, "Call"), "Enter a recipient.");
  assert.deepEqual(complaints, []);
});
