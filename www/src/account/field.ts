// A field with its label, what is said of it, and what is wrong with it.
import { html, nothing } from "lit";
import { live } from "lit/directives/live.js";

import { problemText } from "../ui/problem.ts";
import { type Read, readWhole } from "../ui/typed.ts";

interface TextField {
  id: string;
  label: string;
  value: string;
  /** What is said of it. */
  hint?: unknown;
  mistake?: string | undefined;
  inputMode?: "decimal" | "numeric" | "email" | "text";
  /** What stands between the label and the field. */
  between?: unknown;
  /** A button at its side. */
  beside?: unknown;
  change(value: string): void;
  /** Where Enter does something else than to send the form. */
  enter?(): void;
}

export function textField({
  id,
  label,
  value,
  hint,
  mistake,
  inputMode = "text",
  between = nothing,
  beside = nothing,
  change,
  enter,
}: TextField) {
  const keydown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && enter !== undefined) {
      event.preventDefault();
      enter();
    }
  };
  return html`
    <div class="field">
      <label for=${id}>${label}</label>
      ${between}
      <div class="account-beside">
        <input
          id=${id}
          .value=${live(value)}
          inputmode=${inputMode}
          autocomplete="off"
          aria-invalid=${mistake === undefined ? nothing : "true"}
          aria-describedby="${id}-hint ${id}-mistake"
          @input=${({ target }: InputEvent) => change((target as HTMLInputElement).value)}
          @keydown=${keydown}
        >
        ${beside}
      </div>
      <p class="hint" id="${id}-hint">${hint ?? nothing}</p>
      <p class="hint wrong" id="${id}-mistake" role="alert">${mistake ?? nothing}</p>
    </div>
  `;
}

/** The most packages of one purchase. */
const PACKAGES_MAX = 1_000_000;

/** How many packages, as it is typed. */
export function readPackages(typed: string): Read {
  return readWhole(typed, 1, PACKAGES_MAX);
}

/** Which field a problem concerns: the first one that one of its words stands in the sentence of. */
export function fieldOf<Field extends string>(error: unknown, words: Record<Field, RegExp>): Field | undefined {
  const sentence = error instanceof Error ? error.message : "";
  return (Object.keys(words) as Field[]).find((field) => words[field].test(sentence));
}

/** What went wrong with something that is no field's. */
export function problemHint(problem: unknown) {
  return problem === undefined ? nothing : html`<p class="hint wrong" role="alert">${problemText(problem)}</p>`;
}

/** Puts the focus on the first field that is wrong. */
export function focusMistake(form: HTMLElement): void {
  form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
}
