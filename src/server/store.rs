//! What is kept. The ledger knows a database only as a [`Store`]: one writes, many read.

mod access;
mod signing;
mod sqlite;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::ledger::{Account, Allotment, Attempt, Entry, Hold, Lot, Moment};
use crate::{Engine, Error, Result};

pub(super) use access::{Access, ApiKey, LoginCode, Session};
pub(super) use signing::{KeyRow, Signing};

mod migrations {
    refinery::embed_migrations!("src/server/store/migrations");
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
        self.0.fmt(f)
    }
}

impl Failed {
    /// Something is kept that this version does not know.
    fn unreadable(text: &str) -> Failed {
        Failed(format!("`{text}` is not known").into())
    }
}

/// What the database said stays in the log.
impl From<Failed> for Error {
    fn from(failed: Failed) -> Error {
        tracing::error!(error = %failed.0, "the database failed");
        Error::internal()
    }
}

/// A connection to a database that keeps a ledger.
pub(super) trait Store: Access + Signing + Send {
    /// Begins to write. Until [`Store::commit`] nobody else sees it, and nobody else writes.
    fn begin(&mut self) -> Kept<()>;
    /// What was written since [`Store::begin`] is on the disk when this returns.
    fn commit(&mut self) -> Kept<()>;
    /// Ends what was begun; nothing of it was written.
    fn roll_back(&mut self);
    /// Begins to read: until [`Store::roll_back`] everything is as it is at one moment.
    fn read(&mut self) -> Kept<()>;

    /// An account with the lots that are of use and the holds that are due by `now`; where its period has ended by then,
    /// with all its open attempts and its allotments.
    fn account(&mut self, tenant: &str, id: &str, now: Moment) -> Kept<Option<Account>>;
    /// An account with everything that it has and had: all lots, open holds and attempts, and its allotments.
    fn whole_account(&mut self, tenant: &str, id: &str) -> Kept<Option<Account>>;
    /// Some lots of an account, of use or not.
    fn lots(&mut self, tenant: &str, account: &str, ids: &[u64]) -> Kept<Vec<Lot>>;
    fn hold(&mut self, tenant: &str, account: &str, id: u64) -> Kept<Option<Hold>>;
    fn attempt(&mut self, tenant: &str, account: &str, charge: u64) -> Kept<Option<Attempt>>;
    /// What an account gives to those below it, in the order in which it was agreed.
    fn allotments(&mut self, tenant: &str, account: &str) -> Kept<Vec<Allotment>>;
    fn allotment(&mut self, tenant: &str, account: &str, to: &str) -> Kept<Option<Allotment>>;
    /// Writes an account's new state, of which `before` is as it was loaded.
    fn save(&mut self, tenant: &str, before: Option<&Account>, after: &Account) -> Kept<()>;
    /// Accounts by id, after `after`.
    fn accounts(&mut self, tenant: &str, after: &str, limit: u32) -> Kept<Vec<AccountLine>>;
    /// Accounts of which a hold or a period has ended.
    fn due(&mut self, tenant: &str, now: Moment, limit: u32) -> Kept<Vec<String>>;

    fn add_entries(&mut self, tenant: &str, entries: &[EntryRow]) -> Kept<()>;
    /// Entries before `before`, newest first.
    fn entries(&mut self, tenant: &str, account: &str, before: u64, limit: u32) -> Kept<Vec<EntryRow>>;
    /// Entries after `after`, oldest first.
    fn entries_after(&mut self, tenant: &str, account: &str, after: u64, limit: u32) -> Kept<Vec<EntryRow>>;
    /// The entries of what a number begins, and then those that concern it.
    fn story(&mut self, tenant: &str, account: &str, act: u64) -> Kept<Vec<EntryRow>>;

    /// What has happened under an identity: its number.
    fn identity(&mut self, tenant: &str, account: &str, kind: &str, id: &str) -> Kept<Option<u64>>;
    fn keep_identity(&mut self, tenant: &str, account: &str, identity: &Identity) -> Kept<()>;

    fn answer(&mut self, tenant: &str, account: &str, key: &str) -> Kept<Option<Stored>>;
    fn keep_answer(&mut self, tenant: &str, account: &str, key: &str, stored: &Stored, now: Moment) -> Kept<()>;
    /// Drops answers from before a moment, at most `limit`; their keys are new then. Gives how many.
    fn forget_answers(&mut self, before: Moment, limit: u32) -> Kept<usize>;

    /// Keeps a book or a deck under its hash.
    fn keep_document(&mut self, hash: &str, kind: &str, body: &str) -> Kept<()>;
    /// A book or a deck, by its hash.
    fn document(&mut self, kind: &str, hash: &str) -> Kept<Option<String>>;
}

/// An entry, with what its act was made from on the first one.
#[derive(Debug, Clone)]
pub(super) struct EntryRow {
    pub(super) entry: Entry,
    pub(super) record: Option<String>,
}

/// An account in a list.
#[derive(Debug)]
pub(super) struct AccountLine {
    pub(super) id: String,
    pub(super) plan: Option<String>,
    pub(super) parent: Option<String>,
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

/// Opens the database for writing and brings its tables up to date. A file that a newer version wrote is refused.
pub(super) fn open(path: &Path) -> Result<Box<dyn Store>> {
    let failed = |problem: &dyn std::fmt::Display| {
        Error::unavailable(&format!("cannot open the database `{}`: {problem}", path.display()))
    };
    let mut store = sqlite::Sqlite::open(path).map_err(|error| failed(&error.0))?;
    migrations::migrations::runner().run(store.connection()).map_err(|error| failed(&error))?;
    store.settle_old(super::TENANT).map_err(|error| failed(&error.0))?;
    Ok(Box::new(store))
}

/// Opens a database that is there, to read it.
pub(super) fn open_to_read(path: &Path) -> Result<Box<dyn Store>> {
    if !path.exists() {
        return Err(Error::no_database_there(&path.display().to_string()));
    }
    Ok(Box::new(sqlite::Sqlite::open_to_read(path)?))
}

/// Copies a database that may be in use into a new file, as it is at one moment.
pub(super) fn backup(path: &Path, to: &Path) -> Result<()> {
    if !path.exists() {
        return Err(Error::no_database_there(&path.display().to_string()));
    }
    sqlite::backup(path, to).map_err(|failed| Error::unavailable(&format!("the ledger was not copied: {failed}")))
}

/// Writes all of it or nothing.
pub(super) fn write<T>(store: &mut dyn Store, work: impl FnOnce(&mut dyn Store) -> Kept<T>) -> Result<T> {
    let written = || {
        store.begin()?;
        let done = work(store)?;
        store.commit()?;
        Ok(done)
    };
    let result: Kept<T> = written();
    if result.is_err() {
        store.roll_back();
    }
    Ok(result?)
}

/// Keeps the book and the decks under their hashes, for as long as the ledger is.
pub(super) fn keep_documents(store: &mut dyn Store, engine: &Engine) -> Result<()> {
    write(store, |store| {
        store.keep_document(&engine.book().hash, "book", &engine.book().canonical)?;
        engine.decks().try_for_each(|(_, deck)| store.keep_document(deck.hash(), "deck", deck.canonical()))
    })
}

/// Connections that read, as many as are needed at once.
#[derive(Clone)]
pub(super) struct Readers(Arc<Pool>);

struct Pool {
    path: PathBuf,
    idle: Mutex<Vec<Box<dyn Store>>>,
}

impl Readers {
    pub(super) fn new(path: PathBuf) -> Readers {
        Readers(Arc::new(Pool { path, idle: Mutex::new(Vec::new()) }))
    }

    /// Reads on a thread where waiting for the disk holds up nobody.
    pub(super) async fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&mut dyn Store) -> Kept<T> + Send + 'static,
    ) -> Result<T> {
        let (pool, request) = (self.0.clone(), tracing::Span::current());
        let reading = tokio::task::spawn_blocking(move || {
            let _request = request.entered();
            let idle = || pool.idle.lock().unwrap_or_else(PoisonError::into_inner);
            let taken = idle().pop();
            let mut store = match taken {
                Some(store) => store,
                None => Box::new(sqlite::Sqlite::open_to_read(&pool.path)?),
            };
            store.read()?;
            let result = read(&mut *store);
            store.roll_back();
            idle().push(store);
            Ok(result?)
        });
        reading.await.unwrap_or_else(|_| Err(Error::internal()))
    }
}
