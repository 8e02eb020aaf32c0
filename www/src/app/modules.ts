// The modules of screens: fetched when a screen is first shown, or before that, when there is nothing else to do.
import { Idle } from "../ui/idle.ts";
import type { ScreenOf } from "./screens.ts";

/** The server of the page did not answer. */
export class NoAnswer extends Error {}

const there = new Set<ScreenOf>();
const idle = new Idle();

/**
 * Fetches the module of a screen. Browsers repeat an import that has failed for as long as the page is open: it is only
 * begun where the server answers. `isFirst` says that the page has only just come from there.
 */
export async function fetchModule(screen: ScreenOf, isFirst = false): Promise<void> {
  if (there.has(screen)) {
    return;
  }
  if (!isFirst) {
    await fetch(location.pathname, { method: "HEAD", cache: "no-store" }).catch((cause: unknown) => {
      throw new NoAnswer("the page’s server does not answer", { cause });
    });
  }
  await screen.load();
  there.add(screen);
}

/** Fetches the modules that are not there yet, one after another: the screens can be shown then whatever goes away. */
export function fetchOthers(screens: readonly ScreenOf[]): void {
  const next = screens.find((screen) => !there.has(screen));
  if (next !== undefined) {
    // Whoever goes to the screen is told what went wrong.
    idle.run(() => void fetchModule(next).then(() => fetchOthers(screens), () => undefined));
  }
}
