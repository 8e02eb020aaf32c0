// What an account gives to those below it, and what is left of that.
import { ledger, type Schemas } from "../app/ledger.ts";
import { visit } from "../app/visit.ts";
import { isMore, minus, plus } from "../ui/decimal.ts";
import { decimal } from "../ui/format.ts";

type Allotment = Schemas["Allotment"];

/** What a member is given, with what it has used in this period and what is left where that may be known. */
export interface Member extends Allotment {
  left: string | undefined;
}

export async function fetchMembers(account: string, signal: AbortSignal): Promise<Member[]> {
  const [{ allotments }, { groups }] = await Promise.all([
    ledger.listAllotments(account, { signal }),
    ledger.getUsage(account, { range: "this-period", by: "member" }, { signal }),
  ]);
  const used = new Map(groups.map(({ member, credits }) => [member, credits]));
  return Promise.all(
    allotments.map(async (allotment): Promise<Member> => {
      if (allotment.mode === "cap") {
        const left = isMore(allotment.credits, allotment.used) ? minus(allotment.credits, allotment.used) : "0";
        return { ...allotment, left };
      }
      // What is set aside is the member's own: only operators may look at it, too.
      const left = visit.isOperator ? await leftOf(allotment.to, signal) : undefined;
      return { ...allotment, used: used.get(allotment.to) ?? "0", left };
    }),
  );
}

/** What is left of credits from the account above, reserved or not. */
async function leftOf(member: string, signal: AbortSignal): Promise<string> {
  const { lots } = await ledger.listLots(member, { signal });
  return sum(lots.filter(({ kind }) => kind === "allotment").map(({ remaining }) => remaining));
}

/** What is set aside for members altogether: what is left of it, or else what it was and what they used. */
export function setAside(members: readonly Member[]): { credits: string; note: string } | undefined {
  const reserved = members.filter(({ mode }) => mode === "reserve");
  if (reserved.length === 0) {
    return undefined;
  }
  const left = reserved.flatMap(({ left }) => left ?? []);
  if (left.length === reserved.length) {
    return { credits: sum(left), note: "left of what members are given" };
  }
  const used = sum(reserved.map(({ used }) => used));
  return { credits: sum(reserved.map(({ credits }) => credits)), note: `for members, who used ${decimal(used)}` };
}

function sum(amounts: readonly string[]): string {
  return amounts.reduce(plus, "0");
}
