//! Holds over a real socket: reserved, captured in pieces, released or expired, and each of these once.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{Ledger, now_ms, wait};

/// A ledger on `calcom` with an account that has so many credits.
fn ledger(credits: &str) -> Ledger {
    let ledger = Ledger::start(&[]);
    ledger.open(json!({"id": "acme", "plan": "team", "seats": 0}));
    ledger.done("POST", "/v1/accounts/acme/grants", "grant", json!({"credits": credits}));
    ledger
}

fn hold(ledger: &Ledger, key: &str, body: Value) -> String {
    let held = ledger.done("POST", "/v1/accounts/acme/holds", key, body);
    held["id"].as_str().unwrap().to_owned()
}

fn capture(ledger: &Ledger, hold: &str, key: &str, body: Value) -> (u16, Value) {
    ledger.post(&format!("/v1/accounts/acme/holds/{hold}/captures"), key, &body)
}

fn state(ledger: &Ledger, hold: &str) -> Value {
    ledger.get(&format!("/v1/accounts/acme/holds/{hold}"))
}

fn balances(ledger: &Ledger) -> [String; 2] {
    ["available", "held"].map(|field| ledger.balance("acme", field))
}

fn call(seconds: u64) -> Value {
    json!({"service": "call", "call": {"seconds": seconds}})
}

/// D20: an exact maximum is reserved; many captures take from it; the last one gives the rest back.
#[test]
fn a_hold_is_captured_in_pieces() {
    let ledger = ledger("100");
    let (status, held) = ledger.post("/v1/accounts/acme/holds", "hold", &json!({"credits": "60.5", "expiresIn": 600}));
    assert_eq!((status, &held["credits"]), (201, &json!("60.5")));
    let id = held["id"].as_str().unwrap();
    assert_eq!(balances(&ledger), ["39.5", "60.5"]);
    assert_eq!(ledger.charge("acme", "beyond", &call(90)).1["limit"], json!({"kind": "pool", "account": "acme"}));

    let (status, first) = capture(&ledger, id, "a", json!({"credits": "10"}));
    assert_eq!(
        (status, &first["credits"], &first["left"], &first["state"]),
        (201, &json!("10"), &json!("50.5"), &json!("open"))
    );
    assert_eq!(capture(&ledger, id, "a", json!({"credits": "10"})), (status, first.clone()));
    assert_eq!(capture(&ledger, id, "b", json!({"charge": call(60)})).1["left"], "21.5");
    assert_eq!(capture(&ledger, id, "zero", json!({"credits": "0"})).1["left"], "21.5");
    let shown = state(&ledger, id);
    assert_eq!((&shown["state"], &shown["captured"], &shown["left"]), (&json!("open"), &json!("39"), &json!("21.5")));
    assert_eq!((&shown["parts"], &shown["expiresAt"]), (&json!([{"lot": 1, "credits": "21.5"}]), &held["expiresAt"]));

    // More than is reserved is refused, and says so; less goes on.
    let (status, refused) = capture(&ledger, id, "c", json!({"credits": "21.500001"}));
    assert_eq!((status, &refused["limit"]), (402, &json!({"kind": "hold", "account": null})));
    assert_eq!(refused["fix"], json!({"action": "reduce", "to": "21.5"}));
    assert_eq!(
        refused["detail"], "21.500001 credits are needed and the hold has 21.5 left: ask for 21.5 at most",
        "no credits that are added would help"
    );
    assert_eq!(refused["missing"], "0.000001");
    let (status, last) = capture(&ledger, id, "d", json!({"credits": "1.5", "last": true}));
    assert_eq!((status, &last["left"], &last["state"]), (201, &json!("0"), &json!("captured")));
    assert_eq!(balances(&ledger), ["59.5", "0"]);
    let shown = state(&ledger, id);
    assert_eq!(
        (&shown["state"], &shown["captured"], &shown["left"]),
        (&json!("captured"), &json!("40.5"), &json!("0"))
    );

    // It ends once; what was answered is answered again.
    let (status, problem) = capture(&ledger, id, "e", json!({"credits": "1"}));
    assert_eq!((status, &problem["code"]), (409, &json!("already-ended")));
    assert_eq!(ledger.delete(&format!("/v1/accounts/acme/holds/{id}"), "f").1["code"], "already-ended");
    assert_eq!(capture(&ledger, id, "a", json!({"credits": "10"})).1, first);

    // A capture is a charge: it can be refunded.
    let refunds = format!("/v1/accounts/acme/charges/{}/refunds", first["id"].as_str().unwrap());
    assert_eq!(ledger.done("POST", &refunds, "back", json!({}))["credits"], "10");
    assert_eq!(balances(&ledger), ["69.5", "0"]);
}

/// D4: a call of 300 s at 29 credits a minute is 145 credits in all, however it is cut.
#[test]
fn a_running_call_comes_to_the_price_of_the_whole() {
    let ledger = ledger("1000");
    for (name, step) in [("ten", 10), ("seven", 7), ("at-once", 300)] {
        let id = hold(&ledger, name, json!({"charge": call(600), "expiresIn": 600}));
        assert_eq!(state(&ledger, &id)["credits"], "290");
        let before: septet::credits::Credits = ledger.balance("acme", "available").parse().unwrap();
        let mut seconds = 0;
        while seconds < 300 {
            seconds = (seconds + step).min(300);
            let body = json!({"charge": call(seconds), "cumulative": true, "last": seconds == 300});
            let (status, captured) = capture(&ledger, &id, &format!("{name}-{seconds}"), body);
            assert_eq!(status, 201, "{captured}");
            assert_eq!(captured["quote"]["credits"], ((seconds * 29).div_ceil(60)).to_string());
        }
        assert_eq!(state(&ledger, &id)["captured"], "145");
        let after: septet::credits::Credits = ledger.balance("acme", "available").parse().unwrap();
        assert_eq!(after.minus(before).unwrap().to_string(), "145", "the other half is back");
    }
    // D25: a piece may come to what is left of the price of the whole.
    let id = hold(&ledger, "late", json!({"credits": "60", "expiresIn": 600}));
    let [_, second] = [20, 40].map(|seconds| {
        let body = json!({"charge": call(seconds), "cumulative": true});
        capture(&ledger, &id, &format!("late-{seconds}"), body).1["id"].as_str().unwrap().to_owned()
    });
    let second = format!("/v1/accounts/acme/charges/{second}/adjustments");
    let (status, problem) = ledger.post(&second, "late-more", &json!({"credits": "20"}));
    assert_eq!((status, &problem["code"]), (400, &json!("invalid-amount")), "{problem}");
    assert!(
        problem["detail"].as_str().unwrap().starts_with("20 credits are more than the 10 that charge"),
        "{problem}"
    );
    assert_eq!(ledger.done("POST", &second, "late-less", json!({"credits": "9.5"}))["credits"], "-0.5");
    assert_eq!(state(&ledger, &id)["captured"], "19.5");
    // What was captured already cannot become less.
    let id = hold(&ledger, "less", json!({"charge": call(120), "expiresIn": 600}));
    capture(&ledger, &id, "much", json!({"charge": call(90), "cumulative": true}));
    let (status, problem) = capture(&ledger, &id, "little", json!({"charge": call(60), "cumulative": true}));
    assert_eq!((status, &problem["code"]), (400, &json!("invalid-amount")), "{problem}");
    let detail = "29 is less than the 44 captured so far: `cumulative` is everything so far";
    assert_eq!(problem["detail"], detail);
}

#[test]
fn a_hold_is_released_once() {
    let ledger = ledger("100");
    let id = hold(&ledger, "hold", json!({"credits": "100", "expiresIn": 60}));
    capture(&ledger, &id, "some", json!({"credits": "30"}));
    let path = format!("/v1/accounts/acme/holds/{id}");
    assert_eq!(ledger.ask("DELETE", &path, None, None).1["code"], "idempotency-key-missing");
    let released = ledger.done("DELETE", &path, "release", Value::Null);
    assert_eq!((&released["credits"], &released["balance"]["available"]), (&json!("70"), &json!("70")));
    assert_eq!(released["forfeited"], "0");
    assert_eq!(ledger.done("DELETE", &path, "release", Value::Null), released);
    let (status, problem) = ledger.delete(&path, "again");
    assert_eq!((status, &problem["code"]), (409, &json!("already-ended")));
    assert_eq!(problem["detail"], format!("hold `{id}` has ended: it was released"));
    assert_eq!(capture(&ledger, &id, "late", json!({"credits": "1"})).0, 409);
    assert_eq!((balances(&ledger), &state(&ledger, &id)["state"]), (["70".into(), "0".into()], &json!("released")));
}

/// D20, D21: a hold ends by its time, also when nobody asks. What comes later is too late, what was answered stays.
#[test]
fn a_hold_expires_when_nobody_asks() {
    let ledger = ledger("100");
    let id = hold(&ledger, "hold", json!({"credits": "40", "expiresIn": 3}));
    let early = capture(&ledger, &id, "early", json!({"credits": "15"}));
    assert_eq!(early.0, 201);
    // Entries are what is written: reading them ends nothing.
    let expiry = wait(Duration::from_secs(15), "the end of the hold", || {
        ledger.entries("acme").into_iter().find(|entry| entry["kind"] == "hold_expiry")
    });
    assert_eq!((&expiry["concerns"], &expiry["credits"]), (&json!(id), &json!("25")));
    assert_eq!((&expiry["from"], &expiry["to"]), (&json!("held"), &json!("lot")));
    assert_eq!(expiry["at"], state(&ledger, &id)["expiresAt"], "at its time, not when it was found");
    assert_eq!(
        (state(&ledger, &id)["state"].as_str(), balances(&ledger)),
        (Some("expired"), ["85".into(), "0".into()])
    );
    let (status, problem) = capture(&ledger, &id, "late", json!({"credits": "1"}));
    assert_eq!((status, &problem["code"]), (409, &json!("already-ended")));
    assert_eq!(capture(&ledger, &id, "early", json!({"credits": "15"})), early, "a retry is answered as before");
    assert_eq!(ledger.delete(&format!("/v1/accounts/acme/holds/{id}"), "release").0, 409);
    let again = ledger.post("/v1/accounts/acme/holds", "hold", &json!({"credits": "40", "expiresIn": 3}));
    assert_eq!((again.0, &again.1["id"]), (201, &json!(id)), "also what made it");
    assert_eq!(ledger.entries("acme").iter().filter(|entry| entry["kind"] == "hold_expiry").count(), 1);
}

/// What a hold gives back to a lot that has ended in the meantime is forfeited, and it says so.
#[test]
fn what_comes_back_too_late_is_forfeited() {
    let ledger = ledger("5");
    let soon = septet::ledger::Moment::from_millis(now_ms()).plus_millis(3000).unwrap();
    let gift = json!({"credits": "100", "expiresAt": soon.to_string()});
    ledger.done("POST", "/v1/accounts/acme/grants", "gift", gift);
    let id = hold(&ledger, "hold", json!({"credits": "102", "expiresIn": 600}));
    let short = hold(&ledger, "short", json!({"credits": "1", "expiresIn": 4}));
    capture(&ledger, &id, "some", json!({"credits": "60"}));
    std::thread::sleep(Duration::from_millis(u64::try_from(soon.millis() - now_ms()).unwrap() + 1));
    let released = ledger.done("DELETE", &format!("/v1/accounts/acme/holds/{id}"), "release", Value::Null);
    assert_eq!([&released["credits"], &released["forfeited"]], ["42", "40"]);
    let shown = state(&ledger, &id);
    let sums = ["credits", "captured", "left", "released", "forfeited"].map(|field| shown[field].as_str().unwrap());
    assert_eq!(sums, ["102", "60", "0", "2", "40"]);
    let expired = wait(Duration::from_secs(20), "the end of the other", || {
        ledger.get("/v1/events?account=acme&type=hold.expired")["events"].as_array().unwrap().first().cloned()
    });
    assert_eq!(expired["data"], json!({"hold": short, "credits": "1", "forfeited": "0"}));
    assert_eq!(balances(&ledger), ["5", "0"]);
}

/// A hold ends also by one who asks before the ledger looks.
#[test]
fn a_late_capture_finds_the_hold_ended() {
    let ledger = ledger("100");
    let id = hold(&ledger, "hold", json!({"credits": "40", "expiresIn": 1}));
    std::thread::sleep(Duration::from_millis(1010));
    assert_eq!(capture(&ledger, &id, "late", json!({"credits": "1"})).0, 409);
    assert_eq!(balances(&ledger), ["100", "0"]);
}

#[test]
fn a_hold_that_cannot_be_is_refused() {
    let ledger = ledger("100");
    let (status, refused) = ledger.post("/v1/accounts/acme/holds", "much", &json!({"credits": "101", "expiresIn": 60}));
    assert_eq!((status, &refused["missing"], &refused["decision"]), (402, &json!("1"), &json!("declined")));
    let fix = json!({"action": "buy", "account": "acme", "topUp": "credit", "quantity": 1, "credits": "1"});
    assert_eq!(refused["fix"], fix);
    for (n, (body, status, code)) in [
        (json!({"credits": "1", "expiresIn": 0}), 400, "invalid-hold"),
        (json!({"credits": "1", "expiresIn": 2_592_001}), 400, "invalid-hold"),
        (json!({"credits": "1", "expiresIn": u64::MAX}), 400, "invalid-hold"),
        (json!({"credits": "1"}), 400, "invalid-request"),
        (json!({"expiresIn": 60}), 400, "invalid-request"),
        (json!({"credits": "1", "charge": call(1), "expiresIn": 60}), 400, "invalid-request"),
        (json!({"credits": "-1", "expiresIn": 60}), 400, "invalid-amount"),
        (json!({"charge": {"service": "fax"}, "expiresIn": 60}), 400, "unknown-service"),
    ]
    .into_iter()
    .enumerate()
    {
        let (found, problem) = ledger.post("/v1/accounts/acme/holds", &format!("wrong-{n}"), &body);
        assert_eq!((found, &problem["code"]), (status, &json!(code)), "{body}: {problem}");
    }
    for id in ["ho_1", "ho_99", "ho_x", "ch_2"] {
        assert_eq!(ledger.ask("GET", &format!("/v1/accounts/acme/holds/{id}"), None, None).1["code"], "unknown-hold");
        assert_eq!(capture(&ledger, id, id, json!({"credits": "1"})).1["code"], "unknown-hold");
    }
    assert_eq!(balances(&ledger), ["100", "0"]);
    // CAL-10: nothing is reserved where nothing is deducted, and captures are on record.
    ledger.open(json!({"id": "big", "plan": "enterprise"}));
    let held = ledger.done("POST", "/v1/accounts/big/holds", "hold", json!({"charge": call(600), "expiresIn": 60}));
    assert_eq!((&held["credits"], &held["balance"]["held"]), (&json!("290"), &json!("0")));
    let path = format!("/v1/accounts/big/holds/{}/captures", held["id"].as_str().unwrap());
    let captured = ledger.done("POST", &path, "one", json!({"charge": call(60), "last": true}));
    assert_eq!((&captured["credits"], &captured["state"]), (&json!("29"), &json!("captured")));
}
