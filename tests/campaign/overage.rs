//! The most that a campaign comes to where the balance runs out and what is beyond it is owed.

use septet::Engine;
use septet::campaign::{Breakdown, Line, Overage, Place, Terms};
use septet::credits::{Credits, Ratio, Rounding, RoundingMode};
use septet::phone::Region;
use septet::quote::{Decision, Payer, Quote, Request, Subject};
use septet::wire;
use serde_json::{Value, json};

use crate::chance::Chance;

const PLACES: [&str; 3] = ["IN", "GB", "US"];

fn engine(mut service: Value) -> Engine {
    service["exhausted"] = "declined".into();
    let book = json!({"id": "acme", "version": "1", "currency": "USD", "creditValue": "0.01",
        "services": {"sms": service}, "plans": {"pro": {"allowance": "none"}}});
    let deck = b"iso,price_usd\nIN,0.05\nGB,0.056\nUS,0.0083\n";
    wire::engine_with(book, &[("sms", deck)], &Default::default()).unwrap()
}

fn terms() -> Terms {
    Terms { plan: "pro".into(), service: "sms".into(), ..Terms::default() }
}

fn place(region: &str) -> Place {
    Place::Region(Region::parse(region).unwrap())
}

/// What `quote` says of a message to somebody who has so many credits.
fn quote(engine: &Engine, region: &str, text: &str, available: Credits) -> Quote {
    let payer = Payer { allowance: available, ..Payer::default() };
    let (plan, service) = ("pro".into(), "sms".into());
    let (region, text) = (Some(region.into()), Some(text.into()));
    engine.quote(&Request { plan, service, region, text, payer: Some(payer), ..Request::default() }).unwrap()
}

fn line(quote: &Quote, region: &str, recipients: u64) -> Line {
    let Subject::Segments { size, .. } = &quote.measured.subject else { panic!("it has segments") };
    let (segments, segments_max) = (Some(size.segments), Some(size.segments_max));
    Line { place: place(region), segments, segments_max, position: 1, recipients }
}

fn most(engine: &Engine, lines: Vec<Line>, available: Credits) -> Option<Overage> {
    engine.breakdown_overage(&Breakdown { terms: terms(), lines }, available).unwrap()
}

fn shown(overage: Option<Overage>) -> [String; 3] {
    let Overage { covered, owed, max } = overage.unwrap();
    [covered, owed, max].map(|credits| credits.to_string())
}

/// VOI-3: what is beyond the balance is owed at its own price. The price of three in part is owed as one is.
#[test]
fn voi_3_what_is_owed_of_messages_that_cost_the_same_is_exact() {
    let engine = engine(json!({"price": {"perSegment": {"credits": "2"}}, "overage": {"credits": "3"},
        "rounding": {"per": "message", "mode": "ceil", "scale": 0}}));
    let lines =
        || vec![Line { place: place("IN"), segments: Some(2), segments_max: Some(2), position: 1, recipients: 3 }];
    // Each costs 4, or 6 beyond: one is covered, of one a fourth, for 4.5 and rounded up, and one is owed.
    assert_eq!(shown(most(&engine, lines(), "5".parse().unwrap())), ["5", "11", "16"]);
    assert_eq!(shown(most(&engine, lines(), "-1".parse().unwrap())), ["0", "18", "18"]);
    assert_eq!(most(&engine, lines(), "12".parse().unwrap()), None);
}

/// VOI-3: the balance may be spent on what costs least beyond it.
#[test]
fn voi_3_the_most_is_owed_in_the_dearest_order() {
    let engine =
        engine(json!({"price": {"perSegment": {"credits": "2"}}, "overage": {"carrierRate": {"multiplier": "1"}},
        "rounding": {"per": "message", "mode": "ceil", "scale": 0}, "free": [{"plans": ["pro"], "regions": ["US"]}]}));
    let line =
        |region, recipients| Line { place: place(region), segments: None, segments_max: None, position: 1, recipients };
    let lines = [("IN", 5), ("GB", 5), ("US", 5)]
        .map(|(region, recipients)| Line { segments: Some(1), ..line(region, recipients) });
    // Beyond the balance, India costs 5 and Britain 6; the United States cost nothing.
    assert_eq!(shown(most(&engine, lines.to_vec(), "12".parse().unwrap())), ["12", "24", "36"]);
}

/// VOI-3: messages that are charged one after the other, in any order, never come to more, nor do they once the carrier
/// has split them into more parts.
#[test]
fn voi_3_no_order_comes_to_more() {
    // The second is two parts, or three where the carrier does not cut between a letter and its accent.
    let texts = ["Hi", &"e\u{301}".repeat(67), &"a".repeat(161)];
    let mut chance = Chance(53);
    let mut split = 0;
    for _ in 0..150 {
        let units = ["1", "2.5", "0.7", "3"].map(|credits| json!({"credits": credits}));
        let rates = ["1", "1.3", "0.4"].map(|multiplier| json!({"carrierRate": {"multiplier": multiplier}}));
        let all: Vec<_> = units.into_iter().chain(rates).collect();
        let rounding =
            json!({"per": "message", "mode": chance.pick(&["ceil", "floor", "half_even"]), "scale": chance.below(3)});
        let mut service =
            json!({"price": {"perSegment": chance.pick(&all)}, "overage": chance.pick(&all), "rounding": rounding});
        for extra in ["fee", "minimum"] {
            if chance.below(3) == 0 {
                service[extra] = (*chance.pick(&["0.25", "2", "7"])).into();
            }
        }
        let engine = engine(service.clone());
        let rich: Credits = "1000000".parse().unwrap();
        let mut messages: Vec<(&str, &str)> =
            (0..1 + chance.below(12)).map(|_| (*chance.pick(&PLACES), *chance.pick(&texts))).collect();
        let lines: Vec<Line> =
            messages.iter().map(|(region, text)| line(&quote(&engine, region, text, rich), region, 1)).collect();
        split += lines.iter().filter(|line| line.segments != line.segments_max).count();
        let all = engine.price_breakdown(&Breakdown { terms: terms(), lines: lines.clone() }).unwrap().max;
        let available = Credits::from_micros(chance.below(all.micros() as usize + 1) as i64);
        let bound = most(&engine, lines, available).map_or(all, |overage| overage.max);
        for _ in 0..20 {
            for at in (1..messages.len()).rev() {
                messages.swap(at, chance.below(at + 1));
            }
            let (mut left, mut charged) = (available, Credits::ZERO);
            for (region, text) in &messages {
                let (covered, owed) = charge(&quote(&engine, region, text, left), chance.below(2) == 0, left);
                left = left.minus(covered).unwrap();
                charged = charged.plus(covered).unwrap().plus(owed).unwrap();
            }
            assert!(charged <= bound, "{charged} of {bound} with {available}: {service} {messages:?}");
        }
    }
    assert!(split > 10, "some can be split");
}

/// What the balance pays of a charge, and what is owed; `late` says that the carrier splits it after all.
fn charge(quote: &Quote, late: bool, left: Credits) -> (Credits, Credits) {
    match quote.overage.filter(|_| quote.decision == Decision::Overage) {
        Some(overage) if late => {
            let beyond = |credits: Credits| credits.minus(overage.covered).unwrap().ratio();
            let share = beyond(quote.max).over(&beyond(quote.credits)).unwrap();
            let owed_max = overage.max.minus(overage.covered).unwrap();
            (overage.covered, up(&overage.owed.ratio().times(&share).unwrap()).min(owed_max))
        }
        Some(overage) => (overage.covered, overage.owed),
        None if late && quote.max <= left => (quote.max, Credits::ZERO),
        None => (quote.credits, Credits::ZERO),
    }
}

fn up(exact: &Ratio) -> Credits {
    let per = septet::credits::Per::Message;
    Rounding { per, mode: RoundingMode::Ceil, scale: 6 }.round(exact).unwrap()
}

/// VOI-3: the answer says it, and warns of it; where a limit stops what is beyond, there is nothing to say.
#[test]
fn voi_3_the_answer_says_what_may_be_owed() {
    let engine = engine(json!({"price": {"perSegment": {"credits": "2"}}, "overage": {"credits": "3"}}));
    let answer = |balance: Value| {
        let request = json!({"plan": "pro", "service": "sms", "template": "Hi", "balance": balance});
        let mut preflight = wire::preflight(&engine, request, None).unwrap();
        preflight.push(b"phone\n+919876543210\n+919876543211\n+919876543212\n").unwrap();
        serde_json::to_value(wire::PreflightAnswer::from(preflight.finish().unwrap())).unwrap()
    };
    let short = answer("1".into());
    assert_eq!(short["credits"]["max"], "6");
    let most = json!({"covered": "1", "owed": "7.5", "max": "8.5"});
    assert_eq!((&short["balance"]["decision"], &short["balance"]["overage"]), (&"overage".into(), &most));
    let warning = json!({"code": "overage", "parameters": most});
    assert!(short["warnings"].as_array().unwrap().contains(&warning), "{}", short["warnings"]);
    for balance in [json!("6"), json!({"allowance": "1", "unlimited": true})] {
        let answer = answer(balance);
        assert_eq!((&answer["balance"]["overage"], &answer["warnings"]), (&Value::Null, &json!([])));
    }
}
