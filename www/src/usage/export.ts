// The rows of a range and its filters as a file: exactly those of the list.
import { html } from "lit";

import { ledger } from "../app/ledger.ts";
import { type Asked, csvAddress, toQuery } from "./filters.ts";

/** A link to the file. `told` learns why there is none: a browser would only say that it could not load it. */
export function exportLink(account: string, asked: Asked, told: (problem: unknown) => void) {
  const download = async (event: MouseEvent) => {
    const link = event.currentTarget as HTMLAnchorElement;
    if (!event.isTrusted) {
      return;
    }
    event.preventDefault();
    if (link.ariaBusy === "true") {
      return;
    }
    link.ariaBusy = "true";
    try {
      // The same question, for one row: whether the ledger answers it.
      await ledger.listUsage(account, { ...toQuery(asked), limit: 1 });
      told(undefined);
      link.click();
    } catch (error) {
      told(error);
    } finally {
      link.ariaBusy = null;
    }
  };
  return html`<a class="button secondary" href=${csvAddress(account, asked)} download @click=${download}>Download CSV</a>`;
}
