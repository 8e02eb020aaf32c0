//! Low balances: who is told, and how often.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use septet::credits::Credits;
use septet::ledger::{Answer, Change, Command, Entry, EntryKind, Event, Kind, Moment, Opening, Side};
use septet::quote::Funding;
use serde_json::json;

use crate::chance::Chance;
use crate::world::{World, agent, agents, allot, below, call, capture, credits, minutes, moment, on, priced, purchase};

/// The alerts of the last command: threshold, balance, base, and who is told.
fn told(world: &World) -> Vec<String> {
    let alert = |event: &Event| match event {
        Event::BalanceLow { account, threshold, balance, base, admins } => {
            Some(format!("{account} {threshold}% {balance}/{base} {}", admins.join(",")).trim_end().to_owned())
        }
        _ => None,
    };
    world.events.iter().filter_map(alert).collect()
}

/// Charges so many credits, and gives the alerts.
fn charge(world: &mut World, id: &str, amount: u64) -> Vec<String> {
    world.charge(id, agent(amount));
    told(world)
}

fn alerts(thresholds: &[&str], admins: &[&str]) -> Command {
    let thresholds = thresholds.iter().map(|text| text.parse().unwrap()).collect();
    Command::Alerts { thresholds: Some(thresholds), admins: admins.iter().map(|admin| (*admin).to_owned()).collect() }
}

const NONE: [&str; 0] = [];

/// CAL-11: all admins are told, once per crossing and not once per message.
#[test]
fn cal_11_told_once_per_crossing() {
    let mut world = World::with(agents(|_| {}), "acme", "team");
    world.ok("acme", alerts(&["20", "0"], &["ann@acme.example", "ben@acme.example"]));
    assert_eq!(charge(&mut world, "acme", 599), NONE);
    assert_eq!(charge(&mut world, "acme", 1), ["acme 20% 150/750 ann@acme.example,ben@acme.example"]);
    for _ in 0..9 {
        assert_eq!(charge(&mut world, "acme", 10), NONE);
    }
    assert_eq!(charge(&mut world, "acme", 60), ["acme 0% 0/750 ann@acme.example,ben@acme.example"]);
    // What is refused or free crosses nothing.
    world.refused("acme", Command::Charge(priced(agent(1))));
    assert_eq!(told(&world), NONE);
    assert_eq!(world.account("acme").watch.fired, [Decimal::from(20), Decimal::ZERO]);
}

/// VOI-6, D22: the book's thresholds are told of where the account has none of its own; one charge may cross several.
#[test]
fn voi_6_one_charge_crosses_all() {
    let mut world = World::with(minutes(|_| {}), "acme", "standard");
    world.charge("acme", call(50 * 60, None));
    assert_eq!(told(&world), ["acme 20% 0/100", "acme 0% 0/100"]);

    let book = agents(|book| book["policies"]["alerts"]["thresholds"] = json!(["0", "33.333333", "50"]));
    let mut world = World::with(book, "acme", "team");
    // A third of 750 is 249.9999975: at 250 it is not crossed yet.
    assert_eq!(charge(&mut world, "acme", 500), ["acme 50% 250/750"]);
    assert_eq!(charge(&mut world, "acme", 250), ["acme 33.333333% 0/750", "acme 0% 0/750"]);
}

/// D22: a grant, a payment and a new period re-arm.
#[test]
fn what_comes_in_re_arms() {
    let mut world = World::with(agents(|_| {}), "acme", "team");
    assert_eq!(charge(&mut world, "acme", 700), ["acme 20% 50/750"]);
    // 250 of 950: 190 is the threshold now.
    world.grant("acme", "200", Kind::Promo, None);
    assert_eq!((told(&world).len(), world.account("acme").watch.fired.len()), (0, 0));
    assert_eq!(charge(&mut world, "acme", 59), NONE);
    assert_eq!(charge(&mut world, "acme", 1), ["acme 20% 190/950"]);
    world.ok("acme", purchase("cs_1", "credit", 50));
    assert_eq!(charge(&mut world, "acme", 40), ["acme 20% 200/1000"]);
    // Below the threshold it is armed again, and nothing is crossed until the balance has been above it.
    world.grant("acme", "5", Kind::Promo, None);
    assert_eq!(charge(&mut world, "acme", 1), NONE);
    // A seat is a grant.
    world.change("acme", Change { seats: Some(2), ..Change::default() });
    assert_eq!(charge(&mut world, "acme", 604), ["acme 20% 350/1755"]);
    world.at("2026-02-01");
    // Two seats, and what is left of what was bought and given.
    assert_eq!(charge(&mut world, "acme", 1450), ["acme 20% 254/1755"]);
}

/// D22: what comes back does not re-arm: a refund, a release, the end of a hold.
#[test]
fn what_comes_back_does_not_re_arm() {
    let mut world = World::with(agents(|_| {}), "acme", "team");
    let big = world.charge("acme", agent(700));
    assert_eq!(told(&world), ["acme 20% 50/750"]);
    world.refund("acme", big, Some("600"));
    assert_eq!(charge(&mut world, "acme", 590), NONE);
    let hold = world.hold("acme", "30", "2026-01-02");
    world.ok("acme", Command::Release { hold });
    assert_eq!(charge(&mut world, "acme", 1), NONE);
    world.hold("acme", "30", "2026-01-03");
    world.at("2026-01-04").ok("acme", Command::Wait);
    assert_eq!(charge(&mut world, "acme", 1), NONE);
    // Nor an attempt that failed.
    let mut world = World::with(crate::world::attempts(|_| {}), "acme", "standard");
    let attempts: Vec<u64> = (0..8).map(|_| world.charge("acme", crate::world::attempt(None))).collect();
    assert_eq!(told(&world), ["acme 20% 2/10"]);
    let request = Box::new(crate::world::attempt(Some("failed")));
    let settle = |world: &mut World, charge| {
        let paid = world.paid("acme", charge);
        world.ok("acme", Command::Settle { paid, request: request.clone() });
    };
    settle(&mut world, attempts[0]);
    world.charge("acme", crate::world::attempt(None));
    assert_eq!(told(&world), NONE);
}

/// D22: what is reserved is still there; it counts when it is captured.
#[test]
fn a_hold_crosses_nothing() {
    let mut world = World::with(agents(|_| {}), "acme", "team");
    let hold = world.hold("acme", "750", "2026-01-02");
    assert_eq!(told(&world), NONE);
    world.ok("acme", capture(hold, "600", false));
    assert_eq!(told(&world), ["acme 20% 150/750"]);
    // A lot that has ended keeps what is reserved, and has it until the hold is over.
    let mut world = World::with(agents(|_| {}), "acme", "free");
    world.grant("acme", "100", Kind::Promo, Some("2026-01-10"));
    let hold = world.hold("acme", "50", "2026-01-20");
    world.at("2026-01-10").ok("acme", Command::Wait);
    assert_eq!(told(&world), NONE);
    world.ok("acme", capture(hold, "10", false));
    world.at("2026-01-20").ok("acme", Command::Wait);
    assert_eq!(told(&world), ["acme 20% 0/100", "acme 0% 0/100"]);
}

/// D22: also where it is time that takes the credits: a lot that expires, a period with less.
#[test]
fn time_crosses() {
    let mut world = World::with(agents(|_| {}), "acme", "free");
    world.grant("acme", "80", Kind::Promo, Some("2026-01-10"));
    world.grant("acme", "20", Kind::TopUp, None);
    assert_eq!(world.account("acme").due(), moment("2026-01-10"));
    assert_eq!(world.account("acme").due_within_period(), Some(moment("2026-01-10")));
    world.at("2026-01-12").ok("acme", Command::Wait);
    assert_eq!(told(&world), ["acme 20% 20/100"]);
    assert_eq!(world.account("acme").due_within_period(), None);

    let mut world = World::with(agents(|_| {}), "acme", "team");
    world.ok("acme", purchase("cs_1", "credit", 100));
    world.change("acme", Change { plan: Some("free".into()), ..Change::default() });
    world.charge("acme", agent(760));
    // 90 of 850 were told of; the new period has 90 of 100.
    assert_eq!(told(&world), ["acme 20% 90/850"]);
    world.at("2026-02-01").ok("acme", Command::Wait);
    assert_eq!((told(&world).len(), world.account("acme").watch.base), (0, credits("100")));
    assert_eq!(charge(&mut world, "acme", 70), ["acme 20% 20/100"]);

    let mut world = World::with(agents(|_| {}), "acme", "team");
    world.change("acme", Change { plan: Some("free".into()), ..Change::default() });
    world.at("2026-02-01").ok("acme", Command::Wait);
    assert_eq!(told(&world), ["acme 20% 0/0", "acme 0% 0/0"]);
}

/// D22: the base counts lots that still hold something when the period begins, and those added since.
#[test]
fn the_base_is_what_can_be_used_in_the_period() {
    let mut world = World::with(agents(|_| {}), "acme", "team");
    let base = |world: &World| world.account("acme").watch.base.to_string();
    world.ok("acme", purchase("cs_1", "credit", 100));
    world.ok("acme", purchase("cs_2", "credit", 40));
    assert_eq!(base(&world), "890");
    world.charge("acme", agent(850));
    // The first purchase is used up; the second one has all that it brought.
    world.at("2026-02-01").ok("acme", Command::Wait);
    assert_eq!(base(&world), "790");
    world.charge("acme", agent(780));
    // One that still holds something counts with all that it brought.
    world.at("2026-03-01").ok("acme", Command::Wait);
    assert_eq!((base(&world).as_str(), world.available("acme").as_str()), ("790", "760"));
    world.at("2026-04-01").grant("acme", "10", Kind::Promo, None);
    assert_eq!(base(&world), "800");
    assert_eq!(world.account("acme").percentage().unwrap().unwrap().to_string(), "96.2"); // 770 of 800
}

/// CAL-10: unlimited accounts are never alerted; nor are those that somebody else pays for.
#[test]
fn cal_10_unlimited_accounts_are_never_alerted() {
    let mut world = World::with(agents(|_| {}), "big", "enterprise");
    world.open("platform", on("platform"));
    world.open("team", Opening { parent: Some("platform".into()), ..on("team") });
    world.open("external", Opening { funding: Funding::External, ..on("team") });
    for id in ["big", "team", "external"] {
        world.grant(id, "100", Kind::Promo, Some("2026-01-10"));
    }
    for id in ["big", "team", "external"] {
        world.charge(id, agent(9000));
        assert_eq!(told(&world), NONE, "{id}");
        world.at("2026-01-11").ok(id, Command::Wait);
        assert!(matches!(world.events[..], [Event::LotExpired { .. }]), "{id}: {:?}", world.events);
        world.at("2026-01-01");
    }
}

/// CAL-11: what members draw crosses their team's thresholds, and the team's admins are told; those of the platform where
/// the team has none.
#[test]
fn cal_11_the_pools_admins_are_told() {
    let mut world = World::with(agents(|_| {}), "above", "organization");
    world.open("acme", Opening { parent: Some("above".into()), ..on("team") });
    world.open("ann", below("acme"));
    world.open("ben", below("acme"));
    world.ok("above", alerts(&["20"], &["above@example.org"]));
    world.ok("acme", allot("ann", false, "700", true));
    assert_eq!(charge(&mut world, "ann", 600), ["acme 20% 150/750 above@example.org"]);
    world.ok("acme", alerts(&["15", "10"], &["acme@example.org"]));
    assert_eq!(charge(&mut world, "ann", 50), ["acme 15% 100/750 acme@example.org"]);
    // What is given below is no longer the pool's; what the member does with it is not told.
    world.ok("acme", allot("ben", true, "30", false));
    assert_eq!(told(&world), ["acme 10% 70/750 acme@example.org"]);
    assert_eq!(charge(&mut world, "ben", 30), NONE);
    // A team that is given credits has them as if they were granted.
    world.ok("above", allot("acme", true, "250", false));
    assert_eq!(world.account("acme").watch.base, credits("1000"));
    assert_eq!(charge(&mut world, "acme", 200), ["acme 15% 120/1000 acme@example.org"]);
}

#[test]
fn thresholds_are_percentages() {
    let mut world = World::with(agents(|_| {}), "acme", "team");
    for wrong in [&["100"][..], &["-1"], &["20", "20.0"], &["0.0000001"], &["1"; 11]] {
        assert_eq!(world.error("acme", alerts(wrong, &[])), "invalid-request", "{wrong:?}");
    }
    let many = Command::Alerts { thresholds: None, admins: vec!["a@example.org".into(); 101] };
    assert_eq!(world.error("acme", many), "invalid-request");
    world.ok("acme", alerts(&["5", "99.5", "0"], &[]));
    assert_eq!(charge(&mut world, "acme", 10), ["acme 99.5% 740/750"]);
    // One that is no threshold for a while is armed when it is one again.
    world.ok("acme", alerts(&["99.5", "5"], &[]));
    assert_eq!(world.account("acme").watch.fired.len(), 1);
    world.ok("acme", alerts(&["5"], &[]));
    world.ok("acme", Command::Alerts { thresholds: None, admins: vec![] });
    assert_eq!((world.account("acme").watch.fired.len(), world.account("acme").watch.thresholds.is_none()), (0, true));
    assert_eq!(charge(&mut world, "acme", 600), ["acme 20% 140/750"]);
}

/// What must have been told by now, made from nothing but entries: all of them are gone through again for each step.
#[derive(Default)]
struct Slow {
    entries: Vec<Entry>,
    starts: Vec<Moment>,
    fired: Vec<u32>,
    /// When lots end that do.
    ends: BTreeMap<u64, Moment>,
}

const PERCENT: [u32; 4] = [75, 40, 20, 0];

impl Slow {
    /// What all lots, or one, had after the first so many entries.
    fn total(&self, count: usize, lot: Option<u64>) -> i64 {
        let of = |entry: &&Entry| entry.lot.is_some() && (lot.is_none() || entry.lot == lot);
        let inside = |side| i64::from(matches!(side, Side::Lot | Side::Held));
        let sum = |entry: &Entry| (inside(entry.to) - inside(entry.from)) * entry.credits.micros();
        self.entries[..count].iter().filter(of).map(sum).sum()
    }

    /// What lots were granted that had something when the period began, or came after that.
    fn base(&self, count: usize) -> i64 {
        let start = *self.starts.last().unwrap();
        let is_grant = |entry: &Entry| {
            matches!(entry.from, Side::Allowance | Side::Grant | Side::Purchase | Side::Rollover)
                && entry.to == Side::Lot
        };
        let grants = self.entries[..count].iter().enumerate().filter(|(_, entry)| is_grant(entry));
        let mut base = 0;
        for (index, grant) in grants {
            // The last entry by which something ended is where the period begins.
            let ended = |entry: &Entry| entry.at == start && matches!(entry.to, Side::Expired | Side::Rollover);
            let begun = self.entries.iter().rposition(ended).map_or(0, |last| last + 1);
            let begun = begun.max(self.entries.iter().take_while(|entry| entry.at < start).count());
            let is_over = self.ends.get(&grant.lot.unwrap()).is_some_and(|ends| *ends <= start);
            if index >= begun || (self.total(begun, grant.lot) > 0 && !is_over) {
                base += grant.credits.micros();
            }
        }
        base
    }

    /// The alerts that a step must have brought, of which the entries are the last ones from `from` on.
    fn step(&mut self, from: usize, begins: Option<Moment>) -> Vec<(u32, i64, i64)> {
        self.starts.extend(begins);
        let count = self.entries.len();
        let comes_in = |entry: &Entry| {
            use EntryKind::{Allowance, Grant, Purchase, Recurring, Rollover};
            matches!(entry.kind, Allowance | Grant | Purchase | Recurring | Rollover) && entry.to == Side::Lot
        };
        if begins.is_some() || self.entries[from..].iter().any(comes_in) {
            self.fired.clear();
        }
        let (before, after, base) = (self.total(from, None), self.total(count, None), self.base(count));
        let mut told = vec![];
        for percent in PERCENT {
            let crossed = before * 100 > i64::from(percent) * base && i64::from(percent) * base >= after * 100;
            if crossed && !self.fired.contains(&percent) {
                self.fired.push(percent);
                told.push((percent, after, base));
            }
        }
        told
    }
}

/// Whatever is done in whatever order: what is told is what crossed.
#[test]
fn whatever_is_done_what_is_told_is_what_crossed() {
    let (mut alerts, mut steps) = (0, 0);
    for seed in 0..60 {
        let mut chance = Chance(seed);
        let carry = chance.below(2) == 0;
        let book = agents(|book| {
            book["policies"]["alerts"]["thresholds"] = json!(PERCENT.map(|percent| percent.to_string()));
            book["plans"]["team"]["allowance"] = json!({"perSeat": "40"});
            if carry {
                book["policies"]["rollOver"] = json!({"cap": "15.5"});
            }
        });
        let mut world = World::new(book);
        let mut slow = Slow::default();
        slow.starts.push(moment("2026-01-01"));
        let (mut charges, mut holds) = (vec![], vec![]);
        for n in 0..160 {
            // Commands come on odd minutes, and what falls due on even ones: each moment is a step of its own.
            let minutes = *chance.pick(&[2, 2, 30, 600, 3000, 12_000, 50_000]);
            let odd = if n == 0 { 1 } else { 2 * (chance.next() % minutes) as i64 };
            world.now = world.now.plus_millis(odd * 60_000).unwrap();
            let now = world.now;
            let later =
                |chance: &mut Chance| now.plus_millis((2 * (chance.next() % 20_000) as i64 + 1) * 60_000).unwrap();
            let amount = Credits::from_micros(1 + (chance.next() % 25_000_000) as i64);
            let command = match chance.below(13) {
                _ if n == 0 => {
                    Command::Open(Opening { seats: 2, anchor: Some("2026-01-01".into()), ..on("team") }.into())
                }
                0 => Command::Grant { credits: amount, kind: Kind::Promo, expires: Some(later(&mut chance)) },
                1 => purchase(&format!("cs_{n}"), "credit", 1 + chance.below(20) as u64),
                2 | 3 => Command::Hold {
                    amount: septet::ledger::Amount::Credits(amount, septet::ledger::Tags::default()),
                    expires: later(&mut chance),
                },
                4 | 5 if !holds.is_empty() => {
                    let hold = *chance.pick(&holds);
                    let amount = Credits::from_micros(1 + (chance.next() % 9_000_000) as i64).to_string();
                    capture(hold, &amount, chance.below(3) == 0)
                }
                6 if !holds.is_empty() => Command::Release { hold: *chance.pick(&holds) },
                7 | 8 if !charges.is_empty() => {
                    let paid = world.paid("acme", *chance.pick(&charges));
                    Command::Refund { paid, credits: (chance.below(2) == 0).then_some(amount) }
                }
                9 => Command::Change(Change { seats: Some(chance.below(4) as u32), ..Change::default() }.into()),
                _ => Command::Charge(priced(agent(1 + chance.below(25) as u64))),
            };
            let before = world.entries.len();
            match world.run("acme", &command) {
                Ok(Answer::Charged { id, .. }) => charges.push(id),
                Ok(Answer::Held { id, .. }) => holds.push(id),
                _ => {}
            }
            let mut expected = vec![];
            let begin = |event: &Event| match event {
                Event::PeriodBegan { start, .. } => Some((*start, vec![])),
                _ => None,
            };
            let begins: Vec<Moment> = world.events.iter().filter_map(begin).map(|(start, _)| start).collect();
            let mut at_once: BTreeMap<Moment, Vec<Entry>> = world.events.iter().filter_map(begin).collect();
            for entry in &world.entries[before..] {
                at_once.entry(entry.at).or_default().push(entry.clone());
            }
            let lots = world.account("acme").lots.iter();
            slow.ends = lots.filter_map(|lot| Some((lot.id, lot.expires?))).collect();
            for (at, entries) in at_once {
                let from = slow.entries.len();
                slow.entries.extend(entries);
                expected.extend(slow.step(from, begins.contains(&at).then_some(at)));
                steps += 1;
            }
            let told: Vec<(u32, i64, i64)> = world
                .events
                .iter()
                .filter_map(|event| match event {
                    Event::BalanceLow { threshold, balance, base, .. } => {
                        Some((threshold.to_string().parse().unwrap(), balance.micros(), base.micros()))
                    }
                    _ => None,
                })
                .collect();
            assert_eq!(told, expected, "seed {seed}, command {n}: {command:?}");
            let fired: Vec<u32> =
                world.account("acme").watch.fired.iter().map(|percent| percent.to_string().parse().unwrap()).collect();
            slow.fired.sort_unstable_by(|a, b| b.cmp(a));
            assert_eq!(fired, slow.fired, "seed {seed}, command {n}");
            alerts += told.len();
        }
    }
    assert!(alerts > 600 && steps > 6000, "{alerts} of {steps}");
}
