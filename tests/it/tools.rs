//! The commands that check and compare: books, decks, plans.

use std::fs;
use std::process::Output;

use septet::book::PRESETS;
use septet::wire;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{file, run};

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// The answer as JSON; the command ends with this status.
#[track_caller]
fn answer(status: i32, arguments: &[&str]) -> Value {
    let output = run(&[arguments, &["--json"]].concat(), b"");
    ended(status, &output);
    serde_json::from_slice(&output.stdout).unwrap()
}

#[track_caller]
fn ended(status: i32, output: &Output) {
    assert_eq!(output.status.code(), Some(status), "{} {}", text(&output.stdout), text(&output.stderr));
}

/// A book with four plans at prices, of which one sells nothing.
fn book() -> Value {
    let plan = |price: Value, allowance: Value| json!({"price": price, "allowance": allowance, "topUps": ["pack"]});
    json!({
        "id": "acme", "version": "1", "currency": "USD",
        "services": {"reply": {"price": {"perInteraction": {"credits": "1"}}, "exhausted": "paused"}},
        "plans": {
            "closed": {"price": {"amount": "1"}, "allowance": {"flat": "10"}},
            "pro": plan(json!({"amount": "20"}), json!({"flat": "1000"})),
            "seats": plan(json!({"amount": "15", "perSeat": true}), json!({"perSeat": "400"})),
            "starter": plan(json!({"amount": "10"}), json!({"flat": "100"}))
        },
        "topUps": {
            "pack": {"credits": "100", "price": "5", "expires": "never"}
        }
    })
}

/// 300 replies in October and 150 in November.
const USAGE: &str = r#"{"who":"a","plan":"pro","service":"reply","quantity":200,"at":"2026-10-01"}
{"who":"b","plan":"pro","service":"reply","quantity":100,"at":"2026-10-31"}

{"who":"a","service":"reply","quantity":150,"at":"2026-11-01","plan":"pro"}
"#;

#[test]
fn the_cheapest_plan_is_named() {
    let folder = TempDir::new().unwrap();
    let usage = file(folder.path(), "usage.jsonl", &USAGE.replace(r#","plan":"pro""#, ""));
    let path = file(folder.path(), "book.json", &book().to_string());
    let ask = |path: &str| answer(0, &["what-if", "--book", path, "--usage", &usage, "--seats", "2"]);
    let found = ask(&path);
    assert_eq!((&found["cheapest"], &found["tied"]), (&json!("starter"), &json!([])));
    let starter = &found["plans"][3];
    // 200 credits beyond in October, 50 in November: three packages.
    assert_eq!(
        starter["bought"],
        json!({"topUp": "pack", "packages": 3, "price": {"amount": "15", "currency": "USD"}})
    );
    assert_eq!((&starter["price"]["amount"], &starter["total"]["amount"]), (&json!("20"), &json!("35")));
    let beyond: Vec<_> = starter["periods"].as_array().unwrap().iter().map(|period| &period["beyond"]).collect();
    assert_eq!(beyond, ["200", "50"]);
    let total = |plan: usize| found["plans"][plan]["total"]["amount"].as_str();
    assert_eq!([total(0), total(1), total(2)], [None, Some("40"), Some("60")]);
    assert_eq!((&found["plans"][0]["covered"], &found["plans"][1]["covered"]), (&json!(false), &json!(true)));

    let mut tied = book();
    tied["plans"]["alpha"] = json!({"price": {"amount": "17.5"}, "allowance": "unlimited"});
    let path = file(folder.path(), "tied.json", &tied.to_string());
    let found = ask(&path);
    assert_eq!((&found["cheapest"], &found["tied"]), (&json!("alpha"), &json!(["starter"])));
    let output = run(&["what-if", "--book", &path, "--usage", &usage, "--seats", "2"], b"");
    assert!(text(&output.stdout).ends_with("cheapest: alpha, the first by name; the same: starter\n"), "{output:?}");
}

/// What usage comes to is the same from its credits alone.
#[test]
fn credits_are_put_on_plans_as_usage_is() {
    let folder = TempDir::new().unwrap();
    let usage = file(folder.path(), "usage.jsonl", &USAGE.replace(r#","plan":"pro""#, ""));
    let path = file(folder.path(), "book.json", &book().to_string());
    let mut found = answer(0, &["what-if", "--book", &path, "--usage", &usage, "--seats", "2"]);
    let plans = found["plans"].as_array_mut().unwrap();
    let used = plans.iter().map(|plan| {
        let periods: Vec<_> = plan["periods"].as_array().unwrap().iter().map(|period| &period["credits"]).collect();
        json!({"plan": plan["plan"], "periods": periods, "priced": plan["priced"], "unpriced": plan["unpriced"]})
    });
    let used = json!({"plans": used.collect::<Vec<_>>(), "seats": 2});
    let periods = plans.iter_mut().flat_map(|plan| plan["periods"].as_array_mut().unwrap());
    periods.for_each(|period| period["month"] = Value::Null);
    let engine = wire::engine_with(book(), &[], &wire::Settings::default()).unwrap();
    let again = serde_json::to_value(wire::plan_costs(&engine, used).unwrap()).unwrap();
    assert_eq!(again, found);
    assert_eq!(again["plans"].as_array().unwrap().len(), 4);
}

/// VOI-3: what is beyond the allowance is owed where the service has a price for it, and plans are compared with it.
#[test]
fn usage_beyond_the_allowance_is_owed_on_plans() {
    let folder = TempDir::new().unwrap();
    let mut book = book();
    book["creditValue"] = "0.01".into();
    book["services"] = json!({
        "ai": {"price": {"perInteraction": {"credits": "2"}}, "overage": {"credits": "5"}, "exhausted": "paused"},
        "reply": {"price": {"perInteraction": {"credits": "1"}}, "exhausted": "paused"},
    });
    book["plans"] = json!({
        "p": {"price": {"amount": "10"}, "allowance": {"flat": "5"}},
        "q": {"price": {"amount": "30"}, "allowance": {"flat": "1000"}, "topUps": ["pack"]},
    });
    let path = file(folder.path(), "book.json", &book.to_string());
    let usage = file(folder.path(), "usage.jsonl", r#"{"service":"ai","quantity":300}"#);
    let ask = |path: &str, usage: &str| answer(0, &["what-if", "--book", path, "--usage", usage]);
    let found = ask(&path, &usage);
    let p = &found["plans"][0];
    // 5 of 600 credits are covered: the rest is 595 / 600 of 1500.
    assert_eq!(p["owed"], json!({"credits": "1487.5", "price": {"amount": "14.875", "currency": "USD"}}));
    assert_eq!((&p["beyond"], &p["covered"], &p["bought"]), (&json!("595"), &json!(true), &Value::Null));
    assert_eq!((&p["total"]["amount"], &found["cheapest"]), (&json!("24.875"), &json!("p")));
    let output = text(&run(&["what-if", "--book", &path, "--usage", &usage], b"").stdout);
    assert!(output.contains("owed at the overage price: 1487.5 credits, USD 14.875"), "{output}");

    // The same of credits alone, where it is said what they are at the overage price.
    let engine = wire::engine(book.clone(), &[]).unwrap();
    let costs = |overage: Value| {
        let used = json!({"plans": [{"plan": "p", "periods": ["600"], "overage": overage, "priced": 1}]});
        wire::plan_costs(&engine, used).map(|costs| serde_json::to_value(costs).unwrap()["plans"][0].clone())
    };
    assert_eq!(costs(json!(["1500"])).unwrap(), *p);
    let unsaid = costs(Value::Null).unwrap();
    assert_eq!((&unsaid["covered"], &unsaid["unknown"]), (&json!(true), &json!(["overage"])));
    assert_eq!(costs(json!([])).unwrap_err().code(), "invalid-request");

    // What has no such price has to be bought, and is bought after the allowance.
    let lines = "{\"service\":\"ai\",\"quantity\":2}\n{\"service\":\"reply\",\"quantity\":10}\n";
    let found = ask(&path, &file(folder.path(), "both.jsonl", lines));
    assert_eq!((&found["plans"][0]["covered"], &found["plans"][0]["beyond"]), (&json!(false), &json!("9")));
    // What is beyond an allowance that nobody has said is not owed yet.
    book["plans"]["p"]["allowance"] = "operator".into();
    let found = ask(&file(folder.path(), "open.json", &book.to_string()), &usage);
    assert_eq!((found["plans"][0].get("owed"), &found["plans"][0]["unknown"]), (None, &json!(["allowance"])));
    book["plans"]["p"]["allowance"] = json!({"flat": "5"});
    // Credits without a value are no money.
    book.as_object_mut().unwrap().remove("creditValue");
    let found = ask(&file(folder.path(), "worthless.json", &book.to_string()), &usage);
    assert_eq!((&found["plans"][0]["unknown"], &found["cheapest"]), (&json!(["creditValue"]), &json!("q")));
}

/// AIE-7: what never expires is there in later months; AIE-5: a trial is over before they are.
#[test]
fn packages_last_and_trials_end() {
    let folder = TempDir::new().unwrap();
    let lines: String = (1..=12)
        .map(|month| format!("{{\"service\":\"reply\",\"quantity\":110,\"at\":\"2026-{month:02}-01\"}}\n"))
        .collect();
    let ask = |book: &Value, lines: &str| {
        let path = file(folder.path(), "book.json", &book.to_string());
        answer(0, &["what-if", "--book", &path, "--usage", &file(folder.path(), "usage.jsonl", lines)])
    };
    let mut book = book();
    book["topUps"]["pack"]["price"] = "4".into();
    // Ten credits are missing each month.
    assert_eq!(ask(&book, &lines)["plans"][3]["bought"]["packages"], 2);
    book["topUps"]["pack"]["expires"] = "period_end".into();
    assert_eq!(ask(&book, &lines)["plans"][3]["bought"]["packages"], 12);

    book["plans"]["trial"] = json!({"price": {"amount": "0"}, "allowance": {"flat": "5000"}, "trial": {"days": 30, "paymentMethodNeeded": false}});
    let found = ask(&book, &lines);
    assert_eq!((&found["plans"][4]["endsAfterDays"], &found["cheapest"]), (&json!(30), &json!("starter")));
    let path = file(folder.path(), "book.json", &book.to_string());
    let usage = file(folder.path(), "usage.jsonl", &lines);
    let shown = text(&run(&["what-if", "--book", &path, "--usage", &usage], b"").stdout);
    assert!(shown.contains("a trial, which ends after 30 days"), "{shown}");
    assert!(shown.ends_with("cheapest: starter, of the plans that are no trial\n"), "{shown}");
    let february = "{\"service\":\"reply\",\"at\":\"2026-02-01\"}\n";
    let found = ask(&book, february);
    assert_eq!((found["plans"][4].get("endsAfterDays"), &found["cheapest"]), (None, &json!("trial")));
}

/// CAL-10, CAL-13: what is recorded and not deducted costs nothing, and is shown apart.
#[test]
fn what_is_recorded_costs_nothing() {
    let folder = TempDir::new().unwrap();
    let mut before = book();
    before["plans"]["all"] = json!({"price": {"amount": "90"}, "allowance": "unlimited"});
    let mut after = before.clone();
    after["services"]["reply"]["price"]["perInteraction"]["credits"] = "3".into();
    let [before, after] = [("before.json", before), ("after.json", after)]
        .map(|(name, book)| file(folder.path(), name, &book.to_string()));
    let lines = r#"{"who":"a","plan":"pro","service":"reply","quantity":20}
{"who":"b","plan":"all","service":"reply","quantity":50}
{"who":"c","plan":"pro","service":"reply","quantity":70,"account":{"funding":"external"}}
"#;
    let usage = file(folder.path(), "usage.jsonl", lines);
    let diff = answer(1, &["book", "diff", &before, &after, "--usage", &usage]);
    let accounts = diff["accounts"].as_array().unwrap();
    let each: Vec<_> = accounts
        .iter()
        .map(|account| (&account["who"], &account["credits"]["difference"], &account["recorded"]["after"]))
        .collect();
    let none = &Value::Null;
    assert_eq!(
        each,
        [
            (&json!("a"), &json!("40"), none),
            (&json!("b"), &json!("0"), &json!("150")),
            (&json!("c"), &json!("0"), &json!("210"))
        ]
    );
    assert_eq!(accounts[1]["priced"], 1);
    let shown = text(&run(&["book", "diff", &before, &after, "--usage", &usage], b"").stdout);
    assert!(shown.contains("recorded and not deducted: 50 before, 150 after"), "{shown}");

    let found = answer(0, &["what-if", "--book", &before, "--usage", &usage]);
    let plan = |name: &str| found["plans"].as_array().unwrap().iter().find(|plan| plan["plan"] == name).unwrap();
    assert_eq!((&plan("starter")["credits"], &plan("starter")["recorded"]), (&json!("70"), &json!("70")));
    assert_eq!((&plan("all")["credits"], &plan("all")["recorded"]), (&json!("0"), &json!("140")));
    assert_eq!(plan("all")["total"]["amount"], "90");
}

/// Usage names the book that it was made for: one of those that are compared, whichever it is.
#[test]
fn usage_of_either_book_is_compared() {
    let folder = TempDir::new().unwrap();
    let (mut before, mut after) = (book(), book());
    (before["id"], after["id"]) = ("old".into(), "new".into());
    after["services"]["reply"]["price"]["perInteraction"]["credits"] = "3".into();
    let [before, after] = [("before.json", before), ("after.json", after)]
        .map(|(name, book)| file(folder.path(), name, &book.to_string()));
    let line = |book: &str| json!({"who": book, "book": book, "plan": "pro", "service": "reply"}).to_string();
    let usage = file(folder.path(), "usage.jsonl", &["old", "new", "other"].map(line).join("\n"));
    let diff = answer(1, &["book", "diff", &before, &after, "--usage", &usage]);
    let counts = |who: &str| {
        let accounts = diff["accounts"].as_array().unwrap();
        let account = accounts.iter().find(|account| account["who"] == who).unwrap();
        ["priced", "unpricedBefore", "unpricedAfter"].map(|field| account[field].as_u64().unwrap_or_default())
    };
    assert_eq!([counts("old"), counts("new"), counts("other")], [[1, 0, 0], [1, 0, 0], [0, 1, 1]]);
}

#[test]
fn what_nobody_has_said_is_named() {
    let folder = TempDir::new().unwrap();
    let lines = r#"{"service":"sms","region":"GB","text":"hello","quantity":100}
{"service":"ai_agent"}
"#;
    let usage = file(folder.path(), "usage.jsonl", lines);
    let found = answer(0, &["what-if", "--usage", &usage]);
    let team = found["plans"].as_array().unwrap().iter().find(|plan| plan["plan"] == "team").unwrap();
    assert_eq!(team["unknown"], json!(["aiAgentCredits", "teamPrice"]));
    assert_eq!((&team["priced"], &team["unpriced"]), (&json!(1), &json!(1)));
    assert_eq!(team["error"]["code"], "parameter-missing");
    assert_eq!(team["periods"], json!([{"month": null, "credits": "1100", "allowance": "750", "beyond": "350"}]));
    assert_eq!((&team["total"], &found["cheapest"]), (&Value::Null, &Value::Null));
    let set = answer(0, &["what-if", "--usage", &usage, "--set", "aiAgentCredits=5", "--seats", "2"]);
    assert_eq!(set["plans"][4]["credits"], "1105");
    assert_eq!(set["plans"][4]["unknown"], json!(["teamPrice"]));
    assert_eq!(set["plans"][4]["periods"][0]["allowance"], "1500");

    let found = answer(
        0,
        &["what-if", "--book", "ai-employee", "--usage", &file(folder.path(), "e.jsonl", r#"{"service":"ai_reply"}"#)],
    );
    assert_eq!(found["plans"][0]["plan"], "enterprise");
    assert_eq!(found["plans"][0]["unknown"], json!(["allowance", "price"]));
    assert_eq!(found["plans"][0]["periods"][0]["allowance"], Value::Null);
}

#[test]
fn a_bad_line_of_usage_is_named() {
    let folder = TempDir::new().unwrap();
    for (line, problem) in [
        ("{\"service\":1}", "line 2: `service`: "),
        ("{", "line 2: not JSON: "),
        (r#"{"who":5,"service":"sms"}"#, "line 2: `who`: it must be a string"),
        (r#"{"service":"sms","parameters":{"a":"1"}}"#, "line 2: field `parameters` has no place in a line of usage"),
    ] {
        let usage = file(folder.path(), "usage.jsonl", &format!("\n{line}\n"));
        let output = run(&["what-if", "--usage", &usage], b"");
        ended(2, &output);
        assert!(text(&output.stderr).contains(problem), "{output:?}");
    }
}

#[test]
fn books_are_checked() {
    let folder = TempDir::new().unwrap();
    for (name, _) in PRESETS {
        assert_eq!(answer(0, &["book", "check", name])["ok"], true);
    }
    let mut wrong = book();
    wrong["plans"]["pro"]["allowance"] = json!({"flat": "-1"});
    let path = file(folder.path(), "wrong.json", &wrong.to_string());
    let found = answer(1, &["book", "check", &path]);
    let finding = &found["findings"][0];
    assert_eq!((&finding["severity"], &finding["path"]), (&json!("error"), &json!("plans.pro.allowance")));
    assert_eq!(finding["code"], "invalid-book");

    let mut odd = book();
    odd["plans"]["pro"]["topUps"] = json!([]);
    for plan in ["seats", "starter"] {
        odd["plans"][plan]["topUps"] = json!([]);
    }
    let path = file(folder.path(), "odd.json", &odd.to_string());
    let output = run(&["book", "check", &path], b"");
    ended(1, &output);
    assert_eq!(text(&output.stdout), "warning: topUps.pack: no plan sells it [unused-top-up]\n");

    let deck = file(folder.path(), "rates.csv", "iso,price_usd\nIN,cheap\n");
    let found = answer(1, &["book", "check", "calcom", "--deck", &deck]);
    assert_eq!(
        (&found["findings"][0]["path"], &found["findings"][0]["code"]),
        (&json!("decks.sms"), &json!("invalid-deck"))
    );
    let path = file(folder.path(), "cut.json", "{\"id\": ");
    assert_eq!(answer(1, &["book", "check", &path])["findings"][0]["code"], "malformed-json");
    let path = file(folder.path(), "book.json", &book().to_string());
    assert_eq!(text(&run(&["book", "check", &path], b"").stdout), "nothing was found\n");
    for misuse in
        [&["book", "check", "no.json"][..], &["book", "check", "acme"], &["book", "check", &path, "--set", "a=1"]]
    {
        ended(2, &run(misuse, b""));
    }
    let usage = file(folder.path(), "usage.jsonl", r#"{"plan":"team","service":"sms","region":"KP","text":"a"}"#);
    let found = answer(1, &["book", "check", "calcom", "--usage", &usage]);
    assert_eq!(
        (&found["findings"][0]["path"], &found["findings"][0]["code"]),
        (&json!("decks.sms"), &json!("missing-rate"))
    );
}

#[test]
fn books_are_shown() {
    let output = text(&run(&["book", "show", "calcom", "--words", "--set", "aiAgentCredits=5"], b"").stdout);
    for line in [
        "    price      29 credits a minute\n",
        "    price      the carrier's rate (sms deck) × 1.8 a segment\n",
        "    price      5 credits a completed interaction\n",
        "    rounding   up to whole credits, each segment\n",
        "    allowance  750 credits a seat and period\n",
        "    sells  1 credit for USD 0.01; never expires\n",
        "    value  5\n",
    ] {
        assert!(output.contains(line), "{line} in {output}");
    }
    let unset = text(&run(&["book", "show", "calcom", "--words"], b"").stdout);
    assert!(unset.contains("    value  unset\n") && unset.contains("`aiAgentCredits` (unset) credits"), "{unset}");
    for (name, _) in PRESETS {
        ended(0, &run(&["book", "show", name], b""));
    }
    for line in [
        "    used first    carried over, then allowance, then promo and recurring, then top-up\n",
        "    debt          is not repaid by later credits\n",
        "    alerts        when 20 %, 0 % of the credits granted are left\n",
    ] {
        assert!(output.contains(line), "{line} in {output}");
    }
    let folder = TempDir::new().unwrap();
    let mut own = book();
    let increments = json!({"firstS": 60, "nextS": 6, "anchor": "start"});
    let attempts = json!({"outcomes": {"answered": "1", "failed": "0"}, "dialUntil": ["answered"]});
    own["services"]["call"] = json!({
        "price": {"perMinute": {"credits": "1", "increments": increments}},
        "rounding": {"per": "call", "mode": "ceil", "scale": 0}, "exhausted": "declined",
    });
    own["services"]["attempt"] = json!({"price": {"perAttempt": attempts}, "exhausted": "declined"});
    own["services"]["shown"] = json!({"price": {"carrierCost": {"per": "minute", "rates": "voice", "increments": {"firstS": 6, "nextS": 6}}}, "exhausted": "declined"});
    own["policies"] = json!({
        "repayDebt": true, "rollOver": {"cap": "500"}, "burn": {"topUp": 0}, "refundGraceDays": 30, "proration": "daily",
        "reload": {"threshold": "20", "amount": "100", "packages": 2, "monthlyCap": "1000"},
        "allotments": {"mode": "cap", "renew": true},
    });
    let path = file(folder.path(), "own.json", &own.to_string());
    let shown = text(&run(&["book", "show", &path, "--words"], b"").stdout);
    for words in [
        "the first 60 s, then every 6 s begun of the call itself, from answer",
        "answered 1, failed 0; no further number is dialled after: answered",
        "    measured   every 6 s begun, from answer\n",
        "carried over and top-up, then allowance",
        "at most 500 credits of what is left, for one period",
        "credits by the days that are left",
        "reopen what expired 30 days ago at most",
        "is first repaid by later credits",
        "when the balance falls to 20: 2 × 100 credits, at most 1000 a period",
        "a limit on the shared pool, made again each period",
    ] {
        assert!(shown.contains(words), "{words} in {shown}");
    }
    let document = answer(0, &["book", "show", "calcom", "--set", "aiAgentCredits=5"]);
    assert_eq!(document["parameters"]["aiAgentCredits"]["value"], "5");
}

#[test]
fn books_are_compared() {
    let folder = TempDir::new().unwrap();
    let before = file(folder.path(), "before.json", &book().to_string());
    let mut changed = book();
    changed["services"]["reply"]["price"]["perInteraction"]["credits"] = "1.5".into();
    changed["services"]["reply"]["note"] = "dearer".into();
    changed["plans"].as_object_mut().unwrap().remove("closed");
    let after = file(folder.path(), "after.json", &changed.to_string());
    let usage =
        file(folder.path(), "usage.jsonl", &format!("{USAGE}{}", r#"{"who":"c","plan":"closed","service":"reply"}"#));
    let diff = answer(1, &["book", "diff", &before, &after, "--usage", &usage]);
    let paths: Vec<_> =
        diff["changes"].as_array().unwrap().iter().map(|change| change["path"].as_str().unwrap()).collect();
    assert_eq!(paths, ["plans.closed", "services.reply.note", "services.reply.price.perInteraction.credits"]);
    assert_eq!((&diff["changes"][2]["before"], &diff["changes"][2]["after"]), (&json!("1"), &json!("1.5")));
    assert!(diff["changes"][0].get("after").is_none());
    let accounts = diff["accounts"].as_array().unwrap();
    let who: Vec<_> =
        accounts.iter().map(|account| (account["who"].as_str().unwrap(), &account["credits"]["difference"])).collect();
    assert_eq!(who, [("a", &json!("175")), ("b", &json!("50")), ("c", &json!("0"))]);
    assert_eq!((&accounts[2]["unpricedBefore"], &accounts[2]["unpricedAfter"]), (&json!(0), &json!(1)));
    assert_eq!((&accounts[2]["error"]["code"], &accounts[0]["money"]), (&json!("unknown-plan"), &Value::Null));
    assert_eq!((&accounts[0]["reasons"], &accounts[2]["reasons"][0]["after"]), (&json!([]), &json!(1)));

    // Each reason is told, with the lines that it is of.
    let lines = ["fax", "reply", "fax"].map(|service| json!({"who": "c", "plan": "closed", "service": service}));
    let usage = file(folder.path(), "several.jsonl", &lines.map(|line| line.to_string()).join("\n"));
    let diff = answer(1, &["book", "diff", &before, &after, "--usage", &usage]);
    let reasons = diff["accounts"][0]["reasons"].as_array().unwrap();
    let told = |field: &str| reasons.iter().map(|reason| reason[field].clone()).collect::<Vec<_>>();
    assert_eq!((told("before"), told("after")), (vec![json!(0), json!(2)], vec![json!(3), json!(0)]), "{diff}");
    assert_eq!(told("code"), ["unknown-plan", "unknown-service"]);
    let shown = text(&run(&["book", "diff", &before, &after, "--usage", &usage], b"").stdout).to_owned();
    assert!(shown.contains("0 before, 3 after, as ") && shown.contains("2 before, 0 after, as "), "{shown}");

    let same = run(&["book", "diff", "calcom", "calcom"], b"");
    ended(0, &same);
    assert_eq!(text(&same.stdout), "the books are equal\n");
    let output = run(&["book", "diff", &before, &after], b"");
    assert!(
        text(&output.stdout).contains("~ services.reply.price.perInteraction.credits: \"1\" → \"1.5\"\n"),
        "{output:?}"
    );
    ended(2, &run(&["book", "diff", "calcom", "no.json"], b""));
}

/// Books in another currency are compared with their own rates, and documents without any.
#[test]
fn books_are_compared_with_their_own_numbers() {
    let folder = TempDir::new().unwrap();
    let mut one = book();
    one["currency"] = "EUR".into();
    one["creditValue"] = "0.01".into();
    one["parameters"] = json!({"both": {"type": "credits", "required": false}});
    one["services"]["sms"] = json!({
        "price": {"perSegment": {"carrierRate": {"multiplier": "1.8"}}},
        "rounding": {"per": "segment", "mode": "ceil", "scale": 0}, "exhausted": "paused",
    });
    let mut other = one.clone();
    other["services"]["sms"]["price"]["perSegment"]["carrierRate"]["multiplier"] = "2".into();
    other["parameters"]["extra"] = json!({"type": "credits", "required": false});
    let [one, other] =
        [("one.json", one), ("other.json", other)].map(|(name, book)| file(folder.path(), name, &book.to_string()));
    let diff = answer(1, &["book", "diff", &one, &other]);
    assert_eq!((diff["changes"].as_array().unwrap().len(), &diff["accounts"]), (2, &json!([])));

    let deck = file(folder.path(), "rates.csv", "iso,price,currency\nIN,0.1,EUR\n");
    let usage =
        file(folder.path(), "usage.jsonl", r#"{"who":"a","plan":"pro","service":"sms","region":"IN","text":"a"}"#);
    let ask = ["book", "diff", &one, &other, "--usage", &usage];
    let without = run(&ask, b"");
    ended(2, &without);
    assert!(text(&without.stderr).contains("EUR"), "{without:?}");
    let diff = answer(1, &[&ask[..], &["--deck", &deck, "--set", "extra=5", "--set", "both=1"]].concat());
    assert_eq!(diff["accounts"][0]["credits"], json!({"before": "18", "after": "20", "difference": "2"}));
    let values: Vec<_> = diff["changes"].as_array().unwrap().iter().map(|change| &change["path"]).collect();
    assert_eq!(values, ["parameters.extra", "services.sms.price.perSegment.carrierRate.multiplier"]);
    for wrong in [["--set", "nothing=1"], ["--deck", "telegraph=no.csv"]] {
        ended(2, &run(&[&ask[..], &wrong].concat(), b""));
    }
}

/// What standard input is read for; a byte order mark before a text is no part of it.
#[test]
fn files_may_be_standard_input_and_have_a_mark() {
    let folder = TempDir::new().unwrap();
    let marked = |text: &str| format!("\u{feff}{text}");
    let path = file(folder.path(), "book.json", &marked(&book().to_string()));
    let output =
        run(&["what-if", "--book", &path, "--usage", "-", "--json"], marked(r#"{"service":"reply"}"#).as_bytes());
    ended(0, &output);
    assert_eq!(serde_json::from_slice::<Value>(&output.stdout).unwrap()["plans"][0]["credits"], "1");
    ended(0, &run(&["book", "check", &path], b""));
    let output = run(&["deck", "check", "-"], b"iso,price_usd\nIN,0.05\n");
    ended(0, &output);
    assert_eq!(text(&output.stdout), "1 rates in USD\n");
    let output = run(&["segments", "--jsonl"], marked("{\"text\":\"a\"}\n{\"text\":\"b\"}\n").as_bytes());
    assert_eq!(text(&output.stdout).matches("\"segments\":1").count(), 2, "{output:?}");
}

#[test]
fn decks_are_checked_and_compared() {
    let folder = TempDir::new().unwrap();
    let old = file(folder.path(), "old.csv", "iso,price_usd\nIN,0.05\nFR,0.1\nDE,0.2\n");
    let new = file(folder.path(), "new.csv", "iso,price_usd\nIN,0.06\nFR,0.1\nGB,0.3\n");
    let wrong = file(folder.path(), "wrong.csv", "iso,price_usd\nIN,cheap\nIN,0.1\nIN,0.1\n");
    for shipped in ["sms", "whatsapp", "voice"] {
        assert_eq!(answer(0, &["deck", "check", shipped])["ok"], true);
    }
    let found = answer(1, &["deck", "check", &wrong]);
    let lines: Vec<_> = found["findings"].as_array().unwrap().iter().map(|finding| &finding["line"]).collect();
    assert_eq!(lines, [2, 4]);
    let odd = file(folder.path(), "odd.csv", "iso,price_usd\nXX,0.1\n");
    let output = run(&["deck", "check", &odd], b"");
    ended(1, &output);
    assert_eq!(
        text(&output.stdout),
        "line 2: warning: unknown region `XX`: no phone number is there\n1 rates in USD\n"
    );

    let output = run(&["deck", "diff", &old, &new], b"");
    ended(1, &output);
    assert_eq!(text(&output.stdout), "DE  0.2 → no rate\nGB  no rate → 0.3\nIN  0.05 → 0.06 (+20 %)\n");
    let diff = answer(1, &["deck", "diff", &old, &new]);
    assert_eq!(diff["changes"][2], json!({"key": "IN", "before": "0.05", "after": "0.06", "percent": "20"}));
    assert_eq!(answer(0, &["deck", "diff", "sms", "sms"])["changes"], json!([]));
    let euros = file(folder.path(), "euros.csv", "iso,price,currency\nIN,0.06,EUR\n");
    ended(2, &run(&["deck", "diff", &old, &euros], b""));
    ended(2, &run(&["deck", "check", "no.csv"], b""));
}

#[test]
fn quotes_of_calls_and_more() {
    let table = |arguments: &[&str]| {
        let output = run(&[&["quote"], arguments].concat(), b"");
        ended(0, &output);
        text(&output.stdout)
    };
    let call = "\
credits   44
worth     USD 0.44
decision  priced
call      90 s, billed: 90 s, outbound, handled by: ai
because   90 s at 29 credits a minute = 43.5 credits, rounded up to 44: 44 credits
";
    assert_eq!(table(&["--plan", "team", "--service", "call", "--seconds", "90", "--direction", "outbound"]), call);
    let whole = r#"{"seconds": 90, "direction": "outbound"}"#;
    assert_eq!(table(&["--plan", "team", "--service", "call", "--call", whole]), call);
    let attempt = table(&[
        "--book",
        "atllas",
        "--set",
        "monthlyAllotment=5",
        "--plan",
        "standard",
        "--service",
        "call_attempt",
        "--outcome",
        "answered",
    ]);
    assert!(attempt.starts_with("credits   1\ndecision  priced\nattempt   answered\n"), "{attempt}");
    let interaction =
        table(&["--plan", "team", "--service", "ai_agent", "--set", "aiAgentCredits=5", "--quantity", "3"]);
    assert!(interaction.contains("interaction  completed\nquantity     3\n"), "{interaction}");
    let market = ["--plan", "free", "--service", "whatsapp", "--region", "IN", "--category", "utility"];
    // The shipped deck changes on dates: today's are taken, in arguments and in lines.
    assert!(table(&market).contains("category  utility\n"));
    let line = br#"{"plan":"free","service":"whatsapp","region":"IN","category":"utility"}"#;
    let lines: Value = serde_json::from_slice(&run(&["quote", "--jsonl"], line).stdout).unwrap();
    let arguments = answer(0, &[&["quote"], &market[..]].concat());
    assert_eq!(lines, arguments);
    let dated = answer(0, &[&["quote"], &market[..], &["--at", "2026-10-02"]].concat());
    assert_eq!(dated["measured"]["at"], "2026-10-02");
    ended(2, &run(&["quote", "--plan", "team", "--service", "call", "--call", "90"], b""));
}

/// `src/docs/book.schema.json` is what the program prints: `UPDATE=1 cargo test` writes it anew.
#[test]
fn the_schema_is_published() {
    let printed = text(&run(&["book", "schema"], b"").stdout);
    let path = "src/docs/book.schema.json";
    if std::env::var_os("UPDATE").is_some() {
        fs::write(path, &printed).unwrap();
    }
    assert_eq!(fs::read_to_string(path).unwrap(), printed, "run with UPDATE=1");
}

#[test]
fn the_schema_takes_books_and_refuses_others() {
    let schema = septet::wire::book_schema();
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    let validator = jsonschema::validator_for(&schema).unwrap();
    for (name, document) in PRESETS {
        let document = serde_json::from_str(document).unwrap();
        assert_eq!(validator.validate(&document).map_err(|error| error.to_string()), Ok(()), "{name}");
    }
    assert!(validator.is_valid(&book()));
    let mut named = book();
    named["$schema"] = "book.schema.json".into();
    assert!(validator.is_valid(&named));
    for (pointer, wrong) in [
        ("/services", json!([])),
        ("/currency", Value::Null),
        ("/plans/pro/allowance", json!("sometimes")),
        ("/plans/pro/price/amount", json!(20)),
        ("/topUps/pack/colour", json!("red")),
        ("/services/reply/price", json!({"perWord": {"credits": "1"}})),
        ("/services/reply/price/perInteraction/discount", json!("1")),
        ("/policies", json!({"refundGraceDays": -1})),
    ] {
        let mut document = book();
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        document.pointer_mut(parent).unwrap()[name] = wrong;
        assert!(!validator.is_valid(&document), "{pointer}");
        assert!(septet::wire::book(document).is_err(), "{pointer}");
    }
}
