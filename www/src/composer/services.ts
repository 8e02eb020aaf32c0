// What a book prices, by what it counts.
import type { BookDocument, Category } from "septet";

export type Counted = "segment" | "message" | "minute" | "attempt" | "interaction";

export type Price = Record<string, unknown>;

/** What a price is for one of. */
export function countedBy(price: Price): Counted {
  const [kind = "", detail] = Object.entries(price)[0] ?? [];
  return (kind === "carrierCost" ? (detail as { per: string }).per : kind.replace("per", "").toLowerCase()) as Counted;
}

/** Whether a price depends on where the other end is. */
export function isByRegion(price: Price): boolean {
  return JSON.stringify(price).includes('"rates":');
}

/** The services that send a text. */
export function channelsOf({ services }: BookDocument): string[] {
  return Object.keys(services).filter((service) => ["segment", "message"].includes(countedBy(services[service]!.price)));
}

/** The category where the price of a message depends on one. */
export function categoryFor(book: BookDocument, service: string, category: Category): { category?: Category } {
  const price = book.services[service]?.price;
  return price !== undefined && countedBy(price) === "message" ? { category } : {};
}
