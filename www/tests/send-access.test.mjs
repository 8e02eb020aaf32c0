// Whether everybody can use the send step: in light and dark, on small screens and large ones.
import { test } from "node:test";

import { setup } from "../../tests/support/setup.mjs";
import { isUsable } from "./support/axe.mjs";
import { openPage, startBrowser, untilText } from "./support/browser.mjs";
import { startLedger } from "./support/ledger.mjs";

let browser;
let ledger;

setup(async (t) => {
  [browser, ledger] = await Promise.all([startBrowser(t), startLedger(t, { deck: null })]);
});

const STATES = {
  "at first": async () => {},
  "a file that cannot be read": async (page) => {
    await page.setInputFiles("#send-file", { name: "photo.png", mimeType: "image/png", buffer: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0]) });
    await page.locator("#send-file-note.wrong").waitFor();
  },
  "not covered": async (page) => {
    await page.getByRole("button", { name: "2,000 rows" }).click();
    await page.getByText("Where in the file").click();
    await page.getByText("More about the recipients").click();
  },
  "with calls by the minute": async (page) => {
    await page.getByRole("button", { name: "Call", exact: true }).click();
    await page.getByLabel("Maximum seconds").waitFor();
  },
  "a campaign": async (page) => {
    await page.getByRole("button", { name: "SMS" }).click();
    await page.setInputFiles("#send-file", { name: "one.csv", mimeType: "text/csv", buffer: Buffer.from("phone\n+919876543210\n") });
    await page.fill("#send-template", "hello");
    await page.getByText(/^The balance of/).waitFor();
    await page.getByRole("button", { name: "Hold the maximum and start" }).click();
    await untilText(page, "app-send-campaign [role=status]", /^Ended/);
  },
};

test("axe finds nothing serious in any state, and nothing is wider than the page", async (t) => {
  const { page } = await openPage(t, browser, `${ledger.url}/#/send`, { ready: "#send-file" });
  for (const [state, enter] of Object.entries(STATES)) {
    await enter(page);
    await page.locator("app-send:not(:has([aria-busy=true]))").waitFor();
    await isUsable(page, state);
  }
});
