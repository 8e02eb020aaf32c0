// A real browser, for the tests of the package and of the web app.

const ARGUMENTS = [
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];

/** A browser by Playwright's `chromium`, started with `more` arguments, which closes when the test `t` ends. */
export async function launch(t, chromium, more = []) {
  const isRoot = process.getuid?.() === 0;
  const browser = await chromium.launch({
    executablePath: process.env.SEPTET_CHROMIUM ?? "/usr/bin/chromium",
    args: [...(isRoot ? ["--no-sandbox"] : []), ...ARGUMENTS, ...more],
  });
  t.after(() => browser.close());
  return browser;
}
