// How a price came about: a tree. Each step opens to what went into it.
import type { Step } from "septet";
import { html, nothing } from "lit";

import { decimal, sentence } from "../ui/format.ts";

const ROUNDED: Record<NonNullable<Step["rounding"]>["mode"], string> = {
  ceil: "up",
  floor: "down",
  half_even: "to the nearest, half to even",
};

/** The steps, each with what it is made of. */
export function explained(steps: readonly Step[]): unknown {
  return html`<ol class="steps">${steps.map((step) => html`<li>${explainedStep(step)}</li>`)}</ol>`;
}

function explainedStep({ text, result, rule, inputs, exact, rounding, steps }: Step) {
  return html`
    <details class="step">
      <summary><span class="step-text">${sentence(text)}</span> <span class="result">${decimal(result)}</span></summary>
      <dl class="inputs">
        ${entry("Rule", words(rule))}
        ${Object.entries(inputs).map(([name, value]) => entry(sentence(words(name)), value))}
        ${entry("Before rounding", exact)}
        ${rounding === null ? nothing : entry("Rounded", `${ROUNDED[rounding.mode]}, for each ${rounding.per}, to ${places(rounding.scale)}`)}
      </dl>
      ${steps.length === 0 ? nothing : explained(steps)}
    </details>
  `;
}

function entry(name: string, value: string) {
  return html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
}

function places(scale: number): string {
  return scale === 0 ? "whole credits" : `${scale} decimal places`;
}

/** `carrier rate`, of `carrier-rate` or `carrierRate`. */
function words(name: string): string {
  return name.replaceAll("-", " ").replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
