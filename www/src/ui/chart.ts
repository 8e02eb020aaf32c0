// `<app-chart>`: a plot as a figure. Its caption says in words what is to be seen, and a table below has the same numbers.
import "./chart.css";

import { html, nothing, type PropertyValues } from "lit";

import type { Drawing } from "./chart-draw.ts";
import { type Place, type Plot, type Series, tableOf } from "./chart-plot.ts";
import { decimal } from "./format.ts";
import { LightElement } from "./light-element.ts";
import { type Column, table } from "./table.ts";

export class AppChart extends LightElement {
  static override properties = {
    // Screens make it anew with each drawing of theirs: the same one is not drawn again.
    plot: { attribute: false, hasChanged: (one: unknown, other: unknown) => JSON.stringify(one) !== JSON.stringify(other) },
    caption: { attribute: false },
    problem: { state: true },
  };

  declare plot: Plot | undefined;
  /** The main finding, as a sentence. */
  declare caption: string;
  /** Whether the drawing could not be fetched: the table is there all the same. */
  declare problem: boolean;

  #drawing: Drawing | undefined;
  readonly #scheme = matchMedia("(prefers-color-scheme: dark)");
  readonly #recolour = () => this.#drawing?.recolour();

  constructor() {
    super();
    this.caption = "";
    this.problem = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#scheme.addEventListener("change", this.#recolour);
    if (this.hasUpdated) {
      void this.#draw();
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#scheme.removeEventListener("change", this.#recolour);
    this.#drawing?.end();
    this.#drawing = undefined;
  }

  protected override render() {
    const { plot, caption } = this;
    if (plot === undefined) {
      return nothing;
    }
    return html`
      <figure class="chart">
        <figcaption>${caption}</figcaption>
        <ul class="chart-key" aria-hidden="true">${plot.series.map(keyOf)}</ul>
        <div class="chart-place">
          <canvas role="img" aria-label=${`Chart: ${caption}`}></canvas>
          ${this.problem ? html`<p class="quiet">The chart could not be loaded. The table shows its numbers.</p>` : nothing}
        </div>
        <details>
          <summary>Show as table</summary>
          ${numbers(plot, caption)}
        </details>
      </figure>
    `;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has("plot")) {
      void this.#draw();
    }
  }

  async #draw(): Promise<void> {
    try {
      const { draw } = await import("./chart-draw.ts");
      const canvas = this.querySelector("canvas");
      // What is shown may be something else by now, or nothing.
      if (canvas === null || this.plot === undefined || !this.isConnected) {
        return;
      }
      if (this.#drawing === undefined) {
        this.#drawing = draw(canvas, this.plot);
      } else {
        this.#drawing.show(this.plot);
      }
      this.problem = false;
    } catch (error) {
      console.warn(error);
      this.problem = true;
    }
  }
}

function keyOf({ name, ink, kind, ...rest }: Series) {
  const isDashed = "dashed" in rest && rest.dashed === true;
  return html`<li><span class="chart-ink ${kind} ${isDashed ? "dashed" : ""} ink-${ink}"></span>${name}</li>`;
}

/** The same numbers. */
function numbers(plot: Plot, caption: string) {
  const { axis, places } = plot;
  const columns: Column<Place>[] = [
    { title: axis, isHead: true, of: ({ full }) => full },
    ...tableOf(plot).map(({ name, amounts }) => ({
      title: name,
      isFigure: true,
      of: (_: Place, at: number) => stated(amounts[at]),
    })),
  ];
  return table(caption, columns, places);
}

function stated(amount: string | undefined): string {
  return amount === undefined ? "–" : decimal(amount);
}

customElements.define("app-chart", AppChart);
