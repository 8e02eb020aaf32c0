// Where the focus goes for who uses the page by keyboard: it is never lost with what had it.
import type { ReactiveController, ReactiveControllerHost } from "lit";

type Host = ReactiveControllerHost & HTMLElement;

/** Moves the focus to the heading of its section, where an update takes away what had it. */
export class KeepFocus implements ReactiveController {
  readonly #host: Host;
  #focused: Element | undefined;
  #section: Element | null = null;

  constructor(host: Host) {
    this.#host = host;
    host.addController(this);
  }

  hostUpdate(): void {
    const { activeElement } = document;
    this.#focused = activeElement !== null && this.#host.contains(activeElement) ? activeElement : undefined;
    this.#section = this.#focused?.closest("section") ?? null;
  }

  hostUpdated(): void {
    const isLost = this.#focused !== undefined && (!this.#focused.isConnected || this.#focused.matches(":disabled"));
    const heading = isLost ? this.#section?.querySelector<HTMLElement>("h2") : undefined;
    if (heading) {
      heading.tabIndex = -1;
      heading.focus();
    }
  }
}

/** Moves the focus to what is there once the host is up to date. */
export async function focusOn(host: Host, selector: string): Promise<void> {
  await host.updateComplete;
  host.querySelector<HTMLElement>(selector)?.focus();
}
