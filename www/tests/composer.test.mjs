// What the page shows while somebody types.
import assert from "node:assert/strict";
import { test } from "node:test";

import { countSegments, Engine, region, segments } from "septet";

import { setup } from "../../tests/support/setup.mjs";
import { openPage, startBrowser, textOf, untilText } from "./support/browser.mjs";
import { meterOf, PRICE } from "./support/composer.mjs";
import { DECK, startLedger } from "./support/ledger.mjs";

const engine = new Engine("calcom", { decks: { sms: DECK } });
let browser;
let ledger;

setup(async (t) => {
  [browser, ledger] = await Promise.all([startBrowser(t), startLedger(t)]);
});

const open = async (t, options) => (await openPage(t, browser, ledger.url, options)).page;

function refusal(of) {
  try {
    of();
  } catch (error) {
    return error.message;
  }
  throw new Error("nothing was refused");
}

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

test("there is a real price at first glance", async (t) => {
  const page = await open(t);
  assert.equal(await textOf(page, `${PRICE} .amount`), "9 credits");
  assert.equal(await textOf(page, `${PRICE} .worth`), "$0.09");
  assert.equal(await textOf(page, "#composer-region"), "India (IN)");
  assert.equal(await textOf(page, "#composer-carrier-cost"), "$0.05");
  assert.deepEqual(await meterOf(page), { Parts: "1", "Units left": "79 of 160", Encoding: "GSM-7", Characters: "81" });
  assert.equal(await page.getByLabel("Plan", { exact: true }).inputValue(), "team", "the plan is the account's");
  assert.equal(await textOf(page, "#composer-plan-note"), "750 credits a month for each member; credits can be bought.");
  assert.equal(await textOf(page, "#composer-to-note"), "India (IN)");
  const provenance = /^Priced by book calcom 2026-11 [0-9a-f]{12}, sms rate deck [0-9a-f]{12}$/;
  assert.match(await textOf(page, ".provenance"), provenance);
});

test("the fields are there before the engine, and nothing moves when it comes", async (t) => {
  let arrive;
  const arrived = new Promise((resolve) => (arrive = resolve));
  const page = await open(t, {
    ready: "#composer-text",
    before: (opened) => opened.route("**/*.wasm", async (route) => {
      await arrived;
      await route.continue();
    }),
  });
  const places = () => page.evaluate(() => ["#composer-to", "#composer-text", ".sent", ".amount", ".basis"].map((name) => {
    const { top } = document.querySelector(name).getBoundingClientRect();
    return `${name} ${Math.round(top)}`;
  }));
  await page.fill("#composer-text", "typed before");
  assert.equal(await textOf(page, "#composer-credits"), "–");
  const first = await places();
  arrive();
  await page.locator(`${PRICE}:not(.priceless)`).waitFor();
  assert.equal(await page.inputValue("#composer-text"), "typed before");
  assert.deepEqual(await places(), first);
});

for (const [name, character, times] of [["an extension character", "]", 153], ["an emoji", "😀", 67]]) {
  test(`every key stroke is priced at once: ${name}`, async (t) => {
    const page = await open(t);
    await page.fill("#composer-text", "");
    // Reads in the same task as the key stroke's event, after the page's own listener.
    await page.evaluate(() => {
      window.read = [];
      window.addEventListener("input", () => {
        const values = [...document.querySelector("septet-meter").shadowRoot.querySelectorAll("dd")];
        const meter = values.map((value) => value.textContent.trim());
        window.read.push([...meter.slice(-4, -1), document.getElementById("composer-credits").textContent]);
      });
    });
    await page.focus("#composer-text");
    for (let typed = 0; typed < times; typed += 1) {
      await page.keyboard.insertText(character);
    }
    const expected = Array.from({ length: times }, (_, index) => {
      const { encoding, segments: parts, remaining, unitsPerSegment } = segments(character.repeat(index + 1));
      return [`${parts}`, `${remaining} of ${unitsPerSegment}`, encoding, `${9 * parts}`];
    });
    assert.deepEqual(await page.evaluate(() => window.read), expected);
    assert.equal(countSegments(character.repeat(times)), 3);
  });
}

test("an empty message costs nothing and cannot be sent", async (t) => {
  const page = await open(t);
  await page.fill("#composer-text", "");
  assert.equal((await meterOf(page)).Parts, "0");
  assert.equal(await textOf(page, "#composer-credits"), "0");
  assert.ok(await page.getByText("Your text appears here in the parts it will be sent in.").isVisible());
  assert.ok(await page.getByRole("button", { name: "Send and charge" }).isDisabled());
  assert.equal(await textOf(page, "#composer-send-note"), "Write a message to send.");
});

test("costly characters are marked, named and counted", async (t) => {
  const page = await open(t);
  await page.fill("#composer-text", "It’s Zoë’s turn");
  assert.equal((await meterOf(page)).Encoding, "UCS-2");
  const kinds = page.locator("septet-meter .kinds li");
  assert.deepEqual((await kinds.allInnerTexts()).map((text) => text.replace(/\s+/g, " ")), ["’ U+2019 × 2", "ë U+00EB"]);
  const marks = page.locator("septet-meter .text mark");
  assert.deepEqual(await marks.allTextContents(), ["’", "ë", "’"]);
  const line = await marks.first().evaluate((mark) => getComputedStyle(mark).textDecorationLine);
  assert.equal(line, "underline", "a mark is more than a colour");
  await page.fill("#composer-text", "its turn");
  assert.equal(await kinds.count(), 0);
});

test("the text is shown in the parts it is sent in", async (t) => {
  const page = await open(t);
  const parts = page.locator("septet-meter .text");
  const text = `${"Dear guest, ".repeat(14)}\n  your 👨‍👩‍👧‍👦 table 🎉 is ready`;
  await page.fill("#composer-text", text);
  const expected = segments(text).parts.map(({ start, end }) => text.slice(start, end));
  assert.ok(expected.length > 2);
  assert.deepEqual(await parts.allTextContents(), expected);

  await page.fill("#composer-text", "<img src=x onerror=alert(1)>");
  assert.deepEqual(await parts.allTextContents(), ["<img src=x onerror=alert(1)>"]);
});

test("a text that is longer than any message is named beside its field, and shorter ones are priced again", async (t) => {
  const page = await open(t);
  await page.locator("#composer-text").evaluate((field) => {
    field.value = "a".repeat(2 ** 21 + 1);
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  });
  await untilText(page, "#composer-text-note", /2097152/);
  assert.equal(await textOf(page, "#composer-credits"), "–");
  await page.fill("#composer-text", "hello");
  await untilText(page, "#composer-credits", "9");
});

test("one click repairs the text, and one takes the repair back", async (t) => {
  const page = await open(t);
  const text = `It’s Zoe’s turn: ${"see you there. ".repeat(5)}`;
  await page.fill("#composer-text", text);
  assert.equal(await textOf(page, "#composer-credits"), "18");
  const repair = page.getByRole("button", { name: "Replace ’ with ' 1 part, saves 9 credits" });
  await repair.click();
  assert.equal(await page.inputValue("#composer-text"), text.replaceAll("’", "'"));
  assert.equal(await textOf(page, "#composer-credits"), "9");
  assert.ok(await page.locator("#composer-text").evaluate((field) => field === document.activeElement));
  await page.getByRole("button", { name: "Undo" }).click();
  assert.equal(await page.inputValue("#composer-text"), text);
  assert.equal(await page.getByRole("button", { name: "Undo" }).count(), 0);

  await repair.click();
  await page.keyboard.press("Control+z");
  assert.equal(await page.inputValue("#composer-text"), text, "the browser can undo it, too");
  await repair.click();
  await page.locator("#composer-text").press("x");
  assert.equal(await page.getByRole("button", { name: "Undo" }).count(), 0, "what was typed since is not undone");
});

test("the most that it can cost is shown where it differs", async (t) => {
  const page = await open(t);
  await page.fill("#composer-text", "👍🏽".repeat(33));
  const quote = engine.quote({ plan: "team", service: "sms", to: "+919876543210", text: "👍🏽".repeat(33) });
  assert.notEqual(quote.max, quote.credits);
  assert.equal(await textOf(page, "#composer-credits"), quote.credits);
  assert.equal(await textOf(page, `${PRICE} .at-most`), `at most ${quote.max} credits`);
});

test("the explanation adds up, and each step opens", async (t) => {
  const page = await open(t);
  await page.fill("#composer-to", "+1 212 555 0100");
  const text = await page.inputValue("#composer-text");
  const { explanation } = engine.quote({ plan: "team", service: "sms", to: "+12125550100", text });
  const steps = page.locator(`${PRICE} .tree .step`);
  assert.deepEqual(await steps.locator(".step-text").allTextContents(), explanation.steps.map((step) => capital(step.text)));
  assert.deepEqual(await steps.locator(".result").allTextContents(), ["2", "−2"]);
  assert.equal(await textOf(page, `${PRICE} .total`), `${capital(explanation.text)} 0`);
  const rate = steps.first().getByText("0.0083", { exact: true });
  assert.ok(!(await rate.isVisible()));
  await steps.first().locator("summary").press("Enter");
  assert.ok(await rate.isVisible());
});

test("the United States are free on the team plan and cost on another, which cannot be sent", async (t) => {
  const page = await open(t);
  await page.fill("#composer-to", "+1 212 555 0100");
  assert.equal(await textOf(page, "#composer-credits"), "0");
  assert.equal(await textOf(page, "#composer-send-note"), "Free: nothing will be deducted.");
  await page.selectOption("#composer-plan", "organization");
  assert.equal(await textOf(page, "#composer-credits"), "2");
  assert.ok(await page.getByRole("button", { name: "Send and charge" }).isDisabled());
  assert.equal(
    await textOf(page, "#composer-send-note"),
    "The demo account is on the team plan; this preview is for organization.",
  );
  await page.selectOption("#composer-plan", "team");
  assert.ok(await page.getByRole("button", { name: "Send and charge" }).isEnabled());
});

for (const [name, to, message] of [
  ["not a number", "98765 abc", () => refusal(() => region("98765 abc"))],
  ["a freephone number", "+800 1234 5678", undefined],
  ["a region without a rate", "+53 5 1234567", undefined],
]) {
  test(`a wrong recipient is told beside its field: ${name}`, async (t) => {
    const page = await open(t);
    await page.fill("#composer-to", to);
    const expected = message?.() ?? refusal(() => engine.quote({ plan: "team", service: "sms", to, text: "hello" }));
    assert.equal(await textOf(page, "#composer-to-note"), capital(expected));
    assert.equal(await page.getAttribute("#composer-to", "aria-invalid"), "true");
    assert.equal(await page.getAttribute("#composer-text", "aria-invalid"), null);
    assert.equal(await textOf(page, "#composer-credits"), "–");
    assert.ok(await page.getByRole("button", { name: "Send and charge" }).isDisabled());
    assert.equal(await textOf(page, "#composer-send-note"), "Correct the recipient to send.");
    assert.equal((await meterOf(page)).Parts, "1", "the text is still measured");
  });
}

test("a number in the making gets a hint, not an error", async (t) => {
  const page = await open(t);
  for (const unfinished of ["", "+", "+9", "+91 98", "91"]) {
    await page.fill("#composer-to", unfinished);
    assert.equal(await textOf(page, "#composer-to-note"), "Start with + and the country code. Separate several with commas or line breaks.");
    assert.equal(await page.getAttribute("#composer-to", "aria-invalid"), null);
    assert.equal(await textOf(page, "#composer-send-note"), "Fill in the recipient to send.");
  }
});

test("a text of too many parts is told beside its field", async (t) => {
  const page = await open(t);
  const text = "a".repeat(153 * 255 + 1);
  await page.fill("#composer-text", text);
  const expected = refusal(() => engine.quote({ plan: "team", service: "sms", to: "+919876543210", text }));
  assert.equal(await textOf(page, "#composer-text-note"), capital(expected));
  assert.equal(await page.getAttribute("#composer-text", "aria-invalid"), "true");
  assert.ok(await page.getByRole("button", { name: "Send and charge" }).isDisabled());
  await page.fill("#composer-text", text.slice(1));
  assert.equal((await meterOf(page)).Parts, "255");
  assert.equal(await textOf(page, "#composer-credits"), "2,295");
});

test("samples fill the message", async (t) => {
  const page = await open(t);
  for (const [name, encoding, parts] of [
    ["Accent", "UCS-2", "2"],
    ["Emoji", "UCS-2", "1"],
    ["Long", "GSM-7", "3"],
    ["Plain", "GSM-7", "1"],
  ]) {
    await page.getByRole("button", { name }).click();
    const { Encoding, Parts } = await meterOf(page);
    assert.deepEqual([Encoding, Parts], [encoding, parts], name);
  }
});

test("figures follow the visitor's locale, digit by digit", async (t) => {
  const page = await open(t, { locale: "de-DE" });
  await page.fill("#composer-text", "a".repeat(153 * 255));
  assert.equal(await textOf(page, "#composer-credits"), "2.295");
  assert.equal(await textOf(page, "#composer-money"), "22,95 $");
});

test("the price is said in words once typing pauses", async (t) => {
  const page = await open(t, { before: (opened) => opened.clock.install() });
  const spoken = "app-composer > [role=status]";
  await page.clock.pauseAt(Date.now() + 60_000);
  assert.equal(await textOf(page, spoken), "", "nothing is said that nobody asked for");
  await page.fill("#composer-text", "a".repeat(160));
  await page.clock.runFor(500);
  await page.fill("#composer-text", "a".repeat(161));
  await page.clock.runFor(599);
  assert.equal(await textOf(page, spoken), "");
  await page.clock.runFor(1);
  await untilText(page, spoken, "2 parts, 18 credits, 0.18 US dollars, to India");
  await page.clock.runFor(5_000);
  assert.equal(await textOf(page, "septet-meter [role=status]"), "", "it is said once");

  await page.fill("#composer-to", "+1 212 555 0100");
  await page.clock.runFor(600);
  await untilText(page, spoken, "2 parts, free, to United States");
});
