//! The state machine, against a model that only knows a sum.

use septet::Engine;
use septet::credits::Credits;
use septet::ledger::{Account, Answer, Command, Side, apply};
use septet::quote::{Decision, Request};

use crate::support::Chance;

/// A deck on which a segment to India is 9 credits and one to France 12.5.
fn engine() -> Engine {
    let mut book: serde_json::Value = serde_json::from_str(septet::book::PRESETS[0].1).unwrap();
    book["services"]["sms"]["rounding"]["scale"] = 6.into();
    let book = septet::wire::book(book).unwrap();
    let deck = septet::rates::Deck::from_csv("sms", b"iso,price_usd\nIN,0.05\nUS,0.01\nFR,0.0694444445\n").unwrap();
    Engine::new(book, [("sms".to_owned(), deck)].into()).unwrap()
}

fn charge(region: &str, text: &str) -> Command {
    let request =
        Request { service: "sms".into(), region: Some(region.into()), text: Some(text.into()), ..Request::default() };
    Command::Charge { request: request.into() }
}

#[test]
fn random_commands_agree_with_the_model() {
    let engine = engine();
    for seed in 0..30 {
        let mut chance = Chance(seed);
        let plan = *chance.pick(&["team", "organization", "free"]);
        let mut account = Account::open("acme", plan);
        // The model: what came in and what went out, and nothing of lots.
        let (mut granted, mut used) = (0_i64, 0_i64);
        for _ in 0..300 {
            let before = account.clone();
            let command = if chance.below(4) == 0 {
                Command::Grant { credits: Credits::from_micros((chance.next() % 60_000_000) as i64) }
            } else {
                const REGIONS: [&str; 4] = ["IN", "US", "FR", "KP"];
                let region = REGIONS[chance.below(REGIONS.len())];
                charge(region, &chance.text(200))
            };
            match apply(&mut account, &command, &engine) {
                Err(error) => {
                    assert!(["no-rate", "invalid-amount"].contains(&error.code()), "{error}");
                    assert_eq!(account, before, "a refused command changes nothing");
                }
                Ok(outcome) => {
                    let moved: i64 = outcome.movements.iter().map(|movement| movement.credits.micros()).sum();
                    match outcome.answer {
                        Answer::Granted { credits } => {
                            assert_eq!(moved, credits.micros());
                            granted += moved;
                        }
                        Answer::Charged(quote) => {
                            assert_eq!(moved, quote.credits.micros(), "what is taken is what was quoted");
                            used += moved;
                        }
                        Answer::Refused { quote, available, missing } => {
                            assert_eq!(account, before);
                            assert_eq!(quote.decision, Decision::Exhausted(septet::book::Exhausted::FallbackEmail));
                            assert_eq!(available.plus(missing).unwrap(), quote.credits);
                            assert!(missing > Credits::ZERO);
                        }
                    }
                }
            }
            assert_eq!(account.balance().unwrap().micros(), granted - used);
            assert!(account.lots.iter().all(|lot| lot.remaining >= Credits::ZERO));
        }
        assert!(granted > 0 && used > 0, "the walk went somewhere");
    }
}

/// Money is lost where a charge is not split over lots.
#[test]
fn a_charge_is_split_over_lots_in_their_order() {
    let mut account = Account::open("acme", "organization");
    for credits in ["4", "3.5", "10"] {
        apply(&mut account, &Command::Grant { credits: credits.parse().unwrap() }, &engine()).unwrap();
    }
    let outcome = apply(&mut account, &charge("IN", "hello"), &engine()).unwrap();
    let moved: Vec<_> = outcome.movements.iter().map(|m| (m.from, m.to, m.lot, m.credits.to_string())).collect();
    let took = |lot, credits: &str| (Side::Lot, Side::Usage, Some(lot), credits.to_owned());
    assert_eq!(moved, [took(1, "4"), took(2, "3.5"), took(3, "1.5")]);
    assert_eq!(account.balance().unwrap().to_string(), "8.5");
}

#[test]
fn exactly_enough_is_enough() {
    let mut account = Account::open("acme", "organization");
    apply(&mut account, &Command::Grant { credits: "9".parse().unwrap() }, &engine()).unwrap();
    assert!(matches!(apply(&mut account, &charge("IN", "hello"), &engine()).unwrap().answer, Answer::Charged(_)));
    assert_eq!(account.balance().unwrap(), Credits::ZERO);
    let refused = apply(&mut account, &charge("IN", "hello"), &engine()).unwrap();
    assert!(matches!(refused.answer, Answer::Refused { .. }));
    assert!(refused.movements.is_empty());
}

/// CAL-5: nothing is deducted, with nothing to deduct from, and the message is on record.
#[test]
fn a_free_message_needs_no_credits() {
    let mut account = Account::open("acme", "team");
    let outcome = apply(&mut account, &charge("US", "hello"), &engine()).unwrap();
    let Answer::Charged(quote) = outcome.answer else { panic!("it goes ahead") };
    assert_eq!(quote.decision, Decision::Free);
    assert_eq!(outcome.movements.len(), 1);
    assert_eq!((outcome.movements[0].lot, outcome.movements[0].credits), (None, Credits::ZERO));
}

/// The plan is the account's, and so is the payer: what a request says of them counts for nothing.
#[test]
fn a_request_cannot_choose_who_pays() {
    let mut account = Account::open("acme", "organization");
    let Command::Charge { mut request } = charge("US", "hello") else { unreachable!() };
    request.plan = "team".into();
    request.payer = Some(septet::quote::Payer { unlimited: true, ..Default::default() });
    let outcome = apply(&mut account, &Command::Charge { request }, &engine()).unwrap();
    assert!(matches!(outcome.answer, Answer::Refused { .. }));
}

#[test]
fn grants_stay_countable() {
    let mut account = Account::open("acme", "team");
    let grant = |account: &mut Account, micros| {
        apply(account, &Command::Grant { credits: Credits::from_micros(micros) }, &engine()).map_err(|e| e.code())
    };
    assert_eq!(grant(&mut account, 0).unwrap_err(), "invalid-amount");
    assert_eq!(grant(&mut account, -1).unwrap_err(), "invalid-amount");
    grant(&mut account, i64::MAX).unwrap();
    assert_eq!(grant(&mut account, 1).unwrap_err(), "out-of-range");
    assert_eq!(account.lots.len(), 1);
}
