// Whether a service takes credits at all: one at the carrier's cost does not, and works also where none are left.
interface Service {
  price: object;
  fee?: unknown;
  minimum?: unknown;
}

export function takesCredits({ price, fee, minimum }: Service): boolean {
  return !("carrierCost" in price) || [fee, minimum].some((amount) => amount !== undefined && amount !== null);
}
