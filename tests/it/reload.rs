//! Auto-reload over HTTP: it is wanted once per crossing, and credited when it is paid.

use serde_json::{Value, json};

use crate::races::{check, race};
use crate::support::{Ledger, run};

const SET: [&str; 7] = [
    "--book",
    "agentalk",
    "--set=paidAllowance=100",
    "--set=freeAllowance=10",
    "--set=packageCredits=100",
    "--set=packagePrice=20",
    "--set=modelShare=0",
];

fn reload(ledger: &Ledger) -> Value {
    ledger.get("/v1/accounts/acme/auto-reload")
}

fn set(ledger: &Ledger, key: &str, body: Value) -> (u16, Value) {
    ledger.ask("PUT", "/v1/accounts/acme/auto-reload", Some(key), Some(&body))
}

fn outcome(ledger: &Ledger, number: u64, key: &str, body: Value) -> (u16, Value) {
    ledger.post(&format!("/v1/accounts/acme/auto-reload/{number}/outcome"), key, &body)
}

fn paid(payment: &str) -> Value {
    json!({"outcome": "paid", "payment": payment})
}

fn minutes(n: u64) -> Value {
    json!({"service": "call", "call": {"seconds": 60 * n}})
}

fn talk(ledger: &Ledger, key: &str, n: u64) {
    let (status, answer) = ledger.charge("acme", key, &minutes(n));
    assert_eq!(status, 201, "{answer}");
}

/// An account on the paid plan, with 100 credits a month.
fn paid_plan(arguments: &[&str]) -> Ledger {
    let ledger = Ledger::start(&[&SET, arguments].concat());
    ledger.open(json!({"id": "acme", "plan": "paid"}));
    ledger
}

/// AGT-6: a threshold, a package and how many of it; credits when it is paid, once for each payment.
#[test]
fn agt_6_a_reload_from_its_crossing_to_its_credits() {
    let ledger = paid_plan(&[]);
    // What it would start from: a threshold of 20, and 100 credits.
    let off = json!({
        "enabled": false, "state": "off", "threshold": "20", "topUp": "package", "packages": 1, "monthlyCap": null,
        "credits": "100", "balance": "100", "boughtThisPeriod": "0", "pending": "0", "reloads": 0, "inFlight": null,
        "declines": 0, "declineReason": null, "retryAt": null,
    });
    assert_eq!(reload(&ledger), off);
    let (status, on) = set(&ledger, "on", json!({"enabled": true, "packages": 2, "monthlyCap": "500"}));
    assert_eq!(
        (status, &on["state"], &on["credits"], &on["monthlyCap"]),
        (200, &json!("armed"), &json!("200"), &json!("500"))
    );
    talk(&ledger, "a", 79);
    assert_eq!(reload(&ledger)["state"], "armed");
    talk(&ledger, "b", 1);
    let wanted = reload(&ledger);
    assert_eq!(
        (&wanted["state"], &wanted["reloads"], &wanted["balance"]),
        (&json!("inFlight"), &json!(1), &json!("20"))
    );
    let in_flight = &wanted["inFlight"];
    assert_eq!(
        (&in_flight["reload"], &in_flight["packages"], &in_flight["credits"]),
        (&json!(1), &json!(2), &json!("200"))
    );
    talk(&ledger, "c", 1);
    assert_eq!(ledger.charge("acme", "too-much", &minutes(50)).0, 402);
    assert_eq!((reload(&ledger)["reloads"].clone(), ledger.balance("acme", "available")), (json!(1), "19".into()));

    let (status, answer) = outcome(&ledger, 1, "paid", paid("pi_1"));
    assert_eq!((status, &answer["state"], &answer["boughtThisPeriod"]), (200, &json!("armed"), &json!("200")));
    assert_eq!(ledger.balance("acme", "bought"), "200");
    // The same again is the same answer; under another key it is done already, and its payment is no purchase any more.
    assert_eq!(outcome(&ledger, 1, "paid", paid("pi_1")), (200, answer));
    assert_eq!(outcome(&ledger, 1, "once-more", paid("pi_2")).1["code"], "already-done");
    assert_eq!(outcome(&ledger, 1, "declined", json!({"outcome": "declined"})).1["code"], "already-done");
    let purchase = json!({"id": "pi_1", "topUp": "package", "quantity": 2});
    assert_eq!(ledger.post("/v1/accounts/acme/purchases", "stripe", &purchase).1["code"], "duplicate-purchase");
    for unknown in ["2", "0", "01", "x", "-1", "99999999999999999999"] {
        let path = format!("/v1/accounts/acme/auto-reload/{unknown}/outcome");
        let (status, answer) = ledger.post(&path, unknown.replace('-', "m").as_str(), &paid("pi_9"));
        assert_eq!((status, &answer["code"]), (404, &json!("unknown-reload")), "{unknown}");
    }
    let bought: Vec<Value> = ledger.entries("acme").into_iter().filter(|entry| entry["kind"] == "purchase").collect();
    assert_eq!((bought.len(), &bought[0]["credits"], &bought[0]["from"]), (1, &json!("200"), &json!("purchase")));

    // The other way round: a payment that was credited as a purchase settles its reload, and brings nothing more.
    talk(&ledger, "d", 199);
    assert_eq!(reload(&ledger)["inFlight"]["reload"], 2);
    let purchase = json!({"id": "pi_2", "topUp": "package", "quantity": 2});
    ledger.done("POST", "/v1/accounts/acme/purchases", "first", purchase);
    let (status, answer) = outcome(&ledger, 2, "second", paid("pi_2"));
    assert_eq!((status, &answer["state"], &answer["boughtThisPeriod"]), (200, &json!("armed"), &json!("400")));
    assert_eq!(ledger.balance("acme", "available"), "220");

    // The cap is 500: a third one would pass it.
    talk(&ledger, "e", 205);
    let capped = reload(&ledger);
    assert_eq!((&capped["state"], &capped["reloads"]), (&json!("capped"), &json!(2)));
    let folder = ledger.stop();
    check(folder.path());
    let database = format!("sqlite:{}", folder.path().join("ledger.db").display());
    assert!(run(&["verify", "--database", &database], b"").status.success());
}

/// AGT-4: refused on the free plan, with the plans that have it; it can always be ended.
#[test]
fn agt_4_refused_on_the_free_plan() {
    let ledger = Ledger::start(&SET);
    ledger.open(json!({"id": "acme", "plan": "free"}));
    let (status, answer) = set(&ledger, "on", json!({"enabled": true}));
    assert_eq!((status, &answer["code"]), (403, &json!("not-in-plan")));
    assert_eq!(answer["detail"], "an account on plan `free` does not buy by itself: change to `enterprise`, `paid`");
    let shown = reload(&ledger);
    assert_eq!((&shown["state"], &shown["threshold"], &shown["credits"]), (&json!("off"), &Value::Null, &Value::Null));
    assert_eq!(set(&ledger, "off", json!({"enabled": false})).0, 200);
}

/// D23: after a decline it waits, an hour at first, and asks for nothing meanwhile.
#[test]
fn a_decline_waits() {
    let ledger = paid_plan(&[]);
    set(&ledger, "on", json!({"enabled": true}));
    talk(&ledger, "a", 90);
    let before = septet::ledger::Moment::parse(reload(&ledger)["inFlight"]["until"].as_str().unwrap()).unwrap();
    let declined = json!({"outcome": "declined", "reason": "card expired"});
    let (status, answer) = outcome(&ledger, 1, "no", declined.clone());
    assert_eq!((status, &answer["state"], &answer["declines"]), (200, &json!("retrying"), &json!(1)));
    assert_eq!(answer["declineReason"], "card expired");
    let retry = septet::ledger::Moment::parse(answer["retryAt"].as_str().unwrap()).unwrap();
    let wait_ms = retry.millis() - (before.millis() - 24 * 3_600_000);
    assert!((3_600_000..3_660_000).contains(&wait_ms), "an hour after the decline: {wait_ms}");
    assert_eq!(ledger.events("acme", "reload.declined"), 1);
    // While it waits nothing is asked for.
    assert_eq!(ledger.charge("acme", "too-much", &minutes(50)).0, 402);
    assert_eq!(reload(&ledger)["reloads"], 1);
    // Ended and enabled again it does not wait; a refused charge is a crossing.
    for n in 2..4 {
        set(&ledger, &format!("off-{n}"), json!({"enabled": false}));
        set(&ledger, &format!("on-{n}"), json!({"enabled": true}));
        assert_eq!(reload(&ledger)["state"], "waiting");
        assert_eq!(ledger.charge("acme", &format!("too-much-{n}"), &minutes(50)).0, 402);
        assert_eq!(reload(&ledger)["inFlight"]["reload"], n);
        outcome(&ledger, n, &format!("no-{n}"), declined.clone());
    }
    // One that was declined and is paid after all is credited.
    assert_eq!(outcome(&ledger, 3, "yes", paid("pi_3")).0, 200);
    assert_eq!(ledger.balance("acme", "available"), "110");
    assert_eq!((reload(&ledger)["state"].clone(), reload(&ledger)["declines"].clone()), (json!("armed"), json!(0)));
    for wrong in [
        json!({}),
        json!({"outcome": "perhaps"}),
        json!({"outcome": "paid"}),
        json!({"outcome": "paid", "payment": "a b"}),
        json!({"outcome": "paid", "payment": "pi", "reason": "no"}),
        json!({"outcome": "declined", "payment": "pi"}),
        json!({"outcome": "declined", "reason": "x".repeat(501)}),
    ] {
        assert_eq!(outcome(&ledger, 3, "wrong", wrong.clone()).0, 400, "{wrong}");
    }
}

/// 64 at once take an account past the threshold: one reload is wanted, and another one after the next crossing. One process,
/// and two on one database.
#[test]
fn agt_6_many_at_once_want_one_reload() {
    for start in [Ledger::start, Ledger::pair] {
        let ledger = start(&SET);
        ledger.open(json!({"id": "acme", "plan": "paid"}));
        set(&ledger, "on", json!({"enabled": true, "threshold": "50"}));
        let burst = |name: &str, statuses: [u16; 2]| {
            race(statuses, 64, |n| ledger.charge("acme", &format!("{name}-{n}"), &minutes(1)).0)
        };
        assert_eq!(burst("first", [201, 402]), [64, 0]);
        assert_eq!((reload(&ledger)["reloads"].clone(), ledger.balance("acme", "available")), (json!(1), "36".into()));
        // Nothing is left, and many are refused: it is in flight already.
        assert_eq!(burst("second", [201, 402]), [36, 28]);
        assert_eq!((reload(&ledger)["reloads"].clone(), ledger.balance("acme", "available")), (json!(1), "0".into()));
        assert_eq!(ledger.events("acme", "reload.wanted"), 1);
        // Whoever says first that it is paid, it is credited once.
        let said = race([200, 409], 16, |n| outcome(&ledger, 1, &format!("paid-{n}"), paid(&format!("pi_{n}"))).0);
        assert_eq!((said, ledger.balance("acme", "available")), ([1, 15], "100".into()));
        assert_eq!(burst("third", [201, 402]), [64, 0]);
        let wanted = reload(&ledger);
        assert_eq!((&wanted["reloads"], &wanted["state"]), (&json!(2), &json!("inFlight")));
        let said = race([200, 409], 16, |n| outcome(&ledger, 2, &format!("again-{n}"), paid("pi_again")).0);
        assert_eq!((said, ledger.balance("acme", "available")), ([1, 15], "136".into()));
        assert_eq!(reload(&ledger)["boughtThisPeriod"], "200");
        assert_eq!(["reload.wanted", "reload.paid"].map(|kind| ledger.events("acme", kind)), [2, 2]);
    }
}
