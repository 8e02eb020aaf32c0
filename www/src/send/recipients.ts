// Where the recipients come from: a file that is chosen or dropped, or a sample; and how far it has been read.
import { html, nothing } from "lit";

import { bar } from "../ui/bar.ts";
import { count, counted, credits } from "../ui/format.ts";
import type { Reading } from "./reading.ts";
import { SAMPLES } from "./sample.ts";

export interface Chosen {
  file: File | undefined;
  /** What is wrong with it, or empty. */
  problem: string;
  isDragged: boolean;
  /** How many rows of a sample are being made. */
  making: number | undefined;
}

export interface Choosing {
  choose(file: File): void;
  drag(isOver: boolean): void;
  sample(rows: number): void;
}

/** The field for the file. */
export function recipients({ file, problem, isDragged, making }: Chosen, { choose, drag, sample }: Choosing) {
  const dragged = (isOver: boolean) => (event: DragEvent) => {
    event.preventDefault();
    drag(isOver);
  };
  const take = (files: FileList | null | undefined) => {
    if (files?.[0]) {
      choose(files[0]);
    }
  };
  const drop = (event: DragEvent) => {
    dragged(false)(event);
    take(event.dataTransfer?.files);
  };
  const chosen = ({ target }: Event) => {
    const input = target as HTMLInputElement;
    take(input.files);
    // The same file may be chosen again: after it was mended.
    input.value = "";
  };
  return html`
    <label
      class="send-drop ${isDragged ? "over" : ""}"
      @dragover=${dragged(true)}
      @dragleave=${dragged(false)}
      @drop=${drop}
    >
      <input
        class="unseen"
        id="send-file"
        type="file"
        aria-label="Recipients, a CSV file"
        aria-describedby="send-file-name send-file-note"
        aria-invalid=${problem !== ""}
        @change=${chosen}
      >
      <strong id="send-file-name">${file ? `${file.name}, ${bytes(file.size)}` : ""}</strong>
      <span><span class="send-choose">${file ? "Choose another CSV file" : "Choose a CSV file"}</span> or drop it here</span>
    </label>
    <p id="send-file-note" class="hint ${problem === "" ? "" : "wrong"}">
      ${
        problem === ""
          ? "The first line names the columns; the number is in phone, number, to or mobile. The file stays on this device."
          : problem
      }
    </p>
    <div class="send-samples" role="group" aria-label="Samples to try">
      <span class="quiet">Or try a sample:</span>
      ${SAMPLES.map(
        (rows) => html`
          <button class="chip" type="button" aria-busy=${making === rows} @click=${() => sample(rows)}>${count(rows)} rows</button>
        `,
      )}
    </div>
  `;
}

/** Which column holds the number, where that is not seen from its name. */
export function numberColumn(columns: readonly string[], chosen: string, change: (change: { column: string }) => void) {
  return columns.length === 0
    ? nothing
    : html`
        <div class="field">
          <label for="send-column">Column with the phone number</label>
          <select id="send-column" @change=${({ target }: Event) => change({ column: (target as HTMLSelectElement).value })}>
            <option value="" ?selected=${chosen === ""}>Choose a column</option>
            ${columns.map((name) => html`<option value=${name} ?selected=${name === chosen}>${name}</option>`)}
          </select>
        </div>
      `;
}

/** How far the reading is, and one button that stays where it is: it cancels, and it begins anew. */
export function reading(file: File, reading: Reading, { cancel, again }: { cancel(): void; again(): void }) {
  const { status } = reading;
  const { bytes: read, rows, max } = extent(file, reading);
  const isReading = status === "reading";
  const share = file.size > 0 ? read / file.size : 0;
  const state = { reading: "", done: "", idle: "Not read yet. ", cancelled: "Cancelled. ", failed: "Not read. " }[status];
  const begun =
    isReading || status === "done" || reading.progress !== undefined
      ? `${counted(rows, "row")} · ${bytes(read)} of ${bytes(file.size)} · at most ${credits(max)}${isReading ? " so far" : ""}`
      : "";
  return html`
    <div class="send-reading">
      <div>
        <div
          role="progressbar"
          aria-label="Reading the recipients"
          aria-valuemin="0"
          aria-valuemax="100"
          aria-valuenow=${Math.round(share * 100)}
        >${bar(read, file.size)}</div>
        <p class="quiet">${state}${begun}</p>
      </div>
      ${
        status === "idle"
          ? nothing
          : html`<button class="secondary" type="button" @click=${isReading ? cancel : again}>${isReading ? "Cancel" : "Read again"}</button>`
      }
    </div>
  `;
}

/** How much was read: by the answer once there is one, as rows can turn out not to be any at the file's end. */
function extent({ size }: File, { status, answer, progress }: Reading) {
  if (status === "done" && answer !== undefined) {
    return { bytes: size, rows: answer.recipients, max: answer.credits.max };
  }
  return progress ?? { bytes: 0, rows: 0, max: "0" };
}

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;
const sizes = UNITS.map((unit) => {
  const unitDisplay = unit === "byte" ? "long" : "short";
  return new Intl.NumberFormat(undefined, { style: "unit", unit, unitDisplay, maximumFractionDigits: 1 });
});

function bytes(size: number): string {
  const power = Math.min(UNITS.length - 1, size < 1 ? 0 : Math.floor(Math.log10(size) / 3));
  return sizes[power]!.format(size / 1000 ** power);
}
