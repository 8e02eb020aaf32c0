// How a person leaves, who has come in by a code.
import { html, nothing } from "lit";

import { problemText } from "../ui/problem.ts";
import { visit } from "./visit.ts";
import "./sign-out.css";

/** A button, for who has a session of their own. */
export function signOut() {
  return visit.standing !== "known" || visit.session?.demo !== false
    ? nothing
    : html`
        <div class="sign-out">
          <span class="wrong" role="alert"></span>
          <button class="secondary" type="button" @click=${leave}>Sign out</button>
        </div>
      `;
}

async function leave(event: Event): Promise<void> {
  const problem = (event.currentTarget as HTMLElement).previousElementSibling!;
  problem.textContent = "";
  try {
    await visit.logOut();
  } catch (error) {
    problem.textContent = problemText(error);
  }
}
