// The account's last campaigns.
import { html } from "lit";

import { type Campaign, holds, usedBy } from "../app/campaigns.ts";
import { href } from "../app/route.ts";
import { decimal, sentence, serviceName } from "../ui/format.ts";
import { when } from "../ui/when.ts";

export function recentCampaigns(campaigns: Campaign[], timeZone: string, account: string | undefined) {
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
                <th class="figure" scope="col">Used</th>
                <th scope="col">Started</th>
              </tr>
            </thead>
            <tbody>
              ${campaigns.map((campaign) => {
                const { id, state, service, held, createdAt } = campaign;
                return html`
                  <tr>
                    <th scope="row"><a href=${href("send", { campaign: id, account })}>${id}</a> <span class="quiet">${serviceName(service)}</span></th>
                    <td>${sentence(state)}</td>
                    <td class="figure">${holds(campaign) ? decimal(held!) : html`<span class="quiet">nothing</span>`}</td>
                    <td class="figure">${decimal(usedBy(campaign))}</td>
                    <td>${when(createdAt, timeZone)}</td>
                  </tr>
                `;
              })}
            </tbody>
          </table>
        </div>
      `;
}
