// A real ledger on a database of its own, serving the built page.
import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { serve } from "../../../tests/support/ledger.mjs";

export const WEB = fileURLToPath(new URL("../../dist", import.meta.url));

/** A deck in which a segment to India costs 9 credits, as in the price book's own example. */
export const DECK = "iso,price_usd\nIN,0.05\nGB,0.056\nUS,0.0083\n";

/** Starts a ledger. `stop` ends it and removes its files. */
export function startLedger({ book, deck = DECK, demo = true } = {}) {
  if (!existsSync(path.join(WEB, "index.html"))) {
    throw new Error("there is no www/dist: run `npm run build` first");
  }
  return serve((folder) => {
    const options = ["--web", WEB];
    if (demo) {
      options.push("--demo");
    }
    if (book !== undefined) {
      options.push("--book", book);
    }
    if (deck !== null) {
      const file = path.join(folder, "deck.csv");
      writeFileSync(file, deck);
      options.push("--deck", `sms=${file}`);
    }
    return options;
  });
}

/** What the ledger itself says the demo account has. */
export async function available(ledger) {
  const response = await fetch(`${ledger.url}/v1/accounts/demo`);
  return (await response.json()).balance.available;
}

/** Asks the ledger as its admin. */
export async function ask(ledger, path, body) {
  const headers = { Authorization: `Bearer ${ledger.adminKey}`, "Content-Type": "application/json" };
  const options = { method: "POST", headers: { ...headers, "Idempotency-Key": `key-${path}` }, body: JSON.stringify(body) };
  const response = await fetch(`${ledger.url}/v1/${path}`, options);
  if (!response.ok) {
    throw new Error(`${path}: ${await response.text()}`);
  }
  return response.json();
}
