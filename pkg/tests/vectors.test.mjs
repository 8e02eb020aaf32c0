import assert from "node:assert/strict";
import test from "node:test";
import { countSegments, Engine, region, segments } from "septet";
import { vectors } from "./vectors.mjs";

function check(file, call) {
  for (const { name, request, answer, error, ...on } of vectors(file)) {
    test(`${file}: ${name}`, () => {
      if (error) {
        assert.throws(() => call(request, on), (thrown) => {
          assert.ok(thrown instanceof Error);
          assert.deepEqual({ code: thrown.code, message: thrown.message }, error);
          return true;
        });
        return;
      }
      const found = call(request, on);
      for (const [path, expected] of Object.entries(answer)) {
        // A dotted name is a path.
        const value = path.split(".").reduce((value, step) => value[step], found);
        assert.deepEqual(value, expected, path);
      }
    });
  }
}

check("segments", ({ text, ...options }) => segments(text, options));
check("regions", ({ number }) => region(number));
check("quotes", (request, { book = "calcom", decks, parameters }) =>
  new Engine(book, { decks, parameters }).quote(request));

for (const { name, request, answer } of vectors("segments")) {
  const { text: _, profile, ...others } = request;
  if (!answer || typeof (profile ?? "") !== "string" || Object.keys(others).length) continue;
  test(`countSegments: ${name}`, () => {
    assert.equal(countSegments(request.text, request.profile), answer.segments);
  });
}
