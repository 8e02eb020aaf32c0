// The account's last campaigns.
import { html } from "lit";

import { type Campaign, holds, usedBy } from "../app/campaigns.ts";
import { href } from "../app/route.ts";
import { decimal, sentence, serviceName } from "../ui/format.ts";
import { type Column, table } from "../ui/table.ts";
import { when } from "../ui/when.ts";

export function recentCampaigns(campaigns: Campaign[], timeZone: string, account: string | undefined) {
  if (campaigns.length === 0) {
    return html`<p class="quiet">No campaign has been started yet. The first one will be listed here.</p>`;
  }
  const columns: Column<Campaign>[] = [
    {
      title: "Campaign",
      isHead: true,
      of: ({ id, service }) =>
        html`<a href=${href("send", { campaign: id, account })}>${id}</a> <span class="quiet">${serviceName(service)}</span>`,
    },
    { title: "State", of: ({ state }) => sentence(state) },
    {
      title: "Held",
      isFigure: true,
      of: (campaign) => (holds(campaign) ? decimal(campaign.held!) : html`<span class="quiet">nothing</span>`),
    },
    { title: "Used", isFigure: true, of: (campaign) => decimal(usedBy(campaign)) },
    { title: "Started", of: ({ createdAt }) => when(createdAt, timeZone) },
  ];
  return table("Recent campaigns", columns, campaigns);
}
