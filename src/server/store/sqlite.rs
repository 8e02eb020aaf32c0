//! The ledger in SQLite.

mod access;
mod accounts;
mod answers;
mod entries;
mod signing;

use std::collections::HashMap;
use std::path::Path;
use std::time::Duration;

use rusqlite::backup::Backup;
use rusqlite::config::DbConfig;
use rusqlite::types::ToSql;
use rusqlite::{Connection, OpenFlags, OptionalExtension, Row, params};

use super::{AccountLine, EntryRow, Failed, Identity, Kept, Store, Stored};
use crate::credits::Credits;
use crate::ledger::{Account, Allotment, Attempt, Hold, Lot, Moment, Terms};

/// How long a connection waits for another process.
const BUSY: Duration = Duration::from_secs(5);

/// Pages that a connection keeps in memory, in KiB: the upper levels of the largest indexes.
const CACHE_KIB: i64 = 256 * 1024;

/// How many pages are written to the log before they go to their places: 16 MiB. A page that changes with every batch
/// is moved there once for many, and no batch waits long for it.
const WAL_PAGES: i64 = 4096;

/// Statements that stay compiled.
const STATEMENTS: usize = 64;

/// Terms that stay read.
const TERMS_MAX: usize = 4096;

/// A ledger in a file.
pub(super) struct Sqlite {
    connection: Connection,
    /// By their text: few differ, and time zones are slow to look up.
    terms: HashMap<String, Terms>,
}

impl Sqlite {
    /// To write: what is committed is on the disk.
    pub(super) fn open(path: &Path) -> Kept<Sqlite> {
        let connection = Connection::open(path)?;
        connection.busy_timeout(BUSY)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
        connection.pragma_update(None, "wal_autocheckpoint", WAL_PAGES)?;
        Sqlite::of(connection)
    }

    pub(super) fn open_to_read(path: &Path) -> Kept<Sqlite> {
        let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        connection.busy_timeout(BUSY)?;
        Sqlite::of(connection)
    }

    fn of(connection: Connection) -> Kept<Sqlite> {
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        // Otherwise a statement that might use a partial index is compiled anew for each value.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        Ok(Sqlite { connection, terms: HashMap::new() })
    }

    pub(super) fn connection(&mut self) -> &mut Connection {
        &mut self.connection
    }

    /// The rows of a statement.
    fn rows<T>(&self, sql: &str, parameters: &[&dyn ToSql], read: impl Fn(&Row<'_>) -> Kept<T>) -> Kept<Vec<T>> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query(parameters)?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(read(row)?);
        }
        Ok(found)
    }

    fn row<T>(&self, sql: &str, parameters: &[&dyn ToSql], read: impl Fn(&Row<'_>) -> Kept<T>) -> Kept<Option<T>> {
        Ok(self.rows(sql, parameters, read)?.pop())
    }

    fn run(&self, sql: &str, parameters: &[&dyn ToSql]) -> Kept<usize> {
        Ok(self.connection.prepare_cached(sql)?.execute(parameters)?)
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

    fn read(&mut self) -> Kept<()> {
        Ok(self.connection.execute_batch("BEGIN")?)
    }

    fn whole_account(&mut self, tenant: &str, id: &str) -> Kept<Option<Account>> {
        self.load_whole(tenant, id)
    }

    fn entries_after(&mut self, tenant: &str, account: &str, after: u64, limit: u32) -> Kept<Vec<EntryRow>> {
        self.load_after(tenant, account, after, limit)
    }

    fn account(&mut self, tenant: &str, id: &str, now: Moment) -> Kept<Option<Account>> {
        self.load(tenant, id, now)
    }

    fn lots(&mut self, tenant: &str, account: &str, ids: &[u64]) -> Kept<Vec<Lot>> {
        let mut lots = Vec::new();
        for id in ids {
            lots.extend(self.lot(tenant, account, *id)?);
        }
        Ok(lots)
    }

    fn hold(&mut self, tenant: &str, account: &str, id: u64) -> Kept<Option<Hold>> {
        self.load_hold(tenant, account, id)
    }

    fn attempt(&mut self, tenant: &str, account: &str, charge: u64) -> Kept<Option<Attempt>> {
        self.load_attempt(tenant, account, charge)
    }

    fn allotments(&mut self, tenant: &str, account: &str) -> Kept<Vec<Allotment>> {
        self.load_allotments(tenant, account)
    }

    fn allotment(&mut self, tenant: &str, account: &str, to: &str) -> Kept<Option<Allotment>> {
        self.load_allotment(tenant, account, to)
    }

    fn save(&mut self, tenant: &str, before: Option<&Account>, after: &Account) -> Kept<()> {
        self.save_account(tenant, before, after)
    }

    fn accounts(&mut self, tenant: &str, after: &str, limit: u32) -> Kept<Vec<AccountLine>> {
        let sql = "SELECT account_id, nullif(plan, ''), parent_id FROM accounts
                   WHERE tenant_id = ?1 AND account_id > ?2 ORDER BY account_id LIMIT ?3";
        self.rows(sql, params![tenant, after, limit], |row| {
            Ok(AccountLine { id: row.get(0)?, plan: row.get(1)?, parent: row.get(2)? })
        })
    }

    fn due(&mut self, tenant: &str, now: Moment, limit: u32) -> Kept<Vec<String>> {
        // Of each kind no more are looked at than are asked for, however many are due.
        let sql = "SELECT * FROM (SELECT account_id FROM accounts
                                  WHERE tenant_id = ?1 AND hold_due_ms <= ?2 ORDER BY hold_due_ms LIMIT ?3)
                   UNION SELECT * FROM (SELECT account_id FROM accounts
                                        WHERE tenant_id = ?1 AND period_end_ms <= ?2 ORDER BY period_end_ms LIMIT ?3)
                   LIMIT ?3";
        self.rows(sql, params![tenant, now.millis(), limit], |row| Ok(row.get(0)?))
    }

    fn add_entries(&mut self, tenant: &str, entries: &[EntryRow]) -> Kept<()> {
        entries.iter().try_for_each(|entry| self.add_entry(tenant, entry))
    }

    fn entries(&mut self, tenant: &str, account: &str, before: u64, limit: u32) -> Kept<Vec<EntryRow>> {
        self.entries_before(tenant, account, before, limit)
    }

    fn story(&mut self, tenant: &str, account: &str, act: u64) -> Kept<Vec<EntryRow>> {
        self.story_of(tenant, account, act)
    }

    fn identity(&mut self, tenant: &str, account: &str, kind: &str, id: &str) -> Kept<Option<u64>> {
        let sql = "SELECT act FROM identities WHERE tenant_id = ?1 AND account_id = ?2 AND kind = ?3 AND id = ?4";
        self.row(sql, params![tenant, account, kind, id], |row| count(row, 0))
    }

    fn keep_identity(&mut self, tenant: &str, account: &str, identity: &Identity) -> Kept<()> {
        let Identity { kind, id, act } = identity;
        let row = params![tenant, account, kind, id, number(*act)?];
        self.run("INSERT INTO identities VALUES (?1, ?2, ?3, ?4, ?5)", row).map(drop)
    }

    fn answer(&mut self, tenant: &str, account: &str, key: &str) -> Kept<Option<Stored>> {
        self.load_answer(tenant, account, key)
    }

    fn keep_answer(&mut self, tenant: &str, account: &str, key: &str, stored: &Stored, now: Moment) -> Kept<()> {
        self.add_answer(tenant, account, key, stored, now)
    }

    fn forget_answers(&mut self, before: Moment, limit: u32) -> Kept<usize> {
        self.drop_answers(before, limit)
    }

    fn keep_document(&mut self, hash: &str, kind: &str, body: &str) -> Kept<()> {
        self.run("INSERT OR IGNORE INTO documents VALUES (?1, ?2, ?3)", params![hash, kind, body]).map(drop)
    }

    fn document(&mut self, kind: &str, hash: &str) -> Kept<Option<String>> {
        let mut statement =
            self.connection.prepare_cached("SELECT body FROM documents WHERE hash = ?1 AND kind = ?2")?;
        Ok(statement.query_row(params![hash, kind], |row| row.get(0)).optional()?)
    }
}

/// Copies all pages at once: whoever writes meanwhile does so beside it. The copy is whole, or it is not there.
pub(super) fn backup(from: &Path, to: &Path) -> Kept<()> {
    let mut name = to.as_os_str().to_owned();
    name.push(".partial");
    let partial = Path::new(&name);
    let copied = || {
        let from = Connection::open_with_flags(from, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        from.busy_timeout(BUSY)?;
        let mut copy = Connection::open(partial)?;
        Backup::new(&from, &mut copy)?.step(-1)?;
        let check: String = copy.query_row("PRAGMA quick_check", [], |row| row.get(0))?;
        copy.close().map_err(|(_, error)| error)?;
        if check != "ok" {
            return Err(Failed::unreadable(&check));
        }
        std::fs::File::open(partial)?.sync_all()?;
        Ok(std::fs::rename(partial, to)?)
    };
    let done: Kept<()> = copied();
    if done.is_err() {
        let _ = std::fs::remove_file(partial);
    }
    done
}

/// A count that SQLite's signed integers can hold.
fn number(count: u64) -> Kept<i64> {
    Ok(i64::try_from(count)?)
}

fn count(row: &Row<'_>, column: usize) -> Kept<u64> {
    Ok(u64::try_from(row.get::<_, i64>(column)?)?)
}

fn credits(row: &Row<'_>, column: usize) -> Kept<Credits> {
    Ok(Credits::from_micros(row.get(column)?))
}

fn moment(row: &Row<'_>, column: usize) -> Kept<Moment> {
    Ok(Moment::from_millis(row.get(column)?))
}

/// A name that this version knows.
fn named<T: Copy>(row: &Row<'_>, column: usize, all: &[T], name: impl Fn(T) -> &'static str) -> Kept<T> {
    let text = row.get_ref(column)?.as_str()?;
    let found = all.iter().copied().find(|&one| name(one) == text);
    found.ok_or_else(|| Failed::unreadable(text))
}
