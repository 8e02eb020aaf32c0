// <septet-meter> in Chromium, as somebody who types, reads and hears it meets it.
import assert from "node:assert/strict";
import test from "node:test";
import { openElements } from "./elements-page.mjs";

const FORM = `
  <form>
    <label for="message">Message</label><textarea id="message"></textarea>
    <septet-meter id="meter" for="message" book="calcom" plan="team" to="+919876543210" name="parts"></septet-meter>
  </form>
`;

/** What each reading shows, by its label. */
const readings = (page) =>
  page.evaluate(() => {
    const rows = [...document.querySelector("septet-meter").shadowRoot.querySelectorAll("dl > div")];
    return Object.fromEntries(
      rows.map((row) => ["dt", "dd"].map((tag) => row.querySelector(tag).textContent.trim().replace(/\s+/g, " "))),
    );
  });

const shows = (page, text) => page.getByText(text).first().waitFor();

test("chromium", async (t) => {
  const { page, complaints, show } = await openElements(t, FORM);
  const message = page.getByLabel("Message", { exact: true });
  const meter = page.locator("septet-meter");

  await t.test("it reads what is typed", async () => {
    await message.fill("Your table is booked");
    await shows(page, "140 of 160");
    assert.deepEqual(await readings(page), {
      Credits: "15",
      Parts: "1",
      "Units left": "140 of 160",
      Encoding: "GSM-7",
      Characters: "20",
    });
    await message.fill("x".repeat(161));
    await shows(page, "Part 2 of 2 · 8 units");
    assert.deepEqual(await readings(page), {
      Credits: "30",
      Parts: "2",
      "Left in part 2": "145 of 153",
      Encoding: "GSM-7",
      Characters: "161",
    });
  });

  await t.test("it names and marks the characters that cost", async () => {
    await message.fill("Sam’s table 👨‍👩‍👧 ’\u200b");
    const list = meter.getByText("These characters are not in GSM-7, so a part holds 70 units:").locator("..");
    await list.waitFor();
    assert.deepEqual(
      (await list.getByRole("listitem").allInnerTexts()).map((text) => text.replace(/\s+/g, " ")),
      ["’ U+2019 × 2", "👨‍👩‍👧 U+1F468 8 units each", "U+200B"],
    );
    assert.deepEqual(await meter.locator("[part=text] mark").allTextContents(), ["’", "👨‍👩‍👧", "’", "U+200B"]);
    // What is one character there is one in what would be left out, too.
    await message.fill(`Sam’s table 👨‍👩‍👧🇮🇳🇮🇳 ${"x".repeat(60)}`);
    await page.getByRole("button", { name: /^Replace ’ with ', leave out 👨‍👩‍👧, 🇮🇳 1 part, saves 15 credits/ }).waitFor();
    await message.fill("[x]");
    await shows(page, "These characters take more than one unit:");
    assert.deepEqual(await meter.locator("[part=text] mark").allTextContents(), ["[", "]"]);
  });

  await t.test("a repair is one edit, heard by the page, and can be undone", async () => {
    const dear = `Sam’s ${"x".repeat(70)}`;
    await message.fill(dear);
    await page.evaluate(() => {
      window.heard = [];
      document.querySelector("form").addEventListener("input", ({ target }) => window.heard.push(target.value));
    });
    await page.getByRole("button", { name: "Replace ’ with ' 1 part, saves 15 credits" }).click();
    const plain = dear.replace("’", "'");
    assert.equal(await message.inputValue(), plain);
    assert.deepEqual(await page.evaluate(() => window.heard), [plain]);
    assert.ok(await message.evaluate((field) => field === document.activeElement), "who repaired goes on typing");
    await meter.getByRole("button").waitFor({ state: "detached" });
    await page.keyboard.press("Control+z");
    assert.equal(await message.inputValue(), dear);
    await page.getByRole("button", { name: /^Replace ’ with '/ }).focus();
    await page.keyboard.press("Enter");
    assert.equal(await message.inputValue(), plain);
  });

  await t.test("one that is moved on the page looks for repairs, and speaks, as one that stays", async () => {
    await show();
    await meter.evaluate((element) => {
      element.addEventListener("septet-change", () => element.parentElement.prepend(element));
    });
    await message.fill("Sam’s");
    await page.getByRole("button", { name: /^Replace ’ with '/ }).waitFor();
    await meter.getByRole("status").getByText(/^1 part, UCS-2/).waitFor({ state: "attached" });
  });

  await t.test("a field that cannot be changed is offered nothing", async () => {
    await message.fill("Sam’s");
    await page.getByRole("button", { name: /^Replace/ }).waitFor();
    const offers = (state) => meter.getByRole("button", { name: /^Replace/ }).waitFor({ state });
    for (const name of ["readOnly", "disabled"]) {
      await message.evaluate((field, name) => (field[name] = true), name);
      await offers("detached");
      await message.evaluate((field, name) => (field[name] = false), name);
      await offers("attached");
    }
    await page.evaluate(() => {
      const fieldset = document.createElement("fieldset");
      const form = document.querySelector("form");
      fieldset.append(...form.childNodes);
      form.append(fieldset);
    });
    await offers("attached");
    const disable = (is) => page.locator("fieldset").evaluate((fieldset, is) => (fieldset.disabled = is), is);
    await disable(true);
    await offers("detached");
    await disable(false);
    await offers("attached");
    // One that is disabled before anybody can know.
    const text = await meter.evaluate((element) => {
      const button = element.shadowRoot.querySelector("button");
      document.querySelector("fieldset").disabled = true;
      button.click();
      return document.querySelector("#message").value;
    });
    assert.equal(text, "Sam’s");
    // Without a field, the page would be told.
    await meter.evaluate((element) => Object.assign(element, { for: "", text: "Sam’s" }));
    await disable(false);
    await offers("attached");
    await disable(true);
    await offers("detached");
    await show();
  });

  await t.test("it says what it shows once somebody stops typing", async () => {
    await show();
    await message.pressSequentially("Your table is booked");
    const spoken = meter.getByRole("status");
    assert.equal(await spoken.textContent(), "", "not while somebody types");
    await spoken.getByText("1 part, GSM-7, 140 units left, 15 credits", { exact: true }).waitFor({ state: "attached" });
  });

  await t.test("the form has the parts, and refuses too many", async () => {
    await message.fill("x".repeat(161));
    await shows(page, "Part 2 of 2 · 8 units");
    assert.deepEqual(await page.evaluate(() => [...new FormData(document.querySelector("form"))]), [["parts", "2"]]);
    await meter.evaluate((element) => element.setAttribute("max-segments", "1"));
    await shows(page, "The message takes 2 parts, and at most 1 may be sent");
    assert.deepEqual(
      await page.evaluate(() => {
        const element = document.querySelector("septet-meter");
        const form = document.querySelector("form");
        element.focus();
        document.activeElement.blur();
        const isValid = [form.checkValidity(), element.checkValidity()];
        const before = document.activeElement.localName;
        isValid.push(form.reportValidity());
        const after = document.activeElement.id;
        document.activeElement.blur();
        isValid.push(element.reportValidity());
        return [isValid, element.validationMessage, before, after, document.activeElement.id];
      }),
      [Array(4).fill(false), "The message takes 2 parts, and at most 1 may be sent", "body", "message", "message"],
    );
    await page.evaluate(() => document.querySelector("form").reset());
    await shows(page, "160 of 160");
    assert.ok(await meter.evaluate((element) => element.checkValidity()));
  });

  await t.test("a form knows at once what was typed, and what the page asks for", async () => {
    await show();
    const state = await page.evaluate(() => {
      const [form, field, element] = ["form", "textarea", "septet-meter"].map((name) => document.querySelector(name));
      const state = () => [form.checkValidity(), new FormData(form).get("parts")];
      const states = [];
      const type = (text) => {
        field.value = text;
        field.dispatchEvent(new InputEvent("input", { bubbles: true }));
        states.push(state());
      };
      element.maxSegments = 1;
      type("x".repeat(161));
      type("x".repeat(160));
      field.value = "€".repeat(81);
      element.refresh();
      states.push(state());
      element.maxSegments = 2;
      states.push(state());
      element.name = "";
      states.push(state());
      Object.assign(element, { name: "parts", maxSegments: 1, smart: "always", text: `“${"x".repeat(100)}` });
      states.push(state());
      element.profile = "no such profile";
      states.push(state());
      return states;
    });
    const limited = [[false, "2"], [true, "1"], [false, "2"]];
    assert.deepEqual(state, [...limited, [true, "2"], [true, null], [true, "1"], [true, "0"]]);
  });

  await t.test("it tells of each reading once, at most once per frame", async () => {
    await show();
    await page.evaluate(() => {
      window.told = [];
      document.addEventListener("septet-change", ({ detail }) => window.told.push(detail));
      const field = document.querySelector("textarea");
      for (const text of ["a", "ab", "abc"]) {
        field.value = text;
        field.dispatchEvent(new InputEvent("input", { bubbles: true }));
      }
    });
    await page.waitForFunction(() => window.told.length > 0);
    await meter.evaluate((element) => {
      element.account = { bought: "10" };
      return element.updateComplete;
    });
    await meter.evaluate((element) => {
      element.account = { bought: "10" };
      return element.updateComplete;
    });
    const told = await page.evaluate(() =>
      window.told.map(({ text, count, quote, problem }) => [text, count, quote.decision, problem]),
    );
    assert.deepEqual(told, [
      ["abc", 1, "priced", null],
      ["abc", 1, "fallback_email", null],
    ]);
  });

  await t.test("the field may come later, be another, and go", async () => {
    const left = async (expected) => {
      await page.waitForFunction(
        (expected) => document.querySelector("septet-meter").reading.text === expected,
        expected,
      );
    };
    await meter.evaluate((element) => (element.for = "later"));
    await left("");
    await page.evaluate(() => {
      document.querySelector("form").insertAdjacentHTML("beforeend", '<input aria-label="Later" value="one">');
      document.querySelector("input").id = "later";
    });
    await left("one");
    await page.evaluate(() =>
      document
        .querySelector("input")
        .replaceWith(Object.assign(document.createElement("input"), { id: "later", value: "two" })),
    );
    await left("two");
    await page.locator("input").fill("three");
    await left("three");
    // In another form by now, which brings its first text back.
    await page.evaluate(() => {
      const input = document.querySelector("input");
      input.defaultValue = "four";
      document.querySelector("main").appendChild(document.createElement("form")).append(input);
    });
    await left("three");
    // Nothing else is waited for that the meter would read it again for.
    await meter.getByRole("status").getByText(/^1 part, GSM-7, 155 units left/).waitFor({ state: "attached" });
    const text = await meter.evaluate(async (element) => {
      document.querySelector("input").form.reset();
      for (let frames = 0; frames < 3; frames++) await new Promise(requestAnimationFrame);
      return element.reading.text;
    });
    assert.equal(text, "four");
    await page.evaluate(() => document.querySelector("input").form.remove());
    await left("");
    await meter.evaluate((element) => (element.for = "message"));
    await left("abc");
  });

  await t.test("a text without a field, by a carrier's own profile and an engine of the page's", async () => {
    await show();
    await meter.evaluate(async (element) => {
      const { Engine } = await import("/pkg/web.js");
      window.repaired = [];
      element.addEventListener("septet-repair", ({ detail }) => window.repaired.push(detail.text));
      const engine = new Engine("calcom", { decks: { sms: "iso,price_usd\nIN,0.05\n" } });
      Object.assign(element, {
        for: "",
        engine,
        profile: { name: "mine", alphabet: { gsm7Without: "€" } },
        text: `“Sam’s” – ${"x".repeat(70)}`,
      });
    });
    await page
      .getByRole("button", { name: 'Replace “ with ", ’ with \', ” with ", and 1 other 1 part, saves 9 credits' })
      .click();
    assert.deepEqual(await page.evaluate(() => window.repaired), [`"Sam's" - ${"x".repeat(70)}`]);
    await meter.evaluate((element) => (element.smart = "always"));
    await shows(page, `"Sam's" - ${"x".repeat(70)}`);
    assert.equal((await readings(page)).Credits, "9");
  });

  await t.test("without a book there is no price, and a bad number or profile is said", async () => {
    await show();
    await message.fill("hello");
    await meter.evaluate((element) => (element.to = "+91"));
    await shows(page, "`+91` is not an E.164 number: give `+`, the country code and the number, 6 to 15 digits");
    assert.equal((await readings(page)).Credits, "–");
    await meter.evaluate((element) => (element.to = ""));
    await meter.locator("[part=problem]").waitFor({ state: "detached" });
    await meter.evaluate((element) => (element.book = ""));
    await meter.getByText("Credits").waitFor({ state: "detached" });
    await meter.evaluate((element) => (element.profile = "acme"));
    await meter.locator("[part=problem]").waitFor();
    assert.equal(await meter.evaluate(({ reading }) => reading.problem.code), "unknown-profile");
  });

  await t.test("a text of any length is counted, and drawn as far as it helps", async () => {
    await show();
    await message.evaluate((field) => (field.value = "’".repeat(30_000)));
    await meter.evaluate((element) => element.refresh());
    await shows(page, /^The message takes 448 parts, more than can be sent as one$/);
    const { problem, quote } = await meter.evaluate((element) => element.reading);
    assert.deepEqual(problem, { code: "too-many-parts", message: "the text needs 448 parts, profile `3gpp` can send 255" });
    assert.equal(quote, null);
    await message.evaluate((field) => (field.value = "’".repeat(10_000)));
    await meter.evaluate((element) => element.refresh());
    await shows(page, "Part 150 of 150 · 17 units");
    assert.equal(await meter.locator("[part=text] mark").count(), 500);
  });

  await t.test("texts and numbers of another language", async () => {
    await message.fill("x".repeat(1000));
    await page.evaluate(() => {
      document.documentElement.lang = "de";
      Object.assign(document.querySelector("septet-meter"), {
        strings: { parts: "Teile", leftOf: "{left} von {units}" },
      });
    });
    await shows(page, "71 von 153");
    const { Teile, Characters } = await readings(page);
    assert.deepEqual([Teile, Characters], ["7", "1.000"]);
  });

  assert.deepEqual(complaints, []);
});
