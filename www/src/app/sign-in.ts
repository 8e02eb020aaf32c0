// How a person comes in: by a code that works once. It stands in no address, and is kept nowhere.
import { html } from "lit";

import { problemText } from "../ui/problem.ts";
import { visit } from "./visit.ts";

/** A form for the code. What is open on the screen below stays as it is. */
export function signIn(hasEnded: boolean) {
  return html`
    <form class="notice sign-in" @submit=${submit}>
      <p id="sign-in-why">
        ${hasEnded ? "Your session has ended; nothing you typed is lost." : "You are not signed in."}
        Enter a login code to continue.
      </p>
      <label for="login-code">Login code</label>
      <input id="login-code" name="code" type="password" autocomplete="one-time-code" required aria-describedby="sign-in-why">
      <button class="primary" type="submit">Sign in</button>
      <p class="wrong" role="alert"></p>
    </form>
  `;
}

async function submit(event: SubmitEvent): Promise<void> {
  event.preventDefault();
  const form = event.currentTarget as HTMLFormElement;
  const problem = form.querySelector("[role=alert]")!;
  problem.textContent = "";
  try {
    await visit.logIn(String(new FormData(form).get("code")).trim());
  } catch (error) {
    problem.textContent = problemText(error);
  }
}
