// What to look at before anything is sent, and what would make it cheaper.
import { html, nothing } from "lit";
import type { PreflightAnswer, PreflightFix } from "septet";

import { credits } from "../ui/format.ts";
import { findingText, fixText, isZero, warningText } from "./words.ts";

export function warnings(answer: PreflightAnswer) {
  const list = answer.warnings.map((warning) => warningText(warning, answer)).filter((text) => text !== undefined);
  return list.length === 0
    ? nothing
    : html`
        <section aria-labelledby="send-look">
          <h2 id="send-look">Please check</h2>
          <ul class="send-remarks">${list.map((text) => html`<li>${text}</li>`)}</ul>
          ${findings(answer)}
        </section>
      `;
}

function findings({ findings: all }: PreflightAnswer) {
  return all.length === 0
    ? nothing
    : html`
        <details>
          <summary>Where in the file</summary>
          <dl class="send-findings">
            ${all.map(findingText).map(({ what, where }) => html`<div><dt>${what}</dt><dd class="quiet">${where}</dd></div>`)}
          </dl>
        </details>
      `;
}

/** What a click does about it. */
const ACTS: Record<PreflightFix["kind"], string> = {
  "replace-all": "Replace everywhere",
  "replace-in-field": "Replace in the file",
  "replace-in-template": "Replace",
  shorten: "Edit the message",
  "skip-duplicates": "Skip them",
};

/** The ways to save, with a button for each that can be done here. */
export function fixes(answer: PreflightAnswer, apply: (fix: PreflightFix) => void, isBusy: boolean) {
  const list = answer.fixes.filter(({ savesMax }) => !isZero(savesMax));
  return list.length === 0
    ? nothing
    : html`
        <section aria-labelledby="send-cheaper">
          <h2 id="send-cheaper">What would make it cheaper</h2>
          <ul class="send-fixes">
            ${list.map(
              (fix, at) => html`
                <li>
                  <span id="send-fix-${at}">${fixText(fix)}: <strong>saves ${credits(fix.savesMax)}</strong></span>
                  <button class="secondary" type="button" ?disabled=${isBusy} aria-describedby="send-fix-${at}" @click=${() => apply(fix)}>
                    ${ACTS[fix.kind]}
                  </button>
                </li>
              `,
            )}
          </ul>
        </section>
      `;
}
