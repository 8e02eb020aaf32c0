// The account's latest campaigns, and where they stand.
import { Task } from "@lit/task";
import { html } from "lit";

import { type Campaign, isOnlyRecorded, usedBy } from "../app/campaigns.ts";
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

function list(campaigns: Campaign[], timeZone: string) {
  return html`
    <ul class="account-list">
      ${campaigns.map((campaign) => {
        const { id, state, createdAt } = campaign;
        return html`
          <li>
            <span>
              <a href=${href("send", { campaign: id })}>${id}</a>
              <span class="quiet account-under">${STATES[state]}, started ${when(createdAt, timeZone)}</span>
            </span>
            <span class="figure">
              ${decimal(usedBy(campaign))}
              <span class="quiet account-under">${ofWhat(campaign)}</span>
            </span>
          </li>
        `;
      })}
    </ul>
  `;
}

function ofWhat(campaign: Campaign): string {
  if (isOnlyRecorded(campaign)) {
    return "recorded";
  }
  const { held, estimate } = campaign;
  return held === null ? `of expected ${decimal(estimate.expected)}` : `of ${credits(held)} held`;
}

customElements.define("account-campaigns", AccountCampaigns);
