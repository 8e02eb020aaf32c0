/** `<septet-balance>`: what an account has to spend. */
import type { SeptetElement } from "./common/element.js";

/** Of the ledger's `GET /v1/accounts/{id}`, what is shown. Credits are decimal strings. */
export interface BalanceAccount {
  /** What there is. */
  balance: {
    /** What is left of the period's allowance. */
    allowance: string;
    /** What is left of bought credits. */
    bought: string;
    /** What holds reserve of both. */
    held: string;
    /** What can be spent now. */
    available: string;
    /** What was used beyond the credits there were; shown where there is some. */
    debt?: string | undefined;
    /** What the account above would still give; shown where there is some. */
    shared?: string | null | undefined;
    /** Nothing is deducted. */
    unlimited: boolean;
  };
  /** Says when the allowance is renewed: `end` is RFC 3339, `daysLeft` counts today. */
  period?: { end: string; daysLeft: number } | undefined;
  /** The zone by whose calendar the period ends. */
  timeZone?: string | undefined;
}

/** Of the ledger's `GET /v1/accounts/{id}/alerts`, what is shown. Percentages are decimal strings. */
export interface BalanceAlerts {
  /** Whether the account has a balance that can run low. */
  watched: boolean;
  /** The credits granted. */
  base: string;
  /** What is left of them; `null` where there are none. */
  percentage: string | null;
  /** Percentages at which the balance is low. */
  thresholds?: string[] | undefined;
  /** Those that were crossed. */
  fired?: string[] | undefined;
}

/** The names of its texts; `elements/texts/balance.js` has the English ones, with their places. */
export type BalanceText =
  | "balance" | "unlimited" | "unlimitedNote" | "unknown" | "available" | "allowance" | "bought" | "held" | "shared"
  | "debt" | "share" | "low" | "empty" | "renews" | "credits" | "spoken";

/**
 * Shows allowance, bought and held credits side by side, what is left of those granted, and when they are renewed.
 *
 * CSS parts: `balance`, `headline`, `available`, `note`, `low`, `share`, `bar`, `share-text`, `readings`, `reading` (with
 * `allowance`, `bought`, `held`, `shared` or `debt`), `label`, `value`, `renewal`, `unknown`. The state `:state(low)` is
 * there while `low` is true.
 *
 * @example
 * document.querySelector("septet-balance").account = await (await fetch("/v1/accounts/salon")).json();
 */
export declare class SeptetBalance extends SeptetElement<BalanceText> {
  /** The account as the ledger answers it; as an attribute, JSON. */
  account: BalanceAccount | null;
  /** Its alerts as the ledger answers them; as an attribute, JSON. Without them, no share of the credits granted. */
  alerts: BalanceAlerts | null;
  /** Whether the balance is at a threshold, or below it, or there is nothing left. */
  readonly low: boolean;
}

declare global {
  interface HTMLElementTagNameMap {
    "septet-balance": SeptetBalance;
  }
}
