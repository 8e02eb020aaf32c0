// <septet-preflight>: what a campaign costs, from a file of its recipients, which is read in a worker.
import { html, nothing } from "lit";
import { preflightFile } from "septet/worker";
import { renderAnswer, verdict } from "./preflight/answer.js";
import { renderFile, renderProgress, renderTemplate } from "./preflight/fields.js";
import { style } from "./preflight/style.js";
import { differs, register } from "./common/element.js";
import { FollowedField } from "./common/followed-field.js";
import { FormElement } from "./common/form-element.js";
import { SetUp } from "./common/set-up.js";
import { capital } from "./common/words.js";
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
    disabled: { type: Boolean, reflect: true },
    status: { state: true },
    progress: { state: true },
    answer: { state: true },
    error: { state: true },
    isDragged: { state: true },
  };

  #field = new FollowedField(this, () => this.#follow(), () => this.#follow());
  #answered;
  #controller;
  #timer;

  constructor() {
    super();
    new SetUp(this, () => this.#problem);
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
    super.formResetCallback();
    this.file = null;
    // The page's own field may be another form's.
    this.template = this.#field.text ?? this.getAttribute("template") ?? "";
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
    if (changed.has("file")) [this.answer, this.progress, this.isReported] = [null, undefined, false];
    if (["file", "options", "noTemplate"].some((name) => changed.has(name))) this.#schedule(0);
    else if (changed.has("template")) this.#schedule(TYPING_PAUSE_MS);
    this.tellForm();
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

  get #isWritten() {
    return Boolean(this.noTemplate || this.template.trim());
  }

  /** Whether everything is there that the recipients are counted with. */
  get #isReady() {
    return Boolean(this.file && this.options && this.#isWritten);
  }

  /** What the page has left out. */
  get #problem() {
    return this.file && !this.options ? "`options`: no file is read without them" : this.#field.problem;
  }

  /** What the recipients are counted from. */
  get #given() {
    const { file, options, template, noTemplate } = this;
    return { file, options, noTemplate, template: noTemplate ? "" : template };
  }

  async #start() {
    const controller = new AbortController();
    const isCurrent = () => this.#controller === controller;
    this.#controller = controller;
    this.announce(this.say("reading"));
    const onProgress = (progress) => {
      if (!isCurrent()) return;
      this.progress = progress;
      this.emit("septet-progress", progress);
    };
    const options = this.noTemplate ? this.options : { ...this.options, template: this.template };
    const given = this.#given;
    try {
      const answer = await preflightFile(this.file, options, { onProgress, signal: controller.signal });
      if (isCurrent()) this.#finish(answer, given);
    } catch (error) {
      if (isCurrent()) this.#fail(error);
    }
  }

  #finish(answer, given) {
    this.#answered = given;
    this.answer = answer;
    this.error = null;
    this.status = "done";
    const { max } = answer.credits;
    const most = `${this.say("max")}: ${this.sayCredits(max)}`;
    this.announce([most, verdict(answer, this)].filter(Boolean).join(". "));
    this.emit("septet-result", answer);
  }

  #fail({ code, message }) {
    this.error = { code, message };
    this.answer = null;
    this.status = "failed";
    this.announce(message);
    this.emit("septet-error", this.error);
  }

  /** Whether the answer is that of what is given now. */
  get #isAnswered() {
    return this.status === "done" && !differs(this.#given, this.#answered);
  }

  /** The file under the element's name, the answer under that name and `-answer`. */
  tellForm() {
    const { name, file, answer } = this;
    const value = new FormData();
    if (name && file) value.set(name, file);
    if (name && this.#isAnswered) value.set(`${name}-answer`, JSON.stringify(answer));
    this.internals.setFormValue(value);

    this.setValidity(file ? { customError: true } : { valueMissing: true }, this.#wrong);
  }

  /** What keeps the form from being sent, as a sentence. */
  get #wrong() {
    const { file, answer, status } = this;
    if (!file) return this.required ? this.say("required") : "";
    if (!this.requireCovered) return "";
    if (status === "failed") return this.say("failed");
    if (!this.#isAnswered) return this.say(this.#isWritten ? "unfinished" : "unwritten");
    if (answer.covered === null) return this.say("noBalance");
    return answer.covered ? "" : verdict(answer, this) || this.say("notCovered");
  }

  #choose([file]) {
    if (file) this.file = file;
  }

  render() {
    const isStale = this.status !== "done";
    const hasField = !this.for && !this.noTemplate;
    const problem = this.error ? capital(this.error.message) : "";
    const isOfTemplate = hasField && TEMPLATE_CODES.has(this.error?.code);
    const { template, file, status, progress, isDragged } = this;
    const shared = { isDisabled: Boolean(this.disabled || this.isFormDisabled) };
    const own = { ...shared, template, problem: isOfTemplate ? problem : "" };
    const chosen = { ...shared, file, isDragged, problem: (isOfTemplate ? "" : problem) || this.reported };
    const running = { status, progress, file, isReady: this.#isReady, isWritten: this.#isWritten };
    const choosing = { chosen: (files) => this.#choose(files), dragged: (isDragged) => (this.isDragged = isDragged) };
    return html`
      <div class="stack" part="preflight" role="group" aria-label=${this.say("preflight")}>
        ${hasField ? renderTemplate(own, (template) => (this.template = template), this) : nothing}
        ${renderFile(chosen, choosing, this)}
        ${file ? renderProgress(running, { cancel: () => this.cancel(), again: () => this.#schedule(0) }, this) : nothing}
        ${
          this.answer
            ? html`<div class=${isStale ? "stack stale" : "stack"} part="answer" aria-busy=${isStale}>
                ${renderAnswer(this.answer, this)}
              </div>`
            : nothing
        }
      </div>
      ${this.renderSpoken()}
    `;
  }
}

register("septet-preflight", SeptetPreflight);
