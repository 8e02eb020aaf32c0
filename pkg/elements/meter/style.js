import { css } from "lit";

export const style = css`
  .gauge {
    margin-block-start: 0.5rem;
    display: flex;
    gap: 3px;
  }

  .gauge .bar {
    flex: 1;
  }

  .over .bar > * {
    background: var(--_wrong);
  }

  .sent {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.5rem;
    max-block-size: var(--septet-view-height, 18rem);
    overflow: auto;
  }

  /* What is scrolled out of view is not laid out and painted again. */
  .sent > li {
    content-visibility: auto;
    contain-intrinsic-block-size: auto 5rem;
  }

  .text {
    inline-size: fit-content;
    max-inline-size: 100%;
    padding: 0.5rem 0.75rem;
    background: var(--_accent-soft);
    border-radius: var(--_radius);
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }

  .kinds {
    display: flex;
    flex-wrap: wrap;
    gap: 0.25rem 1rem;
  }

  .kinds mark {
    padding-inline: 0.1875rem;
    color: var(--_ink);
    font-size: 1.0625rem;
  }

  /* Told apart from what forces another encoding by its line, not by its colour. */
  mark.wide {
    background: var(--_track);
    text-decoration: underline 2px dotted var(--_ink-soft);
  }

  .code {
    font-size: 0.75em;
    border: 1px dashed currentColor;
  }

  .repairs {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem;
  }

  .outcome {
    display: block;
    color: var(--_accent);
    font-size: 0.8125rem;
    font-weight: 400;
  }
`;
