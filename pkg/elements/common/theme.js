// Colours and type. Each colour is a custom property of the page's, or one of these for a light and for a dark page.
import { css } from "lit";

export const theme = css`
  :host {
    --_ink: var(--septet-ink, light-dark(#14201c, #e7eeeb));
    --_ink-soft: var(--septet-ink-soft, light-dark(#4d5d57, #a2b0aa));
    --_surface: var(--septet-surface, light-dark(#ffffff, #161c1a));
    --_line: var(--septet-line, light-dark(#dfe5e1, #29322f));
    --_edge: var(--septet-edge, light-dark(#82908a, #6d7c76));
    --_track: var(--septet-track, light-dark(#e3e9e5, #2a3430));
    --_accent: var(--septet-accent, light-dark(#0a6e51, #62d2a8));
    --_accent-soft: var(--septet-accent-soft, light-dark(#e6f2ed, #183029));
    --_mark: var(--septet-mark, light-dark(#ffedb8, #463708));
    --_mark-line: var(--septet-mark-line, light-dark(#8f5f00, #f2c14e));
    --_wrong: var(--septet-wrong, light-dark(#b02318, #ffb0a6));
    --_wrong-soft: var(--septet-wrong-soft, light-dark(#fdeeec, #381d1a));
    --_radius: var(--septet-radius, 0.625rem);
    --_gap: var(--septet-gap, 0.75rem);

    display: block;
    container-type: inline-size;
    color: var(--_ink);
    font-size: 0.9375rem;
    line-height: 1.5;
    font-variant-numeric: tabular-nums;
    text-align: left;
  }

  :host(:dir(rtl)) {
    text-align: right;
  }

  :host([hidden]),
  [hidden] {
    display: none !important;
  }

  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }

  p,
  dl,
  dd,
  ol,
  ul {
    margin: 0;
    padding: 0;
  }

  ol,
  ul {
    list-style: none;
  }

  /* A sentence runs as its language does, which need not be the page's: else its numbers would be elsewhere. */
  :is(p, li, dt, dd, caption, button, .drop, .outcome):not([dir], .headline) {
    unicode-bidi: plaintext;
  }

  .stack {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--_gap);
  }

  .soft,
  dt {
    color: var(--_ink-soft);
    font-size: 0.8125rem;
  }

  /* Numbers side by side: as many in a row as there is room for. */
  .readings {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 5rem), 1fr));
    gap: 0.5rem 1rem;
    max-inline-size: 44rem;
  }

  .readings dd {
    font-weight: 600;
    overflow-wrap: anywhere;
  }

  .bar {
    overflow: hidden;
    block-size: 0.375rem;
    background: var(--_track);
    border-radius: 0.1875rem;
  }

  .bar > * {
    display: block;
    block-size: 100%;
    inline-size: calc(var(--filled, 0) * 100%);
    background: var(--_accent);
    border-radius: inherit;
  }

  .notice {
    padding: 0.625rem 0.875rem;
    background: var(--_accent-soft);
    border-inline-start: 0.25rem solid var(--_accent);
    border-radius: var(--_radius);
    overflow-wrap: anywhere;
  }

  .notice.warning {
    background: var(--_mark);
    border-color: var(--_mark-line);
  }

  .notice.wrong {
    background: var(--_wrong-soft);
    border-color: var(--_wrong);
  }

  .wrong-text {
    color: var(--_wrong);
  }

  .warning::before,
  .wrong::before,
  .wrong-text::before {
    content: "⚠ ";
    content: "⚠ " / "";
  }

  mark {
    background: var(--_mark);
    color: inherit;
    border-radius: 0.1875rem;
    text-decoration: underline 2px var(--_mark-line);
    text-underline-offset: 0.2em;
    text-decoration-skip-ink: none;
  }

  button {
    min-block-size: 2.5rem;
    padding: 0.375rem 0.875rem;
    background: var(--_surface);
    border: 1px solid var(--_edge);
    border-radius: var(--_radius);
    color: var(--_ink);
    font: inherit;
    font-weight: 550;
    text-align: inherit;
    cursor: pointer;
  }

  button:hover {
    border-color: var(--_accent);
    background: var(--_accent-soft);
  }

  :focus-visible {
    outline: 3px solid var(--_accent);
    outline-offset: 2px;
  }

  /* For those who hear the page. */
  .unseen {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  @media (forced-colors: active) {
    .bar {
      border: 1px solid CanvasText;
    }

    .bar > * {
      background: Highlight;
      forced-color-adjust: none;
    }
  }
`;
