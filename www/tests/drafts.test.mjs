// A draft by another book, and a draft in a link.
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

const open = (t, { address = "", ...options } = {}) => openPage(t, browser, ledger.url + address, options);

test("a shipped book prices the same draft, and cannot be charged by", async (t) => {
  const { page, complaints } = await open(t);
  await page.getByLabel("Price book").selectOption("ai-employee");
  await untilText(page, "#composer-credits", "0");
  assert.equal(await textOf(page, "#composer-carrier-cost"), "$0.0832");
  assert.ok(await page.getByRole("button", { name: "Send and charge" }).isDisabled());
  assert.equal(await textOf(page, "#composer-send-note"), "This preview uses the book ai-employee, not the ledger’s own.");
  await page.getByLabel("Price book").selectOption({ label: "The ledger’s own" });
  await untilText(page, "#composer-credits", "9");
  assert.equal(await page.getByLabel("Plan", { exact: true }).inputValue(), "team");
  assert.deepEqual(complaints, []);
});

test("what a book leaves open is asked for", async (t) => {
  const { page } = await open(t);
  await page.getByLabel("Price book").selectOption("voice-credits");
  const call = page.locator(".offer").filter({ has: page.getByRole("heading", { name: "Call", exact: true }) });
  await call.getByText("The price depends on parameters that have no value: set `creditsPerMinute`, `monthlyAllowance`").waitFor();
  await page.getByText("What this book leaves open").click();
  await page.getByLabel("monthlyAllowance").fill("100");
  await page.getByLabel("creditsPerMinute").fill("2.5");
  await page.getByLabel("creditsPerMinute").press("Tab");
  await call.getByText("2.5 credits", { exact: true }).waitFor();
  await page.getByLabel("creditsPerMinute").fill("many");
  await page.getByLabel("creditsPerMinute").press("Tab");
  const wrong = "Enter a number such as 1,250 or 1.5, with at most 6 decimal places.";
  assert.equal(await page.getByLabel("creditsPerMinute").evaluate((field) => field.validationMessage), wrong);
  assert.equal(await page.getByLabel("creditsPerMinute").inputValue(), "many", "nothing that was typed is lost");
});

test("a link carries the draft, in a part of the address that no server gets", async (t) => {
  const { page } = await open(t, { permissions: ["clipboard-read", "clipboard-write"] });
  const text = "Zoë’s table & 100 % of #1\nat 8 🎉 + more";
  await page.getByLabel("Recipients").fill("+91 98765 43210, +44 7400 123456");
  await page.getByLabel("Message", { exact: true }).fill(text);
  await page.getByLabel("Plan", { exact: true }).selectOption("organization");
  const credits = await textOf(page, "#composer-credits");
  await page.getByRole("button", { name: "Copy link" }).click();
  await untilText(page, "composer-share [role=status]", "Link copied");
  const link = await page.evaluate(() => navigator.clipboard.readText());
  assert.equal(link, page.url());
  assert.ok(link.startsWith(`${ledger.url}/#/?`), link);

  const requested = [];
  const { page: other, complaints } = await openPage(t, browser, link, {
    before: (opened) => opened.on("request", (request) => requested.push(request.url())),
  });
  assert.equal(await other.getByLabel("Message", { exact: true }).inputValue(), text);
  assert.equal(await other.getByLabel("Recipients").inputValue(), "+91 98765 43210, +44 7400 123456");
  assert.equal(await other.getByLabel("Plan", { exact: true }).inputValue(), "organization");
  assert.equal(await textOf(other, "#composer-credits"), credits);
  assert.ok(!requested.slice(1).some((url) => /Zo%C3|Zoë|98765/.test(url)), "what is requested says nothing of the draft");

  await other.getByLabel("Message", { exact: true }).fill("changed");
  await other.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await other.evaluate(() => new Promise((later) => setTimeout(later, 300)));
  assert.equal(await other.getByLabel("Message", { exact: true }).inputValue(), "changed", "the link is taken once");
  assert.deepEqual(complaints, []);
});

test("what is typed after a link was copied stays", async (t) => {
  const { page } = await open(t, { permissions: ["clipboard-read", "clipboard-write"] });
  const message = page.getByLabel("Message", { exact: true });
  const copyThenType = async (copied, typed) => {
    await message.fill(copied);
    await page.getByRole("button", { name: "Copy link" }).click();
    await page.waitForFunction((text) => new URLSearchParams(location.hash.slice(3)).get("text") === text, copied);
    await message.fill(typed);
  };
  await copyThenType("A", "B");
  const answered = page.waitForResponse("**/v1/accounts/demo");
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await (await answered).finished();
  await page.evaluate(() => new Promise((later) => setTimeout(later, 300)));
  assert.equal(await message.inputValue(), "B", "the page was left, and come back to");

  await copyThenType("C", "D");
  await page.getByRole("button", { name: "Send and charge" }).click();
  await untilText(page, ".outcome-title", "Charged 9 credits");
  await page.evaluate(() => new Promise((later) => setTimeout(later, 300)));
  assert.equal(await message.inputValue(), "D", "something was charged");

  await page.evaluate(() => (location.hash = "#/?to=%2B919876543210&text=C"));
  await page.waitForFunction(() => document.querySelector("#composer-text").value === "C");
});

test("a link takes nothing of one's own draft, which is one click away", async (t) => {
  const { page, complaints } = await open(t);
  const message = page.getByLabel("Message", { exact: true });
  const becomes = (text) => page.waitForFunction((text) => document.querySelector("#composer-text").value === text, text);
  const follow = async (text) => {
    await page.evaluate((text) => (location.hash = `#/?to=%2B919876543210&text=${text}`), text);
    await becomes(text);
  };
  const back = page.getByRole("button", { name: "Go back to it" });
  await follow("first");
  assert.equal(await back.count(), 0, "nothing had been typed");
  await message.fill("mine");
  await page.getByLabel("Plan", { exact: true }).selectOption("organization");
  await follow("second");
  await follow("third");
  await back.click();
  await becomes("mine");
  assert.equal(await page.getByLabel("Plan", { exact: true }).inputValue(), "organization");
  assert.equal(await back.count(), 0);
  assert.ok(await message.evaluate((field) => field === document.activeElement));
  assert.equal(new URL(page.url()).hash, "#/");

  await follow("third");
  await message.fill("changed");
  await back.click();
  await becomes("mine");
  await back.click();
  await becomes("changed");
  assert.deepEqual(complaints, []);
});

test("a link carries a shipped book with its parameters", async (t) => {
  const { page } = await open(t, { address: "/#/?to=%2B919876543210&text=hello&book=calcom&plan=free&set.aiAgentCredits=7" });
  assert.equal(await page.getByLabel("Price book").inputValue(), "calcom");
  assert.equal(await page.getByLabel("Plan", { exact: true }).inputValue(), "free");
  const agent = page.locator(".offer").filter({ has: page.getByRole("heading", { name: "AI agent" }) });
  await agent.getByText("7 credits", { exact: true }).waitFor();
});

test("a text that is too long for a link says so", async (t) => {
  const { page } = await open(t, { permissions: ["clipboard-read", "clipboard-write"] });
  await page.getByLabel("Message", { exact: true }).fill("a".repeat(9_000));
  await page.getByRole("button", { name: "Copy link" }).click();
  await untilText(page, "composer-share [role=status]", /^This text is too long for a link: the link would have 9,\d{3} characters, and only up to 8,000 work/);
  assert.equal(new URL(page.url()).hash, "");
});

test("a link that makes no sense does no harm", async (t) => {
  const { page } = await open(t, { address: "/#/?to=%2B919876543210&text=hi&plan=none&service=call&category=x&book=", ready: "#composer-price:not(.priceless)" });
  assert.equal(await page.getByLabel("Channel").inputValue(), "sms");
  assert.ok((await page.getByLabel("Plan", { exact: true }).inputValue()) !== "");
  const { page: strange } = await open(t, { address: "/#/?text=hi&book=nonsense", ready: "#composer-book-note:not(:empty)" });
  assert.match(await textOf(strange, "#composer-book-note"), /nonsense/);
  await strange.getByLabel("Price book").selectOption({ label: "The ledger’s own" });
  await strange.getByLabel("Recipients").fill("+919876543210");
  await untilText(strange, "#composer-credits", "9");
});

test("without a ledger every shipped book can be chosen", async (t) => {
  const url = await serveStatic(t);
  const { page } = await openPage(t, browser, url);
  const titles = await page.getByLabel("Price book").locator("option").allTextContents();
  assert.deepEqual(titles, ["Cal.com", "AI Employee", "Agentalk", "Voice credits", "Atllas"]);
  for (const [at, name] of ["calcom", "ai-employee", "agentalk", "voice-credits", "atllas"].entries()) {
    await page.getByLabel("Price book").selectOption({ label: titles[at] });
    await page.locator(".offer").first().waitFor();
    await page.waitForFunction((book) => document.querySelector("#composer-plan").options.length === book, Object.keys(new Engine(name).book.plans).length);
  }
});
