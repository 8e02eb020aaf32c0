// The account's screen: what there is, what it means, and why.
import assert from "node:assert/strict";
import { test } from "node:test";

import { setup } from "../../tests/support/setup.mjs";
import { header, openAccount, part, read, signIn, tell, untilPart } from "./support/account.mjs";
import { startBrowser } from "./support/browser.mjs";
import { startLedger } from "./support/ledger.mjs";

let browser;

setup(async (t) => {
  browser = await startBrowser(t);
});

const SMS = { service: "sms", to: "+919876543210", text: "Party at 8 🎉" };

test("AIE-10, VOI-4: allowance, bought and held stand side by side, with what is used of the budget", async (t) => {
  const ledger = await startLedger(t);
  await tell(ledger, "POST", "accounts/demo/purchases", { id: "payment-1", topUp: "credit", quantity: 500 });
  await tell(ledger, "POST", "accounts/demo/charges", { service: "call", call: { seconds: 900 } });
  await tell(ledger, "POST", "accounts/demo/holds", { credits: "40", expiresIn: 3600 });
  const { page, complaints } = await openAccount(t, browser, ledger);
  const balance = await untilPart(page, "Balance", /58 % of the budget: 435 used; the allowance is 750 credits\./);
  assert.match(balance, /775 credits available/);
  assert.match(balance, /Allowance 315 left for this period Bought 500 .* Held 40 /);
  assert.match(balance, /The allowance is renewed on .* UTC; \d+ days left, including today/);
  assert.equal(await page.getByRole("meter", { name: "Budget" }).getAttribute("aria-valuenow"), "58");
  assert.match(await header(page), /775 credits/);
  await untilPart(page, "Where the credits come from", /Allowance Of 750; expires on .* 315 40 Bought Of 500; does not expire 500 0/);
  assert.deepEqual(complaints, []);
});

test("what members were given is named, and beyond the allowance nothing contradicts what is left of it", async (t) => {
  const ledger = await startLedger(t);
  await tell(ledger, "POST", "accounts", { id: "north", parent: "demo" });
  await tell(ledger, "POST", "accounts", { id: "south", parent: "demo" });
  await tell(ledger, "POST", "accounts/demo/allotments", { to: "north", credits: "100" });
  await tell(ledger, "POST", "accounts/demo/allotments", { to: "south", credits: "50", renew: false });
  await tell(ledger, "POST", "accounts/north/charges", { service: "call", call: { seconds: 60 } });
  await tell(ledger, "POST", "accounts/demo/purchases", { id: "payment-1", topUp: "credit", quantity: 500 });
  await tell(ledger, "POST", "accounts/demo/holds", { credits: "252", expiresIn: 3600 });
  await tell(ledger, "POST", "accounts/demo/charges", { service: "call", call: { seconds: 1560 } });
  const { page, complaints } = await openAccount(t, browser, ledger);
  // 29 by the member, 754 by the account: 348 of its allowance, and the rest of what was bought, as 252 are held.
  const budget = /104\.4 % of the budget: 783 used; the allowance is 750 credits\./;
  assert.match(await untilPart(page, "Balance", /Set aside/), /Allowance 252 left for this period Bought 94 .* Held 252 .* Set aside 121 left of members’ allotments/);
  await untilPart(page, "Balance", budget);

  const { page: own } = await signIn(t, browser, ledger, "demo");
  await untilPart(own, "Balance", /Set aside 121 left of members’ allotments/);
  await untilPart(own, "Balance", budget);

  await page.goto(`${ledger.url}/#/usage`);
  await untilPart(page, /^This billing period/, /783 used; the allowance is 750 credits 104\.4 % of the budget/);
  await untilPart(page, /^This billing period/, /Remaining ?94 credits 252 of the allowance and 94 bought or granted, less 252 held/);
  assert.deepEqual(complaints, []);
});

test("CAL-12: it says what happens when the credits are used up, by the book's own rules", async (t) => {
  const ledger = await startLedger(t);
  const { page } = await openAccount(t, browser, ledger);
  await page.getByText("What happens when the credits are used up").click();
  const balance = await read(page, "Balance");
  assert.match(balance, /SMS and WhatsApp ?Sent as e-mail instead/);
  assert.match(balance, /Call ?Refused until credits come in/);
});

test("AIE-9: what takes no credits goes on without any", async (t) => {
  const ledger = await startLedger(t, { book: "ai-employee", deck: null });
  const { page } = await openAccount(t, browser, ledger);
  await page.getByText("What happens when the credits are used up").click();
  await untilPart(page, "Balance", /Paused until credits come in.*(SMS and Call|Call and SMS) ?Continues: it takes no credits\./);
});

test("a member without an allotment is not told of an allowance; its id is its heading as it is", async (t) => {
  const ledger = await startLedger(t);
  await tell(ledger, "POST", "accounts", { id: "q3", parent: "demo" });
  const { page } = await openAccount(t, browser, ledger, { address: "#/account?account=q3" });
  const balance = await untilPart(page, "Balance", /There is no allotment in this period\. ?The billing period ends on/);
  assert.doesNotMatch(balance, /is renewed/);
  await page.getByRole("heading", { level: 1, name: "q3", exact: true }).waitFor();
  assert.match(await header(page), /q3, team/);
});

test("CAL-10: what is agreed for the next period is said beside its start", async (t) => {
  const ledger = await startLedger(t);
  await tell(ledger, "POST", "accounts", { id: "elm", plan: "team", seats: 3 });
  await tell(ledger, "PATCH", "accounts/elm", { plan: "free", seats: 1 });
  const { page } = await openAccount(t, browser, ledger, { address: "#/account?account=elm" });
  await untilPart(page, "Balance", /including today\. From then on: the free plan and 1 seat\./);
  await tell(ledger, "PATCH", "accounts/elm", { plan: "team", seats: 3 });
  await page.reload();
  assert.doesNotMatch(await untilPart(page, "Balance", /including today\./), /From then on/);
});

test("one credit less is one credit", async (t) => {
  const ledger = await startLedger(t);
  await tell(ledger, "POST", "accounts/demo/charges", { service: "call", call: { seconds: 2 } });
  const { page } = await openAccount(t, browser, ledger);
  await untilPart(page, "Recent entries", /−1 ?−1 credit(?!s)/);
});

test("AGT-5: where calls have two ends, both are said", async (t) => {
  const ledger = await startLedger(t, { book: "agentalk", deck: null });
  const { page } = await openAccount(t, browser, ledger);
  await page.getByText("What happens when the credits are used up").click();
  await untilPart(page, "Balance", /Outgoing calls pause, incoming calls are not answered, until credits come in\./);
});

test("CAL-11: a low balance says which threshold and since when; a used up one says so", async (t) => {
  const ledger = await startLedger(t);
  await tell(ledger, "POST", "accounts/demo/charges", { service: "call", call: { seconds: 1260 } });
  const { page } = await openAccount(t, browser, ledger);
  await untilPart(page, "Balance", /Low balance\. It has fallen to 20 % of the credits granted, on .* UTC\./);
  await untilPart(page, "Alerts", /18\.8 % of 750 credits are left\. ?Crossed 20 %.* UTC/);
  assert.match(await header(page), /Low/);

  await tell(ledger, "POST", "accounts/demo/holds", { credits: "141", expiresIn: 3600 });
  await page.reload();
  await untilPart(page, "Balance", /0 credits available ?Used up\. The rest is held.*Sent as e-mail instead/);
});

test("CAL-10: an unlimited account shows Unlimited, and no way to buy", async (t) => {
  const ledger = await startLedger(t);
  await tell(ledger, "POST", "accounts", { id: "large", plan: "enterprise" });
  const { page } = await signIn(t, browser, ledger, "large");
  await untilPart(page, "Balance", /Unlimited ?Credits never run out on the enterprise plan/);
  assert.match(await header(page), /Unlimited/);
  assert.equal(await page.getByText("Buy credits", { exact: true }).filter({ visible: true }).count(), 0);
  await untilPart(page, "Alerts", /Nothing is deducted from this account.*There are no alerts/);
  await untilPart(page, "Auto-reload", /the account is unlimited on the enterprise plan/);
});

test("AGT-4: a plan without purchases says so in the header, and why in place of the settings", async (t) => {
  const ledger = await startLedger(t, { book: "agentalk", deck: null });
  await tell(ledger, "POST", "accounts", { id: "trying", plan: "free" });
  const { page } = await signIn(t, browser, ledger, "trying");
  assert.match(await header(page), /No purchases on the free plan/);
  await untilPart(page, "Auto-reload", /Credits cannot be bought on the free plan: change to enterprise and paid\./);
  await page.goto(`${ledger.url}/#/account?buy=1`);
  await page.getByRole("dialog", { name: "Buy credits" }).getByText("Credits cannot be bought on the free plan").waitFor();
});

test("a member sees where its credits come from", async (t) => {
  const ledger = await startLedger(t);
  await tell(ledger, "POST", "accounts", { id: "sales", parent: "demo" });
  await tell(ledger, "POST", "accounts/demo/allotments", { to: "sales", credits: "50", mode: "cap" });
  const { page } = await signIn(t, browser, ledger, "sales");
  await untilPart(page, "Balance", /50 credits available Allotment 50 left for this period, shared by demo Bought 0 or granted; used first/);
  assert.match(await header(page), /Credits come from demo/);
  await untilPart(page, "Alerts", /counts towards the alerts of the account above/);
});

test("what a capped member uses counts against what is shared with it, and nothing speaks of an allowance", async (t) => {
  const ledger = await startLedger(t);
  await tell(ledger, "POST", "accounts", { id: "sales", parent: "demo" });
  await tell(ledger, "POST", "accounts/demo/allotments", { to: "sales", credits: "50", mode: "cap" });
  const { id } = await tell(ledger, "POST", "accounts/sales/charges", SMS);
  const hold = await tell(ledger, "POST", "accounts/sales/holds", { credits: "20", expiresIn: 600 });
  await tell(ledger, "POST", `accounts/sales/holds/${hold.id}/captures`, { credits: "7", last: true });
  const { page } = await signIn(t, browser, ledger, "sales");
  await untilPart(page, "Balance", /34 credits available Allotment 34 .* 32 % of the budget: 16 used; the allotment is 50 credits\. The billing period ends on/);
  await untilPart(page, "Where the credits come from", /It has no credits of its own: it spends those of demo\./);
  assert.doesNotMatch(await read(page, "Members"), /seat/, "without a plan of its own it pays for none");
  assert.match(
    await untilPart(page, "Recent entries", /all the entries/),
    /Hold released .*\+13.*Charged from a hold 7 credits .*Held .*−20.*Charge SMS, India, 1 segment .*−9/,
  );
  assert.doesNotMatch(await page.locator("app-account").innerText(), /allowance/i);

  await page.goto(`${ledger.url}/#/usage`);
  await untilPart(page, /^This billing period/, /16 used; the allotment is 50 credits .*Remaining ?34 credits 34 of the allotment and 0 bought/);
  await page.goto(`${ledger.url}/#/send`);
  await page.getByLabel("Recipients, a CSV file").setInputFiles({ name: "one.csv", mimeType: "text/csv", buffer: Buffer.from(`phone\n${SMS.to}\n`) });
  await page.getByRole("row", { name: /^From the allotment of demo \d+ \d+$/ }).waitFor();
  await page.getByRole("row", { name: /^Allotment left \d+ \d+$/ }).waitFor();

  await tell(ledger, "POST", `accounts/sales/charges/${id}/refunds`, {});
  const { page: above } = await signIn(t, browser, ledger, "demo");
  assert.match(
    await untilPart(above, "Recent entries", /all the entries/),
    /Refund by a member .*\+9.*Hold released by a member .*\+13.*Held by a member .*−20.*Charge by a member .*−9/,
  );
});

test("a charge that several lots pay says what it was", async (t) => {
  const ledger = await startLedger(t);
  await tell(ledger, "POST", "accounts/demo/grants", { credits: "100" });
  await tell(ledger, "POST", "accounts/demo/charges", { service: "call", call: { seconds: 1620 } });
  const { page } = await openAccount(t, browser, ledger);
  await untilPart(page, "Recent entries", /Charge Call .*−783/);
  await page.getByRole("button", { name: /^Why: Charge/ }).click();
  await untilPart(page, "Recent entries", /783 credits on the team plan.* 33 credits from the balance to usage, lot 2 ?750 credits from the balance to usage/);
});

test("entries say what they were, and why", async (t) => {
  const ledger = await startLedger(t);
  const { id } = await tell(ledger, "POST", "accounts/demo/charges", SMS);
  await tell(ledger, "POST", `accounts/demo/charges/${id}/refunds`, { reason: "It was not delivered" });
  const { page } = await openAccount(t, browser, ledger);
  await untilPart(page, "Recent entries", /Refund It was not delivered .*\+9.*Charge SMS, India, 1 segment.*−9.*Allowance/);
  const entries = part(page, "Recent entries");
  await entries.getByRole("button", { name: `Why: Charge ${id}` }).click();
  await untilPart(page, "Recent entries", /SMS to India, 1 segment of UCS-2: 9 credits on the team plan\. Credits were taken\./);
  assert.equal(await entries.getByRole("button", { name: `Why: Charge ${id}` }).getAttribute("aria-expanded"), "true");
});

test("more entries come page by page", async (t) => {
  const ledger = await startLedger(t);
  const charges = Array.from({ length: 14 }, (_, at) => ({ account: "demo", key: `many-${at}`, charge: { service: "ai_agent" } }));
  await tell(ledger, "POST", "charges", { charges });
  const { page } = await openAccount(t, browser, ledger);
  const rows = part(page, "Recent entries").getByRole("row");
  await page.getByRole("button", { name: "Show more" }).click();
  await untilPart(page, "Recent entries", /These are all the entries\./);
  assert.equal(await rows.count(), 16, "the head, 14 charges and the allowance");
});

test("a campaign is listed with what it came to, and leads to its screen", async (t) => {
  const ledger = await startLedger(t);
  const lines = [{ region: "IN", segments: 1, recipients: 10 }];
  const plan = { id: "spring", mode: "hold_maximum", breakdown: { plan: "team", service: "sms", lines }, expiresIn: 3600 };
  await tell(ledger, "POST", "accounts/demo/campaigns", plan);
  const { page } = await openAccount(t, browser, ledger);
  await untilPart(page, "Recent campaigns", /spring ?Running, started .* 0 ?of 90 credits held/);
  const link = part(page, "Recent campaigns").getByRole("link", { name: "spring" });
  assert.equal(await link.getAttribute("href"), "#/send?campaign=spring");
});

test("what was shown stays when the ledger is gone, and is new when it is back", async (t) => {
  const ledger = await startLedger(t);
  const { page } = await openAccount(t, browser, ledger);
  await untilPart(page, "Recent entries", /Allowance/);
  await page.route("**/v1/**", (route) => route.abort());
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await page.getByText("The ledger does not answer.").waitFor();
  assert.match(await read(page, "Balance"), /750 credits available/);
  await tell(ledger, "POST", "accounts/demo/grants", { credits: "5", kind: "promo" });
  await page.unroute("**/v1/**");
  await untilPart(page, "Balance", /755 credits available/);
  await untilPart(page, "Recent entries", /Granted.*\+5/);
});
