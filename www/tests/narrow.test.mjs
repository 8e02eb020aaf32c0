// The narrowest pages: where one is, what the figures are, and that there is more beyond an edge.
import assert from "node:assert/strict";
import { test } from "node:test";

import { setup } from "../../tests/support/setup.mjs";
import { openPage, startBrowser } from "./support/browser.mjs";
import { ask, startLedger } from "./support/ledger.mjs";

const NARROW = { width: 360, height: 800 };

/** What can be pressed is at least so many pixels wide and high. */
const LEAST = 24;

const SCREENS = {
  compose: "#/",
  send: "#/send",
  usage: "#/usage",
  account: "#/account",
  plans: "#/plans",
  operator: "#/operator",
  deliveries: "#/operator?tab=deliveries",
};

let browser;
let ledger;

setup(async (t) => {
  [browser, ledger] = await Promise.all([startBrowser(t), startLedger(t, { days: 92, deck: null })]);
});

async function open(t, address) {
  const { page } = await openPage(t, browser, `${ledger.url}/${address}`, { ready: "main h1", viewport: NARROW });
  await untilLoaded(page);
  return page;
}

const untilLoaded = (page) =>
  page.waitForFunction(() => document.querySelectorAll(".skeleton, [aria-busy=true]").values().every((each) => each.closest("[hidden]")));

/** Waits until the link of the screen that is shown can be seen. */
const untilCurrentIsSeen = (page) =>
  page.waitForFunction(() => {
    const { left, right } = document.querySelector("#nav [aria-current]")?.getBoundingClientRect() ?? { left: -1 };
    const bar = document.querySelector("#nav").getBoundingClientRect();
    return left >= bar.left - 1 && right <= bar.right + 1 && right <= innerWidth;
  });

for (const [name, address] of Object.entries(SCREENS)) {
  test(`${name}: the navigation shows where one is, no figure is broken, and a finger meets what it points at`, async (t) => {
    const page = await open(t, address);
    await untilCurrentIsSeen(page);
    assert.equal(await page.evaluate(() => scrollY), 0);
    const broken = await page.evaluate(() => {
      const figures = [];
      for (const element of document.querySelectorAll("dd, .figure, strong")) {
        const nodes = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
        while (nodes.nextNode()) {
          for (const { 0: { length }, index } of nodes.currentNode.data.matchAll(/\d[\d.,]*\d/g)) {
            const range = document.createRange();
            range.setStart(nodes.currentNode, index);
            range.setEnd(nodes.currentNode, index + length);
            if (new Set([...range.getClientRects()].map(({ top }) => top)).size > 1) figures.push(range.toString());
          }
        }
      }
      return figures;
    });
    assert.deepEqual(broken, []);
    const small = await page.evaluate((least) => {
      // What stands in a sentence is as high as its line.
      const isAmongWords = (element) => element.closest("p, li, .hint, .skip") !== null;
      return [...document.querySelectorAll("a[href], button, select, input, summary")]
        .filter((each) => each.checkVisibility() && each.closest(".unseen") === null && !isAmongWords(each))
        .map((each) => each.closest("label") ?? each)
        .map((each) => ({ name: each.textContent.trim(), ...each.getBoundingClientRect().toJSON() }))
        .filter(({ width, height }) => Math.min(width, height) < least)
        .map(({ name, width, height }) => `${name}: ${width} × ${height}`);
    }, LEAST);
    assert.deepEqual(small, []);
  });
}

test("the navigation follows as one goes, and leaves the page where it is", async (t) => {
  const page = await open(t, SCREENS.operator);
  await untilCurrentIsSeen(page);
  await page.getByRole("link", { name: "Usage" }).first().click();
  await untilCurrentIsSeen(page);
  await page.evaluate(() => location.assign("#/"));
  await untilCurrentIsSeen(page);
  assert.equal(await page.evaluate(() => document.querySelector("#nav").scrollLeft), 0);
  // As when a telephone is turned.
  await page.setViewportSize({ width: 1440, height: 800 });
  await page.evaluate(() => location.assign("#/operator"));
  await page.getByRole("heading", { name: "Operator" }).waitFor();
  await page.setViewportSize(NARROW);
  await untilCurrentIsSeen(page);
  await page.setViewportSize({ width: 1440, height: 800 });
  await page.waitForFunction(() => getComputedStyle(document.querySelector("#nav")).boxShadow === "none");
});

test("what is needed of a table is there without scrolling, and an edge says where there is more", async (t) => {
  const shadow = (page, selector) => page.locator(selector).first().evaluate((each) => getComputedStyle(each).boxShadow);
  const isWhole = (page, selector) => page.locator(selector).first().evaluate((each) => each.scrollWidth <= each.clientWidth);
  const account = await open(t, SCREENS.account);
  assert.ok(await isWhole(account, "account-members .scroll"), "members");
  assert.equal(await shadow(account, "account-members .scroll"), "none");
  assert.match(await shadow(account, "#nav"), /inset/);
  const tops = await account.locator(".account-figures > div").evaluateAll((tiles) => tiles.map((tile) => tile.getBoundingClientRect().top));
  assert.ok(tops[0] === tops[1] && tops[2] === tops[3] && tops[0] < tops[2], "the figures are two and two");

  const operator = await open(t, SCREENS.operator);
  assert.ok(await isWhole(operator, "operator-accounts .scroll"), "accounts");

  const plans = await open(t, SCREENS.plans);
  await plans.locator(".plans-sides").waitFor();
  assert.match(await shadow(plans, ".plans-sides"), /inset/);
  const seen = await plans.locator(".plans-sides").evaluate((place) => {
    const next = place.querySelectorAll("thead th")[1].getBoundingClientRect();
    return place.getBoundingClientRect().right - next.left;
  });
  assert.ok(seen > 24, `${seen} px of the next book are seen`);
});

test("many columns stand below each other, each behind its title, and are a table still", async (t) => {
  const places = ["#/send", SCREENS.usage, SCREENS.account, "#/operator?account=ember-bakery", ...["prices", "keys", "deliveries", "activity"].map((tab) => `#/operator?tab=${tab}`)];
  for (const address of places) {
    const page = await open(t, address);
    await page.evaluate(() => document.querySelectorAll("details").forEach((each) => (each.open = true)));
    for (const width of [360, 640, 768, 1440]) {
      await page.setViewportSize({ width, height: 800 });
      const wide = await page.locator(".chart .scroll, .scroll:has(.stacked)").evaluateAll((all) =>
        all.filter((each) => each.scrollWidth > each.clientWidth).map((each) => each.getAttribute("aria-label")),
      );
      assert.deepEqual(wide, [], `${address} at ${width} px`);
    }
  }
  const page = await open(t, SCREENS.deliveries);
  const deliveries = page.getByRole("table", { name: "Deliveries" });
  const heads = await deliveries.getByRole("columnheader").allTextContents();
  assert.deepEqual(heads, ["Event", "Sent to", "Account", "Result", "Tries"]);
  const first = deliveries.getByRole("row").nth(1);
  const cells = first.getByRole("cell");
  assert.equal(await cells.count(), heads.length);
  const title = (at) => cells.nth(at).evaluate((cell) => getComputedStyle(cell, "::before").content);
  assert.match(await title(0), /^"Sent to"/);
  assert.equal(await title(heads.length - 1), "none", "a button needs none");
  const tops = await cells.evaluateAll((all) => all.map((cell) => cell.getBoundingClientRect().top));
  assert.deepEqual(tops, tops.toSorted((a, b) => a - b));
  assert.equal(new Set(tops).size, tops.length);
});

test("the tables of a campaign stay within their cards, with every figure", async (t) => {
  const page = await open(t, SCREENS.send);
  await page.getByRole("button", { name: "40 rows", exact: true }).click();
  await page.getByRole("table", { name: "By country" }).waitFor();
  for (const width of [320, 360, 768, 1024, 1100, 1280, 1440]) {
    await page.setViewportSize({ width, height: 800 });
    const beyond = await page.locator(".send-details table").evaluateAll((tables) =>
      tables.filter((each) => each.getBoundingClientRect().right > each.closest(".card").getBoundingClientRect().right - 8).map(({ caption }) => caption.textContent),
    );
    assert.deepEqual(beyond, [], `${width} px`);
  }
});

test("a choice of the price's card, and an account's name, can be read to the end", async (t) => {
  const page = await open(t, SCREENS.compose);
  for (const width of [360, 768, 1024, 1440]) {
    await page.setViewportSize({ width, height: 800 });
    const { room, needed } = await page.getByLabel("Price book").evaluate((select) => {
      const style = getComputedStyle(select);
      const pen = document.createElement("canvas").getContext("2d");
      pen.font = style.font;
      const room = select.clientWidth - parseFloat(style.paddingInlineStart) - parseFloat(style.paddingInlineEnd);
      return { room, needed: pen.measureText(select.selectedOptions[0].text).width };
    });
    assert.ok(needed <= room, `${width} px: ${needed} px in ${room} px`);
  }

  const operator = await open(t, SCREENS.operator);
  const broken = await operator.getByRole("table", { name: "Accounts" }).getByRole("rowheader").getByRole("link").evaluateAll((links) =>
    links.flatMap((link) => {
      const parts = [];
      const texts = document.createTreeWalker(link, NodeFilter.SHOW_TEXT);
      while (texts.nextNode()) {
        for (const { 0: { length }, index } of texts.currentNode.data.matchAll(/\w+/g)) {
          const range = document.createRange();
          range.setStart(texts.currentNode, index);
          range.setEnd(texts.currentNode, index + length);
          if (range.getClientRects().length > 1) parts.push(`${range} of ${link.textContent}`);
        }
      }
      return parts;
    }),
  );
  assert.deepEqual(broken, []);
});

test("a transaction's name has the width of the page, and its moment stands below it", async (t) => {
  const page = await open(t, SCREENS.usage);
  const list = page.getByRole("table", { name: "Recent transactions, newest first" });
  for (const width of [320, 360]) {
    await page.setViewportSize({ width, height: 800 });
    const row = list.getByRole("row").nth(1);
    const [when, what, amount, why] = await row.getByRole("cell").evaluateAll((cells) => cells.map((cell) => cell.getBoundingClientRect().toJSON()));
    assert.ok(what.width > width / 2, `${what.width} px of ${width}`);
    assert.ok(when.top >= what.bottom && what.right <= amount.left && amount.right <= why.left, `${width} px`);
    const beyond = await page.locator("app-usage-transactions .scroll").evaluate((place) => place.scrollWidth - place.clientWidth);
    assert.equal(beyond, 0, `${width} px`);
  }
  assert.deepEqual(await list.getByRole("columnheader").allTextContents().then((all) => all.map((text) => text.trim().split(" ")[0])), ["When", "What", "Credits", "Explanation"]);
});

test("where the text is twice as large, nothing of a screen is over its edge or over something else", async (t) => {
  const large = await startBrowser(t, ["--blink-settings=defaultFontSize=32"]);
  for (const [name, address] of Object.entries(SCREENS)) {
    const { page } = await openPage(t, large, `${ledger.url}/${address}`, { ready: "main h1", viewport: NARROW });
    await untilLoaded(page);
    await page.waitForSelector("#standing strong");
    const { beyond, overlapping } = await page.evaluate(() => {
      const isApart = (element) => element.closest("[hidden], .scroll, .nav, .unseen, .skip, svg") !== null;
      const named = (element) => `${element.localName}.${element.className}: ${element.textContent.trim().slice(0, 20)}`;
      const shown = [...document.querySelectorAll("body *")].filter((each) => !isApart(each) && each.getBoundingClientRect().width > 0);
      const over = (element) => element.getBoundingClientRect().right > innerWidth + 1;
      const parts = ["#brand", "#standing strong", "#standing .button", "#nav"].map((part) => document.querySelector(part).getBoundingClientRect());
      const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
      return {
        beyond: shown.filter(over).map(named),
        overlapping: parts.some((part, at) => parts.slice(at + 1).some((other) => meet(part, other))),
      };
    });
    assert.deepEqual(beyond, [], name);
    assert.ok(!overlapping, `${name}: the header`);
  }
});

test("the longest names stay within the page and its tables, and leave the navigation its place", async (t) => {
  const [parent, member] = ["w".repeat(64), "m".repeat(64)];
  await ask(ledger, "accounts", { id: parent, plan: "team" }, "long-1");
  await ask(ledger, "accounts", { id: member, parent }, "long-2");
  await ask(ledger, `accounts/${parent}/allotments`, { to: member, mode: "cap", credits: "100" }, "long-3");
  await ask(ledger, `accounts/${parent}/charges`, { service: "ai_agent", agent: "a".repeat(128), campaign: "c".repeat(128) }, "long-4");
  for (const address of [`${SCREENS.account}?account=${parent}`, `${SCREENS.usage}?account=${parent}`, `#/operator?account=${parent}`]) {
    const page = await open(t, address);
    for (const width of [360, 768, 1440]) {
      await page.setViewportSize({ width, height: 800 });
      const wide = await page.evaluate((width) =>
        [document.documentElement, ...(width > 500 ? document.querySelectorAll(".scroll, .nav") : [])]
          .filter((each) => each.checkVisibility() && each.scrollWidth > each.clientWidth)
          .map(({ localName, ariaLabel, className }) => `${localName} ${ariaLabel ?? className}`), width);
      assert.deepEqual(wide, [], `${address.slice(0, 12)} at ${width} px`);
    }
  }
});
