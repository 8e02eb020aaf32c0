//! The ledger on PostgreSQL: several processes on one database, and a database that goes away.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::postgres::Database;
use crate::support::proxy::Proxy;
use crate::support::{Chance, Ledger, agent, run, wait};

const BOOK: [&str; 2] = ["--book=ai-employee", "--set=starterAllowance=1000000"];

/// How many charge at once, and ask again.
const CLIENTS: usize = 16;

fn reply() -> Value {
    json!({"service": "ai_reply"})
}

fn verified(database: &Database) {
    let output = run(&["verify", "--database", &database.url], b"");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

/// Asks; what comes instead of an answer is a status of 0.
fn try_to_charge(ledger: &Ledger, account: &str, key: &str) -> (u16, Value) {
    let headers = [("authorization", format!("Bearer {}", ledger.admin_key)), ("idempotency-key", key.to_owned())];
    let path = format!("/v1/accounts/{account}/charges");
    match ledger.raw(&agent(), "POST", &path, &headers, Some(reply().to_string().as_bytes())) {
        Ok((status, _, text)) => (status, serde_json::from_str(&text).unwrap_or(Value::String(text))),
        Err(_) => (0, Value::Null),
    }
}

#[test]
fn a_database_that_is_down_is_said_at_the_start() {
    let output = run(&["serve", "--database", "postgres://septet@127.0.0.1:1/ledger", "--listen", "127.0.0.1:0"], b"");
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success() && output.stdout.is_empty());
    assert!(error.contains("cannot open the database `postgres://127.0.0.1:1/ledger`"), "{error}");
    let output = run(&["verify", "--database", "postgres://septet:secret@127.0.0.1:1/ledger"], b"");
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success() && !error.contains("secret"), "{error}");
    let output = run(&["verify", "--database", "postgres://host:not-a-port/x"], b"");
    assert_eq!(output.status.code(), Some(2));
    let output = run(&["verify", "--database", "mysql://host/x"], b"");
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(
        output.status.code() == Some(2) && error.contains("give `sqlite:` and a path, or `postgres://`"),
        "{error}"
    );
}

/// PostgreSQL has no text with U+0000: what is asked by one is not there, and nobody else waits for that.
#[test]
fn texts_that_the_database_does_not_take() {
    let database = Database::new();
    let ledger = Ledger::start_on(&database.url, TempDir::new().unwrap(), &BOOK);
    for account in ["acme", "other"] {
        ledger.done("POST", "/v1/accounts", account, json!({"id": account, "plan": "starter"}));
    }
    let nowhere = [
        "/v1/accounts/a%00",
        "/v1/accounts/a%00/balance",
        "/v1/accounts/acme/campaigns/%00",
        "/v1/books/%00",
        "/v1/decks/%00",
    ];
    for path in nowhere {
        assert_eq!(ledger.ask("GET", path, None, None).0, 404, "{path}");
    }
    for query in ["search=%00", "plan=a%00", "cursor=%00"] {
        let (status, found) = ledger.ask("GET", &format!("/v1/accounts?{query}"), None, None);
        assert_eq!(status, 200, "{query}: {found}");
    }
    for (n, body) in [json!({"to": "a\0", "credits": "1"}), json!({"to": "\0", "credits": "1"})].iter().enumerate() {
        let (status, told) = ledger.post("/v1/accounts/acme/allotments", &format!("to-{n}"), body);
        assert!((400..500).contains(&status), "{told}");
    }
    let quote = json!({"account": "\0", "service": "ai_reply"});
    assert_eq!(
        ledger
            .send(
                "POST",
                "/v1/quotes",
                &[("authorization", format!("Bearer {}", ledger.admin_key))],
                Some(quote.to_string().as_bytes())
            )
            .0,
        404
    );
    let (status, told) = ledger.post("/v1/login-codes", "login", &json!({"account": "a\0"}));
    assert_eq!(status, 404, "{told}");

    // In one batch with charges of others.
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for n in 0..100 {
                let (status, told) = ledger.delete("/v1/accounts/acme/allotments/%00", &format!("back-{n}"));
                assert_eq!(status, 400, "{told}");
            }
        });
        for client in 0..4 {
            let ledger = &ledger;
            scope.spawn(move || {
                for n in 0..50 {
                    let (status, told) = try_to_charge(ledger, "other", &format!("charge-{client}-{n}"));
                    assert_eq!(status, 201, "{told}");
                }
            });
        }
    });
    verified(&database);
}

/// The way to the database is cut, again and again, while many charge: what was acknowledged is there once, nothing else
/// is acknowledged, and the same keys are answered when it is back.
#[test]
fn a_database_that_goes_away_acknowledges_nothing() {
    let database = Database::new();
    let proxy = Proxy::new(Database::address());
    let ledger = Ledger::start_on(&database.through(proxy.port), TempDir::new().unwrap(), &BOOK);
    for n in 0..4 {
        ledger.open(json!({"id": format!("a-{n}"), "plan": "starter"}));
    }
    let mut chance = Chance(6);
    let mut charges: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let (mut acknowledged, mut refused) = (0, 0);
    for round in 0..4 {
        // What is answered before the cut; the last answers of a commit that arrived may be lost on their way back.
        let answers = Mutex::new(Vec::new());
        let until = Instant::now() + Duration::from_millis(1500);
        let wait = Duration::from_millis(300 + chance.below(400) as u64);
        std::thread::scope(|scope| {
            for client in 0..CLIENTS {
                let (ledger, answers) = (&ledger, &answers);
                scope.spawn(move || {
                    for n in 0.. {
                        let (account, key) = (format!("a-{}", n % 4), format!("{round}-{client}-{n}"));
                        let (status, answer) = try_to_charge(ledger, &account, &key);
                        answers.lock().unwrap().push((account, key, status, answer));
                        if Instant::now() > until {
                            break;
                        }
                    }
                });
            }
            std::thread::sleep(wait);
            if round % 2 == 0 {
                proxy.deafen();
                std::thread::sleep(Duration::from_millis(50));
            }
            proxy.cut();
            std::thread::sleep(Duration::from_millis(300));
            let (status, problem) = ledger.ask("GET", "/readyz", None, None);
            assert_eq!((status, &problem["code"]), (503, &json!("unavailable")), "{problem}");
            proxy.mend();
        });
        let answers = answers.into_inner().unwrap();
        let repeated: Vec<Value> = std::thread::scope(|scope| {
            let ledger = &ledger;
            let repeat = move |(account, key, ..): &(String, String, u16, Value)| {
                ledger.done("POST", &format!("/v1/accounts/{account}/charges"), key, reply())
            };
            let parts = answers.chunks(answers.len().div_ceil(CLIENTS));
            let clients: Vec<_> =
                parts.map(|part| scope.spawn(move || part.iter().map(repeat).collect::<Vec<_>>())).collect();
            clients.into_iter().flat_map(|client| client.join().unwrap()).collect()
        });
        for ((account, _, status, answer), again) in answers.into_iter().zip(repeated) {
            match status {
                201 => acknowledged += 1,
                503 => refused += 1,
                other => panic!("{other}: {answer}"),
            }
            assert!(status != 201 || again == answer, "{again} and {answer}");
            let id = again["id"].as_str().unwrap().to_owned();
            assert!(charges.entry(account).or_default().insert(id), "two keys are two charges");
        }
    }
    assert!(acknowledged > 100 && refused > 0, "{acknowledged} and {refused}");
    for (account, charges) in &charges {
        let entries = ledger.entries(account);
        let kept = entries.iter().filter(|entry| entry["kind"] == "charge");
        assert_eq!(&kept.map(|entry| entry["id"].as_str().unwrap().to_owned()).collect::<BTreeSet<_>>(), charges);
    }
    drop(ledger.stop());
    verified(&database);
}

/// Every session is ended by the server itself, as when it is restarted.
#[test]
fn a_server_that_restarts_is_found_again() {
    let database = Database::new();
    let ledger = Ledger::start_on(&database.url, TempDir::new().unwrap(), &BOOK);
    ledger.open(json!({"id": "acme", "plan": "starter"}));
    assert_eq!(ledger.charge("acme", "first", &reply()).0, 201);
    let name = database.url.rsplit_once('/').unwrap().1;
    let end = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
               WHERE datname = $1 AND pid <> pg_backend_pid()";
    let ended: i64 = database.connect().query_one(end, &[&name]).unwrap().get(0);
    assert!(ended > 1, "{ended}");
    let until = Instant::now() + Duration::from_secs(10);
    while try_to_charge(&ledger, "acme", "second").0 != 201 {
        assert!(Instant::now() < until, "it is found again");
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(ledger.balance("acme", "available"), "999998");
    drop(ledger.stop());
    verified(&database);
}

#[test]
fn a_newer_database_is_refused() {
    let database = Database::new();
    drop(Ledger::start_on(&database.url, TempDir::new().unwrap(), &BOOK).stop());
    let newer = "INSERT INTO refinery_schema_history SELECT 99, 'tomorrow', applied_on, checksum
                 FROM refinery_schema_history WHERE version = 1";
    database.connect().execute(newer, &[]).unwrap();
    for command in ["serve", "migrate"] {
        let mut arguments = vec![command, "--database", &database.url];
        arguments.extend(["--listen", "127.0.0.1:0"].iter().filter(|_| command == "serve"));
        let output = run(&arguments, b"");
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && error.contains("a newer version"), "{error}");
    }
}

/// One process dies in the middle of its work; the other goes on, and what the first left is whole.
#[test]
fn one_of_two_processes_dies() {
    let database = Database::new();
    let mut dying = Ledger::start_on(&database.url, TempDir::new().unwrap(), &BOOK);
    let key = dying.admin_key.clone();
    let mut staying = Ledger::start_on(&database.url, TempDir::new().unwrap(), &BOOK);
    staying.admin_key.clone_from(&key);
    for n in 0..3 {
        staying.open(json!({"id": format!("a-{n}"), "plan": "starter"}));
    }
    let mut chance = Chance(3);
    let mut charges: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut lost = 0;
    for life in 0..3 {
        let wait = Duration::from_millis(300 + chance.below(500) as u64);
        let sent = Mutex::new(Vec::new());
        std::thread::scope(|scope| {
            for client in 0..12 {
                let (ledger, sent) = (if client % 2 == 0 { &dying } else { &staying }, &sent);
                scope.spawn(move || {
                    let until = Instant::now() + Duration::from_millis(1200);
                    for n in 0.. {
                        let (account, key) = (format!("a-{}", (client + n) % 3), format!("{life}-{client}-{n}"));
                        let (status, answer) = try_to_charge(ledger, &account, &key);
                        sent.lock().unwrap().push((account, key, status, answer));
                        if status == 0 || Instant::now() > until {
                            break;
                        }
                    }
                });
            }
            std::thread::sleep(wait);
            assert!(Command::new("kill").args(["-KILL", &dying.pid()]).status().unwrap().success());
        });
        for (account, key, status, answer) in sent.into_inner().unwrap() {
            assert!([0, 201].contains(&status), "{status}: {answer}");
            lost += usize::from(status == 0);
            let again = staying.done("POST", &format!("/v1/accounts/{account}/charges"), &key, reply());
            assert!(status == 0 || again == answer, "{again} and {answer}");
            assert!(charges.entry(account).or_default().insert(again["id"].as_str().unwrap().to_owned()));
        }
        drop(dying.kill());
        dying = Ledger::start_on(&database.url, TempDir::new().unwrap(), &BOOK);
        dying.admin_key.clone_from(&key);
    }
    assert!(lost > 0);
    for (account, charges) in &charges {
        let kept = staying.entries(account);
        let kept = kept.iter().filter(|entry| entry["kind"] == "charge");
        assert_eq!(kept.map(|entry| entry["id"].as_str().unwrap().to_owned()).collect::<BTreeSet<_>>(), *charges);
    }
    drop((dying.stop(), staying.stop()));
    verified(&database);
}

/// Teams and their members in both processes at once, in either order: nobody waits for ever, and nobody is turned away.
#[test]
fn accounts_above_and_below_are_locked_in_one_order() {
    let ledger = Ledger::pair(&BOOK);
    // Names that sort before and after that of the one above.
    for team in ["m-team", "n-team"] {
        ledger.open(json!({"id": team, "plan": "starter"}));
        for member in ["a", "b", "y", "z"] {
            let id = format!("{member}-of-{team}");
            ledger.open(json!({"id": &id, "parent": team}));
            let cap = json!({"to": id, "credits": "1000", "mode": "cap"});
            ledger.done("POST", &format!("/v1/accounts/{team}/allotments"), &format!("cap-{id}"), cap);
        }
    }
    std::thread::scope(|scope| {
        for client in 0..16 {
            let ledger = &ledger;
            scope.spawn(move || {
                let mut chance = Chance(client);
                for n in 0..25 {
                    let team = *chance.pick(&["m-team", "n-team"]);
                    let member = *chance.pick(&["", "a-of-", "b-of-", "y-of-", "z-of-"]);
                    let (status, answer) =
                        ledger.charge(&format!("{member}{team}"), &format!("{client}-{n}"), &reply());
                    assert_eq!(status, 201, "{answer}");
                }
            });
        }
    });
    let left: i64 =
        ["m-team", "n-team"].iter().map(|team| ledger.balance(team, "available").parse::<i64>().unwrap()).sum();
    assert_eq!(left, 2_000_000 - 16 * 25);
}

/// What one process does the other knows: keys, revocations, the keys that sign quotes.
#[test]
fn processes_know_of_one_another() {
    let ledger = Ledger::pair(&BOOK);
    ledger.open(json!({"id": "acme", "plan": "starter"}));
    let made = ledger.done("POST", "/v1/keys", "a-key", json!({"name": "shop", "scopes": ["charge", "read"]}));
    let (secret, id) = (made["key"].as_str().unwrap(), made["id"].as_str().unwrap());
    let read = || {
        let headers = [("authorization", format!("Bearer {secret}"))];
        ledger.send("GET", "/v1/accounts/acme/balance", &headers, None).0
    };
    // Requests alternate: two of them ask both.
    let both = |status: u16, what: &str| {
        wait(Duration::from_secs(10), what, || {
            std::thread::sleep(Duration::from_millis(100)); // a key that is unknown many times has to wait
            ([read(), read()] == [status; 2]).then_some(())
        });
    };
    both(200, "a key that both know");
    ledger.done("DELETE", &format!("/v1/keys/{id}"), "revoke", Value::Null);
    both(401, "a key that both know to be revoked");

    let database = ledger.database.as_ref().unwrap();
    for n in 0..4 {
        let quote = ledger.done(
            "POST",
            "/v1/quotes",
            &format!("q-{n}"),
            json!({"account": "acme", "service": "ai_reply", "expiresIn": 600}),
        );
        let charge = json!({"service": "ai_reply", "quoteToken": quote["quoteToken"]});
        // Requests alternate: the quote is one process's, and the charge the other's.
        let charged = ledger.done("POST", "/v1/accounts/acme/charges", &format!("c-{n}"), charge.clone());
        let (status, spent) = ledger.charge("acme", &format!("again-{n}"), &charge);
        assert_eq!((status, &spent["code"]), (409, &json!("quote-spent")), "{charged}");
        let turned = run(&["quote-key", "rotate", "--database", &database.url], b"");
        assert!(turned.status.success());
    }
}

/// Both processes look for what is due; each hold expires once.
#[test]
fn workers_of_both_processes_do_a_thing_once() {
    let ledger = Ledger::pair(&BOOK);
    ledger.open(json!({"id": "acme", "plan": "starter"}));
    for n in 0..40 {
        let hold = json!({"credits": "1", "expiresIn": 1 + n % 2});
        ledger.done("POST", "/v1/accounts/acme/holds", &format!("hold-{n}"), hold);
    }
    let database = ledger.database.as_ref().unwrap();
    let sql = "SELECT count(*), count(DISTINCT concerns) FROM entries WHERE kind = 'hold_expiry'";
    let mut looking = database.connect();
    wait(Duration::from_secs(30), "40 holds that expired", || {
        let row = looking.query_one(sql, &[]).unwrap();
        let (expired, holds): (i64, i64) = (row.get(0), row.get(1));
        assert_eq!(expired, holds, "each once");
        (holds == 40).then_some(())
    });
    verified(database);
}

/// Tables of money and usage are keyed by the tenant and then the account, so that they can be distributed unchanged.
#[test]
fn keys_begin_with_the_tenant() {
    let database = Database::new();
    assert!(run(&["migrate", "--database", &database.url], b"").status.success());
    let sql = "SELECT t.relname::text, i.relname::text, array_agg(a.attname::text ORDER BY k.place), x.indisprimary
               FROM pg_index AS x JOIN pg_class AS t ON t.oid = x.indrelid JOIN pg_class AS i ON i.oid = x.indexrelid
               CROSS JOIN LATERAL unnest(x.indkey) WITH ORDINALITY AS k (column_number, place)
               LEFT JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum = k.column_number
               WHERE t.relnamespace = 'public'::regnamespace AND x.indisunique GROUP BY 1, 2, 4 ORDER BY 1, 2";
    let no_tenants = [
        "activations",
        "api_keys",
        "documents",
        "facts",
        "imports",
        "login_codes",
        "refinery_schema_history",
        "sessions",
        "signing_keys",
    ];
    // One of them may be told of all of its tenant's accounts.
    let of_no_account = ["webhook_endpoints"];
    let mut of_tenants = BTreeSet::new();
    for row in database.connect().query(sql, &[]).unwrap() {
        let (table, key, columns): (String, String, Vec<Option<String>>) = (row.get(0), row.get(1), row.get(2));
        let mut first = columns.iter().map(|name| name.as_deref().unwrap_or_default());
        if !no_tenants.contains(&table.as_str()) {
            assert_eq!(first.next(), Some("tenant_id"), "{key} of {table}");
            if of_no_account.contains(&table.as_str()) {
                of_tenants.insert(table);
            } else if row.get(3) {
                assert_eq!(first.next(), Some("account_id"), "{key} of {table}");
                of_tenants.insert(table);
            }
        }
    }
    let tables = "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public'";
    for row in database.connect().query(tables, &[]).unwrap() {
        let table: String = row.get(0);
        assert!(of_tenants.contains(&table) || no_tenants.contains(&table.as_str()), "{table} has no key");
    }
    for table in ["accounts", "allotments", "answers", "attempts", "entries", "holds", "identities", "lots"] {
        assert!(of_tenants.contains(table), "{table}");
    }
}

/// Somebody else locks two accounts in the other order: PostgreSQL ends the batch, and it is tried again.
#[test]
fn a_batch_that_a_deadlock_ended_is_tried_again() {
    let ledger = Ledger::pair(&BOOK);
    // Both of which one thread writes.
    for id in ["a", "c"] {
        ledger.open(json!({"id": id, "plan": "starter"}));
    }
    let mut client = ledger.database.as_ref().unwrap().connect();
    // Whoever waits longer than this looks for a circle, and is the one that is ended.
    client.batch_execute("SET deadlock_timeout = '1min'").unwrap();
    let mut transaction = client.transaction().unwrap();
    let lock = "SELECT 1 FROM accounts WHERE account_id = $1 FOR UPDATE";
    transaction.execute(lock, &[&"c"]).unwrap();
    let charge = |account: &str| json!({"account": account, "key": "one", "charge": reply()});
    let both = json!({"charges": [charge("c"), charge("a")]});
    std::thread::scope(|scope| {
        let asking = scope.spawn(|| ledger.ask("POST", "/v1/charges", None, Some(&both)));
        std::thread::sleep(Duration::from_millis(300));
        transaction.execute(lock, &[&"a"]).unwrap();
        transaction.commit().unwrap();
        let (status, answer) = asking.join().unwrap();
        assert_eq!(status, 200, "{answer}");
        assert_eq!([&answer["answers"][0]["status"], &answer["answers"][1]["status"]], [201, 201], "{answer}");
    });
    let retried: u32 = [(), ()]
        .iter()
        .map(|()| {
            let (_, _, text) = ledger.raw(&agent(), "GET", "/metrics", &[], None).unwrap();
            let line = text.lines().find_map(|line| line.strip_prefix("septet_batches_retried_total "));
            line.unwrap().parse::<u32>().unwrap()
        })
        .sum();
    assert!(retried >= 1, "{retried}");
    assert_eq!([ledger.balance("a", "available"), ledger.balance("c", "available")], ["999999", "999999"]);
}

/// Where TLS is asked for, every connection has it, and the server's certificate is verified.
#[test]
fn connections_are_encrypted_where_that_is_asked_for() {
    let database = Database::new();
    let certificate = std::env::var("SEPTET_TEST_POSTGRES_CERTIFICATE")
        .expect("SEPTET_TEST_POSTGRES_CERTIFICATE names a file: `cargo xtask test` and `cargo xtask postgres` do");
    let trusted = format!("{}?sslmode=verify-full&sslrootcert={certificate}", database.url);
    let ledger = Ledger::start_on(&trusted, TempDir::new().unwrap(), &BOOK);
    ledger.open(json!({"id": "acme", "plan": "starter"}));
    assert_eq!(ledger.charge("acme", "one", &reply()).0, 201);
    let sql = "SELECT count(*), count(*) FILTER (WHERE ssl) FROM pg_stat_activity JOIN pg_stat_ssl USING (pid)
               WHERE application_name = 'septet' AND datname = current_database()";
    let row = database.connect().query_one(sql, &[]).unwrap();
    let (all, encrypted): (i64, i64) = (row.get(0), row.get(1));
    assert!(all >= 3 && all == encrypted, "{encrypted} of {all}");
    let output = run(&["migrate", "--database", &format!("{}?sslmode=require", database.url)], b"");
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success() && error.contains("certificate"), "{error}");
    let elsewhere = trusted.replace("127.0.0.1", "127.0.0.2");
    assert!(!run(&["migrate", "--database", &elsewhere], b"").status.success(), "a name that is not the certificate's");
}
