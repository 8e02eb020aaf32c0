// What an operator does: accounts, credits, keys, deliveries.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { test } from "node:test";

import { setup } from "../../tests/support/setup.mjs";
import { isUsable } from "./support/axe.mjs";
import { openPage, startBrowser } from "./support/browser.mjs";
import { ask, startLedger } from "./support/ledger.mjs";

let browser;
let ledger;

setup(async (t) => {
  const options = { deck: null, more: ["--allow-private-webhooks"] };
  [browser, ledger] = await Promise.all([startBrowser(t), startLedger(t, options)]);
  for (const [id, plan] of [
    ["acme", "team"],
    ["bluebird", "organization"],
    ["blue-lagoon", "free"],
  ]) {
    await ask(ledger, "accounts", { id, plan }, id);
  }
});

const open = (t, query = "", options = {}) =>
  openPage(t, browser, `${ledger.url}/#/operator${query}`, { ready: "app-operator h1", ...options });

const words = async (locator) => (await locator.innerText()).replace(/\s+/g, " ").trim();

const cells = async (row) => {
  await row.waitFor();
  return Promise.all((await row.getByRole("cell").all()).map(words));
};

const untilFocused = (locator) => until(() => locator.evaluate((element) => element === document.activeElement));

/** An endpoint that refuses what it is sent until it is told otherwise. */
async function startReceiver(t) {
  const [receiver, received] = [{ isGone: true }, []];
  const server = createServer((request, response) => {
    received.push(request.headers["webhook-id"]);
    response.writeHead(receiver.isGone ? 410 : 204).end();
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  return { receiver, received, url: `http://127.0.0.1:${server.address().port}/hooks` };
}

const agree = (page, action) => page.getByRole("dialog").getByRole("button", { name: action }).click();

/** What the ledger itself says. */
async function told(path) {
  const headers = { Authorization: `Bearer ${ledger.adminKey}` };
  return (await fetch(`${ledger.url}/v1/${path}`, { headers })).json();
}

test("accounts are searched by a part of the name and by plan, and one is opened", async (t) => {
  const { page, complaints } = await open(t);
  const names = async () =>
    Promise.all((await page.getByRole("table", { name: "Accounts" }).getByRole("rowheader").all()).map(words));
  const acme = page.getByRole("row").filter({ hasText: "acme" });
  assert.deepEqual((await cells(acme)).slice(0, 2), ["team", "750"]);
  assert.deepEqual(await names(), ["acme", "blue-lagoon", "bluebird", "demo"]);

  await page.getByLabel("Part of the name").fill("BLUE");
  await page.getByRole("button", { name: "Search" }).click();
  await page.getByRole("row").filter({ hasText: "acme" }).waitFor({ state: "detached" });
  assert.deepEqual(await names(), ["blue-lagoon", "bluebird"]);
  await page.getByRole("search", { name: "Accounts" }).getByLabel("Plan").selectOption("Organization");
  await page.getByRole("button", { name: "Search" }).click();
  await page.getByRole("row").filter({ hasText: "blue-lagoon" }).waitFor({ state: "detached" });
  assert.deepEqual(await names(), ["bluebird"]);
  await page.getByLabel("Part of the name").fill("nobody");
  await page.getByRole("button", { name: "Search" }).click();
  await page.getByText("No account matches.").waitFor();

  await page.getByLabel("Part of the name").fill("");
  await page.getByRole("search", { name: "Accounts" }).getByLabel("Plan").selectOption("Any");
  await page.getByRole("button", { name: "Search" }).click();
  await page.getByRole("link", { name: "bluebird", exact: true }).click();
  await page.getByRole("region", { name: "bluebird" }).waitFor();
  assert.match(await words(page.getByRole("region", { name: "bluebird" })), /Plan organization Available 1,000 credits/);
  assert.deepEqual(complaints, []);
});

test("an account is opened, and what is wrong stands beside its field", async (t) => {
  const { page } = await open(t);
  const form = page.getByRole("region", { name: "New account" });
  await form.getByLabel("Name").fill("acme");
  await form.getByRole("button", { name: "Open the account" }).click();
  await form.getByRole("alert").filter({ hasText: "acme" }).waitFor();
  assert.equal(await form.getByLabel("Name").getAttribute("aria-invalid"), "true");
  assert.equal(await form.getByLabel("Name").inputValue(), "acme", "what was typed stays");

  await form.getByLabel("Name").fill("cedar");
  await form.getByLabel("Plan").selectOption("Organization");
  await form.getByLabel("Seats").fill("3");
  await form.getByLabel("Time zone").fill("Europe/Berlin");
  await form.getByRole("button", { name: "Open the account" }).click();
  await page.getByRole("region", { name: "cedar" }).waitFor();
  const { plan, seats, timeZone, balance } = await told("accounts/cedar");
  assert.deepEqual([plan, seats, timeZone, balance.available], ["organization", 3, "Europe/Berlin", "3000"]);
});

test("credits are granted once, however often the button is pressed", async (t) => {
  const { page, complaints } = await open(t, "?tab=accounts&account=acme");
  const account = page.getByRole("region", { name: "acme" });
  await account.getByLabel("Credits").first().fill("12.5");
  await account.getByLabel("Reason").first().fill("for the outage of May");
  await account.getByRole("button", { name: "Grant" }).dblclick();
  await page.getByRole("heading", { name: "Grant 12.5 credits to acme?" }).waitFor();
  await agree(page, "Grant them");
  await page
    .getByRole("status")
    .filter({ hasText: /12\.5 credits granted \(gr_\d+\)\. acme now has 762\.5 credits\./ })
    .waitFor();
  assert.equal((await told("accounts/acme")).balance.available, "762.5");
  const { entries } = await told("accounts/acme/entries?limit=1");
  assert.deepEqual(entries[0].record, { reason: "for the outage of May" });
  assert.deepEqual(complaints, []);
});

test("what is asked before a grant can be declined", async (t) => {
  const { page } = await open(t, "?tab=accounts&account=blue-lagoon");
  const account = page.getByRole("region", { name: "blue-lagoon" });
  await account.getByLabel("Credits").first().fill("5");
  await account.getByLabel("Reason").first().fill("by mistake");
  const grant = account.getByRole("button", { name: "Grant" });
  await grant.click();
  await agree(page, "Cancel");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  assert.equal((await told("accounts/blue-lagoon")).balance.available, "0");
  assert.equal(await grant.evaluate((button) => button === document.activeElement), true, "the focus comes back");
});

test("a charge is found, and given back in part with a reason", async (t) => {
  const { id } = await ask(ledger, "accounts/bluebird/charges", {
    service: "call",
    call: { seconds: 90 },
    agent: "Front desk",
  });
  const { page } = await open(t, "?tab=accounts&account=bluebird");
  const refund = page.getByRole("form", { name: "Refund a charge" });
  await page.locator("summary").filter({ hasText: "Recent charges" }).click();
  await page.getByRole("button", { name: `Choose ${id}` }).click();
  assert.equal(await refund.getByLabel("Charge").inputValue(), id);
  assert.equal(await refund.getByLabel("Reason").evaluate((input) => input === document.activeElement), true);
  await refund.getByLabel("Reason").fill("the line was bad");
  await refund.getByLabel("Credits").fill("10");
  await refund.getByRole("button", { name: "Refund it" }).click();
  await page.getByRole("heading", { name: "Refund 10 credits to bluebird?" }).waitFor();
  assert.match(await words(page.getByRole("dialog")), /which now amounts to 44 credits/);
  await agree(page, "Refund it");
  await refund.getByRole("status").filter({ hasText: "10 credits refunded" }).waitFor();
  const { entries } = await told("accounts/bluebird/entries?limit=1");
  assert.deepEqual(
    [entries[0].kind, entries[0].concerns, entries[0].credits, entries[0].record.reason],
    ["refund", id, "10", "the line was bad"],
  );

  await refund.getByLabel("Charge").fill("ch_999");
  await refund.getByLabel("Reason").fill("none");
  await refund.getByRole("button", { name: "Refund it" }).click();
  await refund.getByRole("alert").filter({ hasText: "ch_999" }).waitFor();
  assert.equal(await refund.getByLabel("Charge").getAttribute("aria-invalid"), "true");
});

test("more than is left of a charge, and nothing, are refused at the field; what was given back is listed", async (t) => {
  const { id } = await ask(ledger, "accounts/acme/charges", { service: "call", call: { seconds: 60 } }, "for-acme");
  await ask(ledger, `accounts/acme/charges/${id}/refunds`, { reason: "a part", credits: "9" }, "part");
  const { page } = await open(t, "?tab=accounts&account=acme");
  const refund = page.getByRole("form", { name: "Refund a charge" });
  await page.locator("summary").filter({ hasText: "Recent charges" }).click();
  const charge = page.getByRole("table", { name: "Recent charges" }).getByRole("row").filter({ hasText: id });
  assert.deepEqual((await cells(charge)).slice(2, 4), ["29", "9"]);
  const amount = refund.getByLabel("Credits");
  await refund.getByLabel("Charge").fill(id);
  await refund.getByLabel("Reason").fill("   ");
  assert.equal(await refund.getByLabel("Reason").evaluate((input) => input.validationMessage), "Write more than spaces.");
  await refund.getByLabel("Reason").fill("too much");
  await amount.fill("0");
  assert.equal(await amount.evaluate((input) => input.validationMessage), "Write more than 0.");
  await amount.fill("21");
  await refund.getByRole("button", { name: "Refund it" }).click();
  await refund.getByText(`At most 20 credits of the charge ${id} can be refunded.`).waitFor();
  await untilFocused(amount);
  assert.equal(await page.getByRole("dialog").count(), 0);
});

test("charges that took credits are found behind those that did not", async (t) => {
  await ask(ledger, "accounts", { id: "quiet", plan: "team" }, "quiet");
  const message = { service: "sms", to: "+12125550100", text: "hello" };
  const { page } = await open(t, "?tab=accounts&account=quiet");
  await page.locator("summary").filter({ hasText: "Recent charges" }).click();
  await page.getByText("No charge to this account took credits.").waitFor();
  const { id } = await ask(ledger, "accounts/quiet/charges", { service: "call", call: { seconds: 60 } }, "for-quiet");
  for (let at = 0; at < 51; at += 1) await ask(ledger, "accounts/quiet/charges", message, `free-${at}`);
  await page.reload();
  await page.locator("summary").filter({ hasText: "Recent charges" }).click();
  await page.getByRole("button", { name: `Choose ${id}` }).waitFor();
});

test("a grant to an unlimited account says that it has no effect; its last day is the operator's", async (t) => {
  await ask(ledger, "accounts", { id: "endless", plan: "enterprise" }, "endless");
  const timezoneId = new Date().getUTCHours() < 12 ? "Pacific/Pago_Pago" : "Pacific/Kiritimati";
  const { page } = await open(t, "?tab=accounts&account=endless", { timezoneId });
  const account = page.getByRole("region", { name: "endless" });
  await account.getByText("The plan is unlimited: granted credits have no effect while it is.").waitFor();
  const until = account.getByLabel("Expires");
  assert.equal(await until.getAttribute("min"), new Date().toLocaleDateString("sv-SE", { timeZone: timezoneId }));
  assert.match(await words(account), new RegExp(`To the end of that day in ${timezoneId}\\.`));
  await account.getByLabel("Credits").first().fill("5");
  await account.getByLabel("Reason").first().fill("a gift");
  await account.getByRole("button", { name: "Grant" }).click();
  await agree(page, "Grant them");
  await account.getByText(/5 credits granted \(gr_\d+\)\. The plan is unlimited/).waitFor();
});

test("a login code lets a person into the account", async (t) => {
  const { page } = await open(t, "?tab=accounts&account=acme");
  await page.getByRole("button", { name: "Create a login code" }).click();
  const code = await words(page.locator(".operator-secret code"));
  const headers = { "Content-Type": "application/json" };
  const response = await fetch(`${ledger.url}/v1/sessions`, { method: "POST", headers, body: JSON.stringify({ code }) });
  assert.equal((await response.json()).account, "acme");
});

test("a key is made, shown once, and revoked", async (t) => {
  const { page, complaints } = await open(t, "?tab=keys");
  const name = page.getByRole("region", { name: "New key" }).getByLabel("Name");
  await name.fill("for booking");
  assert.ok(await name.evaluate((input) => input.validity.patternMismatch && input.maxLength === 64), "a name has no spaces");
  await name.fill("booking");
  await page.getByRole("button", { name: "Create the key" }).click();
  await page.getByText("Choose at least one.").waitFor();
  await page.getByLabel(/^read:/).check();
  await page.getByRole("button", { name: "Create the key" }).click();
  const key = await words(page.locator(".operator-secret code"));
  const look = async () =>
    (await fetch(`${ledger.url}/v1/accounts/acme`, { headers: { Authorization: `Bearer ${key}` } })).status;
  assert.equal(await look(), 200);
  const row = page.getByRole("row").filter({ hasText: "booking" });
  assert.equal((await cells(row))[1], "read");

  await row.getByRole("button", { name: "Revoke booking" }).click();
  await page.getByRole("heading", { name: "Revoke the key “booking”?" }).waitFor();
  const [prefix] = await cells(row);
  assert.ok((await words(page.getByRole("dialog"))).includes(`It begins with ${prefix.replace("…", "")}.`));
  await agree(page, "Revoke it");
  await row.getByText("Revoked").waitFor();
  await untilFocused(page.getByRole("heading", { name: "Keys", exact: true }));
  assert.equal(await look(), 401);

  await page.getByRole("button", { name: "Revoke first" }).click();
  await agree(page, "Revoke it");
  await page.getByRole("alert").filter({ hasText: /last/ }).waitFor();
  assert.deepEqual(
    complaints.filter((text) => !text.includes("409")),
    [],
  );
});

test("an endpoint is added; what it refused is listed, and delivered again", async (t) => {
  const { receiver, url, received } = await startReceiver(t);

  const { page } = await open(t, "?tab=deliveries");
  await page.getByText("Nothing has been given up: everything has arrived, or is on its way.").waitFor();
  const form = page.getByRole("region", { name: "New endpoint" });
  await form.getByLabel("Address").fill(url);
  await form.getByLabel("A charge was not covered").check();
  await form.getByRole("button", { name: "Add the endpoint" }).click();
  assert.match(await words(page.locator(".operator-secret code")), /^whsec_/);
  const endpoint = page.getByRole("table", { name: "Webhook endpoints" }).getByRole("row").filter({ hasText: url });
  assert.equal((await cells(endpoint))[0], "A charge was not covered");

  await ask(ledger, "accounts/blue-lagoon/charges", { service: "call", call: { seconds: 60 } }, "refused").catch(() => {});
  const isIn = async (state) => (await told(`deliveries?state=${state}`)).deliveries.length === 1;
  const given = page.getByRole("table", { name: "Deliveries" }).getByRole("row").filter({ hasText: url });
  await until(() => isIn("dead"));
  await page.getByRole("button", { name: "Given up" }).click();
  await given.waitFor();
  assert.match((await cells(given))[2], /410/);
  receiver.isGone = false;
  await given.getByRole("button", { name: /^Deliver again/ }).click();
  await page
    .getByRole("status")
    .filter({ hasText: `It is on its way to ${url} again.` })
    .waitFor();
  await until(() => received.length === 2);
  assert.equal(received[0], received[1]);
  await until(() => isIn("delivered"));
  await page.getByRole("button", { name: "Delivered" }).click();
  await given.waitFor();

  await page.getByRole("button", { name: `Delete ${url}` }).click();
  await agree(page, "Delete it");
  await page.getByText("No endpoints yet. Add one below to receive events.").waitFor();
  await untilFocused(page.getByRole("heading", { name: "Webhook endpoints" }));
});

test("all that was given up is delivered again at once", async (t) => {
  const other = await startLedger(t, { deck: null, more: ["--allow-private-webhooks"] });
  const { receiver, url, received } = await startReceiver(t);
  await ask(other, "webhook-endpoints", { url });
  await ask(other, "accounts", { id: "empty", plan: "free" });
  for (const name of ["first", "second"]) {
    await ask(other, "accounts/empty/charges", { service: "call", call: { seconds: 60 } }, name).catch(() => {});
  }
  await until(() => received.length >= 2);
  receiver.isGone = false;
  const given = received.length;
  const { page } = await openPage(t, browser, `${other.url}/#/operator?tab=deliveries`, { ready: "app-operator h1" });
  await page.getByRole("button", { name: /^Deliver all \d+ again/ }).click();
  await page.getByRole("status").filter({ hasText: /\d+ deliveries are on their way again\./ }).waitFor();
  await untilFocused(page.getByRole("heading", { name: "Deliveries", exact: true }));
  await until(() => received.length === 2 * given);
  assert.deepEqual(received.slice(given).sort(), received.slice(0, given).sort());
});

test("what has happened is listed, and found by its account", async (t) => {
  await ask(ledger, "accounts/blue-lagoon/charges", { service: "call", call: { seconds: 60 } }, "refused-2").catch(() => {});
  const { page } = await open(t, "?tab=activity");
  const events = page.getByRole("table", { name: "Events" });
  assert.match(await words(events), /A charge was not covered blue-lagoon decision: declined/);
  await page.getByRole("search", { name: "Events" }).getByLabel("Account").fill("cedar");
  await page.getByRole("button", { name: "Show" }).click();
  await page.getByText("Nothing of that kind has happened.").waitFor();
});

test("a moment in the details of an event is written as all others are", async (t) => {
  const event = { id: "evt_1", type: "period.began", account: "acme", createdAt: "2026-11-23T05:00:07Z", data: { period: 12, start: "2026-11-23T05:00:00.000Z" } };
  const before = (page) => page.route("**/v1/events?*", (route) => route.fulfill({ json: { events: [event], next: null } }));
  const { page } = await open(t, "?tab=activity", { before, timezoneId: "UTC" });
  const [when, , details] = await cells(page.getByRole("table", { name: "Events" }).getByRole("row").nth(1));
  assert.equal(when, "Nov 23, 2026, 5:00:07 AM UTC");
  assert.equal(details, "period: 12 start: Nov 23, 2026, 5:00:00 AM UTC");
});

test("credits are granted by keyboard alone", async (t) => {
  const { page } = await open(t, "?tab=accounts&account=blue-lagoon");
  const focus = async (wanted) => {
    for (let tabs = 0; tabs < 60; tabs++) {
      await page.keyboard.press("Tab");
      if ((await page.evaluate(() => document.activeElement.id || document.activeElement.textContent.trim())) === wanted) {
        return;
      }
    }
    assert.fail(`the focus never came to ${wanted}`);
  };
  await focus("operator-grant-credits");
  await page.keyboard.type("3");
  await focus("operator-grant-reason");
  await page.keyboard.type("a gift");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor();
  await focus("Grant them");
  await page.keyboard.press("Enter");
  await page.getByRole("status").filter({ hasText: "3 credits granted" }).waitFor();
});

test("somebody without an operator's rights is not shown the screen", async (t) => {
  const { code } = await ask(ledger, "login-codes", { account: "acme" });
  const other = await startLedger(t, { deck: null, demo: false });
  await ask(other, "accounts", { id: "acme", plan: "team" });
  const { code: own } = await ask(other, "login-codes", { account: "acme" });
  assert.notEqual(code, own);
  const { page } = await openPage(t, browser, `${other.url}/#/operator`, { ready: "#login-code" });
  await page.getByLabel("Login code").fill(own);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("link", { name: "Account" }).waitFor();
  assert.equal(await page.getByRole("link", { name: "Operator" }).count(), 0);
  assert.equal(await page.getByRole("heading", { name: "Operator" }).count(), 0);
});

const CALCOM = JSON.parse(await readFile(new URL("../../src/book/presets/calcom.json", import.meta.url), "utf8"));

/** The preset with another price of a call. */
function bookAt(credits, version) {
  const book = structuredClone(CALCOM);
  book.services.call.price.perMinute.credits = credits;
  book.parameters.aiAgentCredits.value = "5";
  return { ...book, version };
}

const file = (name, text) => ({ name, mimeType: "", buffer: Buffer.from(text) });

test("a book is imported, compared with the one in force, and activated", async (t) => {
  const other = await startLedger(t, { deck: null });
  const { page, complaints } = await openPage(t, browser, `${other.url}/#/operator?tab=prices`, {
    ready: "app-operator h1",
  });
  const imports = page.getByRole("region", { name: "Import" });
  await imports.getByLabel("File").setInputFiles(file("dearer.json", JSON.stringify(bookAt("30", "2027-01"))));
  await imports.getByRole("button", { name: "Check and import" }).click();
  await imports.getByText("The book calcom, edition 2027-01, is imported. It is not in force yet").waitFor();

  const books = page.getByRole("table", { name: "Price books" });
  await books.getByRole("button", { name: "Compare and activate calcom 2027-01" }).click();
  const changes = page.getByRole("table", { name: "Changes to the book" });
  assert.deepEqual(await cells(changes.getByRole("row").filter({ hasText: "services.call.price.perMinute.credits" })), [
    "29",
    "30",
  ]);
  await page.getByRole("button", { name: "Activate", exact: true }).click();
  await page.getByRole("heading", { name: "Charge these prices?" }).waitFor();
  assert.match(await words(page.getByRole("dialog")), /The book calcom, edition 2027-01, with \d+ changes/);
  await agree(page, "Activate");
  await page.getByRole("status").filter({ hasText: "The ledger charges by calcom, edition 2027-01, since" }).waitFor();
  await untilFocused(page.locator(".operator-said"));
  const { credits } = await ask(other, "accounts/demo/charges", { service: "call", call: { seconds: 60 } });
  assert.equal(credits, "30", "at once");
  const past = page.getByRole("table", { name: "Activations" });
  await past.getByText("2027-01").waitFor();
  assert.match(await words(past.getByRole("row").nth(1)), /In force calcom 2027-01 Number 2/);
  assert.match(await words(past.getByRole("row").nth(2)), /2026-11 Number 1.* The command line, at start-up/);
  assert.deepEqual(complaints, []);
});

test("a rate deck is imported, and each rate is compared", async (t) => {
  const other = await startLedger(t, { deck: null });
  const { page } = await openPage(t, browser, `${other.url}/#/operator?tab=prices`, { ready: "app-operator h1" });
  const imports = page.getByRole("region", { name: "Import" });
  const rates = "iso,price_usd\nIN,0.05\nGB,0.056\n";
  await imports.getByLabel("File").setInputFiles(file("sms-2027.csv", rates));
  assert.equal(await imports.getByLabel("Rates of").inputValue(), "sms", "by the file's name");
  await imports.getByRole("button", { name: "Check and import" }).click();
  await imports.getByText(/^2 SMS rates in USD are imported, as the deck [0-9a-f]{12}\. It is not in force yet/).waitFor();
  await page.getByRole("button", { name: /^Compare and activate SMS/ }).click();
  const changes = page.getByRole("table", { name: "Changes to the SMS rates" });
  assert.deepEqual((await cells(changes.getByRole("row").filter({ hasText: "IN" }).first())).slice(1, 2), ["0.05"]);
  await page.getByRole("button", { name: "Activate", exact: true }).click();
  assert.match(await words(page.getByRole("dialog")), /SMS rates with \d+ changes: 225 rates are gone, and without a rate nothing has a price/);
  await agree(page, "Activate");
  await page.getByRole("status").filter({ hasText: "The ledger charges by calcom" }).waitFor();
  const { credits } = await ask(other, "accounts/demo/charges", { service: "sms", to: "+919876543210", text: "hello" });
  assert.equal(credits, "9");
  await imports.getByRole("button", { name: "Check and import" }).click();
  await imports.getByText(/The ledger charges by it already\./).waitFor();
});

test("a deck in another currency is shown beside the present one, and the ledger says why it cannot be activated", async (t) => {
  const other = await startLedger(t);
  const { page } = await openPage(t, browser, `${other.url}/#/operator?tab=prices`, { ready: "app-operator h1" });
  const imports = page.getByRole("region", { name: "Import" });
  await imports.getByLabel("File").setInputFiles(file("sms-euro.csv", "iso,price,currency\nIN,0.05,EUR\n"));
  await imports.getByRole("button", { name: "Check and import" }).click();
  await imports.getByText(/^1 SMS rate in EUR is imported/).waitFor();
  const decks = page.getByRole("table", { name: "Rate decks" });
  assert.deepEqual((await cells(decks.getByRole("row").filter({ hasText: "EUR" }))).slice(0, 2), ["EUR", "1"]);
  assert.deepEqual((await cells(decks.getByRole("row").filter({ hasText: /SMS\s*USD/ }))).slice(0, 2), ["USD", "3"]);
  await decks.getByRole("button", { name: /^Compare and activate SMS/ }).click();
  await page
    .getByText("3 rates in USD before, 1 rate in EUR after. Rates in different currencies cannot be compared.")
    .waitFor();
  await page.getByRole("button", { name: "Activate", exact: true }).click();
  assert.match(await words(page.getByRole("dialog")), /SMS rates in EUR/);
  await agree(page, "Activate");
  await page.getByRole("alert").filter({ hasText: /EUR/ }).waitFor();
  await page.getByRole("button", { name: "Leave it as it is" }).click();
  await untilFocused(page.locator(".operator-said"));
});

test("what cannot be imported is said, with all that is wrong in it", async (t) => {
  const { page } = await open(t, "?tab=prices");
  const imports = page.getByRole("region", { name: "Import" });
  const give = async (name, text) => {
    await imports.getByLabel("File").setInputFiles(file(name, text));
    await imports.getByRole("button", { name: "Check and import" }).click();
  };
  await imports.getByRole("button", { name: "Check and import" }).click();
  await imports.getByText("Choose a file first.").waitFor();
  await give("prices.xlsx", "nothing");
  await imports.getByText("prices.xlsx is neither JSON nor CSV").waitFor();
  assert.equal(await imports.getByLabel("File").getAttribute("aria-invalid"), "true");
  await give("broken.json", '{"id": ');
  await imports.getByRole("alert").filter({ hasText: "broken.json is not a JSON document" }).waitFor();

  const book = bookAt("30", "2027-02");
  book.services.call.rounding.scale = 9;
  await give("wrong.json", JSON.stringify(book));
  const found = imports.getByRole("table", { name: "Findings" });
  await found.getByText("services.call.rounding.scale").waitFor();
  assert.deepEqual(await cells(found.getByRole("row").nth(1)), ["Error", "`9` must be 0 to 6"]);

  await give("sms.csv", "iso,price_usd\nIN,0.05\nXX,cheap\n");
  await imports.getByRole("rowheader", { name: "Line 3" }).first().waitFor();
});

test("axe finds nothing serious on any tab, and nothing is wider than the page", async (t) => {
  const { page } = await open(t);
  for (const query of ["", "?tab=accounts&account=acme", "?tab=prices", "?tab=keys", "?tab=deliveries", "?tab=activity"]) {
    await page.goto(`${ledger.url}/#/operator${query}`);
    await page.locator("app-operator .operator-tab:not([hidden]) .card").first().waitFor();
    await page.locator("app-operator .skeleton:visible").first().waitFor({ state: "detached" });
    await page.locator(".fetched[aria-busy=true]:visible").first().waitFor({ state: "detached" });
    await isUsable(page, query);
  }
});

/** Waits until something holds that takes the ledger a while. */
async function until(holds) {
  const deadline = Date.now() + 10_000;
  while (!(await holds())) {
    assert.ok(Date.now() < deadline, "it never came to it");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
