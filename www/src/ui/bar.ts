// A bar beside an amount that is written out: for the eye alone.
import { html } from "lit";

import "./bar.css";

/**
 * How much an amount is of the most that there is. Its width is an attribute of SVG, as the page's policy allows no
 * `style`.
 */
export function bar(amount: string, most: string, className = "") {
  const whole = Number(most);
  const percent = whole > 0 ? Math.max(0, Math.min(100, (100 * Number(amount)) / whole)) : 0;
  return html`<svg class="bar ${className}" aria-hidden="true"><rect width=${`${percent}%`} height="100%"></rect></svg>`;
}
