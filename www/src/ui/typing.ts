// Puts a text into a field as somebody who types would: the browser can undo it, and the field says `input`.
export function retype(field: HTMLTextAreaElement, text: string): void {
  field.focus();
  field.select();
  // Deprecated, and the one way to an edit that can be undone.
  document.execCommand(text === "" ? "delete" : "insertText", false, text);
  if (field.value !== text) {
    field.value = text;
    field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertReplacementText" }));
  }
}

const growsByItself = CSS.supports("field-sizing", "content");

/** Makes a field as high as its text, where the style sheet alone cannot. */
export function grow(field: HTMLTextAreaElement): void {
  if (!growsByItself) {
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight + field.offsetHeight - field.clientHeight}px`;
  }
}
