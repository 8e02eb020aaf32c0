// Addresses within the plans: the account that an operator looks at stays.
import { currentRoute, href } from "../app/route.ts";

export function address(query: Record<string, string | undefined>): string {
  return href("plans", { ...query, account: currentRoute().query.get("account") ?? undefined });
}
