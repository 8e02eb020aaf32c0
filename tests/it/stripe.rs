//! Payments of Stripe's: credited once, whatever is sent how often, and only where Stripe has signed it.

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::support::Ledger;

const SECRET: &str = "whsec_test_secret";

fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() as i64
}

/// HMAC-SHA256 by its definition (RFC 2104), as other code than verifies it.
fn hmac(key: &[u8], text: &[u8]) -> String {
    let mut block = [0; 64];
    block[..key.len()].copy_from_slice(key);
    let padded = |with: u8| block.map(|byte| byte ^ with);
    let inner = Sha256::digest([&padded(0x36)[..], text].concat());
    let outer = Sha256::digest([&padded(0x5c)[..], &inner[..]].concat());
    outer.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The header that Stripe sends.
pub(crate) fn signature(secret: &str, at: i64, body: &[u8]) -> String {
    let signed = hmac(secret.as_bytes(), &[format!("{at}.").as_bytes(), body].concat());
    format!("t={at},v1={signed},v0=6ffbb59b2300aae63f272406069a9788598b792a944a07aba816edb039989a39")
}

/// The same of this moment.
pub(crate) fn signed(secret: &str, body: &[u8]) -> String {
    signature(secret, now(), body)
}

fn start(secrets: &[&str]) -> Ledger {
    let arguments: Vec<_> = secrets.iter().flat_map(|secret| ["--stripe-webhook-secret", secret]).collect();
    let ledger = Ledger::start(&arguments);
    ledger.open(json!({"id": "acme", "plan": "team"}));
    ledger
}

/// An event as Stripe sends it, with what is of no interest.
fn event(id: &str, kind: &str, session: &str, status: &str, metadata: Value) -> Value {
    json!({
        "id": id, "object": "event", "api_version": "2025-09-30.clover", "created": now(), "type": kind, "livemode": false,
        "pending_webhooks": 1, "request": {"id": null, "idempotency_key": null},
        "data": {"object": {
            "id": session, "object": "checkout.session", "amount_total": 5000, "currency": "usd", "mode": "payment",
            "payment_status": status, "client_reference_id": null, "metadata": metadata, "custom_fields": [],
        }},
    })
}

fn bought(account: &str, quantity: &str) -> Value {
    json!({"septet_account": account, "septet_top_up": "credit", "septet_quantity": quantity})
}

fn paid(session: &str) -> Value {
    event("evt_1", "checkout.session.completed", session, "paid", bought("acme", "500"))
}

fn send_with(ledger: &Ledger, header: String, body: &[u8]) -> (u16, Value) {
    let headers = [("stripe-signature", header), ("content-type", "application/json; charset=utf-8".to_owned())];
    ledger.send("POST", "/v1/webhooks/stripe", &headers, Some(body))
}

fn send(ledger: &Ledger, event: &Value) -> (u16, Value) {
    let body = event.to_string();
    send_with(ledger, signed(SECRET, body.as_bytes()), body.as_bytes())
}

fn purchases(ledger: &Ledger) -> usize {
    ledger.entries("acme").iter().filter(|entry| entry["kind"] == "purchase").count()
}

#[test]
fn a_payment_is_credited_once() {
    let ledger = start(&[SECRET]);
    let session = "cs_test_a11YYufWQzNY63zpQ6QSNRQhkUpVph4WRmzW0zWJO2znZKdVujZ0N0S22u"; // as long as they are
    assert_eq!(send(&ledger, &paid(session)).0, 200);
    assert_eq!(ledger.balance("acme", "bought"), "500");
    // Sent again, by another event of the same checkout, and by hand.
    assert_eq!(send(&ledger, &paid(session)).0, 200);
    let other = event("evt_2", "checkout.session.async_payment_succeeded", session, "paid", bought("acme", "500"));
    assert_eq!(send(&ledger, &other).0, 200);
    let by_hand = json!({"id": "cs_by_hand", "topUp": "credit", "quantity": 5});
    ledger.done("POST", "/v1/accounts/acme/purchases", "by-hand", by_hand);
    let told = event("evt_3", "checkout.session.completed", "cs_by_hand", "paid", bought("acme", "5"));
    assert_eq!(send(&ledger, &told).0, 200);
    assert_eq!((ledger.balance("acme", "bought").as_str(), purchases(&ledger)), ("505", 2));

    // Also when the ledger was started anew in between.
    let key = ledger.admin_key.clone();
    let mut ledger = Ledger::start_in(ledger.stop(), &["--stripe-webhook-secret", SECRET]);
    ledger.admin_key = key;
    assert_eq!(send(&ledger, &paid(session)).0, 200);
    assert_eq!((ledger.balance("acme", "bought").as_str(), purchases(&ledger)), ("505", 2));
}

#[test]
fn twenty_at_once_are_one_purchase() {
    twenty_at_once(&start(&[SECRET]));
}

/// The same where each second one goes to another process.
#[test]
fn twenty_at_once_at_two_processes() {
    let ledger = Ledger::pair(&["--stripe-webhook-secret", SECRET]);
    ledger.open(json!({"id": "acme", "plan": "team"}));
    twenty_at_once(&ledger);
}

fn twenty_at_once(ledger: &Ledger) {
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let all: Vec<_> = (0..20)
            .map(|n| {
                let kind = ["checkout.session.completed", "checkout.session.async_payment_succeeded"][n % 2];
                let event = event(&format!("evt_{n}"), kind, "cs_1", "paid", bought("acme", "500"));
                scope.spawn(move || send(ledger, &event).0)
            })
            .collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert_eq!(statuses, [200; 20]);
    assert_eq!((ledger.balance("acme", "bought").as_str(), purchases(ledger)), ("500", 1));
}

/// The payment comes later than the checkout, and what tells of them in any order.
#[test]
fn events_out_of_order() {
    let ledger = start(&[SECRET]);
    let told = |kind: &str, session: &str, status: &str| {
        let (status, answer) =
            send(&ledger, &event("evt_1", &format!("checkout.session.{kind}"), session, status, bought("acme", "1")));
        assert_eq!(status, 200, "{answer}");
    };
    told("completed", "cs_1", "unpaid");
    assert_eq!(purchases(&ledger), 0);
    told("async_payment_succeeded", "cs_1", "paid");
    assert_eq!(purchases(&ledger), 1);
    told("async_payment_succeeded", "cs_2", "paid");
    told("completed", "cs_2", "unpaid");
    told("async_payment_failed", "cs_3", "unpaid");
    told("expired", "cs_4", "unpaid");
    assert_eq!(purchases(&ledger), 2);
}

#[test]
fn what_is_not_signed_is_refused() {
    let ledger = start(&[SECRET]);
    let body = paid("cs_1").to_string();
    let (body, now) = (body.as_bytes(), now());
    let tampered = String::from_utf8_lossy(body).replace("\"500\"", "\"900\"");
    let refused = |header: String, body: &[u8]| {
        let (status, answer) = send_with(&ledger, header.clone(), body);
        assert_eq!((status, &answer["code"]), (400, &json!("invalid-signature")), "{header}: {answer}");
    };
    refused(signed(SECRET, body), tampered.as_bytes());
    refused(signed("whsec_of_somebody_else", body), body);
    refused(signed("", body), body);
    // Five minutes old, or ahead.
    refused(signature(SECRET, now - 310, body), body);
    refused(signature(SECRET, now + 310, body), body);
    // An old signature under a new time.
    refused(signature(SECRET, now - 310, body).replace(&format!("t={}", now - 310), &format!("t={now}")), body);
    for header in
        ["", "t=", "v1=", "nonsense", "t=x,v1=y", &format!("t={now}"), &format!("t={now},v0={}", hmac(b"x", b"y"))]
    {
        refused(header.to_owned(), body);
    }
    assert_eq!(purchases(&ledger), 0);
    // Four minutes are a slow network.
    assert_eq!(send_with(&ledger, signature(SECRET, now - 240, body), body).0, 200);
    assert_eq!(purchases(&ledger), 1);
}

#[test]
fn secrets_follow_each_other() {
    let ledger = start(&["whsec_new", SECRET]);
    let (one, two) = (paid("cs_1").to_string(), paid("cs_2").to_string());
    assert_eq!(send_with(&ledger, signed(SECRET, one.as_bytes()), one.as_bytes()).0, 200);
    // Stripe signs by both meanwhile, in any order.
    let both = format!("{},v1={}", signed("whsec_of_tomorrow", two.as_bytes()), hmac(b"x", b"y"));
    let own = signed("whsec_new", two.as_bytes());
    let both = format!("{both},{}", own.split(',').nth(1).unwrap());
    assert_eq!(send_with(&ledger, both, two.as_bytes()).0, 200);
    assert_eq!(purchases(&ledger), 2);

    // By the environment too; without any nothing is taken.
    let folder = tempfile::TempDir::new().unwrap();
    let variable = [("SEPTET_STRIPE_WEBHOOK_SECRET", "whsec_other whsec_test_secret")];
    let ledger = Ledger::start_with(folder, &[], &variable);
    ledger.open(json!({"id": "acme", "plan": "team"}));
    assert_eq!(send(&ledger, &paid("cs_1")).0, 200);
    let ledger = start(&[]);
    let (status, answer) = send(&ledger, &paid("cs_1"));
    assert_eq!((status, &answer["code"]), (404, &json!("not-found")), "{answer}");
}

/// What is none of ours is taken and ignored; what should be credited and cannot be is refused, so that it comes again.
#[test]
fn what_is_ignored_and_what_comes_again() {
    let ledger = start(&[SECRET]);
    let completed =
        |session: &str, metadata: Value| event("evt_1", "checkout.session.completed", session, "paid", metadata);
    for event in [
        json!({"id": "evt_1", "type": "invoice.paid", "data": {"object": {"id": "in_1"}}}),
        json!({"id": "evt_1", "type": "something.new", "data": {"object": []}, "more": {}}),
        completed("cs_1", json!({})),
        completed("cs_1", json!({"theirs": "x"})),
    ] {
        assert_eq!(send(&ledger, &event).0, 200, "{event}");
    }
    for (metadata, code) in [
        (bought("nobody", "5"), "unknown-account"),
        (bought("not a name", "5"), "invalid-name"),
        (bought("acme", "0"), "invalid-quantity"),
        (bought("acme", "five"), "invalid-request"),
        (json!({"septet_account": "acme", "septet_top_up": "none"}), "unknown-top-up"),
        (json!({"septet_top_up": "credit"}), "invalid-request"),
    ] {
        let (status, answer) = send(&ledger, &completed("cs_late", metadata.clone()));
        assert!(status >= 400 && answer["code"] == code, "{metadata}: {status} {answer}");
    }
    assert_eq!(purchases(&ledger), 0);
    // It comes again when the account is there.
    let late = completed("cs_late", bought("late", "5"));
    assert_eq!(send(&ledger, &late).0, 404);
    ledger.done("POST", "/v1/accounts", "open-late", json!({"id": "late", "plan": "team"}));
    assert_eq!(send(&ledger, &late).0, 200);
    assert_eq!(ledger.balance("late", "bought"), "5");
    // By the reference that Stripe itself knows.
    let mut by_reference = completed("cs_reference", json!({"septet_top_up": "credit", "septet_quantity": "7"}));
    by_reference["data"]["object"]["client_reference_id"] = "acme".into();
    assert_eq!(send(&ledger, &by_reference).0, 200);
    assert_eq!(ledger.balance("acme", "bought"), "7");
    let (status, _) = send_with(&ledger, signed(SECRET, b"{"), b"{");
    assert_eq!(status, 400);
}

/// A checkout that was made for a reload confirms it; another one for the same reload is credited as what it bought.
#[test]
fn a_reload_is_paid_by_its_checkout() {
    let ledger = start(&[SECRET]);
    let wish = json!({"enabled": true, "threshold": "20", "packages": 300});
    ledger.done("PUT", "/v1/accounts/acme/auto-reload", "on", wish);
    let hold = json!({"credits": "99999999", "expiresIn": 60});
    assert_eq!(ledger.post("/v1/accounts/acme/holds", "refused", &hold).0, 402);
    let checkout = |event_id: &str, session: &str, quantity: &str| {
        let mut metadata = bought("acme", quantity);
        metadata["septet_reload"] = "1".into();
        event(event_id, "checkout.session.completed", session, "paid", metadata)
    };
    let state = || ledger.get("/v1/accounts/acme/auto-reload");
    assert_eq!(state()["inFlight"]["reload"], 1);
    for event_id in ["evt_1", "evt_1", "evt_2"] {
        assert_eq!(send(&ledger, &checkout(event_id, "cs_1", "300")).0, 200);
        assert_eq!((ledger.balance("acme", "bought"), state()["inFlight"].clone()), ("300".into(), Value::Null));
    }
    assert_eq!((state()["boughtThisPeriod"].clone(), ledger.events("acme", "reload.paid")), (json!("300"), 1));
    // Nor does the operator's word for it add anything.
    let paid = json!({"outcome": "paid", "payment": "cs_1"});
    let at = "/v1/accounts/acme/auto-reload/1/outcome";
    assert_eq!(ledger.post(at, "by-hand", &paid).1["code"], "already-done");
    for event_id in ["evt_3", "evt_4"] {
        assert_eq!(send(&ledger, &checkout(event_id, "cs_2", "5")).0, 200);
        assert_eq!((ledger.balance("acme", "bought"), purchases(&ledger)), ("305".into(), 2));
    }
}
