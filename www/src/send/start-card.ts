// The last step: how the campaign is paid, what it is called, and the button, which says why it cannot be pressed.
import { html, nothing } from "lit";
import { live } from "lit/directives/live.js";
import type { PreflightAnswer } from "septet";

import type { Account } from "../app/ledger.ts";
import { isRecorded } from "../app/payer.ts";
import { visit } from "../app/visit.ts";
import { credits, decimal } from "../ui/format.ts";
import type { Draft } from "./draft.ts";
import type { Reading } from "./reading.ts";
import { campaignId, type Difference, type Mode } from "./starting.ts";
import type { Change } from "./what.ts";
import { isZero, verdict } from "./words.ts";

type Modes = Record<Mode, { label: string; button: string; note(answer: PreflightAnswer | undefined): string }>;

const MODES: Modes = {
  hold_maximum: {
    label: "Hold the maximum",
    button: "Hold the maximum and start",
    note: (answer) => `${amount(answer?.credits.max)} are reserved: everyone is reached, whatever happens on the way.`,
  },
  hold_expected: {
    label: "Hold the expected cost, and stop at the limit",
    button: "Hold the expected cost and start",
    note: (answer) => `${amount(answer?.credits.expected)} are reserved: it stops at the first charge beyond them.`,
  },
  warn: {
    label: "Hold nothing",
    button: "Start without a hold",
    note: () => "Each charge is paid from the balance at that moment, as long as that lasts.",
  },
};

/** Where nothing is deducted, a hold is only a limit. */
const RECORDED: Modes = {
  hold_maximum: {
    label: "Up to the maximum",
    button: "Start up to the maximum",
    note: (answer) => `${amount(answer?.credits.max)} are the limit: everyone is reached, whatever happens on the way.`,
  },
  hold_expected: {
    label: "Up to the expected cost, and stop at the limit",
    button: "Start up to the expected cost",
    note: (answer) => `${amount(answer?.credits.expected)} are the limit: it stops at the first charge beyond them.`,
  },
  warn: {
    label: "Without a limit",
    button: "Start without a limit",
    note: () => "Each charge is recorded, whatever they add up to.",
  },
};

function amount(given: string | undefined): string {
  return given === undefined ? "The credits" : credits(given);
}

export interface Starting {
  mode: Mode;
  seed: number;
  isStarting: boolean;
  difference: Difference | undefined;
  problem: string;
}

export interface StartActs {
  change: Change;
  choose(change: { mode?: Mode; seed?: number }): void;
  start(): void;
}

/** Why nothing can be started now; `undefined` where it can. `toDo` is what has to be done before recipients are counted. */
export function obstacle(account: Account | undefined, reading: Reading, toDo: string, mode: Mode, name: string): string | undefined {
  if (account === undefined) {
    return visit.standing === "alone" ? "No ledger connected: nothing can be started." : "Sign in to start a campaign.";
  }
  const { status, answer } = reading;
  if (status === "failed") {
    return toDo;
  }
  if (status === "cancelled") {
    return "The file was not read to the end.";
  }
  if (status === "reading") {
    return "The recipients are still being read.";
  }
  if (answer === undefined) {
    return toDo;
  }
  if (!visit.reachable) {
    return "The ledger does not answer at the moment.";
  }
  if (answer.priced === 0) {
    return "No recipient has a price.";
  }
  if (mode === "hold_maximum" && answer.covered === false) {
    return isZero(answer.shortfall ?? "0") ? verdict(answer) : `The balance is ${credits(answer.shortfall!)} short of the maximum.`;
  }
  const missing = answer.balance?.expectedShortfall ?? "0";
  if (mode === "hold_expected" && !isZero(missing)) {
    return `The balance is ${credits(missing)} short of the expected cost.`;
  }
  return campaignId(name) === "" ? "Give the campaign a name of letters and digits." : undefined;
}

export function startCard(
  account: Account | undefined,
  reading: Reading,
  toDo: string,
  { name }: Draft,
  starting: Starting,
  acts: StartActs,
) {
  const { mode, seed, isStarting, difference, problem } = starting;
  const { answer } = reading;
  const why = obstacle(account, reading, toDo, mode, name);
  const id = campaignId(name);
  const isLimit = account !== undefined && isRecorded(account);
  const modes = isLimit ? RECORDED : MODES;
  return html`
    <fieldset class="send-modes">
      <legend>${isLimit ? "How far it may go" : "What is reserved"}</legend>
      ${isLimit ? html`<p class="hint">Nothing is reserved or deducted: usage is recorded.</p>` : nothing}
      ${Object.entries(modes).map(
        ([value, { label, note }]) => html`
          <label class="send-mode">
            <input
              type="radio"
              name="send-mode"
              value=${value}
              .checked=${live(value === mode)}
              @change=${() => acts.choose({ mode: value as Mode })}
            >
            <span><strong>${label}</strong><span class="quiet">${note(answer)}</span></span>
          </label>
        `,
      )}
    </fieldset>
    <div class="field">
      <label for="send-name">Name of the campaign</label>
      <input
        id="send-name"
        autocomplete="off"
        maxlength="80"
        aria-describedby="send-name-note"
        .value=${live(name)}
        @input=${({ target }: Event) => acts.change({ name: (target as HTMLInputElement).value })}
      >
      <p id="send-name-note" class="hint">${id === name || id === "" ? "Usage is reported under it." : html`In reports: <code>${id}</code>`}</p>
    </div>
    ${
      visit.session?.demo === true
        ? html`<div class="field">
            <label for="send-seed">Seed of the simulation</label>
            <input
              id="send-seed"
              inputmode="numeric"
              autocomplete="off"
              aria-describedby="send-seed-note"
              .value=${live(String(seed))}
              @change=${({ target }: Event) => acts.choose({ seed: seedOf((target as HTMLInputElement).value) })}
            >
            <p id="send-seed-note" class="hint">
              This is a demo: no message is sent, and the outcomes are random. The same seed gives the same outcomes.
            </p>
          </div>`
        : nothing
    }
    ${difference === undefined ? nothing : differing(difference)}
    ${problem === "" ? nothing : html`<p class="notice wrong" role="alert">${problem}</p>`}
    <button
      class="primary send-start"
      type="button"
      aria-busy=${isStarting}
      aria-describedby="send-why"
      ?disabled=${why !== undefined}
      @click=${acts.start}
    >
      ${difference === undefined ? modes[mode].button : `Accept, and ${lower(modes[mode].button)}`}
    </button>
    <p id="send-why" class="hint ${why !== undefined && answer?.covered === false ? "wrong" : ""}">${why ?? ""}</p>
  `;
}

function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function seedOf(text: string): number {
  return Number.parseInt(text, 10) >>> 0;
}

function differing({ ledger, shown }: Difference) {
  return html`
    <p class="notice mild" role="alert">
      The ledger’s estimate is at most ${credits(ledger.max)}, expected ${decimal(ledger.expected)}; shown here were at most
      ${credits(shown.max)}, expected ${decimal(shown.expected)}. Its prices, its date or the plan have changed since. Nothing was started.
    </p>
  `;
}
