//! What is kept, in SQLite: one connection writes, many read.

mod sqlite;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;

use crate::credits::Credits;
use crate::ledger::Account;
use crate::{Engine, Error, Result};

pub(super) use sqlite::{
    account, add_account, answer, count_interaction, document, entries, is_counted, keep_answer, save,
};

mod migrations {
    refinery::embed_migrations!("src/server/store/migrations");
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
pub(super) fn open(path: &Path) -> Result<Connection> {
    let failed = |problem: &dyn std::fmt::Display| {
        Error::unavailable(&format!("cannot open the database `{}`: {problem}", path.display()))
    };
    let mut connection = sqlite::connect(path).map_err(|error| failed(&error))?;
    migrations::migrations::runner().run(&mut connection).map_err(|error| failed(&error))?;
    Ok(connection)
}

/// Keeps the book and the decks under their hashes, for as long as the ledger is.
pub(super) fn keep_documents(connection: &mut Connection, engine: &Engine) -> Result<()> {
    let keep = |connection: &mut Connection| {
        let transaction = connection.transaction()?;
        sqlite::keep_document(&transaction, &engine.book().hash, "book", &engine.book().canonical)?;
        for (_, deck) in engine.decks() {
            sqlite::keep_document(&transaction, deck.hash(), "deck", deck.canonical())?;
        }
        transaction.commit()
    };
    keep(connection).map_err(broken)
}

/// The hashes of the keys that are valid.
pub(super) fn api_keys(connection: &Connection) -> Result<Vec<String>> {
    sqlite::api_keys(connection).map_err(broken)
}

pub(super) fn add_api_key(connection: &Connection, hash: &str, prefix: &str, now_ms: i64) -> Result<()> {
    sqlite::add_api_key(connection, hash, prefix, now_ms).map_err(broken)
}

/// What the database says stays in the log.
pub(super) fn broken(error: rusqlite::Error) -> Error {
    tracing::error!(%error, "the database failed");
    Error::internal()
}

/// Connections that read, as many as are needed at once.
#[derive(Debug, Clone)]
pub(super) struct Readers(Arc<Pool>);

#[derive(Debug)]
struct Pool {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
}

impl Readers {
    pub(super) fn new(path: PathBuf) -> Readers {
        Readers(Arc::new(Pool { path, idle: Mutex::new(Vec::new()) }))
    }

    /// Reads on a thread where waiting for the disk holds up nobody.
    pub(super) async fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let pool = self.0.clone();
        let reading = tokio::task::spawn_blocking(move || {
            let idle = || pool.idle.lock().unwrap_or_else(PoisonError::into_inner);
            let taken = idle().pop();
            let connection = match taken {
                Some(connection) => connection,
                None => sqlite::connect_to_read(&pool.path).map_err(broken)?,
            };
            let result = read(&connection);
            idle().push(connection);
            result
        });
        reading.await.unwrap_or_else(|_| Err(Error::internal()))
    }
}
