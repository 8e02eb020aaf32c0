// Who would pay, as a quote takes it: what is decided is then what the ledger would decide.
import type { Payer } from "septet";

import { plus } from "../ui/decimal.ts";
import type { Account } from "./ledger.ts";

export function payerOf({ balance, funding, brings }: Account): Payer {
  const { allowance, bought, held, shared, unlimited } = balance;
  return { allowance: plus(allowance, shared ?? "0"), bought, held, unlimited, funding, brings };
}

/** Whether nothing is deducted from an account: what it uses is recorded. */
export function isRecorded({ balance, funding }: Account): boolean {
  return balance.unlimited || funding === "external";
}
