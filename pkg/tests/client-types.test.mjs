// What is made from the ledger's OpenAPI document is as it would be made now. `UPDATE=1` makes it anew.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import test from "node:test";
import { createClient } from "septet/client";
import { generate, write } from "../../tests/support/client/generate.mjs";

test("the client's types and operations are the ledger's", async () => {
  if (process.env.UPDATE) await write();
  for (const [name, made] of Object.entries(await generate())) {
    const there = readFileSync(new URL(`../client/${name}`, import.meta.url), "utf8");
    assert.ok(there === made, `pkg/client/${name} differs from what the OpenAPI document gives: set UPDATE=1`);
  }
});

test("each code that is thrown is in the type", () => {
  const read = (name) => readFileSync(new URL(`../${name}`, import.meta.url), "utf8");
  const scripts = readdirSync(new URL("..", import.meta.url), { recursive: true }).filter((name) => /^(?!node_modules|tests|examples|dist).*\.js$/.test(name));
  const thrown = scripts.flatMap((name) => [...read(name).matchAll(/\b(?:failure\(|code: |UNEXPECTED = )"([a-z-]+)"/g)].map(([, code]) => code));
  const [, own] = /export type ErrorCode =([^;]+);/.exec(read("index.d.ts"));
  const known = [...`${own}${read("client/codes.d.ts")}`.matchAll(/"([a-z-]+)"/g)].map(([, code]) => code);
  assert.deepEqual([...new Set(thrown)].filter((code) => !known.includes(code)), []);
  assert.ok(new Set(thrown).size > 10);
});

test("each operation is a method", () => {
  const client = createClient();
  const declared = readFileSync(new URL("../client/operations.d.ts", import.meta.url), "utf8");
  const [methods, lists] = declared.split("export interface Lists").map((text) => [...text.matchAll(/^ {2}(\w+)\(/gm)].map(([, name]) => name));
  assert.deepEqual(Object.keys(client).filter((name) => name !== "every"), methods);
  assert.deepEqual(Object.keys(client.every), lists);
  assert.ok(methods.length > 50 && lists.length > 5);
});
