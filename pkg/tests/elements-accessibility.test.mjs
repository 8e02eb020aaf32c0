// All elements on one page: for axe, for the keyboard, and on a narrow screen; in light and in dark.
import assert from "node:assert/strict";
import test from "node:test";
import { openElements } from "./elements-page.mjs";

const BODY = `
  <h1>Elements</h1>
  <label for="message">Message</label><textarea id="message">Sam’s table [for two] is booked 🎉, and the other one, too: see you there tonight!</textarea>
  <septet-meter for="message" book="calcom" plan="team" to="+919876543210"></septet-meter>
  <septet-meter id="over" max-segments="1"></septet-meter>
  <septet-balance id="low"></septet-balance>
  <septet-balance id="unlimited"></septet-balance>
  <septet-preflight id="dear"></septet-preflight>
  <septet-preflight id="wrong"></septet-preflight>
`;

/** Brings each element into a state that shows much. */
function fill() {
  const at = (id) => document.getElementById(id);
  const period = { start: "2026-11-01T00:00:00Z", end: "2026-12-01T00:00:00Z", daysLeft: 10 };
  const balance = {
    allowance: "141.5",
    bought: "20",
    held: "15",
    available: "146.5",
    debt: "1",
    shared: "5",
    unlimited: false,
  };
  at("over").text = "x".repeat(400);
  at("low").account = { balance, period };
  at("low").alerts = { watched: true, base: "750", percentage: "18.8", thresholds: ["20"], fired: ["20"] };
  at("unlimited").account = { balance: { ...balance, unlimited: true }, period };
  const options = { book: "calcom", plan: "team", service: "sms", balance: { allowance: "20", bought: "1" } };
  Object.assign(at("dear"), {
    options,
    template: "Hi {{name}}",
    file: new File(["phone,name\n+919876543210,Zoë\n+919876543210,Zoë\nx,y\n"], "guests.csv"),
  });
  Object.assign(at("wrong"), {
    options,
    template: "Hi {{name}",
    file: new File(["phone\n+919876543210\n"], "a-file-with-quite-a-long-name-that-must-not-widen-the-page.csv"),
  });
}

test("chromium", async (t) => {
  const { page, complaints } = await openElements(t, BODY);
  await page.evaluate(fill);
  await page.locator("#dear [part=coverage]").waitFor();
  await page.locator("#wrong [part=problem]").waitFor();
  await page.locator("[part=repair]").first().waitFor();
  await page.locator("details").evaluate((details) => (details.open = true));
  await page.addScriptTag({ url: "/pkg/node_modules/axe-core/axe.min.js" });

  for (const colorScheme of ["light", "dark"]) {
    await t.test(`axe finds nothing, ${colorScheme}`, async () => {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      const found = await page.evaluate(async () => {
        const { violations } = await axe.run();
        return violations.map(
          ({ id, impact, nodes }) => `${impact} ${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`,
        );
      });
      assert.deepEqual(found, []);
    });
  }

  await t.test("the keyboard reaches all that can be used, and it can be seen where it is", async () => {
    const reached = [];
    for (let presses = 0; presses < 40; presses++) {
      await page.keyboard.press("Tab");
      const focused = await page.evaluate(() => {
        const host = document.activeElement;
        const own = host.shadowRoot?.activeElement;
        if (host === document.body) return undefined;
        // The input of a file is seen by the zone around it.
        const seen = own?.closest(".drop") ?? own ?? host;
        const isSeen = own === undefined || getComputedStyle(seen).outlineStyle === "solid";
        return `${host.id || host.localName} ${own ? (own.getAttribute("part") ?? own.type ?? own.localName) : ""}${isSeen ? "" : " unseen"}`.trim();
      });
      if (focused === undefined) break;
      reached.push(focused);
    }
    assert.deepEqual(reached, [
      "message",
      "septet-meter repair",
      "septet-meter view",
      "over view",
      "dear template",
      "dear file",
      "dear cancel",
      "dear summary",
      "wrong template",
      "wrong file",
      "wrong cancel",
    ]);
  });

  await t.test("a sentence begins with its number on a right-to-left page, too", async () => {
    await page.evaluate(() => (document.documentElement.dir = "rtl"));
    const [misplaced, seen] = await page.evaluate(() => {
      const texts = [...document.querySelectorAll("main > *")].flatMap((host) => [...(host.shadowRoot?.querySelectorAll("p, li, dd, .outcome") ?? [])]);
      const leftOf = (node, at) => {
        const range = document.createRange();
        range.setStart(node, at);
        range.setEnd(node, at + 1);
        return range.getBoundingClientRect();
      };
      const sentences = texts.flatMap((element) => [...element.childNodes]).filter(({ nodeType, data }) => nodeType === Node.TEXT_NODE && /^\s*\d.* [a-z]+/.test(data));
      const isMisplaced = (node) => {
        const first = leftOf(node, node.data.search(/\d/));
        const letter = leftOf(node, node.data.search(/[a-z]/));
        return first.top === letter.top && first.left > letter.left;
      };
      return [sentences.filter(isMisplaced).map(({ data }) => data.trim()), sentences.length];
    });
    assert.deepEqual(misplaced, []);
    assert.ok(seen >= 5, `${seen} sentences`);
  });

  for (const [direction, size] of [["ltr", 100], ["rtl", 100], ["ltr", 200]]) {
    await t.test(`nothing is wider than a page of 320 pixels, ${direction}, with letters of ${size} %`, async () => {
      await page.setViewportSize({ width: 320, height: 640 });
      await page.evaluate((size) => (document.documentElement.style.fontSize = `${size}%`), size);
      const wide = await page.evaluate((direction) => {
        document.documentElement.dir = direction;
        const all = [...document.querySelectorAll("main > *")].flatMap((host) => [
          host,
          ...(host.shadowRoot?.querySelectorAll("*:not(.unseen)") ?? []),
        ]);
        const { clientWidth, scrollWidth } = document.documentElement;
        const isOut = ({ left, right }) => left < -1 || right > clientWidth + 1;
        const out = all
          .filter((element) => isOut(element.getBoundingClientRect()))
          .map(({ outerHTML }) => outerHTML.slice(0, 80));
        return [scrollWidth - clientWidth, out];
      }, direction);
      assert.deepEqual(wide, [0, []]);
    });
  }

  assert.deepEqual(complaints, []);
});
