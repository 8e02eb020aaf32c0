//! Campaigns, and what was used under their names.

use std::collections::HashMap;

use super::sql::{Bind, Row, binds, number};
use super::usage::usage;
use super::{Kept, Store};
use crate::ledger::usage::Usage;
use crate::ledger::{Basis, Campaign, Mode, Moment};
use crate::rates::Date;
use crate::wire::ledger::{keep_decks, kept_decks};

const CAMPAIGN: &str = "SELECT campaign_id, mode, hold_id, made_ms, expires_ms, ended_ms, service, plan, at_day,
                        book_hash, deck_hashes, min_micro_credits, expected_micro_credits, max_micro_credits,
                        missing_micro_credits, position FROM campaigns WHERE tenant_id = ?1 AND account_id = ?2";

impl Store {
    pub(in crate::server) fn campaign(&mut self, tenant: &str, account: &str, id: &str) -> Kept<Option<Campaign>> {
        self.row(&format!("{CAMPAIGN} AND campaign_id = ?3"), binds![tenant, account, id], campaign)
    }

    /// Campaigns before `before`, with their numbers, the newest first.
    pub(in crate::server) fn campaigns(
        &mut self,
        tenant: &str,
        account: &str,
        before: u64,
        limit: u32,
    ) -> Kept<Vec<(u64, Campaign)>> {
        let sql = format!("{CAMPAIGN} AND position < ?3 ORDER BY position DESC LIMIT ?4");
        let binds = binds![tenant, account, number(before)?, limit];
        self.rows(&sql, binds, |row| Ok((row.count(15)?, campaign(row)?)))
    }

    /// Writes one that is new or has ended.
    pub(in crate::server) fn save_campaign(&mut self, tenant: &str, account: &str, campaign: &Campaign) -> Kept<()> {
        let sql = "INSERT INTO campaigns (tenant_id, account_id, campaign_id, position, mode, hold_id, made_ms,
                   expires_ms, ended_ms, service, plan, at_day, book_hash, deck_hashes, min_micro_credits,
                   expected_micro_credits, max_micro_credits, missing_micro_credits) VALUES (?1, ?2, ?3,
                   (SELECT coalesce(max(position), 0) + 1 FROM campaigns WHERE tenant_id = ?1 AND account_id = ?2),
                   ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)
                   ON CONFLICT (tenant_id, account_id, campaign_id) DO UPDATE SET ended_ms = excluded.ended_ms";
        let Campaign { id, mode, hold, made, expires, ended, basis, min, expected, max, missing } = campaign;
        let Basis { service, plan, at, book, decks } = basis;
        let (hold, at, decks) = (hold.map(number).transpose()?, at.map(Date::days), keep_decks(decks)?);
        let binds = binds![
            tenant,
            account,
            id,
            mode.name(),
            hold,
            *made,
            *expires,
            *ended,
            service,
            plan,
            at,
            book,
            &decks,
            *min,
            *expected,
            *max,
            *missing,
        ];
        self.run(sql, binds).map(drop)
    }

    /// What was used under the names of campaigns since a day, by name; one without usage is not there.
    pub(in crate::server) fn campaign_usage(
        &mut self,
        tenant: &str,
        account: &str,
        since: i64,
        ids: &[&str],
    ) -> Kept<HashMap<String, Usage>> {
        let sums = ["used_micro_credits", "returned_micro_credits", "recorded_micro_credits", "night_micro_credits"];
        let sums = [sums.as_slice(), &["charges"]].concat();
        let sums: Vec<String> = sums.iter().map(|sum| format!("CAST(sum({sum}) AS BIGINT)")).collect();
        let sql = format!(
            "SELECT campaign, {} FROM usage_days WHERE tenant_id = ?1 AND account_id = ?2 AND day >= ?3 AND campaign @in(4)
             GROUP BY campaign",
            sums.join(", ")
        );
        let of = [Bind::Text(tenant), Bind::Text(account), Bind::Int(since), Bind::Texts(ids)];
        Ok(self.rows(&sql, &of, |row| Ok((row.string(0)?, usage(row, 1)?)))?.into_iter().collect())
    }
}

fn campaign(row: &dyn Row) -> Kept<Campaign> {
    Ok(Campaign {
        id: row.string(0)?,
        mode: row.named(1, &Mode::ALL, Mode::name)?,
        hold: row.count_or_none(2)?,
        made: row.moment(3)?,
        expires: row.moment(4)?,
        ended: row.int(5)?.map(Moment::from_millis),
        basis: Basis {
            service: row.string(6)?,
            plan: row.string(7)?,
            at: row.int(8)?.and_then(Date::from_days),
            book: row.string(9)?,
            decks: kept_decks(row.str(10)?)?,
        },
        min: row.credits(11)?,
        expected: row.credits(12)?,
        max: row.credits(13)?,
        missing: row.credits(14)?,
    })
}
