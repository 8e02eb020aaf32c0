//! What was counted, priced: equal to single quotes, and to every course that calls can take.

use num_bigint::BigUint;
use septet::Engine;
use septet::campaign::{Breakdown, Calls, DialUntil, Line, POSITION_MAX, Place, Terms};
use septet::credits::{Credits, Ratio, decimal};
use septet::phone::{Number, Region};
use septet::wire;

use crate::chance::Chance;

fn region(name: &str) -> Place {
    Place::Region(Region::parse(name).unwrap())
}

fn terms(plan: &str, service: &str) -> Terms {
    Terms { plan: plan.into(), service: service.into(), ..Terms::default() }
}

fn line(place: Place, segments: u32, segments_max: u32, recipients: u64) -> Line {
    Line { place, segments: Some(segments), segments_max: Some(segments_max), position: 1, recipients }
}

fn price(engine: &Engine, terms: &Terms, lines: &[Line]) -> [String; 3] {
    let breakdown = Breakdown { terms: terms.clone(), lines: lines.to_vec() };
    let estimate = engine.price_breakdown(&breakdown).unwrap();
    [estimate.min, estimate.expected, estimate.max].map(|credits| credits.to_string())
}

fn refusal(engine: &Engine, terms: &Terms, lines: &[Line]) -> String {
    let breakdown = Breakdown { terms: terms.clone(), lines: lines.to_vec() };
    let error = engine.price_breakdown(&breakdown).unwrap_err();
    format!("{}: {error}", error.code())
}

/// CAL-2, CAL-3, CAL-5: segments, the rate times 1.8, and nothing within North America on the team plan.
#[test]
fn messages_cost_what_quotes_say() {
    let engine = wire::engine("calcom", &[("sms", b"iso,price_usd\nIN,0.05\nUS,0.0083\n")]).unwrap();
    let lines = [line(region("IN"), 1, 1, 3), line(region("IN"), 2, 3, 1), line(region("US"), 5, 6, 1_000_000)];
    assert_eq!(price(&engine, &terms("team", "sms"), &lines), ["45", "45", "54"]);
    assert_eq!(price(&engine, &terms("organization", "sms"), &lines), ["10000045", "10000045", "12000054"]);
}

/// CAL-4: a message is one, however long it is.
#[test]
fn channels_that_charge_by_message() {
    let deck = b"market,category,price_usd\nIndia,marketing,0.0107\nIndia,utility,0.0014\n";
    let engine = wire::engine("calcom", &[("whatsapp", deck)]).unwrap();
    let category = Some(septet::rates::Category::Marketing);
    let lines = [line(region("IN"), 1, 1, 10), line(region("IN"), 0, 0, 5)];
    assert_eq!(price(&engine, &Terms { category, ..terms("organization", "whatsapp") }, &lines)[1], "30");
    let missing = refusal(&engine, &terms("organization", "whatsapp"), &lines);
    assert!(missing.starts_with("invalid-request: field `category` is missing"), "{missing}");
}

/// D10: no line is left out of a sum.
#[test]
fn a_line_without_a_price_is_an_error() {
    let engine = wire::engine("calcom", &[("sms", b"iso,price_usd\nIN,0.05\n")]).unwrap();
    let lines = [line(region("IN"), 1, 1, 3), line(region("FR"), 1, 1, 1)];
    let expected = "no-rate: the `sms` deck has no rate for region `FR`";
    assert_eq!(refusal(&engine, &terms("team", "sms"), &lines), expected);
    // Neither is one of messages whose parts nobody counted.
    let uncounted = [line(region("IN"), 1, 1, 3), Line { segments: None, ..line(region("IN"), 1, 1, 3) }];
    let refused = refusal(&engine, &terms("team", "sms"), &uncounted);
    assert!(refused.contains("`breakdown.lines[1].segments`: it is missing"), "{refused}");
}

#[test]
fn numbers_stand_where_regions_say_too_little() {
    let deck = b"iso,prefix,line,price_usd\nIN,,,0.04\n,9140,,0.06\nfreephone,,,0.10\n";
    let engine = wire::engine("calcom", &[("sms", deck)]).unwrap();
    let number = |text: &str| Place::Number(Number::parse(text).unwrap());
    let cost = |place| price(&engine, &terms("organization", "sms"), &[line(place, 1, 1, 1)])[2].clone();
    assert_eq!(cost(number("+914012345678")), "11");
    assert_eq!(cost(number("+919812345678")), "8");
    assert_eq!(cost(number("+80012345678")), "18");
}

/// An engine of attempts with other prices than the preset's.
fn attempts(outcomes: &[(&str, u32)], until: &[&str]) -> Engine {
    let mut document = set("atllas");
    let price = &mut document["services"]["call_attempt"]["price"]["perAttempt"];
    price["outcomes"] =
        outcomes.iter().map(|(name, credits)| (name.to_string(), wire::Value::from(credits.to_string()))).collect();
    price["dialUntil"] = until.iter().map(|name| name.to_string()).collect();
    wire::engine(document, &[]).unwrap()
}

/// ATL-4: all courses that a turn of so many numbers can take, each with its probability and its credits.
fn courses(outcomes: &[(&str, u32, Ratio)], until: &[&str], numbers: u32) -> Vec<(Ratio, u64)> {
    if numbers == 0 {
        return vec![(Ratio::from(1), 0)];
    }
    let mut all = Vec::new();
    for (name, credits, probability) in outcomes {
        let rest = if until.contains(name) { vec![(Ratio::from(1), 0)] } else { courses(outcomes, until, numbers - 1) };
        all.extend(rest.iter().map(|(p, sum)| (p.times(probability).unwrap(), sum + u64::from(*credits))));
    }
    all
}

/// ATL-4: min, expected and max of attempts against every course.
#[test]
fn attempts_against_every_course() {
    let names = ["answered", "failed", "voicemail_left", "cancelled"];
    let mut chance = Chance(4);
    for _ in 0..200 {
        let outcomes: Vec<_> =
            names[..1 + chance.below(4)].iter().map(|name| (*name, chance.below(4) as u32)).collect();
        let until: Vec<_> = outcomes.iter().map(|(name, _)| *name).filter(|_| chance.below(2) == 0).collect();
        let engine = attempts(&outcomes, &until);
        let mut left = 100;
        let mut calls = Calls::default();
        let mut weighed = Vec::new();
        for (index, &(name, credits)) in outcomes.iter().enumerate() {
            let percent = if index + 1 == outcomes.len() { left } else { chance.below(left + 1) };
            left -= percent;
            let probability = decimal("p", &format!("{}.{:02}", percent / 100, percent % 100)).unwrap();
            calls.probabilities.insert(name.into(), probability);
            weighed.push((name, credits, Ratio::from(probability)));
        }
        let terms = Terms { calls, ..terms("standard", "call_attempt") };
        for numbers in 1..=4 {
            let position = |position| Line { position, ..line(region("US"), 0, 0, 1) };
            let lines: Vec<_> = (1..=numbers).map(position).collect();
            let courses = courses(&weighed, &until, numbers);
            let mean = courses.iter().fold(Ratio::ZERO, |sum, (probability, credits)| {
                sum.plus(&probability.times(&Ratio::from(*credits)).unwrap()).unwrap()
            });
            let nearest = septet::credits::Rounding {
                per: septet::credits::Per::Call,
                mode: septet::credits::RoundingMode::HalfEven,
                scale: 6,
            };
            let least = courses.iter().map(|(_, credits)| *credits).min().unwrap();
            let most = courses.iter().map(|(_, credits)| *credits).max().unwrap();
            let found = engine.price_breakdown(&Breakdown { terms: terms.clone(), lines }).unwrap();
            assert_eq!(found.expected, nearest.round(&mean).unwrap(), "{outcomes:?} {until:?} × {numbers}");
            assert_eq!(found.min.to_string(), least.to_string(), "{outcomes:?} {until:?} × {numbers}");
            assert!(found.max >= Credits::from_micros(most as i64 * 1_000_000));
            assert!(found.min <= found.expected && found.expected <= found.max);
        }
    }
}

/// ATL-4: as many numbers as there can be, and a million recipients, against whole numbers of any size.
#[test]
fn long_turns_of_many_recipients() {
    const RECIPIENTS: u64 = 1_000_000;
    let engine = attempts(&[("answered", 1), ("failed", 0)], &["answered"]);
    for (answered, failed) in [(3_333_u32, 6_667_u32), (1, 9_999), (9_999, 1), (5_000, 5_000), (10_000, 0), (0, 10_000)]
    {
        let decimal = |of: u32| decimal("p", &format!("{}.{:04}", of / 10_000, of % 10_000)).unwrap();
        let probabilities =
            [("answered", answered), ("failed", failed)].map(|(name, of)| (name.to_owned(), decimal(of))).into();
        let calls = Calls { probabilities, ..Calls::default() };
        let terms = Terms { calls, ..terms("standard", "call_attempt") };
        for numbers in [1, 5, 6, 9, 10, 12, 50, POSITION_MAX] {
            let position = |position| Line { position, ..line(region("US"), 0, 0, RECIPIENTS) };
            let lines = (1..=numbers).map(position).collect();
            let found = engine.price_breakdown(&Breakdown { terms: terms.clone(), lines }).unwrap();
            // Somebody answers, unless all numbers fail; in millionths, to the nearest.
            let all = BigUint::from(10_000_u32).pow(numbers);
            let some = &all - BigUint::from(failed).pow(numbers);
            let micros = (some * RECIPIENTS * 2_000_000_u64 + &all) / (all * 2_u32);
            assert_eq!(found.expected.micros().to_string(), micros.to_string(), "{answered} × {numbers}");
            assert_eq!(found.max.to_string(), (RECIPIENTS * u64::from(numbers)).to_string());
        }
    }
}

/// ATL-4: an operator's choice in place of the book's; a charged voicemail ends the turn, or does not.
#[test]
fn dial_until() {
    let engine = atllas();
    let probability = |text: &str| decimal("p", text).unwrap();
    let probabilities = [("answered", "0.25"), ("voicemail_left", "0.5"), ("failed", "0.25")];
    let calls = Calls {
        probabilities: probabilities.map(|(name, p)| (name.to_owned(), probability(p))).into(),
        ..Calls::default()
    };
    let lines = [1, 2, 3].map(|position| Line { position, ..line(region("US"), 0, 0, 64) });
    let expected = |until: Option<DialUntil>| {
        let calls = Calls { dial_until: until, ..calls.clone() };
        price(&engine, &Terms { calls, ..terms("standard", "call_attempt") }, &lines)
    };
    // 64 × 0.75 × (1 + 0.75 + 0.75²), and 64 × 0.75 × (1 + 0.25 + 0.25²)
    assert_eq!(expected(None), ["0", "111", "192"]);
    assert_eq!(expected(Some(DialUntil::Answered)), ["0", "111", "192"]);
    assert_eq!(expected(Some(DialUntil::Connected)), ["0", "63", "192"]);
    let failed = DialUntil::Outcomes(["failed".to_owned()].into());
    assert_eq!(expected(Some(failed)), ["0", "111", "192"]);
    // Nothing known is the most.
    let terms = terms("standard", "call_attempt");
    assert_eq!(price(&engine, &terms, &lines), ["0", "192", "192"]);
}

/// The preset of attempts with values of its parameters.
pub(crate) fn atllas() -> Engine {
    wire::engine(set("atllas"), &[]).unwrap()
}

/// The preset with values of its parameters.
fn set(preset: &str) -> wire::Value {
    let values = [("monthlyAllotment", "1000"), ("packageCredits", "500"), ("packagePrice", "50")];
    let values = values.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    wire::set(wire::document(preset.into()).unwrap(), &values, "").unwrap()
}

/// CAL-6: 29 credits a minute, by the second, rounded up to whole credits.
#[test]
fn calls_by_the_minute() {
    let engine = wire::engine("calcom", &[]).unwrap();
    let calls = Calls { max_s: Some(300), expected_s: Some(90), ..Calls::default() };
    let service = "call";
    let lines = [1, 2].map(|position| Line { position, ..line(region("US"), 0, 0, 10) });
    let with = |calls: Calls| Terms { calls, ..terms("organization", service) };
    assert_eq!(price(&engine, &with(calls.clone()), &lines), ["0", "880", "2900"]);
    let probabilities = [("answered".to_owned(), decimal("p", "0.3").unwrap())].into();
    let likely = Calls { probabilities, ..calls.clone() };
    // 10 × 44 × 0.3 × (1 + 0.7)
    assert_eq!(price(&engine, &with(likely), &lines), ["0", "224.4", "2900"]);

    let missing = "invalid-request: field `call.maxSeconds` is missing: `call` is charged by the minute: \
                   give the longest that a call may last";
    assert_eq!(refusal(&engine, &with(Calls { max_s: None, ..calls.clone() }), &lines), missing);
    let long = Calls { max_s: Some(60), ..calls.clone() };
    let expected = "invalid-request: `call.expectedSeconds` is `90`: it must be 0 to 60";
    assert_eq!(refusal(&engine, &with(long), &lines), expected);
}

#[test]
fn probabilities_are_probabilities() {
    let engine = attempts(&[("answered", 1), ("failed", 0)], &["answered"]);
    let refused = |given: &[(&str, &str)]| {
        let probabilities = given.iter().map(|(name, p)| (name.to_string(), decimal("p", p).unwrap())).collect();
        let calls = Calls { probabilities, ..Calls::default() };
        refusal(&engine, &Terms { calls, ..terms("standard", "call_attempt") }, &[])
    };
    let sum = "invalid-request: `outcomeProbabilities` add up to `0.9`: those of all outcomes must add up to 1";
    assert_eq!(refused(&[("answered", "0.3"), ("failed", "0.6")]), sum);
    let sum = "invalid-request: `outcomeProbabilities` add up to `1.1`: those of all outcomes must add up to 1";
    assert_eq!(refused(&[("answered", "0.5"), ("failed", "0.6")]), sum);
    let unknown = "unknown-outcome: an attempt cannot end as `lost`: `answered`, `failed`";
    assert_eq!(refused(&[("lost", "1")]), unknown);
    let range = "must be from 0 to 1, with at most 4 decimal places";
    for given in ["-0.1", "1.5", "0.00001"] {
        let expected = format!("invalid-request: `outcomeProbabilities.answered`: `{given}` {range}");
        assert_eq!(refused(&[("answered", given)]), expected);
    }
}

#[test]
fn a_breakdown_is_read_as_it_was_written() {
    let engine = wire::engine("calcom", &[("sms", b"iso,price_usd\nIN,0.05\nfreephone,0.1\n")]).unwrap();
    let json = r#"{"plan":"organization","service":"sms","lines":[
        {"region":"IN","segments":2,"segmentsMax":3,"recipients":10},
        {"to":"+80000000000","segments":1,"recipients":1}]}"#;
    let breakdown = wire::breakdown(wire::parse(json).unwrap()).unwrap();
    assert_eq!(engine.price_breakdown(&breakdown).unwrap().max.to_string(), "288");
    let again = serde_json::to_value(wire::BreakdownDocument::from(&breakdown)).unwrap();
    assert_eq!(again, wire::parse(json).unwrap());

    let refused = |json: &str| wire::breakdown(wire::parse(json).unwrap()).unwrap_err().to_string();
    let neither = r#"{"plan":"team","service":"sms","lines":[{"recipients":1}]}"#;
    assert_eq!(refused(neither), "field `lines[0].region` is missing: say where these recipients are");
    let both = r#"{"plan":"team","service":"sms","lines":[{"recipients":1,"region":"IN","to":"+919876543210"}]}"#;
    assert_eq!(refused(both), "give `lines[0].region` or `lines[0].to`, not both");
    let region = r#"{"plan":"team","service":"sms","lines":[{"recipients":1,"region":"in"}]}"#;
    let expected =
        "`lines[0].region`: `in` is not a region: give an ISO 3166-1 code of two capital letters, such as `IN`";
    assert_eq!(refused(region), expected);
    let number = r#"{"plan":"team","service":"sms","lines":[{"recipients":1,"to":"12"}]}"#;
    assert!(refused(number).starts_with("`lines[0].to`: `12` is not an E.164 number"), "{}", refused(number));
    let day = r#"{"plan":"team","service":"sms","at":"soon","lines":[]}"#;
    assert_eq!(refused(day), "`at`: `soon` is not a date such as `2026-11-20`");
    let other = r#"{"plan":"team","service":"sms","lines":[],"dialUntil":"noon"}"#;
    let expected = "`dialUntil`: `noon` is none of `answered`, `connected`, nor a list of outcomes";
    assert_eq!(refused(other), expected);
}

#[test]
fn lines_that_cannot_be() {
    let engine = wire::engine("calcom", &[("sms", b"iso,price_usd\nIN,0.05\n")]).unwrap();
    let terms = terms("team", "sms");
    let less = "invalid-request: `breakdown.lines[0].segmentsMax`: `1` must be `segments`, `2`, or more";
    assert_eq!(refusal(&engine, &terms, &[line(region("IN"), 2, 1, 1)]), less);
    let none = Line { position: 0, ..line(region("IN"), 1, 1, 1) };
    let expected = "invalid-request: `breakdown.lines[0].position`: `0` must be 1 to 100";
    assert_eq!(refusal(&engine, &terms, &[none]), expected);
    let many = [line(region("IN"), 1, 1, u64::MAX)];
    assert!(refusal(&engine, &terms, &many).starts_with("out-of-range: "));
}
