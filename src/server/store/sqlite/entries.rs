//! Entries: written once, read by number or by what they concern.

use rusqlite::{Row, params};

use super::{Sqlite, count, credits, moment, named, number};
use crate::ledger::{Entry, EntryKind, Side};
use crate::server::store::{EntryRow, Kept};

const ENTRY: &str = "SELECT seq, command_seq, at_ms, from_side, to_side, lot_id, micro_credits, record, kind, concerns,
                     account_id FROM entries WHERE tenant_id = ?1 AND account_id = ?2";

impl Sqlite {
    pub(super) fn add_entry(&self, tenant: &str, row: &EntryRow) -> Kept<()> {
        let sql = "INSERT INTO entries (tenant_id, account_id, seq, command_seq, at_ms, from_side, to_side, lot_id,
                   micro_credits, record, kind, concerns) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
        let Entry { account, seq, act, at, kind, concerns, from, to, lot, credits } = &row.entry;
        let (seq, act, at) = (number(*seq)?, number(*act)?, at.millis());
        let (lot, concerns) = (lot.map(number).transpose()?, concerns.map(number).transpose()?);
        let (from, to, kind, micros) = (from.name(), to.name(), kind.name(), credits.micros());
        let row = params![tenant, account, seq, act, at, from, to, lot, micros, row.record, kind, concerns];
        self.run(sql, row).map(drop)
    }

    pub(super) fn entries_before(&self, tenant: &str, account: &str, before: u64, limit: u32) -> Kept<Vec<EntryRow>> {
        let sql = format!("{ENTRY} AND seq < ?3 ORDER BY seq DESC LIMIT ?4");
        self.rows(&sql, params![tenant, account, number(before)?, limit], entry)
    }

    pub(super) fn load_after(&self, tenant: &str, account: &str, after: u64, limit: u32) -> Kept<Vec<EntryRow>> {
        let sql = format!("{ENTRY} AND seq > ?3 ORDER BY seq LIMIT ?4");
        self.rows(&sql, params![tenant, account, number(after)?, limit], entry)
    }

    pub(super) fn story_of(&self, tenant: &str, account: &str, act: u64) -> Kept<Vec<EntryRow>> {
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
        entries.extend(self.rows(&concern, params![tenant, account, act], entry)?);
        Ok(entries)
    }

    fn entry_at(&self, tenant: &str, account: &str, seq: i64) -> Kept<Option<EntryRow>> {
        self.row(&format!("{ENTRY} AND seq = ?3"), params![tenant, account, seq], entry)
    }
}

fn entry(row: &Row<'_>) -> Kept<EntryRow> {
    let lot = row.get::<_, Option<i64>>(5)?.map(u64::try_from).transpose()?;
    let concerns = row.get::<_, Option<i64>>(9)?.map(u64::try_from).transpose()?;
    let entry = Entry {
        account: row.get(10)?,
        seq: count(row, 0)?,
        act: count(row, 1)?,
        at: moment(row, 2)?,
        kind: named(row, 8, EntryKind::ALL, EntryKind::name)?,
        concerns,
        from: named(row, 3, Side::ALL, Side::name)?,
        to: named(row, 4, Side::ALL, Side::name)?,
        lot,
        credits: credits(row, 6)?,
    };
    Ok(EntryRow { entry, record: row.get(7)? })
}
