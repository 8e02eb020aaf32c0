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
    input.setCustomValidity((input.value.trim() === "" ? undefined : mistakeOf?.(input.value)) ?? "");
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

/** An amount of credits; that it is more than nothing the ledger says. */
export const CREDITS = { inputMode: "decimal", mistakeOf: (typed: string) => readDecimal(typed).mistake } as const;
