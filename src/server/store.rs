//! What is kept. The ledger knows a database only as a [`Store`], and a store knows it only as [`Sql`].

mod access;
mod accounts;
mod answers;
mod campaigns;
mod copy;
mod database;
mod directory;
mod documents;
mod entries;
mod facts;
mod outbox;
mod postgres;
mod prices;
mod save;
mod signing;
mod sql;
mod sqlite;
#[cfg(test)]
mod tests;
mod upgrade;
mod usage;

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Semaphore;

use crate::ledger::{Account, Entry, Terms};
use crate::{Error, ErrorKind, Result};
use postgres::Postgres;
use sql::{Bind, Dialect, Row, Rows, Sql};
use sqlite::Sqlite;

pub(super) use access::{ApiKey, LoginCode, Session, Whom};
pub use database::Database;
pub(super) use directory::AccountLine;
pub(super) use outbox::{Claimed, Delivery, ENDPOINT_DELETED, Endpoint, EventRow, Mark};
pub(super) use prices::{Activation, Import, Prices};
pub(super) use signing::KeyRow;
pub(super) use usage::{Export, Place, UsageBy, UsageFilter, UsageGroup, UsageQuery};

mod migrations {
    pub(super) mod sqlite {
        refinery::embed_migrations!("src/server/store/migrations/sqlite");
    }
    pub(super) mod postgres {
        refinery::embed_migrations!("src/server/store/migrations/postgres");
    }
}

/// What a database answers, or that it failed: what was begun is then undone as a whole.
pub(super) type Kept<T> = std::result::Result<T, Failed>;

/// The database failed.
#[derive(Debug)]
pub(super) struct Failed(Box<dyn std::error::Error + Send + Sync>);

impl<E: std::error::Error + Send + Sync + 'static> From<E> for Failed {
    fn from(error: E) -> Failed {
        Failed(error.into())
    }
}

impl std::fmt::Display for Failed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)?;
        let mut source = self.0.source();
        while let Some(cause) = source {
            write!(f, ": {cause}")?;
            source = cause.source();
        }
        Ok(())
    }
}

impl Failed {
    /// Whether the same may work when it is tried again, because others were in the way.
    pub(super) fn may_pass(&self) -> bool {
        self.0.downcast_ref::<tokio_postgres::Error>().is_some_and(postgres::may_pass)
    }

    /// Whether it is a sum that no column holds: no fault of the database, but what somebody has used.
    pub(super) fn is_beyond_counting(&self) -> bool {
        self.0.downcast_ref().is_some_and(|error: &Error| error.kind() == ErrorKind::OutOfRange)
            || self.0.downcast_ref().is_some_and(sqlite::is_beyond_counting)
            || self.0.downcast_ref().is_some_and(postgres::is_beyond_counting)
    }

    /// Whether nothing can be written where the database is.
    fn cannot_write(&self) -> bool {
        self.0.downcast_ref().is_some_and(sqlite::cannot_write)
            || self.0.downcast_ref().is_some_and(postgres::cannot_write)
    }

    /// What to tell one who only looks at a database, where its place is what is wrong.
    pub(super) fn out_of_place(&self, database: &Database) -> Option<Error> {
        let may_not = self.0.downcast_ref().is_some_and(sqlite::may_not);
        may_not.then(|| Error::unreadable_place(database, &self.to_string()))
    }

    /// Something is kept that this version does not know.
    fn unreadable(text: &str) -> Failed {
        Failed(format!("`{text}` is not known").into())
    }
}

/// What the database said stays in the log.
impl From<Failed> for Error {
    fn from(failed: Failed) -> Error {
        if failed.0.downcast_ref::<tokio_postgres::Error>().is_some_and(postgres::is_away) {
            tracing::warn!(error = %failed, "the database is away");
            return Error::unavailable("the database cannot be reached: try again");
        }
        if failed.is_beyond_counting() {
            return Error::out_of_range("the sum of what was used");
        }
        tracing::error!(error = %failed, "the database failed");
        if failed.cannot_write() {
            return Error::unavailable("the database cannot be written to");
        }
        Error::internal()
    }
}

/// What a request comes to, which the ledger may refuse.
pub(super) type Tried<T> = std::result::Result<T, Stopped>;

/// Why a request is not done.
#[derive(Debug)]
pub(super) enum Stopped {
    /// It is refused, alone: nothing was changed for it.
    Refused(Error),
    /// The database failed, and all that was begun is undone.
    Failed(Failed),
}

impl From<Error> for Stopped {
    fn from(error: Error) -> Stopped {
        Stopped::Refused(error)
    }
}

impl From<Failed> for Stopped {
    fn from(failed: Failed) -> Stopped {
        Stopped::Failed(failed)
    }
}

impl From<Stopped> for Error {
    fn from(stopped: Stopped) -> Error {
        match stopped {
            Stopped::Refused(error) => error,
            Stopped::Failed(failed) => failed.into(),
        }
    }
}

/// What is refused is an answer, which undoes nothing.
pub(super) fn answered<T>(tried: Tried<T>) -> Kept<Result<T>> {
    match tried {
        Ok(done) => Ok(Ok(done)),
        Err(Stopped::Refused(error)) => Ok(Err(error)),
        Err(Stopped::Failed(failed)) => Err(failed),
    }
}

/// A connection to a database that keeps a ledger. What it does stands in the files beside this one, an area each.
pub(super) struct Store {
    sql: Box<dyn Sql>,
    dialect: Dialect,
    /// Whether what is read is about to be changed.
    writing: bool,
    /// Terms that were read, by their text.
    terms: HashMap<String, Terms>,
    /// Who is above whom.
    parents: HashMap<String, Option<String>>,
    /// Accounts as this connection has last written them. Where theirs is still the version, nobody has changed them.
    known: HashMap<String, Known>,
    /// The versions of the accounts that are locked.
    versions: HashMap<String, i64>,
    /// What is known from the commit on.
    changes: Vec<Known>,
    /// The id of the activation that was in force when accounts were locked; `None` while none are.
    in_force: Option<u64>,
}

/// An account with its lots that are of use, and nothing else that it has.
struct Known {
    version: i64,
    account: Account,
}

/// Accounts that stay known.
const KNOWN_MAX: usize = 20_000;

impl Store {
    fn new(sql: impl Sql + 'static, dialect: Dialect) -> Store {
        Store {
            sql: Box::new(sql),
            dialect,
            writing: false,
            terms: HashMap::new(),
            parents: HashMap::new(),
            known: HashMap::new(),
            versions: HashMap::new(),
            changes: Vec::new(),
            in_force: None,
        }
    }

    /// Whether asking costs a way to a server and back.
    pub(super) fn is_far(&self) -> bool {
        self.dialect == Dialect::Postgres
    }

    /// Begins to write. Until [`Store::commit`] nobody else sees it.
    pub(super) fn begin(&mut self) -> Kept<()> {
        self.writing = true;
        self.versions.clear();
        self.changes.clear();
        self.in_force = None;
        self.sql.begin()
    }

    /// What was written since [`Store::begin`] is on the disk when this returns.
    pub(super) fn commit(&mut self) -> Kept<()> {
        self.sql.commit()?;
        if self.known.len() + self.changes.len() > KNOWN_MAX {
            self.known.clear();
        }
        self.known.extend(self.changes.drain(..).map(|known| (known.account.id.clone(), known)));
        Ok(())
    }

    /// Ends what was begun; nothing of it was written.
    pub(super) fn roll_back(&mut self) {
        self.sql.roll_back();
    }

    /// Does what one process at a time does: making the first of something.
    pub(super) fn alone<T>(&mut self, work: impl FnOnce(&mut Store) -> Result<T>) -> Result<T> {
        if self.dialect == Dialect::Postgres {
            self.row("SELECT 1 FROM pg_advisory_lock(7377385)", &[], |_| Ok(()))?;
        }
        let done = work(self);
        if self.dialect == Dialect::Postgres {
            self.row("SELECT 1 FROM pg_advisory_unlock(7377385)", &[], |_| Ok(()))?;
        }
        done
    }

    /// Begins to read: until [`Store::roll_back`] everything is as it is at one moment.
    pub(super) fn read(&mut self) -> Kept<()> {
        self.writing = false;
        self.sql.read()
    }

    fn rows<T>(&mut self, sql: &str, binds: &[Bind<'_>], read: impl Fn(&dyn Row) -> Kept<T>) -> Kept<Vec<T>> {
        let mut found = Vec::new();
        self.sql.run(sql, binds, None, &mut |row| {
            found.push(read(row)?);
            Ok(())
        })?;
        Ok(found)
    }

    fn row<T>(&mut self, sql: &str, binds: &[Bind<'_>], read: impl Fn(&dyn Row) -> Kept<T>) -> Kept<Option<T>> {
        Ok(self.rows(sql, binds, read)?.pop())
    }

    /// Gives how many rows it changed.
    fn run(&mut self, sql: &str, binds: &[Bind<'_>]) -> Kept<usize> {
        self.sql.run(sql, binds, None, &mut |_| Ok(()))
    }

    /// The same for each of `rows`, at the latest when the transaction ends.
    fn bulk(&mut self, sql: &str, binds: &[Bind<'_>], rows: &Rows<'_>) -> Kept<()> {
        if rows.len() == 0 { Ok(()) } else { self.sql.later(sql, binds, rows) }
    }
}

/// An entry, with what its act was made from on the first one.
#[derive(Debug, Clone)]
pub(super) struct EntryRow {
    pub(super) entry: Entry,
    pub(super) record: Option<String>,
}

/// What makes something happen once for ever.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Identity {
    pub(super) kind: &'static str,
    pub(super) id: String,
    pub(super) act: u64,
}

/// The answer to an idempotency key.
#[derive(Debug, Clone)]
pub(super) struct Stored {
    pub(super) body_hash: String,
    pub(super) status: u16,
    pub(super) answer: String,
}

/// Opens the database for writing and brings its tables up to date. One that a newer version wrote is refused.
pub(super) fn open(database: &Database) -> Result<Store> {
    let failed = |problem: &dyn std::fmt::Display| {
        Error::unavailable(&format!("cannot open the database `{database}`: {problem}"))
    };
    match database {
        Database::Sqlite(path) => {
            let mut sqlite = Sqlite::open(path).map_err(|error| failed(&error))?;
            migrations::sqlite::migrations::runner()
                .run(sqlite.connection())
                .map_err(|error| failed(&unfit(&error)))?;
            let mut store = Store::new(sqlite, Dialect::Sqlite);
            store.settle_old(super::TENANT).map_err(|error| failed(&error))?;
            Ok(store)
        }
        Database::Postgres(server) => {
            let mut postgres = Postgres::open(server).map_err(|error| failed(&error))?;
            let migrated =
                postgres.migrate(&migrations::postgres::migrations::runner()).map_err(|error| failed(&error))?;
            migrated.map_err(|error| failed(&unfit(&error)))?;
            Ok(Store::new(postgres, Dialect::Postgres))
        }
    }
}

/// Why a database cannot be brought up to date.
fn unfit(error: &refinery::Error) -> String {
    match error.kind() {
        refinery::error::Kind::MissingVersion(migration) => format!("a newer version of septet made it ({migration})"),
        _ => error.to_string(),
    }
}

/// Opens another connection to a database of which the tables are up to date.
pub(super) fn open_another(database: &Database) -> Kept<Store> {
    Ok(match database {
        Database::Sqlite(path) => Store::new(Sqlite::open(path)?, Dialect::Sqlite),
        Database::Postgres(server) => Store::new(Postgres::open(server)?, Dialect::Postgres),
    })
}

/// The same, to read it.
fn open_reader(database: &Database) -> Kept<Store> {
    match database {
        Database::Sqlite(path) => Ok(Store::new(Sqlite::open_to_read(path)?, Dialect::Sqlite)),
        Database::Postgres(_) => open_another(database),
    }
}

/// Opens a database that is there, to read it.
pub(super) fn open_to_read(database: &Database) -> Result<Store> {
    database.must_be_there()?;
    open_reader(database).map_err(|failed| failed.out_of_place(database).unwrap_or_else(|| failed.into()))
}

/// Copies a database that may be in use into a new file, as it is at one moment.
pub(super) fn backup(database: &Database, to: &Path) -> Result<()> {
    database.must_be_there()?;
    let Database::Sqlite(path) = database else { return Err(Error::backup_of_a_server()) };
    sqlite::backup(path, to).map_err(|failed| Error::unavailable(&format!("the ledger was not copied: {failed}")))
}

/// Removes a file in which there was a ledger, if it is there.
pub(super) fn remove(path: &Path) -> Result<()> {
    Ok(sqlite::remove(path)?)
}

/// Puts a file in the place of another one, which nobody has open. Says whether that was so: otherwise it
/// stays, and the other one is removed.
pub(super) fn replace(path: &Path, with: &Path) -> Result<bool> {
    Ok(sqlite::replace(path, with)?)
}

/// How often what others were in the way of is tried.
pub(super) const TRIES: u32 = 8;

/// Writes all of it or nothing. `work` is done again where others were in the way.
pub(super) fn write<T>(store: &mut Store, mut work: impl FnMut(&mut Store) -> Kept<T>) -> Result<T> {
    let mut tries = 0;
    loop {
        tries += 1;
        let mut written = || {
            store.begin()?;
            let done = work(store)?;
            store.commit()?;
            Ok(done)
        };
        let result: Kept<T> = written();
        let Err(failed) = result else { return Ok(result?) };
        store.roll_back();
        if tries == TRIES || !failed.may_pass() {
            return Err(failed.into());
        }
    }
}

/// Connections that read, as many as are needed at once, and no more than a server may be asked for.
#[derive(Clone)]
pub(super) struct Readers(Arc<Pool>);

/// The most connections that read at once.
const READERS: usize = 16;

struct Pool {
    database: Database,
    idle: Mutex<Vec<Store>>,
    free: Arc<Semaphore>,
}

impl Readers {
    pub(super) fn new(database: Database) -> Readers {
        Readers(Arc::new(Pool { database, idle: Mutex::new(Vec::new()), free: Arc::new(Semaphore::new(READERS)) }))
    }

    /// Waits for those who read, and closes their connections.
    pub(super) async fn close(&self) {
        let all = self.0.free.acquire_many(READERS as u32).await;
        let idle = std::mem::take(&mut *self.0.idle.lock().unwrap_or_else(PoisonError::into_inner));
        drop((tokio::task::spawn_blocking(|| drop(idle)).await, all));
    }

    /// Reads on a thread where waiting for the disk holds up nobody.
    pub(super) async fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&mut Store) -> Kept<T> + Send + 'static,
    ) -> Result<T> {
        let (pool, request) = (self.0.clone(), tracing::Span::current());
        let place = self.0.free.clone().acquire_owned().await.map_err(|_| Error::internal())?;
        let reading = tokio::task::spawn_blocking(move || {
            // Kept also where nobody waits for the answer any more.
            let (_place, _request) = (place, request.entered());
            let idle = || pool.idle.lock().unwrap_or_else(PoisonError::into_inner);
            let taken = idle().pop();
            let mut store = match taken {
                Some(store) => store,
                None => open_reader(&pool.database)?,
            };
            store.read()?;
            let result = read(&mut store);
            store.roll_back();
            idle().push(store);
            Ok(result?)
        });
        reading.await.unwrap_or_else(|_| Err(Error::internal()))
    }
}
