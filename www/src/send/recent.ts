// The account's last campaigns.
import { html } from "lit";

import type { Schemas } from "../app/ledger.ts";
import { href } from "../app/route.ts";
import { decimal, sentence, serviceName } from "../ui/format.ts";
import { when } from "../ui/when.ts";

export function recentCampaigns(campaigns: Schemas["Campaign"][], timeZone: string, account: string | undefined) {
  return campaigns.length === 0
    ? html`<p class="quiet">No campaign has been started yet. The first one will be listed here.</p>`
    : html`
        <div class="scroll" tabindex="0" role="group" aria-label="Recent campaigns">
          <table class="rows">
            <thead>
              <tr>
                <th scope="col">Campaign</th>
                <th scope="col">State</th>
                <th class="figure" scope="col">Held</th>
                <th class="figure" scope="col">Spent</th>
                <th scope="col">Started</th>
              </tr>
            </thead>
            <tbody>
              ${campaigns.map(
                ({ id, state, service, held, spent, createdAt }) => html`
                  <tr>
                    <th scope="row"><a href=${href("send", { campaign: id, account })}>${id}</a> <span class="quiet">${serviceName(service)}</span></th>
                    <td>${sentence(state)}</td>
                    <td class="figure">${held === null ? html`<span class="quiet">nothing</span>` : decimal(held)}</td>
                    <td class="figure">${decimal(spent)}</td>
                    <td>${when(createdAt, timeZone)}</td>
                  </tr>
                `,
              )}
            </tbody>
          </table>
        </div>
      `;
}
