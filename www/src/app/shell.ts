// What stands around every screen: the navigation, the balance, "Buy credits", and whether the ledger can be reached.
import { html, nothing, render } from "lit";

import { byId } from "../ui/dom.ts";
import { credits } from "../ui/format.ts";
import { whyNotBuy } from "./buying.ts";
import { currentRoute, href } from "./route.ts";
import { SCREENS, type ScreenOf } from "./screens.ts";
import { signIn } from "./sign-in.ts";
import { visit } from "./visit.ts";

const brand = byId<HTMLAnchorElement>("brand");
const nav = byId("nav");
const standing = byId("standing");
const notices = byId("notices");

let place = "";

// Where the page becomes narrow, too.
new ResizeObserver(reveal).observe(nav);

/** Draws it; `screen` is the one that is shown. */
export function drawShell(screen: ScreenOf): void {
  brand.href = href("");
  // Until it is known who visits, each link's place is kept: most have an account.
  const drawn = SCREENS.filter((each) => visit.standing === "starting" || isOffered(each));
  render(drawn.map((each) => link(each, each === screen)), nav);
  const now = `${screen.name} of ${drawn.length}`;
  if (now !== place) {
    place = now;
    reveal();
  }
  render(holder(), standing);
  render([reach(), stranger(), visiting()], notices);
}

/** Whether the visitor can use a screen. */
export function isOffered({ for: who }: ScreenOf): boolean {
  return who === "anyone" || (who === "account" ? visit.account !== undefined : visit.isOperator);
}

/** Brings the screen's link into view, where the navigation is wider than the page, which itself stays where it is. */
function reveal(): void {
  const bounds = nav.getBoundingClientRect();
  const current = nav.querySelector("[aria-current]")?.getBoundingClientRect() ?? bounds;
  nav.scrollLeft += Math.min(0, current.left - bounds.left) + Math.max(0, current.right - bounds.right);
}

function link(screen: ScreenOf, isCurrent: boolean) {
  const { name, title } = screen;
  const look = isCurrent || isOffered(screen) ? nothing : "expected";
  return html`<a class=${look} href=${href(name)} aria-current=${isCurrent ? "page" : nothing}>${title}</a>`;
}

function holder() {
  const { account } = visit;
  if (visit.standing === "starting") {
    return html`<span class="standing-wait"></span>`;
  }
  if (account === undefined) {
    return visit.standing === "alone" && visit.reachable ? html`<span class="quiet">No ledger connected</span>` : nothing;
  }
  const { available, unlimited } = account.balance;
  const whose = `${account.id}, ${account.effectivePlan}`;
  const isLow = !unlimited && (visit.alerts?.fired ?? []).length > 0;
  return html`
    <a class="balance ${isLow ? "low" : ""}" href=${href("account")}>
      <span class="unseen">Balance: </span>
      <strong>${unlimited ? "Unlimited" : credits(available)}</strong>
      <span class="quiet" title=${whose}>${isLow ? "Low · " : ""}${whose}</span>
    </a>
    ${buying()}
  `;
}

/** Where credits are bought, or why they are not. */
function buying() {
  const { account, plans } = visit;
  if (account === undefined || account.balance.unlimited || plans === undefined) {
    return nothing;
  }
  const obstacle = whyNotBuy(account, plans);
  return obstacle === undefined
    ? html`<a class="button primary" href=${href("account", { buy: "1" })}>Buy credits</a>`
    : html`<span class="quiet no-purchases" title=${obstacle.sentence}>${obstacle.short}</span>`;
}

function reach() {
  const what = visit.account === undefined ? "the account could not be loaded" : "the account’s figures may be out of date";
  return visit.reachable
    ? nothing
    : html`<p class="notice wrong" role="alert">
        ${navigator.onLine ? "The ledger does not answer." : "You are offline."} Prices still work; ${what}. Trying again every
        few seconds.
      </p>`;
}

function stranger() {
  return visit.standing === "stranger" ? signIn(visit.session !== undefined) : nothing;
}

/** Whose account an operator looks at, where it is not their own. */
function visiting() {
  const { accountId, missing, session } = visit;
  const named = currentRoute().query.get("account");
  if (visit.standing === "starting" && named !== null) {
    // Its place: what is below does not move when it is known who looks.
    return html`<p class="notice expected">You are looking at the account <strong>${named}</strong>. Back to the list</p>`;
  }
  const back = html`<a href=${href("operator", { account: undefined })}>Back to the list</a>`;
  if (missing !== undefined) {
    return html`<p class="notice wrong" role="alert">There is no account <strong>${missing}</strong>. ${back}</p>`;
  }
  return accountId === undefined || accountId === session?.account
    ? nothing
    : html`<p class="notice">You are looking at the account <strong>${accountId}</strong>. ${back}</p>`;
}
