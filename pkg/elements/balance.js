// <septet-balance>: what an account has to spend, as the ledger answers it.
import { css, html, nothing } from "lit";
import { differs, register, SeptetElement } from "./common/element.js";
import { isZero } from "./common/format.js";
import { filled } from "./common/filled.js";
import { texts } from "./texts/balance.js";

const style = css`
  .headline {
    color: var(--_ink-soft);
  }

  .headline strong {
    color: var(--_ink);
    font-size: 1.75rem;
    font-weight: 650;
    line-height: 1.2;
    letter-spacing: -0.02em;
    overflow-wrap: anywhere;
  }

  .low .bar > * {
    background: var(--_mark-line);
  }

  .share {
    display: grid;
    gap: 0.25rem;
  }
`;

export class SeptetBalance extends SeptetElement {
  static texts = texts;
  static styles = [...SeptetElement.styles, style];
  static properties = {
    account: { type: Object, hasChanged: differs },
    alerts: { type: Object, hasChanged: differs },
  };

  #said;

  constructor() {
    super();
    this.account = null;
    this.alerts = null;
  }

  /** Whether the balance is at a threshold of the account's alerts, or below it; and when there is nothing left. */
  get low() {
    const { balance } = this.account ?? {};
    if (!balance || balance.unlimited) return false;
    if (isZero(balance.available)) return true;
    const { watched, percentage, thresholds = [], fired = [] } = this.alerts ?? {};
    if (!watched || percentage === null) return false;
    return fired.length > 0 || thresholds.some((threshold) => Number(percentage) <= Number(threshold));
  }

  willUpdate() {
    this.internals.states[this.low ? "add" : "delete"]("low");
  }

  updated() {
    const sentence = this.#sentence();
    // What stands there from the beginning is read, not announced.
    if (this.#said !== undefined && this.#said !== sentence) this.announce(sentence);
    this.#said = sentence;
  }

  #sentence() {
    const { balance } = this.account ?? {};
    if (!balance) return undefined;
    if (balance.unlimited) return this.say("unlimited");
    const sentence = this.say("spoken", { credits: this.sayCredits(balance.available) });
    return this.low ? `${sentence}. ${this.#warning(balance)}` : sentence;
  }

  #warning({ available }) {
    return this.say(isZero(available) ? "empty" : "low");
  }

  render() {
    const { balance, period } = this.account ?? {};
    return html`
      <div class=${this.low ? "stack low" : "stack"} part="balance" role="group" aria-label=${this.say("balance")}>
        ${balance ? this.#balance(balance, period) : html`<p class="soft" part="unknown">${this.say("unknown")}</p>`}
      </div>
      ${this.renderSpoken()}
    `;
  }

  #balance(balance, period) {
    const { decimal } = this.formats;
    const { available, allowance, bought, held, shared, debt, unlimited } = balance;
    if (unlimited) {
      return html`
        <p class="headline" part="headline"><strong part="available">${this.say("unlimited")}</strong></p>
        <p class="soft" part="note">${this.say("unlimitedNote")}</p>
      `;
    }
    const some = (name, amount) => (amount && !isZero(amount) ? [[name, amount]] : []);
    const readings = [
      ["allowance", allowance],
      ["bought", bought],
      ["held", held],
      ...some("shared", shared),
      ...some("debt", debt),
    ];
    return html`
      <p class="headline" part="headline">
        <strong part="available">${decimal(available)}</strong>
        <span>${this.say("available", { count: available })}</span>
      </p>
      ${this.low ? html`<p class="notice warning" part="low">${this.#warning(balance)}</p>` : nothing} ${this.#share()}
      <dl class="readings" part="readings">
        ${readings.map(
          ([name, amount]) => html`
            <div part="reading ${name}">
              <dt part="label">${this.say(name)}</dt>
              <dd part="value">${decimal(amount)}</dd>
            </div>
          `,
        )}
      </dl>
      ${period ? this.#renewal(period) : nothing}
    `;
  }

  /** What is left of the credits that were granted. */
  #share() {
    const { watched, base, percentage } = this.alerts ?? {};
    if (!watched || percentage === null) return nothing;
    const { percent } = this.formats;
    const share = this.say("share", { percentage: percent(percentage), base: this.sayCredits(base) });
    // A width, and what is said of it to those who do not see it: no amount is computed with.
    const value = Math.min(100, Math.max(0, Number(percentage)));
    return html`
      <div class="share" part="share">
        <div
          class="bar"
          part="bar"
          role="meter"
          aria-label=${this.say("balance")}
          aria-valuemin="0"
          aria-valuemax="100"
          aria-valuenow=${value}
          aria-valuetext=${share}
        >
          <span ${filled(value / 100)}></span>
        </div>
        <p class="soft" part="share-text">${share}</p>
      </div>
    `;
  }

  #renewal({ end, daysLeft }) {
    const day = this.formats.day(end, this.account.timeZone);
    return html`<p class="soft" part="renewal">
      <time datetime=${end}>${this.say("renews", { count: daysLeft, day })}</time>
    </p>`;
  }
}

register("septet-balance", SeptetBalance);
