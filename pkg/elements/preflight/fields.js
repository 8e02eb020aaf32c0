// What a preflight is given: the template and the file; and how far it is. `voice` is the element: its texts and numbers.
import { html, nothing } from "lit";
import { classMap } from "lit/directives/class-map.js";
import { live } from "lit/directives/live.js";
import { filled } from "../common/filled.js";

/** The template's own field. `problem` is what is wrong with it, or empty. */
export const renderTemplate = ({ template, problem, isDisabled }, typed, voice) => html`
  <div class="field" part="field">
    <label for="template" part="label">${voice.say("template")}</label>
    <textarea
      id="template"
      part="template"
      dir="auto"
      rows="3"
      aria-describedby="template-note"
      aria-invalid=${problem !== ""}
      ?disabled=${isDisabled}
      .value=${live(template)}
      @input=${({ target }) => typed(target.value)}
    ></textarea>
    ${note("template-note", problem, voice.say("templateHint"))}
  </div>
`;

/** Where a file is chosen, or dropped. `dragged` hears whether one is over it. */
export function renderFile({ file, problem, isDisabled, isDragged }, { chosen, dragged }, voice) {
  const drag = (isOver) => (event) => {
    event.preventDefault();
    dragged(isOver && !isDisabled);
  };
  const drop = (event) => {
    drag(false)(event);
    if (!isDisabled) chosen(event.dataTransfer.files);
  };
  const choose = ({ target }) => {
    chosen(target.files);
    // The same file may be chosen again: after it was mended.
    target.value = "";
  };
  const name = file ? voice.say("file", { name: file.name, size: voice.formats.bytes(file.size) }) : "";
  return html`
    <div class="field" part="field">
      <span class="label" id="recipients" part="label">${voice.say("recipients")}</span>
      <label
        class=${classMap({ drop: true, over: isDragged, disabled: isDisabled })}
        part="drop"
        @dragover=${drag(true)}
        @dragleave=${drag(false)}
        @drop=${drop}
      >
        <input
          class="unseen"
          type="file"
          aria-labelledby="recipients choose"
          aria-describedby="file-name file-note"
          aria-invalid=${problem !== ""}
          ?disabled=${isDisabled}
          @change=${choose}
        />
        <span id="file-name">${name}</span>
        <span class="choose" id="choose">${voice.say(file ? "chooseAnother" : "choose")}</span>
        ${file ? nothing : html`<span class="soft">${voice.say("drop")}</span>`}
      </label>
      ${note("file-note", problem, "")}
    </div>
  `;
}

/** A hint under a field, or what is wrong with what it holds. */
const note = (id, problem, hint) =>
  html`<p id=${id} class=${problem ? "soft wrong-text" : "soft"} part=${problem ? "problem" : "hint"}>
    ${problem || hint}
  </p>`;

/** How far it is, and one button that stays where it is: it cancels, and it begins anew. */
export function renderProgress({ status, progress, file, isReady, isWritten }, { cancel, again }, voice) {
  const { bytes = 0, size = file.size, rows = 0, max = "0" } = progress ?? {};
  const isReading = status === "reading";
  const share = size > 0 ? bytes / size : 0;
  const waiting = isWritten ? "progressDone" : "unwritten";
  const name = { reading: "progress", cancelled: "cancelled", failed: "failed" }[status] ?? waiting;
  return html`
    <div class="running" part="running">
      <div>
        <div
          class="bar"
          part="bar"
          role="progressbar"
          aria-label=${voice.say("reading")}
          aria-valuemin="0"
          aria-valuemax="100"
          aria-valuenow=${Math.round(share * 100)}
        >
          <span ${filled(share)}></span>
        </div>
        <p class="soft" part="progress">${voice.say(name, { count: rows, credits: voice.sayCredits(max) })}</p>
      </div>
      <button type="button" part="cancel" ?disabled=${!isReady} @click=${isReading ? cancel : again}>
        ${voice.say(isReading ? "cancel" : "again")}
      </button>
    </div>
  `;
}
