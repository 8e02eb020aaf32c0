// The fields: they say what the draft is, and show beside each one what is wrong with it.
import { byId, make, setText } from "./dom.ts";
import { country, sentence } from "./format.ts";
import type { Draft, Field, Preview } from "./preview.ts";
import type { Prices } from "./prices.ts";
import { SAMPLES } from "./samples.ts";

const NUMBER_HINT = "Give +, the country code and the number: 6 to 15 digits.";

/** `CAL-8, CAL-9: ` */
const SOURCES = /^[A-Z]{3}-\d+(, [A-Z]{3}-\d+)*(: |$)/;

const to = byId<HTMLInputElement>("to");
const toNote = byId("to-note");
const plan = byId<HTMLSelectElement>("plan");
const planNote = byId("plan-note");
const text = byId<HTMLTextAreaElement>("text");
const alarm = byId("alarm");

const growsByItself = CSS.supports("field-sizing", "content");

export function draft(): Draft {
  return { to: to.value, plan: plan.value, text: text.value };
}

/** Fills the fields, and calls `changed` from then on whenever one of them changes. */
export function startComposer({ book }: Prices, initialPlan: string | undefined, changed: () => void): void {
  // In alphabetical order: a document may have lost its own on its way through the ledger.
  const names = Object.keys(book.plans);
  plan.replaceChildren(...names.toSorted().map((name) => new Option(sentence(name), name)));
  plan.value = initialPlan ?? names[0] ?? "";
  // A note begins with the paragraphs of the source that it is about, which help nobody here.
  const showPlan = () => setText(planNote, sentence((book.plans[plan.value]?.note ?? "").replace(SOURCES, "")));

  const samples = SAMPLES.map(({ name, text: sample }) => {
    const button = make("button", "chip", name);
    button.type = "button";
    button.addEventListener("click", () => {
      text.value = sample;
      grow();
      changed();
    });
    return button;
  });
  byId("samples").replaceChildren(...samples);

  to.addEventListener("input", changed);
  plan.addEventListener("input", () => {
    showPlan();
    changed();
  });
  text.addEventListener("input", () => {
    grow();
    changed();
  });
  showPlan();
  grow();
}

/** Shows what is wrong beside the field that it concerns. The text's problem is shown with its other remarks. */
export function showProblem({ place, problem }: Preview): void {
  const wrong = (field: Field) => problem?.field === field && !problem.unfinished;
  mark(to, wrong("to"));
  mark(text, wrong("text"));

  toNote.classList.toggle("wrong", wrong("to"));
  if (problem?.field === "to") {
    setText(toNote, problem.unfinished ? NUMBER_HINT : sentence(problem.message));
  } else {
    setText(toNote, place?.region ? `${country(place.region)} (${place.region})` : "");
  }

  alarm.hidden = !wrong("page");
  alarm.classList.toggle("given", problem?.isGiven === true);
  setText(alarm, problem?.field === "page" ? sentence(problem.message) : "");
}

function mark(field: HTMLElement, wrong: boolean): void {
  if (wrong) {
    field.setAttribute("aria-invalid", "true");
  } else {
    field.removeAttribute("aria-invalid");
  }
}

/** Makes the text area as high as its text, where the style sheet alone cannot. */
function grow(): void {
  if (growsByItself) {
    return;
  }
  text.style.height = "auto";
  text.style.height = `${text.scrollHeight + text.offsetHeight - text.clientHeight}px`;
}
