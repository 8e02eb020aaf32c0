// What a page has left out or named wrongly is said on the console, once.
import assert from "node:assert/strict";
import test from "node:test";
import { openElements } from "./elements-page.mjs";

const BODY = `
  <textarea id="message"></textarea><div id="list"></div>
  <septet-meter for="message" book="calcom" plan="team"></septet-meter>
  <septet-meter for="message"></septet-meter>
  <septet-meter for="later"></septet-meter>
  <septet-preflight></septet-preflight>

  <septet-meter for="mesage"></septet-meter>
  <septet-meter for="list"></septet-meter>
  <septet-meter></septet-meter>
  <septet-meter for="message" plan="team"></septet-meter>
  <septet-meter for="message" book="calcom"></septet-meter>
  <septet-preflight for="mesage"></septet-preflight>
  <septet-preflight id="unasked"></septet-preflight>
`;

const EXPECTED = [
  "<septet-meter>: `for`: nothing here has the id `mesage`",
  "<septet-meter>: `for`: no `textarea` and no `input` of text has the id `list`",
  "<septet-meter>: there is nothing to read: set `for` or `text`",
  "<septet-meter>: `plan`: there is no price without `book` or `engine`",
  "<septet-meter>: `plan`: there is no price without it",
  "<septet-preflight>: `for`: nothing here has the id `mesage`",
  "<septet-preflight>: `options`: no file is read without them",
];

test("chromium", async (t) => {
  const { page, complaints, show } = await openElements(t, BODY);
  const warnings = [];
  page.on("console", (message) => message.type() === "warning" && warnings.push(message.text().split(" JSHandle@")[0]));
  await show();
  await page.evaluate(() => {
    const later = Object.assign(document.createElement("textarea"), { id: "later" });
    document.querySelector("main").append(later);
    document.querySelector("#unasked").file = new File(["phone\n"], "guests.csv");
  });
  await page.waitForEvent("console", (message) => message.text().includes("no file is read"));
  // What is drawn anew is not wrong anew.
  const again = page.waitForEvent("console", (message) => message.text().includes("another"));
  await page.evaluate(() => {
    for (const element of document.querySelectorAll("septet-meter")) element.requestUpdate();
    document.querySelector("main").insertAdjacentHTML("beforeend", '<septet-meter for="another"></septet-meter>');
  });
  await again;
  const another = "<septet-meter>: `for`: nothing here has the id `another`";
  assert.deepEqual(warnings.toSorted(), [...EXPECTED, another].toSorted());
  assert.deepEqual(complaints, []);
});
