//! Answers that are kept for retries, and dropped when they are old.

use std::time::Duration;

use rusqlite::Connection;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{Ledger, wait};

const BOOK: [&str; 3] = ["--book", "ai-employee", "--set=starterAllowance=10000"];

/// More than each of three processes drops in one portion.
const OLD: usize = 2100;

/// By 40 days.
const AGE: &str = "UPDATE answers SET created_ms = created_ms - 3456000000";

/// An account, and as many answers as are to become old.
fn fill(ledger: &Ledger) {
    ledger.open(json!({"id": "acme", "plan": "starter"}));
    let charge = |n: usize| json!({"account": "acme", "key": format!("old-{n}"), "charge": {"service": "ai_reply"}});
    let charges = json!({"charges": (1..OLD).map(charge).collect::<Vec<Value>>()});
    let (status, answer) = ledger.ask("POST", "/v1/charges", None, Some(&charges));
    assert_eq!(status, 200, "{answer}");
}

/// Waits until the answer to a charge of now is all that is left; it is still the answer, and an old key is a new one.
fn is_forgotten(ledger: &Ledger, mut count: impl FnMut(&str) -> i64) {
    let reply = json!({"service": "ai_reply"});
    let (status, young) = ledger.charge("acme", "young", &reply);
    assert_eq!(status, 201, "{young}");
    wait(Duration::from_secs(30), "old answers to be dropped", || (count("answers") == 1).then_some(()));
    assert_eq!(ledger.charge("acme", "young", &reply), (201, young));
    let available = ledger.balance("acme", "available");
    assert_eq!(
        (ledger.charge("acme", "old-1", &reply).0, available.as_str()),
        (201, (10_000 - OLD).to_string().as_str())
    );
    assert_eq!(ledger.balance("acme", "available"), (10_000 - OLD - 1).to_string());
}

#[test]
fn old_answers_are_dropped_in_portions_until_none_is_left() {
    let ledger = Ledger::start(&BOOK);
    fill(&ledger);
    let admin_key = ledger.admin_key.clone();
    let folder = ledger.kill();
    let database = folder.path().join("ledger.db");
    let aged = Connection::open(&database).unwrap().execute(AGE, []).unwrap();
    assert_eq!(aged, OLD);
    let mut ledger = Ledger::start_in(folder, &BOOK);
    ledger.admin_key = admin_key;
    let looking = Connection::open(ledger.folder.path().join("ledger.db")).unwrap();
    let count =
        |table: &str| looking.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap();
    is_forgotten(&ledger, count);
    // One for the charge of now, and one for the key that is new again.
    assert_eq!(count("idempotency_keys"), 2, "keys go with their answers");
}

#[test]
fn old_answers_are_dropped_by_any_process() {
    let ledger = Ledger::pair(&BOOK);
    fill(&ledger);
    let database = ledger.database.as_ref().unwrap();
    let mut looking = database.connect();
    assert_eq!(looking.execute(AGE, &[]).unwrap(), OLD as u64);
    // Each process looks when it starts.
    let _third = Ledger::start_on(&database.url, TempDir::new().unwrap(), &BOOK);
    is_forgotten(&ledger, |table| looking.query_one(&format!("SELECT count(*) FROM {table}"), &[]).unwrap().get(0));
}
