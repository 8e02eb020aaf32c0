// A ledger with usage of today, and what it reports itself.
import { startLedger } from "./ledger.mjs";

/** How many charges the demo account has at least: more than a page of the list. */
const MESSAGES = 24;

/** What is charged, again and again. */
const CHARGES = [
  { service: "sms", to: "+919876543210", text: "Party at 8", agent: "Front desk", campaign: "spring" },
  { service: "call", call: { seconds: 90 }, agent: "Night desk" },
  { service: "sms", to: "+447400123456", text: "See you ✅", campaign: "spring" },
  { service: "ai_agent", agent: "Front desk" },
];

/** The demo account, a member `anna` below it, and `big`, of which nothing is deducted. */
export async function startUsedLedger(t) {
  const ledger = await startLedger(t);
  const post = (path, body) => change(ledger, path, body);
  await post("accounts/demo/grants", { credits: "1000", kind: "promo" });
  await post("accounts", { id: "anna", parent: "demo" });
  await post("accounts/demo/allotments", { to: "anna", mode: "cap", credits: "100" });
  await post("accounts", { id: "big", plan: "enterprise" });
  for (let at = 0; at < MESSAGES; at += 1) {
    await post("accounts/demo/charges", CHARGES[at % CHARGES.length]);
  }
  await post("accounts/anna/charges", CHARGES[0]);
  await post("accounts/big/charges", CHARGES[0]);
  const { id } = await post("accounts/demo/charges", CHARGES[0]);
  await post(`accounts/demo/charges/${id}/refunds`, { reason: "did not arrive" });
  const hold = await post("accounts/demo/holds", { credits: "20", expiresIn: 600, agent: "Night desk" });
  await post(`accounts/demo/holds/${hold.id}/captures`, { credits: "7", last: true });
  return ledger;
}

/** Changes something as the ledger's admin. */
export async function change(ledger, path, body) {
  return answer(await fetch(`${ledger.url}/v1/${path}`, {
    method: "POST",
    headers: {
      "Authorization": `Bearer ${ledger.adminKey}`,
      "Content-Type": "application/json",
      "Idempotency-Key": crypto.randomUUID(),
    },
    body: JSON.stringify(body),
  }));
}

/** What the ledger says of an account. */
export async function told(ledger, path) {
  return answer(await fetch(`${ledger.url}/v1/accounts/${path}`, { headers: { Authorization: `Bearer ${ledger.adminKey}` } }));
}

async function answer(response) {
  const text = await response.text();
  if (!response.ok) {
    throw new Error(`${response.url}: ${text}`);
  }
  return response.headers.get("Content-Type").includes("json") ? JSON.parse(text) : text;
}
