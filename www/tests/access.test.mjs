// Whether everybody can use the page: on any screen, by keyboard, and by ear.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import axe from "axe-core";

import { openPage, startBrowser, textOf, untilText } from "./support/browser.mjs";
import { startLedger } from "./support/ledger.mjs";

const WIDTHS = [360, 768, 1440];

/** The least height and width of what is touched, in CSS pixels. */
const TARGET_MIN = 44;

let browser;
let ledger;

before(async () => {
  [browser, ledger] = await Promise.all([startBrowser(), startLedger()]);
});

after(async () => {
  await browser?.close();
  await ledger?.stop();
});

const sized = (width, rest = {}) => ({ viewport: { width, height: 800 }, ...rest });

/** What axe finds serious, as a list that a person can read. */
async function findings(page) {
  // Colours are measured as they are at rest.
  await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished)));
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => window.axe.run(document));
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target} ${node.failureSummary}`));
}

/** Brings the page into one of the states that look different. */
const STATES = {
  "at first": async () => {},
  "a wrong number": (page) => page.fill("#to", "+800 1234 5678"),
  "costly characters": (page) => page.fill("#text", "It’s 👨‍👩‍👧‍👦 Zoë’s ✅ “turn”…".repeat(6)),
  "a call without a length": (page) => page.fill("#call-seconds", ""),
  "a long call": (page) => page.fill("#call-seconds", "86400"),
  "another plan": (page) => page.selectOption("#plan", "organization"),
  charged: async (page) => {
    await page.fill("#text", "hello");
    await page.click("#send");
    await untilText(page, "#outcome .outcome-title", "Charged 9 credits");
  },
  refused: async (page) => {
    await page.fill("#text", "a".repeat(153 * 200));
    await page.click("#send");
    await untilText(page, "#outcome .outcome-title", "Falls back to e-mail");
  },
};

for (const colorScheme of ["light", "dark"]) {
  for (const width of WIDTHS) {
    test(`axe finds nothing serious, and nothing is wider than the page: ${colorScheme}, ${width} px`, async (t) => {
      const { page } = await openPage(t, browser, ledger.url, sized(width, { colorScheme }));
      for (const [state, enter] of Object.entries(STATES)) {
        await page.selectOption("#plan", "team");
        await page.fill("#to", "+91 98765 43210");
        await enter(page);
        assert.deepEqual(await findings(page), [], state);
        const widths = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
        assert.ok(widths[0] <= widths[1], `${state}: ${widths[0]} px on a page of ${widths[1]} px`);
      }
    });
  }
}

for (const colorScheme of ["light", "dark"]) {
  test(`axe finds nothing serious on a book without messages: ${colorScheme}`, async (t) => {
    const other = await startLedger({ book: "atllas", deck: null });
    t.after(() => other.stop());
    const { page } = await openPage(t, browser, other.url, sized(360, { colorScheme, ready: ".offer" }));
    assert.deepEqual(await findings(page), []);
    const widths = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    assert.ok(widths[0] <= widths[1], `${widths[0]} px on a page of ${widths[1]} px`);
  });
}

test("what is touched is large enough", async (t) => {
  const { page } = await openPage(t, browser, ledger.url, sized(360));
  await STATES.refused(page);
  const targets = page.locator("button, input, select, textarea");
  assert.ok((await targets.count()) >= 9);
  for (const target of await targets.all()) {
    const { width, height } = await target.boundingBox();
    assert.ok(width >= TARGET_MIN && height >= TARGET_MIN, `${await target.textContent()}: ${width} × ${height}`);
  }
});

test("a message is written and charged by keyboard alone", async (t) => {
  const { page } = await openPage(t, browser, ledger.url);
  const before = Number((await textOf(page, "#balance")).replace(",", ""));
  const press = (key) => page.keyboard.press(key);
  const focused = () =>
    page.evaluate(() => {
      const element = document.activeElement;
      const name = element.id || (element.localName === "button" ? element.textContent : element.localName);
      return { name, ringed: element.matches(":focus-visible") };
    });
  const order = ["to", "plan", "Plain", "Accent", "Emoji", "Long", "text", "send"];
  for (const name of order) {
    await press("Tab");
    assert.deepEqual(await focused(), { name, ringed: true });
    const { outlineStyle, outlineWidth } = await page.evaluate(() => ({ ...getComputedStyle(document.activeElement) }));
    assert.equal(`${outlineStyle} ${outlineWidth}`, "solid 3px", `the focus on ${name} is seen`);
    if (name === "to") {
      await press("Control+A");
      await page.keyboard.type("+44 7400 123456");
    } else if (name === "plan") {
      await press("ArrowUp");
      await untilText(page, "#send-note", /this preview is for platform/);
      await press("ArrowDown");
      await untilText(page, "#send-note", /^Leaves /);
    } else if (name === "text") {
      await press("Control+A");
      await page.keyboard.type("hello [everybody]");
    }
  }
  assert.equal(await textOf(page, "#credits"), "11");
  await press("Enter");
  await untilText(page, "#outcome .outcome-title", "Charged 11 credits");
  assert.equal(Number((await textOf(page, "#balance")).replace(",", "")), before - 11);
  assert.deepEqual((await focused()).name, "send", "the focus stays");
  for (const name of ["call-seconds", "whatsapp-category"]) {
    await press("Tab");
    assert.deepEqual(await focused(), { name, ringed: true });
  }
  await press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement === document.body), true, "nothing holds the focus");
});

test("everything has a name, and there are landmarks and headings to go by", async (t) => {
  const { page } = await openPage(t, browser, ledger.url);
  for (const [role, name] of [
    ["banner"],
    ["main"],
    ["contentinfo"],
    ["heading", "The exact price, while you type"],
    ["region", "Price"],
    ["region", "As it is sent"],
    ["region", "Also on this plan"],
    ["heading", "AI agent"],
    ["spinbutton", "Call: Length in seconds"],
    ["combobox", "WhatsApp: Category"],
    ["region", "Recent entries"],
    ["textbox", "Recipient"],
    ["combobox", "Plan"],
    ["textbox", "Message"],
    ["group", "Sample messages"],
    ["button", "Send and charge"],
    ["table"],
  ]) {
    assert.equal(await page.getByRole(role, { name, exact: true }).count(), 1, `${role} ${name}`);
  }
  assert.equal(await page.locator("#outcome").getAttribute("role"), "status");
  assert.equal(await page.locator("#to").getAttribute("aria-describedby"), "to-note");
});

for (const width of WIDTHS) {
  test(`nothing jumps while typing: ${width} px`, async (t) => {
    const { page } = await openPage(t, browser, ledger.url, sized(width));
    // Where the page's parts are; a text of one line, whatever its price and encoding, must not move them.
    const places = () =>
      page.evaluate(() =>
        ["#text", ".gauge", ".readings", ".text-note", ".amount", ".worth", ".facts", "#send", ".reason"].map((name) => {
          const { top } = document.querySelector(name).getBoundingClientRect();
          return `${name} ${Math.round(top + scrollY)}`;
        }),
      );
    await page.fill("#text", "hello");
    const first = await places();
    for (const [selector, value] of [
      ["#text", ""],
      ["#text", "]]]]"],
      ["#text", "hé ë 😀’"],
      ["#to", "+1 212 555 0100"],
      ["#to", "+1 2"],
      ["#to", ""],
      ["#to", "+800 1234 5678"],
      ["#to", "+44 7400 123456"],
    ]) {
      await page.fill(selector, value);
      assert.deepEqual(await places(), first, `${selector} ${JSON.stringify(value)}`);
    }
  });
}

test("nothing moves for those who ask for that", async (t) => {
  const { page } = await openPage(t, browser, ledger.url, { reducedMotion: "reduce" });
  const moving = await page.evaluate(() =>
    [...document.querySelectorAll("*")]
      .flatMap((element) => ["", "::before", "::after"].map((pseudo) => getComputedStyle(element, pseudo)))
      .filter((style) => style.transitionDuration !== "0s" || style.animationName !== "none")
      .length,
  );
  assert.equal(moving, 0);
});

test("the price stays in view on a narrow page", async (t) => {
  const { page } = await openPage(t, browser, ledger.url, sized(360));
  const { y, height } = await page.locator(".glance").boundingBox();
  assert.ok(y + height <= 800);
  assert.equal(await textOf(page, "#glance-credits"), await textOf(page, "#credits"));
});

test("the browser has nothing to complain of", async (t) => {
  const { page, complaints } = await openPage(t, browser, ledger.url);
  await STATES["costly characters"](page);
  await STATES.charged(page);
  await STATES["a wrong number"](page);
  assert.deepEqual(complaints, []);
});
