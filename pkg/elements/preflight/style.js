import { css } from "lit";

export const style = css`
  label,
  .label,
  summary {
    font-size: 0.875rem;
    font-weight: 600;
  }

  .field {
    display: grid;
    gap: 0.25rem;
  }

  textarea {
    inline-size: 100%;
    min-block-size: 5.5rem;
    padding: 0.5rem 0.75rem;
    background: var(--_surface);
    border: 1px solid var(--_edge);
    border-radius: var(--_radius);
    color: inherit;
    font: inherit;
    resize: vertical;
    field-sizing: content;
  }

  [aria-invalid="true"] {
    border-color: var(--_wrong);
    box-shadow: inset 0 0 0 1px var(--_wrong);
  }

  .drop {
    position: relative;
    display: block;
    padding: 0.875rem 1rem;
    border: 1px dashed var(--_edge);
    border-radius: var(--_radius);
    font-weight: 400;
    cursor: pointer;
    overflow-wrap: anywhere;
  }

  .drop:hover,
  .drop.over {
    border-color: var(--_accent);
    background: var(--_accent-soft);
  }

  .drop:has(:focus-visible) {
    outline: 3px solid var(--_accent);
    outline-offset: 2px;
  }

  .drop.disabled {
    cursor: not-allowed;
    opacity: 0.6;
  }

  .choose {
    color: var(--_accent);
    font-weight: 600;
    text-decoration: underline;
    text-underline-offset: 0.2em;
  }

  .running {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 0.5rem 1rem;
  }

  .running > div {
    flex: 1 1 12rem;
    display: grid;
    gap: 0.25rem;
  }

  .amounts {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 5rem), 1fr));
    gap: 0.5rem 1rem;
    max-inline-size: 44rem;
  }

  .amounts dd {
    font-size: 1.375rem;
    font-weight: 650;
    line-height: 1.25;
    overflow-wrap: anywhere;
  }

  .amounts dd .soft {
    font-weight: 400;
  }

  .missing dd {
    color: var(--_wrong);
  }

  .remarks {
    padding-inline-start: 1.125rem;
    list-style: disc;
  }

  .remarks li::marker {
    color: var(--_ink-soft);
  }

  .tables {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 17rem), 1fr));
    gap: var(--_gap) 1.5rem;
    align-items: start;
  }

  table {
    inline-size: 100%;
    border-collapse: collapse;
    font-size: 0.875rem;
  }

  caption {
    padding-block-end: 0.25rem;
    font-weight: 600;
    text-align: inherit;
  }

  th,
  td {
    padding: 0.25rem 0;
    border-block-start: 1px solid var(--_line);
    font-weight: 400;
    text-align: inherit;
    vertical-align: baseline;
  }

  /* Where letters are large, or the column is narrow: three columns of whole words are wider than that. */
  @container (inline-size < 14rem) {
    th,
    td {
      overflow-wrap: anywhere;
    }
  }

  thead th {
    border: 0;
    color: var(--_ink-soft);
    font-size: 0.8125rem;
  }

  .figure {
    padding-inline-start: 0.75rem;
    text-align: end;
  }

  .stale {
    opacity: 0.55;
  }

  summary {
    cursor: pointer;
  }
`;
