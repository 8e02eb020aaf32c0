// What becomes of what the balance does not cover, as the price book says it.
import type { BookDocument, Decision } from "septet";

import { takesCredits } from "../app/credits.ts";
import { serviceName } from "../ui/format.ts";

/** What happens to some services. */
export interface Consequence {
  services: string[];
  text: string;
}

interface Directions {
  otherwise: Decision;
  outbound?: Decision | null;
  inbound?: Decision | null;
  web?: Decision | null;
}

const TEXTS: Partial<Record<Decision, string>> = {
  fallback_email: "Sent as e-mail instead; nothing is deducted. Whatever the message is about still goes ahead.",
  paused: "Paused until credits come in, at the reset or by a purchase.",
  declined: "Refused until credits come in.",
};

const OUTBOUND: Partial<Record<Decision, string>> = {
  paused: "Outgoing calls pause",
  declined: "Outgoing calls are refused",
};
const INBOUND: Partial<Record<Decision, string>> = {
  paused: "incoming calls wait",
  declined: "incoming calls are not answered",
};

/** By what happens: services with the same end stand together. */
export function consequences(book: BookDocument): Consequence[] {
  const byText = new Map<string, string[]>();
  for (const [service, rules] of Object.entries(book.services)) {
    const text = takesCredits(rules)
      ? rules.overage
        ? "Continues. Whatever the balance does not cover is owed, at the overage price."
        : textOf(rules.exhausted)
      : "Continues: it takes no credits.";
    byText.set(text, [...(byText.get(text) ?? []), serviceName(service)]);
  }
  return [...byText].map(([text, services]) => ({ services, text }));
}

function textOf(exhausted: unknown): string {
  if (typeof exhausted === "string") {
    return TEXTS[exhausted as Decision] ?? "";
  }
  const { otherwise, outbound, inbound } = exhausted as Directions;
  const out = OUTBOUND[outbound ?? otherwise];
  return `${out}, ${INBOUND[inbound ?? otherwise]}, until credits come in.`;
}
