//! What every store must do: the same tests on each of [`databases`]. Another one is one more line there.

#![allow(clippy::unwrap_used)]

mod access;
mod accounts;
mod campaigns;
mod driver;
mod model;
mod outbox;
mod prices;
mod records;
mod usage;

use ::postgres::{Client, NoTls};
use tempfile::TempDir;

use super::{Database, Kept, Store};
use crate::ledger::{Account, Moment};

const TENANT: &str = "default";

/// A database that is empty, and gone when this is dropped.
struct Fresh {
    database: Database,
    _folder: Option<TempDir>,
    /// A database of a server, with its name.
    of_server: Option<(String, String)>,
}

impl Fresh {
    fn sqlite() -> Fresh {
        let folder = TempDir::new().unwrap();
        let database = Database::Sqlite(folder.path().join("ledger.db"));
        Fresh { database, _folder: Some(folder), of_server: None }
    }

    fn postgres() -> Fresh {
        let server = std::env::var("SEPTET_TEST_POSTGRES");
        let server =
            server.expect("SEPTET_TEST_POSTGRES names a server: `cargo xtask test` and `cargo xtask postgres` do");
        let name = format!("store_{}", crate::hex::hex(&crate::server::random::<8>().unwrap()));
        Client::connect(&server, NoTls).unwrap().batch_execute(&format!("CREATE DATABASE {name}")).unwrap();
        let (before, _) = server.rsplit_once('/').unwrap();
        let database = format!("{before}/{name}").parse().unwrap();
        Fresh { database, _folder: None, of_server: Some((server, name)) }
    }

    /// The connection that writes.
    fn writer(&self) -> Store {
        super::open(&self.database).unwrap()
    }

    /// Another connection.
    fn reader(&self) -> Store {
        super::open_reader(&self.database).unwrap()
    }
}

impl Drop for Fresh {
    fn drop(&mut self) {
        if let Some((server, name)) = &self.of_server {
            let sql = format!("DROP DATABASE {name} WITH (FORCE)");
            Client::connect(server, NoTls).unwrap().batch_execute(&sql).unwrap();
        }
    }
}

/// One of each kind.
fn databases() -> Vec<Fresh> {
    vec![Fresh::sqlite(), Fresh::postgres()]
}

fn on_each(test: impl Fn(&Fresh)) {
    databases().iter().for_each(test);
}

/// Writes and commits.
fn write(store: &mut Store, work: impl FnOnce(&mut Store)) {
    store.begin().unwrap();
    work(store);
    store.commit().unwrap();
}

/// Whether it cannot be written, at the latest when it is committed.
fn fails(store: &mut Store, work: impl FnOnce(&mut Store) -> Kept<()>) -> bool {
    store.begin().unwrap();
    let done = work(store).and_then(|()| store.commit());
    store.roll_back();
    done.is_err()
}

/// All of an account that a store keeps.
fn whole(store: &mut Store, id: &str) -> Option<Account> {
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
