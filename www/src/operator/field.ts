// A labelled field, with what is wrong with it beside it.
import { html, nothing } from "lit";
import { ifDefined } from "lit/directives/if-defined.js";

import { type Option, options } from "../ui/options.ts";

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
  } = of;
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
export const CREDITS = { pattern: String.raw`\d{1,12}(\.\d{1,6})?`, expected: "A number such as 100 or 12.5" } as const;
