// The other services of the plan, priced in the page.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { Engine } from "septet";

import { openPage, startBrowser, textOf, untilText } from "./support/browser.mjs";
import { startLedger } from "./support/ledger.mjs";
import { startStatic } from "./support/static.mjs";

let browser;
let ledger;

before(async () => {
  [browser, ledger] = await Promise.all([startBrowser(), startLedger()]);
});

after(async () => {
  await browser?.close();
  await ledger?.stop();
});

/** A service's line, by its heading. */
const offer = (page, name) => page.locator(".offer").filter({ has: page.getByRole("heading", { name, exact: true }) });
const priceOf = (page, name) => offer(page, name).locator(".offer-price").textContent();
const reasonOf = (page, name) => offer(page, name).locator(".reasoning").textContent();

test("every other service of the book has a price", async (t) => {
  const { page, complaints } = await openPage(t, browser, ledger.url);
  assert.deepEqual(await page.locator(".offer h3").allTextContents(), ["AI agent", "Call", "WhatsApp"]);
  assert.equal(await priceOf(page, "AI agent"), "5 credits");
  assert.equal(await priceOf(page, "Call"), "29 credits");
  assert.equal(await priceOf(page, "WhatsApp"), "4 credits");
  assert.match(await offer(page, "WhatsApp").textContent(), /to India/);
  assert.deepEqual(complaints, []);
});

test("a call of 90 seconds is 44 credits, and said in words", async (t) => {
  const { page } = await openPage(t, browser, ledger.url);
  const seconds = page.getByLabel("Call: Length in seconds");
  await seconds.fill("90");
  assert.equal(await priceOf(page, "Call"), "44 credits");
  assert.equal(await reasonOf(page, "Call"), "90 s at 29 credits a minute = 43.5 credits, rounded up to 44: 44 credits");
  await untilText(page, "#spoken", "Call: 44 credits");
  await seconds.press("ArrowUp");
  assert.equal(await priceOf(page, "Call"), new Engine("calcom").quote({ plan: "team", service: "call", call: { seconds: 91 } }).credits + " credits");
  await seconds.fill("");
  assert.equal(await reasonOf(page, "Call"), "Give the call’s length in seconds.");
  assert.equal(await priceOf(page, "Call"), "");
  await seconds.fill("-5");
  assert.match(await reasonOf(page, "Call"), /must be 0 to 2592000\.$/);
});

test("a value that the demo made up is called one", async (t) => {
  const { page } = await openPage(t, browser, ledger.url);
  const agent = offer(page, "AI agent");
  assert.ok(await agent.getByText("demo value", { exact: true }).isVisible());
  assert.equal(await reasonOf(page, "AI agent"), "5 credits (demo value) an interaction: 5 credits");
  assert.equal(await page.locator(".tag").count(), 1, "no other price is made up");
});

test("the prices follow the plan, the recipient and the category", async (t) => {
  const { page } = await openPage(t, browser, ledger.url);
  const engine = new Engine("calcom");
  const expected = (plan, to, category) => {
    const { credits } = engine.quote({ plan, service: "whatsapp", to, category });
    return credits === "0" ? "Free" : `${credits} credit${credits === "1" ? "" : "s"}`;
  };
  for (const plan of ["team", "organization"]) {
    await page.selectOption("#plan", plan);
    for (const to of ["+12125550100", "+447400123456", "+919876543210"]) {
      await page.fill("#to", to);
      for (const category of ["marketing", "utility", "authentication", "service"]) {
        await page.getByLabel("WhatsApp: Category").selectOption(category);
        assert.equal(await priceOf(page, "WhatsApp"), expected(plan, to, category), `${plan} ${to} ${category}`);
      }
    }
  }
  await page.fill("#to", "+9");
  assert.equal(await reasonOf(page, "WhatsApp"), "Give a recipient.");
  assert.equal(await priceOf(page, "Call"), "29 credits", "a price that has no recipient stays");
});

test("without a ledger the same, but for values that nobody set", async (t) => {
  const files = await startStatic();
  t.after(() => files.stop());
  const { page } = await openPage(t, browser, files.url);
  await page.getByLabel("Call: Length in seconds").fill("90");
  assert.equal(await priceOf(page, "Call"), "44 credits");
  assert.equal(await priceOf(page, "AI agent"), "");
  const missing = "The price depends on parameters that have no value: set `aiAgentCredits`.";
  assert.equal(await reasonOf(page, "AI agent"), missing);
  assert.equal(await page.locator(".tag").count(), 0);
});

for (const [book, sentence, name, price, tags] of [
  ["agentalk", "It prices: Call.", "Call", "1 credit", []],
  ["voice-credits", "It prices: Call.", "Call", "2 credits", ["demo value"]],
  ["atllas", "It prices: Call attempt.", "Call attempt", "1 credit", []],
]) {
  test(`a book without messages says what it has: ${book}`, async (t) => {
    const other = await startLedger({ book, deck: null });
    t.after(() => other.stop());
    const { page, complaints } = await openPage(t, browser, other.url, { ready: ".offer" });
    assert.equal(await textOf(page, "#alarm"), `This price book has no SMS. ${sentence}`);
    assert.ok(await page.locator("#send").isDisabled());
    assert.equal(await priceOf(page, name), price);
    assert.deepEqual(await page.locator(".tag").allTextContents(), tags, "only what this price is made of");
    assert.deepEqual(complaints, []);
  });
}

test("a book whose credits have no value of their own shows what the carrier asks", async (t) => {
  const other = await startLedger({ book: "ai-employee", deck: null });
  t.after(() => other.stop());
  const { page, complaints } = await openPage(t, browser, other.url);
  assert.equal(await textOf(page, "#credits"), "0");
  assert.equal(await textOf(page, "#money"), "");
  assert.equal(await textOf(page, "#carrier-cost"), "$0.0832");
  assert.equal(await priceOf(page, "Knowledge sync"), "25 credits");
  assert.match(await offer(page, "Call").locator(".offer-figure").textContent(), /^0 credits ?carrier cost \$0\.\d+$/);
  assert.deepEqual(complaints, []);
});
