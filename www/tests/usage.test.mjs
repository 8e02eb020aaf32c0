// The usage screen against a real ledger: what it shows is what the ledger reports, for the same days and filters.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import { setup } from "../../tests/support/setup.mjs";
import { openPage, startBrowser, untilText } from "./support/browser.mjs";
import { startLedger } from "./support/ledger.mjs";
import { change, startUsedLedger, told } from "./support/usage.mjs";

let browser;
let ledger;

setup(async (t) => {
  [browser, ledger] = await Promise.all([startBrowser(t), startUsedLedger(t)]);
});

const READY = "app-usage .usage-transactions";
const open = (t, query = "", options = {}) => openPage(t, browser, `${ledger.url}/#/usage${query}`, { ready: READY, ...options });

const number = (amount) => Number(amount).toLocaleString("en-US", { maximumFractionDigits: 6 });
const day = (text) => new Date(text).toLocaleDateString("en-US", { dateStyle: "medium", timeZone: "UTC" });

/** The texts of a table's rows, cell by cell. */
async function rowsOf(table) {
  const rows = await table.locator("tbody tr").all();
  return Promise.all(rows.map(async (row) => {
    const cells = await row.locator("th, td").allTextContents();
    return cells.map((cell) => cell.replace(/\s+/g, " ").trim());
  }));
}

const TITLES = { "": "No service", ai_agent: "AI agent", call: "Call", sms: "SMS", whatsapp: "WhatsApp" };

async function until(holds) {
  const deadline = Date.now() + 10_000;
  while (!(await holds())) {
    assert.ok(Date.now() < deadline, "it never came true");
  }
}

const tableNamed = (page, name) => page.getByRole("group", { name, exact: true }).getByRole("table");

test("the period stands as the ledger reports it", async (t) => {
  const { page, complaints } = await open(t);
  const { period, total, balance } = await told(ledger, "demo/usage?range=this-period");
  const card = page.getByRole("region", { name: /^This billing period/ });
  const text = (await card.textContent()).replace(/\s+/g, " ");
  const { granted, budgetPercent } = period.allowance;
  assert.match(text, new RegExp(`${number(total.credits)} used; the allowance is ${number(granted)} credits ${number(budgetPercent)} % of the budget`));
  assert.match(text, new RegExp(`Remaining ?${number(balance.available)} credits`));
  assert.match(text, new RegExp(`Until reset ?${period.daysLeft} days? today included`));
  const { expected, to } = await told(ledger, "demo/projection");
  assert.match(text, expected === null ? /Expected by the end ?Not enough data/ : /four times in five/);
  assert.ok(text.includes(day(to)));
  assert.deepEqual(complaints, []);
});

test("each preset shows its days, its sum and its agents, and stands in the address", async (t) => {
  const { page, complaints } = await open(t);
  const presets = {
    "Last 30 Days": "last-30-days",
    "Last 3 Months": "last-3-months",
    "Last 6 Months": "last-6-months",
    "Last 12 Months": "last-12-months",
    All: "all",
  };
  for (const [title, range] of Object.entries(presets)) {
    await page.getByRole("button", { name: title, exact: true }).click();
    const { from, to, total, groups } = await told(ledger, `demo/usage?range=${range}&by=agent`);
    await untilText(page, ".usage-days-shown", `${title}: ${day(from)} to ${day(to)}`);
    assert.equal(await page.locator(".usage-total strong").textContent(), `${number(total.credits)} credits`);
    const agents = groups.map(({ agent, charges, credits }) => [agent || "No agent", number(charges), number(credits)]);
    assert.deepEqual(await rowsOf(tableNamed(page, "Top Spending Agents")), agents.slice(0, 8));
    assert.equal(new URLSearchParams(page.url().split("?")[1]).get("range"), range);
  }
  await page.reload();
  await untilText(page, ".usage-days-shown", /^All: /);
  assert.deepEqual(complaints, []);
});

test("charts have a sentence and a table with the ledger's numbers, and are drawn", async (t) => {
  const { page } = await open(t);
  const { groups, from } = await told(ledger, "demo/usage?range=last-30-days&by=day,service");
  const range = page.getByRole("region", { name: "Range Spend" });
  const figure = range.getByRole("figure");
  await range.getByText("Show as table").click();
  const services = await figure.getByRole("columnheader").allTextContents();
  const rows = await rowsOf(figure.getByRole("table"));
  assert.equal(rows.length, 30);
  assert.match(rows[0][0], new RegExp(day(from)));
  const sums = groups.map(({ credits }) => number(credits));
  const shown = rows.flatMap((cells) => cells.slice(1, -1)).filter((amount) => amount !== "0");
  assert.deepEqual(shown.sort(), sums.filter((sum) => sum !== "0").sort());
  assert.deepEqual(services.slice(1, -1).sort(), [...new Set(groups.map(({ service }) => service))].map((service) => TITLES[service]).sort());
  for (const canvas of await page.getByRole("img", { name: /^Chart: / }).all()) {
    await canvas.scrollIntoViewIfNeeded();
    await until(() => canvas.evaluate((canvas) => {
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      return data.some((value) => value !== 0);
    }));
  }
});

test("a chart shows a line's first day, keeps little place for what came back, and is written as large as the page", async (t) => {
  const { page } = await open(t);
  const chart = page.locator("app-chart").first();
  await chart.scrollIntoViewIfNeeded();
  await page.evaluate(() => {
    window.sizes = new Set();
    const { fillText } = CanvasRenderingContext2D.prototype;
    CanvasRenderingContext2D.prototype.fillText = function (...given) {
      window.sizes.add(parseFloat(this.font));
      return fillText.apply(this, given);
    };
  });
  /** How many points of the chart are of its first colour, and how far down the last of them is. */
  const look = () => chart.locator("canvas").evaluate((canvas) => {
    const { data, width, height } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    const rows = [];
    for (let at = 0; at < data.length; at += 4) {
      // #0a6e51
      if (data[at] === 0x0a && data[at + 1] === 0x6e && data[at + 2] === 0x51) rows.push(Math.floor(at / 4 / width));
    }
    return { points: rows.length, lowest: rows.at(-1) / height };
  });
  const draw = async (kind, amounts) => {
    await chart.evaluate((chart, [kind, amounts]) => {
      window.sizes.clear();
      chart.plot = { axis: "Day", places: amounts.map((_, at) => ({ short: `${at}`, full: `Day ${at}` })), series: [{ kind, name: "Used", ink: "accent", amounts }] };
    }, [kind, amounts]);
    await page.waitForFunction(() => window.sizes.size > 0);
    return { ...(await look()), sizes: await page.evaluate(() => [...window.sizes]) };
  };
  const { points } = await draw("line", ["3", undefined, undefined]);
  assert.ok(points > 9 && points < 99, `${points}: a day`);
  const { lowest, sizes } = await draw("bars", ["900", "10", "-9", "900"]);
  assert.ok(lowest > 0.85, `${lowest}: what came back`);
  assert.deepEqual(sizes, [12]);
  await page.evaluate(() => { document.documentElement.style.fontSize = "24px"; });
  assert.deepEqual((await draw("line", ["1", "2"])).sizes, [18]);
});

test("filters hold for sum, tables, list and file, and stand in the address", async (t) => {
  const { page, complaints } = await open(t);
  await page.getByLabel("Agent", { exact: true }).selectOption({ label: "Front desk" });
  const ofAgent = await told(ledger, "demo/usage?agent=Front%20desk");
  await untilText(page, ".usage-total strong", `${number(ofAgent.total.credits)} credits`);
  await page.getByLabel("Service", { exact: true }).selectOption({ label: "SMS" });
  const ofBoth = await told(ledger, "demo/usage?agent=Front%20desk&service=sms");
  await untilText(page, ".usage-total strong", `${number(ofBoth.total.credits)} credits`);
  const query = new URLSearchParams(page.url().split("?")[1]);
  assert.deepEqual([query.get("agent"), query.get("service")], ["Front desk", "sms"]);

  const { transactions } = await told(ledger, "demo/usage/transactions?agent=Front%20desk&service=sms");
  await until(async () => (await page.locator(".usage-transactions tbody").count()) === transactions.length);
  for (const what of await page.locator(".usage-transactions tbody td:nth-child(2)").allTextContents()) {
    assert.match(what, /SMS\s+Front desk/);
  }
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Download CSV" }).click()]);
  assert.match(download.suggestedFilename(), /^usage-demo-.*\.csv$/);
  const csv = await readFile(await download.path(), "utf8");
  assert.equal(csv, `\ufeff${await told(ledger, "demo/usage.csv?agent=Front%20desk&service=sms")}`);
  assert.equal(csv.trim().split("\r\n").length - 1, transactions.length);

  await page.getByRole("button", { name: "Clear filters" }).click();
  await page.getByLabel("Agent", { exact: true }).selectOption({ label: "No agent" });
  const ofNobody = await told(ledger, "demo/usage?agent=");
  await untilText(page, ".usage-total strong", `${number(ofNobody.total.credits)} credits`);
  await page.reload();
  await untilText(page, ".usage-total strong", `${number(ofNobody.total.credits)} credits`);
  assert.equal(await page.getByLabel("Agent", { exact: true }).evaluate(({ selectedOptions }) => selectedOptions[0].text), "No agent");
  assert.deepEqual(complaints, []);
});

test("a line of a table filters by its name", async (t) => {
  const { page } = await open(t);
  await page.getByRole("button", { name: "Show only anna" }).click();
  const { total } = await told(ledger, "demo/usage?member=anna");
  await untilText(page, ".usage-total strong", `${number(total.credits)} credits`);
  assert.equal(await page.getByLabel("Member", { exact: true }).inputValue(), "=anna");
});

test("days that are none have one message, and no figures of other days", async (t) => {
  const { page } = await open(t);
  const wrong = {
    "from=2026-11-20&to=2026-11-02": "The last day is before the first one.",
    "from=2026-02-31&to=2026-11-02": "There is no day 2026-02-31.",
    "from=0002-01-01&to=9026-01-01&by=day": "These days are more than ten years. Choose fewer.",
  };
  for (const [query, mistake] of Object.entries(wrong)) {
    await page.goto("about:blank");
    await page.goto(`${ledger.url}/#/usage?${query}`);
    await page.getByText(mistake).waitFor();
    const said = await page.locator("app-usage [role=alert]").allTextContents();
    assert.deepEqual(said.filter((text) => text.trim() !== ""), [mistake]);
    assert.equal(await page.locator(".usage-total, .usage-tables, app-usage-transactions").count(), 0, query);
  }
  await page.getByRole("button", { name: "Last 30 Days" }).click();
  await page.locator(READY).waitFor();
  // What the ledger does not answer for other days leaves nothing of those before.
  await page.route("**/usage?*from=2024*", (route) => route.abort());
  await page.evaluate(() => location.assign("#/usage?from=2024-01-01&to=2024-01-02"));
  await page.locator(".usage-spend [role=alert]").waitFor();
  assert.equal(await page.locator(".usage-total").count(), 0);
});

test("days of one's own are in order, and an empty range says what to do", async (t) => {
  const { page } = await open(t);
  await page.getByRole("button", { name: "Custom" }).click();
  await page.getByLabel("From", { exact: true }).fill("2024-02-10");
  await page.getByLabel("To", { exact: true }).fill("2024-02-01");
  await page.getByRole("button", { name: "Show", exact: true }).click();
  const said = await page.getByLabel("To", { exact: true }).evaluate((field) => field.validationMessage);
  assert.equal(said, "The last day is before the first one.");
  await page.getByLabel("To", { exact: true }).fill("2024-02-29");
  await page.keyboard.press("Enter");
  await untilText(page, ".usage-days-shown", "Chosen Days: Feb 10, 2024 to Feb 29, 2024");
  await untilText(page, ".usage-spend .usage-empty", /^Nothing was used in these days\. Choose a longer range/);
  await untilText(page, "app-usage-transactions .usage-empty", "No transactions in this range. Choose a longer one.");
  await page.getByRole("button", { name: "Last 30 Days" }).click();
  await page.locator(READY).waitFor();
});

test("transactions come page by page, each with its explanation", async (t) => {
  const { page, complaints } = await open(t);
  const { transactions } = await told(ledger, "demo/usage/transactions?limit=500");
  const rows = page.locator(".usage-transactions tbody");
  assert.equal(await rows.count(), Math.min(20, transactions.length));
  const more = page.getByRole("button", { name: "Show more" });
  while (await more.isVisible()) {
    const count = await rows.count();
    await more.click();
    await until(async () => (await rows.count()) > count);
  }
  assert.equal(await rows.count(), transactions.length);
  await page.getByText(`That is all: ${transactions.length} transactions.`).waitFor();

  const at = (is) => rows.nth(transactions.findIndex(is));
  const refund = at(({ kind }) => kind === "refund");
  assert.match(await refund.textContent(), /Refund\s+SMS[\s\S]*−9\s+came back/);
  await refund.getByRole("button").click();
  await refund.getByText("9 credits returned from the charge below.").waitFor();
  const call = at(({ service }) => service === "call");
  await call.getByRole("button").click();
  assert.equal(await call.getByRole("button").getAttribute("aria-expanded"), "true");
  // CAL-6: by the second, rounded up to whole credits.
  await call.getByText(/90 s at 29 credits a minute = 43\.5 credits, rounded up to 44/).waitFor();
  await call.getByText("44 credits, on the plan team: charged.").waitFor();
  const capture = at(({ kind }) => kind === "capture");
  await capture.getByRole("button").click();
  await capture.getByText(/An amount set by the program itself, from the hold/).waitFor();
  assert.deepEqual(complaints, []);
});

test("the clocks of an account are called the same on both screens", async (t) => {
  await change(ledger, "accounts", { id: "zurich", plan: "team", timeZone: "Europe/Zurich" });
  await change(ledger, "accounts", { id: "utc", plan: "team", timeZone: "UTC" });
  for (const account of ["zurich", "utc"]) {
    await change(ledger, `accounts/${account}/charges`, { service: "ai_agent" });
    const { page } = await openPage(t, browser, `${ledger.url}/#/usage?account=${account}`, { ready: READY, locale: "de-DE" });
    const zone = await page.locator(".usage-when .quiet").first().textContent();
    await page.evaluate((account) => (location.hash = `#/account?account=${account}`), account);
    const moment = await page.locator("account-entries time").first().textContent();
    assert.ok(moment.endsWith(zone) && zone !== "", `${moment} and ${zone}`);
  }
});

test("how a member's charge came about is the member's to see, and the operator's", async (t) => {
  const { code } = await change(ledger, "login-codes", { account: "demo" });
  const signIn = async (page) => {
    const data = { code };
    assert.equal((await page.request.post(`${ledger.url}/v1/sessions`, { data })).status(), 201);
  };
  const { transactions } = await told(ledger, "demo/usage/transactions?member=anna");
  assert.ok(transactions.length > 0);
  const explained = async (options) => {
    const { page } = await open(t, "?member=anna", options);
    const row = page.locator(".usage-transactions tbody").first();
    await row.getByRole("button").click();
    return row;
  };
  await (await explained({ before: signIn })).getByText("The explanation is shown only to the account anna itself").waitFor();
  await (await explained({})).getByText(/credits?, on the plan team: charged\./).waitFor();
});

test("nothing is deducted from an unlimited account: its usage is shown as recorded (CAL-10)", async (t) => {
  const { code } = await change(ledger, "login-codes", { account: "big" });
  const signIn = async (page) => {
    const data = { code };
    assert.equal((await page.request.post(`${ledger.url}/v1/sessions`, { data })).status(), 201);
  };
  const { page } = await open(t, "", { before: signIn });
  const card = page.getByRole("region", { name: /^This billing period/ });
  const text = (await card.textContent()).replace(/\s+/g, " ");
  assert.match(text, /9 credits recorded\. Nothing is deducted, so there is no budget\./);
  assert.match(text, /Remaining ?Unlimited/);
  assert.doesNotMatch(text, /of the budget/);
  await untilText(page, ".usage-total strong", "9 credits");
  assert.match(await page.locator(".usage-transactions tbody").first().textContent(), /9\s+recorded/);
});

test("where the ledger does not answer, what was there of these days stays, and it can be tried again", async (t) => {
  const { page } = await open(t);
  const total = await page.locator(".usage-total").textContent();
  await page.route("**/v1/accounts/**", (route) => route.abort());
  const again = page.locator(".usage-spend").getByRole("button", { name: "Try again" });
  await page.getByRole("button", { name: "By month" }).click();
  await again.waitFor();
  assert.equal(await page.locator(".usage-total").textContent(), total);
  await page.getByRole("button", { name: "Last 3 Months" }).click();
  await page.locator(".usage-total").waitFor({ state: "detached" });
  await again.waitFor();
  let downloads = 0;
  page.on("download", () => (downloads += 1));
  await page.getByRole("link", { name: "Download CSV" }).click();
  await page.getByRole("alert").filter({ hasText: "The ledger did not answer." }).last().waitFor();
  await page.unroute("**/v1/accounts/**");
  await again.click();
  await untilText(page, ".usage-days-shown", /^Last 3 Months/);
  assert.equal(downloads, 0);
});

for (const [book, advice] of [["calcom", "Set auto-reload"], ["ai-employee", "Buy credits"]]) {
  test(`what is advised is what the plan has: ${book}`, async (t) => {
    const used = await startLedger(t, { book, deck: null, days: 40 });
    const { page } = await openPage(t, browser, `${used.url}/#/usage`, { ready: READY });
    const link = page.locator(".usage-suggestion").getByRole("link");
    assert.equal((await link.textContent()).trim(), advice);
    await page.setViewportSize({ width: 360, height: 740 });
    await link.click();
    const place = { "Set auto-reload": page.getByRole("heading", { name: "Auto-reload" }), "Buy credits": page.getByRole("dialog") }[advice];
    // Above it is the whole account.
    await until(() => place.evaluate((each) => each.contains(document.activeElement) && each.getBoundingClientRect().top < innerHeight));
  });
}
