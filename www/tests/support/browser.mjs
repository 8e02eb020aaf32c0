// A real browser, and the page in it.
import { chromium } from "playwright-core";

import { launch } from "../../../tests/support/browser.mjs";

/** A browser, which closes when the test `t` ends. */
export const startBrowser = (t, options) => launch(t, chromium, options);

/**
 * Opens the page in a context of its own, which the test `t` closes, and waits until it shows a price, or until what
 * `ready` selects is there. `complaints` collects what the browser has to say against the page: errors, and breaches of the content security policy.
 */
export async function openPage(t, browser, url, { before, ready = "#composer-price:not(.priceless)", ...options } = {}) {
  const context = await browser.newContext({ locale: "en-US", viewport: { width: 1440, height: 900 }, ...options });
  t.after(() => context.close());
  const page = await context.newPage();
  const complaints = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") {
      complaints.push(message.text());
    }
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => {
    if (!request.url().startsWith(new URL(url).origin) && !request.url().startsWith("data:")) {
      complaints.push(`a request to ${request.url()}`);
    }
  });
  await page.exposeBinding("complain", (_source, text) => complaints.push(text));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => {
      window.complain(`${violatedDirective} forbids ${blockedURI}`);
    });
  });
  if (process.env.SEPTET_SLOW) await slowDown(page);
  await before?.(page);
  await page.goto(url);
  await page.locator(ready).waitFor();
  return { page, complaints };
}

/**
 * Makes the page four times as slow, and each answer of the ledger late, where `SEPTET_SLOW` is set: a test that reads what is not there
 * yet fails then, and not only now and then.
 */
async function slowDown(page) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  await page.route("**/v1/**", async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 400));
    await route.continue();
  });
}

/** Waits until an element's text is as expected, and says what it is where it never becomes so. */
export async function untilText(page, selector, expected) {
  const matches = (text) => (expected instanceof RegExp ? expected.test(text) : text === expected);
  const read = async () => ((await page.locator(selector).textContent()) ?? "").replace(/\s+/g, " ").trim();
  const deadline = Date.now() + 10_000;
  let text = await read();
  while (!matches(text)) {
    if (Date.now() > deadline) {
      throw new Error(`${selector} is ${JSON.stringify(text)}, not ${expected}`);
    }
    await page.evaluate(() => new Promise(requestAnimationFrame));
    text = await read();
  }
  return text;
}

/** What describes an element to those who hear the page. */
export function described(locator) {
  return locator.evaluate((element) =>
    element.getAttribute("aria-describedby").split(" ").map((id) => document.getElementById(id).textContent.trim()).join(" "),
  );
}

/** An element's text as it is now. */
export async function textOf(page, selector) {
  return ((await page.locator(selector).textContent()) ?? "").replace(/\s+/g, " ").trim();
}
