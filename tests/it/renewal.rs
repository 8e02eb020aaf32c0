//! Periods that end while the ledger runs, over a real socket: the accounts are anchored a few seconds ahead.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use septet::ledger::Moment;
use serde_json::{Value, json};

use crate::support::{Ledger, wait};

fn now() -> Moment {
    Moment::from_millis(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis() as i64)
}

/// The end of a period that ends soon, and an anchor by which it does.
fn soon() -> (Moment, String) {
    let end = now().plus_millis(6000).unwrap();
    // Every month that comes has this day, or it is the month's last.
    let text = end.to_string();
    (end, format!("2026-01-{}", text[8..].trim_end_matches('Z')))
}

/// Waits for the end of the period. What was prepared for it was prepared in time.
fn wait_for(end: Moment) {
    let left = end.millis() - now().millis();
    assert!(left > 0, "the machine is too slow for this test by {} ms", -left);
    std::thread::sleep(Duration::from_millis(left as u64 + 1));
}

/// Waits until the ledger has begun the period by itself: reading entries begins nothing.
fn wait_until_swept(ledger: &Ledger, account: &str, end: Moment) {
    let began = |entry: &Value| entry["kind"] == "allowance" && entry["at"] == end.to_string();
    wait(Duration::from_secs(15), &format!("the period of {account} to begin"), || {
        ledger.entries(account).iter().any(began).then_some(())
    });
}

fn balance(ledger: &Ledger, account: &str) -> [String; 3] {
    ["allowance", "bought", "held"].map(|field| ledger.balance(account, field))
}

fn buy(ledger: &Ledger, account: &str, id: &str, top_up: &str) {
    ledger.done("POST", &format!("/v1/accounts/{account}/purchases"), id, json!({"id": id, "topUp": top_up}));
}

/// VOI-7, VOI-8, D16: allowance and recurring credits come anew, what was bought once for the period is gone; and all of
/// that when nobody asks.
#[test]
fn a_period_begins_when_nobody_asks() {
    let set = [("creditsPerMinute", "2"), ("monthlyAllowance", "10"), ("extraCredits", "7"), ("extraPrice", "1")];
    let ledger = Ledger::on("voice-credits", &set);
    let (end, anchor) = soon();
    for account in ["acme", "ended"] {
        let opened = ledger.open(json!({"id": account, "plan": "standard", "anchor": anchor}));
        assert_eq!(opened["period"]["end"], end.to_string());
        buy(&ledger, account, &format!("{account}-once"), "extra");
        buy(&ledger, account, &format!("{account}-monthly"), "extra_monthly");
        ledger.done("POST", &format!("/v1/accounts/{account}/grants"), "gift", json!({"credits": "0.5"}));
    }
    ledger.done("DELETE", "/v1/accounts/ended/purchases/ended-monthly", "end", Value::Null);
    let call = json!({"service": "call", "call": {"seconds": 120}});
    let (_, charged) = ledger.charge("acme", "one", &call);
    assert_eq!(balance(&ledger, "acme"), ["6", "14.5", "0"]);
    let hold = json!({"credits": "5", "expiresIn": 600});
    let held = ledger.done("POST", "/v1/accounts/acme/holds", "hold", hold);
    wait_for(end);
    for account in ["acme", "ended"] {
        wait_until_swept(&ledger, account, end);
    }
    assert_eq!(balance(&ledger, "ended"), ["10", "0.5", "0"]);
    // What a hold reserves of an allowance that has expired stays, and is forfeited when it comes back.
    assert_eq!(balance(&ledger, "acme"), ["15", "7.5", "5"]);
    // The lots are what the balance says, the one that has ended last.
    let lots = ledger.get("/v1/accounts/acme/lots")["lots"].as_array().unwrap().clone();
    let lot = |lot: &Value| ["kind", "remaining", "held"].map(|field| lot[field].as_str().unwrap().to_owned());
    let expected = [["allowance", "10", "0"], ["recurring", "7", "0"], ["promo", "0.5", "0"], ["allowance", "5", "5"]];
    assert_eq!(lots.iter().map(lot).collect::<Vec<_>>(), expected);
    assert_eq!(lots[3]["expiresAt"], end.to_string());
    let path = format!("/v1/accounts/acme/holds/{}", held["id"].as_str().unwrap());
    ledger.done("POST", &format!("{path}/captures"), "some", json!({"credits": "2"}));
    let released = ledger.done("DELETE", &path, "release", Value::Null);
    assert_eq!([&released["credits"], &released["forfeited"]], ["3", "3"], "nothing of it came back");
    assert_eq!(balance(&ledger, "acme"), ["10", "7.5", "0"]);
    // So is a refund of a charge that the old allowance paid.
    let refunds = format!("/v1/accounts/acme/charges/{}/refunds", charged["id"].as_str().unwrap());
    let refund = ledger.done("POST", &refunds, "late", json!({}));
    assert_eq!((&refund["credits"], &refund["forfeited"]), (&json!("4"), &json!("4")));
    assert_eq!(balance(&ledger, "acme"), ["10", "7.5", "0"]);
    let kinds: Vec<Value> = ledger.entries("acme").into_iter().map(|entry| entry["kind"].clone()).collect();
    assert_eq!(kinds.iter().filter(|kind| **kind == "recurring").count(), 1);
    assert_eq!(kinds.iter().filter(|kind| **kind == "expiry").count(), 3, "allowance, once, monthly");
    crate::races::check(ledger.stop().path());
}

/// AGT-2, AGT-3, AIE-6, CAL-9: the allowance is reset and does not add up, what was bought stays; fewer seats and a smaller
/// plan count from now on.
#[test]
fn an_allowance_is_reset() {
    let set = [("paidAllowance", "60"), ("packageCredits", "100"), ("packagePrice", "20")];
    let agentalk = Ledger::on("agentalk", &set);
    let calcom = Ledger::start(&[]);
    let (end, anchor) = soon();
    agentalk.open(json!({"id": "acme", "plan": "paid", "anchor": anchor}));
    buy(&agentalk, "acme", "p", "package");
    agentalk.charge("acme", "one", &json!({"service": "call", "call": {"seconds": 3900}}));
    assert_eq!(balance(&agentalk, "acme"), ["0", "95", "0"]);
    calcom.open(json!({"id": "acme", "plan": "team", "seats": 3, "anchor": anchor}));
    calcom.open(json!({"id": "ann", "parent": "acme", "anchor": anchor}));
    calcom.done("PATCH", "/v1/accounts/acme", "seats", json!({"seats": 2}));
    calcom.open(json!({"id": "big", "plan": "organization", "seats": 1, "anchor": anchor}));
    calcom.done("PATCH", "/v1/accounts/big", "plan", json!({"plan": "team"}));
    wait_for(end);
    assert_eq!(balance(&agentalk, "acme"), ["60", "95", "0"]);
    assert_eq!(balance(&calcom, "acme"), ["1500", "0", "0"]);
    let (acme, big) = (calcom.get("/v1/accounts/acme"), calcom.get("/v1/accounts/big"));
    assert_eq!((&acme["seats"], &acme["next"]["seats"]), (&json!(2), &Value::Null));
    assert_eq!((&acme["period"]["start"], &big["plan"]), (&json!(end.to_string()), &json!("team")));
    assert_eq!(balance(&calcom, "big"), ["750", "0", "0"]);
    for (ledger, account) in [(&agentalk, "acme"), (&calcom, "acme"), (&calcom, "big")] {
        wait_until_swept(ledger, account, end);
    }
}

/// ATL-3, ATL-7, ATL-8, ATL-9: an open attempt is refunded into the new allowance and waits there for its end; packages go
/// with the period; allotments are renewed, those of an owner and then those of a team below it.
#[test]
fn attempts_and_allotments_pass_into_the_next_period() {
    let set = [("monthlyAllotment", "50"), ("packageCredits", "25"), ("packagePrice", "20")];
    let ledger = Ledger::on("atllas", &set);
    let (end, anchor) = soon();
    ledger.open(json!({"id": "owner", "plan": "standard", "anchor": anchor}));
    for (id, parent) in [("team", "owner"), ("dan", "team"), ("eve", "owner")] {
        ledger.open(json!({"id": id, "parent": parent}));
    }
    buy(&ledger, "owner", "p", "package");
    let attempt = json!({"service": "call_attempt"});
    let ids: Vec<String> = (0..3)
        .map(|n| ledger.charge("owner", &format!("attempt-{n}"), &attempt).1["id"].as_str().unwrap().to_owned())
        .collect();
    let settle = |charge: &str, outcome: &str| {
        let path = format!("/v1/accounts/owner/charges/{charge}/outcome");
        ledger.done("POST", &path, &format!("end-{charge}"), json!({"outcome": outcome}))
    };
    assert_eq!(settle(&ids[0], "answered")["credits"], "0");
    for (from, to, credits, mode) in
        [("owner", "team", "20", "reserve"), ("team", "dan", "8", "reserve"), ("owner", "eve", "6", "cap")]
    {
        let body = json!({"to": to, "credits": credits, "mode": mode});
        ledger.done("POST", &format!("/v1/accounts/{from}/allotments"), to, body);
    }
    let over = json!({"service": "call_attempt", "call": {"outcome": "answered"}, "quantity": 5});
    for account in ["dan", "eve"] {
        assert_eq!(ledger.charge(account, "five", &over).0, 201);
    }
    let available = || ["owner", "team", "dan", "eve"].map(|account| ledger.balance(account, "available"));
    assert_eq!(available(), ["47", "12", "3", "1"], "75 - 3 - 20 - 5");
    wait_for(end);
    // Whoever is asked first, all of them are up to date.
    let listed = ledger.get("/v1/accounts/owner/allotments")["allotments"].clone();
    assert_eq!([&listed[1]["used"], &listed[1]["left"]], ["0", "6"], "{listed}");
    assert_eq!(listed[0]["left"], ledger.balance("team", "available"), "{listed}");
    assert_eq!(balance(&ledger, "owner"), ["32", "0", "2"], "50 and 2 that are reserved, less the 20 of the team");
    let shares = || {
        let [owner, team, dan, eve] = available();
        let number = |text: &str| text.parse::<u32>().unwrap();
        (owner, number(&team) + number(&dan), eve)
    };
    let expected = ("30".to_owned(), 20, "6".to_owned());
    assert_eq!(shares(), expected);
    wait_until_swept(&ledger, "owner", end);
    assert_eq!(shares(), expected);
    assert_eq!(settle(&ids[1], "failed")["credits"], "-1");
    assert_eq!(settle(&ids[2], "answered")["credits"], "0");
    assert_eq!(balance(&ledger, "owner"), ["31", "0", "0"]);
    assert_eq!(ledger.charge("eve", "six", &over).0, 201, "what was drawn counts no longer");
    crate::races::check(ledger.stop().path());
}

/// Accounts that cannot go on, because the book lacks their plan, keep nobody from their turn.
#[test]
fn accounts_that_are_stuck_keep_nobody_waiting() {
    const STUCK: usize = 600; // more than one look takes
    let book = ["--book", "ai-employee", "--set=starterAllowance=5", "--set=scaleAllowance=9"];
    let ledger = Ledger::start(&book);
    let (end, anchor) = soon();
    ledger.open(json!({"id": "a-0", "plan": "starter", "anchor": anchor}));
    ledger.open(json!({"id": "z", "plan": "scale", "anchor": anchor}));
    let key = ledger.admin_key.clone();
    let folder = ledger.stop();
    // As many as there would be after years, without asking for each.
    let connection = rusqlite::Connection::open(folder.path().join("ledger.db")).unwrap();
    let columns = "created_ms, lot_count, entry_count, terms, period_index, period_start_ms";
    let copy = format!(
        "INSERT INTO accounts (tenant_id, account_id, plan, {columns}, period_end_ms)
         SELECT tenant_id, 'a-' || ?1, 'lost', created_ms, 0, 0, replace(terms, 'starter', 'lost'), period_index,
                period_start_ms, period_end_ms - 1
         FROM accounts WHERE account_id = 'a-0'"
    );
    connection.execute_batch("BEGIN").unwrap();
    for n in 1..=STUCK {
        connection.execute(&copy, [n as i64]).unwrap();
    }
    connection.execute_batch("COMMIT").unwrap();
    drop(connection);
    let mut ledger = Ledger::start_in(folder, &book);
    ledger.admin_key = key;
    wait_for(end);
    wait_until_swept(&ledger, "z", end);
    let (status, problem) = ledger.ask("GET", "/v1/accounts/a-1", None, None);
    assert_eq!((status, &problem["code"]), (400, &json!("unknown-plan")), "{problem}");
}
