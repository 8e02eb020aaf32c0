//! Quotes that are spent, over a real socket: the price that was promised, once, whatever has changed since.

use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{Ledger, file};

fn message() -> Value {
    json!({"service": "sms", "to": "+919876543210", "text": "hello"})
}

/// A ledger with two accounts that hold 100 credits each; a segment to India costs 1.8 times `price`.
fn ledger(price: &str) -> Ledger {
    let ledger = start(TempDir::new().unwrap(), price, &[]);
    for account in ["acme", "other"] {
        ledger.open(json!({"id": account, "plan": "team", "seats": 0}));
        ledger.done("POST", &format!("/v1/accounts/{account}/grants"), "grant", json!({"credits": "100"}));
    }
    ledger
}

fn start(folder: TempDir, price: &str, more: &[&str]) -> Ledger {
    let deck = file(folder.path(), "rates.csv", &format!("iso,price_usd\nIN,{price}\n"));
    Ledger::start_in(folder, &[&["--deck", &deck], more].concat())
}

fn restart(ledger: Ledger, price: &str, more: &[&str]) -> Ledger {
    let key = ledger.admin_key.clone();
    let mut ledger = start(ledger.stop(), price, more);
    ledger.admin_key = key;
    ledger
}

fn quote(ledger: &Ledger, mut request: Value, seconds: u64) -> Value {
    request["account"] = "acme".into();
    request["expiresIn"] = seconds.into();
    let (status, answer) = ledger.ask("POST", "/v1/quotes", None, Some(&request));
    assert_eq!(status, 200, "{answer}");
    answer["quoteToken"].clone()
}

fn with(mut request: Value, token: &Value) -> Value {
    request["quoteToken"] = token.clone();
    request
}

fn available(ledger: &Ledger) -> String {
    ledger.balance("acme", "available")
}

/// What was quoted is charged, also by a ledger that has other rates, another book and another signing key by now.
#[test]
fn a_promised_price_outlives_its_rates() {
    let ledger = ledger("0.05");
    let before = ledger.get("/v1/accounts/acme");
    let tokens: Vec<Value> = (0..4).map(|_| quote(&ledger, message(), 600)).collect();
    assert_eq!(ledger.charge("acme", "now", &with(message(), &tokens[0])).1["credits"], "9");

    let ledger = restart(ledger, "0.5", &[]);
    assert_eq!(ledger.charge("acme", "dear", &message()).1["credits"], "90");
    ledger.done("POST", "/v1/accounts/acme/grants", "more", json!({"credits": "100"}));
    let (status, charged) = ledger.charge("acme", "promised", &with(message(), &tokens[1]));
    assert_eq!((status, &charged["credits"]), (201, &json!("9")), "{charged}");
    assert_eq!(charged["quote"]["deckHashes"]["sms"], before["decks"]["sms"]);
    let entry = ledger.entries("acme").into_iter().find(|entry| entry["id"] == charged["id"]).unwrap();
    assert_eq!(
        (&entry["record"]["price"], &entry["record"]["deckHashes"]),
        (&json!("9"), &charged["quote"]["deckHashes"])
    );
    // What comes of it later goes by what it was.
    let path = format!("/v1/accounts/acme/charges/{}/adjustments", charged["id"].as_str().unwrap());
    assert_eq!(ledger.post(&path, "real", &json!({"credits": "10"})).1["code"], "invalid-amount", "9 at most");
    assert_eq!(ledger.done("POST", &path, "real", json!({"credits": "8"}))["credits"], "-1");

    // Another book, where the same plan pays otherwise.
    let shown = crate::support::run(&["book", "show", "calcom"], b"");
    let mut book: Value = serde_json::from_slice(&shown.stdout).unwrap();
    book["services"]["sms"]["price"]["perSegment"]["carrierRate"]["multiplier"] = "5".into();
    let path = file(ledger.folder.path(), "book.json", &book.to_string());
    let ledger = restart(ledger, "0.5", &["--book", &path]);
    assert_eq!(ledger.charge("acme", "dearer", &message()).0, 402, "250 credits");
    let (status, charged) = ledger.charge("acme", "promised-2", &with(message(), &tokens[2]));
    assert_eq!((status, &charged["credits"]), (201, &json!("9")), "{charged}");
    assert_eq!(charged["quote"]["bookHash"], before["book"]["hash"]);
    // And by a plan that the account is no longer on.
    ledger.done("PATCH", "/v1/accounts/acme", "plan", json!({"plan": "organization", "seats": 0}));
    assert_eq!(ledger.charge("acme", "promised-3", &with(message(), &tokens[3])).1["credits"], "9");
}

/// Also where the account is by now on a plan that the book of the promise does not have; what time did meanwhile is
/// written with it.
#[test]
fn a_promised_price_outlives_the_plan() {
    let ledger = ledger("0.05");
    let token = quote(&ledger, message(), 600);
    let shown = crate::support::run(&["book", "show", "calcom"], b"");
    let mut book: Value = serde_json::from_slice(&shown.stdout).unwrap();
    book["plans"]["pro"] = book["plans"]["organization"].clone();
    let path = file(ledger.folder.path(), "book.json", &book.to_string());
    let ledger = restart(ledger, "0.5", &["--book", &path]);
    ledger.done("PATCH", "/v1/accounts/acme", "plan", json!({"plan": "pro"}));
    ledger.done("POST", "/v1/accounts/acme/holds", "hold", json!({"credits": "100", "expiresIn": 1}));
    std::thread::sleep(Duration::from_millis(1001));
    let (status, charged) = ledger.charge("acme", "promised", &with(message(), &token));
    assert_eq!((status, &charged["credits"]), (201, &json!("9")), "{charged}");
    assert_eq!(available(&ledger), "91");
    let folder = ledger.stop();
    let database = format!("sqlite:{}", folder.path().join("ledger.db").display());
    assert!(crate::support::run(&["verify", "--database", &database], b"").status.success());
}

/// Once: another key learns that it is spent; the same key is answered again, also after its time.
#[test]
fn a_promise_is_spent_once() {
    let ledger = ledger("0.05");
    let token = quote(&ledger, message(), 2);
    let first = ledger.charge("acme", "one", &with(message(), &token));
    assert_eq!(first.0, 201);
    assert_eq!(ledger.charge("acme", "one", &with(message(), &token)), first);
    let (status, problem) = ledger.charge("acme", "two", &with(message(), &token));
    assert_eq!((status, &problem["code"]), (409, &json!("quote-spent")));
    let hold = json!({"charge": with(message(), &token), "expiresIn": 60});
    assert_eq!(ledger.post("/v1/accounts/acme/holds", "hold", &hold).1["code"], "quote-spent");
    // The same key without the token is another request.
    assert_eq!(ledger.charge("acme", "one", &message()).1["code"], "idempotency-key-reused");
    std::thread::sleep(Duration::from_secs(2));
    assert_eq!(ledger.charge("acme", "one", &with(message(), &token)), first, "a retry is answered for ever");
    assert_eq!(ledger.charge("acme", "three", &with(message(), &token)).1["code"], "quote-expired");
    assert_eq!(available(&ledger), "91");
    // Racing keys: one spends it.
    let token = quote(&ledger, message(), 60);
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let racer = |n: usize| {
            let (ledger, body) = (&ledger, with(message(), &token));
            scope.spawn(move || ledger.charge("acme", &format!("racer-{n}"), &body).0)
        };
        (0..16).map(racer).collect::<Vec<_>>().into_iter().map(|racer| racer.join().unwrap()).collect()
    });
    assert_eq!((statuses.iter().filter(|status| **status == 201).count(), available(&ledger).as_str()), (1, "82"));
    assert_eq!(statuses.iter().filter(|status| **status == 409).count(), 15);
}

/// A refusal does not spend it.
#[test]
fn a_promise_waits_for_credits() {
    let ledger = ledger("0.05");
    let token = quote(&ledger, message(), 600);
    let spent = json!({"service": "sms", "to": "+919876543210", "text": "hello", "quantity": 11});
    assert_eq!(ledger.charge("acme", "all", &spent).0, 201);
    let (status, refused) = ledger.charge("acme", "one", &with(message(), &token));
    assert_eq!((status, &refused["missing"]), (402, &json!("8")));
    ledger.done("POST", "/v1/accounts/acme/grants", "more", json!({"credits": "8"}));
    assert_eq!(ledger.charge("acme", "two", &with(message(), &token)).0, 201);
    assert_eq!(available(&ledger), "0");
}

#[test]
fn a_promise_is_for_one_account_and_one_request() {
    let ledger = ledger("0.05");
    let token = quote(&ledger, message(), 600);
    let text = token.as_str().unwrap();
    let mut other = message();
    other["text"] = "hello!".into();
    let expired = quote(&ledger, message(), 1);
    let (head, signature) = text.rsplit_once('.').unwrap();
    let (header, claims) = head.split_once('.').unwrap();
    let flip = |part: &str| {
        let (first, rest) = part.split_at(1);
        format!("{}{rest}", if first == "A" { "B" } else { "A" })
    };
    let foreign = quote(&self::ledger("0.05"), message(), 600);
    std::thread::sleep(Duration::from_millis(1100));
    let cases: Vec<(&str, Value, Value, &str)> = vec![
        ("other", message(), token.clone(), "quote-mismatch"),
        ("acme", other, token.clone(), "quote-mismatch"),
        ("acme", message(), expired, "quote-expired"),
        ("acme", message(), json!(format!("{head}.{}", flip(signature))), "invalid-quote"),
        ("acme", message(), json!(format!("{header}.{}.{signature}", flip(claims))), "invalid-quote"),
        ("acme", message(), json!(format!("{}.{claims}.{signature}", flip(header))), "invalid-quote"),
        ("acme", message(), json!(format!("{text}x")), "invalid-quote"),
        ("acme", message(), json!(""), "invalid-quote"),
        ("acme", message(), json!("a.b"), "invalid-quote"),
        ("acme", message(), json!(17), "invalid-request"),
        ("acme", message(), foreign, "invalid-quote"),
    ];
    for (n, (account, request, token, code)) in cases.into_iter().enumerate() {
        let body = with(request, &token);
        let (status, problem) = ledger.charge(account, &format!("wrong-{n}"), &body);
        assert_eq!(problem["code"], code, "{n}: {problem}");
        assert!((400..500).contains(&status) && status != 402, "{problem}");
        let hold = json!({"charge": body, "expiresIn": 60});
        let (_, problem) = ledger.post(&format!("/v1/accounts/{account}/holds"), &format!("hold-{n}"), &hold);
        assert_eq!(problem["code"], code, "{n}: {problem}");
    }
    for account in ["acme", "other"] {
        assert_eq!((ledger.balance(account, "available").as_str(), ledger.entries(account).len()), ("100", 1));
    }
    assert_eq!(ledger.charge("acme", "good", &with(message(), &token)).0, 201);
}

/// A hold reserves the most that was quoted; its captures go on at that price, and nobody else's.
#[test]
fn a_hold_reserves_what_was_promised_at_most() {
    let ledger = ledger("0.01");
    let text = format!("{}{}", "👨‍👩‍👧".repeat(16), "ж".repeat(6)); // 2 segments, or 3 by another border
    let request = json!({"service": "sms", "to": "+919876543210", "text": text});
    let token = quote(&ledger, request.clone(), 600);
    let unused = quote(&ledger, request.clone(), 600);
    let ledger = restart(ledger, "0.1", &[]);
    let body = json!({"charge": with(request.clone(), &token), "expiresIn": 600});
    let held = ledger.done("POST", "/v1/accounts/acme/holds", "hold", body);
    assert_eq!((&held["credits"], &held["quote"]["credits"]), (&json!("6"), &json!("4")), "2 a segment, not 18");
    assert_eq!(ledger.charge("acme", "again", &with(request.clone(), &token)).1["code"], "quote-spent");
    let captures = format!("/v1/accounts/acme/holds/{}/captures", held["id"].as_str().unwrap());
    let capture = |key: &str, token: &Value, last: bool| {
        ledger.post(&captures, key, &json!({"charge": with(request.clone(), token), "last": last}))
    };
    let (status, refused) = ledger.post(&captures, "dear", &json!({"charge": request}));
    assert_eq!((status, &refused["limit"]["kind"]), (402, &json!("hold")), "36 is more than 6: {refused}");
    assert_eq!(capture("first", &token, false).1["credits"], "4");
    assert_eq!(capture("beyond", &unused, false).0, 402);
    // A token that this hold was not made by is spent by its capture.
    let body = json!({"credits": "20", "expiresIn": 600});
    let other = ledger.done("POST", "/v1/accounts/acme/holds", "hold-2", body);
    let captures = format!("/v1/accounts/acme/holds/{}/captures", other["id"].as_str().unwrap());
    let body = |token: &Value| json!({"charge": with(request.clone(), token)});
    assert_eq!(ledger.post(&captures, "foreign", &body(&token)).1["code"], "quote-spent");
    assert_eq!(ledger.post(&captures, "own", &body(&unused)).1["credits"], "4");
    assert_eq!(ledger.post(&captures, "twice", &body(&unused)).1["code"], "quote-spent");
    assert_eq!(ledger.charge("acme", "late", &with(request.clone(), &unused)).1["code"], "quote-spent");
}
