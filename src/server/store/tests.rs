//! What every store must do: the same tests on each of [`databases`]. Another store is one more line there.

#![allow(clippy::unwrap_used)]

mod access;
mod accounts;
mod driver;
mod model;
mod records;

use std::path::PathBuf;

use tempfile::TempDir;

use super::{Store, sqlite};
use crate::ledger::{Account, Moment};

const TENANT: &str = "default";

/// A database that is empty, and gone when this is dropped.
trait Database {
    /// The connection that writes.
    fn writer(&self) -> Box<dyn Store>;
    /// Another connection.
    fn reader(&self) -> Box<dyn Store>;
}

struct SqliteFile {
    path: PathBuf,
    _folder: TempDir,
}

impl Database for SqliteFile {
    fn writer(&self) -> Box<dyn Store> {
        super::open(&self.path).unwrap()
    }

    fn reader(&self) -> Box<dyn Store> {
        Box::new(sqlite::Sqlite::open_to_read(&self.path).unwrap())
    }
}

/// One of each kind.
fn databases() -> Vec<Box<dyn Database>> {
    let folder = TempDir::new().unwrap();
    vec![Box::new(SqliteFile { path: folder.path().join("ledger.db"), _folder: folder })]
}

fn on_each(test: impl Fn(&dyn Database)) {
    databases().iter().for_each(|database| test(&**database));
}

/// Writes and commits.
fn write(store: &mut dyn Store, work: impl FnOnce(&mut dyn Store)) {
    store.begin().unwrap();
    work(store);
    store.commit().unwrap();
}

/// All of an account that a store keeps.
fn whole(store: &mut dyn Store, id: &str) -> Option<Account> {
    let mut account = store.account(TENANT, id, Moment::MAX).unwrap()?;
    let lots: Vec<u64> = (1..=account.lot_count).collect();
    account.lots = store.lots(TENANT, id, &lots).unwrap();
    account.holds = (1..=account.entry_count).filter_map(|hold| store.hold(TENANT, id, hold).unwrap()).collect();
    Some(sorted(account))
}

/// An account with its lots, holds and attempts by number: their order means nothing.
fn sorted(mut account: Account) -> Account {
    account.lots.sort_by_key(|lot| lot.id);
    account.holds.sort_by_key(|hold| hold.id);
    account.attempts.sort_by_key(|attempt| attempt.charge);
    account
}

fn moment(text: &str) -> Moment {
    Moment::parse(text).unwrap()
}

/// Chance from a seed (splitmix64): the same on every machine.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}
