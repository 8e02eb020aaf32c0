//! Each finding about a book, on a small book that has it and on one that has not.

use std::collections::BTreeSet;

use septet::book::PRESETS;
use septet::quote::{Finding, Request, Severity};
use septet::wire;
use serde_json::{Value, json};

use crate::support::Chance;

const DECK: &str = "iso,price_usd\nIN,0.05\nUS,0.008\n";

/// A book that nothing is odd in: calls by the minute and messages at the carrier's rate.
fn plain() -> Value {
    json!({
        "id": "acme", "version": "1", "currency": "USD", "creditValue": "0.01",
        "parameters": {"packPrice": {"type": "money", "required": true, "value": "1"}},
        "services": {
            "call": {
                "price": {"perMinute": {"credits": "29", "increments": {"firstS": 1, "nextS": 1}}},
                "rounding": {"per": "call", "mode": "ceil", "scale": 0},
                "exhausted": "declined"
            },
            "sms": {
                "price": {"perSegment": {"carrierRate": {"multiplier": "1.8"}}},
                "rounding": {"per": "segment", "mode": "ceil", "scale": 0},
                "exhausted": "declined"
            }
        },
        "plans": {"solo": {"allowance": "none", "topUps": ["pack"]}},
        "topUps": {"pack": {"credits": "100", "price": {"parameter": "packPrice"}, "expires": "never"}}
    })
}

fn findings(deck: &str, edits: &[(&str, Value)]) -> Vec<Finding> {
    let mut book = plain();
    for (pointer, value) in edits {
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        let parent = book.pointer_mut(parent).unwrap_or_else(|| panic!("{pointer}"));
        parent.as_object_mut().unwrap().insert(name.to_owned(), value.clone());
    }
    wire::engine(book, &[("sms", deck.as_bytes())]).unwrap().lint(&[])
}

/// The book with these edits has the finding, there and with that text in it.
#[track_caller]
fn found(code: &str, path: &str, text: &str, edits: &[(&str, Value)]) {
    found_in(DECK, code, path, text, edits);
}

#[track_caller]
fn found_in(deck: &str, code: &str, path: &str, text: &str, edits: &[(&str, Value)]) {
    let findings = findings(deck, edits);
    let is_it = |finding: &&Finding| finding.code == code && finding.path == path && finding.text.contains(text);
    assert_eq!(findings.iter().filter(is_it).count(), 1, "{code} at {path}: {findings:#?}");
}

/// The book with these edits has no such finding.
#[track_caller]
fn absent(code: &str, edits: &[(&str, Value)]) {
    let findings = findings(DECK, edits);
    assert!(findings.iter().all(|finding| finding.code != code), "{findings:#?}");
}

#[test]
fn nothing_is_odd_in_a_plain_book() {
    assert_eq!(findings(DECK, &[]), []);
}

#[test]
fn presets_have_notes_only() {
    for (name, _) in PRESETS {
        let findings = wire::engine(*name, &[]).unwrap().lint(&[]);
        assert!(findings.iter().all(|finding| finding.severity == Severity::Note), "{name}: {findings:#?}");
        let codes: BTreeSet<_> = findings.iter().map(|finding| finding.code).collect();
        assert!(codes.contains("parameter-unset"), "{name}");
        assert_eq!(codes.contains("incomplete-deck"), *name == "ai-employee", "{name}");
    }
}

/// An own deck is not the incomplete one that ships.
#[test]
fn an_own_deck_is_not_called_incomplete() {
    let engine = wire::engine("ai-employee", &[("voice", b"iso,price_usd\nIN,0.05\n")]).unwrap();
    assert!(engine.lint(&[]).iter().all(|finding| finding.code != "incomplete-deck"));
}

#[test]
fn tiers_that_never_matter() {
    let tiers = |from_s: u64, credits: &str| json!({"tiers": [{"fromS": 0, "credits": "29"}, {"fromS": from_s, "credits": credits}]});
    let at = "/services/call/price/perMinute";
    let place = "services.call.price.perMinute.tiers[1]";
    found("unreachable-tier", place, "the longest has 2592000", &[(at, tiers(2_592_000, "10"))]);
    found("unreachable-tier", place, "the tier before", &[(at, tiers(600, "29.0"))]);
    absent("unreachable-tier", &[(at, tiers(600, "10"))]);

    let unbilled = |who: Value| json!({"credits": "29", "directions": {"outbound": [{"fromS": 0, "credits": "9"}]}, "unbilled": who});
    let place = "services.call.price.perMinute.directions.outbound";
    found("unreachable-tier", place, "unbilled", &[(at, unbilled(json!([{"direction": "outbound"}])))]);
    let both = json!([{"direction": "outbound", "handledBy": "ai"}, {"handledBy": "person"}]);
    found("unreachable-tier", place, "unbilled", &[(at, unbilled(both))]);
    absent("unreachable-tier", &[(at, unbilled(json!([{"direction": "outbound", "handledBy": "person"}])))]);
}

#[test]
fn messages_that_are_cheaper_in_two() {
    let rounding = |per: &str, mode: &str| json!({"per": per, "mode": mode, "scale": 0});
    let at = "/services/sms/rounding";
    let place = "services.sms.price.perSegment";
    // 1.44 credits a segment to the United States.
    let text = "a message of 3 segments costs 4 credits, two of 1 and 2 segments cost 3, at a rate of USD 0.008 (1 of the deck's 2";
    found("splitting-is-cheaper", place, text, &[(at, rounding("message", "floor"))]);
    let text = "a message of 2 segments costs 3 credits, two of 1 and 1 segments cost 2";
    found("splitting-is-cheaper", place, text, &[(at, rounding("message", "half_even"))]);
    absent("splitting-is-cheaper", &[(at, rounding("segment", "floor"))]);
    absent("splitting-is-cheaper", &[(at, rounding("message", "ceil"))]);
    absent("splitting-is-cheaper", &[("/services/sms/fee", json!("1")), ("/services/sms/minimum", json!("5"))]);
}

#[test]
fn calls_that_are_cheaper_in_two() {
    let at = "/services/call/price/perMinute";
    let place = "services.call.price.perMinute";
    let increments = |increments: Value| [(at, json!({"credits": "29", "increments": increments}))];
    let free = json!({"firstS": 1, "nextS": 1, "freeUnderS": 20});
    let text = "a call of 20 s costs 10 credits, two of 1 and 19 s cost 0";
    found("splitting-is-cheaper", place, text, &increments(free));
    let rising = json!({"tiers": [{"fromS": 0, "credits": "10"}, {"fromS": 300, "credits": "20"}]});
    found("splitting-is-cheaper", &format!("{place}.tiers"), "two of", &[(at, rising)]);
    found("splitting-is-cheaper", place, "two of 1 and 1 s", &increments(json!({"firstS": 1, "nextS": 60})));
    absent("splitting-is-cheaper", &increments(json!({"firstS": 60, "nextS": 6, "minimumS": 30})));
    let falling = json!({"tiers": [{"fromS": 0, "credits": "20"}, {"fromS": 300, "credits": "10"}]});
    absent("splitting-is-cheaper", &[(at, falling)]);
    let rounding = json!({"per": "call", "mode": "floor", "scale": 0});
    found("splitting-is-cheaper", place, "two of", &[("/services/call/rounding", rounding)]);
}

#[test]
fn prices_of_0() {
    let free = json!({"perMinute": {"credits": "0"}});
    found("zero-price", "services.call.price.perMinute", "0 credits", &[("/services/call/price", free.clone())]);
    absent("zero-price", &[("/services/call/price", free), ("/services/call/fee", json!("1"))]);
    let first_free = json!({"perMinute": {"tiers": [{"fromS": 0, "credits": "0"}, {"fromS": 60, "credits": "1"}]}});
    absent("zero-price", &[("/services/call/price", first_free)]);
    let deck = "iso,price_usd\nIN,0.05\nUS,0\n";
    found_in(deck, "zero-price", "services.sms.price.perSegment", "for `US`", &[]);
    assert_eq!(findings(deck, &[("/services/sms/price/perSegment/carrierRate/fee", json!("0.001"))]), []);
    let mut carrier_cost = plain();
    carrier_cost["services"]["sms"] = json!({"price": {"carrierCost": {"per": "segment"}}, "exhausted": "declined"});
    let engine = wire::engine(carrier_cost, &[("sms", deck.as_bytes())]).unwrap();
    assert_eq!(engine.lint(&[]), []);
    let attempt = |credits: &str| {
        let outcomes = json!({"answered": credits, "failed": "0"});
        [("/services/call", json!({"price": {"perAttempt": {"outcomes": outcomes}}, "exhausted": "declined"}))]
    };
    found("zero-price", "services.call.price.perAttempt.outcomes", "every outcome", &attempt("0"));
    absent("zero-price", &attempt("1"));
}

#[test]
fn regions_without_a_rate() {
    let free = |region: &str| [("/services/sms/free", json!([{"plans": ["solo"], "regions": ["US", region]}]))];
    found("missing-rate", "services.sms.free[0].regions", "no rate for `CA`", &free("CA"));
    absent("missing-rate", &free("IN"));
    found("unknown-region", "services.sms.free[0].regions", "unknown region `UK`", &free("UK"));
    absent("missing-rate", &free("UK"));

    let engine = wire::engine(plain(), &[("sms", DECK.as_bytes())]).unwrap();
    let request = |region: &str| Request {
        plan: "solo".into(),
        service: "sms".into(),
        region: Some(region.into()),
        text: Some("hello".into()),
        ..Request::default()
    };
    let findings = engine.lint(&[request("IN"), request("FR"), request("FR")]);
    assert_eq!(findings.len(), 1, "{findings:#?}");
    assert_eq!((findings[0].code, findings[0].path.as_str()), ("missing-rate", "decks.sms"));
    assert_eq!(findings[0].text, "the `sms` deck has no rate for region `FR`");

    let mut other = plain();
    other["services"]["sms"]["price"]["perSegment"]["carrierRate"]["rates"] = "telegraph".into();
    let findings = wire::engine(other, &[]).unwrap().lint(&[]);
    assert_eq!((findings[0].code, findings[0].path.as_str()), ("missing-rate", "decks.telegraph"));
}

#[test]
fn roundings_that_change_nothing() {
    let service = |price: Value, per: &str, overage: Value| {
        let rounding = json!({"per": per, "mode": "ceil", "scale": 0});
        let service = json!({"price": price, "rounding": rounding, "overage": overage, "exhausted": "declined"});
        [("/services/it", service)]
    };
    let reply = |credits: &str| json!({"perInteraction": {"credits": credits}});
    let place = "services.it.rounding";
    found("rounding-never-applies", place, "whole credits", &service(reply("3"), "interaction", Value::Null));
    absent("rounding-never-applies", &service(reply("3.5"), "interaction", Value::Null));
    let outcomes = |credits: &str| json!({"perAttempt": {"outcomes": {"answered": credits, "failed": "0"}}});
    found("rounding-never-applies", place, "whole credits", &service(outcomes("2"), "call", Value::Null));
    absent("rounding-never-applies", &service(outcomes("0.5"), "call", Value::Null));
    // A share of the overage price is rounded.
    absent("rounding-never-applies", &service(reply("3"), "interaction", json!({"credits": "5"})));
    // A book without it is refused.
    let increments = json!({"credits": "60", "increments": {"firstS": 1, "nextS": 1}});
    absent("rounding-never-applies", &[("/services/call/price/perMinute", increments)]);
    absent("rounding-never-applies", &[("/services/sms/price/perSegment/carrierRate/multiplier", json!("5"))]);
}

/// The book of the guide to price books is one in which nothing is odd, as the guide says.
#[test]
fn the_guides_book_has_no_finding() {
    let guide = std::fs::read_to_string("src/docs/books.md").unwrap();
    let book = guide.split("let book = r#\"").nth(1).unwrap().split("\"#;").next().unwrap();
    assert_eq!(wire::engine(wire::parse(book).unwrap(), &[]).unwrap().lint(&[]), []);
}

#[test]
fn parameters_and_top_ups() {
    let unset = json!({"type": "money", "required": true, "note": "the operator's"});
    let at = "/parameters/packPrice";
    found("parameter-unset", "parameters.packPrice", "no value (money): the operator's", &[(at, unset)]);
    absent("parameter-unset", &[(at, json!({"type": "money", "required": false}))]);
    let spare = json!({"type": "credits", "value": "1"});
    found("unused-parameter", "parameters.spare", "nothing", &[("/parameters/spare", spare)]);
    let top_up = json!({"credits": "1", "price": "1", "expires": "never"});
    found("unused-top-up", "topUps.other", "no plan", &[("/topUps/other", top_up.clone())]);
    let plan = json!({"allowance": "none", "topUps": ["other"]});
    absent("unused-top-up", &[("/topUps/other", top_up), ("/plans/duo", plan)]);
}

#[test]
fn decks() {
    let deck = "iso,prefix,price_usd\nIN,,0.05\n,91,0.05\n,9198,0.05\nXX,,0.1\n";
    found_in(deck, "overlapping-prefix", "decks.sms", "line 4: prefix `9198` never matters", &[]);
    found_in(deck, "deck", "decks.sms", "line 5: unknown region `XX`", &[]);
    let deck = "iso,valid_from,valid_to,price_usd\nIN,,2026-06-01,0.05\nIN,2026-07-01,,0.06\nUS,,,1\n";
    found_in(
        deck,
        "deck",
        "decks.sms",
        "line 3: region `IN` has no rate of its own from 2026-06-01 until 2026-07-01",
        &[],
    );
}

#[test]
fn every_code_has_a_test() {
    let tests = include_str!("lint.rs");
    for code in Finding::CODES {
        assert!(tests.contains(&format!("\"{code}\"")), "{code}");
    }
}

/// What is said of splitting messages is what quotes say: over roundings, multipliers, fees and minimums by chance.
#[test]
fn splitting_agrees_with_quotes() {
    let mut chance = Chance(7);
    let mut cheaper = 0;
    for _ in 0..60 {
        let mut book = plain();
        let sms = &mut book["services"]["sms"];
        let (per, mode) = (chance.pick(&["segment", "message"]), chance.pick(&["ceil", "half_even", "floor"]));
        sms["rounding"] = json!({"per": per, "mode": mode, "scale": chance.below(3)});
        sms["price"]["perSegment"]["carrierRate"]["multiplier"] = format!("1.{:03}", chance.below(1000)).into();
        for field in ["fee", "minimum"] {
            if chance.below(4) == 0 {
                sms[field] = chance.below(9).to_string().into();
            }
        }
        let engine = wire::engine(book, &[("sms", DECK.as_bytes())]).unwrap();
        let price = |region: &str, segments: usize| {
            let text = if segments == 1 { "a".to_owned() } else { "a".repeat(153 * segments) };
            let (region, text) = (Some(region.to_owned()), Some(text));
            let request = Request { plan: "solo".into(), service: "sms".into(), region, text, ..Request::default() };
            engine.quote(&request).unwrap().credits
        };
        let is_cheaper = ["IN", "US"].iter().any(|region| {
            let prices: Vec<_> = (1..=10).map(|segments| price(region, segments)).collect();
            let split = |n: usize| (1..n).any(|a| prices[a - 1].plus(prices[n - a - 1]).unwrap() < prices[n - 1]);
            (2..=10).any(split)
        });
        let findings = engine.lint(&[]);
        let said = findings.iter().any(|finding| finding.code == "splitting-is-cheaper");
        assert_eq!(said, is_cheaper, "{findings:#?} {:#?}", engine.book().services["sms"]);
        cheaper += usize::from(said);
    }
    assert!((5..55).contains(&cheaper), "{cheaper} of 60: both are met");
}
