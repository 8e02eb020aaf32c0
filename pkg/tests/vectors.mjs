// `tests/vectors`, as Rust reads them too.
import { readFileSync } from "node:fs";

const textOf = (value) =>
  typeof value === "string" ? value : value.map(([part, times]) => textOf(part).repeat(times)).join("");

/** The cases of a vector file, with their texts written out. */
export function vectors(file) {
  const url = new URL(`../../tests/vectors/${file}.json`, import.meta.url);
  const { cases } = JSON.parse(readFileSync(url, "utf8"));
  for (const { request } of cases) {
    if (Array.isArray(request.text)) request.text = textOf(request.text);
  }
  return cases;
}
