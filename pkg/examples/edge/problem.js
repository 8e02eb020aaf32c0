// Refusals as the ledger words them (RFC 9457).

/** Where a code is not answered with 400, the ledger's status for it. */
const STATUSES = {
  "body-too-large": 413,
  internal: 500,
  "method-not-allowed": 405,
  "no-rate": 422,
  "no-region": 422,
  "not-found": 404,
  "not-in-plan": 403,
  "out-of-range": 422,
  "quote-expired": 422,
  "quote-mismatch": 422,
  "quote-spent": 409,
  "text-too-long": 422,
  "too-many-parts": 422,
  unavailable: 503,
};

/** An error with a code, as those of the package are. */
export const refused = (code, message, options) => Object.assign(new Error(message, options), { code });

/** The response to an error. One without a code is ours, and nobody's to read: what cannot be checked is not let through. */
export function problem(error) {
  const isOurs = typeof error?.code !== "string";
  if (isOurs) console.error(error);
  const code = isOurs ? "internal" : error.code;
  const detail = isOurs ? "something broke on our side" : error.message;
  const status = STATUSES[code] ?? 400;
  const headers = { "Content-Type": "application/problem+json" };
  return new Response(JSON.stringify({ type: "about:blank", title: code, status, detail, code }), { status, headers });
}
