//! The demo's story on each book: it adds up, it shows something of everything, and a seed tells it again.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;

use tempfile::TempDir;

use super::*;
use crate::book::PRESETS;
use crate::credits::Credits;
use crate::ledger::EntryKind;
use crate::server::store::EntryRow;
use crate::server::verify::reconcile;
use crate::wire;
use crate::wire::webhooks::{DEAD, PENDING};

const DEMO: Demo = Demo { days: 75, seed: 3 };

fn until() -> Moment {
    Moment::parse("2026-11-20T15:00:00Z").unwrap()
}

fn engine(book: &str) -> Engine {
    let book = with_demo_values(wire::document(book.into()).unwrap()).unwrap();
    wire::engine(book, &[]).unwrap()
}

fn made(folder: &TempDir, name: &str, engine: &Engine, demo: Demo) -> (Store, Engines) {
    let mut store = store::open(&Database::Sqlite(folder.path().join(name))).unwrap();
    let engines = prices::at_start(&mut store, engine.clone()).unwrap();
    fill(&mut store, &engines, demo, until()).unwrap();
    (store, engines)
}

fn entries(store: &mut Store) -> Vec<EntryRow> {
    let accounts = store.accounts(TENANT, "", 1000).unwrap();
    accounts.iter().flat_map(|line| store.entries_after(TENANT, &line.id, 0, 1_000_000).unwrap()).collect()
}

#[test]
fn the_story_adds_up_on_every_book_and_shows_everything() {
    std::thread::scope(|scope| {
        for (book, _) in PRESETS {
            scope.spawn(|| check_story(book));
        }
    });
}

fn check_story(book: &str) {
    let (folder, engine) = (TempDir::new().unwrap(), engine(book));
    let (mut store, engines) = made(&folder, book, &engine, DEMO);
    let found = reconcile(&mut store).unwrap();
    assert!(found.findings.is_empty(), "{book}: {:?}", found.findings);
    assert!(store.is_demo().unwrap());

    let accounts = store.accounts(TENANT, "", 1000).unwrap();
    let plans: BTreeSet<&str> = accounts.iter().filter_map(|line| line.plan.as_deref()).collect();
    assert_eq!(plans, engine.book().plans.keys().map(String::as_str).collect(), "{book}: a customer on each plan");
    assert!(accounts.len() > 35, "{book}");

    // The demo account has used some, holds some, and has enough to go on.
    let accounts = Working::new(&mut store, &engines, until()).view(ACCOUNT).unwrap();
    let (account, balance) =
        (accounts.get(ACCOUNT).unwrap(), accounts.balance(ACCOUNT, engine.book(), until()).unwrap());
    let available = balance.available().unwrap();
    assert!(balance.held > Credits::ZERO && balance.bought > Credits::ZERO, "{book}: {balance:?}");
    assert!(balance.allowance < account.granted, "{book}: {balance:?} of {}", account.granted);
    assert!(available.micros() > account.granted.micros() / 10, "{book}: {balance:?} of {}", account.granted);

    let rows = entries(&mut store);
    let kinds: BTreeSet<EntryKind> = rows.iter().map(|row| row.entry.kind).collect();
    for kind in [
        EntryKind::Allotment,
        EntryKind::Allowance,
        EntryKind::Capture,
        EntryKind::Charge,
        EntryKind::Expiry,
        EntryKind::Grant,
        EntryKind::Hold,
        EntryKind::HoldExpiry,
        EntryKind::Purchase,
        EntryKind::Release,
    ] {
        assert!(kinds.contains(&kind), "{book}: nothing is of the kind {}", kind.name());
    }
    assert!(rows.iter().all(|row| row.entry.at <= until()), "{book}: nothing is to come");
    assert!(!store.campaigns(TENANT, ACCOUNT, u64::MAX >> 1, 100).unwrap().is_empty(), "{book}");

    // Nothing is sent by what happened before the ledger was there.
    let end = (i64::MAX, String::new());
    assert!(store.events_to_give_out(TENANT, 1).unwrap().is_empty(), "{book}");
    assert!(store.deliveries(TENANT, None, Some(PENDING), &end, 1).unwrap().is_empty(), "{book}");
    assert!(!store.deliveries(TENANT, None, Some(DEAD), &end, 1).unwrap().is_empty(), "{book}");
}

#[test]
fn a_seed_tells_the_same_story() {
    let (folder, engine) = (TempDir::new().unwrap(), engine("calcom"));
    let demo = Demo { days: 30, ..DEMO };
    let told = |name: &str, demo| {
        let rows = entries(&mut made(&folder, name, &engine, demo).0);
        rows.into_iter().map(|row| (row.entry, row.record)).collect::<Vec<_>>()
    };
    let first = told("first", demo);
    assert_eq!(told("again", demo), first);
    assert_ne!(told("other", Demo { seed: 4, ..demo }), first);
}
