// Follows the text of another element: the field whose id the host's `for` names, in the host's own tree. It may come
// later than the host, be replaced, change its id, or be closed to whoever types.

// What a person writes a message into. Other inputs have no text, or none that can be selected.
const FIELDS = "textarea, input:not([type]), input[type=text], input[type=search]";

export class FollowedField {
  #host;
  #changed;
  #heard;
  #observer;
  #root;
  #frame;
  #isOpen;

  /** The field; `undefined` as long as there is none. */
  field;

  /** `changed` is called once per frame, `heard` on every key stroke. */
  constructor(host, changed, heard) {
    this.#host = host;
    this.#changed = changed;
    this.#heard = heard;
    host.addController(this);
  }

  hostConnected() {
    this.#root = this.#host.getRootNode();
    this.#root.addEventListener("reset", this.#hearReset, true);
    this.#observer = new MutationObserver(() => this.follow());
    this.#observer.observe(this.#root, {
      childList: true,
      subtree: true,
      attributes: true,
      attributeFilter: ["id", "disabled", "readonly"],
    });
    this.follow();
  }

  hostDisconnected() {
    this.#root.removeEventListener("reset", this.#hearReset, true);
    this.#observer.disconnect();
    cancelAnimationFrame(this.#frame);
    this.#leave();
  }

  get text() {
    return this.field?.value;
  }

  /** What is wrong with the host's `for`, as a sentence. */
  get problem() {
    if (!this.#host.for || this.field) return undefined;
    const what = this.#named ? "no `textarea` and no `input` of text" : "nothing here";
    return `\`for\`: ${what} has the id \`${this.#host.for}\``;
  }

  get #named() {
    return this.#host.for ? this.#host.getRootNode().getElementById?.(this.#host.for) : undefined;
  }

  /** Whether somebody could type into it. */
  get isOpen() {
    return this.field !== undefined && !this.field.readOnly && !this.field.matches(":disabled");
  }

  /** Looks for the field, and follows it from now on. */
  follow() {
    const named = this.#named;
    const field = named?.matches(FIELDS) ? named : undefined;
    if (field !== this.field) this.#turnTo(field);
    else if (this.isOpen === this.#isOpen) return;
    this.#isOpen = this.isOpen;
    this.#changed();
  }

  #turnTo(field) {
    this.#leave();
    this.field = field;
    field?.addEventListener("input", this.#hear);
    field?.addEventListener("change", this.#hear);
  }

  /**
   * Puts `text` in the place of the field's, as somebody who types would: it can be undone, and the field says `input`.
   * Only what differs is replaced.
   */
  replace(text) {
    const { field } = this;
    const { value } = field;
    let start = 0;
    while (start < Math.min(value.length, text.length) && value[start] === text[start]) start++;
    let same = 0;
    while (same < Math.min(value.length, text.length) - start && value.at(-1 - same) === text.at(-1 - same)) same++;
    const [end, inserted] = [value.length - same, text.slice(start, text.length - same)];
    field.focus();
    field.setSelectionRange(start, end);
    // Deprecated, and the one way to an edit that can be undone.
    if (document.execCommand(inserted ? "insertText" : "delete", false, inserted) && field.value === text) return;
    field.setRangeText(text, 0, field.value.length, "end");
    field.dispatchEvent(new InputEvent("input", { bubbles: true, composed: true, inputType: "insertReplacementText" }));
  }

  #leave() {
    this.field?.removeEventListener("input", this.#hear);
    this.field?.removeEventListener("change", this.#hear);
    this.field = undefined;
  }

  #hear = () => {
    this.#schedule();
    this.#heard();
  };

  // Of the form that the field is in by now: it may be put into another one.
  #hearReset = ({ target }) => {
    if (target === this.field?.form) this.#schedule();
  };

  // However fast somebody types, there is something to do once per frame. A form that is reset has its texts by then.
  #schedule = () => {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#changed());
  };
}
