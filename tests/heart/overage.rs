//! Usage beyond what there is: stopped, or owed at its own price.

use septet::ledger::{Answer, Command, Event, Fix, Limit};
use septet::quote::Decision;
use serde_json::{Value, json};

use crate::world::{World, agent, agents, allot, below, call, credits, interaction, minutes, priced, purchase};

fn three_a_minute(book: &mut Value) {
    book["services"]["call"]["overage"] = json!({"credits": "3"});
}

/// VOI-3: usage beyond the allowance stops.
#[test]
fn voi_3_usage_beyond_the_allowance_stops() {
    let mut world = World::with(minutes(|_| {}), "acme", "standard");
    world.charge("acme", call(60 * 45, None));
    let refusal = world.refused("acme", Command::Charge(priced(call(60 * 6, None))));
    assert_eq!((refusal.decision, refusal.available, refusal.missing), ("declined", credits("10"), credits("2")));
    world.charge("acme", call(60 * 5, None));
    assert_eq!(world.available("acme"), "0");
}

/// VOI-3: or it is charged at its own rate, and owed: nothing is forgiven, and later credits do not repay it.
#[test]
fn voi_3_usage_beyond_the_allowance_is_owed() {
    let mut world = World::with(minutes(three_a_minute), "acme", "standard");
    world.charge("acme", call(60 * 45, None));
    // Ten minutes, five of them beyond: 10 credits, and five minutes at 3.
    let answer = world.ok("acme", Command::Charge(priced(call(60 * 10, None))));
    let Answer::Charged { credits: charged, quote, .. } = answer else { panic!("it is charged") };
    assert_eq!((charged, quote.decision), (credits("25"), Decision::Overage));
    assert_eq!(world.written("acme"), ["lot usage 1 10", "debt usage - 15"]);
    assert!(world.events.contains(&Event::Owed { account: "acme".into(), credits: credits("15") }));
    world.charge("acme", call(60, None));
    assert_eq!(world.account("acme").debt, credits("18"));
    assert_eq!(world.at("2026-02-01").available("acme"), "100");
    world.ok("acme", purchase("cs_1", "extra", 1));
    assert_eq!((world.available("acme"), world.account("acme").debt), ("130".into(), credits("18")));
}

/// D25: what a late price leaves beyond the balance stays at the overage price.
#[test]
fn a_late_price_of_overage_is_at_its_price() {
    // Six minutes are 12 credits, of which two are covered, and the rest is owed at 3 for 2.
    for (late, owed) in [("12", "15"), ("7", "7.5"), ("2", "0"), ("1", "0"), ("14", "18")] {
        let mut world = World::with(minutes(three_a_minute), "acme", "standard");
        world.charge("acme", call(60 * 49, None));
        let charge = world.charge("acme", call(60 * 6, None));
        assert_eq!(world.account("acme").debt, credits("15"));
        let paid = world.paid("acme", charge);
        let (price, late, max) = (credits("12"), credits(late), credits("14"));
        world.ok("acme", Command::Adjust { paid, credits: late, price, max, within_hold: false });
        assert_eq!(world.account("acme").debt, credits(owed), "{late}");
        let back = if late < credits("2") { "1" } else { "0" };
        assert_eq!(world.available("acme"), back, "{late}");
    }
}

/// D25: the most that a late price may be is that of the price without overage, and a refusal says so.
#[test]
fn a_late_price_of_overage_is_bounded_without_it() {
    let mut world = World::with(minutes(three_a_minute), "acme", "standard");
    let charge = world.charge("acme", call(60 * 60, None)); // 100, and 20 at 3 for 2
    assert_eq!(world.account("acme").debt, credits("30"));
    let (paid, price) = (world.paid("acme", charge), credits("120"));
    let adjust = Command::Adjust { paid, credits: credits("130"), price, max: price, within_hold: false };
    let error = world.run("acme", &adjust).unwrap_err();
    let detail = "130 credits are more than the 120 that charge";
    assert_eq!(
        error.to_string(),
        format!("{detail} `ch_{charge}` was quoted to cost at most, at its price without overage")
    );
}

/// D25: a small share that was rounded up to a whole credit does not grow with the price: what is owed stays within what was
/// quoted.
#[test]
fn a_late_price_of_overage_stays_within_the_quote() {
    let mut world = World::with(minutes(three_a_minute), "acme", "standard");
    let charge = world.charge("acme", call(60 * 60, None)); // 100, and 20 at 3 for 2
    let mut paid = world.paid("acme", charge);
    paid.owed_max = Some(credits("31"));
    let adjust = Command::Adjust {
        paid,
        credits: credits("130"),
        price: credits("120"),
        max: credits("130"),
        within_hold: false,
    };
    world.ok("acme", adjust);
    assert_eq!(world.account("acme").debt, credits("31"), "and not 45");
}

/// D19: the book may have later credits repay what is owed first: of a purchase, an allowance, recurring extras.
#[test]
fn later_credits_repay_where_the_book_says_so() {
    let book = || {
        minutes(|book| {
            three_a_minute(book);
            book["policies"]["repayDebt"] = true.into();
        })
    };
    let mut world = World::with(book(), "acme", "standard");
    world.charge("acme", call(60 * 110, None)); // 60 minutes beyond
    assert_eq!(world.account("acme").debt, credits("180"));
    world.ok("acme", purchase("cs_1", "extra", 1));
    assert_eq!(world.written("acme"), ["purchase lot 2 30", "lot debt 2 30"]);
    world.ok("acme", purchase("cs_2", "extra_monthly", 1));
    assert_eq!(world.account("acme").debt, credits("120"));
    assert_eq!(world.at("2026-02-01").available("acme"), "10");
    assert_eq!(world.account("acme").debt, credits("0"));
}

/// The fix of a refusal counts what would be repaid first.
#[test]
fn the_fix_counts_what_is_owed() {
    let book = agents(|book| {
        book["services"]["ai_agent"]["overage"] = json!({"credits": "1"});
        book["policies"]["repayDebt"] = true.into();
    });
    let mut world = World::with(book, "acme", "free");
    world.charge("acme", agent(10));
    let ring = Command::Charge(priced(call(10, None)));
    let refusal = world.refused("acme", ring.clone());
    assert_eq!(refusal.missing, credits("5"));
    let Fix::Buy { top_up, quantity: 15, .. } = refusal.fix else { panic!("{:?}", refusal.fix) };
    world.ok("acme", purchase("cs_1", &top_up, 15));
    world.ok("acme", ring);
}

/// Debt is the shared pool's: a member under a cap, or with an allotment, does not go beyond it.
#[test]
fn members_do_not_owe() {
    for reserve in [true, false] {
        let mut world = World::with(minutes(three_a_minute), "acme", "standard");
        world.open("ann", below("acme"));
        world.ok("acme", allot("ann", reserve, "10", true));
        let refusal = world.refused("ann", Command::Charge(priced(call(60 * 6, None))));
        let (account, to) = ("acme".to_owned(), "ann".to_owned());
        let (limit, fix) = match reserve {
            true => (Limit::Allotment { account: to.clone() }, Fix::Allot { account, to, credits: credits("2") }),
            false => {
                (Limit::Cap { account: to.clone() }, Fix::Cap { account, to, credits: credits("12"), renew: true })
            }
        };
        assert_eq!((refusal.decision, refusal.limit, refusal.fix), ("declined", limit, fix));
    }
}

/// What never runs out never owes.
#[test]
fn an_unlimited_account_owes_nothing() {
    let book = agents(|book| book["services"]["ai_agent"]["overage"] = json!({"credits": "1"}));
    let mut world = World::with(book, "acme", "enterprise");
    world.charge("acme", interaction("ai_agent", 500));
    assert_eq!((world.account("acme").debt, world.written("acme")), (credits("0"), vec!["lot usage - 0".into()]));
}
