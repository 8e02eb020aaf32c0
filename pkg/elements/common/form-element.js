// An element that a form counts among its fields.
import { SeptetElement } from "./element.js";

export class FormElement extends SeptetElement {
  static formAssociated = true;
  static properties = {
    name: { reflect: true },
    isReported: { state: true },
    isFormDisabled: { state: true },
  };

  constructor() {
    super();
    // The browser would focus the element itself, which has nothing to type into, and say nothing.
    this.addEventListener("invalid", (event) => {
      event.preventDefault();
      this.isReported = true;
      this.spoken = this.validationMessage;
      this.focus();
    });
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
