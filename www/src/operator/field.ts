// A labelled field, with what is wrong with it beside it.
import { html, nothing } from "lit";
import { ifDefined } from "lit/directives/if-defined.js";

import { type Option, options } from "../ui/options.ts";
import { readDecimal } from "../ui/typed.ts";

export interface Field {
  id: string;
  label: string;
  /** In the form's data. */
  name: string;
  hint?: string;
  problem?: string | undefined;
  type?: "text" | "search" | "number" | "date" | "url" | "datetime-local";
  value?: string | undefined;
  required?: boolean;
  pattern?: string;
  /** What the browser says where the pattern does not fit. */
  expected?: string;
  min?: string;
  maxLength?: number;
  list?: string;
  inputMode?: "decimal";
  /** What is wrong with what is typed; the browser says it. */
  mistakeOf?(typed: string): string | undefined;
}

export function field(of: Field) {
  const {
    id,
    label,
    name,
    hint,
    problem,
    type = "text",
    value,
    required = false,
    pattern,
    expected,
    min,
    maxLength,
    list,
    inputMode,
    mistakeOf,
  } = of;
  const check = ({ target }: Event) => {
    const input = target as HTMLInputElement;
    const isBlank = input.value.trim() === "";
    const mistake = isBlank ? (required && input.value !== "" ? "Write more than spaces." : undefined) : mistakeOf?.(input.value);
    input.setCustomValidity(mistake ?? "");
  };
  const described = [hint === undefined ? "" : `${id}-hint`, problem === undefined ? "" : `${id}-problem`].join(" ").trim();
  return html`
    <div class="field">
      <label for=${id}>${label}</label>
      <input
        id=${id}
        name=${name}
        type=${type}
        autocomplete="off"
        spellcheck="false"
        .defaultValue=${value ?? ""}
        ?required=${required}
        pattern=${ifDefined(pattern)}
        title=${ifDefined(expected)}
        min=${ifDefined(min)}
        maxlength=${ifDefined(maxLength)}
        list=${ifDefined(list)}
        inputmode=${ifDefined(inputMode)}
        @input=${check}
        aria-invalid=${problem === undefined ? nothing : "true"}
        aria-describedby=${described === "" ? nothing : described}
      />
      ${hint === undefined ? nothing : html`<p class="hint" id="${id}-hint">${hint}</p>`}
      ${problem === undefined ? nothing : html`<p class="hint wrong" id="${id}-problem" role="alert">${problem}</p>`}
    </div>
  `;
}

export interface Select {
  id: string;
  label: string;
  name: string;
  options: readonly Option[];
  value?: string | undefined;
  problem?: string | undefined;
}

export function select({ id, label, name, options: all, value, problem }: Select) {
  return html`
    <div class="field">
      <label for=${id}>${label}</label>
      <select
        id=${id}
        name=${name}
        aria-invalid=${problem === undefined ? nothing : "true"}
        aria-describedby=${problem === undefined ? nothing : `${id}-problem`}
      >
        ${options(all, value)}
      </select>
      ${problem === undefined ? nothing : html`<p class="hint wrong" id="${id}-problem" role="alert">${problem}</p>`}
    </div>
  `;
}

/** What stands in a form, without spaces around it. What is empty is left out. */
export function given(form: HTMLFormElement): Record<string, string> {
  const entries = [...new FormData(form)].map(
    ([name, value]) => [name, typeof value === "string" ? value.trim() : ""] as const,
  );
  return Object.fromEntries(entries.filter(([, value]) => value !== ""));
}

/** What accounts and keys are called by. */
export const NAME = {
  required: true,
  maxLength: 64,
  pattern: String.raw`\s*[A-Za-z0-9._:\-]{1,64}\s*`,
  expected: "Letters, digits, -, _, . and :",
} as const;

export const NAME_HINT = "At most 64 letters, digits, -, _, . or :, without spaces.";

/** An amount of credits, which is more than nothing. */
export const CREDITS = { inputMode: "decimal", mistakeOf: creditsMistake } as const;

function creditsMistake(typed: string): string | undefined {
  const { value, mistake } = readDecimal(typed);
  return value === "0" ? "Write more than 0." : mistake;
}
