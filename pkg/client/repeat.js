// Sending something again that failed, later each time.

/** At first, on average; twice as long each time, and at most. */
const PAUSE_MS = 200;
const PAUSE_MAX_MS = 10_000;

/** Whoever is told to wait for longer than this is better told so. */
const ASKED_MAX_MS = 60_000;

/** Too many requests, and what passes by itself. */
const PASSING = new Set([429, 500, 502, 503, 504]);

/**
 * The answer of `once`, which answers `{answer}`, or `{refused}` with the `response` if there was one. It is asked again
 * as long as that may help.
 */
export async function repeat(once, { retries, signal, cancelled }) {
  for (let tries = 0; ; tries++) {
    const { answer, refused, response } = await once();
    if (refused === undefined) return answer;
    const asked_ms = retryAfterMs(response);
    const helps = (response === undefined || PASSING.has(response.status)) && !(asked_ms > ASKED_MAX_MS);
    if (tries >= retries || !helps) throw refused;
    // By chance, so that those who failed together do not come back together.
    const pause_ms = Math.random() * Math.min(2 * PAUSE_MS * 2 ** tries, PAUSE_MAX_MS);
    await sleep((asked_ms ?? 0) + pause_ms, signal, cancelled);
  }
}

/** What the ledger asks to wait: seconds, or until a date (RFC 9110, 10.2.3). */
function retryAfterMs(response) {
  const given = response?.headers.get("Retry-After");
  if (!given) return undefined;
  const ms = /^\d+$/.test(given) ? Number(given) * 1000 : Date.parse(given) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.max(ms, 0);
}

function sleep(ms, signal, cancelled) {
  return new Promise((resolve, reject) => {
    const abort = () => {
      clearTimeout(timer);
      reject(cancelled(signal));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", abort);
      resolve();
    }, ms);
    signal?.addEventListener("abort", abort, { once: true });
  });
}
