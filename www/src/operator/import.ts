// A book or a rate deck that is brought as a file: checked and kept, and not yet what the ledger charges by.
import { html, nothing } from "lit";

import { ledger } from "../app/ledger.ts";
import { visit } from "../app/visit.ts";
import { count, counted, serviceName, shortHash } from "../ui/format.ts";
import { Act } from "./act.ts";
import { select } from "./field.ts";
import { type Finding, findingsOf, findingsTable } from "./findings.ts";
import { Part } from "./part.ts";

/** The ledger takes no larger ones. */
const BYTES_MAX = 16 * 1024 * 1024;

/** What came of the last file. */
interface Imported {
  file: string;
  isRefused: boolean;
  findings: readonly Finding[];
}

class OperatorImport extends Part {
  readonly #importing = new Act(this);
  #file: File | undefined;
  #problem: string | undefined;
  #imported: Imported | undefined;
  #isOver = false;

  protected override render() {
    const isDeck = this.#file !== undefined && isCsv(this.#file);
    return html`
      <section class="card" aria-labelledby="operator-import">
        <h2 id="operator-import">Import</h2>
        <p class="quiet">
          A price book as JSON, or a rate deck as CSV. It is checked and stored, but not used for charges until it is activated.
        </p>
        <form class="operator-form" @submit=${this.#import}>
          <div
            class="operator-drop ${this.#isOver ? "over" : ""}"
            @dragover=${(event: DragEvent) => this.#over(event, true)}
            @dragleave=${(event: DragEvent) => this.#over(event, false)}
            @drop=${this.#drop}
          >
            <label for="operator-file">File</label>
            <input
              id="operator-file"
              type="file"
              accept=".json,.csv,application/json,text/csv"
              @change=${this.#choose}
              aria-invalid=${this.#problem === undefined ? nothing : "true"}
              aria-describedby="operator-file-hint ${this.#problem === undefined ? "" : "operator-file-problem"}"
            />
            <p class="hint" id="operator-file-hint">
              ${this.#file === undefined ? "Choose one, or drop it here." : `${this.#file.name} is ready to import.`}
            </p>
            ${this.#problem === undefined ? nothing : html`<p class="hint wrong" id="operator-file-problem" role="alert">${this.#problem}</p>`}
          </div>
          ${
            isDeck
              ? select({
                  id: "operator-deck-service",
                  label: "Rates of",
                  name: "service",
                  options: this.#services(),
                  value: this.#guess(),
                })
              : nothing
          }
          <div class="actions">
            <button class="primary" type="submit" aria-busy=${this.#importing.isBusy}>Check and import</button>
          </div>
          ${this.#importing.outcome()}
        </form>
        ${this.#imported === undefined ? nothing : this.#result(this.#imported)}
      </section>
    `;
  }

  #result({ file, isRefused, findings }: Imported) {
    return html`
      <h3>${isRefused ? `Errors in ${file}` : `Findings in ${file}`}</h3>
      ${findingsTable(findings)}
    `;
  }

  /** The decks that the present book asks for. */
  #services(): [string, string][] {
    return Object.keys(visit.account?.decks ?? {})
      .concat("sms", "whatsapp", "voice")
      .filter((name, at, all) => all.indexOf(name) === at)
      .map((name) => [name, serviceName(name)]);
  }

  #guess(): string | undefined {
    return this.#services().find(([name]) => this.#file?.name.toLowerCase().includes(name))?.[0];
  }

  #over(event: DragEvent, isOver: boolean): void {
    event.preventDefault();
    this.#isOver = isOver;
    this.requestUpdate();
  }

  readonly #drop = (event: DragEvent): void => {
    this.#over(event, false);
    this.#take(event.dataTransfer?.files[0]);
  };

  readonly #choose = (event: Event): void => this.#take((event.target as HTMLInputElement).files?.[0]);

  #take(file: File | undefined): void {
    this.#file = file;
    this.#problem = file === undefined ? undefined : wrongWith(file);
    this.#importing.say("");
    this.#imported = undefined;
    this.requestUpdate();
  }

  readonly #import = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const file = this.#file;
    this.#problem = file === undefined ? "Choose a file first." : wrongWith(file);
    this.requestUpdate();
    if (file === undefined || this.#problem !== undefined) {
      return;
    }
    const service = new FormData(event.currentTarget as HTMLFormElement).get("service");
    this.#imported = undefined;
    await this.#importing.run(["import", file.name, file.size, file.lastModified, service], async () => {
      const { findings, said, active } = await (isCsv(file) ? importDeck(file, String(service)) : importBook(file));
      this.#imported = { file: file.name, isRefused: false, findings };
      this.dispatchEvent(new CustomEvent("changed"));
      const next = active ? "The ledger charges by it already." : "It is not in force yet: compare and activate it below.";
      return html`<p>${said} ${next}</p>`;
    });
    const refused = findingsOf(this.#importing.problem);
    if (refused.length > 0) {
      this.#imported = { file: file.name, isRefused: true, findings: refused };
      this.requestUpdate();
    }
  };
}

/** What the ledger says of a file that it has taken. */
interface Taken {
  findings: readonly Finding[];
  active: boolean;
  said: unknown;
}

async function importBook(file: File): Promise<Taken> {
  const text = await file.text();
  let document: Record<string, never>;
  try {
    document = JSON.parse(text) as Record<string, never>;
  } catch (error) {
    throw new Error(`${file.name} is not a JSON document: ${(error as Error).message}`);
  }
  const { id, version, findings, active } = await ledger.importBook(document);
  return { findings, active, said: `The book ${id}, edition ${version}, is imported.` };
}

async function importDeck(file: File, service: string): Promise<Taken> {
  const { rates, currency, findings, active, hash } = await ledger.importDeck(await file.text(), { service });
  const text = `${counted(rates, `${serviceName(service)} rate`)} in ${currency} ${rates === 1 ? "is" : "are"} imported`;
  return { findings, active, said: html`${text}, as the deck <code title=${hash}>${shortHash(hash)}</code>.` };
}

function isCsv({ name, type }: File): boolean {
  return type === "text/csv" || /\.csv$/i.test(name);
}

function wrongWith(file: File): string | undefined {
  if (!isCsv(file) && !/\.json$/i.test(file.name)) {
    return `${file.name} is neither JSON nor CSV: a book is a .json file, a deck a .csv file.`;
  }
  return file.size > BYTES_MAX
    ? `${file.name} is too large: a book or deck has at most ${count(BYTES_MAX / 1_000_000)} MB.`
    : undefined;
}

customElements.define("operator-import", OperatorImport);
