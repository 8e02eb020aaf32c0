//! Usage: what entries come to by day and label, and what is said of it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use septet::credits::Credits;
use septet::ledger::usage::{
    DayUsage, Funds, Preset, Range, Reason, Spent, Usage, pattern, project, roll_up, suggest, upgrade,
};
use septet::ledger::{Amount, Answer, Change, Command, Label, Opening, Priced, Tags};
use septet::quote::{Decision, Funding, Request};
use septet::rates::Date;
use serde_json::json;

use crate::chance::Chance;
use crate::world::{World, agent, agents, allot, attempt, below, credits, minutes, moment, on, priced};

fn date(text: &str) -> Date {
    Date::parse(text).unwrap()
}

fn day(first: &str, later: i64) -> Date {
    Date::from_days(date(first).days() + later).unwrap()
}

fn tags(agent: &str, campaign: &str) -> Tags {
    Tags { agent: agent.into(), campaign: campaign.into() }
}

fn label(service: &str, agent: &str, campaign: &str) -> Label {
    Label { service: service.into(), agent: agent.into(), campaign: campaign.into() }
}

fn tagged(request: Request, agent: &str, campaign: &str) -> Command {
    Command::Charge(Priced { tags: tags(agent, campaign), ..priced(request) })
}

/// The only day and label of a world.
fn only(world: &World) -> DayUsage {
    let mut days = roll_up(&world.entries).unwrap();
    assert_eq!(days.len(), 1, "{days:?}");
    days.remove(0)
}

/// AGT-8: a day is the account's, at the time; what was used keeps its day when the account moves.
#[test]
fn a_day_is_that_of_the_accounts_clocks() {
    let mut world = World::new(agents(|_| {}));
    world.open("acme", Opening { zone: Some("Asia/Tokyo".into()), ..on("team") });
    world.at("2026-01-05T14:59:59Z").ok("acme", tagged(agent(1), "", ""));
    world.at("2026-01-05T15:00:00Z").ok("acme", tagged(agent(2), "", "")); // midnight in Tokyo
    let moved = Change { zone: Some("America/New_York".into()), ..Change::default() };
    world.ok("acme", Command::Change(moved.into()));
    world.ok("acme", tagged(agent(4), "", "")); // 10 in the morning, of the day before
    let days: Vec<_> = roll_up(&world.entries).unwrap().into_iter().map(|day| (day.day, day.usage.used)).collect();
    assert_eq!(days, [(date("2026-01-05"), credits("5")), (date("2026-01-06"), credits("2"))]);
}

/// AGT-12: the night is from 20:00 to 08:00 on the account's clocks, the first moment included and the last one not.
#[test]
fn the_night_has_an_edge_on_each_side() {
    let mut world = World::with(agents(|_| {}), "acme", "team");
    for (time, credits) in [("07:59:59.999", 1), ("08:00:00", 2), ("19:59:59.999", 4), ("20:00:00", 8)] {
        world.at(&format!("2026-01-02T{time}Z")).ok("acme", tagged(agent(credits), "", ""));
    }
    let Usage { used, night, charges, .. } = only(&world).usage;
    assert_eq!((used, night, charges), (credits("15"), credits("9"), 4));
}

#[test]
fn what_becomes_of_a_charge_has_its_label() {
    let mut world = World::with(agents(|_| {}), "acme", "team");
    let Answer::Charged { id, .. } = world.ok("acme", tagged(agent(10), "Ann", "spring")) else { panic!() };
    let paid = world.paid("acme", id);
    world.ok(
        "acme",
        Command::Adjust { paid, credits: credits("12"), price: credits("10"), max: credits("12"), within_hold: false },
    );
    let paid = world.paid("acme", id);
    assert_eq!(paid.label.as_deref(), Some(&label("ai_agent", "Ann", "spring")));
    world.ok("acme", Command::Refund { paid, credits: Some(credits("5")) });
    let DayUsage { label: found, usage, .. } = only(&world);
    assert_eq!(found, label("ai_agent", "Ann", "spring"));
    assert_eq!((usage.used, usage.returned, usage.charges), (credits("12"), credits("5"), 1));
    assert_eq!(usage.net().unwrap(), credits("7"));
}

#[test]
fn a_capture_is_of_its_hold_unless_it_says_otherwise() {
    let mut world = World::with(agents(|_| {}), "acme", "team");
    let amount = Amount::Priced(Priced { tags: tags("Ann", "spring"), ..priced(agent(20)) });
    let Answer::Held { id: hold, .. } = world.ok("acme", Command::Hold { amount, expires: moment("2026-01-02") })
    else {
        panic!()
    };
    let capture = |amount| Command::Capture { hold, amount, cumulative: false, last: false };
    world.ok("acme", capture(Amount::Credits(credits("1"), Tags::default())));
    world.ok("acme", capture(Amount::Credits(credits("2"), tags("Bob", ""))));
    world.ok("acme", capture(Amount::Priced(Priced { tags: tags("", "autumn"), ..priced(agent(4)) })));
    let days: Vec<_> = roll_up(&world.entries).unwrap().into_iter().map(|day| (day.label, day.usage.used)).collect();
    let expected = [
        (label("ai_agent", "Ann", "autumn"), credits("4")),
        (label("ai_agent", "Ann", "spring"), credits("1")),
        (label("ai_agent", "Bob", "spring"), credits("2")),
    ];
    assert_eq!(days, expected);
}

/// CAL-10, CAL-13: what is not deducted is on record, with its price, and what it came to.
#[test]
fn what_is_not_deducted_is_recorded() {
    let mut world = World::with(agents(|_| {}), "acme", "enterprise");
    world.ok("acme", tagged(agent(7), "Ann", ""));
    let hold = world.hold("acme", "10", "2026-01-02");
    let amount = Amount::Credits(credits("2.5"), tags("Ann", ""));
    world.ok("acme", Command::Capture { hold, amount, cumulative: false, last: true });
    let sum = roll_up(&world.entries).unwrap();
    let sum = sum.iter().try_fold(Usage::ZERO, |sum, day| sum.plus(&day.usage)).unwrap();
    assert_eq!((sum.used, sum.recorded, sum.charges), (Credits::ZERO, credits("9.5"), 2));

    // An attempt that is only recorded comes to nothing when it fails.
    let mut world = World::new(crate::world::attempts(|_| {}));
    world.open("acme", Opening { funding: Funding::External, ..on("standard") });
    let Answer::Charged { id, .. } = world.ok("acme", Command::Charge(priced(attempt(None)))) else { panic!() };
    assert_eq!(only(&world).usage.recorded, credits("1"));
    let paid = world.paid("acme", id);
    world.ok("acme", Command::Settle { paid, request: attempt(Some("failed")).into() });
    assert_eq!(only(&world).usage.recorded, Credits::ZERO);
}

/// What a test knows of the usage that it made, account by account.
#[derive(Default)]
struct Known {
    zones: BTreeMap<String, &'static str>,
    labels: BTreeMap<(String, u64), Label>,
    holds: Vec<(String, u64, Label)>,
    /// By account, local day and label.
    sums: BTreeMap<(String, String, Label), Usage>,
    seen: usize,
}

const ZONES: [&str; 5] = ["UTC", "Pacific/Kiritimati", "Etc/GMT+12", "Europe/Berlin", "Australia/Lord_Howe"];

impl Known {
    /// Adds what is new, by the zone that the account had when it was written.
    fn look(&mut self, world: &World) {
        for entry in &world.entries[self.seen..] {
            let (from, to) = (entry.from.name(), entry.to.name());
            let number = match entry.kind.name() {
                "charge" | "capture" => entry.act,
                _ => entry.concerns.unwrap_or_default(),
            };
            if from != "usage" && to != "usage" {
                continue;
            }
            let label = self.labels[&(entry.account.clone(), number)].clone();
            let zone = TimeZone::get(self.zones[&entry.account]).unwrap();
            let local = Timestamp::from_millisecond(entry.at.millis()).unwrap().to_zoned(zone);
            let sum = self.sums.entry((entry.account.clone(), local.date().to_string(), label)).or_default();
            if to == "usage" {
                sum.used = sum.used.plus(entry.credits).unwrap();
                if !(8..20).contains(&local.hour()) {
                    sum.night = sum.night.plus(entry.credits).unwrap();
                }
            } else {
                sum.returned = sum.returned.plus(entry.credits).unwrap();
            }
        }
        self.seen = world.entries.len();
    }

    /// The same sums, as roll-ups are made; a day on which only something was taken up and nothing moved is in both.
    fn hold_against(&self, days: &[DayUsage]) {
        let bare = |usage: &Usage| Usage { recorded: Credits::ZERO, charges: 0, ..*usage };
        let found: BTreeMap<_, _> = days
            .iter()
            .map(|day| ((day.account.clone(), day.day.to_string(), day.label.clone()), bare(&day.usage)))
            .collect();
        assert_eq!(found.len(), days.len(), "each day and label once");
        assert_eq!(found, self.sums);
    }
}

/// AGT-8, AGT-9: over days, changes of the clocks and of zones, roll-ups are what a slow count of the entries comes to.
#[test]
fn roll_ups_are_what_entries_come_to() {
    let (mut returned, mut captures, mut moves) = (0, 0, 0);
    for seed in 0..60 {
        let mut chance = Chance(seed);
        let outcomes = json!({"answered": "2.5", "voicemail_left": "1.000001", "failed": "0"});
        let engine = agents(|book| {
            book["services"]["call_attempt"] = json!({
                "price": {"perAttempt": {"outcomes": outcomes, "takenAtStart": true, "dialUntil": []}},
                "exhausted": "declined", "overage": {"credits": "1.7"},
            });
        });
        let (mut world, mut known) = (World::new(engine), Known::default());
        world.at("2026-03-20");
        let plans = [("team", None), ("ann", Some("team")), ("big", None)];
        for (id, parent) in plans {
            let zone = *chance.pick(&ZONES);
            let plan = if id == "big" { "enterprise" } else { "team" };
            let opening = Opening {
                plan: parent.is_none().then(|| plan.to_owned()),
                parent: parent.map(str::to_owned),
                zone: Some(zone.into()),
                ..on("team")
            };
            world.open(id, opening);
            known.zones.insert(id.into(), zone);
        }
        world.ok("team", crate::world::allot("ann", seed % 2 == 0, "300", true));
        let (mut charged, mut recorded) = (Vec::<(String, u64)>::new(), Credits::ZERO);
        for _ in 0..120 {
            world.now = world.now.plus_millis((chance.next() % 43_200_000) as i64).unwrap();
            let id = plans[chance.below(3)].0;
            let tags = tags(["", "Ann", "Bob"][chance.below(3)], ["", "spring"][chance.below(2)]);
            let own = |service: &str| label(service, &tags.agent, &tags.campaign);
            let command = match chance.below(10) {
                0 => {
                    let zone = *chance.pick(&ZONES);
                    // What time has done by now is of the old zone.
                    drop(world.run(id, &Command::Wait));
                    known.look(&world);
                    known.zones.insert(id.into(), zone);
                    moves += 1;
                    Command::Change(Change { zone: Some(zone.into()), ..Change::default() }.into())
                }
                1 | 2 if !charged.is_empty() => {
                    let (id, number) = chance.pick(&charged).clone();
                    let paid = world.paid(&id, number);
                    let open = world.account(&id).attempts.iter().any(|attempt| attempt.charge == number);
                    let command = if open {
                        let outcome = *chance.pick(&["answered", "voicemail_left", "failed"]);
                        Command::Settle { paid, request: attempt(Some(outcome)).into() }
                    } else {
                        let credits = Credits::from_micros(1 + (chance.next() % 5_000_000) as i64);
                        Command::Refund { paid, credits: Some(credits) }
                    };
                    returned += u32::from(world.run(&id, &command).is_ok());
                    known.look(&world);
                    continue;
                }
                3 => {
                    let expires = world.now.plus_millis(3_600_000 * 30).unwrap();
                    let amount = Amount::Credits(credits("5"), tags.clone());
                    if let Ok(Answer::Held { id: hold, .. }) = world.run(id, &Command::Hold { amount, expires }) {
                        known.holds.push((id.into(), hold, own("")));
                    }
                    known.look(&world);
                    continue;
                }
                4 | 5 if !known.holds.is_empty() => {
                    let holds = &known.holds[known.holds.len().saturating_sub(3)..];
                    let (id, hold, held) = chance.pick(holds).clone();
                    let amount = Amount::Credits(credits("0.75"), tags.clone());
                    let command = Command::Capture { hold, amount, cumulative: false, last: chance.below(4) == 0 };
                    if let Ok(Answer::Captured { id: capture, credits, .. }) = world.run(&id, &command) {
                        let or = |own: &str, held: &str| if own.is_empty() { held } else { own }.to_owned();
                        let (agent, campaign) = (or(&tags.agent, &held.agent), or(&tags.campaign, &held.campaign));
                        known.labels.insert((id.clone(), capture), label("", &agent, &campaign));
                        charged.push((id.clone(), capture));
                        captures += 1;
                        if id == "big" {
                            recorded = recorded.plus(credits).unwrap();
                        }
                    }
                    known.look(&world);
                    continue;
                }
                6 => Command::Charge(Priced { tags: tags.clone(), ..priced(attempt(None)) }),
                _ => tagged(agent(1 + chance.below(20) as u64), &tags.agent, &tags.campaign),
            };
            if let Ok(Answer::Charged { id: number, quote, .. }) = world.run(id, &command) {
                known.labels.insert((id.into(), number), own(&quote.measured.service));
                if quote.decision == Decision::Recorded {
                    recorded = recorded.plus(quote.credits).unwrap();
                }
                // What attempts that are recorded come to is looked at elsewhere.
                if id != "big" {
                    charged.push((id.into(), number));
                }
            }
            known.look(&world);
        }
        let days = roll_up(&world.entries).unwrap();
        known.hold_against(&days);
        let sum = days.iter().try_fold(Usage::ZERO, |sum, day| sum.plus(&day.usage)).unwrap();
        assert_eq!((sum.charges as usize, sum.recorded), (known.labels.len(), recorded), "seed {seed}");
        for day in &days {
            let own = |seq| world.entries.iter().any(|entry| entry.account == day.account && entry.seq == seq);
            assert!(own(day.first_seq) && own(day.last_seq) && day.first_seq <= day.last_seq);
        }
    }
    assert!(returned > 300 && captures > 200 && moves > 300, "{returned} {captures} {moves}");
}

/// AGT-9: last N months are from the same day N months ago, clamped, to today, inclusive.
#[test]
fn presets_are_days() {
    let known = Some((date("2023-07-04"), date("2026-05-30")));
    let cases = [
        ("last-30-days", "2026-05-31", "2026-05-02"),
        ("last-3-months", "2026-05-31", "2026-02-28"),
        ("last-3-months", "2024-05-30", "2024-02-29"),
        ("last-6-months", "2026-05-31", "2025-11-30"),
        ("last-12-months", "2024-02-29", "2023-02-28"),
        ("last-12-months", "2026-05-31", "2025-05-31"),
        ("this-month", "2026-05-31", "2026-05-01"),
        ("this-period", "2026-05-31", "2026-05-17"),
        ("all", "2026-05-31", "2023-07-04"),
    ];
    for (name, today, first) in cases {
        let preset = *Preset::ALL.iter().find(|preset| preset.name() == name).unwrap();
        let range = preset.range(date(today), date("2026-05-17"), known).unwrap();
        assert_eq!(range, Range { first: date(first), last: date(today) }, "{name}");
    }
    let today = date("2026-05-31");
    assert_eq!(Preset::All.range(today, today, None).unwrap(), Range { first: today, last: today });
    // One who was east of the date line until now has had tomorrow.
    let east = Preset::All.range(today, today, Some((today, date("2026-06-01")))).unwrap();
    assert_eq!(east.last, date("2026-06-01"));
    assert_eq!(Range::new(today, date("2026-05-30")).unwrap_err().code(), "invalid-request");
}

fn used(credits: i64) -> Usage {
    Usage { used: Credits::from_micros(credits * 1_000_000), charges: 1, ..Usage::ZERO }
}

/// VOI-5: average a day, peak days, trend.
#[test]
fn a_pattern_has_average_peaks_and_trend() {
    let first = date("2026-01-01");
    let range = Range { first, last: day("2026-01-01", 9) };
    let sums = [10, 30, 10, 0, 30, 20, 40, 0, 20, 99];
    let days: BTreeMap<Date, Usage> = sums
        .iter()
        .zip(0..)
        .filter(|(sum, _)| **sum > 0)
        .map(|(sum, at)| (day("2026-01-01", at), used(*sum)))
        .collect();
    let found = pattern(&range, &days, range.last).unwrap();
    assert_eq!((found.total.net().unwrap(), found.average), (credits("259"), credits("25.9")));
    assert_eq!(found.peaks, [(9, "99"), (6, "40"), (1, "30")].map(|(at, sum)| (day("2026-01-01", at), credits(sum))));
    // Today is not over: of nine days, the first four stand against the last four.
    let trend = found.trend.unwrap();
    assert_eq!((trend.earlier, trend.later), (credits("50"), credits("80")));
    assert_eq!((trend.name(), trend.permille), ("up", Some(600)));

    let few = days.iter().take(6).map(|(day, usage)| (*day, *usage)).collect();
    assert_eq!(pattern(&range, &few, range.last).unwrap().trend, None, "fewer than seven days with usage");
    // Of days to come there is no average.
    let longer = Range { first, last: day("2026-01-01", 30) };
    assert_eq!(pattern(&longer, &days, range.last).unwrap().average, credits("25.9"));
}

/// VOI-5: the allowance is used first, and a projection says when it and everything end.
#[test]
fn a_projection_burns_the_allowance_first() {
    let (today, last) = (date("2026-02-15"), date("2026-02-28"));
    let days: BTreeMap<Date, Credits> = (1..=28).map(|ago| (day("2026-02-15", -ago), credits("10"))).collect();
    let funds = Funds { granted: credits("200"), allowance: credits("60"), bought: credits("25") };
    let found = project(&days, today, last, credits("140"), &funds).unwrap().unwrap();
    // 140 so far, 10 today, 13 more days.
    assert_eq!((found.a_day, found.expected), (credits("10"), credits("280")));
    assert_eq!((found.low, found.high), (credits("280"), credits("280")), "days that are alike leave no doubt");
    assert_eq!((found.beyond_allowance, found.uncovered), (credits("80"), credits("55")));
    assert_eq!((found.allowance_ends, found.balance_ends), (Some(date("2026-02-20")), Some(date("2026-02-23"))));

    let ample = Funds { allowance: credits("500"), granted: credits("640"), ..funds };
    let found = project(&days, today, last, credits("140"), &ample).unwrap().unwrap();
    assert_eq!((found.beyond_allowance, found.uncovered), (Credits::ZERO, Credits::ZERO));
    assert_eq!((found.allowance_ends, found.balance_ends), (None, None));

    // Today counts with what it has had, and at least an average day's.
    let mut busy = days.clone();
    busy.insert(today, credits("25"));
    let found = project(&busy, today, last, credits("165"), &funds).unwrap().unwrap();
    assert_eq!(found.expected, credits("295"));

    let six = days.iter().rev().take(6).map(|(day, credits)| (*day, *credits)).collect();
    assert_eq!(project(&six, today, last, credits("60"), &funds).unwrap(), None, "not enough data");
}

/// VOI-5: the interval holds about as often as it says.
#[test]
fn a_projections_interval_holds_four_times_in_five() {
    let (mut chance, mut within, rounds) = (Chance(5), 0, 1000);
    for _ in 0..rounds {
        let mut a_day = || Credits::from_micros((0..12).map(|_| chance.next() % 10_000_000).sum::<u64>() as i64);
        let days: BTreeMap<Date, Credits> = (1..=28).map(|ago| (day("2026-02-15", -ago), a_day())).collect();
        let today = date("2026-02-15");
        let found = project(&days, today, day("2026-02-15", 14), Credits::ZERO, &Funds::default()).unwrap().unwrap();
        let mut real = found.a_day; // today is an average day
        for _ in 0..14 {
            real = real.plus(a_day()).unwrap();
        }
        within += u32::from(found.low <= real && real <= found.high);
    }
    assert!((750..850).contains(&within), "{within} of {rounds}");
}

/// However large or small the numbers are, a projection is one or an error.
#[test]
fn a_projection_of_anything_is_in_order() {
    let mut chance = Chance(6);
    for _ in 0..2000 {
        let largest = 1_u64 << chance.below(63);
        let days: BTreeMap<Date, Credits> = (0..=chance.below(40) as i64)
            .map(|ago| (day("2026-02-15", -ago), Credits::from_micros((chance.next() % largest) as i64)))
            .collect();
        let amount = Credits::from_micros((chance.next() % largest) as i64);
        let funds = Funds { granted: amount, allowance: amount, bought: Credits::ZERO };
        let last = day("2026-02-15", chance.below(31) as i64);
        if let Ok(Some(found)) = project(&days, date("2026-02-15"), last, amount, &funds) {
            assert!(found.low <= found.expected && found.expected <= found.high, "{found:?}");
            assert!(found.expected >= amount && found.beyond_allowance <= found.expected, "{found:?}");
            assert!(found.allowance_ends.is_none_or(|day| day <= last));
        }
    }
}

fn burn(a_day: i64, night: i64, charges: u64) -> BTreeMap<Date, Usage> {
    let usage = Usage { night: Credits::from_micros(night * 1_000_000), charges, ..used(a_day) };
    (1..=30).map(|ago| (day("2026-02-15", -ago), usage)).collect()
}

/// AGT-12: from the account's own burn; nights and many calls raise it.
#[test]
fn a_reload_threshold_is_suggested_from_the_burn() {
    let today = date("2026-02-15");
    let of = |days: &BTreeMap<Date, Usage>, book: Option<&str>| suggest(days, today, book.map(credits)).unwrap();
    let plain = of(&burn(40, 0, 10), Some("500")).unwrap();
    assert_eq!(plain.threshold, credits("40"), "with enough data the book's number counts for nothing");
    assert_eq!(plain.reasons, [Reason::BusyDay { credits: credits("40") }]);
    let nights = of(&burn(40, 30, 10), None).unwrap();
    assert_eq!(nights.threshold, credits("70"));
    assert_eq!(nights.reasons[1], Reason::Overnight { credits: credits("30"), percent: 75 });
    let many = of(&burn(40, 30, 2000), None).unwrap();
    assert_eq!(many.threshold, credits("90"));
    assert_eq!(many.reasons[2].code(), "call-volume");

    // It is a whole number, and too few days are not below the book's.
    let few = BTreeMap::from([(day("2026-02-15", -1), Usage { used: credits("7.25"), ..Usage::ZERO })]);
    assert_eq!(of(&few, None).unwrap().threshold, credits("8"));
    let floor = of(&few, Some("20")).unwrap();
    assert_eq!(floor.threshold, credits("20"));
    assert_eq!(floor.reasons[1], Reason::BookThreshold { credits: credits("12.75") });
    assert_eq!(of(&BTreeMap::new(), None), None);
    assert_eq!(of(&BTreeMap::new(), Some("20")).unwrap().threshold, credits("20"));
    // Today is not over, and what is older than thirty days is past.
    let outside = BTreeMap::from([(today, used(900)), (day("2026-02-15", -31), used(900))]);
    assert_eq!(of(&outside, None), None);
}

/// AGT-12: the same usage at night, in more calls, or more of it, never asks for less.
#[test]
fn a_suggestion_never_falls_as_usage_grows_heavier() {
    let (mut chance, today) = (Chance(12), date("2026-02-15"));
    for _ in 0..500 {
        let (a_day, charges) = (1 + chance.below(500) as i64, chance.below(3000) as u64);
        let night = chance.below(a_day as usize + 1) as i64;
        let of = |days| suggest(&days, today, None).unwrap().unwrap().threshold;
        let base = of(burn(a_day, night, charges));
        assert!(of(burn(a_day, a_day, charges)) >= base);
        assert!(of(burn(a_day, night, charges * 10)) >= base);
        assert!(base >= credits(&a_day.to_string()));
    }
}

/// VOI-6: two of three full periods make a hint, and the plan that would have covered them is named.
#[test]
fn high_usage_hints_at_a_larger_plan() {
    let engine = minutes(|book| {
        let plan = |credits: &str| json!({"price": {"amount": "1"}, "allowance": {"flat": credits}, "topUps": []});
        book["plans"]["large"] = plan("300");
        book["plans"]["larger"] = plan("1000");
    });
    let spent = |used: &str| Spent { used: credits(used), allowance: credits("100") };
    let of = |plan: &str, used: &[&str]| {
        let periods: Vec<_> = used.iter().map(|used| spent(used)).collect();
        upgrade(engine.book(), plan, 1, &periods).unwrap().map(|hint| (hint.plan, hint.periods))
    };
    assert_eq!(of("standard", &["90", "10", "95"]), Some(("large".into(), 2)));
    assert_eq!(of("standard", &["89.999999", "10", "95"]), None);
    assert_eq!(of("standard", &["120", "10", "301"]), Some(("larger".into(), 2)));
    assert_eq!(of("standard", &["120", "10", "1001"]), None, "no plan covers it");
    assert_eq!(of("standard", &["120"]), None, "one period is no habit");
    assert_eq!(of("standard", &["10", "10", "10", "120", "120"]), None, "what was long ago is over");
    assert_eq!(of("larger", &["1000", "1000"]), None, "there is no larger one");
}

/// What was granted for the period of an account, of everything that it ever had.
fn granted(world: &mut World, id: &str) -> String {
    world.available(id);
    world.accounts.granted(id, &world.account(id).lots).unwrap().to_string()
}

/// VOI-4, D24: an allotment is of the period that the pool's is for the member, wherever their clocks are.
#[test]
fn what_is_set_aside_is_granted_for_the_members_period() {
    for (pool, member) in [
        ("Pacific/Auckland", "America/Los_Angeles"),
        ("America/Los_Angeles", "Pacific/Auckland"),
        ("UTC", "UTC"),
        ("Pacific/Kiritimati", "Etc/GMT+12"),
    ] {
        let mut world = World::new(agents(|_| {}));
        world.at("2026-01-10").open("acme", Opening { zone: Some(pool.into()), ..on("team") });
        world.open("ann", Opening { zone: Some(member.into()), ..below("acme") });
        world.ok("acme", allot("ann", true, "100", true));
        assert_eq!(granted(&mut world, "ann"), "100", "{pool} {member}");
        for month in 2..=6 {
            // Its own period may begin a day after the pool's.
            for (day, hour) in [(9, 12), (11, 1), (25, 12)] {
                let at = format!("2026-{month:02}-{day:02}T{hour:02}:00:00Z");
                world.at(&at);
                assert_eq!(granted(&mut world, "ann"), "100", "{pool} {member} {at}");
                assert_eq!(granted(&mut world, "acme"), "750", "{pool} {member} {at}");
            }
            world.charge("ann", agent(100));
            assert_eq!(granted(&mut world, "ann"), "100", "what is used up was granted");
        }
        world.ok("acme", allot("ann", true, "20", true));
        assert_eq!(granted(&mut world, "ann"), "120", "{pool} {member}");
    }
}

/// D16, D17: what another zone has ended before it was made is of the period before, and carried over once.
#[test]
fn what_another_zone_has_ended_is_not_granted_again() {
    let book = agents(|book| {
        book["policies"]["proration"] = "daily".into();
        book["policies"]["rollOver"] = serde_json::json!({"cap": "1000"});
        book["plans"]["team"]["allowance"] = serde_json::json!({"flat": "100"});
    });
    let mut world = World::new(book);
    world.at("2026-01-31T12:00:00Z").open("acme", Opening { anchor: Some("2026-01-01".into()), ..on("team") });
    assert_eq!(granted(&mut world, "acme"), "3.225806");
    let zone = Some("Pacific/Kiritimati".into());
    world.at("2026-01-31T13:00:00Z").change("acme", Change { zone, ..Change::default() });
    assert_eq!((granted(&mut world, "acme"), world.available("acme")), ("103.225806".into(), "103.225806".into()));
}
