//! Charges of every kind, on every book, through a real ledger: what was previewed is what is taken.

use septet::wire::{self, Settings};
use serde_json::{Value, json};

use crate::support::Ledger;

const AGENTALK: &[(&str, &str)] = &[
    ("freeAllowance", "10"),
    ("paidAllowance", "0"),
    ("paidPrice", "49"),
    ("modelShare", "0.4"),
    ("packageCredits", "100"),
    ("packagePrice", "20"),
];
const CRM: &[(&str, &str)] = &[("starterAllowance", "0")];
const VOICE: &[(&str, &str)] = &[("creditsPerMinute", "2"), ("monthlyAllowance", "0")];
const ATTEMPTS: &[(&str, &str)] = &[("monthlyAllotment", "0")];

/// A ledger on a book, with an account on a plan that holds some credits and nothing else.
fn ledger(book: &str, set: &[(&str, &str)], plan: &str, credits: &str) -> Ledger {
    let set: Vec<String> = set.iter().map(|(name, value)| format!("--set={name}={value}")).collect();
    let mut arguments = vec!["--book", book];
    arguments.extend(set.iter().map(String::as_str));
    let ledger = Ledger::start(&arguments);
    assert_eq!(ledger.post("/v1/accounts", "open", &json!({"id": "acme", "plan": plan, "seats": 0})).0, 201);
    if credits != "0" {
        assert_eq!(ledger.post("/v1/accounts/acme/grants", "grant", &json!({"credits": credits})).0, 201);
    }
    ledger
}

fn charge(ledger: &Ledger, key: &str, body: Value) -> (u16, Value) {
    ledger.post("/v1/accounts/acme/charges", key, &body)
}

fn available(ledger: &Ledger) -> String {
    ledger.get("/v1/accounts/acme/balance")["available"].as_str().unwrap().to_owned()
}

/// AIE-1: a reply that is drafted and then sent is one reply, whatever the keys of the requests.
#[test]
fn a_reply_counts_once() {
    let ledger = ledger("ai-employee", CRM, "starter", "3");
    let reply = |id: &str| json!({"service": "ai_reply", "interaction": {"id": id}});
    let (status, drafted) = charge(&ledger, "draft", reply("reply-1"));
    assert_eq!((status, &drafted["decision"], &drafted["credits"]), (201, &json!("charged"), &json!("1")));
    let (status, sent) = charge(&ledger, "send", reply("reply-1"));
    assert_eq!((status, &sent["decision"], &sent["credits"]), (201, &json!("free"), &json!("0")));
    assert_eq!(available(&ledger), "2");

    // Another reply, and another service's interaction of the same id, are others.
    assert_eq!(charge(&ledger, "other", reply("reply-2")).1["credits"], "1");
    let command = json!({"service": "ai_command", "interaction": {"id": "reply-1"}});
    assert_eq!(charge(&ledger, "command", command).1["credits"], "1");
    assert_eq!(available(&ledger), "0");

    // AIE-9: exhausted, a new reply pauses; one that has been paid for is still sent. A refused one is not counted.
    let (status, refused) = charge(&ledger, "third", reply("reply-3"));
    assert_eq!((status, &refused["decision"]), (402, &json!("paused")));
    assert_eq!(charge(&ledger, "send-again", reply("reply-2")).1["decision"], "free");
    ledger.post("/v1/accounts/acme/grants", "more", &json!({"credits": "1"}));
    assert_eq!(charge(&ledger, "third-again", reply("reply-3")).1["decision"], "charged");

    // Reserving for a reply is none: it is paid for when it is captured, and once.
    let hold = |key: &str, id: &str| {
        let held = ledger.done("POST", "/v1/accounts/acme/holds", key, json!({"charge": reply(id), "expiresIn": 60}));
        format!("/v1/accounts/acme/holds/{}", held["id"].as_str().unwrap())
    };
    ledger.post("/v1/accounts/acme/grants", "for-holds", &json!({"credits": "1"}));
    let held = hold("hold", "reply-5");
    let capture =
        |key: &str| ledger.done("POST", &format!("{held}/captures"), key, json!({"charge": reply("reply-5")}));
    assert_eq!((&capture("capture")["credits"], &capture("again")["credits"]), (&json!("1"), &json!("0")));
    ledger.delete(&held, "end");
    ledger.post("/v1/accounts/acme/grants", "for-another", &json!({"credits": "1"}));
    ledger.delete(&hold("another", "reply-6"), "release");
    assert_eq!(charge(&ledger, "after-all", reply("reply-6")).1["decision"], "charged");

    // An interaction that was broken off is free and does not count as the reply.
    let broken = json!({"service": "ai_reply", "interaction": {"id": "reply-4", "completed": false}});
    assert_eq!(charge(&ledger, "broken", broken).1["decision"], "free");
    assert_eq!(charge(&ledger, "whole", reply("reply-4")).0, 402);
}

/// AIE-1: also when a draft and its sending come at once.
#[test]
fn racing_steps_of_a_reply_count_once() {
    let ledger = ledger("ai-employee", CRM, "starter", "10");
    std::thread::scope(|scope| {
        for n in 0..8 {
            let ledger = &ledger;
            scope.spawn(move || {
                let reply = json!({"service": "ai_reply", "interaction": {"id": "reply-1"}});
                assert_eq!(charge(ledger, &format!("step-{n}"), reply).0, 201);
            });
        }
    });
    assert_eq!(available(&ledger), "9");
}

/// CAL-6, AIE-4, AGT-1, AGT-5, VOI-2, ATL-2: the charge's quote is the preview's, on every book and for every kind of usage.
#[test]
fn what_is_previewed_is_charged_on_every_book() {
    let call = |seconds: u64, direction: &str| json!({"service": "call", "call": {"seconds": seconds, "direction": direction}});
    let attempt = |outcome: &str| json!({"service": "call_attempt", "call": {"outcome": outcome}});
    let message = json!({"service": "whatsapp", "region": "IN", "category": "marketing"});
    let held = json!({"service": "call", "call": {"answeredAt": 0, "endedAt": 100, "holds": [[10, 20], [15, 30]]}});
    let carried = json!({"service": "call", "to": "+919876543210", "call": {"seconds": 61}});
    let cases = [
        (
            "calcom",
            &[("aiAgentCredits", "2.5")][..],
            "team",
            vec![(call(90, "inbound"), "44"), (message, "4"), (json!({"service": "ai_agent"}), "2.5")],
        ),
        ("ai-employee", CRM, "starter", vec![(json!({"service": "knowledge_sync"}), "25"), (carried, "0")]),
        ("agentalk", AGENTALK, "paid", vec![(call(90, "outbound"), "1.5"), (call(20, "inbound"), "0.333334")]),
        ("voice-credits", VOICE, "standard", vec![(held, "2.666667")]),
        (
            "atllas",
            ATTEMPTS,
            "standard",
            vec![(attempt("answered"), "1"), (attempt("failed"), "0"), (json!({"service": "call_attempt"}), "1")],
        ),
    ];
    for (book, set, plan, charges) in cases {
        let ledger = ledger(book, set, plan, "100");
        let settings: Settings = set.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let engine = wire::engine_with(book, &[], &settings).unwrap();
        for (n, (request, credits)) in charges.into_iter().enumerate() {
            let mut preview = request.clone();
            preview["plan"] = plan.into();
            preview["account"] = json!({"bought": available(&ledger)});
            let preview = serde_json::to_value(wire::quote(&engine, preview).unwrap()).unwrap();
            let (status, charged) = charge(&ledger, &format!("{n}"), request);
            assert_eq!(status, 201, "{charged}");
            assert_eq!(charged["credits"], credits, "{book}");
            assert_eq!(charged["quote"], preview, "{book}");
        }
    }
}

/// CAL-8, CAL-10: an account on an unlimited plan is never charged, and its usage is on record.
#[test]
fn an_unlimited_plan_records() {
    let ledger = ledger("calcom", &[], "enterprise", "0");
    let (status, answer) = charge(&ledger, "one", json!({"service": "call", "call": {"seconds": 600}}));
    assert_eq!((status, &answer["decision"], &answer["credits"]), (201, &json!("recorded"), &json!("290")));
    assert_eq!(available(&ledger), "0");
    let entries = ledger.get("/v1/accounts/acme/entries");
    assert_eq!(entries["entries"][0]["record"]["measured"]["billedSeconds"], "600");
}

/// AGT-5: what does not go ahead is decided by the call's direction.
#[test]
fn at_zero_an_outbound_call_pauses_and_an_inbound_one_is_declined() {
    let ledger = ledger("agentalk", AGENTALK, "paid", "0");
    for (direction, decision) in [("outbound", "paused"), ("inbound", "declined")] {
        let call = json!({"service": "call", "call": {"seconds": 60, "direction": direction}});
        let (status, refused) = charge(&ledger, direction, call);
        assert_eq!((status, &refused["decision"], &refused["missing"]), (402, &json!(decision), &json!("1")));
    }
}

/// What the ledger knows itself nobody tells it: not the plan, not the price, not that something was paid already.
#[test]
fn a_charge_cannot_say_what_the_ledger_knows() {
    let ledger = ledger("calcom", &[("aiAgentCredits", "5")], "team", "100");
    let wrong = [
        ("plan", json!({"service": "ai_agent", "plan": "enterprise"})),
        ("account", json!({"service": "ai_agent", "account": {"unlimited": true}})),
        ("parameters", json!({"service": "ai_agent", "parameters": {"aiAgentCredits": "0"}})),
        ("at", json!({"service": "ai_agent", "at": "2020-01-01"})),
        ("interaction.counted", json!({"service": "ai_agent", "interaction": {"id": "1", "counted": true}})),
        ("call.charged", json!({"service": "call", "call": {"seconds": 60, "charged": "29"}})),
    ];
    for (field, body) in wrong {
        let (status, problem) = charge(&ledger, field, body);
        assert_eq!((status, &problem["code"]), (400, &json!("unknown-field")), "{problem}");
        assert_eq!(problem["detail"], format!("a charge has no field `{field}`: the ledger sets it itself"));
    }
    let (_, problem) =
        charge(&ledger, "repair", json!({"service": "sms", "region": "IN", "text": "hi", "repair": true}));
    assert_eq!(problem["detail"], "a charge has no field `repair`: ask for repairs in a quote");
    assert_eq!(available(&ledger), "100");
}

/// The demo makes up values for the parameters that nobody has set, and says so.
#[test]
fn the_demo_shows_its_values_as_such() {
    for (book, plan, request, text) in [
        ("calcom", "team", json!({"service": "ai_agent"}), "5 credits (demo value) an interaction: 5 credits"),
        (
            "voice-credits",
            "standard",
            json!({"service": "call", "call": {"seconds": 60}}),
            "60 s at 2 credits (demo value) a minute = 2 credits: 2 credits",
        ),
    ] {
        let ledger = Ledger::start(&["--demo", "--demo-days", "0", "--book", book]);
        assert_eq!(ledger.get("/v1/accounts/demo")["plan"], plan);
        let (status, answer) = ledger.post("/v1/accounts/demo/charges", "one", &request);
        assert_eq!(status, 201, "{answer}");
        assert_eq!(answer["quote"]["explanation"]["steps"][0]["text"], text);
    }
    // What was set stays as it was set.
    let ledger = Ledger::start(&["--demo", "--demo-days", "0", "--set", "aiAgentCredits=3"]);
    let (_, answer) = ledger.post("/v1/accounts/demo/charges", "one", &json!({"service": "ai_agent"}));
    assert_eq!(answer["quote"]["explanation"]["steps"][0]["text"], "3 credits an interaction: 3 credits");
}

/// What a charge has come to, as it goes on.
#[test]
fn a_charge_can_be_looked_at() {
    let ledger = ledger("calcom", &[], "team", "100");
    let (_, charged) = charge(&ledger, "one", json!({"service": "call", "call": {"seconds": 90}}));
    let path = format!("/v1/accounts/acme/charges/{}", charged["id"].as_str().unwrap());
    let fresh = ledger.get(&path);
    assert_eq!((&fresh["credits"], &fresh["refunded"], &fresh["open"]), (&json!("44"), &json!(false), &json!(false)));
    assert_eq!(fresh["parts"], json!([{"lot": 1, "credits": "44"}]));
    assert_eq!(fresh["record"]["bookHash"], charged["quote"]["bookHash"]);
    ledger.post(&format!("{path}/refunds"), "back", &json!({"credits": "4.5"}));
    let now = ledger.get(&path);
    assert_eq!((&now["credits"], &now["refunded"]), (&json!("39.5"), &json!(true)));
    assert_eq!(ledger.ask("GET", "/v1/accounts/acme/charges/ch_1", None, None).1["code"], "unknown-charge");
}

/// CAL-8, CAL-9: what each plan grants, and what can be bought on it.
#[test]
fn the_plans_are_those_of_the_book() {
    let plans = ledger("calcom", &[], "team", "0").get("/v1/plans");
    let of = |id: &str| plans["plans"].as_array().unwrap().iter().find(|plan| plan["id"] == id).unwrap().clone();
    assert_eq!((&of("team")["allowance"], &of("team")["credits"]), (&json!("per_seat"), &json!("750")));
    assert_eq!((&of("organization")["credits"], &of("free")["allowance"]), (&json!("1000"), &json!("none")));
    assert_eq!(
        (&of("platform")["coversDescendants"], &of("enterprise")["allowance"]),
        (&json!(true), &json!("unlimited"))
    );
    assert_eq!((&of("free")["topUps"], &of("enterprise")["topUps"]), (&json!(["credit"]), &json!([])));
    assert_eq!(plans["topUps"][0]["price"], "0.01");
}

/// `90.0` is 90: in another language's JSON it is the same request, by its key and by its quote.
#[test]
fn a_number_has_one_form() {
    let ledger = ledger("calcom", &[], "team", "1000");
    let call = |seconds: Value, quantity: Value| json!({"service": "call", "call": {"seconds": seconds}, "quantity": quantity});
    let (whole, float) = (call(json!(90), json!(2)), call(json!(90.0), json!(2.0)));
    let mut quote = whole.clone();
    quote["account"] = "acme".into();
    let token = ledger.ask("POST", "/v1/quotes", None, Some(&quote)).1["quoteToken"].clone();
    let with_token = |mut body: Value| {
        body["quoteToken"] = token.clone();
        body
    };
    let (status, charged) = charge(&ledger, "one", with_token(float));
    assert_eq!((status, &charged["credits"]), (201, &json!("88")), "{charged}");
    assert_eq!(charge(&ledger, "one", with_token(whole)), (201, charged));

    let refused = |path: &str, key: &str, body: Value, detail: &str| {
        assert_eq!(ledger.post(path, key, &body).1["detail"], detail);
    };
    let hold = |seconds: Value| json!({"credits": "1", "expiresIn": seconds});
    let (holds, charges) = ("/v1/accounts/acme/holds", "/v1/accounts/acme/charges");
    assert_eq!(ledger.post(holds, "hold", &hold(json!(60.0))).0, 201);
    let expected = "expected a whole number from 0 to 18446744073709551615";
    refused(holds, "half", hold(json!(1.5)), &format!("`expiresIn`: the fraction `1.5` was given, {expected}"));
    refused(holds, "less", hold(json!(-1)), &format!("`expiresIn`: integer `-1` was given, {expected}"));
    let profile = json!({"service": "sms", "region": "IN", "text": "a", "profile": {"name": "own", "partsMax": -1}});
    let detail = "`profile.partsMax`: integer `-1` was given, expected a whole number from 0 to 4294967295";
    refused(charges, "profile", profile, detail);
}

/// Who has mistyped a field reads which there are, each where it is.
#[test]
fn fields_of_a_charge_are_named() {
    let ledger = ledger("calcom", &[], "team", "0");
    let fields = "`book`, `service`, `to`, `region`, `operator`, `category`, `text`, `profile`, `encoding`, `smart`, \
                  `national`, `call`, `interaction`, `quantity`";
    let body = json!({"service": "sms", "region": "IN", "text": "hello", "colour": "red"});
    let (_, problem) = charge(&ledger, "one", body.clone());
    let detail = format!("there is no field `colour`: {fields}, `quoteToken`, `agent`, `campaign`");
    assert_eq!((&problem["code"], &problem["detail"]), (&json!("unknown-field"), &json!(detail)));
    let mut quote = body;
    quote["account"] = "acme".into();
    let (_, problem) = ledger.ask("POST", "/v1/quotes", None, Some(&quote));
    let detail = format!("there is no field `colour`: {fields}, `agent`, `campaign`, `account`, `expiresIn`");
    assert_eq!((&problem["code"], &problem["detail"]), (&json!("unknown-field"), &json!(detail)));
    let (_, problem) = charge(&ledger, "two", json!({"service": "ai_agent", "interaction": {"colour": "red"}}));
    assert_eq!(problem["detail"], "`interaction`: there is no field `colour`: `id`, `completed`");
}
