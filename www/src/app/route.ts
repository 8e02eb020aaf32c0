// Addresses within the app: `#/usage?range=last-30-days`. They are fragments, which browsers do not send to any server:
// what somebody shares of a draft stays between them and the one they share it with.

/** The name of a screen, and what it is asked to show. */
export interface Route {
  screen: string;
  query: URLSearchParams;
}

/** Where the app is. An empty screen is the first one. */
export function currentRoute(): Route {
  const [path = "", query = ""] = location.hash.replace(/^#\/?/, "").split(/\?(.*)/s);
  return { screen: path, query: new URLSearchParams(query) };
}

/**
 * What a link to a screen has as its `href`. Values that are `undefined` or empty are left out. The account that an
 * operator looks at is kept from screen to screen: where `query` names none, it is the present one. With `undefined` for
 * it, it is the visitor's own.
 */
export function href(screen: string, query: Record<string, string | undefined> = {}): string {
  const all = { account: currentRoute().query.get("account") ?? undefined, ...query };
  const given = Object.entries(all).filter((pair): pair is [string, string] => Boolean(pair[1]));
  const text = new URLSearchParams(given).toString();
  return `#/${screen}${text === "" ? "" : `?${text}`}`;
}

/** Goes to a screen. */
export function go(screen: string, query?: Record<string, string | undefined>): void {
  location.hash = href(screen, query);
}

/** Says in the address what the present screen shows: it can be shared and reloaded, and adds no step to the history. */
export function remember(screen: string, query: Record<string, string | undefined>): void {
  if (currentRoute().screen === screen) {
    history.replaceState(history.state, "", href(screen, query));
  }
}
