//! The statements.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, OptionalExtension, Row, Transaction, params};

use super::{AccountRow, Entry, EntryRow, Stored};
use crate::credits::Credits;
use crate::ledger::{Account, Lot, Movement};

/// How long a connection waits for another process.
const BUSY: Duration = Duration::from_secs(5);

type Result<T> = rusqlite::Result<T>;

/// The one connection that writes: what it has committed is on the disk.
pub(super) fn connect(path: &Path) -> Result<Connection> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(BUSY)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    Ok(connection)
}

pub(super) fn connect_to_read(path: &Path) -> Result<Connection> {
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    connection.busy_timeout(BUSY)?;
    Ok(connection)
}

/// Loads an account with the lots that still hold something.
pub(in crate::server) fn account(connection: &Connection, tenant: &str, id: &str) -> Result<Option<AccountRow>> {
    let mut statement = connection.prepare_cached(
        "SELECT plan, lot_count, created_ms, entry_count FROM accounts WHERE tenant_id = ?1 AND account_id = ?2",
    )?;
    let row = statement
        .query_row(params![tenant, id], |row| {
            let account = Account { id: id.to_owned(), plan: row.get(0)?, lots: Vec::new(), lot_count: count(row, 1)? };
            Ok(AccountRow { account, created_ms: row.get(2)?, entry_count: count(row, 3)? })
        })
        .optional()?;
    let Some(mut row) = row else { return Ok(None) };
    let mut statement = connection.prepare_cached(
        "SELECT lot_id, remaining_micro_credits FROM lots
         WHERE tenant_id = ?1 AND account_id = ?2 AND remaining_micro_credits > 0 ORDER BY lot_id",
    )?;
    let lots = statement.query_map(params![tenant, id], |row| {
        Ok(Lot { id: count(row, 0)?, remaining: Credits::from_micros(row.get(1)?) })
    })?;
    row.account.lots = lots.collect::<Result<_>>()?;
    Ok(Some(row))
}

pub(in crate::server) fn add_account(
    transaction: &Transaction<'_>,
    tenant: &str,
    account: &Account,
    now_ms: i64,
) -> Result<()> {
    let mut statement = transaction.prepare_cached("INSERT INTO accounts VALUES (?1, ?2, ?3, ?4, 0, 0)")?;
    statement.execute(params![tenant, account.id, account.plan, now_ms]).map(drop)
}

/// Writes an account's new state and the movements that led to it.
pub(in crate::server) fn save(
    transaction: &Transaction<'_>,
    tenant: &str,
    account: &Account,
    movements: &[Movement],
    entry: &Entry,
) -> Result<()> {
    let mut add_lot = transaction.prepare_cached("INSERT INTO lots VALUES (?1, ?2, ?3, ?4, ?4)")?;
    let mut take = transaction.prepare_cached(
        "UPDATE lots SET remaining_micro_credits = remaining_micro_credits - ?4
         WHERE tenant_id = ?1 AND account_id = ?2 AND lot_id = ?3",
    )?;
    let mut add_entry =
        transaction.prepare_cached("INSERT INTO entries VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")?;
    let mut seq = number(entry.first_seq)?;
    for movement in movements {
        let (lot, micros) = (movement.lot.map(number).transpose()?, movement.credits.micros());
        let key = params![tenant, account.id, lot, micros];
        match (movement.to, movement.lot) {
            (crate::ledger::Side::Lot, _) => add_lot.execute(key)?,
            (_, Some(_)) => take.execute(key)?,
            (_, None) => 0,
        };
        let (first_seq, from, to) = (number(entry.first_seq)?, movement.from.name(), movement.to.name());
        let row = params![tenant, account.id, seq, first_seq, entry.at_ms, from, to, lot, micros, entry.record];
        add_entry.execute(row)?;
        seq += 1;
    }
    let mut counts = transaction.prepare_cached(
        "UPDATE accounts SET lot_count = ?3, entry_count = ?4 WHERE tenant_id = ?1 AND account_id = ?2",
    )?;
    counts.execute(params![tenant, account.id, number(account.lot_count)?, seq - 1]).map(drop)
}

/// Whether an interaction was charged.
pub(in crate::server) fn is_counted(
    connection: &Connection,
    tenant: &str,
    account: &str,
    service: &str,
    id: &str,
) -> Result<bool> {
    let mut statement = connection.prepare_cached(
        "SELECT 1 FROM interactions
         WHERE tenant_id = ?1 AND account_id = ?2 AND service = ?3 AND interaction_id = ?4",
    )?;
    statement.exists(params![tenant, account, service, id])
}

/// Remembers that an interaction was charged.
pub(in crate::server) fn count_interaction(
    transaction: &Transaction<'_>,
    tenant: &str,
    account: &str,
    service: &str,
    id: &str,
    seq: u64,
) -> Result<()> {
    let mut statement = transaction.prepare_cached("INSERT INTO interactions VALUES (?1, ?2, ?3, ?4, ?5)")?;
    statement.execute(params![tenant, account, service, id, number(seq)?]).map(drop)
}

/// Entries before `before`, newest first.
pub(in crate::server) fn entries(
    connection: &Connection,
    tenant: &str,
    account: &str,
    before: u64,
    limit: u32,
) -> Result<Vec<EntryRow>> {
    let mut statement = connection.prepare_cached(
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
    rows.collect()
}

pub(in crate::server) fn answer(
    connection: &Connection,
    tenant: &str,
    account: &str,
    key: &str,
) -> Result<Option<Stored>> {
    let mut statement = connection.prepare_cached(
        "SELECT body_hash, status, answer FROM idempotency_keys WHERE tenant_id = ?1 AND account_id = ?2 AND key = ?3",
    )?;
    let row = |row: &Row<'_>| Ok(Stored { body_hash: row.get(0)?, status: row.get(1)?, answer: row.get(2)? });
    statement.query_row(params![tenant, account, key], row).optional()
}

pub(in crate::server) fn keep_answer(
    transaction: &Transaction<'_>,
    tenant: &str,
    account: &str,
    key: &str,
    stored: &Stored,
    now_ms: i64,
) -> Result<()> {
    let mut statement =
        transaction.prepare_cached("INSERT INTO idempotency_keys VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?;
    let Stored { body_hash, status, answer } = stored;
    statement.execute(params![tenant, account, key, body_hash, status, answer, now_ms]).map(drop)
}

pub(super) fn keep_document(transaction: &Transaction<'_>, hash: &str, kind: &str, body: &str) -> Result<()> {
    transaction.execute("INSERT OR IGNORE INTO documents VALUES (?1, ?2, ?3)", params![hash, kind, body]).map(drop)
}

/// A book or a deck, by its hash.
pub(in crate::server) fn document(connection: &Connection, kind: &str, hash: &str) -> Result<Option<String>> {
    let mut statement = connection.prepare_cached("SELECT body FROM documents WHERE hash = ?1 AND kind = ?2")?;
    statement.query_row(params![hash, kind], |row| row.get(0)).optional()
}

pub(super) fn api_keys(connection: &Connection) -> Result<Vec<String>> {
    let mut statement = connection.prepare_cached("SELECT key_hash FROM api_keys")?;
    statement.query_map([], |row| row.get(0))?.collect()
}

pub(super) fn add_api_key(connection: &Connection, hash: &str, prefix: &str, now_ms: i64) -> Result<()> {
    connection.execute("INSERT INTO api_keys VALUES (?1, ?2, ?3)", params![hash, prefix, now_ms]).map(drop)
}

/// A count that SQLite's signed integers can hold.
fn number(count: u64) -> Result<i64> {
    i64::try_from(count).map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))
}

fn count(row: &Row<'_>, column: usize) -> Result<u64> {
    row.get::<_, i64>(column).map(i64::unsigned_abs)
}
