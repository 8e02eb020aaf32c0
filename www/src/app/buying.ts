// Who can buy credits, and why somebody cannot.
import { listed } from "../ui/format.ts";
import type { Account, Schemas } from "./ledger.ts";

/** Why an account buys nothing, in a few words and as a sentence; `undefined` where it can. */
export function whyNotBuy(account: Account, plans: Schemas["Plans"]): { short: string; sentence: string } | undefined {
  const name = account.effectivePlan;
  if (account.balance.unlimited) {
    return { short: "Nothing to buy", sentence: `There is nothing to buy: the account is unlimited on the ${name} plan.` };
  }
  if (account.plan === null) {
    const above = account.parent ?? "the account above";
    return {
      short: `Credits come from ${above}`,
      sentence: `This account has no plan of its own: ${above} buys credits and gives them to it.`,
    };
  }
  if (plans.plans.find(({ id }) => id === name)?.topUps.length !== 0) {
    return undefined;
  }
  const others = plans.plans.filter(({ topUps }) => topUps.length > 0).map(({ id }) => id);
  const change = others.length === 0 ? "no plan allows it" : `change to ${listed(others)}`;
  return { short: `No purchases on the ${name} plan`, sentence: `Credits cannot be bought on the ${name} plan: ${change}.` };
}

/** Whether an account of which all is known can buy credits. */
export function canBuy({ account, plans }: { account: Account | undefined; plans: Schemas["Plans"] | undefined }): boolean {
  return account !== undefined && plans !== undefined && whyNotBuy(account, plans) === undefined;
}
