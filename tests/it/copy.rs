//! A ledger that moves from one database into another.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::now_ms;
use crate::support::postgres::Database;
use crate::support::{Ledger, run, wait};

const BOOK: [&str; 2] = ["--book=ai-employee", "--set=starterAllowance=1000"];

fn reply() -> Value {
    json!({"service": "ai_reply"})
}

/// Of everything that a ledger keeps, some; gives requests with their answers.
fn used(ledger: &Ledger) -> Vec<(String, String, Value, Value)> {
    let mut asked = Vec::new();
    let mut ask = |path: &str, key: &str, body: Value| {
        let answer = ledger.done("POST", path, key, body.clone());
        asked.push((path.to_owned(), key.to_owned(), body, answer.clone()));
        answer
    };
    ask("/v1/accounts", "open", json!({"id": "acme", "plan": "starter", "timeZone": "Asia/Tokyo"}));
    ask("/v1/accounts", "open", json!({"id": "ann", "parent": "acme"}));
    ask("/v1/accounts/acme/allotments", "cap", json!({"to": "ann", "credits": "20", "mode": "cap"}));
    for n in 0..40 {
        ask("/v1/accounts/acme/charges", &format!("c-{n}"), reply());
    }
    let charge = ask("/v1/accounts/ann/charges", "of-ann", reply())["id"].as_str().unwrap().to_owned();
    ask(&format!("/v1/accounts/ann/charges/{charge}/refunds"), "back", json!({"credits": "0.25", "reason": "tëst"}));
    let hold = ask("/v1/accounts/acme/holds", "hold", json!({"credits": "7", "expiresIn": 3600}));
    let hold = hold["id"].as_str().unwrap();
    ask(&format!("/v1/accounts/acme/holds/{hold}/captures"), "capture", json!({"credits": "2.5"}));
    let breakdown = json!({"plan": "starter", "service": "ai_reply", "lines": [{"region": "US", "recipients": 3}]});
    for mode in ["hold_maximum", "warn"] {
        let campaign = json!({"id": mode, "mode": mode, "breakdown": breakdown, "expiresIn": 3600});
        ask("/v1/accounts/acme/campaigns", mode, campaign);
        ask(&format!("/v1/accounts/acme/campaigns/{mode}/charges"), &format!("{mode}-1"), reply());
    }
    ledger.ask("POST", "/v1/accounts/acme/campaigns/warn/end", Some("end"), None);
    // Something that has happened, and somebody who is told of it.
    let endpoint = json!({"url": "https://hooks.invalid/", "types": ["charge.refused"], "account": "acme"});
    ledger.done("POST", "/v1/webhook-endpoints", "endpoint", endpoint);
    let refused = ledger.post("/v1/accounts/acme/holds", "refused", &json!({"credits": "99999", "expiresIn": 60}));
    assert_eq!(refused.0, 402);
    wait(std::time::Duration::from_secs(10), "a delivery", || {
        ledger.get("/v1/deliveries")["deliveries"].get(0).cloned()
    });
    ask("/v1/accounts/acme/grants", "grant", json!({"credits": "5", "expiresAt": "2099-01-01T00:00:00Z"}));
    let tomorrow = septet::ledger::Moment::from_millis(now_ms()).plus_days(1).unwrap().to_string();
    ask("/v1/accounts/acme/grants", "soon", json!({"credits": "5", "expiresAt": tomorrow}));
    ledger.done(
        "PUT",
        "/v1/accounts/acme/alerts",
        "alerts",
        json!({"thresholds": ["99.5"], "admins": ["ann@acme.example"]}),
    );
    asked
}

/// From a file to a server and back into a file: each goes on where the one before ended.
#[test]
fn a_copy_goes_on_where_the_ledger_was() {
    let first = Ledger::start(&BOOK);
    let key = first.admin_key.clone();
    let mut asked = used(&first);
    let made = first.done("POST", "/v1/keys", "k", json!({"name": "shop", "scopes": ["read"]}));
    let shop = made["key"].as_str().unwrap().to_owned();
    let quote =
        first.done("POST", "/v1/quotes", "q", json!({"account": "acme", "service": "ai_reply", "expiresIn": 600}));
    let campaigns = first.get("/v1/accounts/acme/campaigns");
    let (entries, alerts) = (first.entries("acme"), first.get("/v1/accounts/acme/alerts"));
    let folder = first.stop();
    let file = format!("sqlite:{}", folder.path().join("ledger.db").display());

    let database = Database::new();
    let other = tempfile::TempDir::new().unwrap();
    let back = format!("sqlite:{}", other.path().join("ledger.db").display());
    for (round, (from, to)) in [(&file, &database.url), (&database.url, &back)].into_iter().enumerate() {
        let output = run(&["copy", "--from", from, "--to", to, "--json"], b"");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let copied: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!((&copied["accounts"], copied["rows"]["api_keys"].as_u64()), (&json!(2), Some(2 + round as u64)));
        let again = run(&["copy", "--from", from, "--to", to], b"");
        let error = String::from_utf8(again.stderr).unwrap();
        assert!(!again.status.success() && error.contains("holds a ledger already"), "{error}");
        let verified = run(&["verify", "--database", to], b"");
        assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));

        let mut ledger = Ledger::start_on(to, tempfile::TempDir::new().unwrap(), &BOOK);
        assert_eq!(ledger.admin_key, "", "the keys are those that there were");
        ledger.admin_key.clone_from(&key);
        for (path, key, body, answer) in &asked {
            assert_eq!(&ledger.done("POST", path, key, body.clone()), answer, "{path} {key}");
        }
        if round == 0 {
            assert_eq!(ledger.entries("acme"), entries);
            assert_eq!(ledger.get("/v1/accounts/acme/alerts"), alerts);
            assert_eq!(ledger.get("/v1/accounts/acme/campaigns"), campaigns);
            // What was quoted is charged; what is new has a new number.
            let charge = json!({"service": "ai_reply", "quoteToken": quote["quoteToken"]});
            let path = "/v1/accounts/acme/charges";
            asked.push((path.into(), "quoted".into(), charge.clone(), ledger.done("POST", path, "quoted", charge)));
            ledger.done("POST", "/v1/keys", "another", json!({"name": "another", "scopes": ["read"]}));
        }
        let read = [("authorization", format!("Bearer {shop}"))];
        assert_eq!(ledger.send("GET", "/v1/accounts/acme/balance", &read, None).0, 200);
        let (status, _) = ledger.charge("acme", &format!("new-{round}"), &reply());
        assert_eq!(status, 201);
        let path = "/v1/accounts/acme/charges";
        let answer = ledger.done("POST", path, &format!("new-{round}"), reply());
        asked.push((path.into(), format!("new-{round}"), reply(), answer));
        drop(ledger.stop());
    }
}

/// Every column of every table is copied, and no other.
#[test]
fn nothing_is_forgotten() {
    let source = Ledger::start(&BOOK);
    used(&source);
    let folder = source.stop();
    let file = format!("sqlite:{}", folder.path().join("ledger.db").display());
    let database = Database::new();
    assert!(run(&["copy", "--from", &file, "--to", &database.url], b"").status.success());
    let kept = rusqlite::Connection::open(folder.path().join("ledger.db")).unwrap();
    let mut copied = database.connect();
    let tables = "SELECT table_name::text, column_name::text FROM information_schema.columns
                  WHERE table_schema = 'public' AND is_generated = 'NEVER' AND table_name <> 'refinery_schema_history'
                  ORDER BY 1, 2";
    let rows = copied.query(tables, &[]).unwrap();
    let columns: BTreeSet<(String, String)> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
    assert!(columns.len() > 80, "{}", columns.len());
    for (table, column) in &columns {
        let count = format!("SELECT count({column}), count(DISTINCT {column}) FROM {table}");
        let here: (i64, i64) = kept.query_row(&count, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        let there = copied.query_one(&count, &[]).unwrap();
        assert_eq!(here, (there.get(0), there.get(1)), "{column} of {table}");
    }
    // What only a file has is made from the rest.
    let sql = "SELECT m.name, c.name FROM sqlite_schema AS m, pragma_table_info(m.name) AS c
               WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name <> 'refinery_schema_history'";
    let mut statement = kept.prepare(sql).unwrap();
    let all = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))).unwrap();
    let beside: Vec<_> = all.map(Result::unwrap).filter(|column| !columns.contains(column)).collect();
    let of_keys = |table: &str| table == "idempotency_keys";
    let beside: Vec<_> = beside.iter().filter(|(table, _)| !of_keys(table)).collect();
    assert_eq!(beside, [&("answers".to_owned(), "answer_id".to_owned())]);
}

/// A ledger that does not add up is not copied.
#[test]
fn a_damaged_ledger_is_not_copied() {
    let source = Ledger::start(&BOOK);
    used(&source);
    let folder = source.stop();
    let path = folder.path().join("ledger.db");
    let kept = rusqlite::Connection::open(&path).unwrap();
    kept.execute("UPDATE accounts SET debt_micro_credits = 1 WHERE account_id = 'acme'", []).unwrap();
    let database = Database::new();
    let output = run(&["copy", "--from", &format!("sqlite:{}", path.display()), "--to", &database.url], b"");
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success() && error.contains("does not add up"), "{error}");
    assert_eq!(database.connect().query_one("SELECT count(*) FROM accounts", &[]).unwrap().get::<_, i64>(0), 0);
}
