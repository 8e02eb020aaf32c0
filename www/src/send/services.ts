// What a book's services ask of a campaign, by how they are priced.
import type { BookDocument } from "septet";

import { outcomesOf } from "../app/outcomes.ts";

/** Messages with a text or without one, attempts to call that are priced by how they end, calls by the minute. */
export type Shape = "text" | "message" | "attempt" | "minutes";

export interface Service {
  name: string;
  shape: Shape;
  /** How an attempt can end; empty for everything else. */
  outcomes: string[];
}

/** The services that recipients can be sent, or called by; others, such as a sync, have no recipients. */
export function campaignServices(book: BookDocument): Service[] {
  return Object.entries(book.services).flatMap(([name, { price }]) => {
    const shape = shapeOf(price);
    return shape === undefined ? [] : [{ name, shape, outcomes: outcomesOf(price) }];
  });
}

function shapeOf(price: Record<string, unknown>): Shape | undefined {
  const { perSegment, perMessage, perMinute, perAttempt, carrierCost } = price as {
    [field: string]: unknown;
    carrierCost?: { per: string };
  };
  if (perSegment !== undefined || carrierCost?.per === "segment") {
    return "text";
  }
  if (perMessage !== undefined || carrierCost?.per === "message") {
    return "message";
  }
  if (perMinute !== undefined || carrierCost?.per === "minute") {
    return "minutes";
  }
  return perAttempt === undefined ? undefined : "attempt";
}
