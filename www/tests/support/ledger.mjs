// A real ledger on a database of its own, serving the built page.
import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { serve } from "../../../tests/support/ledger.mjs";

export const WEB = fileURLToPath(new URL("../../dist", import.meta.url));

/** A deck in which a segment to India costs 9 credits, as in the price book's own example. */
export const DECK = "iso,price_usd\nIN,0.05\nGB,0.056\nUS,0.0083\n";

/**
 * Starts a ledger, which ends with the test `t`. `book` is a preset's name or a document; the demo has a past of so many
 * `days`; `more` are further options.
 */
export function startLedger(t, { book, deck = DECK, demo = true, days = 0, more = [] } = {}) {
  if (!existsSync(path.join(WEB, "index.html"))) {
    throw new Error("there is no www/dist: run `npm run build` first");
  }
  return serve(t, (folder) => {
    const options = ["--web", WEB, ...more];
    if (demo) {
      options.push("--demo", "--demo-days", String(days));
    }
    const file = (name, text) => {
      const place = path.join(folder, name);
      writeFileSync(place, text);
      return place;
    };
    if (book !== undefined) {
      options.push("--book", typeof book === "string" ? book : file("book.json", JSON.stringify(book)));
    }
    if (deck !== null) {
      options.push("--deck", `sms=${file("deck.csv", deck)}`);
    }
    return options;
  });
}

/** What the ledger itself says the demo account has. */
export async function available(ledger) {
  const response = await fetch(`${ledger.url}/v1/accounts/demo`);
  return (await response.json()).balance.available;
}

/** Asks the ledger as its admin. What is asked more than once at a path has a name of its own. */
export async function ask(ledger, path, body, name = path) {
  const headers = { Authorization: `Bearer ${ledger.adminKey}`, "Content-Type": "application/json" };
  const options = { method: "POST", headers: { ...headers, "Idempotency-Key": `key-${name.replaceAll("/", ":")}` }, body: JSON.stringify(body) };
  const response = await fetch(`${ledger.url}/v1/${path}`, options);
  if (!response.ok) {
    throw new Error(`${path}: ${await response.text()}`);
  }
  return response.json();
}
