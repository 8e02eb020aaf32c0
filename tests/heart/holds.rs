//! Holds: an exact maximum is reserved, captured in pieces, and what is left comes back once.

use septet::credits::Credits;
use septet::ledger::{Amount, Answer, Command, Ended, Event, Fix, Kind, Limit, Tags};
use septet::quote::Decision;
use serde_json::json;

use crate::world::{World, agents, allot, attempt, attempts, below, call, capture, credits, minutes, moment, priced};

/// D20: many captures up to the maximum; the last one releases the rest.
#[test]
fn a_hold_is_captured_in_pieces() {
    let mut world = World::with(agents(|_| {}), "acme", "free");
    world.grant("acme", "4", Kind::Promo, None);
    world.grant("acme", "10", Kind::TopUp, None);
    let hold = world.hold("acme", "9", "2026-01-02");
    assert_eq!(world.written("acme"), ["lot held 1 4", "lot held 2 5"]);
    assert_eq!(world.available("acme"), "5");
    world.capture("acme", hold, "3", false);
    world.capture("acme", hold, "2.5", false);
    assert_eq!(world.written("acme"), ["held usage 1 1", "held usage 2 1.5"]);
    assert_eq!(world.available("acme"), "5");
    let refusal = world.refused("acme", capture(hold, "3.6", false));
    assert_eq!((refusal.limit, refusal.fix), (Limit::Hold, Fix::Reduce { to: credits("3.5") }));
    world.capture("acme", hold, "0.5", true);
    assert_eq!(world.available("acme"), "8");
    assert_eq!(world.account("acme").holds[0].ended, Some(Ended::Captured));
}

/// D20: exactly one end, of capture, release and expiry.
#[test]
fn a_hold_ends_once() {
    let mut world = World::with(agents(|_| {}), "acme", "free");
    world.grant("acme", "10", Kind::TopUp, None);
    let captured = world.hold("acme", "2", "2026-01-02");
    world.capture("acme", captured, "1", true);
    let released = world.hold("acme", "2", "2026-01-02");
    let Answer::Released { credits: back, .. } = world.ok("acme", Command::Release { hold: released }) else {
        panic!("it is released")
    };
    assert_eq!(back, credits("2"));
    let expired = world.hold("acme", "2", "2026-01-02");
    assert_eq!(world.at("2026-01-01T23:59:59.999Z").available("acme"), "7");
    // Half-open: at its end it has ended.
    world.at("2026-01-02");
    assert_eq!(world.error("acme", capture(expired, "1", false)), "already-ended");
    assert_eq!(world.available("acme"), "9");
    for hold in [captured, released, expired] {
        assert_eq!(world.error("acme", capture(hold, "0", true)), "already-ended");
        assert_eq!(world.error("acme", Command::Release { hold }), "already-ended");
    }
    world.at("2026-03-01");
    assert_eq!(world.available("acme"), "9");
    assert_eq!(world.error("acme", Command::Release { hold: 99 }), "unknown-hold");
}

/// The end by its time is an entry and an event, at the hold's own moment.
#[test]
fn a_hold_expires_at_its_own_time() {
    let mut world = World::with(agents(|_| {}), "acme", "free");
    world.grant("acme", "10", Kind::TopUp, None);
    let hold = world.hold("acme", "4", "2026-01-02");
    world.at("2026-01-20").available("acme");
    assert_eq!(
        world.events,
        [Event::HoldExpired { account: "acme".into(), hold, credits: credits("4"), forfeited: credits("0") }]
    );
    let entry = world.entries.last().unwrap();
    assert_eq!((entry.at, entry.concerns), (moment("2026-01-02"), Some(hold)));
}

/// A lot that expires keeps what holds reserve: it is captured after that, and what comes back is forfeited.
#[test]
fn an_expired_lot_keeps_what_is_reserved() {
    let mut world = World::with(agents(|_| {}), "acme", "free");
    world.grant("acme", "10", Kind::Promo, Some("2026-01-10"));
    let hold = world.hold("acme", "6", "2026-01-20");
    assert_eq!(world.at("2026-01-10").available("acme"), "0");
    assert_eq!(world.written("acme"), ["lot expired 1 4"]);
    world.capture("acme", hold, "2.5", false);
    assert_eq!(world.written("acme"), ["held usage 1 2.5"]);
    let answer = world.ok("acme", Command::Release { hold });
    assert_eq!(answer, Answer::Released { hold, credits: credits("3.5"), forfeited: credits("3.5") });
    assert_eq!(world.written("acme"), ["held forfeited 1 3.5"]);
    assert_eq!(world.available("acme"), "0");
}

/// What a hold reserved is what was captured, what came back and what was forfeited, however it ends.
#[test]
fn what_a_hold_gives_back_and_what_is_forfeited_add_up() {
    let mut world = World::with(agents(|_| {}), "acme", "free");
    world.grant("acme", "10", Kind::Promo, Some("2026-01-10"));
    world.grant("acme", "10", Kind::TopUp, None);
    let holds = [world.hold("acme", "6", "2026-01-20"), world.hold("acme", "8", "2026-01-20")];
    world.capture("acme", holds[0], "1", false);
    let sums = |world: &World, hold: u64| {
        let found = world.account("acme").holds.iter().find(|found| found.id == hold).unwrap();
        [found.captured, found.left().unwrap(), found.released().unwrap(), found.forfeited].map(|sum| sum.to_string())
    };
    assert_eq!(sums(&world, holds[0]), ["1", "5", "0", "0"]);
    world.at("2026-01-15").capture("acme", holds[1], "2", true);
    assert_eq!(sums(&world, holds[1]), ["2", "0", "4", "2"]);
    world.at("2026-01-20").available("acme");
    let (account, hold) = ("acme".to_owned(), holds[0]);
    let expired = Event::HoldExpired { account, hold, credits: credits("5"), forfeited: credits("5") };
    assert_eq!(world.events, [expired]);
    assert_eq!(sums(&world, holds[0]), ["1", "0", "0", "5"]);
}

/// A hold outlives its period: it is captured from the old allowance, and the rest is forfeited.
#[test]
fn a_hold_over_a_reset_draws_on_the_old_allowance() {
    let mut world = World::with(agents(|_| {}), "acme", "team");
    world.at("2026-01-31T23:00:00Z");
    let hold = world.hold("acme", "100", "2026-02-01T01:00:00Z");
    assert_eq!(world.at("2026-02-01").available("acme"), "750");
    world.capture("acme", hold, "40", true);
    assert_eq!(world.available("acme"), "750");
    assert_eq!(world.written("acme"), ["held forfeited 1 60"]);
}

/// D4: what runs is charged as all of it, less what was captured before.
#[test]
fn a_running_call_is_captured_by_its_sum() {
    let mut world = World::with(agents(|_| {}), "acme", "team");
    let hold = world.hold("acme", "145", "2026-01-02");
    let mut sum = 0;
    for tick in 1..=30 {
        let amount = Amount::Priced(priced(call(tick * 10, None)));
        let command = Command::Capture { hold, amount, cumulative: true, last: tick == 30 };
        let Answer::Captured { credits, .. } = world.ok("acme", command) else { panic!("it is captured") };
        sum += credits.micros();
    }
    assert_eq!(sum, 145_000_000);
    assert_eq!(world.available("acme"), "605");
    let more = Command::Capture {
        hold: 0,
        amount: Amount::Credits(credits("1"), Tags::default()),
        cumulative: true,
        last: false,
    };
    assert_eq!(world.error("acme", more), "unknown-hold");
    // Of a sum that is too large, the fix is a sum.
    let hold = world.hold("acme", "10", "2026-01-02");
    world.capture("acme", hold, "4", false);
    let sum = |text| Command::Capture {
        hold,
        amount: Amount::Credits(credits(text), Tags::default()),
        cumulative: true,
        last: false,
    };
    assert_eq!(world.refused("acme", sum("11")).fix, Fix::Reduce { to: credits("10") });
    assert_eq!(world.error("acme", sum("3")), "invalid-amount");
    world.ok("acme", sum("10"));
}

/// What a hold asks for is refused with the book's word, also where the price itself would be covered or owed.
#[test]
fn a_hold_never_owes() {
    let overage = |book: &mut serde_json::Value| book["services"]["call"]["overage"] = json!({"credits": "3"});
    let mut world = World::with(minutes(overage), "acme", "standard");
    let amount = Amount::Priced(priced(call(60 * 51, None)));
    let refusal = world.refused("acme", Command::Hold { amount, expires: moment("2026-01-02") });
    assert_eq!((refusal.decision, refusal.missing), ("declined", credits("2")));
    assert_eq!(world.account("acme").debt, credits("0"));
}

#[test]
fn a_hold_has_a_time() {
    let mut world = World::with(agents(|_| {}), "acme", "team");
    let hold =
        |amount: &str, expires| Command::Hold { amount: Amount::Credits(credits(amount), Tags::default()), expires };
    assert_eq!(world.error("acme", hold("1", world.now)), "invalid-hold");
    let too_late = world.now.plus_millis(septet::ledger::HOLD_MS_MAX + 1).unwrap();
    assert_eq!(world.error("acme", hold("1", too_late)), "invalid-hold");
    assert_eq!(world.error("acme", hold("-1", moment("2026-01-02"))), "invalid-amount");
    // Nothing is reserved for nothing, and it is a hold all the same.
    let Answer::Held { id, .. } = world.ok("acme", hold("0", moment("2026-01-02"))) else { panic!("it is held") };
    assert_eq!(world.refused("acme", capture(id, "1", false)).limit, Limit::Hold);
    world.ok("acme", Command::Release { hold: id });
}

fn dial(world: &mut World, hold: u64) -> u64 {
    let amount = Amount::Priced(priced(attempt(None)));
    match world.ok("acme", Command::Capture { hold, amount, cumulative: false, last: false }) {
        Answer::Captured { id, quote: Some(quote), .. } => {
            assert_eq!(quote.decision, Decision::Charged, "the hold covers it");
            id
        }
        answer => panic!("{answer:?}"),
    }
}

fn settle(world: &mut World, charge: u64, outcome: &str) -> Credits {
    let command = Command::Settle { paid: world.paid("acme", charge), request: attempt(Some(outcome)).into() };
    match world.ok("acme", command) {
        Answer::Settled { credits, .. } => credits,
        answer => panic!("{answer:?}"),
    }
}

/// ATL-3: what a failed attempt gives back can be captured again while the hold is open; afterwards it is the balance's.
#[test]
fn atl_3_a_captured_attempt_goes_back_to_its_hold() {
    let mut world = World::with(attempts(|_| {}), "acme", "standard");
    let hold = world.hold("acme", "2", "2026-01-20");
    let (first, second) = (dial(&mut world, hold), dial(&mut world, hold));
    let third =
        Command::Capture { hold, amount: Amount::Priced(priced(attempt(None))), cumulative: false, last: false };
    assert_eq!(world.refused("acme", third).limit, Limit::Hold);
    let paid = world.paid("acme", first);
    assert_eq!(world.error("acme", Command::Refund { paid, credits: None }), "invalid-request");
    assert_eq!(settle(&mut world, first, "failed"), credits("-1"));
    assert_eq!(world.written("acme"), ["usage held 1 1"]);
    assert_eq!((world.available("acme").as_str(), world.account("acme").holds[0].captured), ("8", credits("1")));
    let again = dial(&mut world, hold);
    assert_eq!(settle(&mut world, second, "answered"), credits("0"));
    world.ok("acme", Command::Release { hold });
    assert_eq!(settle(&mut world, again, "cancelled"), credits("-1"));
    assert_eq!(world.written("acme"), ["usage lot 1 1"]);
    assert_eq!(world.available("acme"), "9");
    // A refund is the account's, also while a hold is open.
    let hold = world.hold("acme", "2", "2026-01-20");
    let charge = dial(&mut world, hold);
    settle(&mut world, charge, "answered");
    world.refund("acme", charge, None);
    assert_eq!((world.available("acme").as_str(), world.account("acme").holds[1].captured), ("8", credits("1")));
}

/// ATL-3: an attempt that is open at a reset comes back into the new allowance, and the hold counts it as used.
#[test]
fn atl_3_a_captured_attempt_leaves_its_hold_at_a_reset() {
    for (outcome, available) in [("answered", "10"), ("failed", "11")] {
        let mut world = World::with(attempts(|_| {}), "acme", "standard");
        world.at("2026-01-31T23:00:00Z");
        let hold = world.hold("acme", "3", "2026-02-02");
        let charge = dial(&mut world, hold);
        assert_eq!(world.at("2026-02-01").available("acme"), "10");
        settle(&mut world, charge, outcome);
        assert_eq!(world.available("acme"), available, "{outcome}");
        assert_eq!(world.account("acme").holds[0].left().unwrap(), credits("2"));
        // What the hold has is the old allowance's, before and after one that fails.
        let late = dial(&mut world, hold);
        settle(&mut world, late, "dnc");
        assert_eq!(world.written("acme"), ["usage held 1 1"]);
        world.ok("acme", Command::Release { hold });
        assert_eq!(world.written("acme"), ["held forfeited 1 2"]);
        assert_eq!(world.available("acme"), available);
    }
}

/// What a capture really came to is taken from the hold, as far as it goes, and goes back to it.
#[test]
fn a_late_price_is_the_holds() {
    let mut world = World::with(agents(|_| {}), "acme", "team");
    world.grant("acme", "5", Kind::Promo, None);
    let hold = world.hold("acme", "753", "2026-01-20"); // two lots
    assert_eq!(world.available("acme"), "2");
    let adjust = |world: &World, charge, amount: &str| {
        let paid = world.paid("acme", charge);
        Command::Adjust {
            paid,
            credits: credits(amount),
            price: credits("749"),
            max: credits("1000"),
            within_hold: false,
        }
    };
    let first = world.capture("acme", hold, "749", false);
    let command = adjust(&world, first, "752");
    world.ok("acme", command);
    assert_eq!(world.written("acme"), ["held usage 1 1", "held usage 2 2"]);
    let second = world.capture("acme", hold, "1", false);
    let beyond = adjust(&world, second, "1.5");
    let refusal = world.refused("acme", beyond);
    assert_eq!((refusal.limit, refusal.fix), (Limit::Hold, Fix::Reduce { to: credits("1") }));
    let less = adjust(&world, second, "0.25");
    world.ok("acme", less);
    assert_eq!(world.written("acme"), ["usage held 2 0.75"]);
    assert_eq!(
        (world.account("acme").holds[0].left().unwrap(), world.available("acme").as_str()),
        (credits("0.75"), "2")
    );
    world.ok("acme", Command::Release { hold });
    assert_eq!(world.available("acme"), "2.75");
    let after = world.hold("acme", "1", "2026-01-20");
    let third = world.capture("acme", after, "1", true);
    let more = adjust(&world, third, "2.5");
    world.ok("acme", more);
    assert_eq!(world.available("acme"), "0.25", "without a hold it is the balance's");
}

/// D4, D25: a capture of everything so far may come to what is left of the most that all of it can cost.
#[test]
fn a_late_price_of_a_piece_is_within_the_whole() {
    for unlimited in [false, true] {
        let mut world = World::with(agents(|_| {}), "acme", if unlimited { "enterprise" } else { "team" });
        let hold = world.hold("acme", "60", "2026-01-20");
        let [(first, _), (second, quote)] = [20, 40].map(|seconds| {
            let amount = Amount::Priced(priced(call(seconds, None)));
            let command = Command::Capture { hold, amount, cumulative: true, last: false };
            let Answer::Captured { id, quote: Some(quote), .. } = world.ok("acme", command) else { panic!("captured") };
            (id, quote)
        });
        assert_eq!((quote.credits, quote.max), (credits("20"), credits("20")), "what both come to");
        let adjust = |world: &World, charge, amount: &str, quoted: &str| {
            let (credits, price) = (credits(amount), credits(quoted));
            Command::Adjust { paid: world.paid("acme", charge), credits, price, max: price, within_hold: false }
        };
        for (charge, most, quoted) in [(first, "10", "10"), (second, "10", "20")] {
            let beyond = adjust(&world, charge, "10.000001", quoted);
            let error = world.run("acme", &beyond).unwrap_err().to_string();
            let detail = format!("more than the {most} that charge `ch_{charge}` was quoted to cost at most");
            assert!(error.ends_with(&detail), "{error}");
        }
        let less = adjust(&world, second, "9", "20");
        world.ok("acme", less);
        assert_eq!(world.account("acme").holds[0].captured, credits("19"));
    }
}

/// Where a hold is the most that may be taken, a late price is within it also after its end: the balance pays up to what
/// came back.
#[test]
fn a_late_price_stays_within_what_was_reserved() {
    let mut world = World::with(agents(|_| {}), "acme", "free");
    world.grant("acme", "100", Kind::TopUp, None);
    let hold = world.hold("acme", "30", "2026-01-20");
    let charges = ["10", "8", "5"].map(|amount| world.capture("acme", hold, amount, false));
    world.ok("acme", Command::Release { hold });
    let adjust = |world: &World, charge, amount: &str| {
        let (paid, amount) = (world.paid("acme", charge), credits(amount));
        Command::Adjust { paid, credits: amount, price: credits("749"), max: credits("1000"), within_hold: true }
    };
    let beyond = adjust(&world, charges[0], "17.5");
    let refusal = world.refused("acme", beyond);
    assert_eq!(
        (refusal.limit, refusal.available, refusal.fix),
        (Limit::Hold, credits("7"), Fix::Reduce { to: credits("17") })
    );
    let (first, second) = (adjust(&world, charges[0], "15"), adjust(&world, charges[1], "11"));
    world.ok("acme", first);
    assert_eq!((world.written("acme"), world.available("acme").as_str()), (vec!["lot usage 1 5".to_owned()], "72"));
    assert_eq!(world.refused("acme", second).available, credits("2"), "the one before counts");
    let less = adjust(&world, charges[2], "1");
    world.ok("acme", less);
    assert_eq!(world.available("acme"), "76", "what comes back is the account's");
    let found = &world.account("acme").holds[0];
    assert_eq!((found.captured, found.released().unwrap()), (credits("28"), credits("2")));
}

/// A member's captures that come back stay within the cap that they were drawn under.
#[test]
fn a_capped_members_attempt_goes_back_to_its_hold() {
    let mut world = World::with(attempts(|_| {}), "team", "standard");
    world.open("acme", below("team"));
    world.ok("team", allot("acme", false, "4", true));
    let hold = world.hold("acme", "3", "2026-01-20");
    let charge = dial(&mut world, hold);
    assert_eq!([world.available("acme"), world.available("team")], ["1", "7"]);
    settle(&mut world, charge, "failed");
    assert_eq!([world.available("acme"), world.available("team")], ["1", "7"]);
    world.ok("acme", Command::Release { hold });
    assert_eq!([world.available("acme"), world.available("team")], ["4", "10"]);
}
