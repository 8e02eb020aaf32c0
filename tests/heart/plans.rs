//! Plans, seats, funding, trials and time zones, and the allowance that follows from them.

use septet::credits::Credits;
use septet::ledger::{Amount, Answer, Change, Command, Fix, Kind, Opening, Priced, Tags};
use septet::quote::{Decision, Funding};

use crate::world::{World, agent, agents, below, call, credits, crm, edited, moment, on, priced, purchase, voice};

fn seats(seats: u32) -> Change {
    Change { seats: Some(seats), ..Change::default() }
}

fn plan(plan: &str) -> Change {
    Change { plan: Some(plan.into()), ..Change::default() }
}

fn daily() -> septet::Engine {
    agents(|book| book["policies"]["proration"] = "daily".into())
}

/// CAL-8: what each plan grants a member and month, over several months.
#[test]
fn cal_8_plans_and_their_allowances() {
    for (plan, seats, granted) in [("free", 3, "0"), ("team", 3, "2250"), ("organization", 4, "4000")] {
        let mut world = World::new(agents(|_| {}));
        world.open("acme", Opening { seats, ..on(plan) });
        for month in ["2026-01-15", "2026-02-01", "2026-05-10"] {
            assert_eq!(world.at(month).available("acme"), granted, "{plan}");
        }
    }
}

/// CAL-8, CAL-10: unlimited plans, and every team under a platform, are never charged; usage is on record.
#[test]
fn cal_8_10_unlimited() {
    let mut world = World::with(agents(|_| {}), "platform", "platform");
    world.open("team", Opening { parent: Some("platform".into()), ..on("team") });
    world.open("free", Opening { parent: Some("team".into()), ..on("free") });
    world.open("member", below("team"));
    world.open("enterprise", on("enterprise"));
    for id in ["platform", "team", "free", "member", "enterprise"] {
        let answer = world.ok(id, Command::Charge(priced(agent(5000))));
        let Answer::Charged { credits: charged, quote, .. } = answer else { panic!("it is on record") };
        assert_eq!((charged, quote.credits, quote.decision), (Credits::ZERO, credits("5000"), Decision::Recorded));
        assert_eq!(world.written(id), ["lot usage - 0"]);
        let balance = world.accounts.balance(id, world.engine.book(), world.now).unwrap();
        assert!(balance.unlimited && balance.allowance == Credits::ZERO, "{id}");
        assert_eq!(world.error(id, purchase("cs_1", "credit", 1)), "not-in-plan", "{id}");
        // A hold reserves nothing, and its captures are on record.
        let hold = world.hold(id, "300", "2026-01-02");
        world.capture(id, hold, "200", true);
        assert_eq!(world.account(id).lots, []);
    }
    // A team below an enterprise account has its own limits.
    world.open("below", Opening { parent: Some("enterprise".into()), ..on("team") });
    assert_eq!(world.available("below"), "750");
}

/// A team whose platform covers it no more has its plan's allowance at once.
#[test]
fn what_is_covered_no_more_has_its_allowance() {
    let mut world = World::with(agents(|_| {}), "acme", "platform");
    world.open("team", Opening { parent: Some("acme".into()), ..on("team") });
    world.charge("team", agent(5000));
    world.at("2026-01-10").change("acme", Change { at_period_end: Some(false), ..plan("organization") });
    assert_eq!([world.available("acme"), world.available("team")], ["1000", "750"]);
    world.change("acme", plan("platform"));
    world.charge("team", agent(5000));
    world.change("acme", Change { at_period_end: Some(false), ..plan("organization") });
    assert_eq!([world.available("acme"), world.available("team")], ["1000", "750"]);
}

/// CAL-10: any allowance is fewer than unlimited, and what brings fewer does with the next period: until then nobody below
/// is charged either.
#[test]
fn cal_10_an_unlimited_plan_lasts_to_the_end_of_its_period() {
    let mut world = World::with(agents(|_| {}), "acme", "platform");
    world.open("team", Opening { parent: Some("acme".into()), ..on("team") });
    world.at("2026-01-10").change("acme", plan("organization"));
    for id in ["acme", "team"] {
        let answer = world.ok(id, Command::Charge(priced(agent(5000))));
        let Answer::Charged { quote, .. } = answer else { panic!("it is on record") };
        assert_eq!(quote.decision, Decision::Recorded, "{id}");
    }
    world.at("2026-02-02");
    assert_eq!([world.available("acme"), world.available("team")], ["1000", "750"]);
}

/// CAL-13: an account that someone else pays for is on record and not charged, and so are those below it.
#[test]
fn cal_13_external_funding() {
    let mut world = World::with(agents(|_| {}), "acme", "team");
    world.open("ann", below("acme"));
    world.ok("acme", crate::world::allot("ann", true, "50", true));
    let funded = |funding| Change { funding: Some(funding), ..Change::default() };
    world.change("acme", funded(Funding::External));
    for id in ["acme", "ann"] {
        world.charge(id, agent(9000));
        assert_eq!(world.written(id), ["lot usage - 0"], "{id}");
    }
    assert_eq!([world.available("acme"), world.available("ann")], ["700", "50"]);
    world.change("acme", funded(Funding::Credits));
    world.charge("ann", agent(20));
    assert_eq!(world.available("ann"), "30");
}

/// D16: a seat that is added within a period grants all of its allowance; one that is removed counts until the period
/// ends; removed and added again it is granted once.
#[test]
fn a_seat_is_granted_once_a_period() {
    let mut world = World::with(agents(|_| {}), "acme", "team");
    world.charge("acme", agent(750));
    world.at("2026-01-20").change("acme", seats(3));
    assert_eq!(world.lots("acme"), ["2 allowance 1500"]);
    world.change("acme", seats(1));
    assert_eq!((world.available("acme"), world.account("acme").terms.seats), ("1500".into(), 3));
    world.change("acme", seats(2));
    world.change("acme", seats(3));
    assert_eq!((world.available("acme"), world.account("acme").terms.next.seats), ("1500".into(), None));
    world.change("acme", seats(4));
    assert_eq!(world.available("acme"), "2250");
    // At once, and again: still once.
    world.change("acme", Change { at_period_end: Some(false), ..seats(1) });
    world.change("acme", seats(4));
    assert_eq!(world.available("acme"), "2250");
    world.change("acme", seats(2));
    assert_eq!(world.at("2026-01-31T23:59:59Z").available("acme"), "2250");
    assert_eq!(world.at("2026-02-01").available("acme"), "1500");
    assert_eq!(world.at("2026-04-01").available("acme"), "1500");
    // One that is added from the next period on grants nothing in this one.
    world.change("acme", Change { at_period_end: Some(true), ..seats(5) });
    assert_eq!(world.available("acme"), "1500");
    assert_eq!(world.at("2026-05-01").available("acme"), "3750");
    assert_eq!(world.error("acme", Command::Change(seats(1_000_001).into())), "invalid-request");
}

/// D16: by the days that are left, where the book says so, today included.
#[test]
fn a_seat_is_prorated_by_days() {
    let mut world = World::with(daily(), "acme", "team");
    assert_eq!(world.available("acme"), "750");
    world.at("2026-01-20T18:00:00Z").change("acme", seats(2));
    assert_eq!(world.lots("acme")[1], "2 allowance 290.32258"); // 750 × 12 / 31
    world.change("acme", seats(1));
    world.at("2026-01-25").change("acme", seats(2));
    assert_eq!(world.available("acme"), "1040.32258"); // the same seat once
    assert_eq!(world.at("2026-02-01").available("acme"), "1500");
    // Opened within a period that began before.
    world.open("later", Opening { anchor: Some("2026-01-15".into()), ..on("team") });
    assert_eq!(world.available("later"), "338.709677"); // 750 × 14 / 31
    assert_eq!(world.at("2026-02-15").available("later"), "750");
}

/// A dearer plan grants the difference at once, a cheaper one comes with the next period; bought credits stay.
#[test]
fn changes_of_plan_lose_no_bought_credits() {
    let mut world = World::with(agents(|_| {}), "acme", "team");
    world.ok("acme", purchase("cs_1", "credit", 500));
    world.charge("acme", agent(100));
    world.at("2026-01-10").change("acme", plan("organization"));
    assert_eq!(world.balance("acme"), ("900".into(), "500".into()));
    world.change("acme", plan("team"));
    world.change("acme", plan("organization"));
    assert_eq!(world.balance("acme"), ("900".into(), "500".into()));
    world.change("acme", plan("free"));
    assert_eq!(world.account("acme").terms.plan.as_deref(), Some("organization"));
    assert_eq!(world.at("2026-02-01").balance("acme"), ("0".into(), "500".into()));
    // Unlimited and back: what was bought is there, and nothing is granted twice.
    world.change("acme", plan("team"));
    world.charge("acme", agent(1000));
    assert_eq!(world.balance("acme"), ("0".into(), "250".into()));
    world.change("acme", plan("enterprise"));
    world.charge("acme", agent(1000));
    world.change("acme", plan("team"));
    assert_eq!(world.balance("acme"), ("0".into(), "250".into()));
    assert_eq!(world.error("acme", Command::Change(plan("gold").into())), "unknown-plan");
}

/// A charge at a price that was quoted on another plan is paid as the account is now.
#[test]
fn a_quoted_plan_is_a_price() {
    let mut world = World::with(agents(|_| {}), "acme", "team");
    world.change("acme", plan("enterprise"));
    let quoted = septet::ledger::Priced { plan: Some("team".into()), ..priced(agent(7)) };
    let answer = world.ok("acme", Command::Charge(quoted));
    assert!(matches!(answer, Answer::Charged { credits: Credits::ZERO, .. }));
}

/// AIE-5, D16: a trial's allowance is granted once and lasts its days, over a reset; an account has one trial.
#[test]
fn aie_5_a_trial_is_granted_once() {
    let mut world = World::new(crm());
    world.at("2026-01-25").open("acme", Opening { anchor: Some("2026-01-01".into()), ..on("trial") });
    world.charge("acme", crate::world::interaction("ai_reply", 20));
    assert_eq!(world.at("2026-02-02").available("acme"), "30");
    assert_eq!(world.at("2026-02-07T23:59:59Z").available("acme"), "30");
    assert_eq!(world.at("2026-02-08").available("acme"), "0");
    assert_eq!(world.at("2026-06-01").available("acme"), "0");
    world.change("acme", plan("starter"));
    assert_eq!(world.available("acme"), "500");
    // Back to the trial: the next period begins with nothing.
    world.change("acme", plan("trial"));
    assert_eq!(world.available("acme"), "500");
    assert_eq!(world.at("2026-07-01").available("acme"), "0");
    assert_eq!(world.at("2026-09-01").available("acme"), "0");

    // Within the trial its credits are beside the next plan's; a second trial in its days grants nothing.
    let mut world = World::with(crm(), "acme", "trial");
    world.at("2026-01-03").change("acme", plan("starter"));
    assert_eq!(world.available("acme"), "550");
    world.change("acme", Change { at_period_end: Some(false), ..plan("trial") });
    world.change("acme", plan("starter"));
    assert_eq!(world.available("acme"), "550");
    assert_eq!(world.at("2026-01-15").available("acme"), "500");
    // A first trial after another plan.
    let mut world = World::with(crm(), "acme", "starter");
    world.change("acme", plan("trial"));
    assert_eq!(world.at("2026-02-01").available("acme"), "50");
    assert_eq!(world.at("2026-02-15").available("acme"), "0");
    assert_eq!(world.at("2026-03-01").available("acme"), "0");
}

/// A trial has days of its own: they are not the period's.
#[test]
fn a_trial_is_not_prorated() {
    let set = [("trialAllowance", "50")];
    let book = crate::world::edited("ai-employee", &set, |book| book["policies"]["proration"] = "daily".into());
    let mut world = World::new(book);
    world.at("2026-01-25").open("acme", Opening { anchor: Some("2026-01-01".into()), ..on("trial") });
    assert_eq!(world.available("acme"), "50");
}

/// An allowance that is agreed with each account.
#[test]
fn an_agreed_allowance() {
    let mut world = World::new(voice());
    world
        .open("acme", Opening { allowance: Some(credits("300")), brings: ["model".into()].into(), ..on("enterprise") });
    assert_eq!(world.available("acme"), "300");
    world.charge("acme", call(600, None));
    assert_eq!(world.available("acme"), "294"); // without the model's part
    let allowance =
        |amount: &str, at_period_end| Change { allowance: Some(credits(amount)), at_period_end, ..Change::default() };
    world.change("acme", allowance("400", None));
    assert_eq!(world.available("acme"), "394");
    world.change("acme", allowance("200", None));
    assert_eq!(world.available("acme"), "394");
    assert_eq!(world.at("2026-02-01").available("acme"), "200");
    // More from the next period on, whatever else changes in this one.
    world.change("acme", allowance("500", Some(true)));
    world.change("acme", Change { funding: Some(Funding::Credits), ..Change::default() });
    assert_eq!(world.available("acme"), "200");
    let terms = &world.account("acme").terms;
    assert_eq!((terms.allowance, terms.next.allowance), (Some(credits("200")), Some(credits("500"))));
    assert_eq!(world.at("2026-03-01").available("acme"), "500");
    // What is asked for now counts from what there is now, and takes the place of what was to come.
    world.change("acme", allowance("600", Some(true)));
    world.change("acme", allowance("700", None));
    assert_eq!(world.available("acme"), "700");
    assert_eq!(world.at("2026-04-01").available("acme"), "700");
    assert_eq!(world.error("acme", Command::Change(allowance("-1", None).into())), "invalid-amount");
    // Off the plan, what it brings does not count any more.
    world.change("acme", Change { brings: Some(Default::default()), ..plan("paid") });
    let brings = Change { brings: Some(["model".into()].into()), ..Change::default() };
    world.change("acme", brings.clone());
    world.at("2026-05-01").charge("acme", call(60, None));
    assert_eq!(world.available("acme"), "99");
    assert_eq!(world.error("acme", Command::Change(brings.clone().into())), "not-in-plan");
    // What a coming plan lets it bring it cannot bring yet.
    world.change("acme", Change { at_period_end: Some(true), ..plan("enterprise") });
    assert_eq!(world.error("acme", Command::Change(brings.into())), "not-in-plan");
}

/// D17: another zone within a period moves the period's end, and with it what ends then: nothing is lost before, nothing
/// is there twice.
#[test]
fn another_zone_moves_the_end() {
    for (zone, end) in [("America/New_York", "2026-02-01T05:00:00Z"), ("Asia/Tokyo", "2026-01-31T15:00:00Z")] {
        let book = agents(|book| book["policies"]["rollOver"] = serde_json::json!({"cap": "10"}));
        let mut world = World::with(book, "acme", "team");
        world.grant("acme", "5", Kind::Promo, Some("2026-02-01"));
        world.at("2026-01-15").change("acme", Change { zone: Some(zone.into()), ..Change::default() });
        let before = moment(end).plus_millis(-1).unwrap();
        world.now = before;
        let promo = if before < moment("2026-02-01") { 5 } else { 0 };
        assert_eq!(world.available("acme"), (750 + promo).to_string(), "{zone}");
        world.now = moment(end);
        let promo = if world.now < moment("2026-02-01") { 5 } else { 0 };
        assert_eq!(world.available("acme"), (760 + promo).to_string(), "{zone}");
        assert_eq!(world.at("2026-02-03").available("acme"), "760", "{zone}");
    }
    // An end that is already over.
    let mut world = World::with(agents(|_| {}), "acme", "team");
    world.charge("acme", agent(100));
    world.at("2026-01-31T20:00:00Z").change("acme", Change { zone: Some("Asia/Tokyo".into()), ..Change::default() });
    assert_eq!(world.available("acme"), "750");
    assert_eq!(world.at("2026-02-02").available("acme"), "750");
    assert_eq!(
        world.error("acme", Command::Change(Change { zone: Some("Mars/Base".into()), ..Change::default() }.into())),
        "unknown-zone"
    );
}

/// An account opens once, below one that is there, and not too deep.
#[test]
fn an_account_opens_once() {
    let mut world = World::with(agents(|_| {}), "0", "team");
    assert_eq!(world.error("0", Command::Open(on("team").into())), "account-exists");
    assert_eq!(world.error("x", Command::Open(Opening::default().into())), "invalid-request");
    assert_eq!(world.error("x", Command::Open(on("gold").into())), "unknown-plan");
    for depth in 1..septet::ledger::DEPTH_MAX {
        world.open(&depth.to_string(), below(&(depth - 1).to_string()));
    }
    let last = (septet::ledger::DEPTH_MAX - 1).to_string();
    assert_eq!(world.error("x", Command::Open(below(&last).into())), "invalid-request");
    assert_eq!(world.run("x", &Command::Open(below("nobody").into())).unwrap_err().code(), "unknown-account");
    assert_eq!(world.run("x", &Command::Wait).unwrap_err().code(), "unknown-account");
    let hold = Command::Hold { amount: Amount::Credits(credits("1"), Tags::default()), expires: moment("2026-01-02") };
    assert_eq!(world.run("x", &hold).unwrap_err().code(), "unknown-account");
}

/// What was promised by another book is its price alone: time goes on, and the account is on its plan, by what is in force,
/// also where the other book has no such plan.
#[test]
fn a_promised_price_is_all_that_another_book_decides() {
    let present = edited("calcom", &[("aiAgentCredits", "7")], |book| {
        book["plans"]["pro"] = book["plans"]["organization"].clone();
    });
    let mut world = World::with(present, "acme", "pro");
    world.hold("acme", "300", "2026-01-02");
    world.promised = Some(agents(|_| {}));
    // The hold ends beside it, and what it held can be spent again.
    let charge = Command::Charge(Priced { plan: Some("team".into()), ..priced(agent(999)) });
    let answer = world.at("2026-01-03").ok("acme", charge);
    assert!(matches!(answer, Answer::Charged { credits: charged, .. } if charged == credits("999")), "{answer:?}");
    assert_eq!(world.available("acme"), "1");
    let refusal = world.refused("acme", Command::Charge(Priced { plan: Some("team".into()), ..priced(agent(2)) }));
    assert!(matches!(refusal.fix, Fix::Buy { quantity: 1, .. }), "{:?}", refusal.fix);
}
