//! Attempts at calls: charged when they start, settled when they end.

use septet::credits::Credits;
use septet::ledger::{Answer, Command};
use serde_json::json;

use crate::world::{World, attempt, attempts, below, credits, purchase};

fn settle(world: &World, id: &str, charge: u64, outcome: Option<&str>) -> Command {
    Command::Settle { paid: world.paid(id, charge), request: attempt(outcome).into() }
}

/// By how much the charge changed.
fn settled(world: &mut World, charge: u64, outcome: &str) -> Credits {
    let command = settle(world, "acme", charge, Some(outcome));
    match world.ok("acme", command) {
        Answer::Settled { credits, .. } => credits,
        answer => panic!("{answer:?}"),
    }
}

/// ATL-3: the credit is taken when the attempt starts, and comes back where it failed, was cancelled or filtered.
#[test]
fn atl_3_an_attempt_is_charged_at_its_start() {
    let mut world = World::with(attempts(|_| {}), "acme", "standard");
    let outcomes = [
        ("answered", 0),
        ("answered_hung_up", 0),
        ("voicemail_left", 0),
        ("no_voicemail", 0),
        ("failed", 1),
        ("cancelled", 1),
        ("dnc", 1),
    ];
    let mut left = 10;
    for (outcome, back) in outcomes {
        let charge = world.charge("acme", attempt(None));
        assert_eq!(world.available("acme"), (left - 1).to_string());
        assert_eq!(settled(&mut world, charge, outcome), Credits::from_micros(-1_000_000 * back), "{outcome}");
        left -= 1 - back;
        assert_eq!(world.available("acme"), left.to_string(), "{outcome}");
        let again = settle(&world, "acme", charge, Some("failed"));
        assert_eq!(world.error("acme", again), "already-ended");
    }
    // What it comes to is open until it ends, and its end has a name.
    let charge = world.charge("acme", attempt(None));
    let paid = world.paid("acme", charge);
    assert_eq!(world.error("acme", Command::Refund { paid: paid.clone(), credits: None }), "invalid-request");
    let adjust =
        Command::Adjust { paid, credits: credits("0"), price: credits("1"), max: credits("1"), within_hold: false };
    assert_eq!(world.error("acme", adjust), "invalid-request");
    let endless = settle(&world, "acme", charge, None);
    assert_eq!(world.error("acme", endless), "invalid-request");
    settled(&mut world, charge, "answered");
    world.refund("acme", charge, None);
    assert_eq!(world.available("acme"), "6");
}

/// ATL-3: an attempt that is open at a reset comes back into the new period's allowance, and is reserved until it ends.
#[test]
fn atl_3_an_open_attempt_comes_back_at_the_reset() {
    let mut world = World::with(attempts(|_| {}), "acme", "standard");
    world.ok("acme", purchase("cs_1", "package", 1));
    world.at("2026-01-31T23:59:00Z");
    let open: Vec<u64> = (0..15).map(|_| world.charge("acme", attempt(None))).collect();
    assert_eq!(world.available("acme"), "0");
    world.at("2026-02-01");
    assert_eq!(world.available("acme"), "10");
    assert_eq!(world.balance("acme").0, "25");
    assert_eq!(settled(&mut world, open[0], "failed"), credits("-1"));
    assert_eq!(world.available("acme"), "11");
    assert_eq!(settled(&mut world, open[1], "answered"), credits("0"));
    assert_eq!(world.available("acme"), "11");
    assert_eq!(world.paid("acme", open[1]).credits, credits("1"));
    // A second reset: what is reserved moves on into that period's allowance.
    world.at("2026-03-01");
    assert_eq!((world.available("acme"), world.balance("acme").0), ("10".into(), "23".into()));
    settled(&mut world, open[2], "cancelled");
    assert_eq!(world.written("acme"), ["held lot 4 1"]);
    settled(&mut world, open[3], "voicemail_left");
    assert_eq!(world.available("acme"), "11");
    assert_eq!(world.paid("acme", open[3]).credits, credits("1"));
    // And a third one: what has come back by then has ended with its period.
    world.at("2026-04-01");
    assert_eq!(world.available("acme"), "10");
    settled(&mut world, open[4], "dnc");
    assert_eq!(world.available("acme"), "11");
    world.verify();
    world.refund("acme", open[1], None);
    assert_eq!(world.written("acme"), ["usage forfeited 3 1"]);
}

/// What an attempt owes is forgiven where it fails, before and after a reset.
#[test]
fn an_attempt_on_credit_is_settled_like_another() {
    for reset in [false, true] {
        for (outcome, owed) in [("answered", "2"), ("failed", "0")] {
            let book = attempts(|book| book["services"]["call_attempt"]["overage"] = json!({"credits": "2"}));
            let mut world = World::with(book, "acme", "standard");
            world.charge("acme", septet::quote::Request { quantity: 10, ..attempt(Some("answered")) });
            let charge = world.charge("acme", attempt(None));
            assert_eq!(world.account("acme").debt, credits("2"));
            world.at(if reset { "2026-02-01" } else { "2026-01-31" });
            settled(&mut world, charge, outcome);
            assert_eq!(world.account("acme").debt, credits(owed), "{outcome}");
        }
        // Half of it from a lot: three credits are taken, of which two are owed at twice the price.
        let book = attempts(|book| {
            book["services"]["call_attempt"]["overage"] = json!({"credits": "2"});
            book["services"]["call_attempt"]["price"]["perAttempt"]["outcomes"]["answered"] = "2".into();
            book["services"]["call_attempt"]["price"]["perAttempt"]["outcomes"]["voicemail_left"] = "1.5".into();
        });
        for (outcome, available, owed) in
            [("answered", "0", "1"), ("voicemail_left", "0", "0.5"), ("no_voicemail", "0", "0"), ("dnc", "1", "0")]
        {
            let mut world = World::with(book.clone(), "acme", "standard");
            world.charge("acme", septet::quote::Request { quantity: 9, ..attempt(Some("no_voicemail")) });
            let charge = world.charge("acme", attempt(None));
            let paid = world.paid("acme", charge);
            assert_eq!((paid.parts.len(), paid.credits), (2, credits("2")));
            if reset {
                world.at("2026-02-01");
                let full = world.available("acme");
                assert_eq!(full, "10");
            }
            settled(&mut world, charge, outcome);
            let before = if reset { 10 } else { 0 };
            let after = world.accounts.available("acme", world.now).unwrap().micros() / 1_000_000 - before;
            assert_eq!(
                (after.to_string().as_str(), world.account("acme").debt),
                (available, credits(owed)),
                "{outcome}"
            );
        }
    }
}

/// D14: an attempt costs the same, charged when it starts and settled, or charged as what it came to.
#[test]
fn an_attempt_on_credit_costs_the_same_either_way() {
    for (fee, minimum, before) in [("0", "0", 0), ("0", "0", 9), ("0.25", "0", 9), ("0.25", "1.5", 8), ("0", "3", 0)] {
        for outcome in ["answered", "voicemail_left", "no_voicemail", "failed"] {
            let book = attempts(|book| {
                let service = &mut book["services"]["call_attempt"];
                service["overage"] = json!({"credits": "4"});
                (service["fee"], service["minimum"]) = (fee.into(), minimum.into());
                let outcomes = &mut service["price"]["perAttempt"]["outcomes"];
                (outcomes["answered"], outcomes["voicemail_left"]) = ("2".into(), "0.5".into());
            });
            let used = |settles: bool| {
                let mut world = World::with(book.clone(), "acme", "standard");
                world.grant("acme", "0.75", septet::ledger::Kind::Promo, None);
                if before > 0 {
                    let answered = septet::quote::Request { quantity: before, ..attempt(Some("no_voicemail")) };
                    world.charge("acme", answered);
                }
                if settles {
                    let charge = world.charge("acme", attempt(None));
                    settled(&mut world, charge, outcome);
                } else {
                    world.charge("acme", attempt(Some(outcome)));
                }
                (world.available("acme"), world.account("acme").debt)
            };
            assert_eq!(used(true), used(false), "{outcome}, fee {fee}, minimum {minimum}, after {before}");
        }
    }
}

/// ATL-9: each member draws from their own allotment, independently of the others.
#[test]
fn atl_9_members_draw_from_their_own() {
    let mut world = World::with(attempts(|_| {}), "acme", "standard");
    for (member, amount) in [("ann", "4"), ("bob", "3")] {
        world.open(member, below("acme"));
        world.ok("acme", crate::world::allot(member, true, amount, true));
    }
    assert_eq!([world.available("acme"), world.available("ann"), world.available("bob")], ["3", "4", "3"]);
    for _ in 0..4 {
        let charge = world.charge("ann", attempt(None));
        let done = settle(&world, "ann", charge, Some("answered"));
        world.ok("ann", done);
    }
    world.refused("ann", Command::Charge(crate::world::priced(attempt(None))));
    world.charge("bob", attempt(None));
    assert_eq!([world.available("acme"), world.available("ann"), world.available("bob")], ["3", "0", "2"]);
    // Made again each period.
    world.at("2026-02-01");
    assert_eq!([world.available("bob"), world.available("acme"), world.available("ann")], ["3", "3", "4"]);
}

/// ATL-3, ATL-9: a member's open attempt comes back to the member, beside what is given anew.
#[test]
fn a_members_open_attempt_comes_back_to_the_member() {
    let mut world = World::with(attempts(|_| {}), "acme", "standard");
    world.open("ann", below("acme"));
    world.ok("acme", crate::world::allot("ann", true, "4", true));
    world.at("2026-01-31T23:59:59Z");
    let charge = world.charge("ann", attempt(None));
    world.at("2026-02-01");
    assert_eq!([world.available("acme"), world.available("ann")], ["6", "4"]);
    let failed = settle(&world, "ann", charge, Some("failed"));
    world.ok("ann", failed);
    assert_eq!([world.available("acme"), world.available("ann")], ["6", "5"]);
    assert_eq!([world.at("2026-03-01").available("acme"), world.available("ann")], ["6", "4"]);
}

/// ATL-3, D24: what was drawn under a cap comes back to the pool above, however far up that is, and is drawn from there.
#[test]
fn a_capped_members_open_attempt_comes_back_to_the_pool() {
    for (outcome, back, end) in [
        ("failed", 1, "2026-02-01"),
        ("answered", 0, "2026-02-01"),
        ("failed", 1, "2026-03-01"),
        ("answered", 0, "2026-03-01"),
    ] {
        let mut world = World::with(attempts(|_| {}), "acme", "standard");
        world.open("team", below("acme"));
        world.open("ann", below("team"));
        world.ok("acme", crate::world::allot("team", false, "6", true));
        world.ok("team", crate::world::allot("ann", false, "4", true));
        world.at("2026-01-31T23:59:59Z");
        let charge = world.charge("ann", attempt(None));
        let available = |world: &mut World| ["acme", "team", "ann"].map(|id| world.available(id));
        assert_eq!(available(&mut world), ["9", "5", "3"]);
        for reset in ["2026-02-01", "2026-03-01"].into_iter().filter(|reset| *reset <= end) {
            world.at(reset).available("ann");
        }
        assert_eq!(available(&mut world), ["10", "6", "4"], "it is counted in the period in which it began");
        let ends = settle(&world, "ann", charge, Some(outcome));
        world.ok("ann", ends);
        assert_eq!(available(&mut world), [(10 + back).to_string(), "6".into(), "4".into()], "{outcome}");
        assert!(["team", "ann"].iter().all(|id| world.account(id).total().unwrap() == Credits::ZERO));
        if outcome == "answered" {
            world.refund("ann", charge, None);
            assert_eq!(available(&mut world), ["11", "6", "4"]);
        }
        world.at("2026-04-01");
        assert_eq!(available(&mut world), ["10", "6", "4"]);
        world.verify();
    }
}
