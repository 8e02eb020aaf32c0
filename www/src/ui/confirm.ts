// Asks before what cannot be undone.
import { html, render } from "lit";

export interface Question {
  title: string;
  text: unknown;
  /** What the button does. */
  action: string;
  /** What the other one does. */
  cancel?: string;
}

/** Whether the visitor agrees. The focus comes back to where it was; who goes elsewhere has not agreed. */
export async function confirm({ title, text, action, cancel = "Cancel" }: Question): Promise<boolean> {
  const dialog = document.createElement("dialog");
  dialog.setAttribute("aria-labelledby", "confirm-title");
  dialog.setAttribute("aria-describedby", "confirm-text");
  render(
    html`
      <h2 id="confirm-title">${title}</h2>
      <div class="question" id="confirm-text">${text}</div>
      <form class="actions" method="dialog">
        <button class="primary" value="yes">${action}</button>
        <button class="secondary" value="" autofocus>${cancel}</button>
      </form>
    `,
    dialog,
  );
  document.body.append(dialog);
  const leave = () => dialog.close();
  addEventListener("hashchange", leave);
  const closed = new Promise<string>((resolve) =>
    dialog.addEventListener("close", () => resolve(dialog.returnValue), { once: true }),
  );
  dialog.showModal();
  const answer = await closed;
  removeEventListener("hashchange", leave);
  dialog.remove();
  return answer === "yes";
}
