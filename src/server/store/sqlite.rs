//! A connection to SQLite.

use std::collections::HashMap;
use std::path::Path;
use std::time::Duration;

use rusqlite::backup::Backup;
use rusqlite::config::DbConfig;
use rusqlite::ffi::SQLITE_CONSTRAINT_DATATYPE;
use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use rusqlite::{Connection, ErrorCode, OpenFlags, Statement, ToSql};

use super::sql::{Bind, Dialect, Row, Rows, Sql, translate};
use super::{Failed, Kept};

/// How long a connection waits for another process.
const BUSY: Duration = Duration::from_secs(5);

/// Pages that a connection keeps in memory, in KiB: the upper levels of the largest indexes.
const CACHE_KIB: i64 = 256 * 1024;

/// How many pages are written to the log before they go to their places: 16 MiB. A page that changes with every batch
/// is moved there once for many, and no batch waits long for it.
const WAL_PAGES: i64 = 4096;

/// Statements that stay compiled.
const STATEMENTS: usize = 128;

/// A connection to a ledger in a file.
pub(super) struct Sqlite {
    connection: Connection,
    /// Statements as SQLite takes them, by how they are written.
    translated: HashMap<String, String>,
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
        Ok(Sqlite { connection, translated: HashMap::new() })
    }

    pub(super) fn connection(&mut self) -> &mut Connection {
        &mut self.connection
    }
}

impl Sql for Sqlite {
    fn begin(&mut self) -> Kept<()> {
        Ok(self.connection.execute_batch("BEGIN IMMEDIATE")?)
    }

    fn read(&mut self) -> Kept<()> {
        Ok(self.connection.execute_batch("BEGIN")?)
    }

    fn commit(&mut self) -> Kept<()> {
        Ok(self.connection.execute_batch("COMMIT")?)
    }

    fn roll_back(&mut self) {
        // There may be nothing to roll back: a failed statement can have done it already.
        let _ = self.connection.execute_batch("ROLLBACK");
    }

    fn run(
        &mut self,
        sql: &str,
        binds: &[Bind<'_>],
        rows: Option<&Rows<'_>>,
        each: &mut dyn FnMut(&dyn Row) -> Kept<()>,
    ) -> Kept<usize> {
        let sql = if sql.contains('@') {
            if !self.translated.contains_key(sql) {
                self.translated.insert(sql.to_owned(), translate(sql, Dialect::Sqlite));
            }
            &self.translated[sql]
        } else {
            sql
        };
        let mut statement = self.connection.prepare_cached(sql)?;
        for (place, bind) in binds.iter().enumerate() {
            statement.raw_bind_parameter(place + 1, bind)?;
        }
        let Some(rows) = rows else { return step(&mut statement, each) };
        let mut changed = 0;
        for row in 0..rows.len() {
            for (place, column) in rows.columns.iter().enumerate() {
                statement.raw_bind_parameter(binds.len() + place + 1, column.bind(row))?;
            }
            changed += step(&mut statement, each)?;
        }
        Ok(changed)
    }

    fn later(&mut self, sql: &str, binds: &[Bind<'_>], rows: &Rows<'_>) -> Kept<()> {
        self.run(sql, binds, Some(rows), &mut |_| Ok(())).map(drop)
    }
}

/// Whether the file may only be read, or its disk is full.
pub(super) fn cannot_write(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::ReadOnly | ErrorCode::DiskFull))
}

/// Whether a sum is more than an integer holds: where it is to be kept, it has become a number that is none.
pub(super) fn is_beyond_counting(error: &rusqlite::Error) -> bool {
    let rusqlite::Error::SqliteFailure(code, text) = error else { return false };
    code.extended_code == SQLITE_CONSTRAINT_DATATYPE || text.as_deref() == Some("integer overflow")
}

/// Whether the file may not be opened, or nothing may be made beside it, which readers of a log have to as well.
pub(super) fn may_not(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::PermissionDenied))
}

fn step(statement: &mut Statement<'_>, each: &mut dyn FnMut(&dyn Row) -> Kept<()>) -> Kept<usize> {
    if statement.column_count() == 0 {
        return Ok(statement.raw_execute()?);
    }
    let (mut rows, mut count) = (statement.raw_query(), 0);
    while let Some(row) = rows.next()? {
        each(row)?;
        count += 1;
    }
    Ok(count)
}

impl ToSql for Bind<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let json = |text: serde_json::Result<String>| {
            let text = text.map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
            Ok(ToSqlOutput::Owned(Value::Text(text)))
        };
        match self {
            Bind::Null => Ok(ToSqlOutput::Borrowed(ValueRef::Null)),
            Bind::Int(value) => Ok(ToSqlOutput::Borrowed(ValueRef::Integer(*value))),
            Bind::Text(value) => Ok(ToSqlOutput::Borrowed(ValueRef::Text(value.as_bytes()))),
            Bind::Bytes(value) => Ok(ToSqlOutput::Borrowed(ValueRef::Blob(value))),
            Bind::Texts(values) => json(serde_json::to_string(values)),
            Bind::Ints(values) => json(serde_json::to_string(values)),
        }
    }
}

impl Row for rusqlite::Row<'_> {
    fn int(&self, column: usize) -> Kept<Option<i64>> {
        Ok(self.get_ref(column)?.as_i64_or_null()?)
    }

    fn text(&self, column: usize) -> Kept<Option<&str>> {
        Ok(self.get_ref(column)?.as_str_or_null()?)
    }

    fn bytes(&self, column: usize) -> Kept<Option<&[u8]>> {
        Ok(self.get_ref(column)?.as_blob_or_null()?)
    }
}

/// Removes a file and its log, if they are there.
pub(super) fn remove(path: &Path) -> Kept<()> {
    for beside in ["", "-wal", "-shm"] {
        let mut name = path.as_os_str().to_owned();
        name.push(beside);
        match std::fs::remove_file(Path::new(&name)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
    }
    Ok(())
}

/// Puts a file in the place of another one, which nobody has open. Says whether that was so.
pub(super) fn replace(path: &Path, with: &Path) -> Kept<bool> {
    // Only the last connection to a file can leave it without a log.
    let old = Connection::open(path)?;
    let mode = old.query_row("PRAGMA journal_mode = DELETE", [], |row| row.get::<_, String>(0));
    let is_ours = match mode {
        Ok(mode) => mode == "delete",
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) => false,
        Err(error) => return Err(error.into()),
    };
    old.close().map_err(|(_, error)| error)?;
    if is_ours {
        std::fs::rename(with, path)?;
    } else {
        remove(with)?;
    }
    Ok(is_ours)
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
