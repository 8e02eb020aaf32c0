// The first JavaScript of each README prints what its comments say.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import test from "node:test";

for (const name of ["../../README.md", "../README.md"]) {
  test(`the example of ${name}`, () => {
    const readme = readFileSync(new URL(name, import.meta.url), "utf8");
    const [, example] = readme.match(/```js\n([^]*?)```/);
    const expected = [...example.matchAll(/^(?:console\.log\(.*\); )?\/\/ (.*)$/gm)].map(([, printed]) => printed);
    assert.equal(expected.length, 4);
    const cwd = new URL("..", import.meta.url);
    const { status, stdout, stderr } = spawnSync(process.execPath, ["--input-type=module"], { cwd, input: example, encoding: "utf8" });
    assert.equal(status, 0, stderr);
    assert.deepEqual(stdout.trimEnd().split("\n"), expected);
  });
}
