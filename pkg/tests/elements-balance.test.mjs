// <septet-balance> in Chromium.
import assert from "node:assert/strict";
import test from "node:test";
import { openElements } from "./elements-page.mjs";

const PERIOD = { start: "2026-10-31T23:00:00Z", end: "2026-11-30T23:00:00Z", daysLeft: 10 };
const BALANCE = {
  allowance: "735",
  bought: "1250.5",
  held: "15",
  available: "1970.5",
  debt: "0",
  shared: null,
  unlimited: false,
};
const ALERTS = {
  thresholds: ["20", "0"],
  watched: true,
  balance: "1985.5",
  base: "2000.5",
  percentage: "99.2",
  fired: [],
};
const ACCOUNT = { timeZone: "Europe/Berlin", balance: BALANCE, period: PERIOD };

test("chromium", async (t) => {
  const { page, complaints, show } = await openElements(t, '<septet-balance lang="en"></septet-balance>');
  const element = page.locator("septet-balance");
  const set = (properties) =>
    element.evaluate((element, properties) => {
      Object.assign(element, properties);
      return element.updateComplete;
    }, properties);
  const shown = async () => (await element.locator("[part=balance]").innerText()).split(/\s*\n\s*/);

  await t.test("allowance, bought and held stand side by side", async () => {
    assert.deepEqual(await shown(), ["No balance yet"]);
    await set({ account: ACCOUNT, alerts: ALERTS });
    const lines = [
      "1,970.5 credits available",
      "99.2% of 2,000.5 credits left",
      "Allowance",
      "735",
      "Bought",
      "1,250.5",
      "Held",
      "15",
    ];
    assert.deepEqual(await shown(), [...lines, "The allowance is renewed in 10 days, Dec 1, 2026"]);
    assert.equal(
      await page.getByRole("meter", { name: "Balance" }).getAttribute("aria-valuetext"),
      "99.2% of 2,000.5 credits left",
    );
  });

  await t.test("English texts have English forms, wherever they stand", async () => {
    for (const [lang, days] of [["ru", 21], ["uk", 31], ["fr", 0]]) {
      await element.evaluate((element, lang) => element.setAttribute("lang", lang), lang);
      await set({ account: { ...ACCOUNT, period: { ...PERIOD, daysLeft: days } } });
      assert.match((await shown()).at(-1), new RegExp(`^The allowance is renewed in ${days} days, `));
    }
    await set({ strings: { renews: { one: "ещё {count} день", few: "ещё {count} дня", other: "ещё {count} дней" } } });
    await element.evaluate((element) => element.setAttribute("lang", "ru"));
    await set({ account: { ...ACCOUNT, period: { ...PERIOD, daysLeft: 21 } } });
    assert.equal((await shown()).at(-1), "ещё 21 день");
    await set({ strings: undefined });
    await element.evaluate((element) => element.setAttribute("lang", "en"));
  });

  await t.test("what the account above gives, and what is owed, only where there is some", async () => {
    await set({ account: { balance: { ...BALANCE, shared: "20", debt: "1.5" } }, alerts: null });
    const lines = [
      "1,970.5 credits available",
      "Allowance",
      "735",
      "Bought",
      "1,250.5",
      "Held",
      "15",
      "From the account above",
      "20",
      "Owed",
      "1.5",
    ];
    assert.deepEqual(await shown(), lines);
  });

  await t.test("every digit of an amount is shown", async () => {
    await set({ account: { balance: { ...BALANCE, available: "9007199254740993.000001" } } });
    assert.equal((await shown())[0], "9,007,199,254,740,993.000001 credits available");
  });

  await t.test("a low balance is said, not only coloured", async () => {
    const isLow = () => element.evaluate((element) => [element.low, element.matches(":state(low)")]);
    assert.deepEqual(await isLow(), [false, false]);
    await set({ account: ACCOUNT, alerts: { ...ALERTS, percentage: "19.9" } });
    assert.ok((await shown()).some((line) => line.includes("Low balance")));
    assert.deepEqual(await isLow(), [true, true]);
    await set({ alerts: { ...ALERTS, watched: false, percentage: "19.9" } });
    assert.deepEqual(await isLow(), [false, false]);
    await set({ account: { balance: { ...BALANCE, available: "0" } }, alerts: null });
    assert.ok((await shown()).some((line) => line.includes("No credits left")));
    await set({ account: { balance: { ...BALANCE, available: "0", unlimited: true } } });
    assert.deepEqual(await shown(), ["Unlimited", "Usage is recorded; nothing is deducted."]);
    assert.deepEqual(await isLow(), [false, false]);
  });

  await t.test("a change is announced, what was there is not", async () => {
    await show();
    await set({ account: ACCOUNT });
    await set({ account: { balance: { ...BALANCE, available: "1" } } });
    const status = element.getByRole("status");
    assert.equal(await status.textContent(), "");
    await status.getByText("Balance: 1 credit", { exact: true }).waitFor({ state: "attached" });
  });

  await t.test("it follows the language of the place where it stands", async () => {
    const says = (headline) => element.locator("[part=headline]").getByText(headline).waitFor();
    await page.evaluate((account) => {
      const inner = document.createElement("div");
      inner.attachShadow({ mode: "open" }).innerHTML = "<septet-balance></septet-balance>";
      inner.shadowRoot.firstChild.account = account;
      document.querySelector("main").replaceChildren(inner);
    }, ACCOUNT);
    await says("1,970.5");
    await page.evaluate(() => document.documentElement.setAttribute("lang", "de"));
    await says("1.970,5");
    await page.evaluate(() => document.querySelector("main").setAttribute("lang", "fr"));
    await says(/1\s970,5/);
    await page.evaluate(() => {
      document.body.append(document.querySelector("main > div"));
      document.documentElement.setAttribute("lang", "en");
    });
    await says("1,970.5");
    await page.evaluate(() => document.querySelector("main").removeAttribute("lang"));
    await page.evaluate(() => document.querySelector("main").replaceChildren(document.createElement("septet-balance")));
    await page.evaluate(() => document.querySelector("body > div").remove());
  });

  await t.test("a page without script for it gives JSON, in its language", async () => {
    await element.evaluate((element, account) => {
      element.outerHTML = `<div dir="rtl" lang="ar-EG"><septet-balance account='${JSON.stringify(account)}'></septet-balance></div>`;
    }, ACCOUNT);
    assert.match((await shown())[0], /^١٬٩٧٠٫٥ /);
    const [headline, group] = await Promise.all(
      ["strong", "[part=balance]"].map((part) => element.locator(part).boundingBox()),
    );
    assert.ok(Math.abs(headline.x + headline.width - (group.x + group.width)) < 1, "it begins on the right");
  });

  assert.deepEqual(complaints, []);
});
