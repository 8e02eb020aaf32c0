//! The ledger, in a process of its own, over a real socket.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::sync::Barrier;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{Chance, Ledger, agent, file};

const INDIA: &str = "+919876543210";

fn message() -> Value {
    json!({"service": "sms", "to": INDIA, "text": "hello"})
}

/// A ledger with an account that holds some credits, on which a segment to India is 9 credits.
fn ledger(credits: &str) -> Ledger {
    let folder = TempDir::new().unwrap();
    let deck = file(folder.path(), "rates.csv", "iso,price_usd\nIN,0.05\nUS,0.0083\n");
    let ledger = Ledger::start_in(folder, &["--deck", &deck]);
    assert_eq!(ledger.post("/v1/accounts", "open", &json!({"id": "acme", "plan": "team", "seats": 0})).0, 201);
    assert_eq!(ledger.post("/v1/accounts/acme/grants", "grant", &json!({"credits": credits})).0, 201);
    ledger
}

fn available(ledger: &Ledger) -> String {
    ledger.get("/v1/accounts/acme/balance")["available"].as_str().unwrap().to_owned()
}

fn entries(ledger: &Ledger) -> Vec<Value> {
    ledger.get("/v1/accounts/acme/entries?limit=500")["entries"].as_array().unwrap().clone()
}

/// CAL-1, CAL-3: what was quoted is what is taken, to the last digit.
#[test]
fn a_charge_takes_what_the_quote_says() {
    let ledger = ledger("100");
    let (status, charge) = ledger.post("/v1/accounts/acme/charges", "one", &message());
    assert_eq!(status, 201);
    assert_eq!((&charge["decision"], &charge["credits"]), (&json!("charged"), &json!("9")));
    assert_eq!(
        charge["balance"],
        json!({
            "allowance": "0", "bought": "91", "held": "0", "available": "91", "debt": "0", "shared": null, "unlimited": false
        })
    );
    assert_eq!(available(&ledger), "91");

    let entry = &entries(&ledger)[0];
    assert_eq!((&entry["kind"], &entry["credits"], &entry["id"]), (&json!("charge"), &json!("9"), &charge["id"]));
    assert_eq!((&entry["from"], &entry["to"], &entry["lot"]), (&json!("lot"), &json!("usage"), &json!(1)));
    for field in ["measured", "bookHash", "deckHashes"] {
        assert_eq!(entry["record"][field], charge["quote"][field], "the price can be computed again");
    }
    let kept = entry.to_string();
    assert!(!kept.contains("hello") && !kept.contains(&INDIA[1..]), "neither text nor number is kept: {kept}");
}

/// The ledger answers with the very quote that a preview gives, for random requests.
#[test]
fn preview_equals_charge() {
    let ledger = ledger("1000000");
    let account = ledger.get("/v1/accounts/acme");
    let book = ledger.get(&format!("/v1/books/{}", account["book"]["hash"].as_str().unwrap()));
    let deck = ledger.get(&format!("/v1/decks/{}", account["decks"]["sms"].as_str().unwrap()));
    let engine = septet::wire::engine(book, &[("sms", deck.as_str().unwrap().as_bytes())]).unwrap();
    let mut chance = Chance(21);
    for round in 0..200 {
        let to = *chance.pick(&[INDIA, "+12125550123", "+447400123456", "+80012345678", "12"]);
        let quantity = chance.below(4);
        let body = json!({"service": "sms", "to": to, "text": chance.text(300), "quantity": quantity});
        let mut request = body.clone();
        request["plan"] = "team".into();
        request["account"] = json!({"bought": available(&ledger)});
        let preview = septet::wire::quote(&engine, request);
        let (status, charge) = ledger.post("/v1/accounts/acme/charges", &format!("round-{round}"), &body);
        match preview {
            Ok(preview) => assert_eq!(charge["quote"], serde_json::to_value(preview).unwrap()),
            Err(error) => {
                assert!((400..500).contains(&status));
                assert_eq!((&charge["code"], &charge["detail"]), (&json!(error.code()), &json!(error.to_string())));
            }
        }
    }
}

/// CAL-5: nothing is deducted, and the message is on record.
#[test]
fn a_free_message_is_on_record() {
    let ledger = ledger("1");
    let (_, charge) =
        ledger.post("/v1/accounts/acme/charges", "one", &json!({"service": "sms", "region": "US", "text": "hi"}));
    assert_eq!((&charge["decision"], &charge["credits"]), (&json!("free"), &json!("0")));
    assert_eq!(available(&ledger), "1");
    assert_eq!((&entries(&ledger)[0]["region"], &entries(&ledger)[0]["credits"]), (&json!("US"), &json!("0")));
}

/// CAL-12: the message falls back to e-mail, and nothing changes. A refusal is an answer: it is replayed.
#[test]
fn a_charge_that_is_not_covered_changes_nothing() {
    let ledger = ledger("8.999999");
    let (status, problem) = ledger.post("/v1/accounts/acme/charges", "one", &message());
    assert_eq!(status, 402);
    assert_eq!(problem["code"], "insufficient-credits");
    assert_eq!(problem["detail"], "9 credits are needed and 8.999999 are available: add at least 0.000001");
    let fields = ["decision", "required", "available", "missing"].map(|field| problem[field].as_str().unwrap());
    assert_eq!(fields, ["fallback_email", "9", "8.999999", "0.000001"]);
    assert_eq!((available(&ledger).as_str(), entries(&ledger).len()), ("8.999999", 1));

    ledger.post("/v1/accounts/acme/grants", "more", &json!({"credits": problem["missing"]}));
    assert_eq!(ledger.post("/v1/accounts/acme/charges", "one", &message()), (402, problem));
    assert_eq!(ledger.post("/v1/accounts/acme/charges", "two", &message()).0, 201);
    assert_eq!(available(&ledger), "0");
}

#[test]
fn a_retry_is_answered_and_not_done_twice() {
    let ledger = ledger("100");
    let first = ledger.post("/v1/accounts/acme/charges", "one", &message());
    // The same fields in another order are the same body.
    let again = json!({"text": "hello", "to": INDIA, "service": "sms"});
    assert_eq!(ledger.post("/v1/accounts/acme/charges", "one", &again), first);
    assert_eq!(available(&ledger), "91");

    let other = json!({"service": "sms", "to": INDIA, "text": "hello!"});
    let (status, problem) = ledger.post("/v1/accounts/acme/charges", "one", &other);
    assert_eq!((status, &problem["code"]), (422, &json!("idempotency-key-reused")));
    let (status, problem) = ledger.post("/v1/accounts/acme/grants", "one", &json!({"credits": "1"}));
    assert_eq!((status, &problem["code"]), (422, &json!("idempotency-key-reused")));
    assert_eq!(problem["detail"], "idempotency key `one` was used for another request: take a new key");
    assert_eq!(available(&ledger), "91");
}

#[test]
fn a_restart_loses_nothing() {
    let before = ledger("100");
    let charge = before.post("/v1/accounts/acme/charges", "one", &message());
    let (key, kept) = (before.admin_key.clone(), entries(&before));
    let folder = before.stop();
    let deck = folder.path().join("rates.csv").display().to_string();
    let mut after = Ledger::start_in(folder, &["--deck", &deck]);
    assert_eq!(after.admin_key, "", "the key is shown once");
    after.admin_key = key;
    assert_eq!((available(&after), entries(&after)), ("91".to_owned(), kept));
    assert_eq!(after.post("/v1/accounts/acme/charges", "one", &message()), charge);
}

/// 64 at once, with room for 10.
#[test]
fn racing_charges_take_exactly_what_is_there() {
    let ledger = ledger("90");
    let start = Barrier::new(64);
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let racer = |n| {
            let (ledger, start) = (&ledger, &start);
            scope.spawn(move || {
                start.wait();
                ledger.post("/v1/accounts/acme/charges", &format!("racer-{n}"), &message()).0
            })
        };
        (0..64).map(racer).collect::<Vec<_>>().into_iter().map(|racer| racer.join().unwrap()).collect()
    });
    assert_eq!(statuses.iter().filter(|&&status| status == 201).count(), 10);
    assert_eq!(statuses.iter().filter(|&&status| status == 402).count(), 54);
    assert_eq!(available(&ledger), "0");
    let spent = entries(&ledger).iter().filter(|entry| entry["kind"] == "charge").count();
    assert_eq!(spent, 10);
}

/// A racing duplicate gets the first one's answer.
#[test]
fn racing_retries_charge_once() {
    let ledger = ledger("90");
    let start = Barrier::new(20);
    let answers: Vec<(u16, Value)> = std::thread::scope(|scope| {
        let racer = |_| {
            scope.spawn(|| {
                start.wait();
                ledger.post("/v1/accounts/acme/charges", "the-same", &message())
            })
        };
        (0..20).map(racer).collect::<Vec<_>>().into_iter().map(|racer| racer.join().unwrap()).collect()
    });
    assert_eq!(answers[0].0, 201);
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    assert_eq!((available(&ledger).as_str(), entries(&ledger).len()), ("81", 2));
}

#[test]
fn entries_come_in_pages() {
    let ledger = ledger("100");
    for n in 0..7 {
        ledger.post("/v1/accounts/acme/charges", &format!("charge-{n}"), &message());
    }
    let (mut path, mut seqs) = ("/v1/accounts/acme/entries?limit=3".to_owned(), Vec::new());
    loop {
        let page = ledger.get(&path);
        seqs.extend(page["entries"].as_array().unwrap().iter().map(|entry| entry["seq"].as_u64().unwrap()));
        match page["next"].as_str() {
            Some(next) => path = format!("/v1/accounts/acme/entries?limit=3&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(seqs, (1..=8).rev().collect::<Vec<_>>());
    for query in ["limit=0", "limit=501", "limit=x", "cursor=-1", "cursor=x"] {
        let (status, problem) = ledger.ask("GET", &format!("/v1/accounts/acme/entries?{query}"), None, None);
        assert_eq!((status, &problem["code"]), (400, &json!("invalid-request")), "{query}");
    }
    // What has fields of its own names all of them.
    for (list, known) in
        [("accounts/acme/entries", ""), ("accounts", "`search`, `plan`, "), ("events", "`account`, `type`, ")]
    {
        let (status, problem) = ledger.ask("GET", &format!("/v1/{list}?limit=1&page=2"), None, None);
        assert_eq!((status, &problem["code"]), (400, &json!("unknown-field")), "{list}");
        assert_eq!(problem["detail"], format!("there is no field `page`: {known}`limit`, `cursor`"));
    }
}

/// Every bad input is a typed problem, and afterwards everything is as it was.
#[test]
fn bad_input_changes_nothing() {
    let ledger = ledger("100");
    let charges = "/v1/accounts/acme/charges";
    let with = |field: &str, value: Value| {
        let mut body = message();
        body[field] = value;
        body
    };
    let cases: Vec<(&str, Value, u16, &str)> = vec![
        (charges, with("service", "fax".into()), 400, "unknown-service"),
        (charges, with("to", "+80012345678".into()), 422, "no-region"),
        (charges, with("to", "+447400123456".into()), 422, "no-rate"),
        (charges, with("to", "911".into()), 400, "invalid-number"),
        (charges, with("quantity", (-1).into()), 400, "invalid-quantity"),
        (charges, with("quantity", json!(1.5)), 400, "invalid-quantity"),
        (charges, with("text", "0123456789".repeat(1_000_000).into()), 422, "text-too-long"),
        (charges, with("text", "a".repeat(40_000).into()), 422, "too-many-parts"),
        (charges, with("text", 5.into()), 400, "invalid-request"),
        (charges, with("plan", "team".into()), 400, "unknown-field"),
        (charges, with("account", json!({"unlimited": true})), 400, "unknown-field"),
        (charges, with("book", "atllas".into()), 400, "book-mismatch"),
        (charges, json!({}), 400, "invalid-request"),
        (charges, json!([]), 400, "invalid-request"),
        (charges, json!(null), 400, "invalid-request"),
        ("/v1/accounts/nobody/charges", message(), 404, "unknown-account"),
        ("/v1/accounts/nobody/grants", json!({"credits": "1"}), 404, "unknown-account"),
        ("/v1/accounts/acme/grants", json!({"credits": "0"}), 400, "invalid-amount"),
        ("/v1/accounts/acme/grants", json!({"credits": "-1"}), 400, "invalid-amount"),
        ("/v1/accounts/acme/grants", json!({"credits": "1e3"}), 400, "invalid-amount"),
        ("/v1/accounts/acme/grants", json!({"credits": 1}), 400, "invalid-request"),
        ("/v1/accounts/acme/grants", json!({"credits": "9223372036854.775807"}), 422, "out-of-range"),
        ("/v1/accounts/acme/grants", json!({"credits": "1", "to": "me"}), 400, "unknown-field"),
        ("/v1/accounts", json!({"id": "acme", "plan": "team", "seats": 0}), 409, "account-exists"),
        ("/v1/accounts", json!({"id": "new", "plan": "gold"}), 400, "unknown-plan"),
        ("/v1/accounts", json!({"id": "new", "plan": "team", "book": "atllas"}), 400, "book-mismatch"),
        ("/v1/accounts", json!({"id": "a/b", "plan": "team"}), 400, "invalid-name"),
        ("/v1/accounts", json!({"id": "", "plan": "team"}), 400, "invalid-name"),
        ("/v1/accounts", json!({"id": "a".repeat(65), "plan": "team"}), 400, "invalid-name"),
        ("/v1/accounts", json!({"plan": "team"}), 400, "invalid-request"),
        ("/v1/nothing", json!({}), 404, "not-found"),
        ("/v1/sessions/current", json!({}), 405, "method-not-allowed"),
    ];
    for (n, (path, body, status, code)) in cases.iter().enumerate() {
        let (found, problem) = ledger.post(path, &format!("bad-{n}"), body);
        let shown: String = body.to_string().chars().take(100).collect();
        assert_eq!((found, &problem["code"]), (*status, &json!(code)), "{path} {shown}: {problem}");
        assert!(problem["detail"].as_str().unwrap().len() > 10, "{problem}");
    }

    let admin = || ("authorization", format!("Bearer {}", ledger.admin_key));
    let key = || ("idempotency-key", "raw".to_owned());
    let send = |headers: &[(&str, String)], body: &[u8]| {
        let (status, problem) = ledger.send("POST", charges, headers, Some(body));
        (status, problem["code"].as_str().unwrap().to_owned())
    };
    let good = message().to_string();
    let (good, answer) = (good.as_bytes(), |status, code: &str| (status, code.to_owned()));
    assert_eq!(send(&[admin(), key()], b"{\"service\":"), answer(400, "malformed-json"));
    assert_eq!(send(&[admin(), key()], b"\xff"), answer(400, "malformed-json"));
    assert_eq!(send(&[admin(), key()], b""), answer(400, "malformed-json"));
    assert_eq!(send(&[admin(), key(), ("content-type", "text/plain".into())], good), answer(400, "invalid-request"));
    assert_eq!(send(&[admin()], good), answer(400, "idempotency-key-missing"));
    for wrong in ["a b", ".", ".."] {
        assert_eq!(send(&[admin(), ("idempotency-key", wrong.into())], good), answer(400, "invalid-name"));
    }
    assert_eq!(send(&[admin(), ("idempotency-key", "k".repeat(65))], good), answer(400, "invalid-name"));
    let twice = [admin(), key(), ("idempotency-key", "other".into())];
    assert_eq!(send(&twice, good), answer(400, "invalid-request"));
    let gzip = [admin(), key(), ("content-encoding", "gzip".into())];
    let (_, problem) = ledger.send("POST", charges, &gzip, Some(b"\x1f\x8b"));
    assert_eq!(problem["detail"], "send the body as it is, without `Content-Encoding`: `gzip` is not undone");
    assert_eq!(send(&[key()], good), answer(401, "unauthorized"));
    assert_eq!(send(&[key(), ("authorization", "Bearer wrong".into())], good), answer(401, "unauthorized"));
    assert_eq!(send(&[key(), ("authorization", "Basic wrong".into())], good), answer(401, "unauthorized"));
    assert_eq!(too_large(&ledger, charges), "HTTP/1.1 413 Payload Too Large");

    assert_eq!((available(&ledger).as_str(), entries(&ledger).len()), ("100", 1));
    // A request that was not taken leaves its key free; a type is one in upper and lower case.
    let kind = ("content-type", "Application/JSON ; charset=utf-8".into());
    let coding = ("content-encoding", "Identity".into());
    assert_eq!(ledger.send("POST", charges, &[admin(), key(), kind, coding], Some(good)).0, 201);
}

/// Announces a body that is too large; the ledger answers without waiting for it.
fn too_large(ledger: &Ledger, path: &str) -> String {
    let mut socket = TcpStream::connect(ledger.url.strip_prefix("http://").unwrap()).unwrap();
    let key = &ledger.admin_key;
    write!(
        socket,
        "POST {path} HTTP/1.1\r\nHost: ledger\r\nAuthorization: Bearer {key}\r\nIdempotency-Key: large\r\n\
         Content-Type: application/json\r\nContent-Length: 16777217\r\n\r\n"
    )
    .unwrap();
    let mut status = String::new();
    BufReader::new(socket).read_line(&mut status).unwrap();
    status.trim_end().to_owned()
}

#[test]
fn nobody_reads_without_a_key() {
    let ledger = ledger("100");
    for path in ["/v1/accounts/acme", "/v1/accounts/acme/balance", "/v1/accounts/acme/entries", "/v1/sessions/current"]
    {
        let (status, problem) = ledger.send("GET", path, &[], None);
        assert_eq!((status, &problem["code"]), (401, &json!("unauthorized")), "{path}");
    }
}

#[test]
fn the_demo_acts_for_its_own_account_only() {
    // Somebody's ledger before it shows a demo.
    let before = ledger("100");
    let admin_key = before.admin_key.clone();
    let mut ledger = Ledger::start_in(before.stop(), &["--demo"]);
    ledger.admin_key = admin_key;
    let visit = |method: &str, path: &str, headers: &[(&str, &str)], body: Option<Value>| {
        let mut headers: Vec<_> = headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        headers.push(("idempotency-key", format!("{method}{}", path.replace('/', "-"))));
        let body = body.map(|body| body.to_string().into_bytes());
        let (status, answer) = ledger.send(method, path, &headers, body.as_deref());
        (status, answer)
    };
    assert_eq!(
        visit("GET", "/v1/sessions/current", &[], None),
        (200, json!({"account": "demo", "operator": false, "demo": true}))
    );
    let (_, account) = visit("GET", "/v1/accounts/demo", &[], None);
    assert_eq!((&account["plan"], &account["balance"]["available"]), (&json!("team"), &json!("750")));
    let (status, charge) = visit("POST", "/v1/accounts/demo/charges", &[], Some(message()));
    assert_eq!((status, &charge["balance"]["available"]), (201, &json!("735")));

    for (method, path, body) in [
        ("GET", "/v1/accounts/acme", None),
        ("GET", "/v1/accounts/acme/entries", None),
        ("POST", "/v1/accounts/acme/grants", Some(json!({"credits": "1"}))),
        ("POST", "/v1/accounts/acme/charges", Some(message())),
        ("POST", "/v1/accounts", Some(json!({"id": "mine", "plan": "team"}))),
    ] {
        let (status, problem) = visit(method, path, &[], body);
        assert_eq!((status, &problem["code"]), (403, &json!("forbidden")), "{method} {path}");
    }
    // Another site's page in the same browser is not a visitor, nor is one that came under another name.
    let own = ledger.url.as_str();
    for headers in [[("origin", "https://evil.example")], [("origin", "null")], [("host", "evil.example")]] {
        assert_eq!(visit("GET", "/v1/accounts/demo", &headers, None).0, 401, "{headers:?}");
    }
    assert_eq!(visit("GET", "/v1/accounts/demo", &[("origin", own)], None).0, 200);
    // A wrong key is not a visitor either.
    assert_eq!(visit("GET", "/v1/accounts/demo", &[("authorization", "Bearer x")], None).0, 401);
}

/// A second start finds the demo account as the first one left it.
#[test]
fn the_demo_is_opened_once() {
    let ledger = Ledger::start(&["--demo", "--demo-days", "0"]);
    let charge = |ledger: &Ledger| {
        ledger.send(
            "POST",
            "/v1/accounts/demo/charges",
            &[("idempotency-key", "one".into())],
            Some(message().to_string().as_bytes()),
        )
    };
    let first = charge(&ledger);
    let ledger = Ledger::start_in(ledger.stop(), &["--demo", "--demo-days", "0"]);
    assert_eq!(charge(&ledger), first);
    let (_, balance) = ledger.send("GET", "/v1/accounts/demo/balance", &[], None);
    assert_eq!(balance["available"], "735");
}

#[test]
fn books_and_decks_are_served_by_hash_for_ever() {
    let ledger = ledger("1");
    let account = ledger.get("/v1/accounts/acme");
    let deck = format!("/v1/decks/{}", account["decks"]["sms"].as_str().unwrap());
    assert_eq!(ledger.get(&deck), "iso,price,currency\nIN,0.05,USD\nUS,0.0083,USD\n");
    let key = ledger.admin_key.clone();
    // Started again with other rates, the ledger still has those that its entries name.
    let mut ledger = Ledger::start_in(ledger.stop(), &[]);
    ledger.admin_key = key;
    assert_eq!(ledger.get(&deck), "iso,price,currency\nIN,0.05,USD\nUS,0.0083,USD\n");
    assert_ne!(ledger.get("/v1/accounts/acme")["decks"], account["decks"]);
    assert_eq!(ledger.ask("GET", "/v1/books/0000", None, None).0, 404);
    assert_eq!(ledger.ask("GET", &deck.replace("decks", "books"), None, None).0, 404);
}

#[test]
fn it_says_that_it_is_well() {
    let ledger = ledger("1");
    assert_eq!(ledger.get("/healthz"), "ok\n");
    assert_eq!(ledger.get("/readyz"), "ready\n");
}

#[test]
fn a_start_that_cannot_work_says_why() {
    let refused = |arguments: &[&str]| {
        let output = crate::support::run(&[&["serve"], arguments].concat(), b"");
        assert_eq!(output.status.code(), Some(2));
        String::from_utf8(output.stderr).unwrap()
    };
    let folder = TempDir::new().unwrap();
    let database = format!("sqlite:{}", folder.path().join("ledger.db").display());
    assert!(refused(&["--database", "mysql://x"]).contains("`mysql://x` is not a database"));
    assert!(refused(&["--database", "sqlite:/no/such/folder/x.db"]).contains("cannot open the database"));
    let broken = file(folder.path(), "broken.db", &"not a database ".repeat(100));
    assert!(refused(&["--database", &format!("sqlite:{broken}")]).contains("cannot open the database"));
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    assert!(refused(&["--database", &database, "--listen", &address]).contains("cannot listen on"));
}

/// A database that a newer version has written is not touched.
#[test]
fn a_newer_database_is_refused() {
    let folder = ledger("1").stop();
    let path = folder.path().join("ledger.db");
    let connection = rusqlite::Connection::open(&path).unwrap();
    let insert = "INSERT INTO refinery_schema_history VALUES (99, 'future', '2030-01-01T00:00:00Z', '1')";
    connection.execute(insert, []).unwrap();
    drop(connection);
    let output = crate::support::run(&["serve", "--database", &format!("sqlite:{}", path.display())], b"");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("cannot open the database"));
}

/// Entries = lots = balance, as the tables have them; and no row of the entries can be changed.
#[test]
fn the_tables_reconcile() {
    let ledger = ledger("100");
    for n in 0..5 {
        ledger.post("/v1/accounts/acme/grants", &format!("grant-{n}"), &json!({"credits": "10.5"}));
        ledger.post("/v1/accounts/acme/charges", &format!("charge-{n}"), &message());
    }
    let available: septet::credits::Credits = available(&ledger).parse().unwrap();
    let seqs: BTreeSet<u64> = entries(&ledger).iter().map(|entry| entry["seq"].as_u64().unwrap()).collect();
    assert_eq!(seqs, (1..=11).collect());
    let folder = ledger.stop();
    let connection = rusqlite::Connection::open(folder.path().join("ledger.db")).unwrap();
    let sum = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    let entries = sum("SELECT sum(CASE to_side WHEN 'lot' THEN micro_credits ELSE -micro_credits END) FROM entries");
    let lots = sum("SELECT sum(remaining_micro_credits) FROM lots");
    assert_eq!((entries, lots), (available.micros(), available.micros()));
    for sql in ["UPDATE entries SET micro_credits = 0", "DELETE FROM entries"] {
        assert!(connection.execute(sql, []).unwrap_err().to_string().contains("append-only"));
    }
}

/// A release takes away files of the one before: the page is asked for each time, and what it names is kept. What the
/// ledger answers nobody keeps, but for what is named by its hash.
#[test]
fn no_browser_guesses_what_an_answer_is() {
    let ledger = Ledger::start(&[]);
    let headers = [("authorization", format!("Bearer {}", ledger.admin_key))];
    for path in ["/v1/accounts", "/v1/accounts/nobody", "/v1/nothing", "/nothing", "/healthz", "/openapi.json"] {
        let (_, headers, _) = ledger.raw(&agent(), "GET", path, &headers, None).unwrap();
        assert_eq!(headers["x-content-type-options"], "nosniff", "{path}");
    }
}

#[test]
fn what_may_be_kept_and_for_how_long() {
    let folder = TempDir::new().unwrap();
    std::fs::create_dir(folder.path().join("assets")).unwrap();
    file(folder.path(), "index.html", "<title>page</title>");
    file(&folder.path().join("assets"), "page-1a2b.js", "export {}");
    let web = folder.path().display().to_string();
    let ledger = Ledger::start(&["--web", &web]);
    let kept = |path: &str| {
        let headers = [("authorization", format!("Bearer {}", ledger.admin_key))];
        let (status, headers, _) = ledger.raw(&agent(), "GET", path, &headers, None).unwrap();
        (status, headers["cache-control"].to_str().unwrap().to_owned())
    };
    assert_eq!(kept("/"), (200, "no-cache".to_owned()));
    assert_eq!(kept("/assets/page-1a2b.js"), (200, "public, max-age=31536000, immutable".to_owned()));
    assert_eq!(kept("/assets/page-0000.js"), (404, "no-cache".to_owned()));
    assert_eq!(kept("/v1/accounts"), (200, "no-store".to_owned()));
    assert_eq!(kept("/v1/accounts/nobody"), (404, "no-store".to_owned()));
    let book = ledger.get("/v1/books")["books"][0]["hash"].as_str().unwrap().to_owned();
    assert_eq!(kept(&format!("/v1/books/{book}")), (200, "public, max-age=31536000, immutable".to_owned()));
}
