// What a file of tests stands on, such as a browser and a ledger.
import { after, before } from "node:test";

// This is how the test runner ends a file that takes too long. What the file has started ends as the process exits.
process.once("SIGTERM", () => process.exit(1));

/**
 * Runs `prepare` before the tests of a file. It gets a `t` whose `after` takes what is to be undone once the tests are
 * over. That is done whatever fails: also for what is ready only after something beside it has failed.
 */
export function setup(prepare) {
  const undoings = [];
  let isOver = false;
  const t = { after: (undo) => (isOver ? undo() : undoings.push(undo)) };
  before(() => prepare(t));
  after(async () => {
    isOver = true;
    const outcomes = await Promise.allSettled(undoings.map(async (undo) => undo()));
    const failed = outcomes.find(({ status }) => status === "rejected");
    if (failed) throw failed.reason;
  });
}
