// <septet-preflight> in Chromium: files are chosen, dropped, broken and cancelled as people do it.
import assert from "node:assert/strict";
import test from "node:test";
import { openElements } from "./elements-page.mjs";

const FORM = `
  <form>
    <septet-preflight name="campaign" required require-covered></septet-preflight>
  </form>
`;
const DECK = "iso,price_usd\nIN,0.05\nGB,0.056\n";
const OPTIONS = {
  book: "calcom",
  decks: { sms: DECK },
  plan: "team",
  service: "sms",
  defaultRegion: "GB",
  balance: { allowance: "20", bought: "10" },
};
const GUESTS = "phone,name\n+919876543210,Asha\n07400 123456,Zoë\nnobody,Ann\n07400 123456,Zoë\n";
const LONG = "Hi {{name}}, your table is booked for tonight at seven. See you there, and thanks!";

const csv = (text, name = "guests.csv") => ({ name, mimeType: "text/csv", buffer: Buffer.from(text) });

test("chromium", async (t) => {
  const { page, complaints, show } = await openElements(t, FORM);
  const element = page.locator("septet-preflight");
  const template = page.getByLabel("Message");
  const file = page.getByLabel("Recipients", { exact: true });
  const answer = element.locator("[part=answer]");

  const shows = (text) => element.getByText(text).first().waitFor();
  const lines = async (part) =>
    (await element.locator(`[part="${part}"]`).innerText())
      .split("\n")
      .map((line) => line.replace(/\s+/g, " ").trim())
      .filter(Boolean);
  const set = (properties) =>
    element.evaluate((element, properties) => {
      Object.assign(element, properties);
      return element.updateComplete;
    }, properties);
  /** The answers, errors and how often there was progress, since the page was opened. */
  const listen = () =>
    page.evaluate(() => {
      window.heard = { result: [], error: [], progress: [] };
      for (const kind of Object.keys(window.heard)) {
        document.addEventListener(`septet-${kind}`, ({ detail }) => window.heard[kind].push(detail));
      }
    });
  const heard = () => page.evaluate(() => window.heard);
  const fresh = async (options = OPTIONS) => {
    await show();
    await listen();
    await set({ options });
  };

  /** A field of the page's own, outside the form, which is followed. */
  const ownField = async () => {
    await page.evaluate(() => {
      document.querySelector("main").insertAdjacentHTML("beforeend", '<textarea id="own">Hi</textarea>');
    });
    await set({ for: "own" });
  };

  await t.test("a file and a template are a price, with its reasons", async () => {
    await fresh();
    await template.fill(LONG);
    await file.setInputFiles(csv(GUESTS));
    await shows("The balance is 23 credits short of the maximum");
    assert.deepEqual(await lines("amounts"), [
      "At least",
      "53 credits",
      "Expected",
      "53 credits",
      "At most",
      "53 credits",
    ]);
    assert.deepEqual(await lines("warnings"), [
      "Please check",
      "1 row has no valid number",
      "1 row has the same number as an earlier one",
      "2 messages have characters that shorten their parts",
    ]);
    assert.deepEqual(await lines("fixes"), [
      "What would make it cheaper",
      "Replace costly characters in “name” (2 recipients): saves 22 credits",
      "Make the message 7 units shorter (2 recipients): saves 22 credits",
      "Skip 1 row with the same number as an earlier one: saves 22 credits",
    ]);
    const rows = (name) => page.getByRole("table", { name }).getByRole("row").allInnerTexts();
    assert.deepEqual(await rows("By country"), [
      "Country\tRecipients\tCredits at most",
      "United Kingdom\t2\t44",
      "India\t1\t9",
    ]);
    assert.deepEqual(await rows("By parts"), ["Parts\tRecipients", "1\t1", "2\t2"]);
    await page.getByText("Rows with a problem").click();
    assert.deepEqual((await lines("findings")).slice(1), [
      "the number has letters in it: line 4",
      "an earlier row has the same number: line 5",
    ]);
    const { result, error, progress } = await heard();
    assert.deepEqual([result.length, result[0].credits.max, error.length, progress.at(-1).rows], [1, "53", 0, 4]);
    await element
      .getByRole("status")
      .getByText("At most: 53 credits. The balance is 23 credits short of the maximum")
      .waitFor({ state: "attached" });
  });

  await t.test("the form has file and answer, and waits for a balance that covers it", async () => {
    const state = () =>
      page.evaluate(() => {
        const form = document.querySelector("form");
        const { validationMessage } = document.querySelector("septet-preflight");
        const entries = [...new FormData(form)].map(([name, value]) => [
          name,
          value instanceof File ? value.name : JSON.parse(value).credits.max,
        ]);
        return [validationMessage, entries];
      });
    const entries = [
      ["campaign", "guests.csv"],
      ["campaign-answer", "53"],
    ];
    assert.deepEqual(await state(), ["The balance is 23 credits short of the maximum", entries]);
    await set({ options: { ...OPTIONS, balance: "53" } });
    await shows("The balance covers it, but may be used up");
    assert.deepEqual(await state(), ["", entries]);
    // What is typed now is not covered because something else was.
    await set({ template: `${LONG} ` });
    assert.deepEqual(await state(), ["The recipients have not been read yet", entries.slice(0, 1)]);
    // A file alone is not read, and it is said what is waited for.
    await set({ template: " " });
    const unwritten = "Write the message first: it decides what each recipient costs";
    await element.locator("[part=progress]").getByText(unwritten, { exact: true }).waitFor();
    assert.deepEqual(await state(), [unwritten, entries.slice(0, 1)]);
    await set({ template: LONG });
    await shows("The balance covers it, but may be used up");
    await set({ options: { ...OPTIONS, balance: undefined } });
    await element.locator("[part=coverage]").waitFor({ state: "detached" });
    assert.equal((await state())[0], "No balance was given");
    await set({ options: { ...OPTIONS, balance: { unlimited: true } } });
    await shows("It is recorded; nothing is deducted");
    await page.evaluate(() => document.querySelector("form").reset());
    await answer.waitFor({ state: "detached" });
    assert.deepEqual(await state(), ["Choose a file of recipients", []]);
    assert.ok(await page.evaluate(() => !document.querySelector("form").checkValidity()));
    await set({});
    assert.equal(await element.locator("[part=problem]").count(), 0, "a form that is only checked says nothing");
    assert.equal(await page.evaluate(() => document.activeElement.localName), "body");
    assert.ok(await page.evaluate(() => !document.querySelector("form").reportValidity()));
    assert.ok(
      await file.evaluate((input) => input.getRootNode().activeElement === input),
      "the focus is where the answer is given",
    );
    await element.locator("[part=problem]").getByText("Choose a file of recipients", { exact: true }).waitFor();
    await element.getByRole("status").getByText("Choose a file of recipients").waitFor({ state: "attached" });
    assert.equal(await file.getAttribute("aria-invalid"), "true");
    await page.evaluate(() => document.querySelector("form").reset());
    await element.locator("[part=problem]").waitFor({ state: "detached" });
    assert.equal(await file.getAttribute("aria-invalid"), "false");
  });

  await t.test("the first field that is wrong has the focus", async () => {
    await show();
    await page.evaluate(() => {
      const form = document.querySelector("form");
      form.insertAdjacentHTML("afterbegin", '<input id="first" required>');
      form.requestSubmit();
    });
    assert.equal(await page.evaluate(() => document.activeElement.id), "first");
    await page.locator("#first").fill("x");
    await page.evaluate(() => document.querySelector("form").requestSubmit());
    assert.equal(await page.evaluate(() => document.activeElement.localName), "septet-preflight");
  });

  await t.test("findings in the page's own words", async () => {
    await fresh();
    await set({ strings: { "finding:letters": "lettres", "finding:duplicate": "en double" } });
    await template.fill("Hi {{name}}");
    await file.setInputFiles(csv(GUESTS));
    await page.getByText("Rows with a problem").click();
    assert.deepEqual((await lines("findings")).slice(1), ["lettres: line 4", "en double: line 5"]);
  });

  await t.test("a dropped file is one, too", async () => {
    await fresh();
    await template.fill("Hi {{name}}");
    await element.locator("[part=drop]").evaluate((zone, text) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([text], "dropped.csv"));
      for (const type of ["dragover", "drop"])
        zone.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
    }, GUESTS);
    await shows("dropped.csv, 77 bytes");
    await answer.waitFor();
  });

  await t.test("a form knows at once that something else is asked", async () => {
    await fresh({ ...OPTIONS, balance: "100" });
    await ownField();
    await file.setInputFiles(csv(GUESTS));
    await answer.waitFor();
    const states = await page.evaluate(() => {
      const [form, field, element] = ["form", "#own", "septet-preflight"].map((name) => document.querySelector(name));
      const state = () => [form.checkValidity(), new FormData(form).has("campaign-answer")];
      const states = [state()];
      element.options = { ...element.options };
      states.push(state());
      field.value = "Hi there";
      field.dispatchEvent(new InputEvent("input", { bubbles: true }));
      states.push(state());
      element.requireCovered = false;
      states.push(state());
      element.file = null;
      states.push(state());
      element.required = false;
      states.push(state());
      return states;
    });
    const same = [[true, true], [true, true]];
    assert.deepEqual(states, [...same, [false, false], [true, false], [false, false], [true, false]]);
  });

  await t.test("a wrong file says so, and nothing that was given is lost", async () => {
    await fresh();
    await template.fill(LONG);
    const wrong = {
      "guests.xlsx": [
        Buffer.from([0x50, 0x4b, 3, 4, 0, 0]),
        "Line 1, column 1: the file is a workbook or an archive, not text: save the sheet as `CSV UTF-8`",
      ],
      "empty.csv": [Buffer.from("phone,name\n"), "The file has a header and no rows: each row under it is a recipient"],
      "photo.png": [Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]), /not UTF-8/],
    };
    for (const [name, [buffer, message]] of Object.entries(wrong)) {
      await file.setInputFiles({ name, mimeType: "text/csv", buffer });
      await shows(message);
      assert.equal(await template.inputValue(), LONG);
      assert.equal(await file.getAttribute("aria-invalid"), "true");
    }
    assert.deepEqual(
      (await heard()).error.map(({ code }) => code),
      Array(3).fill("invalid-recipients"),
    );
    await file.setInputFiles(csv(GUESTS));
    await answer.waitFor();
    assert.equal(await element.locator("[part=problem]").count(), 0);
  });

  await t.test("what is wrong with the message stands under it", async () => {
    await template.fill("Hi {{nam}}");
    await shows(/The recipients have no column for field `nam`/);
    assert.equal(await template.getAttribute("aria-invalid"), "true");
    await template.fill("Hi {{name}}");
    await answer.waitFor();
    assert.equal(await template.getAttribute("aria-invalid"), "false");
  });

  await t.test("progress, and an end to it, by the keyboard alone", async () => {
    await fresh();
    await template.fill("Hi {{name}}");
    await element.evaluate((element) => {
      // So large that nobody reads it in the time of two key strokes, and kept once.
      const part = new Blob(["+919876543210,Somebody\n".repeat(50_000)]);
      element.file = new File(["phone,name\n", ...Array(2_000).fill(part)], "large.csv");
    });
    await page.waitForFunction(() => window.heard.progress.length > 1);
    await template.focus();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    assert.equal(await element.evaluate(({ shadowRoot }) => shadowRoot.activeElement.textContent.trim()), "Cancel");
    await page.keyboard.press("Enter");
    await element.locator("[part=progress]").getByText("Cancelled before the whole file was read.").waitFor();
    const { result, error, progress } = await heard();
    assert.deepEqual([result, error], [[], []]);
    assert.ok(progress.every(({ bytes, size }) => bytes <= size));
    assert.equal(
      await page.evaluate(() => document.querySelector("septet-preflight").validationMessage),
      "The recipients have not been read yet",
    );
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Cancel" }).waitFor();
    await element.evaluate((element) => element.remove());
  });

  await t.test("a template of the page's own, or none", async () => {
    await fresh();
    await page.evaluate(() =>
      document
        .querySelector("form")
        .insertAdjacentHTML("beforeend", '<textarea id="own" aria-label="Own">Hi {{name}}</textarea>'),
    );
    await set({ for: "own" });
    await file.setInputFiles(csv(GUESTS));
    await answer.waitFor();
    assert.equal(await element.locator("textarea").count(), 0);
    assert.equal((await heard()).result[0].credits.max, "31");
    await page.getByLabel("Own").fill(LONG);
    await page.waitForFunction(() => window.heard.result[1]?.credits.max === "53");
    await set({
      for: "",
      noTemplate: true,
      options: { book: "calcom", plan: "team", service: "call", call: { maxSeconds: 60 }, defaultRegion: "GB" },
    });
    await page.waitForFunction(() => window.heard.result.length === 3);
    assert.equal(await element.locator("textarea").count(), 0);
    assert.equal(await element.locator("[part=coverage]").count(), 0, "nobody said who pays");
  });

  await t.test("a form that is reset keeps the template of a field that is not in it", async () => {
    await fresh();
    await ownField();
    await page.evaluate(() => document.querySelector("form").reset());
    assert.equal(await element.evaluate(({ template }) => template), "Hi");
    await file.setInputFiles(csv(GUESTS));
    await answer.waitFor();
  });

  await t.test("disabled with its form's fields", async () => {
    await show();
    await page.evaluate(
      () =>
        (document.querySelector("form").innerHTML =
          `<fieldset disabled>${document.querySelector("form").innerHTML}</fieldset>`),
    );
    assert.deepEqual([await template.isDisabled(), await file.isDisabled()], [true, true]);
    await page.evaluate(() => (document.querySelector("fieldset").disabled = false));
    await set({});
    assert.deepEqual([await template.isDisabled(), await file.isDisabled()], [false, false]);
  });

  await t.test("disabled by a program, it counts for no form", async () => {
    await show();
    const state = async (disabled) => {
      await set({ disabled });
      return element.evaluate((element) => [element.matches(":disabled"), element.form.checkValidity()]);
    };
    assert.deepEqual([await state(true), await state(false)], [[true, true], [false, false]]);
  });

  assert.deepEqual(complaints, []);
});
