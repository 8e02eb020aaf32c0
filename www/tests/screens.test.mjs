// Each screen on narrow, middling and wide pages, in light and dark: nothing is wider than the page, nothing breaks the
// policy, and axe finds nothing serious. Pictures are left in `target/screens`, to be looked at.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { setup } from "../../tests/support/setup.mjs";
import { hasNoFindings } from "./support/axe.mjs";
import { openPage, startBrowser } from "./support/browser.mjs";
import { startLedger } from "./support/ledger.mjs";

const PICTURES = fileURLToPath(new URL("../../target/screens/", import.meta.url));

/** Each screen's address, and what is there once it shows what it is for. */
const SCREENS = {
  compose: { address: "#/", ready: "app-composer #composer-price:not(.priceless)" },
  send: { address: "#/send", ready: "app-send h1" },
  usage: { address: "#/usage?range=last-3-months", ready: "app-usage h1" },
  account: { address: "#/account", ready: "app-account h1" },
  buying: { address: "#/account?buy=1", ready: "dialog[open]" },
  plans: { address: "#/plans", ready: "app-plans h1" },
  book: { address: "#/plans?book=agentalk", ready: "app-plans h1" },
  accounts: { address: "#/operator", ready: "app-operator h1" },
  prices: { address: "#/operator?tab=prices", ready: "app-operator h1" },
  keys: { address: "#/operator?tab=keys", ready: "app-operator h1" },
  deliveries: { address: "#/operator?tab=deliveries", ready: "app-operator h1" },
  activity: { address: "#/operator?tab=activity", ready: "app-operator h1" },
};

const WIDTHS = { 360: 800, 768: 1024, 1440: 900 };

let browser;
let ledger;

setup(async (t) => {
  mkdirSync(PICTURES, { recursive: true });
  [browser, ledger] = await Promise.all([startBrowser(t), startLedger(t, { days: 92, deck: null })]);
});

for (const [name, { address, ready }] of Object.entries(SCREENS)) {
  test(name, async (t) => {
    const { page, complaints } = await openPage(t, browser, `${ledger.url}/${address}`, { reducedMotion: "reduce", ready });
    for (const [width, height] of Object.entries(WIDTHS)) {
      await page.setViewportSize({ width: Number(width), height });
      for (const colorScheme of ["light", "dark"]) {
        await page.emulateMedia({ colorScheme });
        await settled(page);
        await page.screenshot({ path: `${PICTURES}${name}-${width}-${colorScheme}.png`, fullPage: true });
      }
      if (width !== "768") await hasNoFindings(page, `${width} px`);
      const beyond = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(beyond <= 0, `at ${width} px the page is ${beyond} px wider than what is seen of it`);
    }
    assert.deepEqual(await namedAlike(page), []);
    assert.deepEqual(complaints, []);
  });
}

/** The names that more than one button has, or links to different places: in a list of them nobody knows which is which. */
async function namedAlike(page) {
  const devtools = await page.context().newCDPSession(page);
  const { nodes } = await devtools.send("Accessibility.getFullAXTree");
  const places = new Map();
  for (const { ignored, role, name, properties, nodeId } of nodes) {
    if (ignored || !["button", "link"].includes(role.value)) continue;
    const key = `${role.value} ${name.value}`;
    const place = properties.find((property) => property.name === "url")?.value.value ?? nodeId;
    places.set(key, (places.get(key) ?? new Set()).add(place));
  }
  return [...places].filter(([, { size }]) => size > 1).map(([key]) => key);
}

test("the page and the package's elements share one copy of Lit", async (t) => {
  const { page } = await openPage(t, browser, ledger.url);
  assert.equal(await page.evaluate(() => globalThis.litElementVersions.length), 1);
});

test("who goes back finds a screen as far down as it was left, and another one at its top", async (t) => {
  const { page } = await openPage(t, browser, `${ledger.url}/#/operator`, { ready: "operator-opening" });
  const until = (title, depth) =>
    page.waitForFunction(([title, depth]) => document.activeElement.textContent === title && scrollY === depth, [title, depth]);
  await page.getByRole("button", { name: "Open the account" }).waitFor();
  await page.evaluate(() => scrollTo(0, 700));
  await page.getByRole("row", { name: /ember-bakery/ }).getByRole("link", { name: "View" }).evaluate((link) => link.click());
  await until("ember-bakery", 0);
  await page.goBack();
  await until("Operator", 700);
  await page.goForward();
  await until("ember-bakery", 0);
});

test("on paper there is nothing to press, and a chart's key keeps its colours", async (t) => {
  const { address, ready } = SCREENS.usage;
  const { page } = await openPage(t, browser, `${ledger.url}/${address}`, { ready });
  await page.locator(".chart-ink.bars").first().waitFor();
  await page.getByRole("button", { name: "Show more" }).waitFor();
  await page.emulateMedia({ media: "print" });
  for (const selector of ["#nav", ".primary", ".secondary", "[aria-pressed=false]"]) {
    const seen = await page.locator(selector).evaluateAll((all) => all.filter((each) => each.checkVisibility()).length);
    assert.equal(seen, 0, selector);
  }
  for (const text of ["[aria-pressed=true]", ".usage-total", ".usage-transactions tbody", ".usage-tables th"]) assert.ok(await page.locator(text).first().isVisible(), text);
  const colours = await page.locator(".chart-ink, .bar").evaluateAll((all) => all.map((each) => getComputedStyle(each).printColorAdjust));
  assert.deepEqual([...new Set(colours)], ["exact"]);
});

test("with forced colours one sees which screen and which choice it is, and what is what in a chart", async (t) => {
  const { address, ready } = SCREENS.usage;
  const { page } = await openPage(t, browser, `${ledger.url}/${address}`, { forcedColors: "active", ready });
  await page.locator(".chart-ink.bars").first().waitFor();
  const looks = (selector, properties) =>
    page.locator(selector).evaluateAll((all, names) => all.map((each) => names.map((name) => getComputedStyle(each)[name]).join()), properties);
  const differs = async (chosen, others, properties) => {
    const [look] = await looks(chosen, properties);
    for (const other of await looks(others, properties)) assert.notEqual(look, other, chosen);
  };
  await differs(".nav [aria-current=page]", ".nav a:not([aria-current])", ["borderBlockEndWidth"]);
  await differs(".choices [aria-pressed=true]", ".choices [aria-pressed=false]", ["backgroundColor"]);
  const inks = await looks(".chart-ink.bars", ["backgroundColor"]);
  assert.ok(inks.length > 1);
  assert.equal(new Set(inks).size, inks.length);
});

/** Waits until nothing on the screen is still to come. */
async function settled(page) {
  await page.waitForFunction(() => document.querySelectorAll(".skeleton, [aria-busy=true]").values().every((each) => each.closest("[hidden]")));
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
}
