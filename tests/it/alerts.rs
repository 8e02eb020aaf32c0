//! Low balances over HTTP: who is told, what has been told, and who may say so.

use std::time::Duration;

use serde_json::{Value, json};

use crate::races::race;
use crate::support::{Ledger, now_ms, wait};

fn alerts(ledger: &Ledger, account: &str) -> Value {
    ledger.get(&format!("/v1/accounts/{account}/alerts"))
}

fn set(ledger: &Ledger, account: &str, key: &str, body: Value) -> (u16, Value) {
    ledger.ask("PUT", &format!("/v1/accounts/{account}/alerts"), Some(key), Some(&body))
}

fn charge(ledger: &Ledger, account: &str, key: &str, quantity: u64) {
    let (status, answer) = ledger.charge(account, key, &json!({"service": "ai_agent", "quantity": quantity}));
    assert_eq!(status, 201, "{answer}");
}

/// CAL-11, VOI-6: the book's thresholds or the account's own, and all admins of the account; told once until credits come in.
#[test]
fn cal_11_alerts_are_set_and_fire_once() {
    let ledger = Ledger::start(&["--set", "aiAgentCredits=1"]);
    ledger.open(json!({"id": "acme", "plan": "team"}));
    let shown = json!({
        "thresholds": ["20", "0"], "admins": [], "told": [], "watched": true, "balance": "750", "base": "750",
        "percentage": "100", "fired": [],
    });
    assert_eq!(alerts(&ledger, "acme"), shown);
    let admins = ["ann@acme.example", "ben@acme.example"];
    let (status, answer) = set(&ledger, "acme", "one", json!({"thresholds": ["10", "50.5"], "admins": admins}));
    assert_eq!((status, &answer["thresholds"], &answer["told"]), (200, &json!(["50.5", "10"]), &json!(admins)));
    assert_eq!(set(&ledger, "acme", "one", json!({"thresholds": ["10", "50.5"], "admins": admins})).1, answer);
    assert_eq!(alerts(&ledger, "acme"), answer);

    charge(&ledger, "acme", "a", 371);
    assert_eq!(alerts(&ledger, "acme")["fired"], json!([])); // 379 is more than 50.5 % of 750
    charge(&ledger, "acme", "b", 1);
    let fired = alerts(&ledger, "acme");
    assert_eq!(
        (&fired["fired"], &fired["balance"], &fired["percentage"]),
        (&json!(["50.5"]), &json!("378"), &json!("50.4"))
    );
    charge(&ledger, "acme", "c", 303);
    assert_eq!(alerts(&ledger, "acme")["fired"], json!(["50.5", "10"]));
    let events = ledger.get("/v1/events?account=acme&type=balance.low")["events"].clone();
    let data = json!({"threshold": "10", "balance": "75", "base": "750", "admins": admins});
    assert_eq!((events.as_array().unwrap().len(), &events[0]["data"]), (2, &data));
    // A refund does not arm them, a grant does.
    let (_, charged) = ledger.charge("acme", "c", &json!({"service": "ai_agent", "quantity": 303}));
    let refunds = format!("/v1/accounts/acme/charges/{}/refunds", charged["id"].as_str().unwrap());
    ledger.done("POST", &refunds, "back", json!({}));
    assert_eq!(alerts(&ledger, "acme")["fired"], json!(["50.5", "10"]));
    ledger.done("POST", "/v1/accounts/acme/grants", "grant", json!({"credits": "250"}));
    let armed = alerts(&ledger, "acme");
    assert_eq!((&armed["fired"], &armed["base"], &armed["balance"]), (&json!([]), &json!("1000"), &json!("628")));

    // What is left out is as if it had never been set.
    let (_, answer) = set(&ledger, "acme", "none", json!({}));
    assert_eq!((&answer["thresholds"], &answer["admins"]), (&json!(["20", "0"]), &json!([])));
    // Without admins of its own, those of the account above are told.
    ledger.open(json!({"id": "crew", "plan": "team", "parent": "acme"}));
    set(&ledger, "acme", "again", json!({"admins": admins}));
    assert_eq!(alerts(&ledger, "crew")["told"], json!(admins));
    // A member has no pool of its own, and what is unlimited never runs low.
    ledger.open(json!({"id": "ann", "parent": "acme"}));
    ledger.open(json!({"id": "big", "plan": "enterprise"}));
    for id in ["ann", "big"] {
        assert_eq!(alerts(&ledger, id)["watched"], false, "{id}");
    }
    assert_eq!(alerts(&ledger, "ann")["percentage"], Value::Null);
    // It is there when the ledger has been started again.
    let shown = alerts(&ledger, "acme");
    let key = ledger.admin_key.clone();
    let mut ledger = Ledger::start_in(ledger.stop(), &["--set", "aiAgentCredits=1"]);
    ledger.admin_key = key;
    assert_eq!(alerts(&ledger, "acme"), shown);
}

#[test]
fn what_is_no_threshold_and_no_address_is_refused() {
    let ledger = Ledger::start(&[]);
    ledger.open(json!({"id": "acme", "plan": "team"}));
    let long = format!("{}@{}.example", "a".repeat(60), "b".repeat(60).repeat(3));
    for wrong in [
        "",
        "ann",
        "@acme.example",
        "ann@",
        "a@b@acme.example",
        "ann@acme.example\n",
        "ann\u{0}@acme.example",
        " ann@acme.example",
        "Ann <ann@acme.example>",
        "ann@[127.0.0.1]",
        long.as_str(),
    ] {
        let (status, answer) = set(&ledger, "acme", "address", json!({"admins": ["ben@acme.example", wrong]}));
        assert_eq!((status, &answer["code"]), (400, &json!("invalid-request")), "{wrong:?}");
        assert!(answer["detail"].as_str().unwrap().contains("`admins[1]`"), "{answer}");
    }
    for right in ["zoë@müller.example", "\"a b\"@acme.example", "a+b.c@x-y.acme.example"] {
        let (status, answer) = set(&ledger, "acme", right.len().to_string().as_str(), json!({"admins": [right]}));
        assert_eq!((status, &answer["admins"]), (200, &json!([right])), "{answer}");
    }
    for (wrong, code) in [("100", "invalid-request"), ("-1", "invalid-request"), ("1e1", "invalid-amount")] {
        let (status, answer) = set(&ledger, "acme", "threshold", json!({"thresholds": [wrong]}));
        assert_eq!((status, &answer["code"]), (400, &json!(code)), "{wrong}");
    }
}

/// 64 at once take an account past all of its thresholds: what they have fired is each of them.
#[test]
fn cal_11_many_at_once_cross_each_threshold() {
    let thresholds: Vec<String> = (0..10).rev().map(|n| (n * 10).to_string()).collect();
    for start in [Ledger::start, Ledger::pair] {
        let ledger = start(&["--book", "ai-employee", "--set=starterAllowance=64"]);
        ledger.open(json!({"id": "acme", "plan": "starter"}));
        ledger.done("PUT", "/v1/accounts/acme/alerts", "set", json!({"thresholds": thresholds}));
        let reply = json!({"service": "ai_reply"});
        race([201], 64, |n| ledger.charge("acme", &format!("racer-{n}"), &reply).0);
        assert_eq!(alerts(&ledger, "acme")["fired"], json!(thresholds));
        assert_eq!(ledger.events("acme", "balance.low"), thresholds.len(), "each of them once");
        ledger.done("POST", "/v1/accounts/acme/grants", "grant", json!({"credits": "64"}));
        assert_eq!(alerts(&ledger, "acme")["fired"], json!([]));
        // Half of what was ever granted is left: what is above that was not crossed again.
        race([201], 32, |n| ledger.charge("acme", &format!("another-{n}"), &reply).0);
        assert_eq!(alerts(&ledger, "acme")["fired"], json!(["40", "30"]));
        assert_eq!(ledger.events("acme", "balance.low"), thresholds.len() + 2);
    }
}

/// A lot that ends is noticed when nobody asks: by any process, within moments.
#[test]
fn a_lots_end_is_noticed_in_time() {
    for start in [Ledger::start, Ledger::pair] {
        let ledger = start(&[]);
        ledger.open(json!({"id": "acme", "plan": "free"}));
        let soon = septet::ledger::Moment::from_millis(now_ms() + 1500).to_string();
        ledger.done("POST", "/v1/accounts/acme/grants", "soon", json!({"credits": "90", "expiresAt": soon}));
        ledger.done("POST", "/v1/accounts/acme/grants", "stays", json!({"credits": "10"}));
        // Entries are what is written, not what is looked at.
        wait(Duration::from_secs(15), "the end of the lot", || {
            ledger.entries("acme").iter().any(|entry| entry["kind"] == "expiry").then_some(())
        });
        let shown = alerts(&ledger, "acme");
        assert_eq!((&shown["fired"], &shown["balance"], &shown["base"]), (&json!(["20"]), &json!("10"), &json!("100")));
        assert_eq!(ledger.events("acme", "balance.low"), 1);
    }
}

/// An account's people and programs that charge may set its alerts; those that only look may look.
#[test]
fn who_may_set_alerts() {
    let ledger = Ledger::start(&[]);
    ledger.open(json!({"id": "acme", "plan": "team"}));
    ledger.open(json!({"id": "other", "plan": "team"}));
    let key = |name: &str, scope: &str| {
        let made = ledger.done("POST", "/v1/keys", name, json!({"name": name, "scopes": [scope]}));
        ("authorization", format!("Bearer {}", made["key"].as_str().unwrap()))
    };
    let own = ("idempotency-key", "one".to_owned());
    let body = br#"{"thresholds":["5"]}"#;
    for (scope, may_set, may_look) in [("charge", 200, 403), ("read", 403, 200)] {
        let key = key(scope, scope);
        let set = ledger.send("PUT", "/v1/accounts/acme/alerts", &[key.clone(), own.clone()], Some(body)).0;
        assert_eq!(
            (set, ledger.send("GET", "/v1/accounts/acme/alerts", &[key], None).0),
            (may_set, may_look),
            "{scope}"
        );
    }
    let code = ledger.done("POST", "/v1/login-codes", "code", json!({"account": "acme"}));
    let code = json!({"code": code["code"]}).to_string();
    let (_, headers, session) = ledger.exchange("POST", "/v1/sessions", &[], Some(code.as_bytes()));
    let cookie = headers["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let person = [("cookie", cookie), ("x-csrf-token", session["csrfToken"].as_str().unwrap().to_owned())];
    let with = |key: &str| [&person[..], &[("idempotency-key", key.to_owned())]].concat();
    for area in ["alerts", "auto-reload"] {
        let body = if area == "alerts" { &body[..] } else { br#"{"enabled":true,"threshold":"20","packages":100}"# };
        let at = |account: &str| format!("/v1/accounts/{account}/{area}");
        assert_eq!(ledger.send("PUT", &at("acme"), &with(area), Some(body)).0, 200);
        assert_eq!(ledger.send("PUT", &at("other"), &with(area), Some(body)).0, 403);
        assert_eq!(ledger.send("GET", &at("acme"), &person[..1], None).0, 200);
    }
    // Whether a payment was made is not theirs to say.
    let paid = br#"{"outcome":"paid","payment":"pi_1"}"#;
    let at = "/v1/accounts/acme/auto-reload/1/outcome";
    assert_eq!(ledger.send("POST", at, &with("paid"), Some(paid)).0, 403);
    assert_eq!(ledger.send("POST", at, &[key("another", "charge"), own], Some(paid)).0, 403);
}
