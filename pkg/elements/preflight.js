// <septet-preflight>: what a campaign costs, from a file of its recipients, which is read in a worker.
import { html, nothing } from "lit";
import { classMap } from "lit/directives/class-map.js";
import { live } from "lit/directives/live.js";
import { preflightFile } from "septet/worker";
import { renderAnswer, verdict } from "./preflight/answer.js";
import { style } from "./preflight/style.js";
import { differs, register } from "./shared/element.js";
import { FollowedField } from "./shared/followed-field.js";
import { FormElement } from "./shared/form-element.js";
import { filled } from "./shared/filled.js";
import { texts } from "./texts/preflight.js";

/** A file is not read anew on each key stroke of its template. */
const TYPING_PAUSE_MS = 300;

/** What is wrong with the template; everything else is said of the file. */
const TEMPLATE_CODES = new Set(["invalid-template", "unknown-merge-field"]);

export class SeptetPreflight extends FormElement {
  static texts = texts;
  static styles = [...FormElement.styles, style];
  static properties = {
    for: {},
    template: {},
    noTemplate: { type: Boolean, attribute: "no-template" },
    options: { type: Object, hasChanged: differs },
    file: { attribute: false },
    required: { type: Boolean },
    requireCovered: { type: Boolean, attribute: "require-covered" },
    disabled: { type: Boolean },
    status: { state: true },
    progress: { state: true },
    answer: { state: true },
    error: { state: true },
    isDragged: { state: true },
    isFormDisabled: { state: true },
  };

  #field = new FollowedField(this, () => this.#follow());
  #controller;
  #timer;

  constructor() {
    super();
    this.template = "";
    this.options = null;
    this.file = null;
    this.answer = null;
    this.error = null;
    /** `"idle"`, `"reading"`, `"done"`, `"cancelled"` or `"failed"`. */
    this.status = "idle";
  }

  connectedCallback() {
    super.connectedCallback();
    if (this.hasUpdated && this.status === "reading") this.#schedule(0);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#stop();
  }

  formResetCallback() {
    this.file = null;
    this.template = this.getAttribute("template") ?? "";
  }

  formDisabledCallback(isDisabled) {
    this.isFormDisabled = isDisabled;
  }

  focus(options) {
    this.renderRoot.querySelector("input")?.focus(options);
  }

  /** Ends the reading. What is shown of an earlier one stays. */
  cancel() {
    if (this.status !== "reading") return;
    this.#stop();
    this.status = "cancelled";
    this.announce(this.say("cancelled"));
  }

  willUpdate(changed) {
    if (changed.has("for")) this.#field.follow();
    if (changed.has("file") && changed.get("file") !== undefined) this.answer = null;
    if (["file", "options", "noTemplate"].some((name) => changed.has(name))) this.#schedule(0);
    else if (changed.has("template")) this.#schedule(TYPING_PAUSE_MS);
    this.#tellForm();
  }

  #follow() {
    this.template = this.#field.text ?? this.template;
  }

  /** What was counted is out of date from now on, however long it takes to count anew. */
  #schedule(delay_ms) {
    this.#stop();
    if (this.#isReady) {
      this.status = "reading";
      this.#timer = setTimeout(() => this.#start(), delay_ms);
    } else {
      this.status = "idle";
      this.answer = null;
      this.error = null;
    }
  }

  #stop() {
    clearTimeout(this.#timer);
    const controller = this.#controller;
    this.#controller = undefined;
    controller?.abort();
  }

  /** Whether everything is there that the recipients are counted with. */
  get #isReady() {
    return Boolean(this.file && this.options && (this.noTemplate || this.template.trim()));
  }

  async #start() {
    const controller = new AbortController();
    const isCurrent = () => this.#controller === controller;
    this.#controller = controller;
    this.progress = undefined;
    this.announce(this.say("reading"));
    const onProgress = (progress) => {
      if (!isCurrent()) return;
      this.progress = progress;
      this.emit("septet-progress", progress);
    };
    const options = this.noTemplate ? this.options : { ...this.options, template: this.template };
    try {
      const answer = await preflightFile(this.file, options, { onProgress, signal: controller.signal });
      if (isCurrent()) this.#finish(answer);
    } catch (error) {
      if (isCurrent()) this.#fail(error);
    }
  }

  #finish(answer) {
    this.answer = answer;
    this.error = null;
    this.status = "done";
    const { max } = answer.credits;
    const most = `${this.say("max")}: ${this.sayCredits(max)}`;
    this.announce([most, verdict(answer, this)].filter(Boolean).join(". "));
    this.#tellForm();
    this.emit("septet-result", answer);
  }

  #fail({ code, message }) {
    this.error = { code, message };
    this.answer = null;
    this.status = "failed";
    this.announce(message);
    this.#tellForm();
    this.emit("septet-error", this.error);
  }

  /** The file under the element's name, the answer under that name and `-answer`. */
  #tellForm() {
    const { name, file, answer } = this;
    const value = new FormData();
    if (name && file) value.set(name, file);
    if (name && answer && this.status === "done") value.set(`${name}-answer`, JSON.stringify(answer));
    this.internals.setFormValue(value);

    if (!file) this.#setValidity(this.required ? "required" : "");
    else if (!this.requireCovered) this.#setValidity("");
    else if (this.status === "failed") this.#setValidity("failed");
    else if (this.status !== "done") this.#setValidity("unfinished");
    else if (answer.covered !== true) this.#setValidity("notCovered", verdict(answer, this));
    else this.#setValidity("");
  }

  #setValidity(problem, message) {
    if (problem === "") this.internals.setValidity({});
    else this.internals.setValidity(problem === "required" ? { valueMissing: true } : { customError: true }, message || this.say(problem));
  }

  get #isDisabled() {
    return this.disabled || this.isFormDisabled;
  }

  #choose(files) {
    const [file] = files;
    if (!file || this.#isDisabled) return;
    this.file = file;
  }

  render() {
    const isStale = this.status !== "done";
    return html`
      <div class="stack" part="preflight" role="group" aria-label=${this.say("preflight")}>
        ${this.for || this.noTemplate ? nothing : this.#message()} ${this.#recipients()} ${this.file ? this.#running() : nothing}
        ${this.answer
          ? html`<div class=${classMap({ stack: true, stale: isStale })} part="answer" aria-busy=${isStale}>${renderAnswer(this.answer, this)}</div>`
          : nothing}
      </div>
      ${this.renderSpoken()}
    `;
  }

  #message() {
    const isWrong = TEMPLATE_CODES.has(this.error?.code);
    return html`
      <div class="field" part="field">
        <label for="template" part="label">${this.say("template")}</label>
        <textarea
          id="template"
          part="template"
          dir="auto"
          rows="3"
          aria-describedby="template-note"
          aria-invalid=${isWrong}
          ?disabled=${this.#isDisabled}
          .value=${live(this.template)}
          @input=${({ target }) => (this.template = target.value)}
        ></textarea>
        ${this.#note("template-note", isWrong, this.say("templateHint"))}
      </div>
    `;
  }

  /** A hint under a field, or what is wrong with what it holds. */
  #note(id, isWrong, hint) {
    return html`<p id=${id} class=${isWrong ? "soft wrong-text" : "soft"} part=${isWrong ? "problem" : "hint"}>${isWrong ? capital(this.error.message) : hint}</p>`;
  }

  #recipients() {
    const isShownHere = !this.for && !this.noTemplate;
    const isWrong = this.error !== null && !(isShownHere && TEMPLATE_CODES.has(this.error.code));
    const { file } = this;
    const drag = (isDragged) => (event) => {
      event.preventDefault();
      this.isDragged = isDragged && !this.#isDisabled;
    };
    const drop = (event) => {
      drag(false)(event);
      this.#choose(event.dataTransfer.files);
    };
    const chosen = (event) => {
      this.#choose(event.target.files);
      // The same file may be chosen again: after it was mended.
      event.target.value = "";
    };
    return html`
      <div class="field" part="field">
        <span class="label" id="recipients" part="label">${this.say("recipients")}</span>
        <label
          class=${classMap({ drop: true, over: this.isDragged, disabled: this.#isDisabled })}
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
            aria-invalid=${isWrong}
            ?disabled=${this.#isDisabled}
            @change=${chosen}
          />
          <span id="file-name">
            ${file ? this.say("file", { name: file.name ?? "", size: this.formats.bytes(file.size) }) : nothing}
          </span>
          <span class="choose" id="choose">${this.say(file ? "chooseAnother" : "choose")}</span>
          ${file ? nothing : html`<span class="soft">${this.say("drop")}</span>`}
        </label>
        ${this.#note("file-note", isWrong, nothing)}
      </div>
    `;
  }

  #running() {
    const { bytes = 0, size = this.file.size, rows = 0, max } = this.progress ?? {};
    const isReading = this.status === "reading";
    const share = size > 0 ? bytes / size : 0;
    const name = { reading: "progress", cancelled: "cancelled", failed: "failed" }[this.status] ?? "progressDone";
    const text = this.say(name, { count: rows, credits: this.sayCredits(max ?? "0") });
    return html`
      <div class="running" part="running">
        <div>
          <div class="bar" part="bar" role="progressbar" aria-label=${this.say("reading")} aria-valuemin="0" aria-valuemax="100" aria-valuenow=${Math.round(share * 100)}>
            <span ${filled(share)}></span>
          </div>
          <p class="soft" part="progress">${text}</p>
        </div>
        <button type="button" part="cancel" ?disabled=${!this.#isReady} @click=${() => (isReading ? this.cancel() : this.#schedule(0))}>
          ${this.say(isReading ? "cancel" : "again")}
        </button>
      </div>
    `;
  }
}

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

register("septet-preflight", SeptetPreflight);
