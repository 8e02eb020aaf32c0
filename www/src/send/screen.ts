// What a campaign costs before anyone presses the button, and how it goes afterwards. The recipients are read by the
// package's worker; `<septet-preflight>` is the same for other people's pages, without what belongs to an account here:
// repairs by a click, the ledger's hold, and the run.
import "./campaign.ts";
import "./send.css";

import { initialState, Task } from "@lit/task";
import { html, nothing, type PropertyValues } from "lit";
import { guard } from "lit/directives/guard.js";
import { keyed } from "lit/directives/keyed.js";
import type { PreflightAnswer, PreflightFix } from "septet";

import { canBuy } from "../app/buying.ts";
import { ledger, newKey, type Schemas } from "../app/ledger.ts";
import { planIn } from "../app/plan.ts";
import { nameOf, type Prices, pricesOf } from "../app/prices.ts";
import { go, href } from "../app/route.ts";
import { Screen } from "../app/screen.ts";
import { visit } from "../app/visit.ts";
import { credits, sentence } from "../ui/format.ts";
import { heading } from "../ui/heading.ts";
import { fetched, skeleton } from "../ui/loading.ts";
import { problemText } from "../ui/problem.ts";
import { fixes, warnings } from "./advice.ts";
import { columnsOf, mergeColumns } from "./columns.ts";
import { type Draft, emptyDraft, preflightOptions, stillToDo, suggestedName } from "./draft.ts";
import { coverage, figures, payment } from "./figures.ts";
import { keepPlan, outcomesEndingTurn } from "./plans.ts";
import { Reading } from "./reading.ts";
import { recentCampaigns } from "./recent.ts";
import { type Chosen, numberColumn, reading, recipients } from "./recipients.ts";
import { repairedCopy, repairedText, replacements } from "./repaired.ts";
import { OPTED_OUT, sampleFile } from "./sample.ts";
import { isSampleText, sampleText } from "./sample-text.ts";
import { campaignServices, type Service } from "./services.ts";
import { settings } from "./settings.ts";
import { countries, parts } from "./spread.ts";
import { type Starting, startCard } from "./start-card.ts";
import { campaignId, start } from "./starting.ts";
import { what } from "./what.ts";
import { fileProblemText, NO_NUMBERS, verdict } from "./words.ts";

/** How many campaigns are listed. */
const RECENT = 10;
const NONE: Schemas["Campaign"][] = [];

/** The opt-outs of a sample, as they stand in the field. */
const SAMPLE_OPTED_OUT = OPTED_OUT.join("\n");

/** What is wrong with the message; everything else is said of the file. */
const MESSAGE_CODES = new Set(["invalid-template", "unknown-merge-field"]);

interface Applied {
  what: string;
  before: { draft: Draft; file: File };
  copy?: { name: string; url: string };
}

class SendScreen extends Screen {
  static override properties = {
    ...Screen.properties,
    draft: { state: true },
    chosen: { state: true },
    columns: { state: true },
    starting: { state: true },
    applied: { state: true },
    isRepairing: { state: true },
    started: { state: true },
  };

  declare draft: Draft;
  declare chosen: Omit<Chosen, "problem">;
  /** Those of the file. */
  declare columns: string[];
  declare starting: Starting;
  /** What a click has changed, what was there before it, and the copy of the file that it made. */
  declare applied: Applied | undefined;
  /** A copy of the file is being made. */
  declare isRepairing: boolean;
  /** The campaign that was started here last. */
  declare started: string | undefined;

  readonly #reading = new Reading(this);
  #making: AbortController | undefined;
  readonly #prices = new Task(this, {
    args: () => [visit.standing === "starting", nameOf(visit.account)] as const,
    task: async ([isStarting]) => (isStarting ? initialState : pricesOf(visit.account)),
  });
  readonly #recent = new Task(this, {
    args: () => [visit.accountId, this.#campaignId === undefined, visit.meetings] as const,
    task: async ([account, isListed], { signal }) =>
      account === undefined || !isListed ? NONE : (await ledger.listCampaigns(account, { limit: RECENT }, { signal })).campaigns,
  });

  constructor() {
    super();
    this.draft = emptyDraft();
    this.chosen = { file: undefined, isDragged: false, making: undefined };
    this.columns = [];
    this.isRepairing = false;
    this.starting = { mode: "hold_maximum", seed: 7, isStarting: false, difference: undefined, problem: "" };
  }

  get #campaignId(): string | undefined {
    return this.query.get("campaign") ?? undefined;
  }

  /** For links, where an operator looks at another account. */
  get #looking(): string | undefined {
    return visit.accountId === visit.session?.account ? undefined : visit.accountId;
  }

  #plan(prices: Prices): string {
    return visit.account?.effectivePlan ?? planIn(prices.book, "");
  }

  /** The one that is chosen, else the first that has a text. */
  #service(services: Service[]): Service | undefined {
    const chosen = services.find(({ name }) => name === this.draft.service);
    return chosen ?? services.find(({ shape }) => shape === "text") ?? services[0];
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("draft")) {
      this.starting = { ...this.starting, difference: undefined, problem: "" };
    }
  }

  protected override updated(changed: PropertyValues<this>): void {
    const before = changed.get("query") as URLSearchParams | undefined;
    if (before !== undefined && before.get("campaign") !== this.query.get("campaign")) {
      // What had the focus is no longer there.
      scrollTo(0, 0);
      this.querySelector<HTMLElement>("h1")?.focus({ preventScroll: true });
    }
    // A campaign that runs changes the balance all the time; what is hidden meanwhile is counted when it is seen again.
    if (this.#campaignId === undefined) {
      this.#count();
    }
  }

  #count(): void {
    const { file } = this.chosen;
    const prices = this.#prices.value;
    if (file === undefined || prices === undefined) {
      return;
    }
    const service = this.#service(campaignServices(prices.book));
    // While the account's own prices are on their way, there is no price rather than another one.
    const isOurs = prices.name === nameOf(visit.account);
    const isReady = isOurs && service !== undefined && stillToDo(service, this.draft) === undefined;
    const before = this.#reading.status;
    this.#reading.count(file, isReady ? preflightOptions(prices, this.#plan(prices), service, this.draft, visit.account) : undefined);
    if (this.#reading.status !== before) {
      this.requestUpdate();
    }
  }

  readonly #change = (change: Partial<Draft>): void => {
    this.draft = { ...this.draft, ...change };
    this.#forgetApplied();
  };

  #forgetApplied(): void {
    if (this.applied?.copy !== undefined) {
      URL.revokeObjectURL(this.applied.copy.url);
    }
    this.applied = undefined;
  }

  #choose(file: File): void {
    this.#making?.abort();
    this.#forgetApplied();
    this.chosen = { file, isDragged: false, making: undefined };
    this.columns = [];
    void columnsOf(file).then((columns) => {
      if (this.chosen.file === file) {
        this.columns = columns;
        if (isSampleText(this.draft.template)) {
          this.draft = { ...this.draft, template: sampleText(mergeColumns(columns, this.draft.column)) };
        }
      }
    });
  }

  /** A file of one's own. What a sample had for opt-outs says nothing of it. */
  #chooseOwn(file: File): void {
    const { optedOut } = this.draft;
    this.draft = { ...this.draft, column: "", optedOut: optedOut === SAMPLE_OPTED_OUT ? "" : optedOut };
    this.#choose(file);
  }

  async #takeSample(rows: number): Promise<void> {
    this.#making?.abort();
    const making = new AbortController();
    this.#making = making;
    this.chosen = { ...this.chosen, making: rows };
    try {
      const file = await sampleFile(rows, making.signal);
      this.draft = { ...this.draft, column: "", optedOut: this.draft.optedOut || SAMPLE_OPTED_OUT };
      this.#choose(file);
    } catch (error) {
      if (!making.signal.aborted) {
        this.chosen = { ...this.chosen, making: undefined };
        throw error;
      }
    }
  }

  async #apply(fix: PreflightFix, answer: PreflightAnswer): Promise<void> {
    const before = { draft: this.draft, file: this.chosen.file! };
    switch (fix.kind) {
      case "shorten":
        this.querySelector<HTMLTextAreaElement>("#send-template")?.focus();
        return;
      case "skip-duplicates":
        this.#change({ duplicates: "skip" });
        this.applied = { what: "Each number is sent to only once.", before };
        return;
      case "replace-in-template":
        this.#change({ template: repairedText(before.draft.template, replacements(answer, null)) });
        this.applied = { what: "Costly characters in the message were replaced.", before };
        return;
      case "replace-in-field":
      case "replace-all": {
        this.isRepairing = true;
        const made = repairedCopy(before.file, replacements(answer, fix.field)).finally(() => (this.isRepairing = false));
        const copy = await made;
        if (this.chosen.file !== before.file) {
          return;
        }
        this.#choose(copy);
        if (fix.kind === "replace-all") {
          this.#change({ template: repairedText(before.draft.template, replacements(answer, null)) });
        }
        const what = "Costly characters were replaced in a copy of the file, which is now counted instead.";
        this.applied = { what, before, copy: { name: copy.name, url: URL.createObjectURL(copy) } };
      }
    }
  }

  #undo({ before: { draft, file } }: Applied): void {
    if (file !== this.chosen.file) {
      this.#choose(file);
    }
    this.#change(draft);
  }

  async #start(prices: Prices, service: Service): Promise<void> {
    const { answer } = this.#reading;
    const { account } = visit;
    const { mode, seed, isStarting, difference } = this.starting;
    if (isStarting || answer === undefined || account === undefined) {
      return;
    }
    const id = campaignId(this.draft.name);
    this.starting = { ...this.starting, isStarting: true, problem: "" };
    try {
      const started = await start(account.id, id, mode, answer, difference?.ledger);
      if ("difference" in started) {
        this.starting = { ...this.starting, isStarting: false, difference: started.difference };
        return;
      }
      if (visit.session?.demo === true) {
        const { breakdown } = answer;
        const endsTurn = outcomesEndingTurn(breakdown.dialUntil, prices.book.services[service.name]!.price);
        keepPlan(account.id, id, { id: newKey(), seed, service, breakdown, endsTurn, next: 0, refused: {} });
      }
      this.started = id;
      // The next campaign needs another name.
      this.draft = { ...this.draft, name: suggestedName() };
      this.starting = { ...this.starting, isStarting: false, difference: undefined };
      go("send", { campaign: id, account: this.#looking });
    } catch (error) {
      this.starting = { ...this.starting, isStarting: false, problem: problemText(error) };
    }
  }

  protected override render() {
    const campaign = this.#campaignId;
    return campaign === undefined ? this.#compose() : this.#campaign(campaign);
  }

  #campaign(id: string) {
    const another = html`<a class="button secondary" href=${href("send", { account: this.#looking })}>New campaign</a>`;
    return html`
      ${heading(id, "Where the campaign stands, and what it has come to.", another)}
      ${
        visit.accountId === undefined
          ? html`<p class="notice">${visit.standing === "alone" ? "No ledger connected: there are no campaigns here." : "Sign in to see the campaign."}</p>`
          : keyed(
              `${visit.accountId} ${id}`,
              html`<app-send-campaign .account=${visit.accountId} .campaign=${id} .isNew=${id === this.started}></app-send-campaign>`,
            )
      }
    `;
  }

  #compose() {
    const intro = "What a campaign will cost before it is sent: the minimum, expected and maximum, to the last credit.";
    return html`
      ${heading("Send", intro)}
      ${fetched(this.#prices, (prices) => this.#steps(prices), skeleton(8))}
    `;
  }

  #steps(prices: Prices) {
    const services = campaignServices(prices.book);
    const service = this.#service(services);
    if (service === undefined) {
      return html`<p class="notice">The price book ${prices.book.id} has nothing that can be sent to recipients.</p>`;
    }
    const { status, answer, problem } = this.#reading;
    const isOfMessage = problem !== undefined && MESSAGE_CODES.has(problem.code);
    const fileProblem = problem === undefined || isOfMessage ? "" : fileProblemText(problem, this.columns);
    const isStale = answer !== undefined && status !== "done";
    const { file } = this.chosen;
    const problemToDo = isOfMessage ? "Correct the message first." : "The recipients could not be counted.";
    const toDo =
      file === undefined ? "Choose recipients first." : problem === undefined ? stillToDo(service, this.draft) : problemToDo;
    return html`
      <div class="send-steps">
        <div class="send-form">
          <section class="card" aria-labelledby="send-recipients">
            <h2 id="send-recipients">1. Recipients</h2>
            ${recipients(
              { ...this.chosen, problem: fileProblem },
              {
                choose: (chosen) => this.#chooseOwn(chosen),
                drag: (isDragged) => (this.chosen = { ...this.chosen, isDragged }),
                sample: (rows) => void this.#takeSample(rows),
              },
            )}
            ${problem?.code === NO_NUMBERS || this.draft.column !== "" ? numberColumn(this.columns, this.draft.column, this.#change) : nothing}
            ${
              file === undefined
                ? nothing
                : reading(file, this.#reading, { cancel: () => this.#reading.cancel(), again: () => this.#reading.again() })
            }
            ${settings(this.draft, this.#change)}
          </section>
          <section class="card" aria-labelledby="send-what">
            <h2 id="send-what">2. ${service.shape === "text" || service.shape === "message" ? "Message" : "Calls"}</h2>
            ${what(services, service, this.draft, mergeColumns(this.columns, this.draft.column), isOfMessage ? `${sentence(problem.message)}.` : "", this.#change)}
          </section>
        </div>
        <section class="card send-cost" aria-labelledby="send-cost">
          <h2 id="send-cost">3. What it costs</h2>
          <div class=${isStale ? "send-stale" : ""} aria-busy=${isStale}>
            ${figures(answer)}
            ${
              answer === undefined
                ? html`<p class="hint">${toDo} The cost is computed here while the recipients are read.</p>`
                : html`${coverage(answer, canBuy(visit), this.#looking)} ${payment(answer, visit.account)}`
            }
          </div>
          <p class="unseen" role="status">${status === "done" && answer ? `At most ${credits(answer.credits.max)}. ${verdict(answer)}` : ""}</p>
          ${startCard(visit.account, this.#reading, toDo ?? "The prices are being loaded.", this.draft, this.starting, {
            change: this.#change,
            choose: (choice) => (this.starting = { ...this.starting, ...choice, difference: undefined, problem: "" }),
            start: () => void this.#start(prices, service),
          })}
        </section>
        ${answer === undefined ? nothing : this.#details(answer, isStale)}
      </div>
      ${this.#listed()}
    `;
  }

  #details(answer: PreflightAnswer, isStale: boolean) {
    const { applied } = this;
    return html`
      <div class="send-details ${isStale ? "send-stale" : ""}" aria-busy=${isStale}>
        <section class="card send-advice" aria-label="Advice">
          <div role="status">
            ${
              applied === undefined
                ? this.isRepairing
                  ? html`<p class="notice">A copy of the file is being made.</p>`
                  : nothing
                : html`<p class="notice">
                    ${applied.what}
                    ${applied.copy && html`<a href=${applied.copy.url} download=${applied.copy.name}>Download the copy</a>`}
                    <button class="link" type="button" @click=${() => this.#undo(applied)}>Undo</button>
                  </p>`
            }
          </div>
          ${fixes(answer, (fix) => void this.#apply(fix, answer), isStale || this.isRepairing)} ${warnings(answer)}
        </section>
        <section class="card" aria-label="Where it goes">${guard([answer], () => countries(answer))}</section>
        <section class="card send-parts" aria-label="In how many parts">${guard([answer], () => parts(answer))}</section>
      </div>
    `;
  }

  #listed() {
    const { account } = visit;
    return account === undefined
      ? nothing
      : html`
          <section class="card send-recent" aria-labelledby="send-recent">
            <h2 id="send-recent">Recent campaigns</h2>
            ${fetched(this.#recent, (campaigns) => recentCampaigns(campaigns, account.timeZone, this.#looking))}
          </section>
        `;
  }
}

customElements.define("app-send", SendScreen);
