//! A database of an earlier version is brought up to date, and loses nothing.

use rusqlite::{Connection, params};
use serde_json::json;
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use crate::support::postgres::Database;
use crate::support::{Ledger, now_ms, run};

const VERSIONS: [&str; 6] = [
    include_str!("../../src/server/store/migrations/sqlite/V1__ledger.sql"),
    include_str!("../../src/server/store/migrations/sqlite/V2__interactions.sql"),
    include_str!("../../src/server/store/migrations/sqlite/V3__balances.sql"),
    include_str!("../../src/server/store/migrations/sqlite/V4__access.sql"),
    include_str!("../../src/server/store/migrations/sqlite/V5__signing.sql"),
    include_str!("../../src/server/store/migrations/sqlite/V6__lots_in_use.sql"),
];

/// A database as an earlier version made it, empty, in the place of the one that is there.
fn as_of(folder: &TempDir, version: usize) -> Connection {
    let path = folder.path().join("ledger.db");
    let fresh = Connection::open(&path).unwrap();
    let mut history = fresh
        .prepare(&format!(
            "SELECT version, name, applied_on, checksum FROM refinery_schema_history WHERE version <= {version}"
        ))
        .unwrap();
    let rows: Vec<(i64, String, String, String)> = history
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let table: String = fresh
        .query_row("SELECT sql FROM sqlite_schema WHERE name = 'refinery_schema_history'", [], |row| row.get(0))
        .unwrap();
    drop(history);
    drop(fresh);
    for suffix in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(folder.path().join(format!("ledger.db{suffix}")));
    }

    let old = Connection::open(&path).unwrap();
    old.execute_batch(&VERSIONS[..version].concat()).unwrap();
    old.execute_batch(&table).unwrap();
    for (version, name, applied_on, checksum) in rows {
        let row = params![version, name, applied_on, checksum];
        old.execute("INSERT INTO refinery_schema_history VALUES (?1, ?2, ?3, ?4)", row).unwrap();
    }
    old
}

/// A database as the second version left it: an account that was granted 100 credits and charged 9 of them.
fn old(folder: &TempDir, key: &str) {
    let old = as_of(folder, 2);
    old.execute_batch(
        r#"INSERT INTO accounts VALUES ('default', 'acme', 'free', 1760000000000, 1, 2);
           INSERT INTO lots VALUES ('default', 'acme', 1, 100000000, 91000000);
           INSERT INTO entries VALUES ('default', 'acme', 1, 1, 1760000000000, 'grant', 'lot', 1, 100000000, NULL);
           INSERT INTO entries VALUES ('default', 'acme', 2, 2, 1760000000001, 'lot', 'usage', 1, 9000000, '{"decision":"charged"}');
           INSERT INTO idempotency_keys VALUES ('default', 'acme', 'old-key', 'hash', 201, '{}', 1760000000001);
           INSERT INTO interactions VALUES ('default', 'acme', 'ai_agent', 'one', 2);"#,
    )
    .unwrap();
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_millis() as i64;
    old.execute("INSERT INTO accounts VALUES ('default', 'young', 'team', ?1, 0, 0)", [now]).unwrap();
    let hash: String = Sha256::digest(key.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    old.execute("INSERT INTO api_keys VALUES (?1, ?2, 1760000000000)", params![hash, &key[..12]]).unwrap();
}

#[test]
fn an_old_ledger_goes_on() {
    let fresh = Ledger::start(&[]);
    let key = fresh.admin_key.clone();
    let folder = fresh.stop();
    old(&folder, &key);

    let mut ledger = Ledger::start_in(folder, &[]);
    assert_eq!(ledger.admin_key, "", "the old key is the admin's");
    ledger.admin_key = key;
    // Its accounts fall due at the end of their periods, and not all the time.
    let kept = Connection::open(ledger.folder.path().join("ledger.db")).unwrap();
    let periods = "SELECT count(*) FROM accounts WHERE terms IS NOT NULL AND period_end_ms > created_ms";
    assert_eq!(kept.query_row(periods, [], |row| row.get::<_, i64>(0)).unwrap(), 2);
    assert_eq!(ledger.get("/v1/accounts/young/balance")["available"], "0", "what it has it was given before");
    assert_eq!(ledger.get("/v1/keys")["keys"][0]["scopes"], json!(["admin"]));
    assert_eq!(ledger.get("/v1/accounts/acme/balance")["bought"], "91");
    assert_eq!(ledger.get("/v1/accounts/acme")["plan"], "free");
    let entries = ledger.get("/v1/accounts/acme/entries");
    let kinds: Vec<&str> =
        entries["entries"].as_array().unwrap().iter().map(|entry| entry["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["charge", "grant"]);

    // What was used has its day, and adds up.
    let usage = ledger.get("/v1/accounts/acme/usage?range=all&by=day,service");
    let group = json!({"day": "2025-10-09", "service": "", "credits": "9", "used": "9", "returned": "0", "recorded": "0", "charges": 1});
    assert_eq!((&usage["from"], &usage["groups"]), (&json!("2025-10-09"), &json!([group])));
    let database = format!("sqlite:{}", ledger.folder.path().join("ledger.db").display());
    let verified = run(&["verify", "--database", &database, "--json"], b"");
    assert_eq!(verified.status.code(), Some(0), "{}", String::from_utf8_lossy(&verified.stdout));

    // A key that was used stays used, and so does an interaction; a refund goes back to the old lot.
    assert_eq!(
        ledger.post("/v1/accounts/acme/grants", "old-key", &json!({"credits": "1"})).1["code"],
        "idempotency-key-reused"
    );
    let (status, refund) = ledger.post("/v1/accounts/acme/charges/ch_2/refunds", "back", &json!({}));
    assert_eq!((status, &refund["credits"], &refund["balance"]["available"]), (201, &json!("9"), &json!("100")));
}

/// A ledger from before balances were watched: what each account was granted in the period is found in its lots.
#[test]
fn an_older_ledger_is_watched() {
    let mut ledger = Ledger::start(&["--set", "aiAgentCredits=1"]);
    ledger.open(json!({"id": "acme", "plan": "team"}));
    ledger.open(json!({"id": "crew", "plan": "team"}));
    ledger.open(json!({"id": "ann", "parent": "acme"}));
    let soon = septet::ledger::Moment::from_millis(now_ms()).plus_millis(40_000).unwrap().to_string();
    ledger.done("POST", "/v1/accounts/acme/grants", "g", json!({"credits": "100", "expiresAt": soon}));
    ledger.done("POST", "/v1/accounts/acme/allotments", "a", json!({"to": "ann", "credits": "50", "mode": "cap"}));
    ledger.charge("ann", "c", &json!({"service": "ai_agent", "quantity": 20}));
    ledger.charge("crew", "c", &json!({"service": "ai_agent", "quantity": 750}));
    let ids = ["acme", "crew", "ann"];
    let shown = |ledger: &Ledger| ids.map(|id| ledger.get(&format!("/v1/accounts/{id}/alerts"))["base"].clone());
    let before = shown(&ledger);
    assert_eq!(before, ["850", "750", "0"]);
    let key = std::mem::take(&mut ledger.admin_key);
    let folder = ledger.stop();
    let kept = folder.path().join("kept.db");
    std::fs::rename(folder.path().join("ledger.db"), &kept).unwrap();
    std::fs::copy(&kept, folder.path().join("ledger.db")).unwrap();
    let old = as_of(&folder, 6);
    old.execute("ATTACH ?1 AS kept", [kept.display().to_string()]).unwrap();
    for table in ["accounts", "lots", "allotments", "entries", "api_keys"] {
        let sql = format!("SELECT group_concat(name) FROM pragma_table_info('{table}')");
        let columns: String = old.query_row(&sql, [], |row| row.get(0)).unwrap();
        old.execute_batch(&format!("INSERT INTO {table} ({columns}) SELECT {columns} FROM kept.{table}")).unwrap();
    }
    drop(old);
    let mut ledger = Ledger::start_in(folder, &["--set", "aiAgentCredits=1"]);
    ledger.admin_key = key;
    assert_eq!(shown(&ledger), before);
    let now = Connection::open(ledger.folder.path().join("ledger.db")).unwrap();
    let due = "SELECT group_concat(account_id) FROM accounts WHERE due_ms IS NOT NULL";
    assert_eq!(now.query_row(due, [], |row| row.get::<_, String>(0)).unwrap(), "acme");
}

/// What an earlier version wrote of usage gets its labels and its sums.
#[test]
fn old_usage_gets_its_labels_and_sums() {
    let folder = TempDir::new().unwrap();
    let file = format!("sqlite:{}", folder.path().join("ledger.db").display());
    again_without_usage(&file, |undone| {
        let tables = Connection::open(folder.path().join("ledger.db")).unwrap();
        let entries_stay =
            "CREATE TRIGGER entries_stay BEFORE UPDATE ON entries BEGIN SELECT RAISE(ABORT, 'they stay'); END;";
        tables.execute_batch(&format!("DROP TRIGGER entries_stay; {undone} {entries_stay}")).unwrap();
    });
    let tables = Connection::open(folder.path().join("ledger.db")).unwrap();
    assert!(tables.execute("UPDATE entries SET service = 'x'", []).is_err(), "entries are append-only again");

    let server = Database::new();
    again_without_usage(&server.url, |undone| server.connect().batch_execute(undone).unwrap());
    assert!(server.connect().execute("UPDATE entries SET service = 'x'", &[]).is_err(), "here as well");
}

/// A ledger is used, and started again on its tables as they were before there was usage.
fn again_without_usage(database: &str, undo: impl FnOnce(&str)) {
    const BOOK: [&str; 2] = ["--book=calcom", "--set=aiAgentCredits=1"];
    let ledger = Ledger::start_on(database, TempDir::new().unwrap(), &BOOK);
    for body in [
        json!({"id": "team", "plan": "team"}),
        json!({"id": "ann", "parent": "team"}),
        json!({"id": "big", "plan": "enterprise"}),
    ] {
        ledger.done("POST", "/v1/accounts", body["id"].as_str().unwrap(), body.clone());
    }
    let cap = json!({"to": "ann", "credits": "100", "mode": "cap"});
    ledger.done("POST", "/v1/accounts/team/allotments", "cap", cap);
    for account in ["team", "ann", "big"] {
        let path = format!("/v1/accounts/{account}");
        let charge = json!({"service": "ai_agent", "quantity": 7});
        let charge = ledger.done("POST", &format!("{path}/charges"), "charge", charge);
        if account != "big" {
            let refunds = format!("{path}/charges/{}/refunds", charge["id"].as_str().unwrap());
            ledger.done("POST", &refunds, "back", json!({"credits": "2.5"}));
        }
        let hold = json!({"charge": {"service": "call", "call": {"seconds": 60}}, "expiresIn": 600});
        let hold = ledger.done("POST", &format!("{path}/holds"), "hold", hold);
        let captures = format!("{path}/holds/{}/captures", hold["id"].as_str().unwrap());
        // Of a capture in bare credits an earlier version did not say what was recorded.
        if account != "big" {
            ledger.done("POST", &captures, "capture", json!({"credits": "1.5"}));
        }
    }
    let reports = |ledger: &Ledger| {
        ["team", "ann", "big"].map(|id| {
            let report = ledger.get(&format!("/v1/accounts/{id}/usage?range=all&by=service,day&scope=own"));
            report["groups"].clone()
        })
    };
    let before = reports(&ledger);
    let key = ledger.admin_key.clone();
    ledger.stop();

    let mut undone =
        "DROP TABLE usage_days; DROP TABLE campaigns; DROP TABLE imports; DROP TABLE activations; DROP TABLE facts;"
            .to_owned();
    for (table, columns) in [
        ("accounts", &["version"][..]),
        ("entries", &["utc_offset_s", "service", "agent", "campaign", "recorded_micro_credits"]),
        ("holds", &["service", "agent", "campaign", "forfeited_micro_credits"]),
        ("attempts", &["service", "agent", "campaign"]),
    ] {
        undone.extend(columns.iter().map(|column| format!("ALTER TABLE {table} DROP COLUMN {column};")));
    }
    undone += "DELETE FROM refinery_schema_history
               WHERE name IN ('usage', 'version', 'campaigns', 'operators', 'activations', 'forfeited');";
    undo(&undone);

    let mut ledger = Ledger::start_on(database, TempDir::new().unwrap(), &BOOK);
    ledger.admin_key = key;
    assert_eq!(reports(&ledger), before);
    let verified = run(&["verify", "--database", database, "--json"], b"");
    assert_eq!(verified.status.code(), Some(0), "{}", String::from_utf8_lossy(&verified.stdout));
}

/// What a hold forfeited before it was counted with the hold is found in its entries.
#[test]
fn what_was_forfeited_is_counted() {
    let folder = TempDir::new().unwrap();
    let file = format!("sqlite:{}", folder.path().join("ledger.db").display());
    again_without_forfeits(&file, |undone| {
        Connection::open(folder.path().join("ledger.db")).unwrap().execute_batch(undone).unwrap();
    });
    let server = Database::new();
    again_without_forfeits(&server.url, |undone| server.connect().batch_execute(undone).unwrap());
}

fn again_without_forfeits(database: &str, undo: impl FnOnce(&str)) {
    let ledger = Ledger::start_on(database, TempDir::new().unwrap(), &[]);
    ledger.open(json!({"id": "acme", "plan": "free"}));
    let soon = septet::ledger::Moment::from_millis(now_ms()).plus_millis(3000).unwrap();
    ledger.done("POST", "/v1/accounts/acme/grants", "own", json!({"credits": "5"}));
    let gift = json!({"credits": "10", "expiresAt": soon.to_string()});
    ledger.done("POST", "/v1/accounts/acme/grants", "gift", gift);
    let hold = ledger.done("POST", "/v1/accounts/acme/holds", "hold", json!({"credits": "12", "expiresIn": 600}));
    let path = format!("/v1/accounts/acme/holds/{}", hold["id"].as_str().unwrap());
    std::thread::sleep(std::time::Duration::from_millis(u64::try_from(soon.millis() - now_ms()).unwrap() + 1));
    ledger.done("DELETE", &path, "release", serde_json::Value::Null);
    let before = ledger.get(&path);
    assert_eq!([&before["released"], &before["forfeited"]], ["2", "10"]);
    let key = ledger.admin_key.clone();
    ledger.stop();
    undo(
        "ALTER TABLE holds DROP COLUMN forfeited_micro_credits;
         DELETE FROM refinery_schema_history WHERE name = 'forfeited';",
    );
    let mut ledger = Ledger::start_on(database, TempDir::new().unwrap(), &[]);
    ledger.admin_key = key;
    assert_eq!(ledger.get(&path), before);
}
