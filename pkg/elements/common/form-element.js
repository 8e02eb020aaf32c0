// An element that a form counts among its fields.
import { SeptetElement } from "./element.js";

export class FormElement extends SeptetElement {
  static formAssociated = true;
  static properties = {
    name: { reflect: true },
    isReported: { state: true },
    isFormDisabled: { state: true },
  };

  // What the browser focuses to say what is wrong, and only then: a form that is merely checked says nothing. There is
  // nothing to type into there, so the focus goes on.
  #anchor;

  createRenderRoot() {
    const root = super.createRenderRoot();
    this.#anchor = root.appendChild(document.createElement("span"));
    this.#anchor.tabIndex = -1;
    this.#anchor.addEventListener("focus", () => this.#report());
    return root;
  }

  /** A form may be sent before the next update: what it has to know it is told at once. */
  requestUpdate(...given) {
    super.requestUpdate(...given);
    if (this.hasUpdated) this.tellForm();
  }

  #report() {
    this.isReported = true;
    this.spoken = this.validationMessage;
    this.focus();
  }

  /** Tells the form what is wrong; nothing, where `message` is empty. */
  setValidity(flags, message) {
    if (message === "") this.internals.setValidity({});
    else this.internals.setValidity(flags, message, this.#anchor);
  }

  formResetCallback() {
    this.isReported = false;
  }

  /** By a `fieldset`, too. */
  formDisabledCallback(isDisabled) {
    this.isFormDisabled = isDisabled;
  }

  /** Why the form cannot be sent, once somebody tried to; empty where it can. */
  get reported() {
    return this.isReported && !this.validity.valid ? this.validationMessage : "";
  }

  get form() {
    return this.internals.form;
  }

  get validity() {
    return this.internals.validity;
  }

  get validationMessage() {
    return this.internals.validationMessage;
  }

  get willValidate() {
    return this.internals.willValidate;
  }

  checkValidity() {
    return this.internals.checkValidity();
  }

  reportValidity() {
    return this.internals.reportValidity();
  }
}
