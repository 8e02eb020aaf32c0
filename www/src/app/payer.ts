// Who pays, and with what. A quote takes it as the ledger would: what is decided is then what the ledger would decide.
import type { Payer } from "septet";

import { plus } from "../ui/decimal.ts";
import type { Account } from "./ledger.ts";

export function payerOf({ balance, funding, brings }: Account): Payer {
  const { allowance, bought, held, shared, unlimited } = balance;
  return { allowance: plus(allowance, shared ?? "0"), bought, held, unlimited, funding, brings };
}

/** What an account's credits of the period are: its plan's, or the account's above. */
export function allowanceName({ plan, balance }: Account): string {
  const isShared = typeof balance.shared === "string";
  return plan === null ? "allotment" : isShared ? "allowance and allotment" : "allowance";
}

/** Whom an account's credits of the period come from, where that is not its plan. */
export function giverOf({ plan, parent, balance }: Account): string | undefined {
  return plan === null || typeof balance.shared === "string" ? (parent ?? "the account above") : undefined;
}

/** Whether nothing is deducted from an account: what it uses is recorded. */
export function isRecorded({ balance, funding }: Account): boolean {
  return balance.unlimited || funding === "external";
}
