// What a key stroke in a long message takes: the work that is done is bounded, and its time is traced and printed.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout } from "node:timers/promises";

import { setup } from "../../tests/support/setup.mjs";
import { openPage, startBrowser } from "./support/browser.mjs";
import { startLedger } from "./support/ledger.mjs";

const CHARACTERS = 1_600;
const STROKES = 100;
const STROKE_MS = 60;

/** Nodes that a stroke may touch: figures, the last part, its caption. All of the parts would be some hundred more. */
const CHANGES_MAX = 60;

const TEXTS = {
  "GSM-7": "Hi Asha, your table is booked for 8 pm. ",
  "UCS-2": "Hi Zoë, your table’s booked for 8 pm 🎉. ",
};

let browser;
let ledger;

setup(async (t) => {
  [browser, ledger] = await Promise.all([startBrowser(t), startLedger(t)]);
});

function longOf(unit) {
  return unit.repeat(Math.ceil(CHARACTERS / unit.length)).slice(0, CHARACTERS - STROKES / 2);
}

async function openLong(t, unit) {
  const { page, complaints } = await openPage(t, browser, ledger.url);
  await page.getByLabel("Message", { exact: true }).fill(longOf(unit));
  await page.getByLabel("Message", { exact: true }).press("Control+End");
  return { page, complaints };
}

for (const [encoding, unit] of Object.entries(TEXTS)) {
  test(`a key stroke touches little: ${encoding}`, async (t) => {
    const { page, complaints } = await openLong(t, unit);
    await page.evaluate(() => {
      window.changes = 0;
      const observer = new MutationObserver((records) => {
        window.changes += records.reduce((sum, { addedNodes, removedNodes }) => sum + 1 + addedNodes.length + removedNodes.length, 0);
      });
      const watched = { subtree: true, childList: true, characterData: true, attributes: true };
      observer.observe(document.body, watched);
      observer.observe(document.querySelector("septet-meter").shadowRoot, watched);
      // What the engine answers is JSON text. Repairs are looked for when somebody pauses, and here a slow machine may.
      window.quotes = 0;
      const { parse } = JSON;
      JSON.parse = (text, ...rest) => {
        const isQuote = typeof text === "string" && text.includes('"explanation":') && !text.includes('"repairs":');
        window.quotes += isQuote ? 1 : 0;
        return parse(text, ...rest);
      };
    });
    for (const key of "and more") {
      await page.evaluate(() => {
        window.changes = 0;
        window.quotes = 0;
      });
      await page.keyboard.insertText(key);
      await page.evaluate(() => new Promise(requestAnimationFrame));
      const { changes, quotes } = await page.evaluate(() => ({ changes: window.changes, quotes: window.quotes }));
      assert.ok(changes > 0 && changes <= CHANGES_MAX, `${changes} nodes are touched`);
      assert.equal(quotes, 0, "the parts are as many as before, and so is the price the same");
    }
    await page.keyboard.insertText("and a part more. ".repeat(10));
    await page.evaluate(() => new Promise(requestAnimationFrame));
    assert.equal(await page.evaluate(() => window.quotes), 1, "the meter shows the screen's price and asks for none");
    assert.deepEqual(complaints, []);
  });

  test(`the main thread's work for a key stroke, traced: ${encoding}`, async (t) => {
    const { page } = await openLong(t, unit);
    const screen = await timesOf(page);
    await page.goto("about:blank");
    await page.setContent(`<textarea id="bare" cols="80" rows="24"></textarea>`);
    await page.fill("#bare", longOf(unit));
    await page.press("#bare", "Control+End");
    const bare = await timesOf(page);
    t.diagnostic(`${encoding}, ${CHARACTERS} characters, ${STROKES} key strokes: ${told(screen)}; a field alone on a page: ${told(bare)}`);
  });
}

/** Milliseconds of the main thread for each of the key strokes: its scripts, and with all that is drawn. */
async function timesOf(page) {
  const session = await page.context().newCDPSession(page);
  const events = [];
  session.on("Tracing.dataCollected", ({ value }) => events.push(...value));
  await session.send("Tracing.start", { transferMode: "ReportEvents", categories: "devtools.timeline,disabled-by-default-devtools.timeline" });
  for (let stroke = 0; stroke < STROKES; stroke += 1) {
    // The pace of somebody who types fast. Nothing is asked of the page meanwhile: it would be counted.
    await page.keyboard.press(stroke % 6 === 5 ? "Space" : "a", { delay: STROKE_MS / 2 });
    await setTimeout(STROKE_MS / 2);
  }
  const complete = new Promise((resolve) => session.once("Tracing.tracingComplete", resolve));
  await session.send("Tracing.end");
  await complete;
  await session.detach();
  const strokes = workOf(events);
  assert.equal(strokes.length, STROKES, "each key stroke is traced");
  return strokes;
}

function told(strokes) {
  const of = (what) => {
    const times = strokes.map(what).toSorted((a, b) => a - b);
    return `median ${times[Math.floor(times.length / 2)].toFixed(2)} ms, most ${times.at(-1).toFixed(2)} ms`;
  };
  return `scripts ${of(({ scripts }) => scripts)}, with drawing ${of(({ scripts, drawing }) => scripts + drawing)}`;
}

const DRAWING = ["UpdateLayoutTree", "Layout", "PrePaint", "Paint", "Layerize", "Commit"];
const CALLBACKS = ["FunctionCall", "RunMicrotasks", "FireAnimationFrame", "FireIdleCallback", "TimerFire", "MinorGC", "MajorGC"];

/** What the page's scripts and drawing take from one key to the next. What the browser does itself to edit a field is not theirs. */
function workOf(events) {
  const isEvent = ({ name, args }, type) => name === "EventDispatch" && args.data.type === type;
  const first = events.find((event) => isEvent(event, "input"));
  // The thread's own time: what else the machine does meanwhile is not the page's work.
  const own = events
    .filter(({ pid, tid, ph, tdur }) => pid === first.pid && tid === first.tid && ph === "X" && tdur !== undefined)
    .toSorted((a, b) => a.ts - b.ts || b.dur - a.dur);
  const strokes = [];
  let countedUntil = 0;
  for (const event of own) {
    if (isEvent(event, "keydown")) {
      strokes.push({ scripts: 0, drawing: 0 });
    }
    const isScript = isEvent(event, "input") || CALLBACKS.includes(event.name);
    // What is part of something counted is counted with it.
    if ((isScript || DRAWING.includes(event.name)) && strokes.length > 0 && event.ts >= countedUntil) {
      strokes.at(-1)[isScript ? "scripts" : "drawing"] += event.tdur / 1000;
      countedUntil = event.ts + event.dur;
    }
  }
  return strokes;
}
