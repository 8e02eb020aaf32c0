// What an account's people set: auto-reload, members, alerts.
import assert from "node:assert/strict";
import { test } from "node:test";

import { setup } from "../../tests/support/setup.mjs";
import { openAccount, part, tell, untilPart } from "./support/account.mjs";
import { described, startBrowser } from "./support/browser.mjs";
import { startLedger } from "./support/ledger.mjs";

let browser;

setup(async (t) => {
  browser = await startBrowser(t);
});

async function open(t, options) {
  const ledger = await startLedger(t, options);
  return { ledger, ...(await openAccount(t, browser, ledger)) };
}

const get = (ledger, path) => tell(ledger, "GET", path);

const isFocused = (locator) => locator.evaluate((element) => element === document.activeElement);

test("AGT-6: auto-reload has a threshold, an amount and a hard cap, and each mistake stands beside its field", async (t) => {
  const { ledger, page, complaints } = await open(t);
  const reload = part(page, "Auto-reload");
  await untilPart(page, "Auto-reload", /Off\. Nothing is bought automatically\./);
  assert.ok(await reload.getByRole("button", { name: "Save" }).isDisabled(), "there is nothing to save");
  await reload.getByRole("checkbox").check();
  await reload.getByRole("button", { name: "Save" }).click();
  const threshold = reload.getByLabel("When the balance falls to (credits)");
  assert.ok(await threshold.evaluate((field) => field === document.activeElement), "the first mistake has the focus");
  assert.equal(await threshold.getAttribute("aria-invalid"), "true");

  await threshold.fill("150");
  await reload.getByLabel("Credits to buy").fill("500");
  const cap = reload.getByLabel("Maximum per billing period (credits)");
  await cap.fill("100");
  await reload.getByText("One reload adds 500 credits.").waitFor();
  await reload.getByRole("button", { name: "Save" }).click();
  await reload.locator("#account-reload-cap-mistake").getByText("One reload brings 500 credits, and the monthly cap is 100").waitFor();
  assert.equal(await threshold.inputValue(), "150", "nothing that was typed is lost");

  await cap.fill("1000");
  await cap.press("Enter");
  await reload.getByText("Saved.").waitFor();
  await untilPart(page, "Auto-reload", /On\. Credits are bought when the balance falls to 150 credits\./);
  const kept = await get(ledger, "accounts/demo/auto-reload");
  assert.deepEqual(
    [kept.enabled, kept.threshold, kept.topUp, kept.packages, kept.monthlyCap],
    [true, "150", "credit", 500, "1000"],
  );
  await page.reload();
  assert.equal(await cap.inputValue(), "1000");
  assert.deepEqual(complaints.filter((text) => !text.includes("400")), []);
});

test("a reload under way, and a declined one, say what is waited for and why", async (t) => {
  const { ledger, page } = await open(t);
  await tell(ledger, "PUT", "accounts/demo/auto-reload", { enabled: true, threshold: "200", topUp: "credit", packages: 500 });
  await tell(ledger, "POST", "accounts/demo/charges", { service: "call", call: { seconds: 1200 } });
  await page.reload();
  await untilPart(page, "Auto-reload", /Payment under way\. Payment for 500 credits is under way \(reload 1\)\./);
  await tell(ledger, "POST", "accounts/demo/auto-reload/1/outcome", { outcome: "declined", reason: "card expired" });
  await page.reload();
  await untilPart(page, "Auto-reload", /Declined, will be retried\. The last payment was declined \(card expired\)\. It will be tried again on/);
  await page.getByText("Last reloads").click();
  await untilPart(page, "Auto-reload", /Reload 1: payment declined, 1 time in a row.*Reload 1: 500 credits requested/);
});

test("a suspended reload says why, and is started again as it was set", async (t) => {
  const { ledger, page, complaints } = await open(t);
  await tell(ledger, "PUT", "accounts/demo/auto-reload", { enabled: true, threshold: "200", topUp: "credit", packages: 500 });
  // The ledger suspends after three declines, which takes hours: until it is started again, its answer is told as it is then.
  let isSuspended = true;
  await page.route("**/v1/accounts/demo/auto-reload", async (route) => {
    const response = await route.fetch();
    isSuspended &&= route.request().method() === "GET";
    const suspended = isSuspended ? { state: "suspended", declines: 3, declineReason: "card expired" } : {};
    await route.fulfill({ response, json: { ...(await response.json()), ...suspended } });
  });
  await page.reload();
  await untilPart(
    page,
    "Auto-reload",
    /Suspended\. 3 payments in a row were declined \(card expired\), so auto-reload has stopped\. Check the payment method/,
  );
  await part(page, "Auto-reload").getByRole("button", { name: "Start it again" }).click();
  await untilPart(page, "Auto-reload", /On\. Credits are bought when the balance falls to 200 credits\./);
  assert.equal(await page.getByRole("button", { name: "Start it again" }).count(), 0);
  const { state, threshold, topUp, packages } = await get(ledger, "accounts/demo/auto-reload");
  assert.deepEqual([state, threshold, topUp, packages], ["armed", "200", "credit", 500]);
  assert.deepEqual(complaints, []);
});

test("in the demo the visitor says what becomes of a reload's payment", async (t) => {
  const { ledger, page } = await open(t);
  await tell(ledger, "PUT", "accounts/demo/auto-reload", { enabled: true, threshold: "200", topUp: "credit", packages: 500 });
  await tell(ledger, "POST", "accounts/demo/charges", { service: "call", call: { seconds: 1200 } });
  await page.reload();
  const reload = part(page, "Auto-reload");
  await reload.getByText("Demo: no money moves.").waitFor();
  await reload.getByRole("button", { name: "It is paid" }).click();
  await untilPart(page, "Auto-reload", /On\. Credits are bought when the balance falls to 200 credits\./);
  await untilPart(page, "Balance", /670 credits available/);
});

test("AGT-12: the suggested threshold comes with its reason, and is taken with one click", async (t) => {
  const { page } = await open(t, { book: "agentalk", deck: null });
  const reload = part(page, "Auto-reload");
  await reload.getByRole("checkbox").check();
  const threshold = reload.getByLabel("When the balance falls to (credits)");
  assert.equal(await threshold.inputValue(), "20", "the book's own");
  await threshold.fill("1");
  await reload.getByText(/Suggested: 20 credits\. .*the book’s threshold is 20/).waitFor();
  await reload.getByRole("button", { name: "Use 20 credits" }).click();
  assert.equal(await threshold.inputValue(), "20");
});

test("what cannot be saved stays typed; what somebody else has set is not overwritten unseen", async (t) => {
  const { ledger, page } = await open(t);
  const alerts = part(page, "Alerts");
  await untilPart(page, "Alerts", /100 % of 750 credits are left/);
  const address = alerts.getByLabel("Send alerts by e-mail to");
  await address.fill("ann@salon.example");
  await address.press("Enter");
  await page.route("**/alerts", (route) => (route.request().method() === "PUT" ? route.abort() : route.continue()));
  await alerts.getByRole("button", { name: "Save" }).click();
  await alerts.getByText("The ledger did not answer.").waitFor();
  await alerts.getByRole("listitem").filter({ hasText: "ann@salon.example" }).waitFor();
  await page.unroute("**/alerts");

  await tell(ledger, "PUT", "accounts/demo/alerts", { admins: ["ben@salon.example"] });
  await alerts.getByRole("button", { name: "Save" }).click();
  await alerts.getByText("Someone else has changed these settings in the meantime.").waitFor();
  assert.deepEqual((await get(ledger, "accounts/demo/alerts")).admins, ["ben@salon.example"]);
  await alerts.getByRole("button", { name: "Save mine" }).click();
  await alerts.getByText("Saved.").waitFor();
  assert.deepEqual((await get(ledger, "accounts/demo/alerts")).admins, ["ann@salon.example"]);
});

test("VOI-6: thresholds and addresses are added and removed, and what is wrong is said beside them", async (t) => {
  const { ledger, page } = await open(t);
  const alerts = part(page, "Alerts");
  const threshold = alerts.getByLabel("Alert when this percentage is left");
  await threshold.fill("120");
  await threshold.press("Enter");
  await alerts.getByText("Enter a percentage from 0 to less than 100").waitFor();
  await threshold.fill("50 %");
  await threshold.press("Enter");
  await alerts.getByRole("button", { name: "Remove 0 %" }).click();
  assert.ok(await threshold.evaluate((field) => field === document.activeElement), "the focus stays in the list");
  const address = alerts.getByLabel("Send alerts by e-mail to");
  await address.fill("ann@");
  await address.press("Enter");
  await alerts.getByText("Enter an e-mail address such as ann@acme.example.").waitFor();
  await address.fill("ann@-x-.example..");
  await address.press("Enter");
  await alerts.getByRole("button", { name: "Save" }).click();
  await alerts.locator("#account-alerts-admin-mistake").getByText(/is no e-mail address/).waitFor();
  await alerts.getByRole("button", { name: /Remove ann@-x-/ }).click();
  await address.fill("ann@salon.example");
  await alerts.getByRole("button", { name: "Save" }).click();
  await alerts.getByText("Saved.").waitFor();
  const kept = await get(ledger, "accounts/demo/alerts");
  assert.deepEqual([kept.thresholds, kept.admins], [["50", "20"], ["ann@salon.example"]], "what was still typed is taken too");

  assert.ok(await isFocused(alerts.getByRole("button", { name: "Save" })), "the focus stays");

  await alerts.getByRole("button", { name: /Use the book’s defaults/ }).click();
  await alerts.getByRole("button", { name: "Discard" }).click();
  assert.ok(await isFocused(alerts.getByRole("heading", { name: "Alerts" })), "its button is gone");
  await alerts.getByRole("listitem").filter({ hasText: "50 %" }).waitFor();
});

test("ATL-9: an owner gives credits to members, set aside or up to a cap, and ends it, by keyboard alone", async (t) => {
  const { ledger, page } = await open(t);
  await tell(ledger, "POST", "accounts", { id: "north", parent: "demo" });
  await tell(ledger, "POST", "accounts", { id: "south", parent: "demo" });
  const members = part(page, "Members");
  await untilPart(page, "Members", /1 seat on the team plan, 750 credits a period each\..*No member has an allotment yet/);
  await members.getByText("Give credits to a member").focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await page.keyboard.type("nowhere");
  await page.keyboard.press("Tab");
  await page.keyboard.type("100");
  await page.keyboard.press("Enter");
  await members.locator("#account-members-to-mistake").getByText(/nowhere/).waitFor();
  const to = members.getByLabel("Member’s account");
  assert.ok(await to.evaluate((field) => field === document.activeElement));
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.type("north");
  await page.keyboard.press("Enter");
  await untilPart(page, "Members", /100 credits set aside for north\./);
  await members.getByRole("row", { name: /^north Set aside, each period 100 0 100 / }).waitFor();
  await untilPart(page, "Balance", /650 credits available/);

  await to.fill("south");
  await members.getByLabel("Credits", { exact: true }).fill("900");
  await members.getByRole("radio", { name: /Set aside/ }).focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await members.getByRole("row", { name: /^south Cap, each period 900 0 900 / }).waitFor();
  await tell(ledger, "POST", "accounts/south/charges", { service: "call", call: { seconds: 60 } });
  await page.reload();
  await members.getByRole("row", { name: /^south Cap, each period 900 29 871 / }).waitFor();

  await members.getByRole("button", { name: "End the allotment of north" }).focus();
  await page.keyboard.press("Enter");
  const sure = page.getByRole("dialog", { name: "End the allotment of north?" });
  await sure.waitFor();
  assert.match(await described(sure), /north/, "what is asked is read out with it");
  await page.keyboard.press("Enter");
  await sure.waitFor({ state: "detached" });
  assert.equal((await get(ledger, "accounts/demo/allotments")).allotments.length, 2, "the safe answer is the first");
  await page.keyboard.press("Enter");
  await sure.getByRole("button", { name: "End it" }).press("Enter");
  await untilPart(page, "Members", /The allotment of north has ended; 100 credits returned\./);
  await members.getByRole("button", { name: "End the allotment of north" }).waitFor({ state: "detached" });
  assert.ok(await isFocused(members.getByRole("heading", { name: "Members" })), "the next member’s button has not taken the focus");
  await untilPart(page, "Balance", /721 credits available/);
});

test("more than there is cannot be set aside: it says how much is missing", async (t) => {
  const { ledger, page } = await open(t);
  await tell(ledger, "POST", "accounts", { id: "north", parent: "demo" });
  const members = part(page, "Members");
  await members.getByText("Give credits to a member").click();
  await members.getByLabel("Member’s account").fill("north");
  await members.getByLabel("Credits", { exact: true }).fill("1000");
  await members.getByRole("button", { name: "Give", exact: true }).click();
  await members.locator("#account-members-credits-mistake").getByText(/250|750/).waitFor();
  assert.equal(await members.getByLabel("Credits", { exact: true }).inputValue(), "1000");
});
