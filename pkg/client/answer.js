// What came back: an answer of the ledger, a refusal, or something of somebody else's.
import { failure, named } from "../plain.js";

const UNEXPECTED = "unexpected-answer";

/** What the ledger refused. */
export class LedgerError extends Error {
  constructor(response, problem) {
    super(problem.detail ?? problem.title ?? `the ledger answered with status ${response.status}`);
    this.name = "LedgerError";
    this.code = typeof problem.code === "string" ? problem.code : UNEXPECTED;
    this.status = response.status;
    this.problem = problem;
    this.requestId = response.headers.get("X-Request-Id") ?? undefined;
  }
}

const bodies = {
  bytes: async (response) => new Uint8Array(await response.arrayBuffer()),
  json: (response) => response.text(),
  none: () => undefined,
  text: (response) => response.text(),
};

const typeOf = (response) => response.headers.get("Content-Type") ?? "";

/** The body, which nobody has looked into yet: what fails here is the connection. */
export function bodyOf(response, kind) {
  if (response.ok) return bodies[kind](response);
  return typeOf(response).startsWith("application/problem+json") ? response.text() : response.body?.cancel();
}

/** What the ledger answered, which has no pages to answer with. */
export function answerOf(response, kind, body) {
  try {
    if (kind === "json") return JSON.parse(body);
  } catch (cause) {
    throw unexpected(response, cause);
  }
  if (typeOf(response).startsWith("text/html")) throw unexpected(response);
  return body;
}

/** What a refusal says of itself (RFC 9457); nothing, where it comes from something between us and the ledger. */
export function problemOf(body) {
  try {
    return named(JSON.parse(body));
  } catch {
    return {};
  }
}

const unexpected = ({ status }, cause) =>
  failure(UNEXPECTED, `no ledger answers with status ${status} and such a body: is \`url\` its address?`, { cause });

/** Whether the answer is somewhere else; a page is not told where. */
export const isRedirect = ({ type, status }) => type === "opaqueredirect" || (status >= 300 && status < 400);

export function redirected({ headers }) {
  const place = headers.get("Location");
  return failure(UNEXPECTED, `no ledger redirects, ${place ? `to \`${place}\`` : "wherever to"}: is \`url\` its address?`);
}

/** The items of a list's page. */
export function itemsOf(page, name) {
  if (!Array.isArray(page?.[name])) throw failure(UNEXPECTED, `no ledger answers with a page without \`${name}\``);
  return page[name];
}
