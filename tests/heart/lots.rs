//! Which credits are used first, and what becomes of those that are left.

use septet::ledger::{Event, Kind};
use serde_json::json;

use crate::world::{World, agent, agents, attempts, call, crm, interaction, minutes, moment, on, purchase, voice};

/// D15: priority, then the soonest expiry with none last, then the older, then the lower number.
#[test]
fn lots_are_used_in_their_order() {
    let mut world = World::with(agents(|_| {}), "acme", "team"); // 1: 750 to 1 February
    world.grant("acme", "4", Kind::TopUp, None); // 2
    world.grant("acme", "5", Kind::TopUp, Some("2026-01-20")); // 3
    world.grant("acme", "6", Kind::TopUp, Some("2026-01-10")); // 4
    world.grant("acme", "7.5", Kind::Promo, None); // 5
    world.grant("acme", "8", Kind::Rollover, None); // 6
    world.grant("acme", "3", Kind::Promo, None); // 7: as 5, but for its number
    world.at("2026-01-02").grant("acme", "2", Kind::TopUp, Some("2026-01-20")); // 8: as 3, but younger
    world.charge("acme", agent(785));
    let took = ["6 8", "1 750", "5 7.5", "7 3", "4 6", "3 5", "8 2", "2 3.5"];
    assert_eq!(world.written("acme"), took.map(|took| format!("lot usage {took}")));
    assert_eq!(world.available("acme"), "0.5");
}

#[test]
fn exactly_enough_is_enough() {
    let mut world = World::with(agents(|_| {}), "acme", "free");
    world.grant("acme", "9", Kind::TopUp, None);
    world.charge("acme", agent(9));
    assert_eq!(world.available("acme"), "0");
    let refusal = world.refused("acme", charge(agent(1)));
    assert_eq!((refusal.required.to_string(), refusal.missing.to_string()), ("1".into(), "1".into()));
    assert!(world.events.iter().any(|event| matches!(event, Event::Refused { .. })));
}

fn charge(request: septet::quote::Request) -> septet::ledger::Command {
    septet::ledger::Command::Charge(crate::world::priced(request))
}

/// CAL-5: nothing is deducted, with nothing to deduct from, and the message is on record.
#[test]
fn a_free_message_needs_no_credits() {
    let mut world = World::with(agents(|_| {}), "acme", "team");
    world.charge("acme", agent(750));
    let to_us = septet::quote::Request {
        service: "sms".into(),
        region: Some("US".into()),
        text: Some("hello".into()),
        ..Default::default()
    };
    world.charge("acme", to_us.clone());
    assert_eq!(world.written("acme"), ["lot usage - 0"]);
    // The plan is the account's, and so is the payer: what a request says of them counts for nothing.
    world.open("other", on("free"));
    let payer = septet::quote::Payer { unlimited: true, ..Default::default() };
    world.refused("other", charge(septet::quote::Request { plan: "team".into(), payer: Some(payer), ..to_us }));
}

/// CAL-7: an AI agent's interaction is charged, and burns credits in the same order as every other type.
#[test]
fn cal_7_agents_burn_like_everything_else() {
    let mut world = World::with(crate::world::edited("calcom", &[("aiAgentCredits", "2.5")], |_| {}), "acme", "team");
    world.grant("acme", "10", Kind::TopUp, None);
    world.charge("acme", agent(1));
    assert_eq!(world.written("acme"), ["lot usage 1 2.5"]);
    world.charge("acme", call(90, None)); // 44
    assert_eq!(world.written("acme"), ["lot usage 1 44"]);
    world.charge("acme", agent(282)); // 705 of the 703.5 that are left, and of those bought
    assert_eq!(world.written("acme"), ["lot usage 1 703.5", "lot usage 2 1.5"]);
    let broken = septet::quote::Interaction { id: None, completed: false, counted: false };
    world.charge("acme", septet::quote::Request { interaction: Some(broken), ..agent(1) });
    assert_eq!(world.available("acme"), "8.5"); // an interaction that is not completed costs nothing
}

/// CAL-9: the allowance is reset at each cycle and what was bought stays, over several months that nobody looked at.
#[test]
fn cal_9_allowances_reset_and_bought_credits_stay() {
    let mut world = World::new(agents(|_| {}));
    world.at("2026-01-31T10:00:00Z").open("acme", on("team"));
    world.ok("acme", purchase("cs_1", "credit", 40));
    world.charge("acme", agent(700));
    assert_eq!(world.balance("acme"), ("50".into(), "40".into()));
    assert_eq!(world.at("2026-02-27T23:59:59Z").balance("acme"), ("50".into(), "40".into()));
    assert_eq!(world.at("2026-02-28").balance("acme"), ("750".into(), "40".into()));
    world.charge("acme", agent(760));
    assert_eq!(world.balance("acme"), ("0".into(), "30".into()));
    assert_eq!(world.at("2026-07-15").balance("acme"), ("750".into(), "30".into()));
    let began = |event: &Event| match event {
        Event::PeriodBegan { index, start, .. } => Some((*index, *start)),
        _ => None,
    };
    let starts = ["2026-03-31", "2026-04-30", "2026-05-31", "2026-06-30"].map(moment);
    let began: Vec<_> = world.events.iter().filter_map(began).collect();
    assert_eq!(began, [(2, starts[0]), (3, starts[1]), (4, starts[2]), (5, starts[3])]);
}

/// AIE-3, AIE-6, AIE-8, AIE-10: one pool for all services; the allowance first, top-ups only when it is gone.
#[test]
fn aie_3_6_8_10_one_pool_and_the_allowance_first() {
    let mut world = World::with(crm(), "acme", "starter");
    world.ok("acme", purchase("cs_1", "pack", 1));
    assert_eq!(world.balance("acme"), ("500".into(), "100".into()));
    world.charge("acme", interaction("knowledge_sync", 19)); // 475
    world.charge("acme", interaction("ai_command", 20));
    world.charge("acme", interaction("ai_reply", 1));
    assert_eq!(world.balance("acme"), ("4".into(), "100".into()));
    world.charge("acme", interaction("knowledge_sync", 1));
    assert_eq!(world.balance("acme"), ("0".into(), "79".into()));
    assert_eq!(world.at("2026-02-01").balance("acme"), ("500".into(), "79".into()));
    assert_eq!(world.at("2026-05-20").balance("acme"), ("500".into(), "79".into()));
}

/// AIE-7: packs never expire and are bought at any time without a change of plan.
#[test]
fn aie_7_packs_never_expire() {
    let mut world = World::with(crm(), "acme", "trial");
    world.ok("acme", purchase("cs_1", "pack", 2));
    world.at("2029-06-01").ok("acme", purchase("cs_2", "pack", 1));
    assert_eq!(world.balance("acme"), ("0".into(), "300".into()));
    assert!(world.account("acme").lots.iter().filter(|lot| lot.kind == Kind::TopUp).all(|lot| lot.expires.is_none()));
}

/// AGT-2, AGT-3: what is left of the month is gone, what was bought carries over.
#[test]
fn agt_2_3_monthly_credits_go_and_top_ups_stay() {
    let mut world = World::with(voice(), "acme", "paid");
    world.ok("acme", purchase("cs_1", "package", 1));
    world.charge("acme", call(60 * 30, None));
    assert_eq!(world.balance("acme"), ("70".into(), "100".into()));
    assert_eq!(world.at("2026-02-01").balance("acme"), ("100".into(), "100".into()));
    world.charge("acme", call(60 * 130, None));
    assert_eq!(world.balance("acme"), ("0".into(), "70".into()));
    assert_eq!(world.at("2026-04-01").balance("acme"), ("100".into(), "70".into()));
}

/// VOI-8: nothing is carried over as the book ships.
#[test]
fn voi_8_nothing_is_carried_over() {
    let mut world = World::with(minutes(|_| {}), "acme", "standard");
    world.charge("acme", call(60 * 10, None));
    assert_eq!(world.available("acme"), "80");
    assert_eq!(world.at("2026-02-01").available("acme"), "100");
}

/// VOI-8: up to the cap, for one period, and what was carried is used first. What is carried counts against the cap
/// again.
#[test]
fn voi_8_unused_credits_are_carried_over_up_to_a_cap() {
    let book = |cap: &str| minutes(|book| book["policies"]["rollOver"] = json!({"cap": cap}));
    let mut world = World::with(book("30"), "acme", "standard");
    world.ok("acme", purchase("cs_1", "extra", 1)); // goes with the period, and is not carried
    world.charge("acme", call(60 * 40, None)); // 80
    assert_eq!(world.at("2026-02-01").lots("acme"), ["3 rollover 20", "4 allowance 100"]);
    world.charge("acme", call(60 * 5, None));
    assert_eq!(world.written("acme"), ["lot usage 3 10"]);
    assert_eq!(world.at("2026-03-01").lots("acme"), ["5 rollover 30", "6 allowance 100"]);
    assert_eq!(world.at("2026-09-01").available("acme"), "130");
    // Reserved credits are not carried.
    world.at("2026-09-30").hold("acme", "125", "2026-10-02");
    assert_eq!(world.at("2026-10-01").available("acme"), "105");
    assert_eq!(world.at("2026-10-02").available("acme"), "105");

    let mut world = World::with(book("0"), "acme", "standard");
    assert_eq!(world.at("2026-02-01").available("acme"), "100");
}

/// ATL-7, ATL-8: the allotment is reset; packages are added at once, last until the period ends, and outlive it where
/// the book says so.
#[test]
fn atl_7_8_packages_last_as_the_book_says() {
    for (expires, after) in [("period_end", "0"), ("never", "5")] {
        let book = attempts(|book| book["topUps"]["package"]["expires"] = expires.into());
        let mut world = World::with(book, "acme", "standard");
        world.at("2026-01-20").ok("acme", purchase("cs_1", "package", 2));
        assert_eq!(world.balance("acme"), ("10".into(), "10".into()));
        for _ in 0..15 {
            let charge = world.charge("acme", crate::world::attempt(None));
            let paid = world.paid("acme", charge);
            let request = crate::world::attempt(Some("answered")).into();
            world.ok("acme", septet::ledger::Command::Settle { paid, request });
        }
        assert_eq!(world.at("2026-01-31T23:59:59.999Z").balance("acme"), ("0".into(), "5".into()), "{expires}");
        assert_eq!(world.at("2026-02-01").balance("acme"), ("10".into(), after.into()), "{expires}");
    }
}

/// A grant that would make the sum uncountable is an error and changes nothing.
#[test]
fn grants_stay_countable() {
    let mut world = World::with(agents(|_| {}), "acme", "free");
    let grant = |micros| {
        let credits = septet::credits::Credits::from_micros(micros);
        septet::ledger::Command::Grant { credits, kind: Kind::Promo, expires: None }
    };
    assert_eq!(world.error("acme", grant(0)), "invalid-amount");
    assert_eq!(world.error("acme", grant(-1)), "invalid-amount");
    world.ok("acme", grant(i64::MAX));
    assert_eq!(world.error("acme", grant(1)), "out-of-range");
    let past = septet::ledger::Command::Grant {
        credits: crate::world::credits("1"),
        kind: Kind::Promo,
        expires: Some(world.now),
    };
    assert_eq!(world.error("acme", past), "invalid-request");
}

/// A grant of its own expiry goes at that moment, within a period.
#[test]
fn a_lot_goes_at_its_moment() {
    let mut world = World::with(agents(|_| {}), "acme", "free");
    world.grant("acme", "5", Kind::Promo, Some("2026-01-10T12:00:00Z"));
    assert_eq!(world.at("2026-01-10T11:59:59.999Z").available("acme"), "5");
    assert_eq!(world.at("2026-01-10T12:00:00Z").available("acme"), "0");
    assert_eq!(world.written("acme"), ["lot expired 1 5"]);
}
