// Whether everybody can use what a page shows, in both themes, on narrow pages and wide ones.
import assert from "node:assert/strict";
import axe from "axe-core";

const WIDTHS = [360, 1440];
const HEIGHT = 800;

/** The rules that depend on colours; all others find the same in either theme. */
const COLOR_RULES = ["color-contrast", "link-in-text-block"];

/** Rules that are kept although axe calls them less than serious. */
const KEPT_RULES = ["landmark-unique", "empty-table-header"];

/** Fails where axe finds something serious in what a page shows, or where that is wider than the page. */
export async function isUsable(page, state) {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: HEIGHT });
    await hasNoFindings(page, `${state}: ${width} px`);
    const whole = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(whole <= width, `${state}: ${whole} px on a page of ${width} px`);
  }
}

/** Fails where axe finds something serious in either theme. The page is light afterwards. */
export async function hasNoFindings(page, state) {
  await page.emulateMedia({ colorScheme: "dark" });
  assert.deepEqual(await findings(page, { runOnly: COLOR_RULES }), [], `${state}, dark`);
  await page.emulateMedia({ colorScheme: "light" });
  assert.deepEqual(await findings(page), [], `${state}, light`);
}

/** What axe finds serious, as a list that a person can read. */
async function findings(page, options = {}) {
  // The script takes longer to send than to run, so each document gets it once.
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  return page.evaluate(async ([options, kept]) => {
    // Colours are measured as they are at rest. What is not drawn may never come to it by itself.
    for (const animation of document.getAnimations()) animation.finish();
    const { violations } = await window.axe.run(document, { resultTypes: ["violations"], ...options });
    return violations
      .filter(({ id, impact }) => impact === "serious" || impact === "critical" || kept.includes(id))
      .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target} ${node.failureSummary}`));
  }, [options, KEPT_RULES]);
}
