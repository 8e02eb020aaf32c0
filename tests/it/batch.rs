//! Many charges in one request, over a real socket.

use serde_json::{Value, json};

use crate::support::Ledger;

fn ledger() -> Ledger {
    let ledger = Ledger::on("ai-employee", &[("starterAllowance", "5")]);
    ledger.open(json!({"id": "acme", "plan": "starter"}));
    ledger.open(json!({"id": "other", "plan": "starter"}));
    ledger
}

fn item(account: &str, key: &str, service: &str) -> Value {
    json!({"account": account, "key": key, "charge": {"service": service}})
}

fn send(ledger: &Ledger, charges: &[Value]) -> (u16, Value) {
    ledger.ask("POST", "/v1/charges", None, Some(&json!({"charges": charges})))
}

fn answers(ledger: &Ledger, charges: &[Value]) -> Vec<Value> {
    let (status, answer) = send(ledger, charges);
    assert_eq!(status, 200, "{answer}");
    let answers = answer["answers"].as_array().unwrap().clone();
    assert_eq!(answers.len(), charges.len());
    answers
}

/// Each is answered as it would be alone, in order; what is refused is refused alone.
#[test]
fn a_batch_is_its_charges_one_after_the_other() {
    let (together, alone) = (ledger(), ledger());
    let mut charges = vec![
        item("acme", "k-1", "ai_reply"),
        item("other", "k-1", "ai_command"),
        item("acme", "k-2", "knowledge_sync"), // too dear
        item("acme", "k-3", "ai_reply"),
        item("nobody", "k-1", "ai_reply"),
        item("acme", "k-4", "fax"),
        item("acme", "k 5", "ai_reply"),
        item("acme", "k-1", "ai_reply"),   // once more
        item("acme", "k-1", "ai_command"), // the same key for something else
        item("other", "k-6", "ai_reply"),
    ];
    charges.push(json!({"account": "acme", "key": "k-7", "charge": {"service": "ai_reply", "plan": "enterprise"}}));
    charges.push(json!({"account": "acme", "key": "k-8", "charge": {"service": "ai_reply", "quoteToken": "a.b.c"}}));
    charges.push(json!({"account": "acme", "key": "k-9", "charge": []}));
    let found = answers(&together, &charges);
    let statuses: Vec<_> = found.iter().map(|answer| answer["status"].as_u64().unwrap()).collect();
    assert_eq!(statuses, [201, 201, 402, 201, 404, 400, 400, 201, 422, 201, 400, 400, 400]);
    for (answer, charge) in found.iter().zip(&charges) {
        let (account, key) = (charge["account"].as_str().unwrap(), charge["key"].as_str().unwrap());
        let (status, mut expected) = alone.charge(account, key, &charge["charge"]);
        assert_eq!((&answer["status"], &answer["body"]), (&json!(status), &expected.take()), "{charge}");
    }
    assert_eq!((&found[7]["replayed"], &found[7]["body"]), (&json!(true), &found[0]["body"]));
    assert!(found.iter().enumerate().all(|(n, answer)| answer["replayed"] == (n == 7)));
    for account in ["acme", "other"] {
        let kept = |ledger: &Ledger| -> Vec<_> {
            let entries = ledger.entries(account).into_iter();
            entries.map(|entry| [entry["seq"].clone(), entry["credits"].clone(), entry["record"].clone()]).collect()
        };
        assert_eq!(kept(&together), kept(&alone));
    }

    // The whole batch once more is answered and not done.
    let before = together.entries("acme").len();
    let again = answers(&together, &charges);
    for (again, first) in again.iter().zip(&found) {
        assert_eq!(again["body"], first["body"]);
        let kept = matches!(first["status"].as_u64(), Some(201 | 402));
        assert_eq!(again["replayed"], kept, "{again}");
    }
    assert_eq!(together.entries("acme").len(), before);
}

/// The same key alone and in a batch is the same request.
#[test]
fn a_key_is_the_same_alone_and_in_a_batch() {
    let ledger = ledger();
    let reply = json!({"service": "ai_reply", "interaction": {"id": "r-1"}});
    let (status, alone) = ledger.charge("acme", "one", &reply);
    let reordered =
        json!({"key": "one", "charge": {"interaction": {"id": "r-1"}, "service": "ai_reply"}, "account": "acme"});
    let found = answers(&ledger, &[reordered, item("acme", "two", "ai_reply")]);
    assert_eq!((&found[0]["status"], &found[0]["replayed"], &found[0]["body"]), (&json!(status), &json!(true), &alone));
    let (status, alone) = ledger.charge("acme", "two", &json!({"service": "ai_reply"}));
    assert_eq!((&json!(status), &alone), (&found[1]["status"], &found[1]["body"]));
    assert_eq!(ledger.charge("acme", "two", &json!({"service": "ai_command"})).1["code"], "idempotency-key-reused");
    assert_eq!(ledger.balance("acme", "available"), "3");
}

#[test]
fn a_batch_has_a_size() {
    let ledger = ledger();
    ledger.done("POST", "/v1/accounts/acme/grants", "grant", json!({"credits": "20000"}));
    let many =
        |count: usize| -> Vec<Value> { (0..count).map(|n| item("acme", &format!("many-{n}"), "ai_reply")).collect() };
    for count in [0, 10_001] {
        let (status, problem) = send(&ledger, &many(count));
        assert_eq!((status, &problem["code"]), (400, &json!("invalid-request")));
        assert_eq!(problem["detail"], format!("a batch has 1 to 10000 charges, this one has {count}"));
    }
    for wrong in [json!({}), json!({"charges": 1}), json!([]), json!({"charges": [{}]}), json!({"charges": [], "x": 1})]
    {
        assert_eq!(ledger.ask("POST", "/v1/charges", None, Some(&wrong)).0, 400, "{wrong}");
    }
    assert_eq!(ledger.balance("acme", "available"), "20005");
    let found = answers(&ledger, &many(10_000));
    assert!(found.iter().all(|answer| answer["status"] == 201 && answer["replayed"] == false));
    assert_eq!(found[9_999]["body"]["balance"]["available"], "10005");
    assert_eq!(ledger.balance("acme", "available"), "10005");
    let again = answers(&ledger, &many(10_000));
    assert!(again.iter().zip(&found).all(|(again, first)| again["replayed"] == true && again["body"] == first["body"]));
    assert_eq!(ledger.balance("acme", "available"), "10005");
}

/// D21: a refusal is an answer, and is answered again after a top-up; a request that was malformed left its key free; what
/// takes something away has a key as well.
#[test]
fn a_key_keeps_its_answer() {
    let ledger = ledger();
    let sync = json!({"service": "knowledge_sync"});
    let refused = ledger.charge("acme", "one", &sync);
    assert_eq!(refused.0, 402);
    ledger.done("POST", "/v1/accounts/acme/grants", "gift", json!({"credits": "100"}));
    assert_eq!(ledger.charge("acme", "one", &sync), refused);
    let found = answers(&ledger, &[item("acme", "one", "knowledge_sync"), item("acme", "two", "knowledge_sync")]);
    assert_eq!(
        (&found[0]["status"], &found[0]["replayed"], &found[1]["status"]),
        (&json!(402), &json!(true), &json!(201))
    );
    assert_eq!(ledger.charge("acme", "one", &json!({"service": "ai_reply"})).1["code"], "idempotency-key-reused");
    assert_eq!(ledger.charge("acme", "three", &json!({"service": "fax"})).0, 400);
    assert_eq!(ledger.charge("acme", "three", &sync).0, 201);
    // Another account's key is another key.
    assert_eq!(ledger.charge("other", "two", &json!({"service": "ai_reply"})).0, 201);
    for path in ["/v1/accounts/acme/purchases/p", "/v1/accounts/acme/holds/ho_1", "/v1/accounts/acme/allotments/b"] {
        let (status, problem) = ledger.ask("DELETE", path, None, None);
        assert_eq!((status, &problem["code"]), (400, &json!("idempotency-key-missing")), "{path}");
    }
}
