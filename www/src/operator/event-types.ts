// What can happen in a ledger, in words.
import type { Schemas } from "../app/ledger.ts";

export type EventType = Schemas["EventType"];

export const EVENT_TYPES: Record<EventType, string> = {
  "allotment.short": "An allowance was too small for its allotments",
  "balance.low": "A balance is low",
  "charge.refused": "A charge was not covered",
  "debt.owed": "Usage exceeded the credits",
  "hold.expired": "A hold has expired",
  "lot.expired": "Credits have expired",
  "period.began": "A billing period has begun",
  "reload.capped": "An automatic purchase would exceed its cap",
  "reload.declined": "An automatic payment was declined",
  "reload.paid": "An automatic purchase was paid",
  "reload.suspended": "Automatic purchases were suspended",
  "reload.wanted": "An automatic purchase is due",
};
