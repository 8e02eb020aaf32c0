// Whether everybody can use the account's screen, at any width and in both themes.
import assert from "node:assert/strict";
import { test } from "node:test";

import { setup } from "../../tests/support/setup.mjs";
import { openAccount, part, tell } from "./support/account.mjs";
import { isUsable } from "./support/axe.mjs";
import { startBrowser } from "./support/browser.mjs";
import { startLedger } from "./support/ledger.mjs";

let browser;
let ledger;

setup(async (t) => {
  [browser, ledger] = await Promise.all([startBrowser(t), startLedger(t)]);
  await tell(ledger, "POST", "accounts", { id: "north", parent: "demo" });
  await tell(ledger, "POST", "accounts/demo/allotments", { to: "north", credits: "100" });
  await tell(ledger, "POST", "accounts/demo/charges", { service: "call", call: { seconds: 1140 } });
  await tell(ledger, "PUT", "accounts/demo/alerts", { admins: ["somebody.with.a.long.name@a-salon-in-the-north.example"] });
});

/** Brings the screen into one of the states that look different. */
const STATES = {
  "at first": async () => {},
  explained: async (page) => {
    await page.getByText("What happens when the credits are used up").click();
    await page.getByRole("button", { name: /^Why: Charge/ }).click();
    await page.getByText("Give credits to a member").click();
  },
  "with mistakes": async (page) => {
    await part(page, "Auto-reload").getByRole("checkbox").check();
    await part(page, "Auto-reload").getByRole("button", { name: "Save" }).click();
    await page.getByLabel("Send alerts by e-mail to").fill("x");
    await page.getByLabel("Send alerts by e-mail to").press("Enter");
    await part(page, "Members").getByRole("button", { name: "Give", exact: true }).click();
  },
  asked: async (page) => {
    await page.getByRole("button", { name: "End the allotment of north" }).click();
    await page.getByRole("dialog").waitFor();
  },
  buying: async (page) => {
    await page.keyboard.press("Escape");
    await page.getByRole("link", { name: "Buy credits" }).click();
    await page.getByLabel("Credits", { exact: true }).and(page.locator("dialog *")).fill("x");
  },
};

test("axe finds nothing serious in any state, and nothing is wider than the page", async (t) => {
  const { page, complaints } = await openAccount(t, browser, ledger);
  await part(page, "Members").getByText("north").waitFor();
  for (const [state, enter] of Object.entries(STATES)) {
    await enter(page);
    await isUsable(page, state);
  }
  assert.deepEqual(complaints, []);
});

test("whatever is pressed is at least 24 pixels high and wide", async (t) => {
  const { page } = await openAccount(t, browser, ledger, { viewport: { width: 360, height: 800 } });
  await part(page, "Members").getByText("north").waitFor();
  const small = await page.evaluate(() =>
    [...document.querySelectorAll("app-account :is(button, input, summary)")]
      .filter((element) => element.checkVisibility() && !element.matches("input:is([type=checkbox], [type=radio])"))
      .map((element) => [element.getBoundingClientRect(), element.outerHTML])
      .filter(([{ width, height }]) => Math.min(width, height) < 24)
      .map(([, markup]) => markup),
  );
  assert.deepEqual(small, []);
});
