// What is fetched, and what is shown while it is not there: a place of the same size, what was there before, or why it
// could not be fetched.
import "./loading.css";

import { type Task, TaskStatus } from "@lit/task";
import { html, nothing } from "lit";

import { problemText } from "./problem.ts";

/** What tasks had before, and what it is of. */
const kept = new WeakMap<object, { value: unknown; subject: string }>();

/**
 * Draws what a task has fetched. `waiting` says what stands there until it is. Where the next answer fails, the one before
 * stays if it has the same `subject`: the figures of other days would be read as those that are asked for.
 */
export function fetched<T>(
  task: Task<readonly unknown[], T>,
  draw: (value: T) => unknown,
  waiting: unknown = skeleton(),
  subject = "",
) {
  const isBusy = task.status === TaskStatus.PENDING;
  if (task.status === TaskStatus.ERROR) {
    const before = kept.get(task);
    const isShown = before?.subject === subject;
    return [failure(task.error, () => void task.run()), isShown ? draw(before.value as T) : nothing];
  }
  if (task.value === undefined) {
    return isBusy || task.status === TaskStatus.INITIAL ? waiting : nothing;
  }
  if (!isBusy) {
    kept.set(task, { value: task.value, subject });
  }
  return html`<div class="fetched" aria-busy=${isBusy}>${draw(task.value)}</div>`;
}

/** Why something is not there, and a way to try again. */
export function failure(error: unknown, again: () => void) {
  return html`
    <div class="notice wrong" role="alert">
      <p>${problemText(error)}</p>
      <button class="secondary" type="button" @click=${again}>Try again</button>
    </div>
  `;
}

/** Lines that are still to come. */
export function skeleton(lines = 3) {
  return html`
    <div class="skeleton" role="status">
      <span class="unseen">Loading</span>
      ${Array.from({ length: lines }, () => html`<span class="skeleton-line"></span>`)}
    </div>
  `;
}
