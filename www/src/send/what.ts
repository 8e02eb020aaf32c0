// What is sent or called: the service, and what its price depends on.
import { html, nothing } from "lit";
import { live } from "lit/directives/live.js";
import type { Category } from "septet";

import { sentence, serviceName } from "../ui/format.ts";
import { type Calls, readCalls } from "./calls.ts";
import type { Draft } from "./draft.ts";
import type { Service } from "./services.ts";
import { outcomeName } from "./words.ts";

export type Change = (change: Partial<Draft>) => void;

const CATEGORIES: readonly Category[] = ["marketing", "utility", "authentication", "service"];

/** The fields of a service. `problem` is what is wrong with the message, or empty. */
export function what(services: Service[], service: Service, draft: Draft, columns: string[], problem: string, change: Change) {
  return html`
    ${
      services.length < 2
        ? nothing
        : html`<div class="choices" role="group" aria-label="Service">
            ${services.map(
              ({ name }) => html`
                <button type="button" aria-pressed=${name === service.name} @click=${() => change({ service: name })}>
                  ${serviceName(name)}
                </button>
              `,
            )}
          </div>`
    }
    ${service.shape === "text" ? message(draft, columns, problem, change) : nothing}
    ${service.shape === "message" ? category(draft, change) : nothing}
    ${service.shape === "attempt" ? attempts(service, draft, change) : nothing}
    ${service.shape === "minutes" ? minutes(service, draft, change) : nothing}
  `;
}

function message({ template }: Draft, columns: string[], problem: string, change: Change) {
  const merge = (column: string) => {
    const field = document.querySelector<HTMLTextAreaElement>("#send-template")!;
    field.focus();
    // Deprecated, and the one way to an edit that can be undone.
    document.execCommand("insertText", false, `{{${column}}}`);
  };
  return html`
    <div class="field">
      <label for="send-template">Message</label>
      <textarea
        id="send-template"
        dir="auto"
        rows="4"
        aria-describedby="send-template-note"
        aria-invalid=${problem !== ""}
        .value=${live(template)}
        @input=${({ target }: Event) => change({ template: (target as HTMLTextAreaElement).value })}
      ></textarea>
      <p id="send-template-note" class="hint ${problem === "" ? "" : "wrong"}">
        ${problem === "" ? "Put a column of the file in braces: {{name}}, or {{name | default: \"guest\"}} if it may be empty." : problem}
      </p>
      ${
        columns.length === 0
          ? nothing
          : html`<div class="send-columns-offered" role="group" aria-label="Insert a column">
              ${columns.map(
                (column) => html`<button class="chip" type="button" aria-label="Insert ${column}" @click=${() => merge(column)}>+ ${column}</button>`,
              )}
            </div>`
      }
    </div>
  `;
}

function category({ category: chosen }: Draft, change: Change) {
  return html`
    <div class="field">
      <label for="send-category">Message category</label>
      <select id="send-category" @change=${({ target }: Event) => change({ category: (target as HTMLSelectElement).value as Category })}>
        ${CATEGORIES.map((name) => html`<option value=${name} ?selected=${name === chosen}>${sentence(name)}</option>`)}
      </select>
    </div>
  `;
}

function attempts(service: Service, draft: Draft, change: Change) {
  const { mistakes, sum } = readCalls(service, draft);
  return html`
    <fieldset class="field send-chances" aria-describedby="send-chances-note">
      <legend>How attempts are expected to end, in percent</legend>
      ${service.outcomes.map((outcome) => chance(outcome, outcomeName(outcome), draft, mistakes, change))}
      <p id="send-chances-note" class="hint ${sum.isWrong ? "wrong" : ""}">${sum.text}</p>
    </fieldset>
    <div class="field">
      <label for="send-dial-until">Dial a recipient’s further numbers until</label>
      <select
        id="send-dial-until"
        @change=${({ target }: Event) => change({ dialUntil: (target as HTMLSelectElement).value as Draft["dialUntil"] })}
      >
        ${Object.entries({ "": "as the price book says", answered: "a person answers", connected: "a person or voicemail answers" }).map(
          ([value, label]) => html`<option value=${value} ?selected=${value === draft.dialUntil}>${label}</option>`,
        )}
      </select>
    </div>
  `;
}

function minutes(service: Service, draft: Draft, change: Change) {
  const { mistakes } = readCalls(service, draft);
  const seconds = (name: "maxSeconds" | "expectedSeconds", label: string) =>
    figure(name, label, "numeric", draft[name], mistakes[name], (typed) => change({ [name]: typed }));
  return html`
    <fieldset class="field send-chances">
      <legend>How long calls last</legend>
      ${seconds("maxSeconds", "Maximum seconds")} ${seconds("expectedSeconds", "Expected seconds")}
      ${chance("answered", "Answered, in percent", draft, mistakes, change)}
    </fieldset>
  `;
}

function chance(outcome: string, label: string, { chances }: Draft, mistakes: Calls["mistakes"], change: Change) {
  const changed = (typed: string) => change({ chances: { ...chances, [outcome]: typed } });
  return figure(`chance-${outcome}`, label, "decimal", chances[outcome] ?? "", mistakes[outcome], changed);
}

/** A figure of the calls, and what is wrong with it. */
function figure(
  name: string,
  label: string,
  inputMode: "numeric" | "decimal",
  value: string,
  mistake: string | undefined,
  changed: (typed: string) => void,
) {
  const id = `send-${name}`;
  return html`
    <div class="send-chance">
      <label for=${id}>${label}</label>
      <input
        id=${id}
        inputmode=${inputMode}
        autocomplete="off"
        aria-describedby="${id}-mistake"
        aria-invalid=${mistake === undefined ? nothing : "true"}
        .value=${live(value)}
        @input=${({ target }: Event) => changed((target as HTMLInputElement).value)}
      >
      <p id="${id}-mistake" class="hint wrong" role="alert">${mistake ?? nothing}</p>
    </div>
  `;
}
