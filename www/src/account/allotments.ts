// What an account gives to those below it, and what is left of that.
import { ledger, type Schemas } from "../app/ledger.ts";
import { plus } from "../ui/decimal.ts";

/** What a member is given, with what it has used of it in this period. */
export type Member = Schemas["Allotment"];

export async function fetchMembers(account: string, signal: AbortSignal): Promise<Member[]> {
  const [{ allotments }, { groups }] = await Promise.all([
    ledger.listAllotments(account, { signal }),
    ledger.getUsage(account, { range: "this-period", by: "member" }, { signal }),
  ]);
  const used = new Map(groups.map(({ member, credits }) => [member, credits]));
  // Of a cap the ledger counts what was drawn; what is set aside is the member's own.
  return allotments.map((member) => (member.mode === "cap" ? member : { ...member, used: used.get(member.to) ?? "0" }));
}

/** What is left of all that is set aside for members; `undefined` where nothing is. */
export function setAside(members: readonly Member[]): string | undefined {
  const reserved = members.filter(({ mode }) => mode === "reserve");
  return reserved.length === 0 ? undefined : reserved.reduce((sum, { left }) => plus(sum, left), "0");
}
