// Things that are to happen once, however often they are tried.
import { isAnswer, newKey } from "./ledger.ts";

/** Keys of requests that got no answer: they may have been carried out, so the same request keeps its key. */
const unanswered = new Map<string, string>();

/** Does one thing at the ledger, under a key of its own, or under its last one where that got no answer. */
export async function once<T>(request: string, act: (idempotencyKey: string) => Promise<T>): Promise<T> {
  const key = unanswered.get(request) ?? newKey();
  unanswered.set(request, key);
  try {
    const answer = await act(key);
    unanswered.delete(request);
    return answer;
  } catch (error) {
    if (isAnswer(error)) {
      unanswered.delete(request);
    }
    throw error;
  }
}
