//! A ledger reconciles, and what does not is found; a copy of a running ledger is whole.

use std::process::Output;

use rusqlite::Connection;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{Ledger, run};

fn database(folder: &TempDir) -> String {
    format!("sqlite:{}", folder.path().join("ledger.db").display())
}

fn verify(database: &str) -> (Option<i32>, Value) {
    let Output { status, stdout, stderr, .. } = run(&["verify", "--database", database, "--json"], b"");
    let answer = serde_json::from_slice(&stdout).unwrap_or_else(|_| String::from_utf8(stderr).unwrap().into());
    (status.code(), answer)
}

/// A ledger with something of everything.
fn ledger() -> Ledger {
    let ledger = Ledger::start(&[]);
    let post = |path: &str, key: &str, body: Value| {
        let (status, answer) = ledger.post(path, key, &body);
        assert!((200..300).contains(&status), "{path} {key}: {answer}");
        answer
    };
    post("/v1/accounts", "team", json!({"id": "team", "plan": "team", "seats": 2}));
    post("/v1/accounts", "ann", json!({"id": "ann", "parent": "team"}));
    post("/v1/accounts", "bob", json!({"id": "bob", "parent": "team"}));
    post("/v1/accounts/team/purchases", "buy", json!({"id": "pay-1", "topUp": "credit", "quantity": 50}));
    post("/v1/accounts/team/allotments", "ann", json!({"to": "ann", "credits": "100"}));
    post("/v1/accounts/team/allotments", "bob", json!({"to": "bob", "credits": "100", "mode": "cap"}));
    let message = json!({"service": "sms", "to": "+919876543210", "text": "hello"});
    for account in ["team", "ann", "bob"] {
        let charge = post(&format!("/v1/accounts/{account}/charges"), "one", message.clone());
        let id = charge["id"].as_str().unwrap();
        post(&format!("/v1/accounts/{account}/charges"), "two", message.clone());
        post(&format!("/v1/accounts/{account}/charges/{id}/refunds"), "back", json!({"credits": "4"}));
        let hold = post(&format!("/v1/accounts/{account}/holds"), "hold", json!({"credits": "30", "expiresIn": 60}));
        let id = hold["id"].as_str().unwrap();
        post(&format!("/v1/accounts/{account}/holds/{id}/captures"), "part", json!({"credits": "12.5"}));
    }
    let breakdown =
        json!({"plan": "team", "service": "sms", "lines": [{"region": "IN", "recipients": 1, "segments": 1}]});
    for mode in ["hold_maximum", "warn"] {
        let campaign = json!({"id": mode, "mode": mode, "breakdown": breakdown, "expiresIn": 60});
        post("/v1/accounts/team/campaigns", mode, campaign);
        post(&format!("/v1/accounts/team/campaigns/{mode}/charges"), &format!("{mode}-1"), message.clone());
    }
    ledger
}

#[test]
fn a_ledger_reconciles_while_it_runs_and_after() {
    let ledger = ledger();
    let (code, found) = verify(&database(&ledger.folder));
    assert_eq!((code, &found["findings"], &found["accounts"]), (Some(0), &json!([]), &json!(3)), "{found}");
    assert_eq!((&found["holds"], &found["campaigns"]), (&json!(4), &json!(2)));
    let entries: usize = ["team", "ann", "bob"]
        .map(|id| ledger.get(&format!("/v1/accounts/{id}/entries?limit=500"))["entries"].as_array().unwrap().len())
        .iter()
        .sum();
    assert_eq!(found["entries"], entries);
    let folder = ledger.stop();
    assert_eq!(verify(&database(&folder)), (Some(0), found));
    let output = run(&["verify", "--database", &database(&folder)], b"");
    assert!(String::from_utf8(output.stdout).unwrap().ends_with("all of it adds up\n"));
}

/// Each way in which rows can disagree, one at a time.
/// Where SQLite may not make its files beside a ledger it reads none, and that is what is said.
#[test]
fn a_ledger_where_nothing_can_be_made_beside_it() {
    let folder = ledger().stop();
    std::fs::create_dir(folder.path().join("ledger.db-wal")).unwrap();
    let (code, error) = verify(&database(&folder));
    let error = error.to_string();
    assert!(code == Some(2) && error.contains("cannot be read where it is"), "{error}");
    assert!(!error.contains("version") && !error.contains("broke on our side"), "{error}");
}

#[test]
fn what_does_not_add_up_is_found() {
    let folder = ledger().stop();
    let path = folder.path().join("ledger.db");
    let whole = std::fs::read(&path).unwrap();
    let cases = [
        ("UPDATE lots SET remaining_micro_credits = remaining_micro_credits - 1 WHERE account_id = 'team'", "to spend"),
        ("UPDATE lots SET held_micro_credits = held_micro_credits - 1 WHERE held_micro_credits > 0", "reserve"),
        (
            "UPDATE holds SET parts = '[]' WHERE account_id = 'ann'",
            "lot 1 reserves 17.5, and holds and attempts come to 0",
        ),
        (
            "UPDATE accounts SET debt_micro_credits = 5 WHERE account_id = 'bob'",
            "owes 0.000005, and its entries come to 0",
        ),
        (
            "UPDATE holds SET captured_micro_credits = captured_micro_credits - 1 WHERE account_id = 'bob'",
            "has 17.500001 left to capture, and reserves 17.5",
        ),
        ("UPDATE campaigns SET max_micro_credits = 5 WHERE mode = 'hold_maximum'", "which reserves 15 until"),
        ("UPDATE campaigns SET hold_id = 999 WHERE mode = 'hold_maximum'", "is paid by hold 999, and there is none"),
        ("UPDATE holds SET campaign = 'x' WHERE campaign = 'hold_maximum'", "which is for campaign `x`"),
        ("UPDATE accounts SET entry_count = entry_count + 1 WHERE account_id = 'ann'", "entries, and there are"),
        ("DELETE FROM lots WHERE account_id = 'bob'", "has 0 to spend and 0 reserved"),
        (
            "UPDATE usage_days SET used_micro_credits = used_micro_credits + 1 WHERE account_id = 'ann'",
            "agent ``, campaign `` is kept as",
        ),
        ("UPDATE usage_days SET night_micro_credits = night_micro_credits + 1 WHERE account_id = 'ann'", "by night"),
        ("UPDATE usage_days SET charges = charges + 1 WHERE account_id = 'bob'", "charges, entries"),
        ("UPDATE usage_days SET last_seq = last_seq + 1 WHERE account_id = 'bob'", "is kept as"),
        ("UPDATE usage_days SET day = day + 1 WHERE account_id = 'team'", "and has no entries"),
        ("UPDATE usage_days SET agent = 'eve' WHERE account_id = 'team'", "is not kept, and its entries come to"),
        ("DELETE FROM usage_days WHERE account_id = 'bob'", "is not kept, and its entries come to"),
        (
            "INSERT INTO usage_days SELECT tenant_id, 'nobody', day, service, agent, campaign, 1, 0, 0, 0, 1, 1, 1 FROM
             usage_days WHERE account_id = 'team'",
            "sums of usage, and the accounts have",
        ),
        (
            "DROP TRIGGER entries_are_kept; DELETE FROM entries WHERE account_id = 'team' AND seq = 3",
            "follows where 3 should",
        ),
        (
            "DROP TRIGGER entries_stay; UPDATE entries SET micro_credits = micro_credits + 1 WHERE account_id = 'ann' AND seq = 1",
            "what accounts gave to others and what these received differ",
        ),
    ];
    for (damage, expected) in cases {
        std::fs::write(&path, &whole).unwrap();
        let connection = Connection::open(&path).unwrap();
        connection.pragma_update(None, "foreign_keys", false).unwrap();
        connection.execute_batch(damage).unwrap();
        drop(connection);
        let (code, found) = verify(&database(&folder));
        assert_eq!(code, Some(1), "{damage}: {found}");
        let told = found["findings"].as_array().unwrap().iter().map(|finding| finding["what"].as_str().unwrap());
        let told = told.collect::<Vec<_>>().join("\n");
        assert!(told.contains(expected), "{damage}: {told}");
    }
}

#[test]
fn a_copy_of_a_running_ledger_is_whole() {
    let ledger = ledger();
    let to = ledger.folder.path().join("copy.db").display().to_string();
    let from = database(&ledger.folder);
    let message = json!({"service": "sms", "to": "+919876543210", "text": "hello"});
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for n in 0..60 {
                ledger.post("/v1/accounts/team/charges", &format!("during-{n}"), &message);
            }
        });
        let output = run(&["backup", "--database", &from, "--to", &to], b"");
        assert_eq!(String::from_utf8(output.stdout).unwrap(), format!("{to} is a whole copy\n"));
    });
    let (code, found) = verify(&format!("sqlite:{to}"));
    assert_eq!((code, &found["findings"]), (Some(0), &json!([])));
    assert!(!std::path::Path::new(&format!("{to}.partial")).exists());

    let again = run(&["backup", "--database", &from, "--to", &to], b"");
    assert_eq!(again.status.code(), Some(2));
    assert!(String::from_utf8(again.stderr).unwrap().contains("is there already"));
    let nowhere = run(&["backup", "--database", "sqlite:/nowhere/ledger.db", "--to", "x.db"], b"");
    assert!(String::from_utf8(nowhere.stderr).unwrap().contains("there is no database"));
    for bad in ["sqlite:/nowhere/ledger.db", "postgres:x", "sqlite:Cargo.toml"] {
        assert_eq!(verify(bad).0, Some(2), "{bad}");
    }
}
