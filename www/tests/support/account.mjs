// The account's screen on a ledger of the test's own, and what a program says to that ledger.
import { openPage, textOf } from "./browser.mjs";

/** What is there once the account has been fetched. */
const READY = ".account-available";

let changes = 0;

/** Asks the ledger as its admin. */
export async function tell(ledger, method, path, body) {
  const headers = {
    Authorization: `Bearer ${ledger.adminKey}`,
    "Content-Type": "application/json",
    "Idempotency-Key": `change-${(changes += 1)}`,
  };
  const response = await fetch(`${ledger.url}/v1/${path}`, { method, headers, body: body && JSON.stringify(body) });
  if (!response.ok) {
    throw new Error(`${method} ${path}: ${await response.text()}`);
  }
  return response.json();
}

/** The screen as the demo's visitor sees it. */
export function openAccount(t, browser, ledger, { address = "#/account", ...options } = {}) {
  return openPage(t, browser, `${ledger.url}/${address}`, { ready: READY, ...options });
}

/** The screen as a person of an account sees it, who has come in by a code. */
export async function signIn(t, browser, ledger, account) {
  const { code } = await tell(ledger, "POST", "login-codes", { account });
  const before = async (page) => {
    const answer = await page.context().request.post(`${ledger.url}/v1/sessions`, { data: { code } });
    if (!answer.ok()) throw new Error(await answer.text());
  };
  return openAccount(t, browser, ledger, { before });
}

/** A part of the screen, by its heading. */
export function part(page, heading) {
  return page.getByRole("region", { name: heading });
}

/** What a part says, in one line. */
export async function read(page, heading) {
  return ((await part(page, heading).textContent()) ?? "").replace(/\s+/g, " ").trim();
}

/** Waits until a part says what is expected. */
export async function untilPart(page, heading, expected) {
  const deadline = Date.now() + 10_000;
  let text = await read(page, heading);
  while (!expected.test(text)) {
    if (Date.now() > deadline) {
      throw new Error(`${heading} says ${JSON.stringify(text)}, not ${expected}`);
    }
    await page.evaluate(() => new Promise(requestAnimationFrame));
    text = await read(page, heading);
  }
  return text;
}

/** What the header says of the balance. */
export function header(page) {
  return textOf(page, "#standing");
}
