// A button that copies a text, and says so.
import { html } from "lit";

const SAID_MS = 4_000;

export function copyButton(text: string, label: string) {
  return html`
    <span class="copying">
      <button class="secondary" type="button" @click=${(event: Event) => copy(event.currentTarget as HTMLElement, text)}>${label}</button>
      <span class="quiet" role="status"></span>
    </span>
  `;
}

async function copy(button: HTMLElement, text: string): Promise<void> {
  const said = button.nextElementSibling!;
  try {
    await navigator.clipboard.writeText(text);
    said.textContent = "Copied.";
  } catch {
    said.textContent = "The browser blocked copying: select the text and copy it.";
  }
  setTimeout(() => (said.textContent = ""), SAID_MS);
}
