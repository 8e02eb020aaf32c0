// The account's latest campaigns, and where they stand.
import { Task } from "@lit/task";
import { html } from "lit";

import { ledger, type Schemas } from "../app/ledger.ts";
import { href } from "../app/route.ts";
import { credits, decimal } from "../ui/format.ts";
import { fetched, skeleton } from "../ui/loading.ts";
import { when } from "../ui/when.ts";
import { Section } from "./section.ts";

const CAMPAIGNS_SHOWN = 5;

const STATES: Record<Schemas["CampaignState"], string> = {
  running: "Running",
  ended: "Ended",
  expired: "Expired",
};

class AccountCampaigns extends Section {
  readonly #campaigns = new Task(this, {
    task: ([id], { signal }) => ledger.listCampaigns(id, { limit: CAMPAIGNS_SHOWN }, { signal }),
    args: () => [this.account.id, this.standing] as const,
  });

  protected override render() {
    return html`
      <section class="card" aria-labelledby="account-campaigns-title">
        <h2 id="account-campaigns-title">Recent campaigns</h2>
        ${fetched(
          this.#campaigns,
          ({ campaigns }) => (campaigns.length === 0 ? none() : list(campaigns, this.account.timeZone)),
          skeleton(2),
        )}
      </section>
    `;
  }
}

function none() {
  return html`<p class="quiet">No campaigns yet. <a href=${href("send")}>Prepare one</a></p>`;
}

function list(campaigns: Schemas["Campaign"][], timeZone: string) {
  return html`
    <ul class="account-list">
      ${campaigns.map(
        ({ id, state, spent, estimate, held, createdAt }) => html`
          <li>
            <span>
              <a href=${href("send", { campaign: id })}>${id}</a>
              <span class="quiet account-under">${STATES[state]}, started ${when(createdAt, timeZone)}</span>
            </span>
            <span class="figure">
              ${decimal(spent)}
              <span class="quiet account-under"
                >of ${held === null ? `expected ${decimal(estimate.expected)}` : `${credits(held)} held`}</span
              >
            </span>
          </li>
        `,
      )}
    </ul>
  `;
}

customElements.define("account-campaigns", AccountCampaigns);
