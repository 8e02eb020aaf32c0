//! What becomes of a charge: refunds, the real price, the end of an attempt.

use serde_json::{Value, json};

use crate::support::{Ledger, file};

/// A ledger on `calcom` with an account that has 100 credits.
fn ledger() -> Ledger {
    let ledger = Ledger::start(&[]);
    ledger.open(json!({"id": "acme", "plan": "team", "seats": 0}));
    ledger.done("POST", "/v1/accounts/acme/grants", "grant", json!({"credits": "100"}));
    ledger
}

fn call(seconds: u64) -> Value {
    json!({"service": "call", "call": {"seconds": seconds}})
}

fn charge(ledger: &Ledger, key: &str, body: &Value) -> String {
    let (status, charged) = ledger.charge("acme", key, body);
    assert_eq!(status, 201, "{charged}");
    charged["id"].as_str().unwrap().to_owned()
}

fn path(charge: &str, what: &str) -> String {
    format!("/v1/accounts/acme/charges/{charge}/{what}")
}

fn available(ledger: &Ledger) -> String {
    ledger.balance("acme", "available")
}

/// D15: in pieces, each with its own key, never above what it took; back to the lots that paid, the last one first.
#[test]
fn a_charge_is_refunded_in_pieces() {
    let ledger = ledger();
    ledger.done("POST", "/v1/accounts/acme/grants", "more", json!({"credits": "50"}));
    let charged = charge(&ledger, "one", &call(240)); // 116: 100 of the first lot, 16 of the second
    let refund = |key: &str, body: Value| ledger.post(&path(&charged, "refunds"), key, &body);
    let (status, first) = refund("a", json!({"credits": "20", "reason": "a bad line — sorry"}));
    assert_eq!((status, &first["credits"], &first["forfeited"]), (201, &json!("20"), &json!("0")));
    assert_eq!(first["charge"], charged.as_str());
    assert_eq!(refund("a", json!({"credits": "20", "reason": "a bad line — sorry"})), (status, first.clone()));
    let entries = ledger.entries("acme");
    let back: Vec<_> = entries[entries.len() - 2..].iter().map(|entry| [&entry["lot"], &entry["credits"]]).collect();
    assert_eq!(back, [[&json!(2), &json!("16")], [&json!(1), &json!("4")]]);
    let entry = entries.iter().find(|entry| entry["id"] == first["id"]).unwrap();
    assert_eq!(entry["record"], json!({"reason": "a bad line — sorry"}));
    assert_eq!((&entry["kind"], &entry["concerns"]), (&json!("refund"), &json!(charged)));

    let (status, problem) = refund("b", json!({"credits": "96.000001"}));
    assert_eq!((status, &problem["code"]), (400, &json!("invalid-amount")));
    let detail = format!("96.000001 credits are more than the 96 that are left of charge `{charged}`");
    assert_eq!(problem["detail"], detail);
    assert_eq!(available(&ledger), "54");
    assert_eq!(refund("c", json!({"credits": "95.5"})).0, 201);
    assert_eq!(refund("d", json!({})).1["credits"], "0.5");
    let (status, problem) = refund("e", json!({}));
    assert_eq!((status, &problem["code"]), (409, &json!("already-refunded")));
    assert_eq!(problem["detail"], format!("charge `{charged}` has been refunded"));
    assert_eq!(available(&ledger), "150");
}

#[test]
fn what_cannot_be_refunded_is_not() {
    let ledger = ledger();
    let free = charge(&ledger, "free", &json!({"service": "sms", "region": "US", "text": "hi"}));
    let (status, problem) = ledger.post(&path(&free, "refunds"), "free-back", &json!({}));
    assert_eq!((status, &problem["code"]), (409, &json!("already-refunded")));
    assert_eq!(problem["detail"], format!("charge `{free}` took nothing: there is nothing to refund"));
    let charged = charge(&ledger, "one", &call(60));
    for (n, (id, body, status, code)) in [
        (charged.as_str(), json!({"credits": "0"}), 400, "invalid-amount"),
        (&charged, json!({"credits": "-1"}), 400, "invalid-amount"),
        (&charged, json!({"credits": 1}), 400, "invalid-request"),
        (&charged, json!({"reason": "x".repeat(501)}), 400, "invalid-request"),
        (&charged, json!({"why": "x"}), 400, "unknown-field"),
        ("ch_1", json!({}), 404, "unknown-charge"), // a grant
        ("ch_99", json!({}), 404, "unknown-charge"),
        ("ch_02", json!({}), 404, "unknown-charge"),
        ("ch_-2", json!({}), 404, "unknown-charge"),
        ("ch_99999999999999999999", json!({}), 404, "unknown-charge"),
        ("re_2", json!({}), 404, "unknown-charge"),
    ]
    .into_iter()
    .enumerate()
    {
        let (found, problem) = ledger.post(&path(id, "refunds"), &format!("wrong-{n}"), &body);
        assert_eq!((found, &problem["code"]), (status, &json!(code)), "{id} {body}: {problem}");
    }
    assert_eq!(available(&ledger), "71");
    let elsewhere = format!("/v1/accounts/nobody/charges/{charged}/refunds");
    assert_eq!(ledger.post(&elsewhere, "x", &json!({})).0, 404);
    // Another account's charge is none of this one.
    ledger.open(json!({"id": "other", "plan": "free"}));
    let elsewhere = format!("/v1/accounts/other/charges/{charged}/refunds");
    assert_eq!(ledger.post(&elsewhere, "x", &json!({})).1["code"], "unknown-charge");
}

/// D25: once, up to the quote's maximum; not after a refund.
#[test]
fn a_charge_is_adjusted_once() {
    let ledger = ledger();
    let adjust = |charged: &str, key: &str, credits: &str| {
        ledger.post(&path(charged, "adjustments"), key, &json!({"credits": credits}))
    };
    // CAL-2, D6: 2 segments by unit, 3 where the carrier cuts by grapheme.
    let text = format!("{}{}", "👨‍👩‍👧".repeat(16), "ж".repeat(6));
    let message = json!({"service": "sms", "region": "DE", "text": text});
    let (_, quoted) = ledger.charge("acme", "one", &message);
    let (credits, max) = (quoted["quote"]["credits"].as_str().unwrap(), quoted["quote"]["max"].as_str().unwrap());
    let number = |text: &str| text.parse::<septet::credits::Credits>().unwrap();
    assert!(number(credits) < number(max), "{quoted}");
    let charged = quoted["id"].as_str().unwrap();
    let above = number(max).plus(number("0.000001")).unwrap().to_string();
    let (status, problem) = adjust(charged, "above", &above);
    assert_eq!((status, &problem["code"]), (400, &json!("invalid-amount")), "{problem}");
    let (status, settled) = adjust(charged, "max", max);
    let more = number(max).minus(number(credits)).unwrap();
    assert_eq!((status, &settled["credits"]), (200, &json!(more.to_string())));
    assert_eq!(adjust(charged, "max", max), (status, settled));
    let (status, problem) = adjust(charged, "again", credits);
    assert_eq!((status, &problem["code"]), (409, &json!("already-adjusted")));
    assert_eq!(number(&available(&ledger)), number("100").minus(number(max)).unwrap());
    // All that it took in the end comes back.
    let refund = ledger.done("POST", &path(charged, "refunds"), "back", json!({}));
    assert_eq!((&refund["credits"], available(&ledger).as_str()), (&json!(max), "100"));

    // Downwards, to nothing; and then there is nothing to refund.
    let charged = charge(&ledger, "two", &call(60));
    assert_eq!(adjust(&charged, "down", "0").1["credits"], "-29");
    assert_eq!(available(&ledger), "100");
    assert_eq!(ledger.post(&path(&charged, "refunds"), "none", &json!({})).0, 409);
    // Not after a refund.
    let charged = charge(&ledger, "three", &call(60));
    ledger.done("POST", &path(&charged, "refunds"), "one-back", json!({"credits": "1"}));
    assert_eq!(adjust(&charged, "late", "5").1["code"], "already-adjusted");
    assert_eq!(adjust(&charged, "negative", "-1").1["code"], "invalid-amount");
}

/// D20, D25: a capture of plain credits is adjusted within what its hold reserved, and has no outcome.
#[test]
fn a_capture_of_plain_credits_is_adjusted() {
    let ledger = ledger();
    let hold = ledger.done("POST", "/v1/accounts/acme/holds", "hold", json!({"credits": "30", "expiresIn": 600}));
    let hold = format!("/v1/accounts/acme/holds/{}", hold["id"].as_str().unwrap());
    let captures = ["10", "8", "5"].map(|credits| {
        let captured = ledger.done("POST", &format!("{hold}/captures"), credits, json!({"credits": credits}));
        captured["id"].as_str().unwrap().to_owned()
    });
    let adjust = |captured: &str, key: &str, credits: &str| {
        ledger.post(&path(captured, "adjustments"), key, &json!({"credits": credits}))
    };
    let [first, second, third] = &captures;
    let (status, problem) = adjust(first, "beyond", "17.5");
    assert_eq!((status, &problem["limit"]["kind"]), (402, &json!("hold")), "{problem}");
    assert_eq!(adjust(first, "more", "12").1["credits"], "2");
    assert_eq!(adjust(first, "again", "12").1["code"], "already-adjusted");
    assert_eq!(adjust(second, "less", "0").1["credits"], "-8");
    assert_eq!((ledger.get(&hold)["left"].clone(), available(&ledger)), (json!("13"), "70".into()));
    let (status, problem) = ledger.post(&path(third, "outcome"), "end", &json!({"outcome": "answered"}));
    assert_eq!((status, &problem["code"]), (409, &json!("already-ended")));
    let why = format!("charge `{third}` was captured as plain credits: it is no attempt, and has no outcome");
    assert_eq!(problem["detail"], why);
    // Also when the hold has ended: the balance pays, up to what came back.
    assert_eq!(ledger.delete(&hold, "release").0, 200);
    assert_eq!(adjust(third, "late-beyond", "18.5").0, 402);
    assert_eq!(adjust(third, "late", "18").1["credits"], "13");
    assert_eq!((ledger.get(&hold)["captured"].clone(), available(&ledger)), (json!("30"), "70".into()));
}

/// ATL-2, ATL-3: the credit is taken when the attempt starts; how it ended gives it back or keeps it, once.
#[test]
fn an_attempt_is_settled_once() {
    let ledger = Ledger::on("atllas", &[("monthlyAllotment", "20")]);
    ledger.open(json!({"id": "acme", "plan": "standard"}));
    let start = |key: &str| charge(&ledger, key, &json!({"service": "call_attempt"}));
    let mut left = 20;
    for (outcome, credits) in [
        ("answered", 1),
        ("answered_hung_up", 1),
        ("voicemail_left", 1),
        ("no_voicemail", 1),
        ("failed", 0),
        ("cancelled", 0),
        ("dnc", 0),
    ] {
        let charged = start(outcome);
        assert_eq!(available(&ledger), (left - 1).to_string(), "taken at the start");
        let end =
            |key: String, outcome: &str| ledger.post(&path(&charged, "outcome"), &key, &json!({"outcome": outcome}));
        // An open attempt is neither refunded nor adjusted: its end says what is due.
        for (what, body) in [("refunds", json!({})), ("adjustments", json!({"credits": "0"}))] {
            let (status, problem) = ledger.post(&path(&charged, what), &format!("{outcome}-{what}"), &body);
            assert_eq!((status, &problem["code"]), (400, &json!("invalid-request")), "{problem}");
        }
        let (status, problem) = end(format!("{outcome}-wrong"), "vanished");
        assert_eq!(status, 400, "{problem}");
        let (status, settled) = end(format!("{outcome}-end"), outcome);
        assert_eq!((status, &settled["credits"]), (200, &json!((credits - 1).to_string())), "{settled}");
        left -= credits;
        assert_eq!(available(&ledger), left.to_string(), "{outcome}");
        assert_eq!(end(format!("{outcome}-end"), outcome), (status, settled));
        let (status, problem) = end(format!("{outcome}-second"), "failed");
        assert_eq!((status, &problem["code"]), (409, &json!("already-ended")));
        assert_eq!(available(&ledger), left.to_string());
    }
    // What is no attempt, or is charged when it is over, has no end to tell.
    let (_, over) = ledger.charge("acme", "over", &json!({"service": "call_attempt", "call": {"outcome": "answered"}}));
    let path = path(over["id"].as_str().unwrap(), "outcome");
    assert_eq!(ledger.post(&path, "over-end", &json!({"outcome": "failed"})).1["code"], "already-ended");
}

/// What an attempt comes to is said by the book that it was charged by, also when the ledger has another one by now, and
/// the account is on a plan that the other did not have.
#[test]
fn an_attempt_ends_by_the_book_that_it_began_by() {
    let ledger = Ledger::on("atllas", &[("monthlyAllotment", "20")]);
    for account in ["acme", "moved"] {
        ledger.open(json!({"id": account, "plan": "standard"}));
    }
    let attempt = json!({"service": "call_attempt"});
    let ids = ["acme", "acme", "moved", "moved"].map(|account| {
        let key = format!("start-{}", ledger.entries(account).len());
        let (_, charged) = ledger.charge(account, &key, &attempt);
        format!("/v1/accounts/{account}/charges/{}/outcome", charged["id"].as_str().unwrap())
    });
    let shown = crate::support::run(&["book", "show", "atllas"], b"");
    let mut book: Value = serde_json::from_slice(&shown.stdout).unwrap();
    book["services"]["call_attempt"]["price"]["perAttempt"]["outcomes"]["failed"] = "0.25".into();
    book["plans"]["larger"] = book["plans"]["standard"].clone();
    let key = ledger.admin_key.clone();
    let folder = ledger.stop();
    let path = file(folder.path(), "book.json", &book.to_string());
    let mut ledger = Ledger::start_in(folder, &["--book", &path, "--set=monthlyAllotment=20"]);
    ledger.admin_key = key;
    ledger.done("PATCH", "/v1/accounts/moved", "plan", json!({"plan": "larger", "atPeriodEnd": false}));
    let end = |path: &str, outcome: &str| {
        ledger.done("POST", path, path.rsplit('/').nth(1).unwrap(), json!({"outcome": outcome}))
    };
    assert_eq!(end(&ids[0], "failed")["credits"], "-1", "by the book that it was charged by");
    assert_eq!(end(&ids[1], "answered")["credits"], "0");
    assert_eq!(end(&ids[2], "failed")["credits"], "-1", "on the plan that it was charged on");
    assert_eq!(end(&ids[3], "answered")["credits"], "0");
    assert_eq!((available(&ledger).as_str(), ledger.balance("moved", "available").as_str()), ("19", "19"));
}
