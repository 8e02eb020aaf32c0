// What the page shows while somebody types.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { countSegments, Engine, region, segments } from "septet";

import { openPage, startBrowser, textOf, untilText } from "./support/browser.mjs";
import { DECK, startLedger } from "./support/ledger.mjs";

const engine = new Engine("calcom", { decks: { sms: DECK } });
let browser;
let ledger;

before(async () => {
  [browser, ledger] = await Promise.all([startBrowser(), startLedger()]);
});

after(async () => {
  await browser?.close();
  await ledger?.stop();
});

const open = async (t, options) => (await openPage(t, browser, ledger.url, options)).page;

async function readings(page) {
  const price = ["credits", "credits-unit", "money", "max", "region", "carrier-cost"];
  const names = [...price, "encoding", "segments", "units", "left"];
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await textOf(page, `#${name}`)])));
}

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
  assert.deepEqual(await readings(page), {
    credits: "9",
    "credits-unit": "credits",
    money: "$0.09",
    max: "",
    encoding: "GSM-7",
    segments: "1",
    units: "81 of 160",
    left: "79 left",
    region: "India (IN)",
    "carrier-cost": "$0.05",
  });
  assert.equal(await page.inputValue("#plan"), "team", "the plan is the account's");
  assert.equal(await textOf(page, "#plan-note"), "750 credits a month for each member; credits can be bought.");
  assert.equal(await textOf(page, "#to-note"), "India (IN)");
  const provenance = /^Priced by book calcom 2026-11 [0-9a-f]{12}, sms rate deck [0-9a-f]{12}$/;
  assert.match(await textOf(page, "#provenance"), provenance);
});

for (const [name, character, times] of [["an extension character", "]", 153], ["an emoji", "😀", 67]]) {
  test(`every key stroke is priced at once: ${name}`, async (t) => {
    const page = await open(t);
    await page.fill("#text", "");
    // Reads in the same task as the key stroke's event, after the page's own listener.
    await page.evaluate(() => {
      const text = (id) => document.getElementById(id).textContent;
      window.read = [];
      window.addEventListener("input", () => {
        window.read.push([text("encoding"), text("segments"), text("left"), text("credits")]);
      });
    });
    await page.focus("#text");
    for (let typed = 0; typed < times; typed += 1) {
      await page.keyboard.insertText(character);
    }
    const expected = Array.from({ length: times }, (_, index) => {
      const { encoding, segments: parts, remaining } = segments(character.repeat(index + 1));
      return [encoding, `${parts}`, `${remaining} left`, `${9 * parts}`];
    });
    assert.deepEqual(await page.evaluate(() => window.read), expected);
    assert.equal(await textOf(page, "#segments"), "3");
    assert.equal(countSegments(character.repeat(times)), 3);
  });
}

test("an empty message costs nothing and cannot be sent", async (t) => {
  const page = await open(t);
  await page.fill("#text", "");
  assert.equal(await textOf(page, "#segments"), "0");
  assert.equal(await textOf(page, "#credits"), "0");
  assert.ok(await page.locator("#nothing-sent").isVisible());
  assert.ok(await page.locator("#send").isDisabled());
  assert.equal(await textOf(page, "#send-note"), "Write a message to send.");
});

test("costly characters are marked, named and counted", async (t) => {
  const page = await open(t);
  await page.fill("#text", "It’s Zoë’s turn");
  assert.equal(await textOf(page, "#encoding"), "UCS-2");
  assert.match(await textOf(page, "#text-note"), /^These characters make the message UCS-2:/);
  assert.deepEqual(await page.locator("#text-note li").allTextContents(), ["’ (U+2019) × 2", "ë (U+00EB)"]);
  assert.deepEqual(await page.locator("#parts mark").allTextContents(), ["’", "ë’"]);
  const line = await page.locator("#parts mark").first().evaluate((mark) => getComputedStyle(mark).textDecorationLine);
  assert.equal(line, "underline", "a mark is more than a colour");

  await page.fill("#text", "a\u200Db\u00A0c");
  assert.deepEqual(await page.locator("#text-note li").allTextContents(), ["invisible (U+200D)", "space (U+00A0)"]);

  await page.fill("#text", "its turn");
  assert.match(await textOf(page, "#text-note"), /^Every character is in GSM-7/);
});

test("the text is shown in the parts it is sent in", async (t) => {
  const page = await open(t);
  const text = `${"Dear guest, ".repeat(14)}\n  your 👨‍👩‍👧‍👦 table 🎉 is ready`;
  await page.fill("#text", text);
  const expected = segments(text).parts.map(({ start, end }) => text.slice(start, end));
  assert.ok(expected.length > 2);
  assert.deepEqual(await page.locator("#parts .bubble").allTextContents(), expected);
  assert.match(await textOf(page, "#parts li:nth-child(2) .caption"), /^Part 2 of \d, 6[67] units$/);

  await page.fill("#text", "<img src=x onerror=alert(1)>");
  assert.deepEqual(await page.locator("#parts .bubble").allTextContents(), ["<img src=x onerror=alert(1)>"]);
});

test("the most that it can cost is shown where it differs", async (t) => {
  const page = await open(t);
  await page.fill("#text", "👍🏽".repeat(33));
  const quote = engine.quote({ plan: "team", service: "sms", to: "+919876543210", text: "👍🏽".repeat(33) });
  assert.notEqual(quote.max, quote.credits);
  assert.equal(await textOf(page, "#credits"), quote.credits);
  assert.equal(await textOf(page, "#max"), `at most ${quote.max} credits`);
});

test("the explanation adds up", async (t) => {
  const page = await open(t);
  await page.fill("#to", "+1 212 555 0100");
  const text = await page.inputValue("#text");
  const { explanation } = engine.quote({ plan: "team", service: "sms", to: "+12125550100", text });
  const shown = await page.locator("#steps .step span:first-child").allTextContents();
  assert.deepEqual(shown, explanation.steps.map((step) => capital(step.text)));
  assert.deepEqual(await page.locator("#steps .result").allTextContents(), ["2", "−2"]);
  assert.equal(await textOf(page, "#total-text"), explanation.text);
  assert.equal(await textOf(page, "#total-result"), "0");
});

test("the United States are free on the team plan and cost on another, which cannot be sent", async (t) => {
  const page = await open(t);
  await page.fill("#to", "+1 212 555 0100");
  assert.equal(await textOf(page, "#credits"), "0");
  assert.equal(await textOf(page, "#send-note"), "Free: nothing will be deducted.");
  await page.selectOption("#plan", "organization");
  assert.equal(await textOf(page, "#credits"), "2");
  assert.ok(await page.locator("#send").isDisabled());
  assert.equal(
    await textOf(page, "#send-note"),
    "The demo account is on the team plan; this preview is for organization.",
  );
  await page.selectOption("#plan", "team");
  assert.ok(await page.locator("#send").isEnabled());
});

for (const [name, to, message] of [
  ["not a number", "98765 abc", () => refusal(() => region("98765 abc"))],
  ["a freephone number", "+800 1234 5678", undefined],
  ["a region without a rate", "+53 5 1234567", undefined],
]) {
  test(`a wrong recipient is told beside its field: ${name}`, async (t) => {
    const page = await open(t);
    await page.fill("#to", to);
    const expected = message?.() ?? refusal(() => engine.quote({ plan: "team", service: "sms", to, text: "hello" }));
    assert.equal(await textOf(page, "#to-note"), capital(expected));
    assert.equal(await page.getAttribute("#to", "aria-invalid"), "true");
    assert.equal(await page.getAttribute("#text", "aria-invalid"), null);
    assert.equal(await textOf(page, "#credits"), "–");
    assert.ok(await page.locator("#send").isDisabled());
    assert.equal(await textOf(page, "#send-note"), "Correct the recipient to send.");
    assert.equal(await textOf(page, "#segments"), "1", "the text is still measured");
  });
}

test("a number in the making gets a hint, not an error", async (t) => {
  const page = await open(t);
  for (const unfinished of ["", "+", "+9", "+91 98", "91"]) {
    await page.fill("#to", unfinished);
    assert.equal(await textOf(page, "#to-note"), "Give +, the country code and the number: 6 to 15 digits.");
    assert.equal(await page.getAttribute("#to", "aria-invalid"), null);
    assert.equal(await textOf(page, "#send-note"), "Fill in the recipient to send.");
  }
});

test("a text of too many parts is told beside its field", async (t) => {
  const page = await open(t);
  const text = "a".repeat(153 * 255 + 1);
  await page.fill("#text", text);
  const expected = refusal(() => engine.quote({ plan: "team", service: "sms", to: "+919876543210", text }));
  assert.equal(await textOf(page, "#text-note"), capital(expected));
  assert.equal(await page.getAttribute("#text", "aria-invalid"), "true");
  assert.ok(await page.locator("#send").isDisabled());
  await page.fill("#text", text.slice(1));
  assert.equal(await textOf(page, "#segments"), "255");
  assert.equal(await textOf(page, "#credits"), "2,295");
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
    assert.equal(await textOf(page, "#encoding"), encoding, name);
    assert.equal(await textOf(page, "#segments"), parts, name);
  }
});

test("figures follow the visitor's locale, digit by digit", async (t) => {
  const page = await open(t, { locale: "de-DE" });
  await page.fill("#text", "a".repeat(153 * 255));
  assert.equal(await textOf(page, "#credits"), "2.295");
  assert.equal(await textOf(page, "#money"), "22,95 $");
});

test("the price is said in words once typing pauses", async (t) => {
  const page = await open(t, { before: (opened) => opened.clock.install() });
  await page.clock.pauseAt(Date.now() + 60_000);
  assert.equal(await textOf(page, "#spoken"), "", "nothing is said that nobody asked for");
  await page.fill("#text", "a".repeat(160));
  await page.clock.runFor(500);
  await page.fill("#text", "a".repeat(161));
  await page.clock.runFor(599);
  assert.equal(await textOf(page, "#spoken"), "");
  await page.clock.runFor(1);
  await untilText(page, "#spoken", "2 segments, 18 credits, 0.18 US dollars, to India");
  assert.equal(await page.locator("#spoken").getAttribute("role"), "status");

  await page.fill("#to", "+1 212 555 0100");
  await page.clock.runFor(600);
  await untilText(page, "#spoken", "2 segments, free, to United States");
});
