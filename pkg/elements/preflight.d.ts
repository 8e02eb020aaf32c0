/** `<septet-preflight>`: what a campaign costs, from a file of its recipients. */
import type { PreflightAnswer } from "septet";
import type { PreflightFileOptions, PreflightFileProgress } from "septet/worker";
import type { FormElement } from "./common/element.js";

/** What the preflight tells. */
export interface PreflightEvents {
  /** How far the file has been read, some ten times a second. */
  "septet-progress": CustomEvent<PreflightFileProgress>;
  /** The answer: after each change of file, template or options. */
  "septet-result": CustomEvent<PreflightAnswer>;
  /** The code and the sentence of a `SeptetError`: the file, the template or the options are wrong. */
  "septet-error": CustomEvent<{ code: string; message: string }>;
}

/** The names of its texts; `elements/texts/preflight.js` has the English ones, with their places. */
export type PreflightText =
  | "preflight" | "template" | "templateHint" | "recipients" | "choose" | "chooseAnother" | "drop" | "file"
  | "reading" | "progress" | "progressDone" | "cancel" | "cancelled" | "again" | "min" | "expected" | "max"
  | "credits" | "unit" | "covered" | "coveredExactly" | "coveredUnlimited" | "shortfall" | "notCovered" | "runsOut"
  | "look" | "cheaper" | "saves" | "byCountry" | "bySegments" | "country" | "noCountry" | "partsHeading"
  | "recipientsHeading" | "creditsHeading" | "line" | "more" | "rows" | "finding" | "required" | "unfinished" | "unwritten"
  | "noBalance" | "failed" | "warning:calls-may-exceed-balance" | "warning:not-covered" | "warning:overage"
  | "warning:expected-not-covered"
  | "warning:unpriced-recipients" | "warning:invalid-recipients" | "warning:duplicate-recipients"
  | "warning:opted-out-recipients" | "warning:do-not-call-recipients" | "warning:no-recipients"
  | "warning:ucs2-flips" | "warning:empty-messages" | "warning:segments-may-differ" | "fix:replace-all"
  | "fix:replace-in-template" | "fix:replace-in-field" | "fix:shorten" | "fix:skip-duplicates" | "finding:duplicate"
  | "finding:opted-out" | "finding:do-not-call";

/**
 * Reads a file that somebody chooses or drops in a worker, and shows what sending to it costs: the least, the expected and
 * the most, whether the balance covers it, by country and by parts, with what to look at and what would make it cheaper.
 *
 * In a form its value is the file, under `name`, and the answer as JSON, under `name` and `-answer`.
 *
 * CSS parts: `preflight`, `field`, `label`, `template`, `hint`, `problem`, `drop`, `running`, `bar`, `progress`, `cancel`,
 * `answer`, `amounts`, `amount` (with `min`, `expected` or `max`), `value`, `coverage`, `warnings`, `fixes`, `table` (with
 * `by-country` or `by-segments`), `findings`.
 *
 * @example
 * <septet-preflight name="campaign" required require-covered></septet-preflight>
 * document.querySelector("septet-preflight").options = { book: "calcom", plan: "team", service: "sms", balance: "500" };
 */
export declare class SeptetPreflight extends FormElement<PreflightText> {
  /** The id of a field with the template, in the same tree; in place of the element's own. */
  for: string | undefined;
  /** The template. An `input` event tells that somebody typed in the element's own field. */
  template: string;
  /** The attribute `no-template`: for services without a text. */
  noTemplate: boolean;
  /** What the recipients are counted with; as an attribute, JSON. Nothing is read before it is there. */
  options: Omit<PreflightFileOptions, "template"> | null;
  /** The file that was chosen, or that a program gives. */
  file: File | null;
  /** The form is not valid without a file. */
  required: boolean;
  /** The attribute `require-covered`: the form is not valid unless the balance covers the most. */
  requireCovered: boolean;
  /** Takes no file and no text, and counts for no form. */
  disabled: boolean;
  /** What it is doing. */
  readonly status: "idle" | "reading" | "done" | "cancelled" | "failed";
  /** Of the last file that could be read. */
  readonly answer: PreflightAnswer | null;
  /** Why there is no answer. */
  readonly error: { code: string; message: string } | null;
  /** Stops reading. */
  cancel(): void;
}

declare global {
  interface HTMLElementTagNameMap {
    "septet-preflight": SeptetPreflight;
  }

  // They are heard above the element, too.
  interface GlobalEventHandlersEventMap extends PreflightEvents {}
}
