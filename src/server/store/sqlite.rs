//! The statements.

mod access;
mod signing;

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, OptionalExtension, Row, params};

use super::{AccountRow, Entry, EntryRow, Kept, Store, Stored};
use crate::credits::Credits;
use crate::ledger::{Account, Lot, Movement, Side};

/// How long a connection waits for another process.
const BUSY: Duration = Duration::from_secs(5);

/// A ledger in a file.
pub(super) struct Sqlite {
    connection: Connection,
}

impl Sqlite {
    /// To write: what is committed is on the disk.
    pub(super) fn open(path: &Path) -> Kept<Sqlite> {
        let connection = Connection::open(path)?;
        connection.busy_timeout(BUSY)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "foreign_keys", true)?;
        Ok(Sqlite { connection })
    }

    pub(super) fn open_to_read(path: &Path) -> Kept<Sqlite> {
        let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        connection.busy_timeout(BUSY)?;
        Ok(Sqlite { connection })
    }

    pub(super) fn connection(&mut self) -> &mut Connection {
        &mut self.connection
    }
}

impl Store for Sqlite {
    fn begin(&mut self) -> Kept<()> {
        Ok(self.connection.execute_batch("BEGIN IMMEDIATE")?)
    }

    fn commit(&mut self) -> Kept<()> {
        Ok(self.connection.execute_batch("COMMIT")?)
    }

    fn roll_back(&mut self) {
        // There may be nothing to roll back: a failed statement can have done it already.
        let _ = self.connection.execute_batch("ROLLBACK");
    }

    fn account(&mut self, tenant: &str, id: &str) -> Kept<Option<AccountRow>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT plan, lot_count, created_ms, entry_count FROM accounts WHERE tenant_id = ?1 AND account_id = ?2",
        )?;
        let row = statement
            .query_row(params![tenant, id], |row| {
                let account =
                    Account { id: id.to_owned(), plan: row.get(0)?, lots: Vec::new(), lot_count: count(row, 1)? };
                Ok(AccountRow { account, created_ms: row.get(2)?, entry_count: count(row, 3)? })
            })
            .optional()?;
        let Some(mut row) = row else { return Ok(None) };
        let mut statement = self.connection.prepare_cached(
            "SELECT lot_id, remaining_micro_credits FROM lots
             WHERE tenant_id = ?1 AND account_id = ?2 AND remaining_micro_credits > 0 ORDER BY lot_id",
        )?;
        let lots = statement.query_map(params![tenant, id], |row| {
            Ok(Lot { id: count(row, 0)?, remaining: Credits::from_micros(row.get(1)?) })
        })?;
        row.account.lots = lots.collect::<Result<_, _>>()?;
        Ok(Some(row))
    }

    fn add_account(&mut self, tenant: &str, account: &Account, now_ms: i64) -> Kept<()> {
        let mut statement = self.connection.prepare_cached("INSERT INTO accounts VALUES (?1, ?2, ?3, ?4, 0, 0)")?;
        statement.execute(params![tenant, account.id, account.plan, now_ms])?;
        Ok(())
    }

    fn save(&mut self, tenant: &str, account: &Account, movements: &[Movement], entry: &Entry) -> Kept<()> {
        let mut add_lot = self.connection.prepare_cached("INSERT INTO lots VALUES (?1, ?2, ?3, ?4, ?4)")?;
        let mut take = self.connection.prepare_cached(
            "UPDATE lots SET remaining_micro_credits = remaining_micro_credits - ?4
             WHERE tenant_id = ?1 AND account_id = ?2 AND lot_id = ?3",
        )?;
        let mut add_entry =
            self.connection.prepare_cached("INSERT INTO entries VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")?;
        let mut seq = number(entry.first_seq)?;
        for movement in movements {
            let (lot, micros) = (movement.lot.map(number).transpose()?, movement.credits.micros());
            let key = params![tenant, account.id, lot, micros];
            match (movement.to, movement.lot) {
                (Side::Lot, _) => add_lot.execute(key)?,
                (_, Some(_)) => take.execute(key)?,
                (_, None) => 0,
            };
            let (first_seq, from, to) = (number(entry.first_seq)?, movement.from.name(), movement.to.name());
            let row = params![tenant, account.id, seq, first_seq, entry.at_ms, from, to, lot, micros, entry.record];
            add_entry.execute(row)?;
            seq += 1;
        }
        let mut counts = self.connection.prepare_cached(
            "UPDATE accounts SET lot_count = ?3, entry_count = ?4 WHERE tenant_id = ?1 AND account_id = ?2",
        )?;
        counts.execute(params![tenant, account.id, number(account.lot_count)?, seq - 1])?;
        Ok(())
    }

    fn is_counted(&mut self, tenant: &str, account: &str, service: &str, id: &str) -> Kept<bool> {
        let mut statement = self.connection.prepare_cached(
            "SELECT 1 FROM interactions
             WHERE tenant_id = ?1 AND account_id = ?2 AND service = ?3 AND interaction_id = ?4",
        )?;
        Ok(statement.exists(params![tenant, account, service, id])?)
    }

    fn count_interaction(&mut self, tenant: &str, account: &str, service: &str, id: &str, seq: u64) -> Kept<()> {
        let mut statement = self.connection.prepare_cached("INSERT INTO interactions VALUES (?1, ?2, ?3, ?4, ?5)")?;
        statement.execute(params![tenant, account, service, id, number(seq)?])?;
        Ok(())
    }

    fn entries(&mut self, tenant: &str, account: &str, before: u64, limit: u32) -> Kept<Vec<EntryRow>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT seq, command_seq, at_ms, from_side, to_side, lot_id, micro_credits, record FROM entries
             WHERE tenant_id = ?1 AND account_id = ?2 AND seq < ?3 ORDER BY seq DESC LIMIT ?4",
        )?;
        let rows = statement.query_map(params![tenant, account, number(before)?, limit], |row| {
            Ok(EntryRow {
                seq: count(row, 0)?,
                command_seq: count(row, 1)?,
                at_ms: row.get(2)?,
                from: row.get(3)?,
                to: row.get(4)?,
                lot: row.get::<_, Option<i64>>(5)?.map(i64::unsigned_abs),
                credits: Credits::from_micros(row.get(6)?),
                record: row.get(7)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn answer(&mut self, tenant: &str, account: &str, key: &str) -> Kept<Option<Stored>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT body_hash, status, answer FROM idempotency_keys WHERE tenant_id = ?1 AND account_id = ?2 AND key = ?3",
        )?;
        let row = |row: &Row<'_>| Ok(Stored { body_hash: row.get(0)?, status: row.get(1)?, answer: row.get(2)? });
        Ok(statement.query_row(params![tenant, account, key], row).optional()?)
    }

    fn keep_answer(&mut self, tenant: &str, account: &str, key: &str, stored: &Stored, now_ms: i64) -> Kept<()> {
        let mut statement =
            self.connection.prepare_cached("INSERT INTO idempotency_keys VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?;
        let Stored { body_hash, status, answer } = stored;
        statement.execute(params![tenant, account, key, body_hash, status, answer, now_ms])?;
        Ok(())
    }

    fn keep_document(&mut self, hash: &str, kind: &str, body: &str) -> Kept<()> {
        self.connection.execute("INSERT OR IGNORE INTO documents VALUES (?1, ?2, ?3)", params![hash, kind, body])?;
        Ok(())
    }

    fn document(&mut self, kind: &str, hash: &str) -> Kept<Option<String>> {
        let mut statement =
            self.connection.prepare_cached("SELECT body FROM documents WHERE hash = ?1 AND kind = ?2")?;
        Ok(statement.query_row(params![hash, kind], |row| row.get(0)).optional()?)
    }
}

/// A count that SQLite's signed integers can hold.
fn number(count: u64) -> rusqlite::Result<i64> {
    i64::try_from(count).map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))
}

fn count(row: &Row<'_>, column: usize) -> rusqlite::Result<u64> {
    row.get::<_, i64>(column).map(i64::unsigned_abs)
}
