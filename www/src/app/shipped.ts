// The price books that ship with the package, by the names that people know.
import type { BookName } from "septet";

export const SHIPPED: Readonly<Record<BookName, string>> = {
  calcom: "Cal.com",
  "ai-employee": "AI Employee",
  agentalk: "Agentalk",
  "voice-credits": "Voice credits",
  atllas: "Atllas",
};

export const SHIPPED_NAMES = Object.keys(SHIPPED) as BookName[];
