// Says the price in words to those who hear the page, once typing pauses: a figure on every key stroke would be noise.
import { byId } from "./dom.ts";
import { counted, country, credits, sentence, spokenMoney } from "./format.ts";
import type { Preview } from "./preview.ts";

const PAUSE_MS = 600;

const spoken = byId("spoken");

let timer: ReturnType<typeof setTimeout> | undefined;

export function announce(preview: Preview): void {
  say(() => words(preview));
}

/** Says what there is to say once nothing has changed for a while. */
export function say(text: () => string): void {
  clearTimeout(timer);
  timer = setTimeout(() => {
    spoken.textContent = text();
  }, PAUSE_MS);
}

function words({ quote, problem }: Preview): string {
  if (quote === undefined) {
    return problem === undefined || problem.unfinished ? "" : sentence(problem.message);
  }
  const { segments = 0, region } = quote.measured;
  const worth = quote.money === null ? "" : `, ${spokenMoney(quote.money)}`;
  const price = quote.credits === "0" ? "free" : `${credits(quote.credits)}${worth}`;
  const most = quote.max === quote.credits ? "" : `, at most ${credits(quote.max)}`;
  return `${counted(segments, "segment")}, ${price}${most}${region === null ? "" : `, to ${country(region)}`}`;
}
