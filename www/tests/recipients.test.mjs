// To whom and by which channel: several recipients, WhatsApp, and the same text in other countries.
import assert from "node:assert/strict";
import { test } from "node:test";

import { Engine, segments } from "septet";

import { setup } from "../../tests/support/setup.mjs";
import { openPage, startBrowser, textOf, untilText } from "./support/browser.mjs";
import { PRICE } from "./support/composer.mjs";
import { available, DECK, startLedger } from "./support/ledger.mjs";

const engine = new Engine("calcom", { decks: { sms: DECK } });
let browser;

setup(async (t) => {
  browser = await startBrowser(t);
});

async function open(t, { deck = DECK, ...options } = {}) {
  const ledger = await startLedger(t, { deck });
  return { ledger, ...(await openPage(t, browser, ledger.url, options)) };
}

const SEVERAL = "+91 98765 43210, +44 7400 123456\n+91 98765 43211; +1 212 555 0100,";

test("several recipients have a price for each country, and one together", async (t) => {
  const { page, complaints } = await open(t);
  await page.getByLabel("Recipients").fill(SEVERAL);
  assert.equal(await textOf(page, "#composer-to-note"), "4 recipients in India, United Kingdom, and United States");
  assert.equal(await textOf(page, "#composer-credits"), String(9 + 9 + 11 + 0));
  assert.equal(await textOf(page, "#composer-money"), "$0.29");
  const countries = page.locator(`${PRICE} .tree > ul > li`);
  const rows = (await countries.locator("> details > summary").allInnerTexts()).map((text) => text.replace(/\s+/g, " "));
  assert.deepEqual(rows, ["India 2 recipients 18", "United Kingdom 1 recipient 11", "United States 1 recipient 0"]);
  await countries.nth(1).locator("summary").first().click();
  const { explanation } = engine.quote({ plan: "team", service: "sms", to: "+447400123456", text: await page.inputValue("#composer-text") });
  assert.ok(await countries.nth(1).getByText(explanation.steps[0].text).isVisible());
  await untilText(page, "app-composer > [role=status]", "1 part, 29 credits, 0.29 US dollars, to 4 recipients");
  assert.deepEqual(complaints, []);
});

test("a number that is given twice counts once, and a wrong one is named", async (t) => {
  const { page } = await open(t);
  await page.getByLabel("Recipients").fill("+91 98765 43210, +44 7400 123456, +919876543210");
  assert.equal(await textOf(page, "#composer-to-note"), "2 recipients in India and United Kingdom; 1 number given twice counts once");
  assert.equal(await textOf(page, "#composer-credits"), "20");
  await page.getByLabel("Recipients").fill("+91 98765 43210, +44 7");
  assert.equal(await textOf(page, "#composer-credits"), "9", "a number in the making takes nothing away");
  await page.getByLabel("Recipients").fill("+91 98765 43210, hello, +44 7400 123456");
  assert.match(await textOf(page, "#composer-to-note"), /^`hello` is not/);
  assert.equal(await page.getAttribute("#composer-to", "aria-invalid"), "true");
  const many = Array.from({ length: 51 }, (_, n) => `+9198765432${10 + n}`).join("\n");
  await page.getByLabel("Recipients").fill(many);
  assert.equal(await textOf(page, "#composer-to-note"), "51 recipients were entered, but at most 50 are priced here: the Send screen takes any number");
});

test("several messages are charged together, each once", async (t) => {
  const { page, ledger } = await open(t);
  const keys = [];
  let lose = true;
  await page.route("**/v1/charges", async (route) => {
    keys.push(route.request().postDataJSON().charges.map(({ key }) => key));
    if (lose) {
      lose = false;
      await route.fetch();
      await route.abort();
    } else {
      await route.continue();
    }
  });
  await page.getByLabel("Recipients").fill(SEVERAL);
  assert.equal(await textOf(page, "#composer-send-note"), "Leaves 721 of 750 credits.");
  const send = page.getByRole("button", { name: "Send and charge" });
  await send.click();
  await untilText(page, ".outcome-title", "The ledger did not answer");
  await untilText(page, "#composer-send-note", /^Leaves /);
  await send.click();
  await untilText(page, ".outcome-title", "Sent 4 messages for 29 credits");
  assert.equal(await available(ledger), "721");
  assert.deepEqual(keys[0], keys[1]);
});

test("of several messages those are sent that the balance covers", async (t) => {
  const { page, ledger } = await open(t);
  await page.getByLabel("Recipients").fill("+91 98765 43210, +91 98765 43211");
  await page.getByLabel("Message", { exact: true }).fill("a".repeat(153 * 42));
  assert.equal(
    await textOf(page, "#composer-send-note"),
    "6 credits short: the messages that the balance does not cover would fall back to e-mail.",
  );
  await page.getByRole("button", { name: "Send and charge" }).click();
  await untilText(page, ".outcome-title", "1 message sent, 1 message not");
  assert.equal(await available(ledger), String(750 - 378));
});

test("WhatsApp costs by its category, and is not cut", async (t) => {
  const { page, complaints } = await open(t);
  await page.getByLabel("Channel").selectOption({ label: "WhatsApp" });
  for (const plan of ["team", "organization"]) {
    await page.getByLabel("Plan", { exact: true }).selectOption(plan);
    for (const to of ["+12125550100", "+447400123456", "+919876543210"]) {
      await page.getByLabel("Recipients").fill(to);
      for (const category of ["marketing", "utility", "authentication", "service"]) {
        await page.getByLabel("Category").selectOption(category);
        const { credits } = engine.quote({ plan, service: "whatsapp", to, category });
        assert.equal(await textOf(page, "#composer-credits"), credits, `${plan} ${to} ${category}`);
      }
    }
  }
  assert.ok(await page.getByText("One message, whatever its length.").isVisible());
  assert.equal(await page.locator("septet-meter").count(), 0);
  await page.getByLabel("Plan", { exact: true }).selectOption("team");
  await page.getByLabel("Recipients").fill("+919876543210");
  await page.getByLabel("Category").selectOption("utility");
  const { credits } = engine.quote({ plan: "team", service: "whatsapp", to: "+919876543210", category: "utility" });
  await page.getByRole("button", { name: "Send and charge" }).click();
  await untilText(page, ".outcome-title", `Charged ${credits} credit${credits === "1" ? "" : "s"}`);
  assert.deepEqual(complaints, []);
});

/** The table's countries and prices, as they are read. */
async function table(page) {
  const rows = await page.locator(".comparison-rows tbody tr").all();
  return Promise.all(rows.map(async (row) => [
    (await row.locator("th .quiet").textContent()).trim(),
    (await row.locator(".figure").textContent()).trim(),
  ]));
}

const shipped = new Engine("calcom");

function inWords(region, text) {
  const { credits } = shipped.quote({ plan: "team", service: "sms", region, text });
  return credits === "0" ? "Free" : `${new Intl.NumberFormat("en-US").format(credits)} credit${credits === "1" ? "" : "s"}`;
}

test("the same text is priced in every country of the deck, the cheapest first", async (t) => {
  const { page, complaints } = await open(t, { deck: null });
  const text = "Zoë’s table";
  await page.getByLabel("Message", { exact: true }).fill(text);
  await page.getByText("The same text in other countries").click();
  await page.locator(".comparison-rows").waitFor();
  const chosen = await table(page);
  assert.ok(chosen.length >= 6 && chosen.length <= 8, `${chosen.length} countries are shown at first`);
  assert.ok(await page.getByText("Cheapest").isVisible());
  assert.ok(await page.getByText("Most expensive").isVisible());
  await page.getByRole("button", { name: /^Show all \d+ countries$/ }).click();
  const all = await table(page);
  assert.ok(all.length > 200, `${all.length} countries`);
  for (const [region, price] of all) {
    assert.equal(price, inWords(region, text), region);
  }
  const amounts = all.map(([region]) => Number(shipped.quote({ plan: "team", service: "sms", region, text }).credits));
  assert.deepEqual(amounts, amounts.toSorted((a, b) => a - b));

  const longer = "Zoë’s table ".repeat(10);
  const { segments: parts } = segments(longer);
  await page.getByLabel("Message", { exact: true }).fill(longer);
  await untilText(page, ".comparison-rows caption", new RegExp(`^${parts} parts by SMS`));
  assert.deepEqual((await table(page)).find(([region]) => region === "IN"), ["IN", inWords("IN", longer)]);
  assert.deepEqual(complaints, []);
});

test("chosen countries stay in view, also the next time", async (t) => {
  const { page } = await open(t, { deck: null });
  await page.getByText("The same text in other countries").click();
  await page.getByRole("button", { name: /^Show all/ }).click();
  await page.getByRole("button", { name: "Keep Japan in view" }).click();
  await page.getByRole("button", { name: "Keep Germany in view" }).click();
  await page.getByRole("button", { name: "Show only the chosen countries" }).click();
  const regions = async () => (await table(page)).map(([region]) => region);
  assert.ok((await regions()).includes("JP"));
  assert.ok(!(await regions()).includes("DE"));
  await page.reload();
  await page.locator("#composer-price:not(.priceless)").waitFor();
  await page.getByText("The same text in other countries").click();
  await page.locator(".comparison-rows").waitFor();
  assert.ok((await regions()).includes("JP"));
});
