//! What is kept. The ledger knows a database only as a [`Store`]: one writes, many read.

mod access;
mod sqlite;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::credits::Credits;
use crate::ledger::{Account, Movement};
use crate::{Engine, Error, Result};

pub(super) use access::{Access, ApiKey, LoginCode, Session};

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

/// What the database said stays in the log.
impl From<Failed> for Error {
    fn from(failed: Failed) -> Error {
        tracing::error!(error = %failed.0, "the database failed");
        Error::internal()
    }
}

/// A connection to a database that keeps a ledger.
pub(super) trait Store: Access + Send {
    /// Begins to write. Until [`Store::commit`] nobody else sees it, and nobody else writes.
    fn begin(&mut self) -> Kept<()>;
    /// What was written since [`Store::begin`] is on the disk when this returns.
    fn commit(&mut self) -> Kept<()>;
    fn roll_back(&mut self);

    fn account(&mut self, tenant: &str, id: &str) -> Kept<Option<AccountRow>>;
    fn add_account(&mut self, tenant: &str, account: &Account, now_ms: i64) -> Kept<()>;
    /// Writes an account's new state and the movements that led to it.
    fn save(&mut self, tenant: &str, account: &Account, movements: &[Movement], entry: &Entry) -> Kept<()>;
    /// Entries before `before`, newest first.
    fn entries(&mut self, tenant: &str, account: &str, before: u64, limit: u32) -> Kept<Vec<EntryRow>>;

    /// Whether an interaction was charged.
    fn is_counted(&mut self, tenant: &str, account: &str, service: &str, id: &str) -> Kept<bool>;
    /// Remembers that an interaction was charged.
    fn count_interaction(&mut self, tenant: &str, account: &str, service: &str, id: &str, seq: u64) -> Kept<()>;

    fn answer(&mut self, tenant: &str, account: &str, key: &str) -> Kept<Option<Stored>>;
    fn keep_answer(&mut self, tenant: &str, account: &str, key: &str, stored: &Stored, now_ms: i64) -> Kept<()>;

    /// Keeps a book or a deck under its hash.
    fn keep_document(&mut self, hash: &str, kind: &str, body: &str) -> Kept<()>;
    /// A book or a deck, by its hash.
    fn document(&mut self, kind: &str, hash: &str) -> Kept<Option<String>>;
}

/// An account as it is stored.
#[derive(Debug)]
pub(super) struct AccountRow {
    pub(super) account: Account,
    pub(super) created_ms: i64,
    pub(super) entry_count: u64,
}

/// What the entries of one command share.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) first_seq: u64,
    pub(super) at_ms: i64,
    pub(super) record: Option<String>,
}

/// An entry as it is stored.
#[derive(Debug)]
pub(super) struct EntryRow {
    pub(super) seq: u64,
    pub(super) command_seq: u64,
    pub(super) at_ms: i64,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) lot: Option<u64>,
    pub(super) credits: Credits,
    pub(super) record: Option<String>,
}

/// The answer to an idempotency key.
#[derive(Debug)]
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
    Ok(Box::new(store))
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
        let pool = self.0.clone();
        let reading = tokio::task::spawn_blocking(move || {
            let idle = || pool.idle.lock().unwrap_or_else(PoisonError::into_inner);
            let taken = idle().pop();
            let mut store = match taken {
                Some(store) => store,
                None => Box::new(sqlite::Sqlite::open_to_read(&pool.path)?),
            };
            let result = read(&mut *store);
            idle().push(store);
            Ok(result?)
        });
        reading.await.unwrap_or_else(|_| Err(Error::internal()))
    }
}
