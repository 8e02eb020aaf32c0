// Puts the page together: a change in a field becomes a preview, and every part of the page shows that preview.
import { showBalance, showEntries } from "./account.ts";
import { startAlso } from "./also.ts";
import { announce } from "./announcer.ts";
import { draft, showProblem, startComposer } from "./composer.ts";
import type { Connection, Missing } from "./connection.ts";
import { byId, make, setText } from "./dom.ts";
import { shortHash } from "./format.ts";
import { showParts } from "./parts.ts";
import { type Preview, preview } from "./preview.ts";
import { showPrice } from "./price.ts";
import { ledgerPrices, type Prices, shippedPrices } from "./prices.ts";
import { showReadings } from "./readings.ts";
import { openTill, type Till } from "./till.ts";

export function start(connection: Connection | Missing): void {
  const connected = typeof connection !== "string";
  const prices = connected ? ledgerPrices(connection) : shippedPrices();
  const customer = connected ? connection.customer : undefined;
  if (!connected) {
    const notice = byId("no-ledger");
    setText(notice, `${connection}: prices from the ${prices.book.id} price book`);
    notice.hidden = false;
  }
  const showAlso = startAlso(prices);
  let till: Till | undefined;

  const show = () => {
    const now = draft();
    const isOwnPlan = now.plan === customer?.account.effectivePlan;
    const shown = preview(prices, now, isOwnPlan ? customer?.account.balance : undefined);
    showProblem(shown);
    showReadings(shown);
    showParts(shown);
    showPrice(shown);
    showAlso(shown);
    showProvenance(prices, shown);
    till?.show(shown);
    return shown;
  };

  startComposer(prices, customer?.account.effectivePlan, () => announce(show()));
  if (customer !== undefined) {
    till = openTill(customer, () => {
      showBalance(customer);
      void showEntries(customer);
      show();
    });
    showBalance(customer);
    void showEntries(customer);
  }
  show();
}

/** Names the book and the decks by their hashes: who has the same ones computes the same price. */
function showProvenance({ book }: Prices, { quote }: Preview): void {
  if (quote === undefined) {
    return;
  }
  const hash = (full: string) => {
    const code = make("code", "", shortHash(full));
    code.title = `SHA-256 ${full}`;
    return code;
  };
  const decks = Object.entries(quote.deckHashes).flatMap(([service, full]) => [`, ${service} rate deck `, hash(full)]);
  byId("provenance").replaceChildren(`Priced by book ${book.id} ${book.version} `, hash(quote.bookHash), ...decks);
}
