// A bar beside an amount that is written out: for the eye alone.
import { html, nothing, svg } from "lit";

import "./bar.css";

interface Look {
  className?: string;
  /** Another amount, where a line crosses the bar. */
  mark?: string | undefined;
}

/**
 * How much an amount is of the most that there is. Its width is an attribute of SVG, as the page's policy allows no
 * `style`.
 */
export function bar(amount: string | number, most: string | number, { className = "", mark }: Look = {}) {
  const length = (of: string | number) => {
    const whole = Number(most);
    return `${whole > 0 ? Math.max(0, Math.min(100, (100 * Number(of)) / whole)) : 0}%`;
  };
  return html`
    <svg class="bar ${className}" aria-hidden="true">
      <rect width=${length(amount)} height="100%"></rect>
      ${mark === undefined ? nothing : svg`<rect class="mark" x=${length(mark)} width="2" height="100%"></rect>`}
    </svg>
  `;
}
