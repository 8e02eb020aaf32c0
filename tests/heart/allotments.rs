//! What an account gives to those below it: moved into their own pools, or a limit on its own.

use septet::ledger::{Answer, Command, Event, Fix, Kind, Limit, Opening};

use crate::world::{World, agent, agents, allot, below, capture, credits, moment, on, priced, purchase};

fn take_back(world: &mut World, id: &str, to: &str) -> String {
    match world.ok(id, Command::TakeBack { to: to.into() }) {
        Answer::TakenBack { credits, .. } => credits.to_string(),
        answer => panic!("{answer:?}"),
    }
}

fn cap(account: &str, to: &str, raised: &str) -> Fix {
    Fix::Cap { account: account.into(), to: to.into(), credits: credits(raised), renew: true }
}

fn team(members: &[&str]) -> World {
    let mut world = World::with(agents(|_| {}), "team", "team");
    members.iter().for_each(|member| world.open(member, below("team")));
    world
}

/// ATL-9, D24: credits are moved with their expiry and place, and used up separately.
#[test]
fn reserved_credits_keep_their_expiry_and_place() {
    let mut world = team(&["ann"]);
    world.charge("team", agent(700));
    world.ok("team", purchase("cs_1", "credit", 40));
    world.ok("team", allot("ann", true, "60", false));
    assert_eq!(world.written("team"), ["lot allotment 1 50", "lot allotment 2 10"]);
    assert_eq!(world.lots("ann"), ["1 allotment 50", "2 allotment 10"]);
    let expiries = world.account("ann").lots.iter().map(|lot| (lot.expires, lot.priority)).collect::<Vec<_>>();
    assert_eq!(expiries, [(Some(moment("2026-02-01")), 1), (None, 3)]);
    world.charge("ann", agent(20));
    assert_eq!(world.written("ann"), ["lot usage 1 20"]);
    assert_eq!(world.at("2026-02-01").available("ann"), "10");
    assert_eq!(world.available("team"), "780");
    // More than there is, is refused.
    let refusal = world.refused("team", allot("ann", true, "781", false));
    assert_eq!((refusal.limit, refusal.missing), (Limit::Pool { account: "team".into() }, credits("1")));
}

/// D24: taken back, what is left returns to its lots, and what a hold reserves stays with it.
#[test]
fn what_is_taken_back_returns_to_its_lots() {
    let mut world = team(&["ann"]);
    world.charge("team", agent(700));
    world.ok("team", purchase("cs_1", "credit", 40));
    world.ok("team", allot("ann", true, "60", true));
    let hold = world.hold("ann", "30", "2026-01-05");
    world.charge("ann", agent(25));
    assert_eq!(take_back(&mut world, "team", "ann"), "5");
    assert_eq!(world.lots("team"), ["2 top_up 35"]);
    world.ok("ann", capture(hold, "10", true));
    assert_eq!(world.available("ann"), "20");
    assert_eq!(world.error("team", Command::TakeBack { to: "ann".into() }), "unknown-allotment");
    assert_eq!(world.at("2026-02-01").available("team"), "785"); // nothing is renewed any more
    assert_eq!(world.available("ann"), "0");
}

/// D24: renewed in the order they were made, each as far as the new allowance goes; a short one is an event.
#[test]
fn allotments_renew_in_order() {
    let mut world = team(&["ann", "bob", "cid"]);
    world.ok("team", purchase("cs_1", "credit", 1000));
    world.ok("team", allot("bob", true, "400", true));
    world.ok("team", allot("ann", true, "500", true));
    world.ok("team", allot("cid", true, "90", false));
    // Given once beside what is renewed: it does not come again.
    world.ok("team", allot("bob", true, "10", false));
    assert_eq!([world.available("bob"), world.available("ann"), world.available("cid")], ["410", "500", "90"]);
    world.charge("bob", agent(400));
    assert_eq!(world.available("team"), "750");
    world.at("2026-02-01").available("team");
    let short = Event::AllotmentShort { account: "team".into(), to: "ann".into(), missing: credits("150") };
    assert_eq!(
        world.events.iter().filter(|event| matches!(event, Event::AllotmentShort { .. })).collect::<Vec<_>>(),
        [&short]
    );
    // Of the new allowance only: bought credits are not given away by themselves.
    assert_eq!(world.balance("team"), ("0".into(), "750".into()));
    assert_eq!([world.available("bob"), world.available("ann")], ["410", "500"]);
    // What came of bought credits is still there: 10 of bob's, 150 of ann's, all of cid's.
    assert_eq!(world.available("cid"), "90");
    // More that is renewed adds up.
    world.ok("team", allot("bob", true, "50", true));
    assert_eq!(world.account("team").allotments[0].credits, credits("450"));
    // Several idle periods at once.
    world.at("2026-06-15").available("ann");
    assert_eq!(world.balance("bob").0, "510"); // 450, and what never expires: 10 and 50
    assert_eq!(world.available("ann"), "450"); // 300, and 150
}

/// D24: platform → team → member: the team gives on what it is given, at the same moment.
#[test]
fn allotments_renew_down_the_tree() {
    let mut world = World::with(agents(|_| {}), "platform", "organization");
    world.open("team", below("platform"));
    world.open("ann", below("team"));
    world.open("bob", below("team"));
    world.ok("platform", allot("team", true, "600", true));
    world.ok("team", allot("ann", true, "200", true));
    world.ok("team", allot("bob", true, "300", true));
    world.ok("platform", allot("team", true, "100", false));
    world.charge("ann", agent(150));
    for month in ["2026-02-01", "2026-03-01", "2026-05-01"] {
        assert_eq!(world.at(month).available("bob"), "300", "{month}");
        assert_eq!(
            [world.available("platform"), world.available("team"), world.available("ann")],
            ["400", "100", "200"]
        );
        assert!(!world.events.iter().any(|event| matches!(event, Event::AllotmentShort { .. })));
    }
    // What is short is so further down.
    world.change("platform", septet::ledger::Change { plan: Some("free".into()), ..Default::default() });
    world.at("2026-06-01").available("platform");
    let short = |event: &Event| match event {
        Event::AllotmentShort { to, missing, .. } => Some(format!("{to} {missing}")),
        _ => None,
    };
    assert_eq!(world.events.iter().filter_map(short).collect::<Vec<_>>(), ["team 600", "ann 200", "bob 300"]);
    // What was given once is not given away by itself, but expires where it came from an allowance.
    assert_eq!([world.available("team"), world.available("ann"), world.available("bob")], ["0", "0", "0"]);
}

/// A team without a plan whose months are not the platform's gives on what it has when its own month begins.
#[test]
fn a_team_with_months_of_its_own() {
    let mut world = World::with(agents(|_| {}), "platform", "organization");
    world.open("team", Opening { anchor: Some("2026-01-15".into()), ..below("platform") });
    world.open("ann", below("team"));
    world.ok("platform", allot("team", true, "600", true));
    world.ok("team", allot("ann", true, "200", true));
    assert_eq!(world.at("2026-01-15").available("ann"), "400"); // of January's, which goes on
    assert_eq!(world.at("2026-02-01").available("ann"), "0");
    assert_eq!(world.at("2026-02-15").available("ann"), "200");
}

/// D24: a cap limits what is drawn on the shared pool, and a period renews it.
#[test]
fn a_cap_limits_what_is_drawn() {
    let mut world = team(&["ann", "bob"]);
    world.ok("team", allot("ann", false, "100", true));
    world.ok("team", allot("bob", false, "700", true));
    assert_eq!([world.available("team"), world.available("ann"), world.available("bob")], ["750", "100", "700"]);
    world.charge("ann", agent(60));
    assert_eq!(world.written("team"), ["lot allotment 1 60"]);
    assert_eq!(world.written("ann"), ["allotment lot 1 60", "lot usage 1 60"]);
    let over = Command::Charge(priced(agent(41)));
    let refusal = world.refused("ann", over.clone());
    assert_eq!((refusal.decision, refusal.limit), ("declined", Limit::Cap { account: "ann".into() }));
    assert_eq!(refusal.fix, cap("team", "ann", "101"));
    // Done, it lets the same charge go ahead: a cap takes the place of the one before.
    world.ok("team", allot("ann", false, "101", true));
    world.ok("ann", over);
    assert_eq!([world.available("team"), world.available("ann"), world.available("bob")], ["649", "0", "649"]);
    // The pool is what stands in the way.
    let refusal = world.refused("bob", Command::Charge(priced(agent(652))));
    assert_eq!((refusal.limit, refusal.missing), (Limit::Pool { account: "team".into() }, credits("3")));
    assert!(matches!(refusal.fix, Fix::Buy { account, quantity: 3, .. } if account == "team"));
    world.at("2026-02-01");
    assert_eq!([world.available("ann"), world.available("bob")], ["101", "700"]);
}

/// D24: a hold counts against a cap when it is made; what it releases, and a refund, gives back in the same period.
#[test]
fn holds_count_against_a_cap() {
    let mut world = team(&["ann"]);
    world.ok("team", allot("ann", false, "100", true));
    let hold = world.hold("ann", "80", "2026-01-20");
    assert_eq!([world.available("team"), world.available("ann")], ["670", "20"]);
    let taken = world.capture("ann", hold, "30", false);
    assert_eq!(world.available("ann"), "20");
    world.ok("ann", Command::Release { hold });
    assert_eq!([world.available("team"), world.available("ann")], ["720", "70"]);
    world.refund("ann", taken, Some("10"));
    assert_eq!([world.available("team"), world.available("ann")], ["730", "80"]);
    // By its time too.
    world.hold("ann", "80", "2026-01-20");
    assert_eq!(world.at("2026-01-20").available("ann"), "80");
    // In a later period it gives nothing back, and is forfeited with the allowance it was of.
    let charge = world.charge("ann", agent(5));
    let hold = world.hold("ann", "50", "2026-02-10");
    world.at("2026-02-01");
    world.charge("ann", agent(10));
    assert_eq!(world.refund("ann", charge, None), ("5".into(), "5".into()));
    world.ok("ann", Command::Release { hold });
    assert_eq!([world.available("team"), world.available("ann")], ["740", "90"]);
}

/// What a capped hold gives back of a lot that has expired in the period is forfeited, and does not count any more.
#[test]
fn what_is_forfeited_does_not_count_against_a_cap() {
    let mut world = World::with(agents(|_| {}), "platform", "free");
    world.grant("platform", "50", Kind::Promo, Some("2026-01-10"));
    world.ok("platform", purchase("cs_1", "credit", 200));
    world.open("team", below("platform"));
    world.open("ann", below("team"));
    world.ok("platform", allot("team", false, "120", true));
    world.ok("team", allot("ann", false, "100", true));
    let hold = world.hold("ann", "80", "2026-01-20");
    assert_eq!([world.available("ann"), world.available("team"), world.available("platform")], ["20", "40", "170"]);
    world.at("2026-01-20");
    assert_eq!([world.available("ann"), world.available("team"), world.available("platform")], ["100", "120", "200"]);
    assert_eq!(world.error("ann", Command::Release { hold }), "already-ended");
}

/// Caps below caps, and an allotment out of what is drawn under one.
#[test]
fn caps_below_caps() {
    let mut world = World::with(agents(|_| {}), "platform", "organization");
    world.open("team", below("platform"));
    world.open("ann", below("team"));
    world.open("bob", below("team"));
    world.ok("platform", allot("team", false, "300", true));
    world.ok("team", allot("ann", false, "100", true));
    world.ok("team", allot("bob", true, "150", false));
    assert_eq!([world.available("platform"), world.available("team")], ["850", "150"]);
    assert_eq!([world.available("ann"), world.available("bob")], ["100", "150"]);
    let charge = world.charge("ann", agent(100));
    world.charge("bob", agent(50));
    assert_eq!([world.available("platform"), world.available("team")], ["750", "50"]);
    let refusal = world.refused("ann", Command::Charge(priced(agent(1))));
    assert_eq!(refusal.limit, Limit::Cap { account: "ann".into() });
    world.ok("team", allot("ann", false, "500", true));
    let refusal = world.refused("ann", Command::Charge(priced(agent(51))));
    assert_eq!(refusal.limit, Limit::Cap { account: "team".into() });
    assert_eq!(refusal.fix, cap("platform", "team", "301"));
    world.refund("ann", charge, None);
    assert_eq!([world.available("platform"), world.available("team")], ["850", "150"]);
    assert_eq!(take_back(&mut world, "team", "bob"), "100");
    assert_eq!([world.available("platform"), world.available("team"), world.available("bob")], ["950", "250", "0"]);
}

/// A number is of its account: what concerns a member's charge does not concern the owner's of the same number.
#[test]
fn numbers_are_of_their_accounts() {
    let mut world = team(&["ann"]);
    world.ok("team", allot("ann", false, "100", true));
    world.charge("team", agent(1));
    let other = world.charge("team", agent(5));
    let own = world.charge("ann", agent(5));
    world.charge("ann", agent(1));
    let same = world.charge("team", agent(1));
    assert_eq!((other, own), (3, 1));
    for charge in [own, own + 2] {
        let paid = world.paid("ann", charge);
        let (price, credits, max) = (credits("5"), credits("0.5"), credits("9"));
        world.ok("ann", Command::Adjust { paid, credits, price, max, within_hold: false });
    }
    for charge in [other, same] {
        assert!(!world.paid("team", charge).adjusted, "{charge}");
    }
    assert!(world.entries.iter().all(|entry| entry.account != "team" || entry.concerns.is_none()));
}

/// Nothing is given but to the next below, more than nothing, and in one mode.
#[test]
fn who_can_be_given_to() {
    let mut world = team(&["ann"]);
    world.open("eve", below("ann"));
    world.open("other", on("team"));
    for to in ["team", "eve", "other", "nobody"] {
        assert_eq!(world.error("team", allot(to, true, "1", true)), "invalid-allotment", "{to}");
        assert_eq!(world.error("team", Command::TakeBack { to: to.into() }), "invalid-allotment", "{to}");
    }
    assert_eq!(world.error("team", allot("ann", true, "0", true)), "invalid-amount");
    world.ok("team", allot("ann", true, "1", true));
    assert_eq!(world.error("team", allot("ann", false, "1", true)), "invalid-allotment");
}

/// A team with a plan of its own under a cap: first its own credits, then what it may draw.
#[test]
fn own_credits_come_first() {
    let mut world = World::with(agents(|_| {}), "acme", "organization");
    world.open("team", Opening { parent: Some("acme".into()), ..on("free") });
    world.ok("team", purchase("cs_1", "credit", 10));
    world.ok("acme", allot("team", false, "100", true));
    assert_eq!(world.available("team"), "110");
    world.charge("team", agent(15));
    assert_eq!(world.written("team"), ["lot usage 1 10", "allotment lot 2 5", "lot usage 2 5"]);
    assert_eq!([world.available("acme"), world.available("team")], ["995", "95"]);
}
