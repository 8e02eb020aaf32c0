// Makes what is known of the ledger in `pkg/client` from the OpenAPI document of a `septet` program: the types of all
// that is asked and answered, the operations, and the client's methods. `node generate.mjs` writes them.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import openapiTypescript, { astToString } from "openapi-typescript";
import ts from "typescript";

const CLIENT = new URL("../../../pkg/client/", import.meta.url);
const HEAD = "// Made from the ledger's OpenAPI document by `tests/support/client/generate.mjs`.\n";

/** Operations that may be sent again though they are neither reads nor have a key: they write nothing, or the same once, or each part has its own key. */
const REPEATABLE = new Set(["quote", "preflight", "chargeBatch", "importBook", "importDeck"]);

/** Operations that are for others than a client: the payment provider's, and the document that all this is made from. */
const OMITTED = new Set(["stripeWebhook", "getOpenApi"]);

/** The files of `pkg/client` that are made, by name. */
export async function generate() {
  const program = process.env.SEPTET_BIN;
  if (program === undefined) throw new Error("set SEPTET_BIN to the septet program, built with the features cli and server");
  const document = JSON.parse(execFileSync(program, ["openapi"], { encoding: "utf8", maxBuffer: 64 << 20 }));
  const operations = operationsOf(document);
  return {
    "schema.d.ts": HEAD + astToString(lax(await openapiTypescript(document, { alphabetize: true, emptyObjectsUnknown: true }))),
    "codes.d.ts": HEAD + codes(document.components.schemas.ErrorCode.enum),
    "operations.js": HEAD + table(operations),
    "operations.d.ts": HEAD + methods(operations),
  };
}

export const write = async () => {
  for (const [name, text] of Object.entries(await generate())) writeFileSync(new URL(name, CLIENT), text);
};

/** With `exactOptionalPropertyTypes`, what may be left out could not be given as `undefined`, which is the same. */
function lax(nodes) {
  const { factory, isPropertySignature, isUnionTypeNode, SyntaxKind, visitEachChild } = ts;
  const nothing = factory.createKeywordTypeNode(SyntaxKind.UndefinedKeyword);
  const visit = (node) => {
    if (isPropertySignature(node) && node.name.text === "headers") return node;
    const seen = visitEachChild(node, visit, undefined);
    if (!isPropertySignature(seen) || seen.questionToken === undefined) return seen;
    const { modifiers, name, questionToken, type } = seen;
    if ([SyntaxKind.NeverKeyword, SyntaxKind.UnknownKeyword].includes(type.kind)) return seen;
    const either = factory.createUnionTypeNode([...(isUnionTypeNode(type) ? type.types : [type]), nothing]);
    return factory.updatePropertySignature(seen, modifiers, name, questionToken, either);
  };
  return nodes.map(visit);
}

function operationsOf(document) {
  const resolve = (schema) => (schema?.$ref ? document.components.schemas[schema.$ref.split("/").at(-1)] : schema);
  const all = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => describe(path, method.toUpperCase(), operation, resolve)),
  );
  return all.filter(({ name }) => !OMITTED.has(name)).toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function describe(path, method, operation, resolve) {
  const { operationId: name, parameters = [], responses } = operation;
  const has = (place, wanted) => parameters.some((parameter) => parameter.in === place && parameter.name === wanted);
  const [, { content = {} }] = Object.entries(responses).find(([status]) => status < "300");
  const [type] = Object.keys(content);
  const page = resolve(content["application/json"]?.schema)?.properties ?? {};
  const [items] = Object.keys(page).filter((field) => resolve(page[field]).type === "array");
  return {
    name,
    summary: operation.summary,
    method,
    path,
    places: [...path.matchAll(/{(\w+)}/g)].map(([, place]) => place),
    body: operation.requestBody !== undefined,
    csv: operation.requestBody?.content["text/csv"] !== undefined,
    query: parameters.some((parameter) => parameter.in === "query"),
    keyed: has("header", "Idempotency-Key"),
    items: has("query", "cursor") ? items : undefined,
    answer: answerOf(name, type),
  };
}

/** How an answer is read. A deck's hash is that of its bytes, and reading them as text would lose some. */
function answerOf(name, type) {
  if (type === undefined) return "none";
  if (name === "getDeck") return "bytes";
  return /[/+]json$/.test(type) ? "json" : "text";
}

/** Apart from all the other types, which are not read for a price. */
function codes(all) {
  const head = "/** What the core and the ledger refuse, by the codes that both have. */\n";
  return `${head}export type RefusalCode =\n${all.map((code) => `  | "${code}"`).join("\n")};\n`;
}

function table(operations) {
  const row = ({ name, method, path, body, csv, query, keyed, items, answer }) => {
    const repeatable = method !== "POST" || keyed || REPEATABLE.has(name);
    const flags = Object.entries({ body, csv, query, keyed, repeatable }).filter(([, is]) => is).map(([flag]) => `${flag}: true`);
    const all = [`method: "${method}"`, `path: "${path}"`, ...flags, ...(items ? [`items: "${items}"`] : []), `answer: "${answer}"`];
    return `  ${name}: { ${all.join(", ")} },\n`;
  };
  return `export const operations = {\n${operations.map(row).join("")}};\n`;
}

function methods(operations) {
  const inputs = ({ name, places, body, query }) => [
    ...places.map((place) => `${place}: string`),
    ...(body ? [`body: Body<"${name}">`] : []),
    ...(query ? [`query?: Query<"${name}">`] : []),
  ];
  const answer = ({ name, answer }) =>
    ({ none: "void", bytes: "Uint8Array", text: "string", json: `Answer<"${name}">` })[answer];
  const method = (operation) => {
    const given = [...inputs(operation), `options?: ${operation.keyed ? "ChangeOptions" : "CallOptions"}`].join(", ");
    return `  /** ${operation.summary} */\n  ${operation.name}(${given}): Promise<${answer(operation)}>;\n`;
  };
  const list = (operation) => {
    const given = [...inputs(operation), "options?: CallOptions"].join(", ");
    const item = `Answer<"${operation.name}">["${operation.items}"][number]`;
    return `  /** ${operation.summary} */\n  ${operation.name}(${given}): AsyncIterableIterator<${item}>;\n`;
  };
  const head = `import type { Answer, Body, CallOptions, ChangeOptions, Query } from "./index.js";\n`;
  const lists = operations.filter(({ items }) => items !== undefined);
  return `${head}
/** A method for each thing that a ledger does. */
export interface Operations {
${operations.map(method).join("")}}

/** The lists, item by item: further pages are asked for as they are needed. */
export interface Lists {
${lists.map(list).join("")}}
`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await write();
