// Whether everybody can use the page: on any screen, by keyboard, and by ear.
import assert from "node:assert/strict";
import { test } from "node:test";

import { setup } from "../../tests/support/setup.mjs";
import { isUsable } from "./support/axe.mjs";
import { openPage, startBrowser, textOf, untilText } from "./support/browser.mjs";
import { PRICE } from "./support/composer.mjs";
import { startLedger } from "./support/ledger.mjs";

const WIDTHS = [360, 1440];

/** The least height and width of what is touched, in CSS pixels. */
const TARGET_MIN = 44;

const BALANCE = "#standing .balance strong";
const SEND = "composer-till .primary";

let browser;
let ledger;

setup(async (t) => {
  [browser, ledger] = await Promise.all([startBrowser(t), startLedger(t)]);
});

const balanceOf = async (page) => Number((await textOf(page, BALANCE)).replace(/\D/g, ""));

const sized = (width, rest = {}) => ({ viewport: { width, height: 800 }, ...rest });

/** Brings the page into one of the states that look different. */
const STATES = {
  "at first": async () => {},
  "a wrong number": (page) => page.fill("#composer-to", "+800 1234 5678"),
  "costly characters": (page) => page.fill("#composer-text", "It’s 👨‍👩‍👧‍👦 Zoë’s ✅ “turn”…".repeat(6)),
  "a call without a length": (page) => page.fill("#composer-call-seconds", ""),
  "a long call": (page) => page.fill("#composer-call-seconds", "86400"),
  "several recipients": (page) => page.fill("#composer-to", "+91 98765 43210, +44 7400 123456"),
  "a channel that is not cut": (page) => page.selectOption("#composer-service", "whatsapp"),
  "everything open": async (page) => {
    // By keyboard: what is above may just have become taller, and would move it away from under a mouse.
    await page.locator(".comparison > summary").press("Enter");
    await page.getByRole("button", { name: /^Show all/ }).click();
    await page.locator(`${PRICE} .step > summary`).first().click();
  },
  "another book": async (page) => {
    await page.selectOption("#composer-book", "calcom");
    await page.getByText("What this book leaves open").click();
    await page.getByText("This preview uses the book calcom").waitFor();
  },
  "another plan": (page) => page.selectOption("#composer-plan", "organization"),
  charged: async (page) => {
    await page.fill("#composer-text", "hello");
    await page.click(SEND);
    await untilText(page, ".outcome-title", "Charged 9 credits");
  },
  refused: async (page) => {
    await page.fill("#composer-text", "a".repeat(153 * 200));
    await page.click(SEND);
    await untilText(page, ".outcome-title", "Falls back to e-mail");
  },
};

test("axe finds nothing serious in any state, and nothing is wider than the page", async (t) => {
  const { page } = await openPage(t, browser, ledger.url);
  for (const [state, enter] of Object.entries(STATES)) {
    await page.selectOption("#composer-book", { label: "The ledger’s own" });
    await page.selectOption("#composer-service", "sms");
    await page.selectOption("#composer-plan", "team");
    await page.fill("#composer-to", "+91 98765 43210");
    await enter(page);
    await isUsable(page, state);
  }
});

test("axe finds nothing serious on a book without messages, and nothing is wider than the page", async (t) => {
  const other = await startLedger(t, { book: "atllas", deck: null });
  const { page } = await openPage(t, browser, other.url, { ready: ".offer" });
  await isUsable(page, "a book without messages");
});

test("what is touched is large enough", async (t) => {
  const { page } = await openPage(t, browser, ledger.url, sized(360));
  await STATES.refused(page);
  const targets = page.locator(":is(app-composer, .masthead) :is(button, input, select, textarea)").filter({ visible: true });
  assert.ok((await targets.count()) >= 9);
  for (const target of await targets.all()) {
    const { width, height } = await target.boundingBox();
    assert.ok(width >= TARGET_MIN && height >= TARGET_MIN, `${await target.textContent()}: ${width} × ${height}`);
  }
});

test("a message is written and charged by keyboard alone", async (t) => {
  const { page } = await openPage(t, browser, ledger.url);
  const before = await balanceOf(page);
  const press = (key) => page.keyboard.press(key);
  const focused = () =>
    page.evaluate(() => {
      const element = document.activeElement;
      const name = element.id || (element.localName === "button" ? element.textContent : element.localName);
      return { name, ringed: (element.shadowRoot?.activeElement ?? element).matches(":focus-visible") };
    });
  // The navigation comes first.
  await page.getByRole("button", { name: "Copy link" }).focus();
  const order = ["composer-to", "composer-service", "Plain", "Accent", "Emoji", "Long", "composer-text", "septet-meter", "summary"];
  for (const name of [...order, "composer-plan", "composer-book", "Send and charge"]) {
    await press("Tab");
    assert.deepEqual(await focused(), { name, ringed: true });
    if (name !== "septet-meter") {
      const { outlineStyle, outlineWidth } = await page.evaluate(() => ({ ...getComputedStyle(document.activeElement) }));
      assert.equal(`${outlineStyle} ${outlineWidth}`, "solid 3px", `the focus on ${name} is seen`);
    }
    if (name === "composer-to") {
      await press("Control+A");
      await page.keyboard.type("+44 7400 123456");
    } else if (name === "composer-plan") {
      await press("ArrowUp");
      await untilText(page, "#composer-send-note", /this preview is for platform/);
      await press("ArrowDown");
      await untilText(page, "#composer-send-note", /^Leaves /);
    } else if (name === "composer-text") {
      await press("Control+A");
      await page.keyboard.type("hello [everybody]");
    }
  }
  assert.equal(await textOf(page, "#composer-credits"), "11");
  await press("Enter");
  await untilText(page, ".outcome-title", "Charged 11 credits");
  assert.equal(await balanceOf(page), before - 11);
  assert.deepEqual((await focused()).name, "Send and charge", "the focus stays");
  for (const name of ["a", "summary", "composer-ai_agent-quantity", "composer-call-seconds", "composer-call-quantity"]) {
    await press("Tab");
    assert.deepEqual(await focused(), { name, ringed: true });
  }
  await press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement === document.body), true, "nothing holds the focus");
});

test("a text is repaired and compared by keyboard alone", async (t) => {
  const { page } = await openPage(t, browser, ledger.url);
  await page.fill("#composer-text", "It’s your turn");
  const repair = page.getByRole("button", { name: /^Replace ’ with '/ });
  await repair.waitFor();
  await page.focus("#composer-text");
  await page.keyboard.press("Tab");
  assert.ok(await repair.evaluate((button) => button.matches(":focus-visible")));
  await page.keyboard.press("Enter");
  assert.equal(await page.inputValue("#composer-text"), "It's your turn");
  assert.ok(await page.locator("#composer-text").evaluate((field) => field === document.activeElement));
  const summary = page.getByText("The same text in other countries");
  await summary.locator("xpath=ancestor::summary").focus();
  await page.keyboard.press("Enter");
  await page.locator(".comparison-rows").waitFor();
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute("aria-label")), "Prices by country");
  await page.keyboard.press("Tab");
  const star = await page.evaluate(() => document.activeElement.getAttribute("aria-pressed"));
  await page.keyboard.press("Space");
  assert.notEqual(await page.evaluate(() => document.activeElement.getAttribute("aria-pressed")), star);
});

test("everything has a name, and there are landmarks and headings to go by", async (t) => {
  const { page } = await openPage(t, browser, ledger.url);
  for (const [role, name] of [
    ["banner"],
    ["main"],
    ["heading", "The exact price as you type"],
    ["region", "Compose"],
    ["region", "Price"],
    ["region", "As sent"],
    ["region", "Also on this plan"],
    ["heading", "The same text in other countries"],
    ["heading", "AI agent"],
    ["spinbutton", "Call: Length in seconds"],
    ["spinbutton", "Call: How many"],
    ["textbox", "Recipients"],
    ["combobox", "Channel"],
    ["combobox", "Plan"],
    ["combobox", "Price book"],
    ["textbox", "Message"],
    ["group", "Sample messages"],
    ["button", "Send and charge"],
    ["button", "Copy link"],
  ]) {
    assert.equal(await page.getByRole(role, { name, exact: true }).count(), 1, `${role} ${name}`);
  }
  assert.equal(await page.locator("composer-till [role=status]").count(), 1);
  assert.equal(await page.locator("#composer-to").getAttribute("aria-describedby"), "composer-to-note");
});

for (const width of WIDTHS) {
  test(`nothing jumps while typing: ${width} px`, async (t) => {
    const { page } = await openPage(t, browser, ledger.url, sized(width));
    // Where the page's parts are; a text of one line, whatever its price and encoding, must not move them. On a narrow page
    // the price comes after the text as it is sent, which grows with it; in brief it stays at the bottom edge.
    const seen = ["#composer-to", "#composer-text", ".sent", ".sent h2"];
    const beside = [".amount", ".worth", ".basis", ".facts", "composer-till .primary", ".reason"];
    const watched = width < 960 ? seen : [...seen, ...beside];
    const places = () =>
      page.evaluate((names) =>
        names.map((name) => {
          const { top } = document.querySelector(name).getBoundingClientRect();
          return `${name} ${Math.round(top + scrollY)}`;
        }),
        watched,
      );
    await page.fill("#composer-text", "hello");
    const first = await places();
    for (const [selector, value] of [
      ["#composer-text", ""],
      ["#composer-text", "]]]]"],
      ["#composer-text", "hé ë 😀’"],
      ["#composer-to", "+1 212 555 0100"],
      ["#composer-to", "+1 2"],
      ["#composer-to", ""],
      ["#composer-to", "+800 1234 5678"],
      ["#composer-to", "+44 7400 123456"],
    ]) {
      await page.fill(selector, value);
      assert.deepEqual(await places(), first, `${selector} ${JSON.stringify(value)}`);
    }
  });
}

test("nothing moves for those who ask for that", async (t) => {
  const { page } = await openPage(t, browser, ledger.url, { reducedMotion: "reduce" });
  // What follows the scrolling, as the shadows of edges do, moves by nobody else's hand.
  const moving = await page.evaluate(() =>
    [...document.querySelectorAll("*")]
      .flatMap((element) => ["", "::before", "::after"].map((pseudo) => getComputedStyle(element, pseudo)))
      .filter(
        ({ transitionDuration, animationName, animationTimeline }) =>
          transitionDuration !== "0s" || (animationName !== "none" && animationTimeline === "auto"),
      )
      .length,
  );
  assert.equal(moving, 0);
});

test("the price stays in view on a narrow page", async (t) => {
  const { page } = await openPage(t, browser, ledger.url, sized(360));
  const { y, height } = await page.locator(".glance").boundingBox();
  assert.ok(y + height <= 800);
  assert.equal(await textOf(page, ".glance strong"), await textOf(page, "#composer-credits"));
});

test("the browser has nothing to complain of", async (t) => {
  const { page, complaints } = await openPage(t, browser, ledger.url);
  await STATES["costly characters"](page);
  await STATES.charged(page);
  await STATES["a wrong number"](page);
  assert.deepEqual(complaints, []);
});
