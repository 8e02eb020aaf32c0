// The ledger's word for the price that is shown: what is charged is what was shown, or nothing.
import { ledger, type Schemas } from "../app/ledger.ts";
import { plus } from "../ui/decimal.ts";
import type { Preview } from "./preview.ts";

type Request = Schemas["ChargeRequest"];

/** The ledger's price is not the one that is shown. */
export class PricesChanged extends Error {
  readonly shown: string;
  readonly now: string;

  constructor(shown: string, now: string) {
    super("the prices have changed");
    this.shown = shown;
    this.now = now;
  }
}

export class Agreement {
  /** What was asked last and got no answer: it is asked again as it was. */
  #unanswered: { asked: string; requests: Request[] } | undefined;
  /** The last price that the visitor was told in place of the one shown. */
  #told = "";

  /** The requests with a token each, by which the ledger charges the price that is shown. */
  async on(account: string, { destinations, total }: Preview, requests: readonly Request[]): Promise<Request[]> {
    const asked = JSON.stringify([account, requests]);
    if (this.#unanswered?.asked === asked) {
      return this.#unanswered.requests;
    }
    const signed = await Promise.all(requests.map((request) => ledger.quote({ ...request, account })));
    const now = signed.map(({ quote }) => quote.credits).reduce(plus);
    const reasons = new Map(requests.map(({ to }, at) => [to, reasonOf(signed[at]!.quote)]));
    const told = JSON.stringify([asked, now, ...reasons]);
    // Of each country, the first one's price is explained.
    const isShown = destinations.every(({ numbers: [first], quote }) => reasonOf(quote) === reasons.get(first));
    if ((now !== total!.credits || !isShown) && told !== this.#told) {
      this.#told = told;
      throw new PricesChanged(total!.credits, now);
    }
    this.#unanswered = { asked, requests: requests.map((request, at) => ({ ...request, quoteToken: signed[at]!.quoteToken })) };
    return this.#unanswered.requests;
  }

  /** The ledger has answered: what is asked next is asked anew. */
  settle(): void {
    this.#unanswered = undefined;
    this.#told = "";
  }
}

function reasonOf({ explanation }: { explanation: unknown }): string {
  return JSON.stringify(explanation);
}
