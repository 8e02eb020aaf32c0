//! Entries: written once, read by number or by what they concern.

use std::sync::Arc;

use super::sql::{Row, Rows, binds, number};
use super::{EntryRow, Kept, Store};
use crate::ledger::{Entry, EntryKind, Label, Side};

pub(super) const ENTRY: &str =
    "SELECT seq, command_seq, at_ms, from_side, to_side, lot_id, micro_credits, record, kind, concerns,
                     account_id, utc_offset_s, service, agent, campaign, recorded_micro_credits FROM entries WHERE tenant_id = ?1 AND account_id = ?2";

impl Store {
    pub(in crate::server) fn add_entries(&mut self, tenant: &str, rows: &[EntryRow]) -> Kept<()> {
        let sql = "INSERT INTO entries (tenant_id, account_id, seq, command_seq, at_ms, from_side, to_side, lot_id,
                   micro_credits, record, kind, concerns, utc_offset_s, service, agent, campaign, recorded_micro_credits)
                   SELECT ?1, r.account, r.seq, r.act, r.at, r.debit, r.credit, r.lot, r.credits, r.record, r.kind,
                   r.concerns, r.ahead, r.service, r.agent, r.campaign, r.recorded @from(2: account text, seq int, act int, at int, debit text, credit text, lot int,
                   credits int, record text, kind text, concerns int, ahead int, service text, agent text,
                   campaign text, recorded int)";
        let entries = || rows.iter().map(|row| &row.entry);
        let numbers = |number_of: fn(&Entry) -> Option<u64>| -> Kept<Vec<Option<i64>>> {
            entries().map(|entry| number_of(entry).map(number).transpose()).collect()
        };
        let (lots, concerns) = (numbers(|entry| entry.lot)?, numbers(|entry| entry.concerns)?);
        let labels = || entries().map(|entry| entry.label.as_deref());
        let columns = Rows::new()
            .text(entries().map(|entry| entry.account.as_str()))
            .count(entries().map(|entry| entry.seq))?
            .count(entries().map(|entry| entry.act))?
            .int(entries().map(|entry| entry.at.millis()))
            .text(entries().map(|entry| entry.from.name()))
            .text(entries().map(|entry| entry.to.name()))
            .int(lots.into_iter())
            .int(entries().map(|entry| entry.credits.micros()))
            .text(rows.iter().map(|row| row.record.as_deref()))
            .text(entries().map(|entry| entry.kind.name()))
            .int(concerns.into_iter())
            .int(entries().map(|entry| i64::from(entry.offset_s)))
            .text(labels().map(|label| label.map(|label| label.service.as_str())))
            .text(labels().map(|label| label.map(|label| label.agent.as_str())))
            .text(labels().map(|label| label.map(|label| label.campaign.as_str())))
            .int(entries().map(|entry| entry.recorded.micros()));
        self.bulk(sql, binds![tenant], &columns)
    }

    /// Entries before `before`, newest first.
    pub(in crate::server) fn entries(
        &mut self,
        tenant: &str,
        account: &str,
        before: u64,
        limit: u32,
    ) -> Kept<Vec<EntryRow>> {
        let sql = format!("{ENTRY} AND seq < ?3 ORDER BY seq DESC LIMIT ?4");
        self.rows(&sql, binds![tenant, account, number(before)?, limit], entry)
    }

    /// Entries after `after`, oldest first.
    pub(in crate::server) fn entries_after(
        &mut self,
        tenant: &str,
        account: &str,
        after: u64,
        limit: u32,
    ) -> Kept<Vec<EntryRow>> {
        let sql = format!("{ENTRY} AND seq > ?3 ORDER BY seq LIMIT ?4");
        self.rows(&sql, binds![tenant, account, number(after)?, limit], entry)
    }

    /// The entries of what a number begins, and then those that concern it.
    pub(in crate::server) fn story(&mut self, tenant: &str, account: &str, act: u64) -> Kept<Vec<EntryRow>> {
        let act = number(act)?;
        // The rows of one act follow one another.
        let mut entries = Vec::new();
        while let Some(row) = self
            .entry_at(tenant, account, act + entries.len() as i64)?
            .filter(|row| row.entry.act == act.unsigned_abs())
        {
            entries.push(row);
        }
        let concern = format!("{ENTRY} AND concerns = ?3 ORDER BY seq");
        entries.extend(self.rows(&concern, binds![tenant, account, act], entry)?);
        Ok(entries)
    }

    fn entry_at(&mut self, tenant: &str, account: &str, seq: i64) -> Kept<Option<EntryRow>> {
        self.row(&format!("{ENTRY} AND seq = ?3"), binds![tenant, account, seq], entry)
    }
}

pub(super) fn entry(row: &dyn Row) -> Kept<EntryRow> {
    let entry = Entry {
        account: row.string(10)?,
        seq: row.count(0)?,
        act: row.count(1)?,
        at: row.moment(2)?,
        kind: row.named(8, EntryKind::ALL, EntryKind::name)?,
        concerns: row.count_or_none(9)?,
        from: row.named(3, Side::ALL, Side::name)?,
        to: row.named(4, Side::ALL, Side::name)?,
        lot: row.count_or_none(5)?,
        credits: row.credits(6)?,
        offset_s: i32::try_from(row.integer(11)?)?,
        label: label(row, 12)?.map(Arc::new),
        recorded: row.credits(15)?,
    };
    Ok(EntryRow { entry, record: row.string_or_none(7)? })
}

/// A label in three columns, where there is one.
pub(super) fn label(row: &dyn Row, first: usize) -> Kept<Option<Label>> {
    let Some(service) = row.string_or_none(first)? else { return Ok(None) };
    Ok(Some(Label { service, agent: row.string(first + 1)?, campaign: row.string(first + 2)? }))
}
