//! Auto-reload: when it fires, what it brings, and what stops it.

use septet::credits::Credits;
use septet::ledger::{Amount, Answer, Change, Command, Entry, Event, Kind, Moment, ReloadState, ReloadWish, Side};
use serde_json::json;

use crate::chance::Chance;
use crate::world::{
    World, agent, agents, allot, below, call, credits, edited, minutes, moment, on, priced, purchase, voice,
};

/// The reload's events of the last command.
fn told(world: &World) -> Vec<String> {
    let line = |event: &Event| match event {
        Event::ReloadWanted { reload, top_up, packages, credits, .. } => {
            Some(format!("wanted {reload}: {packages} {top_up} {credits}"))
        }
        Event::ReloadPaid { reload, credits, .. } => Some(format!("paid {reload}: {credits}")),
        Event::ReloadDeclined { reload, declines, retry, .. } => {
            let retry = retry.map_or("suspended".to_owned(), |at| at.to_string()[5..16].to_owned());
            Some(format!("declined {reload}: {declines}, {retry}"))
        }
        Event::ReloadCapped { cap, bought, pending, .. } => Some(format!("capped {bought}+{pending}/{cap}")),
        _ => None,
    };
    world.events.iter().filter_map(line).collect()
}

const NONE: [&str; 0] = [];

fn enable() -> Command {
    Command::AutoReload(Some(ReloadWish::default()))
}

/// At a balance of 20, 100 credits; on cal.com's book, whose package is a credit.
fn wish(threshold: &str, packages: u64, cap: Option<&str>) -> Command {
    Command::AutoReload(Some(ReloadWish {
        threshold: Some(credits(threshold)),
        top_up: None,
        packages: Some(packages),
        monthly_cap: cap.map(credits),
    }))
}

fn paid(reload: u64) -> Command {
    Command::ReloadPaid { reload, credited: false }
}

fn declined(reload: u64) -> Command {
    Command::ReloadDeclined { reload, reason: Some("card expired".into()) }
}

fn state(world: &World) -> ReloadState {
    let account = world.account("acme");
    account.watch.reload.state(account.total().unwrap())
}

/// Uses so many minutes, and gives what the reload says to it.
fn talk(world: &mut World, minutes: i64) -> Vec<String> {
    world.charge("acme", call(minutes * 60, None));
    told(world)
}

/// A paid plan's 100 credits, and the book's reload of 100 at 20.
fn reloading() -> World {
    let mut world = World::with(voice(), "acme", "paid");
    world.ok("acme", enable());
    world
}

/// AGT-6, D23: once per crossing, one in flight, and credits only when it is paid.
#[test]
fn agt_6_fires_once_per_crossing() {
    let mut world = reloading();
    assert_eq!(state(&world), ReloadState::Armed);
    assert_eq!(talk(&mut world, 79), NONE);
    assert_eq!(talk(&mut world, 1), ["wanted 1: 1 package 100"]);
    assert_eq!((state(&world), world.available("acme").as_str()), (ReloadState::InFlight, "20"));
    assert_eq!(talk(&mut world, 5), NONE);
    // Above and below again while it is in flight: still one.
    world.grant("acme", "10", Kind::Promo, None);
    assert_eq!(talk(&mut world, 10), NONE);
    world.ok("acme", paid(1));
    assert_eq!((told(&world).join(""), state(&world)), ("paid 1: 100".into(), ReloadState::Armed));
    assert_eq!(
        (world.available("acme").as_str(), world.written("acme").join("")),
        ("115", "purchase lot 3 100".into())
    );
    assert_eq!(world.account("acme").watch.reload.bought, credits("100"));
    // Bought credits stay (AGT-3), and the next crossing is another one.
    assert_eq!(talk(&mut world, 95), ["wanted 2: 1 package 100"]);
    assert_eq!(world.at("2026-02-01").available("acme"), "120");
}

/// AGT-6: a threshold, a package and how many of it; the book's where the account does not say.
#[test]
fn agt_6_what_is_bought_is_packages() {
    let mut world = World::with(voice(), "acme", "paid");
    let settings = ReloadWish { threshold: Some(credits("50.5")), packages: Some(3), ..ReloadWish::default() };
    world.ok("acme", Command::AutoReload(Some(settings)));
    assert_eq!(talk(&mut world, 49), NONE);
    assert_eq!(talk(&mut world, 1), ["wanted 1: 3 package 300"]);
    // As many packages as bring what the book says.
    let book = edited(
        "agentalk",
        &[("paidAllowance", "100"), ("packageCredits", "30"), ("packagePrice", "9"), ("freeAllowance", "1")],
        |_| {},
    );
    let mut world = World::with(book, "acme", "paid");
    world.ok("acme", enable());
    assert_eq!(talk(&mut world, 80), ["wanted 1: 4 package 120"]);
    // The smallest that brings it, of several; one that comes each period is none.
    let book = agents(|book| {
        book["topUps"]["seven"] = json!({"credits": "7", "price": "1", "expires": "period_end"});
        book["topUps"]["monthly"] = json!({"credits": "10", "price": "1", "recurring": true, "expires": "period_end"});
        book["plans"]["team"]["topUps"] = json!(["monthly", "seven"]);
        book["policies"]["reload"] = json!({"threshold": "700", "amount": "5", "packages": 2});
    });
    let mut world = World::with(book, "acme", "team");
    world.ok("acme", enable());
    world.charge("acme", agent(50));
    assert_eq!(told(&world), ["wanted 1: 2 seven 14"]);
    world.ok("acme", paid(1));
    assert_eq!(world.account("acme").lots[1].expires, Some(moment("2026-02-01")), "as long as the package says");
    let monthly = ReloadWish { top_up: Some("monthly".into()), ..ReloadWish::default() };
    assert_eq!(world.error("acme", Command::AutoReload(Some(monthly))), "invalid-request");
}

fn paid_by_hand(id: &str) -> Command {
    purchase(id, "package", 1)
}

/// AGT-4: refused on plans without it, naming those that have it.
#[test]
fn agt_4_refused_on_plans_without_it() {
    let mut world = World::with(voice(), "acme", "free");
    let error = world.run("acme", &enable()).unwrap_err();
    assert_eq!(error.code(), "not-in-plan");
    assert_eq!(error.to_string(), "an account on plan `free` does not buy by itself: change to `enterprise`, `paid`");
    world.ok("acme", Command::AutoReload(None));
    let mut world = World::with(minutes(|_| {}), "acme", "standard");
    let error = world.run("acme", &enable()).unwrap_err();
    assert_eq!(error.to_string(), "an account on plan `standard` does not buy by itself: no plan does");
    // Nor where there is nothing to run out of, or nothing of its own.
    let mut world = World::with(agents(|_| {}), "big", "enterprise");
    world.open("acme", on("team"));
    world.open("ann", below("acme"));
    for id in ["big", "ann"] {
        assert_eq!(world.error(id, wish("20", 100, None)), "not-in-plan", "{id}");
    }
    // One that was enabled buys nothing on a plan without it, and again on one with it.
    let mut world = reloading();
    world.change("acme", Change { plan: Some("free".into()), at_period_end: Some(false), ..Change::default() });
    assert_eq!(talk(&mut world, 85), NONE);
    world.change("acme", Change { plan: Some("paid".into()), at_period_end: Some(false), ..Change::default() });
    world.ok("acme", paid_by_hand("cs_1"));
    assert_eq!(talk(&mut world, 100), ["wanted 1: 1 package 100"]);
}

#[test]
fn settings_are_checked() {
    let mut world = World::with(agents(|_| {}), "acme", "team");
    let set = |threshold, packages, cap: Option<&str>, top_up: Option<&str>| {
        Command::AutoReload(Some(ReloadWish {
            threshold: Option::map(threshold, credits),
            top_up: top_up.map(str::to_owned),
            packages,
            monthly_cap: cap.map(credits),
        }))
    };
    // This book starts from nothing.
    assert_eq!(world.error("acme", enable()), "invalid-request");
    let credit = Some("credit");
    assert_eq!(world.error("acme", set(None, Some(100), None, credit)), "invalid-request");
    assert_eq!(world.error("acme", set(Some("20"), None, None, credit)), "invalid-request");
    assert_eq!(world.error("acme", set(Some("20"), Some(0), None, credit)), "invalid-quantity");
    assert_eq!(world.error("acme", set(Some("20"), Some(1_000_001), None, credit)), "invalid-quantity");
    assert_eq!(world.error("acme", set(Some("-1"), Some(1), None, credit)), "invalid-amount");
    assert_eq!(world.error("acme", set(Some("20"), Some(1), None, Some("packet"))), "unknown-top-up");
    assert_eq!(world.error("acme", set(Some("20"), Some(100), Some("99"), credit)), "invalid-amount");
    world.ok("acme", set(Some("20"), Some(100), Some("100"), credit));
    // A plan that sells one package needs no name of it.
    world.ok("acme", set(Some("20"), Some(100), None, None));
    // The book's cap is the most.
    let book = agents(|book| {
        book["policies"]["reload"] = json!({"threshold": "20", "amount": "100", "packages": 1, "monthlyCap": "250"});
    });
    let mut world = World::with(book, "acme", "team");
    assert_eq!(world.error("acme", set(None, None, Some("251"), None)), "invalid-amount");
    assert_eq!(world.error("acme", set(None, Some(251), None, None)), "invalid-amount");
    world.ok("acme", enable());
    let settings = world.account("acme").watch.reload.settings.clone().unwrap();
    assert_eq!(
        (settings.top_up.as_str(), settings.packages, settings.monthly_cap),
        ("credit", 100, Some(credits("250")))
    );
}

/// D23: a charge that is refused for want of the pool's credits counts as a crossing, whoever made it.
#[test]
fn a_refused_charge_is_a_crossing() {
    let mut world = World::with(agents(|_| {}), "acme", "team");
    world.open("ann", below("acme"));
    world.ok("acme", allot("ann", false, "700", true));
    world.charge("acme", agent(740));
    world.ok("acme", wish("20", 100, None));
    // It is enabled below the threshold: it waits.
    assert_eq!((told(&world).len(), state(&world)), (0, ReloadState::Waiting));
    // What the member's cap forbids is no want of credits.
    world.refused("ann", Command::Charge(priced(agent(701))));
    assert_eq!(told(&world), NONE);
    world.refused("ann", Command::Charge(priced(agent(11))));
    assert_eq!(told(&world), ["wanted 1: 100 credit 100"]);
    assert_eq!(world.available("acme"), "10");
    world.refused("acme", Command::Charge(priced(agent(11))));
    assert_eq!(told(&world), NONE);
    world.ok("acme", paid(1));
    assert_eq!(state(&world), ReloadState::Armed);
}

/// D23: what cannot be reserved counts as well; what cannot be given below does not.
#[test]
fn a_refused_hold_is_a_crossing() {
    let mut world = World::with(agents(|_| {}), "acme", "team");
    world.open("ann", below("acme"));
    world.ok("acme", wish("20", 100, None));
    world.refused("acme", allot("ann", true, "751", true));
    assert_eq!(told(&world), NONE);
    let hold = Command::Hold {
        amount: Amount::Credits(credits("751"), septet::ledger::Tags::default()),
        expires: moment("2026-01-02"),
    };
    world.refused("acme", hold);
    assert_eq!(told(&world), ["wanted 1: 100 credit 100"]);
}

/// D23: after a decline an hour, then twice as long; after three in a row nothing until it is enabled again.
#[test]
fn declines_back_off_and_suspend() {
    let mut world = reloading();
    talk(&mut world, 90);
    world.at("2026-01-01T10:00:00Z").ok("acme", declined(1));
    assert_eq!(told(&world), ["declined 1: 1, 01-01T11:00"]);
    assert_eq!((state(&world), world.account("acme").due()), (ReloadState::Retrying, moment("2026-01-01T11:00:00Z")));
    // Nothing is asked for meanwhile, and nothing twice.
    world.refused("acme", Command::Charge(priced(call(60 * 11, None))));
    assert_eq!(told(&world), NONE);
    world.ok("acme", declined(1));
    assert_eq!(told(&world), NONE);
    world.at("2026-01-01T11:30:00Z").ok("acme", Command::Wait);
    assert_eq!(told(&world), ["wanted 2: 1 package 100"]);
    world.ok("acme", declined(2));
    assert_eq!(told(&world), ["declined 2: 2, 01-01T13:30"]);
    world.at("2026-01-01T13:30:00Z").ok("acme", Command::Wait);
    assert_eq!(told(&world), ["wanted 3: 1 package 100"]);
    world.ok("acme", declined(3));
    assert_eq!((told(&world).join(""), state(&world)), ("declined 3: 3, suspended".into(), ReloadState::Suspended));
    assert_eq!(world.account("acme").watch.reload.reason.as_deref(), Some("card expired"));
    for day in ["2026-01-05", "2026-02-05"] {
        world.at(day).refused("acme", Command::Charge(priced(call(60 * 200, None))));
        assert_eq!(told(&world), NONE, "{day}");
    }
    world.ok("acme", enable());
    assert_eq!(state(&world), ReloadState::Armed);
    assert_eq!(talk(&mut world, 85), ["wanted 4: 1 package 100"]);
    world.ok("acme", declined(4));
    assert!(told(&world)[0].starts_with("declined 4: 1,"), "in a row is counted anew");
    // A payment ends the row as well.
    world.at("2026-02-05T01:00:00Z").ok("acme", Command::Wait);
    world.ok("acme", paid(5));
    assert_eq!(world.account("acme").watch.reload.declines, 0);
}

/// One that was declined is not tried again where there are credits by then.
#[test]
fn what_is_not_needed_any_more_is_not_tried_again() {
    let mut world = reloading();
    talk(&mut world, 90);
    world.ok("acme", declined(1));
    world.ok("acme", paid_by_hand("cs_1"));
    world.at("2026-01-02").ok("acme", Command::Wait);
    assert_eq!((told(&world).len(), state(&world)), (0, ReloadState::Armed));
    assert_eq!(talk(&mut world, 90), ["wanted 2: 1 package 100"]);
    world.ok("acme", declined(2));
    assert_eq!(world.account("acme").watch.reload.declines, 2, "still in a row");
}

/// One that nobody answers for a day counts as declined; paid later it is credited all the same, once.
#[test]
fn silence_is_a_decline_and_late_payments_count() {
    let mut world = reloading();
    talk(&mut world, 90);
    assert_eq!(world.account("acme").due(), moment("2026-01-02"));
    world.at("2026-01-02T00:30:00Z").ok("acme", Command::Wait);
    assert_eq!(told(&world), ["declined 1: 1, 01-02T01:00"]);
    world.at("2026-01-02T02:00:00Z").ok("acme", Command::Wait);
    assert_eq!(told(&world), ["wanted 2: 1 package 100"]);
    world.ok("acme", paid(1));
    assert_eq!((told(&world).join(""), world.available("acme").as_str()), ("paid 1: 100".into(), "110"));
    assert_eq!(state(&world), ReloadState::InFlight, "the second one may be paid as well");
    assert_eq!(world.error("acme", paid(1)), "already-done");
    assert_eq!(world.error("acme", declined(1)), "already-done");
    world.ok("acme", paid(2));
    assert_eq!((world.available("acme").as_str(), world.account("acme").watch.reload.bought), ("210", credits("200")));
    for unknown in [0, 3] {
        assert_eq!(world.error("acme", paid(unknown)), "unknown-reload");
        assert_eq!(world.error("acme", declined(unknown)), "unknown-reload");
    }
    // Also one that was said to be declined, and when nothing is bought any more.
    talk(&mut world, 195);
    world.ok("acme", Command::AutoReload(None));
    assert_eq!(state(&world), ReloadState::InFlight);
    world.ok("acme", declined(3));
    assert_eq!((told(&world).join(""), state(&world)), ("declined 3: 1, suspended".into(), ReloadState::Off));
    world.at("2026-01-09").ok("acme", paid(3));
    assert_eq!(world.available("acme"), "115");
}

/// A payment that was credited before, as a purchase, settles its reload and brings nothing.
#[test]
fn a_payment_is_credited_once() {
    let mut world = reloading();
    talk(&mut world, 90);
    world.ok("acme", paid_by_hand("cs_1"));
    let entries = world.entries.len();
    let answer = world.ok("acme", Command::ReloadPaid { reload: 1, credited: true });
    assert_eq!(answer, Answer::AutoReload { entry: None });
    assert_eq!(
        (world.entries.len(), state(&world), world.available("acme").as_str()),
        (entries, ReloadState::Armed, "110")
    );
}

/// D23: the cap is hard: what would pass it is not bought, and that is said once a period.
#[test]
fn the_monthly_cap_is_hard() {
    let mut world = World::with(agents(|_| {}), "acme", "team");
    world.ok("acme", wish("20", 100, Some("250")));
    world.charge("acme", agent(740));
    world.ok("acme", paid(1));
    world.charge("acme", agent(100));
    assert_eq!(told(&world), ["wanted 2: 100 credit 100"]);
    world.ok("acme", paid(2));
    world.charge("acme", agent(100));
    assert_eq!((told(&world).join(""), state(&world)), ("capped 200+0/250".into(), ReloadState::Capped));
    world.refused("acme", Command::Charge(priced(agent(11))));
    assert_eq!(told(&world), NONE);
    world.grant("acme", "50", Kind::Promo, None);
    assert_eq!(state(&world), ReloadState::Armed);
    world.charge("acme", agent(50));
    assert_eq!(told(&world), NONE);
    // A new period has room again.
    world.at("2026-02-01").charge("acme", agent(750));
    assert_eq!(told(&world), ["wanted 3: 100 credit 100"]);
    world.ok("acme", wish("20", 100, Some("150")));
    // What is not answered may still turn out to be bought: it counts.
    world.at("2026-02-02T02:00:00Z").ok("acme", Command::Wait);
    assert_eq!(told(&world), ["declined 3: 1, 02-02T01:00", "capped 0+100/150"]);
    // What is declined makes room for another try.
    assert_eq!(state(&world), ReloadState::Capped);
    world.ok("acme", declined(3));
    assert_eq!((told(&world).len(), state(&world)), (0, ReloadState::Retrying));
    assert_eq!(world.account("acme").due(), moment("2026-02-02T03:00:00Z"));
    world.ok("acme", declined(3));
    world.at("2026-02-02T03:00:00Z").ok("acme", Command::Wait);
    assert_eq!(told(&world), ["wanted 4: 100 credit 100"]);
    world.ok("acme", declined(4));
    assert_eq!(told(&world), ["declined 4: 2, 02-02T05:00"]);
}

/// A decline makes room under the cap, and is no reason for another try where the balance is above the threshold.
#[test]
fn a_decline_under_the_cap_waits_for_the_next_crossing() {
    let mut world = World::with(agents(|_| {}), "acme", "team");
    world.ok("acme", wish("20", 100, Some("150")));
    world.charge("acme", agent(740));
    world.at("2026-01-02T02:00:00Z").ok("acme", Command::Wait);
    assert_eq!((told(&world).len(), state(&world)), (2, ReloadState::Capped));
    world.grant("acme", "50", Kind::Promo, None);
    world.ok("acme", declined(1));
    assert_eq!(state(&world), ReloadState::Armed);
    world.charge("acme", agent(50));
    assert_eq!(told(&world), ["wanted 2: 100 credit 100"]);
}

/// D23: what is wanted in one period and not answered counts in the next ones, and what is paid in the one it is paid in.
#[test]
fn what_is_not_answered_counts_in_each_period() {
    let mut world = World::with(agents(|_| {}), "acme", "team");
    world.ok("acme", wish("20", 100, Some("150")));
    world.at("2026-01-31T23:00:00Z").charge("acme", agent(740));
    assert_eq!(told(&world), ["wanted 1: 100 credit 100"]);
    world.at("2026-02-01").charge("acme", agent(740));
    world.at("2026-02-02").ok("acme", Command::Wait);
    assert_eq!(told(&world), ["declined 1: 1, 02-02T00:00", "capped 0+100/150"]);
    world.ok("acme", paid(1));
    world.refused("acme", Command::Charge(priced(agent(111))));
    assert_eq!(told(&world), NONE);
    assert_eq!(world.account("acme").watch.reload.bought, credits("100"));
    // The next period has room again; and so has one in which it is said that it was declined.
    world.at("2026-02-28T23:00:00Z").charge("acme", agent(110));
    world.at("2026-03-01").charge("acme", agent(740));
    assert_eq!(told(&world), ["wanted 2: 100 credit 100"]);
    world.at("2026-04-01").charge("acme", agent(740));
    assert_eq!(told(&world), ["declined 2: 1, 03-02T01:00", "capped 0+100/150", "capped 0+100/150"]);
    world.ok("acme", declined(2));
    world.at("2026-04-01T01:00:00Z").ok("acme", Command::Wait);
    assert_eq!(told(&world), ["wanted 3: 100 credit 100"]);
}

/// D23: also what time takes crosses the threshold.
#[test]
fn a_lots_end_is_a_crossing() {
    let mut world = World::with(agents(|_| {}), "acme", "free");
    world.ok("acme", wish("20", 100, None));
    world.grant("acme", "100", Kind::Promo, Some("2026-01-10"));
    world.at("2026-01-10T12:00:00Z").ok("acme", Command::Wait);
    assert_eq!(told(&world), ["wanted 1: 100 credit 100"]);
    let until = world.account("acme").due();
    assert_eq!(until, moment("2026-01-11"), "a day from when it ended");
}

/// What a reload must have done so far, written down step by step with plain numbers and minutes.
struct Slow {
    threshold: i64,
    each: i64,
    cap: i64,
    count: u64,
    /// The one that is in flight, and until when.
    busy: Option<(u64, i64)>,
    retry: Option<i64>,
    suspended: bool,
    declines: u32,
    bought: i64,
    told: bool,
    /// Not paid; and whether they count against the cap.
    open: Vec<(u64, bool)>,
    total: i64,
    log: Vec<String>,
}

const HOUR: i64 = 3_600_000;

impl Slow {
    fn want(&mut self, at: i64) {
        if self.busy.is_some() || self.retry.is_some() || self.suspended {
            return;
        }
        let open = self.open.iter().filter(|(_, counts)| *counts).count() as i64;
        if self.bought + (open + 1) * self.each > self.cap {
            if !self.told {
                self.log.push("capped".into());
            }
            self.told = true;
            return;
        }
        self.count += 1;
        self.busy = Some((self.count, at + 24 * HOUR));
        self.open.push((self.count, true));
        if self.open.len() > 16 {
            self.open.remove(0);
        }
        self.log.push(format!("wanted {}", self.count));
    }

    fn decline(&mut self, at: i64) {
        let (reload, _) = self.busy.take().unwrap();
        self.declines += 1;
        let wait = match self.declines {
            1 => Some(HOUR),
            2 => Some(2 * HOUR),
            _ => None,
        };
        self.retry = wait.map(|wait| at + wait);
        self.suspended = wait.is_none();
        self.log.push(format!("declined {reload} {}", self.retry.unwrap_or(0)));
    }

    /// An outcome: of the one that is in flight, or of one that was given up and counted against the cap until now.
    fn declined(&mut self, reload: u64, frees: bool, at: i64) {
        if self.busy.is_some_and(|(busy, _)| busy == reload) {
            return self.decline(at);
        }
        let idle = self.busy.is_none() && self.retry.is_none() && !self.suspended;
        if frees && self.told && idle && self.total <= self.threshold {
            self.retry = Some(at + if self.declines < 2 { HOUR } else { 2 * HOUR });
        }
        self.told &= !frees;
    }

    /// What time does up to a moment.
    fn until(&mut self, now: i64) {
        loop {
            match (self.busy, self.retry) {
                (Some((_, until)), _) if until <= now => self.decline(until),
                (_, Some(at)) if at <= now => {
                    self.retry = None;
                    if self.total <= self.threshold {
                        self.want(at);
                    }
                }
                _ => break,
            }
        }
    }

    fn step(&mut self, at: i64, moved: i64) {
        let before = self.total;
        self.total += moved;
        if before > self.threshold && self.threshold >= self.total {
            self.want(at);
        }
    }

    fn paid(&mut self, reload: u64) {
        self.open.retain(|(open, _)| *open != reload);
        self.bought += self.each;
        self.declines = 0;
        if self.busy.is_some_and(|(busy, _)| busy == reload) {
            self.busy = None;
        }
        self.retry = None;
        self.log.push(format!("paid {reload}"));
    }
}

fn log(world: &World) -> Vec<String> {
    let line = |event: &Event| match event {
        Event::ReloadWanted { reload, .. } => Some(format!("wanted {reload}")),
        Event::ReloadPaid { reload, .. } => Some(format!("paid {reload}")),
        Event::ReloadDeclined { reload, retry, .. } => {
            Some(format!("declined {reload} {}", retry.map_or(0, Moment::millis)))
        }
        Event::ReloadCapped { .. } => Some("capped".to_owned()),
        _ => None,
    };
    world.events.iter().filter_map(line).collect()
}

/// Whatever is done and answered in whatever order, early, late or never: what is wanted is what has crossed.
#[test]
fn whatever_is_done_what_is_wanted_is_what_crossed() {
    let mut seen = std::collections::BTreeMap::<String, u32>::new();
    for seed in 0..60 {
        let mut chance = Chance(seed);
        let book = agents(|book| book["plans"]["team"]["allowance"] = json!({"perSeat": "30"}));
        let mut world = World::new(book);
        let mut opening = on("team");
        opening.anchor = Some("2026-01-01".into());
        world.now = moment("2026-01-01T00:01:00Z");
        world.open("acme", opening);
        let cap = *chance.pick(&["1000000", "35", "20"]);
        world.ok("acme", wish("12", 10, Some(cap)));
        let mut slow = Slow {
            threshold: 12_000_000,
            each: 10_000_000,
            cap: credits(cap).micros(),
            count: 0,
            busy: None,
            retry: None,
            suspended: false,
            declines: 0,
            bought: 0,
            told: false,
            open: vec![],
            total: 30_000_000,
            log: vec![],
        };
        for n in 0..200 {
            // Commands and what follows from them come on odd minutes, what else falls due on even ones.
            let minutes = *chance.pick(&[2, 10, 40, 200, 700, 1500, 9000]);
            world.now = world.now.plus_millis(2 * (chance.next() % minutes) as i64 * 60_000).unwrap();
            let now = world.now.millis();
            let later = world.now.plus_millis((2 * (chance.next() % 9_000) as i64 + 1) * 60_000).unwrap();
            let amount = Credits::from_micros(1 + (chance.next() % 9_000_000) as i64);
            let any = 1 + chance.next() % (slow.count + 1);
            let reload = if chance.below(3) > 0 { slow.count.max(1) } else { any };
            let command = match chance.below(16) {
                0 => Command::Grant { credits: amount, kind: Kind::Promo, expires: Some(later) },
                1 => Command::Hold { amount: Amount::Credits(amount, septet::ledger::Tags::default()), expires: later },
                2..=4 => paid(reload),
                5..=6 => declined(reload),
                7 if chance.below(4) == 0 => wish("12", 10, Some(cap)),
                8 => Command::Wait,
                _ => Command::Charge(priced(agent(1 + chance.below(9) as u64))),
            };
            let before = world.entries.len();
            let answer = world.run("acme", &command);
            slow.log.clear();
            let mut steps: Vec<(Moment, i64, bool)> = vec![];
            let begins: Vec<Moment> = world
                .events
                .iter()
                .filter_map(|event| match event {
                    Event::PeriodBegan { start, .. } => Some(*start),
                    _ => None,
                })
                .collect();
            for Entry { at, from, to, lot, credits, .. } in &world.entries[before..] {
                let inside = |side: Side| i64::from(matches!(side, Side::Lot | Side::Held) && lot.is_some());
                let moved = (inside(*to) - inside(*from)) * credits.micros();
                match steps.last_mut() {
                    Some((last, sum, _)) if last == at => *sum += moved,
                    _ => steps.push((*at, moved, begins.contains(at))),
                }
            }
            let own = steps.pop_if(|(at, ..)| *at == world.now);
            for (at, moved, begins) in steps {
                slow.until(at.millis());
                if begins {
                    (slow.bought, slow.told) = (0, false);
                }
                slow.step(at.millis(), moved);
            }
            slow.until(now);
            let open = slow.open.iter().any(|(open, _)| *open == reload);
            match &command {
                Command::ReloadPaid { .. } if open => slow.paid(reload),
                Command::ReloadDeclined { .. } if open => {
                    let open = slow.open.iter_mut().find(|(open, _)| *open == reload).unwrap();
                    let frees = std::mem::take(&mut open.1);
                    slow.declined(reload, frees, now);
                }
                Command::ReloadPaid { .. } | Command::ReloadDeclined { .. } => {
                    let code = if reload <= slow.count { "already-done" } else { "unknown-reload" };
                    assert_eq!(answer.as_ref().unwrap_err().code(), code);
                }
                Command::AutoReload(_) if slow.suspended => (slow.suspended, slow.declines) = (false, 0),
                _ => {}
            }
            if let Some((_, moved, _)) = own {
                slow.step(now, moved);
            }
            if matches!(answer, Ok(Answer::Refused(_))) {
                slow.want(now);
            }
            let told = log(&world);
            assert_eq!(told, slow.log, "seed {seed}, command {n}: {command:?}");
            assert_eq!(world.account("acme").total().unwrap().micros(), slow.total);
            for line in told {
                *seen.entry(line.split(' ').next().unwrap().to_owned()).or_default() += 1;
            }
        }
    }
    let [wanted, paid, declined, capped] = ["wanted", "paid", "declined", "capped"].map(|word| seen[word]);
    assert!(wanted > 500 && paid > 400 && declined > 400 && capped > 50, "{seen:?}");
}
