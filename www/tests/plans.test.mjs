// Plans and books: side by side, one in plain English, and own usage priced by another.
import assert from "node:assert/strict";
import { test } from "node:test";

import { setup } from "../../tests/support/setup.mjs";
import { isUsable } from "./support/axe.mjs";
import { openPage, startBrowser } from "./support/browser.mjs";
import { ask, startLedger } from "./support/ledger.mjs";

let browser;
let ledger;

setup(async (t) => {
  [browser, ledger] = await Promise.all([startBrowser(t), startLedger(t)]);
  const charge = (name, body) => ask(ledger, "accounts/demo/charges", body, name);
  await ask(ledger, "accounts/demo/grants", { credits: "1000" });
  await charge("india", { service: "sms", to: "+919876543210", text: "a".repeat(161) });
  await charge("states", { service: "sms", to: "+12125550100", text: "hello" });
  await charge("call", { service: "call", call: { seconds: 90, direction: "inbound" } });
  await charge("agent", { service: "ai_agent" });
  const { id } = await charge("mistake", { service: "call", call: { seconds: 600 } });
  await ask(ledger, `accounts/demo/charges/${id}/refunds`, { reason: "a mistake" });
});

const open = (t, query = "", options = {}) =>
  openPage(t, browser, `${ledger.url}/#/plans${query}`, { ready: "app-plans h1", ...options });

const words = async (locator) => (await locator.innerText()).replace(/\s+/g, " ").trim();

/** What stands in a table's row, cell by cell. */
const cells = async (table, name) => {
  const row = table.getByRole("row").filter({ has: table.page().getByRole("rowheader", { name }) });
  await row.waitFor();
  return Promise.all((await row.getByRole("cell").all()).map(words));
};

test("five systems and the ledger's own stand side by side, each on a plan of one's choice", async (t) => {
  const { page, complaints } = await open(t, "");
  const table = page.getByRole("table", { name: "What each book charges on one of its plans" });
  await table.waitFor();
  const heads = await Promise.all((await table.getByRole("columnheader").all()).map(words));
  assert.deepEqual(
    heads.map((head) => head.split(" ")[0]),
    ["Cal.com", "Cal.com", "AI", "Agentalk", "Voice", "Atllas"],
  );
  assert.match(heads[0], /This ledger’s own/);
  assert.deepEqual(await cells(table, "Allowance"), [
    "750 credits a month for each seat",
    "750 credits a month for each seat",
    "[starterAllowance] credits a month",
    "[paidAllowance] credits a month",
    "[monthlyAllowance] credits a month",
    "[monthlyAllotment] credits a month",
  ]);
  const costs = await cells(table, "What things cost");
  assert.match(costs[0], /SMS The carrier’s SMS rate × 1.8 a segment; nothing to United States and Canada/);
  assert.match(costs[0], /Call 29 credits a minute AI agent 5 credits an interaction/, "with the demo's values");
  assert.match(costs[5], /0 or 1 credit an attempt, by how it ends/);
  assert.match((await cells(table, "When nothing is left"))[1], /SMS and WhatsApp It goes out as e-mail instead/);

  await page.getByRole("combobox", { name: "Plan of Cal.com", exact: true }).selectOption("Enterprise");
  await page.getByRole("combobox", { name: "Plan of AI Employee" }).selectOption("Scale");
  assert.deepEqual((await cells(table, "Allowance")).slice(1, 3), [
    "Unlimited: nothing is deducted",
    "[scaleAllowance] credits a month",
  ]);
  assert.equal((await cells(table, "Price of the plan"))[2], "$399.00 a month");
  assert.equal((await cells(table, "Top-ups"))[1], "Nothing can be bought.");
  assert.equal((await cells(table, "When nothing is left"))[1], "It never runs out.");
  assert.deepEqual(complaints, []);
});

test("a book reads as plain English, with its numbers, its sources and its document", async (t) => {
  const { page, complaints } = await open(t, "?book=agentalk", { permissions: ["clipboard-read", "clipboard-write"] });
  const book = page.getByRole("region", { name: "Agentalk" });
  const said = await words(book);
  for (const sentence of [
    "Each minute costs 1 credit.",
    "It is charged exactly, to the fraction of a second.",
    "The price of each call is rounded up to 6 decimal places of a credit.",
    "outgoing calls wait until there are credits again; incoming calls are declined; others are declined.",
    "Nothing can be bought.",
    "The allowance is renewed each billing period; nothing is carried over.",
    "Credits are used in this order: carried-over credits, then the allowance,",
    "[packageCredits] credits for [packagePrice] USD, once; never expires.",
  ]) {
    assert.ok(said.includes(sentence), sentence);
  }
  assert.doesNotMatch(said, /AGT-\d/, "rules are out of sight");
  await book.getByText("Note and sources").first().click();
  assert.match(await words(book), /Published rules: AGT-1, AGT-11, AGT-5/);

  await page.getByRole("button", { name: "Copy the document" }).click();
  await page.getByText("Copied.").waitFor();
  const copied = JSON.parse(await page.evaluate(() => navigator.clipboard.readText()));
  assert.equal(copied.services.call.price.perMinute.credits, "1");

  await page.getByRole("combobox", { name: "Book" }).selectOption("Cal.com, this ledger’s own");
  const own = page.getByRole("region", { name: "Cal.com" });
  await own.waitFor();
  assert.equal(new URL(page.url()).hash, "#/plans?book=own");
  assert.deepEqual(await cells(own.getByRole("table", { name: "Parameters of the book" }), "aiAgentCredits"), [
    "Credits of one completed AI-agent interaction; the published page names no price.",
    "5 demo value",
  ]);
  await page.getByRole("combobox", { name: "Plan" }).selectOption("Organization");
  await own.getByRole("heading", { name: "The plan" }).waitFor();
  const ofPlan = await words(own);
  assert.ok(ofPlan.includes("1,000 credits a month for each seat") && !ofPlan.includes("750 credits"));
  assert.ok(!ofPlan.includes("United States"), "nothing is free there on that plan");
  assert.deepEqual(complaints, []);
});

test("own usage is priced on each plan of the ledger's book, as the ledger has priced it", async (t) => {
  const { page, complaints } = await open(t, "?view=what-if");
  await page.getByRole("button", { name: "Price my usage" }).click();
  const plans = page.getByRole("table", { name: "What the usage would have cost on each plan" });
  await plans.waitFor();
  assert.match(
    await words(page.getByRole("region", { name: /^The plans of Cal.com/ })),
    /4 charges in \w+ \d{4}; this ledger priced them at 67 credits\./,
  );
  // 2 segments at 9, a call at 44, an interaction at 5: the one that was given back is not among them.
  assert.deepEqual((await cells(plans, "Team")).slice(0, 3), ["67", "0", "None needed"]);
  assert.deepEqual(
    (await cells(plans, "Free")).slice(0, 3),
    ["69", "69", "69 × Credit, $0.69"],
    "the message to the United States costs 2 there",
  );
  assert.match((await cells(plans, "Team"))[3], /Not known Missing: What a member of the team plan costs a month/);
  assert.equal(
    await words(page.locator(".plans-verdict")),
    "Free would have cost $0.69. No other plan can be compared with it: see below what each total depends on.",
  );

  assert.equal(await page.getByText("Costs least").count(), 0, "of one there is no least");

  const price = page.getByLabel("What a member of the team plan costs a month");
  await price.fill("0.5");
  await price.press("Tab");
  await page.getByText("Team would have cost least, of the plans that can be compared: $0.50.").waitFor();

  await price.fill("");
  await price.press("Tab");
  await page.getByText("No other plan can be compared with it").waitFor();
  assert.equal(await page.getByRole("combobox", { name: "On the plan" }).inputValue(), "team", "one’s own");
  await page.getByRole("combobox", { name: "On the plan" }).selectOption("Free");
  const services = page.getByRole("table", { name: /^What each used service cost/ });
  await page.waitForFunction(() => document.querySelector(".plans-as") !== null);
  assert.deepEqual((await cells(services, "SMS")).toSpliced(1, 1), ["2", "18", "20", "+2"]);
  assert.deepEqual((await cells(services, "Call")).toSpliced(1, 1), ["1", "44", "44", "0"]);
  assert.deepEqual(complaints, []);
});

test("another book prices what it has a service for, and says why it does not price the rest", async (t) => {
  const { page } = await open(t, "?view=what-if");
  await page.getByRole("combobox", { name: "Priced by" }).selectOption("Atllas");
  await page.getByLabel("Credits a month", { exact: true }).fill("10");
  await page.getByLabel("Credits of a package").fill("10");
  await page.getByLabel("Price of a package").fill("5");
  await page.getByLabel("What the plan costs a month").fill("20");
  await page.getByRole("button", { name: "Price my usage" }).click();
  const services = page.getByRole("table", { name: /^What each used service cost/ });
  await services.waitFor();
  assert.match(
    await words(page.locator(".plans-unpriced")),
    /SMS, 2 charges without a price: The book has no service for it\./,
  );
  await page.getByRole("combobox", { name: "Price Call as" }).selectOption("Call attempt");
  const plans = page.getByRole("table", { name: "What the usage would have cost on each plan" });
  await page.waitForFunction(() => document.querySelector("plans-what-if")?.textContent.includes("without 3 charges"));
  assert.deepEqual((await cells(plans, "Standard")).slice(0, 3), ["1", "0", "None needed"]);
  assert.match((await cells(plans, "Standard"))[3], /^\$20\.00 without 3 charges that have no price$/);
  await page.getByText("A call priced as an attempt counts as answered.").waitFor();
});

test("a total that leaves charges out is not called the least, and what is missing is called as its field is", async (t) => {
  const { page } = await open(t, "?view=what-if");
  await page.getByRole("combobox", { name: "Priced by" }).selectOption("calcom");
  await page.getByRole("button", { name: "Price my usage" }).click();
  await page.getByRole("table", { name: "What the usage would have cost on each plan" }).waitFor();
  const verdict = page.locator(".plans-verdict");
  assert.equal(await words(verdict), "Which plan would have cost least is not known: see below what each total depends on.");
  assert.equal(await page.getByText("Costs least").count(), 0);
  const label = "Credits of one completed AI-agent interaction";
  const reason = await words(page.locator(".plans-unpriced"));
  assert.match(reason, new RegExp(`AI agent, 1 charge without a price: It depends on “${label}[^”]*”, which you can set above\\.`));
  await page.getByLabel(label).fill("5");
  await page.getByLabel(label).press("Tab");
  await verdict.filter({ hasText: /^Free would have cost \$/ }).waitFor();
});

test("what a service could be priced as is offered only where it can be, and asked for", async (t) => {
  const other = await startLedger(t);
  await ask(other, "accounts/demo/charges", { service: "whatsapp", to: "+919876543210", category: "utility" }, "whatsapp");
  await ask(other, "accounts/demo/charges", { service: "ai_agent" }, "agent");
  const { page } = await openPage(t, browser, `${other.url}/#/plans?view=what-if`, { ready: "app-plans h1" });
  await page.getByRole("combobox", { name: "Priced by" }).selectOption("ai-employee");
  await page.getByRole("button", { name: "Price my usage" }).click();
  await page.getByRole("table", { name: /^What each used service cost/ }).waitFor();
  const offered = (name) => page.getByRole("combobox", { name: `Price ${name} as` }).locator("option").allTextContents();
  assert.deepEqual(await offered("WhatsApp"), ["Not priced"], "its entries have no segments");
  assert.deepEqual(await offered("AI agent"), ["Not priced", "AI command", "AI reply", "Knowledge sync"]);
  const reasons = await words(page.locator(".plans-unpriced"));
  assert.match(reasons, /WhatsApp, 1 charge without a price: Its entries do not keep what the book prices by\./);
  assert.match(reasons, /AI agent, 1 charge without a price: Choose what it is priced as\./);
});

test("what is beyond an allowance is owed where all usage has an overage price, and bought where some has none", async (t) => {
  const rounding = { per: "interaction", mode: "ceil", scale: 0 };
  const call = { price: { perMinute: { credits: "10" } }, rounding: { ...rounding, per: "call" }, overage: { credits: "15" }, exhausted: "declined" };
  const other = await startLedger(t, {
    deck: null,
    book: {
      id: "own",
      version: "1",
      currency: "USD",
      creditValue: "0.01",
      plans: { team: { price: { amount: "2" }, allowance: { flat: "40" }, topUps: ["package"] } },
      topUps: { package: { credits: "100", price: "3", expires: "never" } },
      services: { call, chat: { price: { perInteraction: { credits: "2" } }, rounding, exhausted: "declined" } },
    },
  });
  const charge = (name, body) => ask(other, "accounts/demo/charges", body, name);
  await charge("call", { service: "call", call: { seconds: 600 } });
  const { page } = await openPage(t, browser, `${other.url}/#/plans?view=what-if`, { ready: "app-plans h1" });
  const asked = async () => {
    await page.getByRole("button", { name: "Price my usage" }).click();
    const plans = page.getByRole("table", { name: "What the usage would have cost on each plan" });
    await plans.waitFor();
    return plans;
  };
  // 60 of the 100 credits: as much of the 150 at the overage price.
  const plans = await asked();
  assert.deepEqual(await cells(plans, "Team"), ["100", "60", "90 credits owed, $0.90", "$2.90"]);
  await ask(other, "accounts/demo/grants", { credits: "200" });
  await charge("chat", { service: "chat" });
  await asked();
  await plans.getByText("1 × Package").waitFor();
  assert.deepEqual(await cells(plans, "Team"), ["102", "62", "1 × Package, $3.00", "$5.00"]);
});

test("a trial is not compared beyond its days", async (t) => {
  const other = await startLedger(t, { book: "ai-employee", deck: null });
  await ask(other, "accounts/demo/charges", { service: "ai_reply" });
  const { page } = await openPage(t, browser, `${other.url}/#/plans?view=what-if`, { ready: "app-plans h1" });
  await page.getByRole("button", { name: "Price my usage" }).click();
  const plans = page.getByRole("table", { name: "What the usage would have cost on each plan" });
  await plans.waitFor();
  assert.match((await cells(plans, /^Trial/))[3], /Not compared: it is a trial that ends after 14 days/);
  assert.match(await words(page.locator(".plans-verdict")), /^Starter would have cost least, of the plans that can be compared: \$/);
  await page.getByRole("link", { name: "Side by side" }).click();
  const sides = page.getByRole("table", { name: /^What each book charges/ });
  await page.getByRole("combobox", { name: "Plan of AI Employee, this ledger’s" }).selectOption("Trial");
  assert.match((await cells(sides, "Allowance"))[0], /credits for the 14 days of the trial$/);
  assert.match(
    (await cells(sides, "When nothing is left"))[0],
    /It waits until there are credits again\. SMS and Call It goes on, as it takes no credits\./,
  );
});

test("what concerns a plan is said of it, and nothing else", async (t) => {
  const { page } = await open(t, "?book=calcom&plan=enterprise");
  const book = page.getByRole("region", { name: "Cal.com" });
  await book.waitFor();
  const ofEnterprise = await words(book);
  assert.doesNotMatch(ofEnterprise, /goes out as e-mail|What can be bought|Automatic purchases/);
  assert.match(ofEnterprise, /On this plan nothing is deducted for it, and it never runs out\./);
  await page.goto(`${ledger.url}/#/plans?book=ai-employee`);
  const employee = page.getByRole("region", { name: "AI Employee" });
  await employee.getByText("No credits are taken").first().waitFor();
  assert.match(await words(employee), /If the balance does not cover it: it goes on, as it takes no credits\./);
  assert.doesNotMatch(await words(employee), /it is declined/);
  await page.goto(`${ledger.url}/#/plans?book=atllas`);
  const atllas = page.getByRole("region", { name: "Atllas" });
  await atllas.waitFor();
  assert.match(await words(atllas), /for “answered”, “answered and hung up at once”, “voicemail left”, or “no answer and no voicemail”/);
});

test("what is typed in the what-if stays while another view is looked at", async (t) => {
  const { page } = await open(t, "?view=what-if");
  await page.getByLabel("Seats").fill("7");
  await page.getByLabel("Seats").press("Tab");
  await page.getByRole("link", { name: "Side by side" }).click();
  await page.getByRole("table", { name: /^What each book charges/ }).waitFor();
  await page.getByRole("link", { name: "What if" }).click();
  assert.equal(await page.getByLabel("Seats").inputValue(), "7");
});

test("a book is chosen and a what-if is made by keyboard alone", async (t) => {
  const { page } = await open(t, "");
  const focus = async (name) => {
    for (let tabs = 0; tabs < 60; tabs++) {
      await page.keyboard.press("Tab");
      const label = await page.evaluate(() =>
        (document.activeElement.labels?.[0] ?? document.activeElement).textContent.trim(),
      );
      if (label === name) {
        return;
      }
    }
    assert.fail(`the focus never came to ${name}`);
  };
  await focus("What if");
  await page.keyboard.press("Enter");
  await focus("Price my usage");
  await page.keyboard.press("Enter");
  await page.getByRole("table", { name: "What the usage would have cost on each plan" }).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.textContent.trim()), "Price my usage", "the focus stays");
});

test("a ledger that is gone is said, and what was shown stays", async (t) => {
  const { page } = await open(t, "?view=what-if");
  await page.route("**/v1/accounts/demo/entries*", (route) => route.abort());
  await page.getByRole("button", { name: "Price my usage" }).click();
  await page.getByText("The ledger did not answer. Nothing was lost; please try again.").waitFor();
  await page.unroute("**/v1/accounts/demo/entries*");
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("table", { name: "What the usage would have cost on each plan" }).waitFor();
});

test("axe finds nothing serious in any view, and nothing is wider than the page", async (t) => {
  const { page } = await open(t);
  for (const query of ["", "?book=calcom", "?book=own&plan=team", "?view=what-if"]) {
    await page.goto(`${ledger.url}/#/plans${query}`);
    if (query === "?view=what-if") {
      await page.getByRole("button", { name: "Price my usage" }).click();
      await page.getByRole("table", { name: "What the usage would have cost on each plan" }).waitFor();
    }
    await page.getByRole("heading", { level: 2 }).or(page.getByRole("table")).first().waitFor();
    await page.locator(".fetched[aria-busy=true]:visible").first().waitFor({ state: "detached" });
    await isUsable(page, query);
  }
});
