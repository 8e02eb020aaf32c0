// Where days and filters are chosen.
import { html } from "lit";

import { sentence } from "../ui/format.ts";
import { nameIn, type Breakdown } from "./breakdown.ts";
import { type Asked, type Dimension, DIMENSIONS, mistakeIn, PRESETS, type Span } from "./filters.ts";

/** The presets. Days of one's own are chosen below them. */
export function presetButtons(span: Span, isCustom: boolean, choose: (span: Span) => void, customise: () => void) {
  return html`
    <div class="choices" role="group" aria-label="Range">
      ${PRESETS.map(({ range, title }) => html`
        <button
          type="button"
          aria-pressed=${!isCustom && "range" in span && span.range === range}
          @click=${() => choose({ range })}
        >${title}</button>
      `)}
      <button type="button" aria-pressed=${isCustom} @click=${customise}>Custom</button>
    </div>
  `;
}

/** Two days; both are included. */
export function dayFields(days: { from: string; to: string }, choose: (span: Span) => void) {
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const data = new FormData(form);
    choose({ from: String(data.get("from")), to: String(data.get("to")) });
  };
  // A browser says itself what is wrong with a date, and is told what is wrong with the two.
  const order = (event: Event) => {
    const form = (event.currentTarget as HTMLFormElement).elements;
    const [from, to] = [form.namedItem("from"), form.namedItem("to")] as [HTMLInputElement, HTMLInputElement];
    const isGiven = from.value !== "" && to.value !== "";
    to.setCustomValidity((isGiven && mistakeIn({ from: from.value, to: to.value })) || "");
  };
  return html`
    <form id="usage-days" class="usage-days" @input=${order} @submit=${submit}>
      <div>
        <label for="usage-from">From</label>
        <input id="usage-from" name="from" type="date" required .value=${days.from}>
      </div>
      <div>
        <label for="usage-to">To</label>
        <input id="usage-to" name="to" type="date" required .value=${days.to}>
      </div>
      <button class="secondary" type="submit">Show</button>
    </form>
  `;
}

/** A field for each thing that usage is told apart by, with what the range has of it. */
export function filterFields(only: Asked["only"], offers: Breakdown | undefined, choose: (only: Asked["only"]) => void) {
  const isFiltered = Object.keys(only).length > 0;
  const clear = (event: Event) => {
    // The button goes, and the focus with it.
    (event.currentTarget as HTMLElement).parentElement?.querySelector("select")?.focus();
    choose({});
  };
  return html`
    <div class="usage-filters" role="group" aria-label="Filters">
      ${DIMENSIONS.map((dimension) => filterField(dimension, only, offers?.[dimension] ?? [], choose))}
      <button class="link" type="button" ?hidden=${!isFiltered} @click=${clear}>Clear filters</button>
    </div>
  `;
}

/** In a field's values names have this before them: no name at all is a value, too. */
const NAMED = "=";

function filterField(
  dimension: Dimension,
  only: Asked["only"],
  groups: Breakdown[Dimension],
  choose: (only: Asked["only"]) => void,
) {
  const chosen = only[dimension];
  const offered = groups.map((group) => group[dimension] ?? "");
  const names = chosen === undefined || offered.includes(chosen) ? offered : [chosen, ...offered];
  const pick = (event: Event) => {
    const { value } = event.currentTarget as HTMLSelectElement;
    const { [dimension]: _, ...others } = only;
    choose(value === "" ? others : { ...others, [dimension]: value.slice(NAMED.length) });
  };
  return html`
    <div>
      <label for=${`usage-${dimension}`}>${sentence(dimension)}</label>
      <select id=${`usage-${dimension}`} @change=${pick}>
        <option value="" ?selected=${chosen === undefined}>All</option>
        ${names.map((name) => html`
          <option value=${NAMED + name} ?selected=${chosen === name}>${nameIn(dimension, name)}</option>
        `)}
      </select>
    </div>
  `;
}
