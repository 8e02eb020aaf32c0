// Starts the app: asks who visits, and shows the screen that the address names.
import { html, render } from "lit";

import type { Account } from "./app/ledger.ts";
import { fetchModule, fetchOthers, NoAnswer } from "./app/modules.ts";
import { currentRoute, remember } from "./app/route.ts";
import type { Screen } from "./app/screen.ts";
import { SCREENS, type ScreenOf } from "./app/screens.ts";
import { drawShell, isOffered } from "./app/shell.ts";
import { visit } from "./app/visit.ts";
import { byId } from "./ui/dom.ts";

const main = byId("screen");
const alarm = byId("alarm");
const shown = new Map<ScreenOf, Screen>();
let current: ScreenOf | undefined;
/** For whom the screens were made. */
let holder: string | undefined;
/** How often something was to be shown: only the last of it is. */
let turns = 0;
/** Whether the visitor has gone somewhere, and did not come with the address. */
let hasGone = false;
/** How far down the page was at each step of the history. */
const depths = new Map<string, number>();
/** How far down it was where the visitor goes back to. */
let depth: number | undefined;
/** What was known of the account then. */
let account: Account | undefined;
/** What had the focus. It may go with what is shown no longer. */
let focused: Element | null = null;

/** Shows what the address names. */
async function show(): Promise<void> {
  const turn = (turns += 1);
  focused = document.activeElement === document.body ? focused : document.activeElement;
  forgetOthers();
  await visit.show(currentRoute().query.get("account") ?? undefined);
  if (turn !== turns) {
    return;
  }
  const wanted = SCREENS.find(({ name }) => name === currentRoute().screen) ?? SCREENS[0]!;
  const screen = visit.standing === "starting" || isOffered(wanted) ? wanted : SCREENS[0]!;
  // Until another screen is there, this one is what the navigation names.
  drawShell(current ?? screen);
  const element = await open(screen);
  if (turn !== turns || element === undefined) {
    return;
  }
  element.query = currentRoute().query;
  for (const [each, other] of shown) {
    other.hidden = each !== screen;
  }
  const isAnother = hasGone && current !== screen;
  const isKnown = hasGone && visit.account === account;
  current = screen;
  hasGone = false;
  drawShell(screen);
  if (isKnown) {
    // Somebody else may have spent from it meanwhile.
    void visit.refresh();
  }
  document.title = `${screen.title} · Septet`;
  await element.updateComplete;
  if (isAnother) {
    scrollTo(0, depth ?? 0);
  }
  if (isAnother || (focused?.isConnected === false && document.activeElement === document.body)) {
    focusHeading({ preventScroll: isAnother });
  }
  focused = null;
  if (visit.standing !== "starting") {
    fetchOthers(SCREENS.filter(isOffered));
  }
}

/** For whoever comes after somebody else, the screens are made anew: they have what was typed in them. */
function forgetOthers(): void {
  if (holder !== undefined && holder !== visit.holder) {
    for (const element of shown.values()) {
      element.remove();
    }
    shown.clear();
    current = undefined;
    remember(currentRoute().screen, { account: undefined });
  }
  holder = visit.holder;
}

/** The screen's element, which is made once. */
async function open(screen: ScreenOf): Promise<Screen | undefined> {
  try {
    await fetchModule(screen, current === undefined);
  } catch (error) {
    console.error(error);
    render(failure(screen, error), alarm);
    alarm.hidden = false;
    return undefined;
  }
  alarm.hidden = true;
  const element = shown.get(screen) ?? (document.createElement(screen.tag) as Screen);
  if (!shown.has(screen)) {
    element.hidden = true;
    shown.set(screen, element);
    main.append(element);
  }
  return element;
}

/** Why a screen is not there. */
function failure({ title }: ScreenOf, error: unknown) {
  return error instanceof NoAnswer
    ? html`<p>${title} could not be loaded: the server did not answer.</p>
        <button class="secondary" type="button" @click=${() => void show()}>Try again</button>`
    : html`<p>${title} could not be loaded. Please reload the page, in an up-to-date browser.</p>`;
}

function focusHeading(options?: FocusOptions): void {
  main.querySelector<HTMLElement>(":scope > :not([hidden]) h1")?.focus(options);
}

// Browsers that do not tell begin each screen at its top.
window.navigation?.addEventListener("navigate", ({ navigationType, destination }) => {
  if (navigationType !== "replace") {
    depths.set(navigation.currentEntry!.key, scrollY);
    depth = navigationType === "traverse" ? depths.get(destination.key) : undefined;
  }
});

addEventListener("hashchange", () => {
  hasGone = true;
  account = visit.account;
  void show();
});
for (const event of ["online", "offline"]) {
  addEventListener(event, () => void visit.refresh().then(show));
}
visit.addEventListener("change", () => void show());
byId("skip").addEventListener("click", (event) => {
  event.preventDefault();
  focusHeading();
});

void visit.begin(currentRoute().query.get("account") ?? undefined);
await show();
