// What went wrong, as a sentence.
import { sentence } from "./format.ts";

/** The ledger's own sentence; or that it did not answer, or does not know the visitor any more. */
export function problemText(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : undefined;
  if (code === "unavailable" || code === "unexpected-answer") {
    return "The ledger did not answer. Nothing was lost; please try again.";
  }
  if (code === "unauthorized") {
    return "Sign in above to continue.";
  }
  const text = error instanceof Error ? error.message : String(error);
  return `${isNamed(text) ? text : sentence(text)}${/[.?!]$/.test(text) ? "" : "."}`;
}

/** Whether it begins with a name, such as a file's: that is shown as it is. */
function isNamed(text: string): boolean {
  return /^\S*[._\d]\S/.test(text);
}
