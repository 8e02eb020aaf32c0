// Every type of the package and every member of one says what it is.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import test from "node:test";

const ROOT = new URL("../", import.meta.url);
// What is made from the OpenAPI document says what that says.
const OTHERS = /node_modules|tests|examples|^client\/schema/;
const files = readdirSync(ROOT, { recursive: true }).filter((name) => name.endsWith(".d.ts") && !OTHERS.test(name));

/** Exports, and members at any depth that have a line of their own. */
const DECLARED = /^(export (?!\*|type \{|\{|default)|\s+(readonly )?[\w[][\w\]: ]*\??[:(])/;

for (const name of files) {
  test(name, () => {
    const lines = readFileSync(new URL(name, ROOT), "utf8").replaceAll(/\/\*\*[^]*?\*\//g, (text) => text.replaceAll(/^.*$/gm, "*")).split("\n");
    const undocumented = lines.filter((line, at) => DECLARED.test(line) && !lines[at - 1]?.endsWith("*"));
    assert.deepEqual(undocumented, []);
  });
}

test("there are types", () => assert.ok(files.includes("index.d.ts") && files.includes("slim.d.ts")));
