// The side that works: one preflight, of what it is handed or of a blob that it reads itself.
import { open } from "./source.js";

// As often as somebody can follow.
const PROGRESS_MS = 100;

/** Serves `port`: `post(message)` and `listen(hear)`. `Engine` works from now on. */
export function serve({ post, listen }, Engine) {
  let run;
  let told_ms = -Infinity;
  const tell = () => {
    told_ms = performance.now();
    post({ progress: run.progress() });
  };
  const push = (piece) => {
    run.push(piece);
    if (performance.now() - told_ms >= PROGRESS_MS) tell();
  };
  const finish = () => {
    tell();
    post({ answer: run.finish() });
  };
  const heard = {
    async begin({ book, decks, parameters, blob, ...options }) {
      run = new Engine(book, { decks, parameters }).preflight(options);
      if (blob === undefined) {
        post({ wants: true });
        return;
      }
      const { next } = open(blob);
      for (let piece = await next(); piece !== undefined; piece = await next()) push(piece);
      finish();
    },
    async piece(piece) {
      if (piece === undefined) {
        finish();
        return;
      }
      push(piece);
      post({ wants: true });
    },
  };
  listen(async (message) => {
    try {
      for (const [kind, value] of Object.entries(message)) await heard[kind](value);
    } catch ({ code, message }) {
      post({ error: { code: typeof code === "string" ? code : "internal", message: String(message) } });
    }
  });
  post({ ready: true });
}
