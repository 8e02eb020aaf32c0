// What else the plan pays for: every other service of the book, priced by the same engine as the message.
import type { BookDocument, Quote, QuoteRequest } from "septet";

import { say } from "./announcer.ts";
import { byId, make, setText } from "./dom.ts";
import { country, credits, money, sentence, serviceName } from "./format.ts";
import { attempt, type Preview, SERVICE } from "./preview.ts";
import type { Prices } from "./prices.ts";

const CATEGORIES = ["marketing", "utility", "authentication", "service"] as const;

/** The length of a call that is shown at first, in seconds, and the longest that can be asked for: a day. */
const CALL_S = "60";
const CALL_MAX_S = "86400";

type Asked = Pick<QuoteRequest, "to" | "text" | "call" | "category">;

/** What one line asks of the engine; a text says what is missing for it. */
interface Line {
  /** What is counted, in words: `one interaction`. */
  unit(preview: Preview): string;
  asks(preview: Preview): Asked | string;
  control?: HTMLElement;
}

/** Fills the card with a line for each service, and answers what shows their prices for a preview. */
export function startAlso({ engine, book }: Prices): (preview: Preview) => void {
  const others = Object.entries(book.services).filter(([service]) => service !== SERVICE);
  const offers = others.map(([service, { price }]) => offer({ engine, book }, service, price));
  byId("offers").replaceChildren(...offers.map(({ item }) => item));
  byId("also").hidden = offers.length === 0;
  return (preview) => offers.forEach(({ show }) => show(preview));
}

function offer({ engine, book }: Prices, service: string, price: Record<string, unknown>) {
  const name = serviceName(service);
  const amount = make("strong", "offer-price");
  const worth = make("span", "detail");
  const unit = make("span", "detail");
  const tags = make("span", "tags");
  const reason = make("p", "detail reasoning");
  let last: Preview | undefined;
  let shown = "";
  const line = lineFor(service, price, () => {
    show();
    say(() => `${name}${unit.textContent === "" ? "" : `, ${unit.textContent}`}: ${amount.textContent || reason.textContent}`);
  });

  const show = () => {
    if (last === undefined) {
      return;
    }
    const asked = line.asks(last);
    const request = typeof asked === "string" ? asked : { plan: last.draft.plan, service, ...asked };
    // Most key strokes change nothing here.
    const key = JSON.stringify(request);
    if (key === shown) {
      return;
    }
    shown = key;
    setText(unit, line.unit(last));
    const { value: quote, error } =
      typeof request === "string" ? { error: { message: request } } : attempt(() => engine.quote(request));
    item.classList.toggle("priceless", quote === undefined);
    if (quote === undefined) {
      setText(amount, "");
      setText(worth, "");
      tags.replaceChildren();
      setText(reason, `${sentence(error.message)}.`);
      return;
    }
    const isFree = quote.credits === "0" && !("carrierCost" in price);
    setText(amount, isFree ? "Free" : credits(quote.credits));
    const cost = quote.money === null ? quote.carrierCost && `carrier cost ${money(quote.carrierCost)}` : undefined;
    setText(worth, cost ?? (quote.money === null || quote.credits === "0" ? "" : money(quote.money)));
    setText(reason, sentence(quote.explanation.steps.map(({ text }) => text).join("; ")));
    tags.replaceChildren(...valueNotes(book, quote).map((note) => make("span", "tag", note)));
  };

  const head = make("div", "offer-name", make("h3", "", name), unit);
  const figure = make("div", "offer-figure", amount, worth, tags);
  const item = make("li", "offer", head, figure, ...(line.control === undefined ? [] : [line.control]), reason);
  return {
    item,
    show(preview: Preview) {
      last = preview;
      show();
    },
  };
}

/** What a service's price needs to be asked, by what it counts. `changed` is called when its control is used. */
function lineFor(service: string, price: Record<string, unknown>, changed: () => void): Line {
  const [kind = "", detail] = Object.entries(price)[0] ?? [];
  const per = kind === "carrierCost" ? (detail as { per: string }).per : kind.replace("per", "").toLowerCase();
  const there = ({ place }: Preview) => (place?.region ? `to ${country(place.region)}` : "");
  const toThere = ({ place, draft }: Preview) => (place === undefined ? "Give a recipient" : { to: draft.to });
  switch (per) {
    case "segment":
      return {
        unit: there,
        asks: (preview) => {
          const to = toThere(preview);
          return typeof to === "string" ? to : { ...to, text: preview.draft.text };
        },
      };
    case "message": {
      const category = choice(service, "Category", CATEGORIES, changed);
      return {
        unit: there,
        asks: (preview) => {
          const to = toThere(preview);
          return typeof to === "string" ? to : { ...to, category: category.value };
        },
        control: category.element,
      };
    }
    case "minute": {
      const carried = JSON.stringify(price).includes('"rates":');
      const seconds = length(service, changed);
      return {
        unit: (preview) => (carried ? there(preview) : ""),
        asks: (preview) => {
          if (seconds.value === "") {
            return "Give the call’s length in seconds";
          }
          const to = carried ? toThere(preview) : {};
          return typeof to === "string" ? to : { ...to, call: { seconds: seconds.value } };
        },
        control: seconds.element,
      };
    }
    case "attempt": {
      const outcomes = Object.keys((detail as { outcomes: object }).outcomes);
      const outcome = choice(service, "Outcome", outcomes, changed);
      return { unit: () => "one attempt", asks: () => ({ call: { outcome: outcome.value } }), control: outcome.element };
    }
    default:
      return { unit: () => `one ${per}`, asks: () => ({}) };
  }
}

function choice<T extends string>(service: string, label: string, values: readonly T[], changed: () => void) {
  const select = make("select", "small", ...values.map((value) => new Option(sentence(value.replaceAll("_", " ")), value)));
  select.id = `${service}-${label.toLowerCase()}`;
  select.autocomplete = "off";
  select.addEventListener("input", changed);
  return {
    element: labelled(select, service, label),
    get value() {
      return select.value as T;
    },
  };
}

function length(service: string, changed: () => void) {
  const input = make("input", "small");
  const id = `${service}-seconds`;
  Object.assign(input, { id, type: "number", min: "1", max: CALL_MAX_S, step: "1", value: CALL_S, autocomplete: "off" });
  input.inputMode = "numeric";
  input.addEventListener("input", changed);
  return {
    element: labelled(input, service, "Length in seconds"),
    get value() {
      return input.value;
    },
  };
}

function labelled(field: HTMLInputElement | HTMLSelectElement, service: string, text: string): HTMLElement {
  // The eye has the service above it.
  const label = make("label", "", make("span", "unseen", `${serviceName(service)}: `), text);
  label.htmlFor = field.id;
  return make("span", "inline-field", label, field);
}

/** What is said of the parameters' values that a price was made of: `demo value`. Its explanation names them. */
function valueNotes({ parameters = {} }: BookDocument, { explanation }: Quote): string[] {
  const notes = new Set(Object.values(parameters).flatMap(({ valueNote }) => valueNote || []));
  return [...notes].filter((note) => explanation.steps.some(({ text }) => text.includes(`(${note})`)));
}
