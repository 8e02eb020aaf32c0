//! What happens where credits do not cover a charge: what becomes of it, what stands in the way, what helps, what is owed.

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{Ledger, file};

const CRM: &[(&str, &str)] = &[("starterAllowance", "0"), ("packCredits", "10"), ("packPrice", "9")];
const AGENTALK: &[(&str, &str)] = &[("paidAllowance", "0"), ("packageCredits", "100"), ("packagePrice", "20")];
const ATTEMPTS: &[(&str, &str)] = &[("monthlyAllotment", "0"), ("packageCredits", "25"), ("packagePrice", "20")];

/// Does what a refusal says would help.
fn do_fix(ledger: &Ledger, key: &str, fix: &Value) {
    let account = fix["account"].as_str().unwrap();
    let (path, body) = match fix["action"].as_str().unwrap() {
        "add" => ("grants", json!({"credits": fix["credits"]})),
        "buy" => ("purchases", json!({"id": key, "topUp": fix["topUp"], "quantity": fix["quantity"]})),
        "allot" => ("allotments", json!({"to": fix["to"], "credits": fix["credits"], "mode": fix["mode"]})),
        other => panic!("{other}"),
    };
    let done = ledger.done("POST", &format!("/v1/accounts/{account}/{path}"), key, body);
    assert_eq!(done["credits"], fix["credits"], "{fix}");
}

/// CAL-12, AIE-9, AGT-5: each service has its own answer, the limit is named, and what helps helps.
#[test]
fn each_service_says_what_becomes_of_it_and_what_helps() {
    let india = |service: &str| json!({"service": service, "region": "IN", "text": "hello", "category": "marketing"});
    let text = json!({"service": "sms", "region": "IN", "text": "hello"});
    let call = |direction: &str| json!({"service": "call", "call": {"seconds": 90, "direction": direction}});
    let cases = [
        (
            "calcom",
            &[("aiAgentCredits", "5")][..],
            "free",
            vec![
                (text, "fallback_email"),
                (india("whatsapp"), "fallback_email"),
                (call("inbound"), "declined"),
                (json!({"service": "ai_agent"}), "declined"),
            ],
        ),
        (
            "ai-employee",
            CRM,
            "starter",
            vec![
                (json!({"service": "ai_reply"}), "paused"),
                (json!({"service": "ai_command"}), "paused"),
                (json!({"service": "knowledge_sync"}), "paused"),
            ],
        ),
        ("agentalk", AGENTALK, "paid", vec![(call("outbound"), "paused"), (call("inbound"), "declined")]),
        ("atllas", ATTEMPTS, "standard", vec![(json!({"service": "call_attempt"}), "declined")]),
    ];
    for (book, set, plan, charges) in cases {
        let folder = TempDir::new().unwrap();
        let deck = file(folder.path(), "rates.csv", "iso,price_usd\nIN,0.05\n");
        let set: Vec<String> = set.iter().map(|(name, value)| format!("--set={name}={value}")).collect();
        let mut arguments = vec!["--book", book];
        arguments.extend(set.iter().map(String::as_str));
        if book == "calcom" {
            arguments.extend(["--deck", &deck]);
        }
        let ledger = Ledger::start_in(folder, &arguments);
        for (n, (request, decision)) in charges.into_iter().enumerate() {
            let account = format!("account-{n}");
            ledger.open(json!({"id": account, "plan": plan}));
            let (status, refused) = ledger.charge(&account, "one", &request);
            assert_eq!((status, &refused["code"]), (402, &json!("insufficient-credits")), "{refused}");
            assert_eq!(refused["decision"], decision, "{book} {request}");
            assert_eq!(refused["limit"], json!({"kind": "pool", "account": account}));
            assert_eq!((&refused["available"], &refused["missing"]), (&json!("0"), &refused["required"]));
            assert_eq!(refused["fix"]["action"], "buy");
            assert!(ledger.entries(&account).is_empty(), "nothing is on record but that");
            do_fix(&ledger, "payment", &refused["fix"]);
            assert_eq!(ledger.charge(&account, "one", &request), (402, refused.clone()), "a refusal is an answer");
            let (status, charged) = ledger.charge(&account, "two", &request);
            assert_eq!((status, &charged["credits"]), (201, &refused["required"]), "{charged}");
        }
    }
}

/// The smallest fix is the smallest: one package less would not do. Where nothing is for sale, credits are added.
#[test]
fn the_fix_is_the_smallest() {
    let ledger = Ledger::on("ai-employee", CRM);
    ledger.open(json!({"id": "acme", "plan": "starter"}));
    ledger.done("POST", "/v1/accounts/acme/grants", "gift", json!({"credits": "4.999999"}));
    let sync = json!({"service": "knowledge_sync"});
    let (_, refused) = ledger.charge("acme", "one", &sync);
    assert_eq!((&refused["missing"], &refused["fix"]["quantity"]), (&json!("20.000001"), &json!(3)));
    ledger.done("POST", "/v1/accounts/acme/purchases", "less", json!({"id": "p-1", "topUp": "pack", "quantity": 2}));
    let (_, refused) = ledger.charge("acme", "two", &sync);
    assert_eq!((&refused["missing"], &refused["fix"]["quantity"]), (&json!("0.000001"), &json!(1)));
    do_fix(&ledger, "p-2", &refused["fix"]);
    assert_eq!(ledger.charge("acme", "three", &sync).0, 201);
    assert_eq!(ledger.balance("acme", "available"), "9.999999");

    let ledger = Ledger::on("agentalk", &[("freeAllowance", "1")]);
    ledger.open(json!({"id": "acme", "plan": "free"}));
    let call = json!({"service": "call", "call": {"seconds": 90, "direction": "inbound"}});
    let (_, refused) = ledger.charge("acme", "one", &call);
    assert_eq!(refused["fix"], json!({"action": "add", "account": "acme", "credits": "0.5"}));
    do_fix(&ledger, "gift", &refused["fix"]);
    assert_eq!(ledger.charge("acme", "two", &call).0, 201);
    assert_eq!(ledger.balance("acme", "available"), "0");
}

/// VOI-3, D19: usage beyond the allowance at its own rate, where the book says so. It is owed, and a refund takes that off
/// first.
#[test]
fn usage_beyond_the_allowance_is_owed() {
    let folder = TempDir::new().unwrap();
    let shown = crate::support::run(&["book", "show", "voice-credits"], b"");
    let mut book: Value = serde_json::from_slice(&shown.stdout).unwrap();
    book["services"]["call"]["overage"] = json!({"credits": "3"});
    let path = file(folder.path(), "book.json", &book.to_string());
    let set = ["--set=creditsPerMinute=2", "--set=monthlyAllowance=10", "--set=extraCredits=7", "--set=extraPrice=1"];
    let ledger = Ledger::start_in(folder, &[&["--book", path.as_str()], &set[..]].concat());
    ledger.open(json!({"id": "acme", "plan": "standard"}));
    let call = |minutes: u64| json!({"service": "call", "call": {"seconds": minutes * 60}});
    let (status, charged) = ledger.charge("acme", "one", &call(7));
    assert_eq!((status, &charged["decision"]), (201, &json!("overage")), "{charged}");
    assert_eq!(charged["credits"], "16", "5 minutes of the allowance, 2 at 3 credits");
    let balance = |field: &str| ledger.balance("acme", field);
    assert_eq!((balance("available").as_str(), balance("debt").as_str()), ("0", "6"));
    let entries = ledger.entries("acme");
    let moved: Vec<_> = entries[1..].iter().map(|entry| (entry["from"].clone(), entry["credits"].clone())).collect();
    assert_eq!(moved, [(json!("lot"), json!("10")), (json!("debt"), json!("6"))]);

    assert_eq!(ledger.charge("acme", "two", &call(1)).1["decision"], "overage");
    assert_eq!((balance("available").as_str(), balance("debt").as_str()), ("0", "9"));
    // A hold makes no debt.
    let hold = json!({"credits": "1", "expiresIn": 60});
    assert_eq!(ledger.post("/v1/accounts/acme/holds", "hold", &hold).0, 402);

    let refunds = format!("/v1/accounts/acme/charges/{}/refunds", charged["id"].as_str().unwrap());
    ledger.done("POST", &refunds, "some", json!({"credits": "4"}));
    assert_eq!((balance("available").as_str(), balance("debt").as_str()), ("0", "5"));
    let rest = ledger.done("POST", &refunds, "rest", json!({}));
    assert_eq!(rest["credits"], "12");
    assert_eq!((balance("available").as_str(), balance("debt").as_str()), ("10", "3"), "the other call's stays");
}
