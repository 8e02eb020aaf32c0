// Starts the app: asks who visits, and shows the screen that the address names.
import { currentRoute } from "./app/route.ts";
import type { Screen } from "./app/screen.ts";
import { SCREENS, type ScreenOf } from "./app/screens.ts";
import { drawShell, isOffered } from "./app/shell.ts";
import { visit } from "./app/visit.ts";
import { byId } from "./ui/dom.ts";

const main = byId("screen");
const shown = new Map<ScreenOf, Screen>();
let current: ScreenOf | undefined;

/** Shows what the address names. `isMove` says that the visitor has gone there, and did not come with it. */
async function show(isMove: boolean): Promise<void> {
  const { screen: name, query } = currentRoute();
  const wanted = SCREENS.find((each) => each.name === name) ?? SCREENS[0]!;
  const screen = visit.standing === "starting" || isOffered(wanted) ? wanted : SCREENS[0]!;
  if (visit.isOperator) {
    await visit.show(query.get("account") ?? undefined).catch(console.warn);
  }
  drawShell(screen);
  const element = await open(screen);
  if (element === undefined || currentRoute().screen !== name) {
    return;
  }
  element.query = query;
  for (const [each, other] of shown) {
    other.hidden = each !== screen;
  }
  document.title = `${screen.title} · Septet`;
  if (isMove && current !== screen) {
    await element.updateComplete;
    scrollTo(0, 0);
    element.querySelector<HTMLElement>("h1")?.focus();
  }
  current = screen;
}

/** The screen's element, which is made once. */
async function open(screen: ScreenOf): Promise<Screen | undefined> {
  const known = shown.get(screen);
  if (known !== undefined) {
    return known;
  }
  try {
    await screen.load();
  } catch (error) {
    console.error(error);
    byId("alarm").hidden = false;
    return undefined;
  }
  byId("alarm").hidden = true;
  const element = shown.get(screen) ?? (document.createElement(screen.tag) as Screen);
  if (!shown.has(screen)) {
    element.hidden = true;
    shown.set(screen, element);
    main.append(element);
  }
  return element;
}

addEventListener("hashchange", () => void show(true));
for (const event of ["online", "offline"]) {
  addEventListener(event, () => void visit.refresh().then(() => show(false)));
}
visit.addEventListener("change", () => void show(false));
byId("skip").addEventListener("click", (event) => {
  event.preventDefault();
  main.querySelector<HTMLElement>(":scope > :not([hidden]) h1")?.focus();
});

void visit.begin(currentRoute().query.get("account") ?? undefined);
await show(false);
