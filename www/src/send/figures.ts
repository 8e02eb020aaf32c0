// What a campaign costs, and whether and how the balance pays for it.
import { html, nothing } from "lit";
import type { PreflightAnswer, PreflightBalance } from "septet";

import type { Account } from "../app/ledger.ts";
import { allowanceName, giverOf } from "../app/payer.ts";
import { href } from "../app/route.ts";
import { creditUnit, decimal, money, sentence } from "../ui/format.ts";
import { isZero, runningOut, verdict } from "./words.ts";

const AMOUNTS = [
  ["min", "At least"],
  ["expected", "Expected"],
  ["max", "At most"],
] as const;

/** The three figures; dashes while there are none. */
export function figures(answer: PreflightAnswer | undefined) {
  const isShort = answer?.covered === false;
  return html`
    <dl class="send-amounts">
      ${AMOUNTS.map(([name, label]) => {
        const amount = answer?.credits[name];
        const worth = answer?.money ? money({ amount: answer.money[name], currency: answer.money.currency }) : "";
        return html`
          <div class="send-amount ${name} ${name === "max" && isShort ? "short" : ""}">
            <dt>${label}${name === "max" && isShort ? html`<span class="unseen">, not covered</span>` : nothing}</dt>
            <dd>
              <strong>${amount === undefined ? "–" : decimal(amount)}</strong>
              <span class="quiet">${amount === undefined ? "credits" : `${creditUnit(amount)}${worth && ` · ${worth}`}`}</span>
            </dd>
          </div>
        `;
      })}
    </dl>
  `;
}

/** Whether the balance covers it, and what happens where it does not. */
export function coverage(answer: PreflightAnswer, topUpsOffered: boolean, accountQuery: string | undefined) {
  const sentence = verdict(answer);
  if (sentence === "") {
    return nothing;
  }
  const after = runningOut(answer);
  const isShort = answer.covered === false && !isZero(answer.shortfall ?? "0");
  return html`
    <p class="send-verdict ${answer.covered ? "" : "wrong"}">${sentence}</p>
    ${after === "" ? nothing : html`<p class="hint">${after}</p>`}
    ${
      isShort && topUpsOffered
        ? html`<p><a href=${href("account", { buy: "1", missing: answer.shortfall!, account: accountQuery })}>Buy credits</a></p>`
        : nothing
    }
  `;
}

/** From what the expected and the most are paid. */
export function payment({ balance }: PreflightAnswer, account: Account | undefined) {
  if (balance === null || balance.decision === "recorded") {
    return nothing;
  }
  const name = account === undefined ? "allowance" : allowanceName(account);
  const giver = account && giverOf(account);
  const rows: [string, keyof PreflightBalance["max"]][] = [
    [`From the ${name}${giver === undefined ? "" : ` of ${giver}`}`, "fromAllowance"],
    ["From bought credits", "fromBought"],
    ["Missing", "missing"],
    [`${sentence(name)} left`, "allowanceLeft"],
    ["Bought credits left", "boughtLeft"],
  ];
  const { expected, max } = balance;
  const shown = rows.filter(([, name]) => !isZero(expected[name]) || !isZero(max[name]));
  return html`
    <table class="rows send-payment">
      <caption>How the balance pays</caption>
      <thead>
        <tr><th scope="col">Credits</th><th class="figure" scope="col">Expected</th><th class="figure" scope="col">At most</th></tr>
      </thead>
      <tbody>
        ${shown.map(
          ([label, name]) => html`
            <tr class=${name === "missing" ? "send-missing" : ""}>
              <th scope="row">${label}</th>
              <td class="figure">${decimal(expected[name])}</td>
              <td class="figure">${decimal(max[name])}</td>
            </tr>
          `,
        )}
      </tbody>
    </table>
    ${isZero(balance.held) ? nothing : html`<p class="hint">${decimal(balance.held)} held for other purposes are not included.</p>`}
  `;
}
