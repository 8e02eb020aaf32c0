//! Accounts over a real socket: how they begin and change, what they have, what is bought for them.

use serde_json::{Value, json};

use crate::support::Ledger;

const AGENTALK: &[(&str, &str)] = &[
    ("freeAllowance", "10"),
    ("paidAllowance", "60"),
    ("paidPrice", "49"),
    ("modelShare", "0.4"),
    ("packageCredits", "100"),
    ("packagePrice", "20"),
];

/// A call on `calcom`: 29 credits a minute.
fn call(seconds: u64) -> Value {
    json!({"service": "call", "call": {"seconds": seconds}})
}

fn lots(ledger: &Ledger, account: &str) -> Vec<Value> {
    ledger.get(&format!("/v1/accounts/{account}/lots"))["lots"].as_array().unwrap().clone()
}

fn change(ledger: &Ledger, key: &str, body: Value) -> Value {
    ledger.done("PATCH", "/v1/accounts/acme", key, body)
}

/// CAL-8, D17: plan, seats, anchor, zone and parent as they were given, and the period that follows from them.
#[test]
fn an_account_opens_as_it_is_asked() {
    let ledger = Ledger::start(&[]);
    let body = json!({"id": "acme", "plan": "team", "seats": 3, "anchor": "2026-01-31", "timeZone": "Europe/Berlin"});
    let opened = ledger.open(body.clone());
    for field in ["id", "plan", "seats", "anchor", "timeZone"] {
        assert_eq!(opened[field], body[field], "{opened}");
    }
    assert_eq!((&opened["parent"], &opened["funding"]), (&Value::Null, &json!("credits")));
    assert_eq!((&opened["balance"]["allowance"], &opened["balance"]["unlimited"]), (&json!("2250"), &json!(false)));
    let time = |field: &str| septet::ledger::Moment::parse(opened["period"][field].as_str().unwrap()).unwrap();
    let calendar = septet::ledger::Calendar::new("2026-01-31", "Europe/Berlin").unwrap();
    let created = septet::ledger::Moment::parse(opened["createdAt"].as_str().unwrap()).unwrap();
    let period = calendar.period(calendar.index_at(created).unwrap()).unwrap();
    assert_eq!((time("start"), time("end")), (period.start, period.end));
    assert_eq!(ledger.get("/v1/accounts/acme"), opened);

    // A member without a plan is on its parent's calendar, and has no allowance of its own.
    let member = ledger.open(json!({"id": "ann", "parent": "acme"}));
    assert_eq!((&member["plan"], &member["parent"]), (&Value::Null, &json!("acme")));
    for field in ["anchor", "timeZone", "period"] {
        assert_eq!(member[field], opened[field]);
    }
    assert_eq!(member["balance"]["available"], "0");

    for (wrong, status, code) in [
        (json!({"id": "x"}), 400, "invalid-request"),
        (json!({"id": "x", "parent": "nobody"}), 404, "unknown-account"),
        (json!({"id": "x", "plan": "gold"}), 400, "unknown-plan"),
        (json!({"id": "x", "plan": "team", "timeZone": "Mars/Base"}), 400, "unknown-zone"),
        (json!({"id": "x", "plan": "team", "anchor": "2026-02-30"}), 400, "invalid-anchor"),
        (json!({"id": "x", "plan": "team", "seats": 1_000_001}), 400, "invalid-request"),
        (json!({"id": "x", "plan": "team", "allowance": "5"}), 400, "invalid-request"),
        // An address would lead elsewhere.
        (json!({"id": ".", "plan": "team"}), 400, "invalid-name"),
        (json!({"id": "..", "plan": "team"}), 400, "invalid-name"),
    ] {
        let (found, problem) = ledger.post("/v1/accounts", "wrong", &wrong);
        assert_eq!((found, &problem["code"]), (status, &json!(code)), "{wrong}: {problem}");
    }
    assert_eq!(ledger.ask("GET", "/v1/accounts/x", None, None).0, 404);
    assert_eq!(ledger.done("POST", "/v1/accounts", "dots", json!({"id": "...", "plan": "team"}))["id"], "...");
}

/// D16: a seat counts at once, one less with the next period; added again it is granted once.
#[test]
fn seats_come_at_once_and_go_with_the_period() {
    let ledger = Ledger::start(&[]);
    ledger.open(json!({"id": "acme", "plan": "team", "seats": 2}));
    let allowance = |account: &Value| account["balance"]["allowance"].as_str().unwrap().to_owned();
    let more = change(&ledger, "more", json!({"seats": 4}));
    assert_eq!((&more["seats"], allowance(&more).as_str()), (&json!(4), "3000"));
    assert_eq!(change(&ledger, "more", json!({"seats": 4})), more, "a retry is answered");
    let fewer = change(&ledger, "fewer", json!({"seats": 1}));
    assert_eq!((&fewer["seats"], &fewer["next"]["seats"], allowance(&fewer).as_str()), (&json!(4), &json!(1), "3000"));
    let again = change(&ledger, "again", json!({"seats": 4}));
    assert_eq!((&again["next"]["seats"], allowance(&again).as_str()), (&Value::Null, "3000"));
    let granted: Vec<_> = ledger.entries("acme").iter().map(|entry| entry["credits"].clone()).collect();
    assert_eq!(granted, ["1500", "1500"]);
    let later = change(&ledger, "later", json!({"seats": 9, "atPeriodEnd": true}));
    assert_eq!((&later["seats"], &later["next"]["seats"], allowance(&later).as_str()), (&json!(4), &json!(9), "3000"));
}

/// CAL-8: a larger plan counts at once, a smaller one with the next period; what is wrong changes nothing.
#[test]
fn a_plan_changes() {
    let ledger = Ledger::start(&[]);
    ledger.open(json!({"id": "acme", "plan": "team", "seats": 2}));
    ledger.open(json!({"id": "ann", "parent": "acme"}));
    let larger = change(&ledger, "larger", json!({"plan": "organization"}));
    assert_eq!((&larger["plan"], &larger["balance"]["allowance"]), (&json!("organization"), &json!("2000")));
    let smaller = change(&ledger, "smaller", json!({"plan": "free"}));
    assert_eq!((&smaller["plan"], &smaller["next"]["plan"]), (&json!("organization"), &json!("free")));
    assert_eq!(smaller["balance"], larger["balance"]);
    let same = change(&ledger, "same", json!({"plan": "organization"}));
    assert_eq!(same["next"]["plan"], Value::Null, "what was to come is off");

    // What changes at once only cannot be asked for later.
    for now in [json!({"timeZone": "Asia/Tokyo"}), json!({"funding": "external"}), json!({"brings": []})] {
        let mut later = now.clone();
        later["atPeriodEnd"] = true.into();
        let (status, problem) = ledger.ask("PATCH", "/v1/accounts/acme", Some("wait"), Some(&later));
        assert_eq!((status, &problem["code"]), (400, &json!("invalid-request")), "{problem}");
    }
    let zone = change(&ledger, "zone", json!({"timeZone": "Asia/Tokyo"}));
    assert_eq!((&zone["timeZone"], &zone["balance"]), (&json!("Asia/Tokyo"), &larger["balance"]));
    assert_eq!(zone["period"]["start"], larger["period"]["start"]);
    assert!(zone["period"]["end"].as_str().unwrap().ends_with("T15:00:00.000Z"), "midnight in Tokyo: {zone}");
    let before = ledger.get("/v1/accounts/acme");
    for (account, body, status, code) in [
        ("acme", json!({"plan": "gold"}), 400, "unknown-plan"),
        ("acme", json!({"timeZone": "Mars/Base"}), 400, "unknown-zone"),
        ("acme", json!({"seats": -1}), 400, "invalid-request"),
        ("acme", json!({"seats": 3, "brings": ["model"]}), 403, "not-in-plan"),
        ("acme", json!({"funding": "barter"}), 400, "invalid-request"),
        ("acme", json!({"parent": "ann"}), 400, "unknown-field"),
        ("ann", json!({"plan": "team"}), 400, "invalid-request"),
        ("nobody", json!({"seats": 1}), 404, "unknown-account"),
    ] {
        let (found, problem) = ledger.patch(&format!("/v1/accounts/{account}"), "wrong", &body);
        assert_eq!((found, &problem["code"]), (status, &json!(code)), "{body}: {problem}");
    }
    assert_eq!(ledger.get("/v1/accounts/acme"), before);
}

/// CAL-13: funded by others, usage is on record and nothing is deducted; also for those below.
#[test]
fn what_others_fund_is_recorded() {
    let ledger = Ledger::start(&[]);
    ledger.open(json!({"id": "acme", "plan": "team", "seats": 1}));
    ledger.open(json!({"id": "ann", "parent": "acme"}));
    assert_eq!(change(&ledger, "external", json!({"funding": "external"}))["funding"], "external");
    for account in ["acme", "ann"] {
        let (status, charged) = ledger.charge(account, "one", &call(60));
        assert_eq!((status, &charged["decision"], &charged["credits"]), (201, &json!("recorded"), &json!("29")));
        let entry = ledger.entries(account).pop().unwrap();
        assert_eq!((&entry["credits"], &entry["record"]["price"]), (&json!("0"), &json!("29")));
        assert_eq!(entry["record"]["decision"], "recorded");
    }
    assert_eq!(ledger.balance("acme", "available"), "750");
    change(&ledger, "credits", json!({"funding": "credits"}));
    assert_eq!(ledger.charge("acme", "two", &call(60)).1["decision"], "charged");
    assert_eq!(ledger.balance("acme", "available"), "721");
}

/// CAL-8, CAL-10: unlimited by its own plan or by the platform above: nothing to buy, never charged, on record.
#[test]
fn an_unlimited_account_only_records() {
    let ledger = Ledger::start(&[]);
    ledger.open(json!({"id": "big", "plan": "enterprise"}));
    ledger.open(json!({"id": "platform", "plan": "platform"}));
    ledger.open(json!({"id": "team", "plan": "team", "parent": "platform"}));
    ledger.open(json!({"id": "ann", "parent": "team"}));
    for account in ["big", "platform", "team", "ann"] {
        assert_eq!(ledger.get(&format!("/v1/accounts/{account}/balance"))["unlimited"], true, "{account}");
        let purchase = json!({"id": "payment", "topUp": "credit", "quantity": 100});
        let (status, problem) = ledger.post(&format!("/v1/accounts/{account}/purchases"), "buy", &purchase);
        assert_eq!((status, &problem["code"]), (403, &json!("not-in-plan")), "{problem}");
        assert!(problem["detail"].as_str().unwrap().starts_with("there is nothing to buy"), "{problem}");
        let (status, charged) = ledger.charge(account, "one", &call(60_000));
        assert_eq!((status, &charged["decision"], &charged["credits"]), (201, &json!("recorded"), &json!("29000")));
        assert_eq!(ledger.entries(account).last().unwrap()["record"]["measured"]["billedSeconds"], "60000");
        assert_eq!(ledger.balance(account, "debt"), "0");
    }
    // A team under another parent is not.
    ledger.open(json!({"id": "organization", "plan": "organization"}));
    let team = ledger.open(json!({"id": "other", "plan": "team", "parent": "organization"}));
    assert_eq!((&team["balance"]["unlimited"], &team["balance"]["available"]), (&json!(false), &json!("750")));
}

fn with_id(mut line: Value, account: &Value) -> Value {
    line["id"] = account["id"].clone();
    line
}

#[test]
fn accounts_come_in_pages() {
    let ledger = Ledger::start(&[]);
    let mut expected = Vec::new();
    for n in 0..7 {
        let account = ledger.open(json!({"id": format!("a-{n}"), "plan": "free"}));
        let (created, balance) = (&account["createdAt"], &account["balance"]);
        let line = json!({"plan": "free", "parent": null, "createdAt": created, "balance": balance});
        expected.push(with_id(line, &account));
    }
    let account = ledger.open(json!({"id": "b", "parent": "a-3"}));
    let (created, balance) = (&account["createdAt"], &account["balance"]);
    expected.push(with_id(json!({"plan": null, "parent": "a-3", "createdAt": created, "balance": balance}), &account));
    let (mut found, mut path, mut pages) = (Vec::new(), "/v1/accounts?limit=3".to_owned(), 0);
    loop {
        let page = ledger.get(&path);
        pages += 1;
        found.extend(page["accounts"].as_array().unwrap().iter().cloned());
        match page["next"].as_str() {
            Some(next) => path = format!("/v1/accounts?limit=3&cursor={next}"),
            None => break,
        }
    }
    assert_eq!((found, pages), (expected, 3));
    for query in ["limit=0", "limit=501", "limit=-1", "page=1"] {
        assert_eq!(ledger.ask("GET", &format!("/v1/accounts?{query}"), None, None).0, 400, "{query}");
    }
}

/// A line of the list says what the account itself does, as far as one line goes.
#[test]
fn accounts_are_searched_and_listed_with_their_balances() {
    for ledger in [Ledger::start(&[]), Ledger::pair(&[])] {
        for (id, plan) in [("Acme_1", "team"), ("acme-2", "team"), ("salon", "free"), ("big", "enterprise")] {
            ledger.done("POST", "/v1/accounts", id, json!({"id": id, "plan": plan}));
        }
        ledger.done("POST", "/v1/accounts", "ann", json!({"id": "acme-2:ann", "parent": "acme-2"}));
        ledger.done(
            "POST",
            "/v1/accounts/acme-2/allotments",
            "a",
            json!({"to": "acme-2:ann", "credits": "50", "mode": "cap"}),
        );
        ledger.done("POST", "/v1/accounts/salon/grants", "g", json!({"credits": "12.5"}));
        let found = |query: &str| -> Vec<(String, Value)> {
            let page = ledger.get(&format!("/v1/accounts?{query}"));
            assert_eq!(page["next"], Value::Null);
            let lines = page["accounts"].as_array().unwrap().iter();
            lines.map(|line| (line["id"].as_str().unwrap().to_owned(), line["balance"].clone())).collect()
        };
        let ids = |query: &str| found(query).into_iter().map(|(id, _)| id).collect::<Vec<_>>().join(" ");
        for (query, expected) in [
            ("", "Acme_1 acme-2 acme-2:ann big salon"),
            ("search=ACME", "Acme_1 acme-2 acme-2:ann"),
            ("search=_", "Acme_1"),
            ("search=%25", ""),
            ("search=sal&plan=free", "salon"),
            ("plan=team", "Acme_1 acme-2"),
            ("search=2&plan=team", "acme-2"),
            ("plan=nothing", ""),
        ] {
            assert_eq!(ids(query), expected, "{query}");
        }
        for (id, balance) in found("") {
            assert_eq!(balance, ledger.get(&format!("/v1/accounts/{id}/balance")), "{id}");
        }
        let page = ledger.get("/v1/accounts?search=acme&limit=1&cursor=Acme_1");
        assert_eq!((&page["accounts"][0]["id"], &page["next"]), (&json!("acme-2"), &json!("acme-2")));
    }
}

/// AIE-7, AIE-8, AIE-10: allowance and bought credits stand side by side; the allowance is used first.
#[test]
fn the_allowance_is_used_before_what_was_bought() {
    let set = [("starterAllowance", "10"), ("packCredits", "5"), ("packPrice", "9")];
    let ledger = Ledger::on("ai-employee", &set);
    ledger.open(json!({"id": "acme", "plan": "starter"}));
    let sides = || [ledger.balance("acme", "allowance"), ledger.balance("acme", "bought")];
    assert_eq!(sides(), ["10", "0"]);
    let bought = json!({"id": "payment-1", "topUp": "pack", "quantity": 2});
    let answer = ledger.done("POST", "/v1/accounts/acme/purchases", "buy", bought);
    assert_eq!((&answer["credits"], sides()), (&json!("10"), ["10".into(), "10".into()]));
    let kinds = |lots: Vec<Value>| -> Vec<(Value, Value)> {
        lots.iter().map(|lot| (lot["kind"].clone(), lot["remaining"].clone())).collect()
    };
    assert_eq!(kinds(lots(&ledger, "acme")), [(json!("allowance"), json!("10")), (json!("top_up"), json!("10"))]);
    ledger.done("POST", "/v1/accounts/acme/grants", "gift", json!({"credits": "3"}));
    let soon = json!({"credits": "2", "kind": "top_up", "expiresAt": "2999-01-01T00:00:00Z"});
    ledger.done("POST", "/v1/accounts/acme/grants", "soon", soon);
    for n in 0..12 {
        assert_eq!(ledger.charge("acme", &format!("reply-{n}"), &json!({"service": "ai_reply"})).0, 201);
    }
    assert_eq!(sides(), ["0", "13"]);
    // Then the promotion, then of the top-ups the one that expires, then the one that never does.
    let order = [("promo", "1", false), ("top_up", "2", true), ("top_up", "10", false)];
    for (lot, (kind, remaining, expires)) in lots(&ledger, "acme").iter().zip(order) {
        assert_eq!((&lot["kind"], &lot["remaining"]), (&json!(kind), &json!(remaining)));
        assert_eq!(lot["expiresAt"].is_string(), expires);
    }
    // AIE-2: 25 credits are more than both have.
    let (status, refused) = ledger.charge("acme", "sync", &json!({"service": "knowledge_sync"}));
    assert_eq!((status, &refused["missing"], &refused["decision"]), (402, &json!("12"), &json!("paused")));
    let fix = json!({"action": "buy", "account": "acme", "topUp": "pack", "quantity": 3, "credits": "15"});
    assert_eq!(refused["fix"], fix);
}

#[test]
fn a_grant_says_why() {
    let ledger = Ledger::start(&[]);
    ledger.open(json!({"id": "acme", "plan": "free"}));
    let grant = |key: &str, reason: &str| {
        ledger.post("/v1/accounts/acme/grants", key, &json!({"credits": "3", "reason": reason}))
    };
    let (status, first) = grant("one", "für die Störung");
    assert_eq!((status, &first["credits"]), (201, &json!("3")));
    let entries = ledger.entries("acme");
    let entry = entries.iter().find(|entry| entry["id"] == first["id"]).unwrap();
    assert_eq!(entry["record"], json!({"reason": "für die Störung"}));
    // Another reason is another request.
    assert_eq!(grant("one", "something else").0, 422);
    let (status, problem) = grant("two", &"x".repeat(501));
    assert_eq!((status, &problem["code"]), (400, &json!("invalid-request")));
    assert_eq!(ledger.balance("acme", "bought"), "3");
}

/// AGT-3, AGT-4, AGT-7: a package times a quantity, on paid plans only; it does not expire, and comes once.
#[test]
fn packages_are_bought() {
    let ledger = Ledger::on("agentalk", AGENTALK);
    ledger.open(json!({"id": "acme", "plan": "paid"}));
    ledger.open(json!({"id": "poor", "plan": "free"}));
    let buy =
        |account: &str, key: &str, body: Value| ledger.post(&format!("/v1/accounts/{account}/purchases"), key, &body);
    let three = json!({"id": "cs_1", "topUp": "package", "quantity": 3});
    let (status, bought) = buy("acme", "one", three.clone());
    assert_eq!((status, &bought["credits"], &bought["balance"]["bought"]), (201, &json!("300"), &json!("300")));
    assert_eq!(buy("acme", "one", three.clone()), (status, bought.clone()), "a retry is answered");
    let (status, problem) = buy("acme", "two", three.clone());
    assert_eq!((status, &problem["code"]), (409, &json!("duplicate-purchase")));
    let detail =
        format!("payment `cs_1` was credited before, as `{}`: nothing was added", bought["id"].as_str().unwrap());
    assert_eq!((&problem["detail"], ledger.balance("acme", "bought").as_str()), (&json!(detail), "300"));
    assert_eq!(buy("acme", "three", json!({"id": "cs_2", "topUp": "package"})).1["credits"], "100");
    let top_ups: Vec<_> = lots(&ledger, "acme").into_iter().filter(|lot| lot["kind"] == "top_up").collect();
    assert!(top_ups.len() == 2 && top_ups.iter().all(|lot| lot["expiresAt"].is_null()), "{top_ups:?}");

    let (status, problem) = buy("poor", "one", three);
    assert_eq!((status, &problem["code"]), (403, &json!("not-in-plan")));
    let reason = "package `package` cannot be bought on plan `free`: change to ";
    assert!(problem["detail"].as_str().unwrap().starts_with(reason), "{problem}");
    for (body, status, code) in [
        (json!({"id": "cs_3", "topUp": "package", "quantity": 0}), 400, "invalid-quantity"),
        (json!({"id": "cs_3", "topUp": "package", "quantity": 1_000_001}), 400, "invalid-quantity"),
        (json!({"id": "cs_3", "topUp": "package", "quantity": -1}), 400, "invalid-request"),
        (json!({"id": "cs_3", "topUp": "barrel"}), 400, "unknown-top-up"),
        (json!({"id": "", "topUp": "package"}), 400, "invalid-name"),
        (json!({"topUp": "package"}), 400, "invalid-request"),
    ] {
        let (found, problem) = buy("acme", "wrong", body.clone());
        assert_eq!((found, &problem["code"]), (status, &json!(code)), "{body}: {problem}");
    }
    assert_eq!(ledger.balance("acme", "bought"), "400");
}

/// VOI-7, ATL-8: what is bought for each period or for this one ends with it, and is added to the allowance.
#[test]
fn extra_credits_are_for_once_or_for_each_period() {
    let set = [("creditsPerMinute", "2"), ("monthlyAllowance", "10"), ("extraCredits", "7"), ("extraPrice", "1")];
    let ledger = Ledger::on("voice-credits", &set);
    let account = ledger.open(json!({"id": "acme", "plan": "standard"}));
    for (id, top_up) in [("p-1", "extra"), ("p-2", "extra_monthly")] {
        ledger.done("POST", "/v1/accounts/acme/purchases", id, json!({"id": id, "topUp": top_up}));
    }
    let kinds: Vec<_> = lots(&ledger, "acme").into_iter().map(|lot| lot["kind"].clone()).collect();
    assert_eq!(kinds, ["allowance", "recurring", "top_up"]);
    assert!(lots(&ledger, "acme").iter().all(|lot| lot["expiresAt"] == account["period"]["end"]));
    let recurring = |ledger: &Ledger| ledger.get("/v1/accounts/acme")["recurring"].clone();
    assert_eq!(recurring(&ledger), json!([{"id": "p-2", "topUp": "extra_monthly", "credits": "7"}]));

    assert_eq!(
        ledger.ask("DELETE", "/v1/accounts/acme/purchases/p-2", None, None).1["code"],
        "idempotency-key-missing"
    );
    for wrong in ["p-1", "p-3"] {
        let (status, problem) = ledger.delete(&format!("/v1/accounts/acme/purchases/{wrong}"), "wrong");
        assert_eq!((status, &problem["code"]), (404, &json!("unknown-purchase")));
    }
    let ended = ledger.done("DELETE", "/v1/accounts/acme/purchases/p-2", "end", Value::Null);
    assert_eq!((&ended["recurring"], &ended["balance"]["available"]), (&json!([]), &json!("24")), "this period's stay");
    assert_eq!(ledger.done("DELETE", "/v1/accounts/acme/purchases/p-2", "end", Value::Null), ended);
    assert_eq!(ledger.delete("/v1/accounts/acme/purchases/p-2", "again").0, 404);
    // A payment's id stays taken.
    let again = json!({"id": "p-2", "topUp": "extra_monthly"});
    assert_eq!(ledger.post("/v1/accounts/acme/purchases", "anew", &again).0, 409);

    let set = [("monthlyAllotment", "10"), ("packageCredits", "5"), ("packagePrice", "1")];
    let ledger = Ledger::on("atllas", &set);
    let account = ledger.open(json!({"id": "acme", "plan": "standard"}));
    ledger.done("POST", "/v1/accounts/acme/purchases", "p", json!({"id": "p", "topUp": "package", "quantity": 2}));
    let bought = lots(&ledger, "acme").pop().unwrap();
    assert_eq!((&bought["kind"], &bought["remaining"]), (&json!("top_up"), &json!("10")));
    assert_eq!(bought["expiresAt"], account["period"]["end"]);
}
