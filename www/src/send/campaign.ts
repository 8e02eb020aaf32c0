// One campaign: where it stands, and what it has come to. In the demo it is run here, by a simulation.
import { Task } from "@lit/task";
import { html, nothing } from "lit";

import { canBuy } from "../app/buying.ts";
import { type Campaign, holds, isOnlyRecorded } from "../app/campaigns.ts";
import { ledger } from "../app/ledger.ts";
import { once } from "../app/once.ts";
import { href } from "../app/route.ts";
import { FollowVisit, visit } from "../app/visit.ts";
import { bar } from "../ui/bar.ts";
import { isMore } from "../ui/decimal.ts";
import { count, counted, serviceName } from "../ui/format.ts";
import { LightElement } from "../ui/light-element.ts";
import { fetched } from "../ui/loading.ts";
import { problemText } from "../ui/problem.ts";
import { findPlan, forgetPlan } from "./plans.ts";
import { isHoldUsedUp, isShort, Simulation } from "./simulation.ts";
import { paidBy, receipt, spent } from "./spent.ts";
import { outcomeName } from "./words.ts";

/** How often the ledger is asked where the campaign stands. */
const POLL_MS = 1_000;

/** Turns a second that can be chosen. */
const PACES = [10, 30, 50];
const USUAL_PACE = 30;

class SendCampaign extends LightElement {
  static override properties = {
    account: { attribute: false },
    campaign: { attribute: false },
    isNew: { attribute: false },
    latest: { state: true },
    isEnding: { state: true },
    problem: { state: true },
  };

  /** Whose campaign, and its id. */
  declare account: string;
  declare campaign: string;
  /** It was started this moment: its simulation begins by itself. */
  declare isNew: boolean;
  declare latest: Campaign | undefined;
  declare isEnding: boolean;
  declare problem: string;

  #simulation: Simulation | undefined;
  #poll: ReturnType<typeof setTimeout> | undefined;
  readonly #first = new Task(this, {
    args: () => [this.account, this.campaign] as const,
    task: async ([account, id], { signal }) => {
      this.latest = await ledger.getCampaign(account, id, { signal });
      this.#open(this.latest);
      return this.latest;
    },
  });

  constructor() {
    super();
    this.isNew = this.isEnding = false;
    this.problem = "";
    new FollowVisit(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#poll);
    this.#simulation?.pause();
  }

  /** Finds the campaign's simulation, and follows it at the ledger. */
  #open({ id, state }: Campaign): void {
    this.#simulation?.pause();
    this.#simulation = undefined;
    const plan = visit.session?.demo === true ? findPlan(this.account, id) : undefined;
    if (plan !== undefined && state === "running") {
      this.#simulation = new Simulation(this.account, id, plan, USUAL_PACE, () => this.#tick());
      if (this.isNew) {
        this.#simulation.run();
      }
    }
    this.#follow();
  }

  #tick(): void {
    this.requestUpdate();
    if (this.#simulation?.state === "over" && !this.isEnding) {
      void this.#end();
    }
  }

  #follow(): void {
    clearTimeout(this.#poll);
    if (this.latest?.state === "running" && this.isConnected) {
      this.#poll = setTimeout(() => void this.#ask(), POLL_MS);
    }
  }

  async #ask(): Promise<void> {
    if (document.visibilityState === "visible") {
      try {
        const before = this.latest;
        this.latest = await ledger.getCampaign(this.account, this.campaign);
        const balance = this.#simulation?.balance;
        if (balance !== undefined && this.#simulation?.state === "running") {
          visit.take(this.account, { balance });
        } else if (JSON.stringify(this.latest) !== JSON.stringify(before)) {
          // What it has come to is the account's.
          void visit.refresh();
        }
      } catch {
        // The page says by itself that the ledger does not answer; what is shown stays.
      }
    }
    this.#follow();
  }

  async #end(): Promise<void> {
    this.#simulation?.pause();
    this.isEnding = true;
    this.problem = "";
    try {
      this.latest = await once(`end ${this.account} ${this.campaign}`, (idempotencyKey) =>
        ledger.endCampaign(this.account, this.campaign, { idempotencyKey }),
      );
      forgetPlan(this.account, this.campaign);
      await visit.refresh();
    } catch (error) {
      this.problem = problemText(error);
    } finally {
      this.isEnding = false;
    }
  }

  protected override render() {
    return fetched(this.#first, () => this.#draw(this.latest!));
  }

  #draw(campaign: Campaign) {
    return html`
      ${this.#simulation === undefined ? nothing : simulated(campaign)}
      <div class="send-live">
        <section class="card" aria-labelledby="send-progress-title">
          <h2 id="send-progress-title">Progress</h2>
          <p class="send-state" role="status">${this.#standing(campaign)}</p>
          ${this.#progress()} ${this.#actions(campaign)}
          ${this.problem === "" ? nothing : html`<p class="notice wrong" role="alert">${this.problem}</p>`}
        </section>
        <section class="card" aria-labelledby="send-captured-title">
          <h2 id="send-captured-title">Credits</h2>
          ${spent(campaign)} ${receipt(campaign)} ${usageLink(campaign)}
        </section>
        ${this.#outcomes()}
      </div>
      ${this.#dialog(campaign)}
    `;
  }

  #standing(campaign: Campaign): string {
    const { state, service, charges } = campaign;
    const about = `${serviceName(service)} ${paidBy(campaign)}`;
    const problem = this.#simulation?.problem;
    if (state !== "running") {
      return `${state === "ended" ? "Ended" : "Expired"}: ${counted(charges, "charge")}, ${about}.`;
    }
    switch (this.#simulation?.state) {
      case "running":
        return `Running: ${about}.`;
      case "over":
        return `Everyone was reached. ${holds(campaign) ? "The rest is being released." : "The campaign is being ended."}`;
      case "refused":
        return isHoldUsedUp(problem)
          ? `Stopped at the limit: the next charge exceeds what is left of ${holds(campaign) ? "the hold" : "it"}.`
          : `Stopped: ${problemText(problem)}`;
      case "paused":
        if (isShort(problem)) {
          const goesOn = `it goes on with the ${counted(this.#rest, "recipient")} left.`;
          const isThere = !isMore(problem.problem.required ?? "0", visit.account?.balance.available ?? "0");
          return isThere
            ? `Paused: ${about}. There are more credits now: ${goesOn}`
            : `Stopped: ${problemText(problem)} With more credits ${goesOn}`;
        }
        return problem === undefined ? `Paused: ${about}.` : `Paused: ${problemText(problem)}`;
      default:
        return visit.session?.demo === true
          ? `Running: ${about}. It was started in another tab, where its simulation can continue; here you can watch and end it.`
          : `Running: ${about}. ${counted(charges, "charge")} so far.`;
    }
  }

  /** How many recipients the simulation has not reached. */
  get #rest(): number {
    const simulation = this.#simulation;
    return simulation === undefined ? 0 : simulation.turns.count - simulation.done;
  }

  #progress() {
    const simulation = this.#simulation;
    if (simulation === undefined) {
      return nothing;
    }
    const { done, seed, turns } = simulation;
    return html`
      <div
        class="send-progress"
        role="progressbar"
        aria-label="Recipients reached"
        aria-valuemin="0"
        aria-valuemax=${turns.count}
        aria-valuenow=${done}
        aria-valuetext="${count(done)} of ${counted(turns.count, "recipient")}"
      >${bar(turns.count > 0 ? done : 1, turns.count || 1, { className: "wide" })}</div>
      <p class="quiet">${count(done)} of ${counted(turns.count, "recipient")} · seed ${seed}</p>
    `;
  }

  #actions({ state }: Campaign) {
    if (state !== "running") {
      return nothing;
    }
    const simulation = this.#simulation;
    const isRunning = simulation?.state === "running";
    const canRun = isRunning || simulation?.state === "paused";
    return html`
      <div class="actions">
        ${
          canRun
            ? html`<button class="primary" type="button" @click=${() => (isRunning ? simulation.pause() : simulation.run())}>
                ${isRunning ? "Pause" : simulation.done > 0 || simulation.problem !== undefined ? "Continue" : "Begin"}
              </button>`
            : nothing
        }
        ${
          isShort(simulation?.problem) && canBuy(visit)
            ? html`<a class="button secondary" href=${href("account", { buy: "1" })}>Buy credits</a>`
            : nothing
        }
        <button class="secondary" type="button" aria-busy=${this.isEnding} @click=${this.#wantEnd}>End the campaign</button>
      </div>
      ${canRun ? this.#pace(simulation) : nothing}
    `;
  }

  #pace(simulation: Simulation) {
    const choose = (pace: number) => {
      simulation.pace = pace;
      this.requestUpdate();
    };
    return html`
      <div class="choices send-pace" role="group" aria-label="Recipients a second">
        ${PACES.map(
          (pace) => html`<button type="button" aria-pressed=${pace === simulation.pace} @click=${() => choose(pace)}>${pace} a second</button>`,
        )}
      </div>
    `;
  }

  #outcomes() {
    const outcomes = [...(this.#simulation?.outcomes ?? [])].toSorted(([, a], [, b]) => b - a);
    if (outcomes.length === 0) {
      return nothing;
    }
    const [[, most]] = outcomes as [[string, number]];
    return html`
      <section class="card">
        <table class="rows send-bars">
          <caption>By outcome</caption>
          <thead><tr><th scope="col">Outcome</th><th class="figure" scope="col">Attempts</th></tr></thead>
          <tbody>
            ${outcomes.map(
              ([outcome, number]) => html`
                <tr><th scope="row">${outcomeName(outcome)}${bar(number, most)}</th><td class="figure">${count(number)}</td></tr>
              `,
            )}
          </tbody>
        </table>
      </section>
    `;
  }

  readonly #wantEnd = (): void => {
    if (!this.isEnding) {
      this.querySelector("dialog")!.showModal();
    }
  };

  #dialog(campaign: Campaign) {
    const rest = this.#rest;
    const closed = ({ target }: Event) => {
      if ((target as HTMLDialogElement).returnValue === "end") {
        void this.#end();
      }
    };
    return html`
      <dialog aria-labelledby="send-end-title" aria-describedby="send-end-text" @close=${closed}>
        <form method="dialog">
          <h2 id="send-end-title">End the campaign?</h2>
          <p id="send-end-text">
            ${rest > 0 ? `${counted(rest, "recipient")} will not be reached. ` : ""}${
              holds(campaign) ? "What is left of the hold is released, and the" : "The"
            } campaign cannot be continued.
          </p>
          <div class="actions">
            <button class="primary" value="end">End the campaign</button>
            <button class="secondary" value="">Keep it running</button>
          </div>
        </form>
      </dialog>
    `;
  }
}

/** To each of its charges, and their file. */
function usageLink({ id, charges }: Campaign) {
  return charges === 0 ? nothing : html`<p class="send-usage"><a href=${href("usage", { range: "all", campaign: id })}>Its usage</a></p>`;
}

function simulated(campaign: Campaign) {
  const what = isOnlyRecorded(campaign) ? "recorded, and nothing is deducted" : "real demo credits";
  return html`<p class="notice mild">Simulation: no message is sent; the charges are ${what}.</p>`;
}

customElements.define("app-send-campaign", SendCampaign);
