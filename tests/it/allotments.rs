//! Credits for those below, over a real socket (ATL-9).

use serde_json::{Value, json};

use crate::support::Ledger;

fn ledger(allowance: &str) -> Ledger {
    let set = [("monthlyAllotment", allowance), ("packageCredits", "25"), ("packagePrice", "20")];
    let ledger = Ledger::on("atllas", &set);
    ledger.open(json!({"id": "owner", "plan": "standard"}));
    for member in ["ann", "bob", "cem"] {
        ledger.open(json!({"id": member, "parent": "owner"}));
    }
    ledger
}

fn allot(ledger: &Ledger, from: &str, key: &str, body: Value) -> (u16, Value) {
    ledger.post(&format!("/v1/accounts/{from}/allotments"), key, &body)
}

/// An attempt that is over: 1 credit each.
fn attempts(quantity: u64) -> Value {
    json!({"service": "call_attempt", "call": {"outcome": "answered"}, "quantity": quantity})
}

fn available(ledger: &Ledger, account: &str) -> String {
    ledger.balance(account, "available")
}

/// Each member draws from what is its own, independently of the others; what is left comes back.
#[test]
fn an_owner_reserves_for_members() {
    let ledger = ledger("100");
    let (status, given) = allot(&ledger, "owner", "ann", json!({"to": "ann", "credits": "30"}));
    assert_eq!((status, &given["to"], &given["credits"]), (201, &json!("ann"), &json!("30")));
    assert_eq!(given["balance"]["available"], "70", "the owner's");
    allot(&ledger, "owner", "bob", json!({"to": "bob", "credits": "20", "renew": false}));
    let listed = ledger.get("/v1/accounts/owner/allotments");
    let line = |to: &str, credits: &str, renew, left: &str| json!({"to": to, "mode": "reserve", "credits": credits, "renew": renew, "used": "0", "left": left});
    assert_eq!(listed["allotments"], json!([line("ann", "30", true, "30"), line("bob", "20", false, "20")]));
    let lots = ledger.get("/v1/accounts/ann/lots");
    assert_eq!((&lots["lots"][0]["kind"], &lots["lots"][0]["remaining"]), (&json!("allotment"), &json!("30")));
    assert_eq!(lots["lots"][0]["expiresAt"], ledger.get("/v1/accounts/owner/lots")["lots"][0]["expiresAt"]);
    assert_eq!(ledger.balance("ann", "allowance"), "30");

    assert_eq!(ledger.charge("ann", "one", &attempts(25)).0, 201);
    let (status, refused) = ledger.charge("ann", "two", &attempts(6));
    assert_eq!((status, &refused["limit"]), (402, &json!({"kind": "allotment", "account": "ann"})));
    assert_eq!(
        refused["fix"],
        json!({"action": "allot", "account": "owner", "to": "ann", "credits": "1", "mode": "reserve"})
    );
    allot(&ledger, "owner", "fix", json!({"to": "ann", "credits": refused["fix"]["credits"]}));
    assert_eq!(ledger.charge("ann", "three", &attempts(6)).0, 201);
    assert_eq!(["ann", "bob", "owner"].map(|account| available(&ledger, account)), ["0", "20", "49"]);

    // A member who was given nothing has nothing.
    let (status, refused) = ledger.charge("cem", "one", &attempts(1));
    assert_eq!((status, &refused["limit"]), (402, &json!({"kind": "allotment", "account": "cem"})));
    assert_eq!(
        refused["fix"],
        json!({"action": "allot", "account": "owner", "to": "cem", "credits": "1", "mode": "reserve"})
    );
    assert_eq!(refused["detail"], "1 credit is needed and 0 are available: give account `cem` at least 1 more");

    assert_eq!(ledger.charge("bob", "one", &attempts(4)).0, 201);
    ledger.done("POST", "/v1/accounts/ann/grants", "own", json!({"credits": "5", "kind": "promo"}));
    let listed = ledger.get("/v1/accounts/owner/allotments");
    let left = [line("ann", "31", true, "0"), line("bob", "20", false, "16")];
    assert_eq!(listed["allotments"], json!(left), "what is ann's own is not of it");
    let path = "/v1/accounts/owner/allotments/bob";
    assert_eq!(ledger.ask("DELETE", path, None, None).1["code"], "idempotency-key-missing");
    let back = ledger.done("DELETE", path, "back", Value::Null);
    assert_eq!((&back["credits"], &back["balance"]["available"]), (&json!("16"), &json!("65")));
    assert_eq!(ledger.done("DELETE", path, "back", Value::Null), back);
    assert_eq!(ledger.delete(path, "again").1["code"], "unknown-allotment");
    assert_eq!((available(&ledger, "bob").as_str(), ledger.charge("bob", "two", &attempts(1)).0), ("0", 402));
    assert_eq!(ledger.get("/v1/accounts/owner/allotments")["allotments"].as_array().unwrap().len(), 1);
}

#[test]
fn what_cannot_be_given_is_not() {
    let ledger = ledger("10");
    ledger.open(json!({"id": "stranger", "plan": "standard"}));
    let (status, refused) = allot(&ledger, "owner", "much", json!({"to": "ann", "credits": "11"}));
    assert_eq!((status, &refused["limit"]), (402, &json!({"kind": "pool", "account": "owner"})));
    assert_eq!((&refused["missing"], &refused["fix"]["quantity"]), (&json!("1"), &json!(1)));
    for (n, (from, body, status, code)) in [
        ("owner", json!({"to": "stranger", "credits": "1"}), 400, "invalid-allotment"),
        ("owner", json!({"to": "owner", "credits": "1"}), 400, "invalid-allotment"),
        ("owner", json!({"to": "nobody", "credits": "1"}), 400, "invalid-allotment"),
        ("ann", json!({"to": "owner", "credits": "1"}), 400, "invalid-allotment"),
        ("owner", json!({"to": "ann", "credits": "0"}), 400, "invalid-amount"),
        ("owner", json!({"to": "ann", "credits": "1", "mode": "loan"}), 400, "invalid-request"),
        ("nobody", json!({"to": "ann", "credits": "1"}), 404, "unknown-account"),
    ]
    .into_iter()
    .enumerate()
    {
        let (found, problem) = allot(&ledger, from, &format!("wrong-{n}"), body.clone());
        assert_eq!((found, &problem["code"]), (status, &json!(code)), "{body}: {problem}");
    }
    assert_eq!(available(&ledger, "owner"), "10");
    // In one mode at a time.
    allot(&ledger, "owner", "one", json!({"to": "ann", "credits": "1"}));
    let (status, problem) = allot(&ledger, "owner", "two", json!({"to": "ann", "credits": "1", "mode": "cap"}));
    assert_eq!((status, &problem["code"]), (400, &json!("invalid-allotment")));
    // Nobody buys for a member.
    let purchase = json!({"id": "p", "topUp": "package"});
    assert_eq!(ledger.post("/v1/accounts/ann/purchases", "buy", &purchase).1["code"], "not-in-plan");
}

/// D24: a limit on the shared pool. Its refusal names the cap, and the book's word for what becomes of the charge.
#[test]
fn a_cap_limits_what_a_member_draws() {
    let ledger = ledger("20");
    allot(&ledger, "owner", "ann", json!({"to": "ann", "credits": "8", "mode": "cap"}));
    allot(&ledger, "owner", "bob", json!({"to": "bob", "credits": "15", "mode": "cap"}));
    assert_eq!(["owner", "ann", "bob"].map(|account| available(&ledger, account)), ["20", "8", "15"]);
    let balance = ledger.get("/v1/accounts/ann/balance");
    assert_eq!((&balance["shared"], &balance["allowance"]), (&json!("8"), &json!("0")), "it is not its own");
    assert_eq!(ledger.charge("ann", "one", &attempts(5)).0, 201);
    assert_eq!(["owner", "ann", "bob"].map(|account| available(&ledger, account)), ["15", "3", "15"]);
    let used = ledger.get("/v1/accounts/owner/allotments")["allotments"][0]["used"].clone();
    assert_eq!(used, "5");

    let (status, refused) = ledger.charge("ann", "two", &attempts(4));
    assert_eq!((status, &refused["limit"]), (402, &json!({"kind": "cap", "account": "ann"})));
    assert_eq!((&refused["decision"], &refused["missing"]), (&json!("declined"), &json!("1")));
    // A cap takes the place of the one before: one more than 8.
    let fix = json!({"to": "ann", "credits": "9", "mode": "cap", "renew": refused["fix"]["renew"]});
    let mut said = refused["fix"].clone();
    said.as_object_mut().unwrap().retain(|field, _| field != "action" && field != "account");
    assert_eq!((said, &refused["fix"]["account"]), (fix.clone(), &json!("owner")));
    allot(&ledger, "owner", "fix", fix);
    assert_eq!(ledger.charge("ann", "three", &attempts(4)).0, 201);
    // The pool is what stands in the way where the cap would let it pass.
    assert_eq!(available(&ledger, "bob"), "11");
    let (_, refused) = ledger.charge("bob", "one", &attempts(12));
    assert_eq!((&refused["limit"], &refused["missing"]), (&json!({"kind": "pool", "account": "owner"}), &json!("1")));
    assert_eq!((&refused["fix"]["action"], &refused["fix"]["account"]), (&json!("buy"), &json!("owner")));
    let purchase = json!({"id": "p", "topUp": "package", "quantity": refused["fix"]["quantity"]});
    ledger.done("POST", "/v1/accounts/owner/purchases", "buy", purchase);
    let (_, charged) = ledger.charge("bob", "two", &attempts(12));
    assert_eq!(charged["decision"], "charged");
    assert_eq!(["owner", "ann", "bob"].map(|account| available(&ledger, account)), ["24", "0", "3"]);

    // A refund goes back up, and counts no longer.
    let refunds = format!("/v1/accounts/bob/charges/{}/refunds", charged["id"].as_str().unwrap());
    assert_eq!(ledger.done("POST", &refunds, "back", json!({}))["credits"], "12");
    assert_eq!(["owner", "bob"].map(|account| available(&ledger, account)), ["36", "15"]);
    // So does what a hold releases; while it lasts it counts.
    let held = ledger.done("POST", "/v1/accounts/bob/holds", "hold", json!({"credits": "10", "expiresIn": 60}));
    assert_eq!(["owner", "bob"].map(|account| available(&ledger, account)), ["26", "5"]);
    let path = format!("/v1/accounts/bob/holds/{}", held["id"].as_str().unwrap());
    assert_eq!(ledger.done("DELETE", &path, "release", Value::Null)["credits"], "10");
    assert_eq!(["owner", "bob"].map(|account| available(&ledger, account)), ["36", "15"]);
    // Taken back: nothing was moved, so nothing comes back.
    let back = ledger.done("DELETE", "/v1/accounts/owner/allotments/bob", "end", Value::Null);
    assert_eq!((&back["credits"], available(&ledger, "bob").as_str()), (&json!("0"), "0"));
    let listed = ledger.get("/v1/accounts/owner/allotments")["allotments"].clone();
    assert_eq!(listed, json!([{"to": "ann", "mode": "cap", "credits": "9", "renew": true, "used": "9", "left": "0"}]));
}

/// From a platform to a team, and from the team to a member: set aside, or within caps of caps.
#[test]
fn credits_go_down_two_levels() {
    let ledger = ledger("100");
    ledger.open(json!({"id": "team", "parent": "owner"}));
    ledger.open(json!({"id": "dan", "parent": "team"}));
    allot(&ledger, "owner", "team", json!({"to": "team", "credits": "40"}));
    allot(&ledger, "team", "dan", json!({"to": "dan", "credits": "15"}));
    let all = || ["owner", "team", "dan"].map(|account| available(&ledger, account));
    assert_eq!(all(), ["60", "25", "15"]);
    ledger.charge("dan", "one", &attempts(5));
    assert_eq!(ledger.done("DELETE", "/v1/accounts/team/allotments/dan", "x", Value::Null)["credits"], "10");
    assert_eq!(all(), ["60", "35", "0"]);
    assert_eq!(ledger.done("DELETE", "/v1/accounts/owner/allotments/team", "y", Value::Null)["credits"], "35");
    assert_eq!(all(), ["95", "0", "0"]);

    allot(&ledger, "owner", "team-cap", json!({"to": "team", "credits": "20", "mode": "cap"}));
    allot(&ledger, "team", "dan-cap", json!({"to": "dan", "credits": "50", "mode": "cap"}));
    assert_eq!(all(), ["95", "20", "20"]);
    let (_, refused) = ledger.charge("dan", "two", &attempts(21));
    assert_eq!(refused["limit"], json!({"kind": "cap", "account": "team"}), "the one that binds");
    assert_eq!(
        refused["fix"],
        json!({"action": "allot", "account": "owner", "to": "team", "credits": "21", "mode": "cap", "renew": refused["fix"]["renew"]})
    );
    let detail = "21 credits are needed and 20 are available: raise the cap of account `team` to at least 21";
    assert_eq!(refused["detail"], detail);
    allot(&ledger, "owner", "team-more", json!({"to": "team", "credits": "21", "mode": "cap"}));
    let (_, charged) = ledger.charge("dan", "three", &attempts(21));
    assert_eq!((all(), &charged["credits"]), (["74".into(), "0".into(), "0".into()], &json!("21")));
    let used =
        |account: &str| ledger.get(&format!("/v1/accounts/{account}/allotments"))["allotments"][0]["used"].clone();
    assert_eq!((used("owner"), used("team")), (json!("21"), json!("21")));
    let refunds = format!("/v1/accounts/dan/charges/{}/refunds", charged["id"].as_str().unwrap());
    ledger.done("POST", &refunds, "back", json!({"credits": "20"}));
    assert_eq!((all(), used("owner")), (["94".into(), "20".into(), "20".into()], json!("1")));
}
