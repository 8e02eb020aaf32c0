// `septet/worker` in Node and in Chromium.
import assert from "node:assert/strict";
import { createReadStream, mkdtempSync, openAsBlob, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { Engine } from "septet";
import { preflightFile } from "septet/worker";
import { openPage } from "./browser.mjs";
import { checks } from "./worker-checks.mjs";

for (const [name, check] of Object.entries(checks)) {
  test(`node: ${name}`, () => check({ Engine, preflightFile }));
}

test("node: a file on the disk, as a stream and as a blob", async () => {
  const folder = mkdtempSync(join(tmpdir(), "septet-"));
  try {
    const path = join(folder, "recipients.csv");
    const options = { book: "calcom", plan: "team", service: "sms", template: "Hi {{name}}!" };
    writeFileSync(path, `phone,name\n${"+919876543210,Ann\n".repeat(20_000)}`);
    const streamed = await preflightFile(createReadStream(path), options);
    assert.equal(streamed.recipients, 20_000);
    assert.deepEqual(await preflightFile(await openAsBlob(path), options), streamed);
    const missing = preflightFile(createReadStream(join(folder, "missing.csv")), options);
    await assert.rejects(missing, ({ code, cause }) => code === "unreadable-file" && cause.code === "ENOENT");

    const stream = createReadStream(path, { highWaterMark: 16 });
    const controller = new AbortController();
    const cancelled = preflightFile(stream, options, { signal: controller.signal, onProgress: () => controller.abort() });
    await assert.rejects(cancelled, { code: "cancelled", name: "AbortError" });
    assert.ok(stream.destroyed);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("chromium", async (t) => {
  const { page, complaints } = await openPage(t);
  for (const name of Object.keys(checks)) {
    await t.test(name, async () => {
      const problem = await page.evaluate(async (name) => {
        const [{ Engine }, { preflightFile }, { checks }] = await Promise.all(
          ["/pkg/web.js", "/pkg/worker/web.js", "/pkg/tests/worker-checks.mjs"].map((url) => import(url)),
        );
        return checks[name]({ Engine, preflightFile }).then(() => undefined, ({ message }) => message);
      }, name);
      assert.equal(problem, undefined);
    });
  }
  await t.test("where no worker can be started", async () => {
    const found = await page.evaluate(async () => {
      const { preflightFile } = await import("/pkg/worker/web.js");
      const { Worker } = globalThis;
      const forbidden = class {
        constructor() {
          throw new DOMException("of another origin", "SecurityError");
        }
      };
      const problems = [];
      for (const given of [forbidden, undefined]) {
        globalThis.Worker = given;
        const run = preflightFile(new Uint8Array(), { book: "calcom", plan: "team", service: "sms", template: "Hi" });
        problems.push(await run.catch(({ code, message, cause }) => [code, message, cause.name]));
      }
      globalThis.Worker = Worker;
      return problems;
    });
    const began = "the worker cannot be started: ";
    assert.deepEqual(found, [
      ["internal", `${began}of another origin`, "SecurityError"],
      ["internal", `${began}Worker is not a constructor`, "TypeError"],
    ]);
  });
  assert.deepEqual(complaints, []);
});
