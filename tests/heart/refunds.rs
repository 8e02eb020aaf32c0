//! What comes back: refunds in pieces, to lots that have expired, and the carrier's real price.

use septet::ledger::usage::{Usage, roll_up};
use septet::ledger::{Answer, Change, Command, Kind, Opening};
use septet::quote::Funding;
use serde_json::json;

use crate::world::{World, agent, agents, attempt, attempts, credits, on};

/// D15: in pieces, in the reverse of the order in which the lots paid, never above what was taken.
#[test]
fn refunds_go_back_in_reverse() {
    let mut world = World::with(agents(|_| {}), "acme", "free");
    world.grant("acme", "4", Kind::Rollover, None);
    world.grant("acme", "3.5", Kind::Promo, None);
    world.grant("acme", "10", Kind::TopUp, None);
    let charge = world.charge("acme", agent(9));
    assert_eq!(world.written("acme"), ["lot usage 1 4", "lot usage 2 3.5", "lot usage 3 1.5"]);
    world.refund("acme", charge, Some("2"));
    assert_eq!(world.written("acme"), ["usage lot 3 1.5", "usage lot 2 0.5"]);
    world.refund("acme", charge, Some("4"));
    assert_eq!(world.written("acme"), ["usage lot 2 3", "usage lot 1 1"]);
    let paid = world.paid("acme", charge);
    assert_eq!(paid.credits, credits("3"));
    assert_eq!(
        world.error("acme", Command::Refund { paid: paid.clone(), credits: Some(credits("3.1")) }),
        "invalid-amount"
    );
    assert_eq!(world.error("acme", Command::Refund { paid, credits: Some(credits("0")) }), "invalid-amount");
    assert_eq!(world.refund("acme", charge, None), ("3".into(), "0".into()));
    assert_eq!(world.written("acme"), ["usage lot 1 3"]);
    let paid = world.paid("acme", charge);
    assert_eq!(world.error("acme", Command::Refund { paid, credits: None }), "already-refunded");
    assert_eq!(world.available("acme"), "17.5");
}

/// A capture is refunded like a charge, while its hold goes on.
#[test]
fn a_capture_is_refunded() {
    let mut world = World::with(agents(|_| {}), "acme", "free");
    world.grant("acme", "10", Kind::TopUp, None);
    let hold = world.hold("acme", "8", "2026-01-02");
    let capture = world.capture("acme", hold, "5", false);
    world.refund("acme", capture, Some("2"));
    assert_eq!(world.available("acme"), "4");
    world.capture("acme", hold, "3", true);
    assert_eq!(world.available("acme"), "4");
}

/// D15: what comes back to a lot that has expired is forfeited, and the entry says so.
#[test]
fn a_late_refund_is_forfeited() {
    let mut world = World::with(agents(|_| {}), "acme", "team");
    world.ok("acme", crate::world::purchase("cs_1", "credit", 20));
    let charge = world.charge("acme", agent(760));
    world.at("2026-02-10");
    assert_eq!(world.refund("acme", charge, Some("15")), ("15".into(), "5".into()));
    assert_eq!(world.written("acme"), ["usage lot 2 10", "usage forfeited 1 5"]);
    assert_eq!(world.balance("acme"), ("750".into(), "20".into()));
    assert_eq!(world.refund("acme", charge, None), ("745".into(), "745".into()));
}

/// D15: within the book's days after its expiry a refund reopens the lot, until these days are over. A lot that was
/// reopened expires as such: its new expiry counts.
#[test]
fn a_refund_reopens_a_lot_within_the_grace() {
    let book = || agents(|book| book["policies"]["refundGraceDays"] = json!(3));
    let mut world = World::with(book(), "acme", "team");
    let charge = world.charge("acme", agent(100));
    world.at("2026-02-03T23:59:59Z");
    assert_eq!(world.refund("acme", charge, Some("60")), ("60".into(), "0".into()));
    assert_eq!(world.available("acme"), "810"); // what had expired stays so
    world.charge("acme", agent(20));
    assert_eq!(world.written("acme"), ["lot usage 1 20"]); // it expires soonest
    assert_eq!(world.at("2026-02-04").available("acme"), "750");

    let mut world = World::with(book(), "acme", "team");
    let charge = world.charge("acme", agent(100));
    world.at("2026-02-04");
    assert_eq!(world.refund("acme", charge, None), ("100".into(), "100".into()));
    assert_eq!(world.available("acme"), "750");
}

/// D19: a refund takes off first what is owed.
#[test]
fn a_refund_takes_off_debt_first() {
    let book = |repay: bool| {
        agents(|book| {
            book["services"]["ai_agent"]["overage"] = json!({"credits": "1"});
            book["policies"]["repayDebt"] = repay.into();
        })
    };
    let mut world = World::with(book(false), "acme", "free");
    world.grant("acme", "4", Kind::TopUp, None);
    let charge = world.charge("acme", agent(10));
    assert_eq!(world.written("acme"), ["lot usage 1 4", "debt usage - 6"]);
    world.refund("acme", charge, Some("5"));
    assert_eq!(world.written("acme"), ["usage debt - 5"]);
    world.refund("acme", charge, None);
    assert_eq!(world.written("acme"), ["usage debt - 1", "usage lot 1 4"]);
    assert_eq!((world.account("acme").debt, world.available("acme")), (credits("0"), "4".into()));

    // What was repaid by now is given back as credits.
    let mut world = World::with(book(true), "acme", "free");
    world.grant("acme", "4", Kind::TopUp, None);
    let charge = world.charge("acme", agent(10));
    world.grant("acme", "5", Kind::TopUp, None);
    assert_eq!(world.account("acme").debt, credits("1"));
    world.refund("acme", charge, Some("3"));
    assert_eq!(world.written("acme"), ["debt lot 3 2", "usage debt - 3"]);
    assert_eq!(world.paid("acme", charge).parts.last().unwrap().credits, credits("3"));
    world.refund("acme", charge, None);
    assert_eq!(world.written("acme"), ["debt lot 4 3", "usage debt - 3", "usage lot 1 4"]);
    assert_eq!(world.available("acme"), "9");
    world.verify();
}

/// D19, D25: so it is where a price falls of which a part was repaid.
#[test]
fn a_price_that_falls_gives_back_what_was_repaid() {
    let book = agents(|book| {
        book["services"]["ai_agent"]["overage"] = json!({"credits": "1"});
        book["policies"]["repayDebt"] = true.into();
    });
    let mut world = World::with(book, "acme", "free");
    let charges = [10, 7].map(|amount| world.charge("acme", agent(amount)));
    world.grant("acme", "12", Kind::TopUp, None);
    assert_eq!((world.account("acme").debt, world.available("acme").as_str()), (credits("5"), "0"));
    for (charge, price, owed, available) in [(charges[0], "10", "0", "2"), (charges[1], "7", "0", "6")] {
        let paid = world.paid("acme", charge);
        let (late, price, max) = (credits("3"), credits(price), credits("10"));
        world.ok("acme", Command::Adjust { paid, credits: late, price, max, within_hold: false });
        assert_eq!((world.account("acme").debt, world.available("acme").as_str()), (credits(owed), available));
    }
    world.verify();
}

/// D25: once, up to the quote's maximum, upwards and downwards.
#[test]
fn a_price_is_adjusted_once() {
    let mut world = World::with(agents(|_| {}), "acme", "free");
    world.grant("acme", "4", Kind::Promo, None);
    world.grant("acme", "10", Kind::TopUp, None);
    let adjust = |world: &World, charge, amount: &str| Command::Adjust {
        paid: world.paid("acme", charge),
        credits: credits(amount),
        price: credits("5"),
        max: credits("8"),
        within_hold: false,
    };
    let up = world.charge("acme", agent(5));
    assert_eq!(world.error("acme", adjust(&world, up, "8.1")), "invalid-amount");
    assert_eq!(world.error("acme", adjust(&world, up, "-1")), "invalid-amount");
    world.ok("acme", adjust(&world, up, "8"));
    assert_eq!(world.written("acme"), ["lot usage 2 3"]);
    assert_eq!(world.error("acme", adjust(&world, up, "7")), "already-adjusted");
    let down = world.charge("acme", agent(5));
    world.ok("acme", adjust(&world, down, "2.25"));
    assert_eq!(world.written("acme"), ["usage lot 2 2.75"]);
    // To the same price is to have been adjusted.
    let same = world.charge("acme", agent(1));
    world.ok("acme", adjust(&world, same, "1"));
    assert_eq!(world.error("acme", adjust(&world, same, "1")), "already-adjusted");
    // What is adjusted can be refunded, all of it; what is refunded is not adjusted.
    assert_eq!(world.refund("acme", up, None).0, "8");
    let refunded = world.charge("acme", agent(1));
    world.refund("acme", refunded, Some("0.5"));
    assert_eq!(world.error("acme", adjust(&world, refunded, "1")), "already-adjusted");
    // More than there is, is refused and can be asked for again.
    let left = world.available("acme");
    world.hold("acme", &left, "2026-01-02");
    let more = world.paid("acme", same);
    let more = Command::Adjust {
        paid: septet::ledger::Paid { adjusted: false, ..more },
        credits: credits("3"),
        price: credits("1"),
        max: credits("8"),
        within_hold: false,
    };
    assert_eq!(world.refused("acme", more).missing, credits("2"));
}

/// D18, D25: what was only recorded is adjusted as recorded, whatever the account is by then; and what was deducted comes
/// to more as recorded where nothing is deducted by then.
#[test]
fn what_is_not_deducted_is_adjusted_as_recorded() {
    let funded = |funding| Change { funding: Some(funding), ..Change::default() };
    let adjust = |world: &mut World, charge, amount: &str| {
        let paid = world.paid("acme", charge);
        let (amount, price, max) = (credits(amount), credits("10"), credits("5000"));
        match world.ok("acme", Command::Adjust { paid, credits: amount, price, max, within_hold: false }) {
            Answer::Settled { credits, .. } => credits.to_string(),
            answer => panic!("{answer:?}"),
        }
    };
    let sum = |world: &World| {
        let days = roll_up(&world.entries).unwrap();
        let sum = days.iter().try_fold(Usage::ZERO, |sum, day| sum.plus(&day.usage)).unwrap();
        (sum.net().unwrap().to_string(), sum.recorded.to_string())
    };
    for later in [Funding::External, Funding::Credits] {
        let mut world = World::with(agents(|_| {}), "acme", "team");
        world.change("acme", funded(Funding::External));
        let hold = world.hold("acme", "5000", "2026-01-02");
        let captured = world.capture("acme", hold, "10", false);
        let charges = [(); 3].map(|()| world.charge("acme", agent(10)));
        world.change("acme", funded(later));
        assert_eq!(adjust(&mut world, captured, "8"), "-2");
        assert_eq!(world.account("acme").holds[0].captured, credits("8"));
        for (charge, to, more) in [(charges[0], "4000", "3990"), (charges[1], "4", "-6"), (charges[2], "0", "-10")] {
            assert_eq!(adjust(&mut world, charge, to), more);
            assert_eq!(world.written("acme"), ["lot usage - 0"]);
            let again = world.paid("acme", charge);
            assert!(again.adjusted && again.credits == credits("0"));
        }
        assert_eq!((world.available("acme").as_str(), sum(&world)), ("750", ("0".into(), "4012".into())));
        world.verify();
    }
    let mut world = World::with(agents(|_| {}), "acme", "team");
    let charges = [(); 2].map(|()| world.charge("acme", agent(10)));
    world.change("acme", funded(Funding::External));
    assert_eq!([adjust(&mut world, charges[0], "900"), adjust(&mut world, charges[1], "7")], ["890", "-3"]);
    assert_eq!((world.available("acme").as_str(), sum(&world)), ("733", ("17".into(), "890".into())));

    // Also an attempt that came to nothing.
    let mut world = World::new(attempts(|_| {}));
    world.open("acme", Opening { funding: Funding::External, ..on("standard") });
    let charge = world.charge("acme", attempt(None));
    let paid = world.paid("acme", charge);
    world.ok("acme", Command::Settle { paid, request: attempt(Some("failed")).into() });
    world.change("acme", funded(Funding::Credits));
    assert_eq!(adjust(&mut world, charge, "1"), "1");
    assert_eq!((world.available("acme").as_str(), sum(&world)), ("10", ("0".into(), "1".into())));
}
