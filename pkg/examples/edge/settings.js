/** `LEDGER_URL`, and `PLANS` with commas between them. */
export function settings({ LEDGER_URL, PLANS }) {
  if (!LEDGER_URL) throw new Error("set `LEDGER_URL` to the address of the ledger");
  return { ledger: LEDGER_URL, plans: PLANS ? PLANS.split(",").map((plan) => plan.trim()) : undefined };
}
