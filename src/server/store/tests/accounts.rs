//! Accounts and all that they hold: what is saved is what is loaded.

use std::collections::BTreeSet;

use super::{Fresh, TENANT, fails, moment, on_each, sorted, whole, write};
use rust_decimal::Decimal;

use crate::credits::Credits;
use crate::ledger::{
    Account, Allotment, Attempt, Calendar, Ended, Hold, Kind, Label, Lot, Moment, Next, Part, Period, Recurring,
    ReloadSettings, Source, Stage, Terms, Unpaid, Watch,
};
use crate::quote::Funding;
use crate::server::store::Store;

fn credits(micros: i64) -> Credits {
    Credits::from_micros(micros)
}

fn terms() -> Terms {
    Terms {
        plan: Some("team".into()),
        parent: None,
        seats: 3,
        funding: Funding::Credits,
        brings: Default::default(),
        allowance: None,
        calendar: Calendar::new("2026-01-31", "UTC").unwrap(),
        next: Next::default(),
        recurring: vec![],
        trial_ends: None,
    }
}

fn account(id: &str) -> Account {
    let terms = terms();
    let period = terms.calendar.period(1).unwrap();
    Account {
        id: id.into(),
        opened: moment("2026-03-01T08:00:00.123Z"),
        terms,
        period,
        granted: Credits::ZERO,
        debt: Credits::ZERO,
        lots: vec![],
        lot_count: 0,
        entry_count: 0,
        holds: vec![],
        attempts: vec![],
        allotments: vec![],
        watch: Watch::default(),
    }
}

pub(super) fn lot(id: u64, kind: Kind) -> Lot {
    Lot {
        id,
        kind,
        granted: credits(9_000_001),
        remaining: credits(5_000_002),
        held: credits(1_000_003),
        created: moment("2026-03-01T08:00:00.456Z"),
        expires: None,
        priority: 2,
        source: None,
    }
}

fn hold(id: u64, expires: &str) -> Hold {
    let parts = vec![Part { lot: Some(2), credits: credits(7) }, Part { lot: Some(1), credits: credits(1) }];
    let (made, expires) = (moment("2026-03-02T00:00:00.001Z"), moment(expires));
    let label = Label { service: "call".into(), agent: "Ann".into(), campaign: String::new() }.into();
    let (captured, forfeited) = (credits(2), Credits::ZERO);
    Hold { id, made, expires, ended: None, credits: credits(10), captured, forfeited, parts, label }
}

fn save(store: &mut Store, before: Option<&Account>, after: &Account) {
    write(store, |store| store.save(TENANT, &[(before, after)]).unwrap());
}

fn load(database: &Fresh, id: &str) -> Account {
    whole(&mut database.reader(), id).unwrap()
}

/// Each field of the account and its terms, one after the other, changed and changed back.
#[test]
fn each_field_is_kept() {
    let changes: &[fn(&mut Account)] = &[
        |account| account.terms.plan = Some("organization".into()),
        |account| account.terms.seats = 1_000_000,
        |account| account.terms.funding = Funding::External,
        |account| account.terms.brings = ["model".to_owned(), "voice".to_owned()].into(),
        |account| account.terms.allowance = Some(credits(1)),
        |account| account.terms.calendar = Calendar::new("2026-01-31T09:30:15.250", "America/St_Johns").unwrap(),
        |account| account.terms.next = Next { plan: Some("free".into()), ..Next::default() },
        |account| account.terms.next = Next { seats: Some(0), ..Next::default() },
        |account| account.terms.next = Next { allowance: Some(Credits::ZERO), ..Next::default() },
        |account| {
            let recurring =
                |id: &str| Recurring { id: id.into(), top_up: "extra".into(), credits: credits(10_500_000) };
            account.terms.recurring = vec![recurring("b"), recurring("a")];
        },
        |account| account.terms.trial_ends = Some(moment("2026-03-15T08:00:00.123Z")),
        |account| account.period = Period { index: -3, start: Moment::MIN, end: moment("2026-12-31T00:00:00Z") },
        |account| account.granted = credits(i64::MAX),
        |account| account.debt = credits(1),
        |account| account.lot_count = 7,
        |account| account.entry_count = i64::MAX.unsigned_abs(),
        |account| account.watch.base = credits(i64::MAX),
        |account| account.watch.thresholds = Some(vec![]),
        |account| account.watch.thresholds = Some(vec![Decimal::new(125, 1), Decimal::ZERO]),
        |account| account.watch.admins = vec!["zoë@acme.example".into(), "\"a b\"@acme.example".into()],
        |account| account.watch.fired = vec![Decimal::from(20), Decimal::new(1, 6)],
        |account| {
            let (threshold, top_up) = (credits(i64::MAX), "extra".into());
            let settings = ReloadSettings { threshold, top_up, packages: 1_000_000, monthly_cap: None };
            account.watch.reload.settings = Some(settings);
        },
        |account| {
            let (threshold, top_up, cap) = (Credits::ZERO, "extra".into(), Some(credits(1)));
            let settings = ReloadSettings { threshold, top_up, packages: 1, monthly_cap: cap };
            account.watch.reload.settings = Some(settings);
        },
        |account| account.watch.reload.count = i64::MAX.unsigned_abs(),
        |account| account.watch.reload.stage = Stage::InFlight { reload: 7, until: moment("2026-03-05T00:00:00.001Z") },
        |account| account.watch.reload.stage = Stage::Retrying { at: Moment::MAX },
        |account| account.watch.reload.stage = Stage::Suspended,
        |account| account.watch.reload.declines = u32::MAX,
        |account| account.watch.reload.reason = Some("“no”".into()),
        |account| account.watch.reload.bought = credits(i64::MAX),
        |account| account.watch.reload.capped = true,
        |account| {
            let unpaid = |reload, declined| Unpaid {
                reload,
                top_up: "extra".into(),
                packages: 3,
                credits: credits(10_500_001),
                declined,
            };
            account.watch.reload.unpaid = vec![unpaid(1, true), unpaid(2, false)];
        },
    ];
    on_each(|database| {
        let mut store = database.writer();
        let mut kept = account("acme");
        save(&mut store, None, &kept);
        assert_eq!(store.account(TENANT, "acme", Moment::MIN).unwrap(), Some(kept.clone()));
        for change in changes {
            let mut changed = account("acme");
            change(&mut changed);
            assert_ne!(changed, account("acme"));
            save(&mut store, Some(&kept), &changed);
            assert_eq!(database.reader().account(TENANT, "acme", Moment::MIN).unwrap(), Some(changed.clone()));
            kept = changed;
        }
        // All at once, on an account that is new.
        let mut all = account("other");
        all.terms.parent = Some("acme".into());
        changes.iter().for_each(|change| change(&mut all));
        save(&mut store, None, &all);
        assert_eq!(database.reader().account(TENANT, "other", Moment::MIN).unwrap(), Some(all));
        // One that is priced as its parent.
        let mut below = account("below");
        (below.terms.plan, below.terms.parent) = (None, Some("acme".into()));
        save(&mut store, None, &below);
        assert_eq!(database.reader().account(TENANT, "below", Moment::MIN).unwrap(), Some(below));
        assert_eq!(store.account(TENANT, "nobody", Moment::MAX).unwrap(), None);
        assert_eq!(store.account("elsewhere", "acme", Moment::MAX).unwrap(), None, "nothing crosses tenants");
    });
}

/// Lots of every kind. Those that hold something are loaded with their account, and those that were drawn under a cap.
#[test]
fn lots_are_kept() {
    on_each(|database| {
        let mut store = database.writer();
        let mut acme = account("acme");
        acme.lots = Kind::ALL.iter().zip(1..).map(|(kind, id)| lot(id, *kind)).collect();
        acme.lots[1].expires = Some(moment("2026-03-31T00:00:00Z"));
        acme.lots[2].priority = u8::MAX;
        acme.lots[3].source = Some(Source { lot: 41, capped: false });
        acme.lots[4].source = Some(Source { lot: 42, capped: true });
        acme.lots[5].granted = credits(i64::MAX);
        acme.lot_count = 6;
        save(&mut store, None, &acme);
        assert_eq!(load(database, "acme"), acme);

        let before = acme.clone();
        for lot in &mut acme.lots {
            (lot.granted, lot.expires) = (lot.granted.max(credits(10_000_000)), Some(moment("2026-04-07T00:00:00Z")));
            (lot.remaining, lot.held) = (Credits::ZERO, Credits::ZERO);
        }
        acme.lots[0].remaining = credits(1);
        acme.lots.push(lot(7, Kind::Promo));
        acme.lot_count = 7;
        save(&mut store, Some(&before), &acme);
        assert_eq!(load(database, "acme"), acme);
        let found = store.account(TENANT, "acme", Moment::MIN).unwrap().unwrap();
        assert_eq!(found.lots.iter().map(|lot| lot.id).collect::<BTreeSet<_>>(), [1, 5, 7].into());
        let ids = |ids: &[u64]| -> Vec<u64> {
            database.reader().lots(TENANT, "acme", ids).unwrap().iter().map(|lot| lot.id).collect()
        };
        assert_eq!((ids(&[4, 2]).len(), ids(&[8, 99, u64::MAX >> 1]), ids(&[])), (2, vec![], vec![]));
        assert!(database.reader().lots(TENANT, "other", &[1]).unwrap().is_empty());
    });
}

#[test]
fn holds_are_kept_and_fall_due() {
    on_each(|database| {
        let mut store = database.writer();
        let mut acme = account("acme");
        let times = ["2026-03-03T00:00:00Z", "2026-03-02T12:00:00Z", "2026-03-04T00:00:00Z"];
        acme.holds = times.iter().zip([5, 9, 12]).map(|(expires, id)| hold(id, expires)).collect();
        acme.entry_count = 12;
        save(&mut store, None, &acme);
        save(&mut store, None, &account("other"));
        assert_eq!(load(database, "acme"), acme);
        assert_eq!(store.hold(TENANT, "acme", 9).unwrap().as_ref(), Some(&acme.holds[1]));
        assert_eq!(store.hold(TENANT, "acme", 6).unwrap(), None);
        assert_eq!(store.hold(TENANT, "other", 9).unwrap(), None);

        let due = |now: &str| {
            let mut reader = database.reader();
            let found = reader.account(TENANT, "acme", moment(now)).unwrap().unwrap();
            (found.holds.iter().map(|hold| hold.id).collect(), reader.due(TENANT, moment(now), 9).unwrap())
        };
        let (nothing, one) = ((BTreeSet::new(), vec![]), vec!["acme".to_owned()]);
        assert_eq!(due("2026-03-02T11:59:59.999Z"), nothing);
        assert_eq!(due("2026-03-02T12:00:00Z"), ([9].into(), one.clone()));
        assert_eq!(due("2026-03-03T00:00:00Z"), ([5, 9].into(), one.clone()));
        let before = acme.clone();
        for (hold, ended) in acme.holds.iter_mut().zip(Ended::ALL).take(2) {
            (hold.ended, hold.captured, hold.forfeited, hold.parts) = (Some(ended), credits(7), credits(3), vec![]);
        }
        save(&mut store, Some(&before), &acme);
        assert_eq!(load(database, "acme"), acme);
        assert_eq!(due("2026-03-03T00:00:00Z"), nothing);
        assert_eq!(due("2026-03-04T00:00:00Z"), ([12].into(), one));
        let before = acme.clone();
        acme.holds[2].ended = Some(Ended::Expired);
        save(&mut store, Some(&before), &acme);
        assert_eq!(due("2026-03-04T00:00:00Z"), nothing);
    });
}

/// Also by a part of the account's holds: one that was not loaded still falls due.
#[test]
fn a_hold_that_was_not_loaded_stays() {
    on_each(|database| {
        let mut store = database.writer();
        let mut acme = account("acme");
        acme.holds = vec![hold(1, "2026-03-03T00:00:00Z"), hold(2, "2026-03-04T00:00:00Z")];
        acme.entry_count = 2;
        save(&mut store, None, &acme);
        let mut before = acme.clone();
        before.holds.remove(0);
        let mut after = before.clone();
        after.holds[0].ended = Some(Ended::Released);
        save(&mut store, Some(&before), &after);
        assert_eq!(store.due(TENANT, moment("2026-03-03T00:00:00Z"), 9).unwrap(), ["acme"]);
    });
}

#[test]
fn attempts_and_allotments_are_kept() {
    on_each(|database| {
        let mut store = database.writer();
        let mut acme = account("acme");
        let parts = vec![Part { lot: Some(1), credits: credits(3) }, Part { lot: None, credits: credits(4) }];
        let attempt = |charge, reserved| Attempt {
            charge,
            parts: parts.clone(),
            reserved,
            label: (charge != 4).then(Default::default),
        };
        acme.attempts = vec![attempt(3, false), attempt(8, true), attempt(9, false)];
        let allotment = |to: &str, reserve, renew, used| Allotment {
            to: to.into(),
            reserve,
            credits: credits(50),
            renew,
            used: credits(used),
        };
        acme.allotments =
            vec![allotment("z", true, false, 0), allotment("a", false, true, 8), allotment("m", true, true, 0)];
        acme.entry_count = 9;
        save(&mut store, None, &acme);
        let names = |database: &Fresh| -> Vec<String> {
            let acme = database.reader().account(TENANT, "acme", Moment::MAX).unwrap().unwrap();
            acme.allotments.into_iter().map(|allotment| allotment.to).collect()
        };
        assert_eq!((load(database, "acme"), names(database).join("")), (acme.clone(), "zam".into()));
        let early = store.account(TENANT, "acme", Moment::MIN).unwrap().unwrap();
        assert!(early.attempts.is_empty() && early.allotments.is_empty(), "they count when a period ends");
        let at_end = store.account(TENANT, "acme", acme.period.end).unwrap().unwrap();
        assert_eq!((at_end.attempts.len(), at_end.allotments.len()), (3, 3));
        assert_eq!(store.attempt(TENANT, "acme", 8).unwrap().as_ref(), Some(&acme.attempts[1]));
        assert_eq!((store.attempt(TENANT, "acme", 7).unwrap(), store.attempt(TENANT, "b", 8).unwrap()), (None, None));
        assert_eq!(
            store.allotments_to(TENANT, &["acme"], &["a"]).unwrap(),
            [("acme".to_owned(), acme.allotments[1].clone())]
        );
        assert!(store.allotments_to(TENANT, &["acme"], &["b"]).unwrap().is_empty());

        // Changed, removed, added; one removed and added again is the last, and may be of the other mode.
        let before = acme.clone();
        acme.attempts.remove(2);
        (acme.attempts[0].reserved, acme.attempts[0].parts) = (true, vec![]);
        let mut first = acme.allotments.remove(0);
        (first.reserve, first.renew, first.credits, first.used) = (false, true, credits(60), credits(1));
        acme.allotments.extend([allotment("b", true, true, 0), first]);
        save(&mut store, Some(&before), &acme);
        assert_eq!((load(database, "acme"), names(database).join("")), (sorted(acme.clone()), "ambz".into()));

        // What was not loaded is not touched.
        let mut part = acme.clone();
        (part.attempts, part.allotments) = (vec![], vec![acme.allotments[2].clone()]);
        let mut after = part.clone();
        after.allotments.clear();
        save(&mut store, Some(&part), &after);
        assert_eq!((load(database, "acme").attempts, names(database).join("")), (acme.attempts, "amz".into()));
    });
}

#[test]
fn accounts_are_listed_and_periods_fall_due() {
    on_each(|database| {
        let mut store = database.writer();
        assert!(store.accounts(TENANT, "", 10).unwrap().is_empty());
        for (id, end) in [("b", "2026-03-05T00:00:00Z"), ("A", "2026-03-04T00:00:00Z"), ("a-1", "2026-03-06T00:00:00Z")]
        {
            let mut new = account(id);
            new.period.end = moment(end);
            if id == "b" {
                (new.terms.plan, new.terms.parent) = (None, Some("A".into()));
            }
            save(&mut store, None, &new);
        }
        let list = |after: &str, limit| {
            let found = database.reader().accounts(TENANT, after, limit).unwrap();
            found.into_iter().map(|line| (line.id, line.plan, line.parent)).collect::<Vec<_>>()
        };
        let team = Some("team".to_owned());
        let (upper, first) = (("A".to_owned(), team.clone(), None), ("a-1".to_owned(), team, None));
        let below = ("b".to_owned(), None, Some("A".to_owned()));
        assert_eq!(list("", 10), [upper.clone(), first.clone(), below.clone()]);
        assert_eq!((list("", 2), list("a-1", 2), list("b", 2)), (vec![upper, first], vec![below], vec![]));
        let search = |part: &str, plan: Option<&str>| {
            let found = database.reader().search_accounts(TENANT, part, plan, "", 10).unwrap();
            found.into_iter().map(|line| line.id).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(
            (search("a", None), search("-1", None), search("B", None)),
            ("A a-1".into(), "a-1".into(), "b".into())
        );
        assert_eq!((search("_", None), search("%", None), search("\\", None)), Default::default());
        assert_eq!((search("", Some("team")), search("1", Some("team"))), ("A a-1".into(), "a-1".into()));
        assert_eq!(search("", Some("none")), "");
        let due =
            |now: &str, limit| -> BTreeSet<String> { store_due(database, moment(now), limit).into_iter().collect() };
        assert_eq!(due("2026-03-03T23:59:59.999Z", 9), BTreeSet::new());
        assert_eq!(due("2026-03-05T00:00:00Z", 9), ["A".to_owned(), "b".to_owned()].into());
        assert_eq!(due("2026-04-05T00:00:00Z", 2).len(), 2);
        assert!(database.reader().due("elsewhere", Moment::MAX, 9).unwrap().is_empty());
        // An account is there once.
        store.begin().unwrap();
        assert!(store.save(TENANT, &[(None, &account("b"))]).is_err());
        store.roll_back();
    });
}

/// What falls due within a period: the end of a lot that has something to lose, and what a reload waits for.
#[test]
fn lots_and_reloads_fall_due() {
    on_each(|database| {
        let mut store = database.writer();
        let mut acme = account("acme");
        let ends = |id, expires: &str| Lot { expires: Some(moment(expires)), ..lot(id, Kind::Promo) };
        acme.lots = vec![ends(1, "2026-03-20T00:00:00Z"), ends(2, "2026-03-05T00:00:00Z"), lot(3, Kind::Promo)];
        acme.lot_count = 3;
        save(&mut store, None, &account("other"));
        save(&mut store, None, &acme);
        let due = |now: &str| store_due(database, moment(now), 9);
        assert_eq!(due("2026-03-04T23:59:59.999Z"), [""; 0]);
        assert_eq!(due("2026-03-05T00:00:00Z"), ["acme"]);
        let before = acme.clone();
        acme.lots[1].remaining = acme.lots[1].held; // a hold reserves all that is left
        save(&mut store, Some(&before), &acme);
        assert_eq!((due("2026-03-19T23:59:59.999Z"), due("2026-03-20T00:00:00Z")), (vec![], vec!["acme".to_owned()]));
        let before = acme.clone();
        acme.watch.reload.stage = Stage::Retrying { at: moment("2026-03-06T00:00:00Z") };
        save(&mut store, Some(&before), &acme);
        assert_eq!((due("2026-03-05T23:59:59.999Z").len(), due("2026-03-06T00:00:00Z").len()), (0, 1));
        let before = acme.clone();
        acme.watch.reload.stage = Stage::Suspended;
        acme.lots[0].expires = None;
        save(&mut store, Some(&before), &acme);
        assert_eq!(due("2026-03-30T23:59:59.999Z"), [""; 0]);
    });
}

fn store_due(database: &Fresh, now: Moment, limit: u32) -> Vec<String> {
    database.reader().due(TENANT, now, limit).unwrap()
}

/// The database refuses what the rules can never come to.
#[test]
fn a_lot_never_has_too_little() {
    let wrong: &[fn(&mut Lot)] = &[
        |lot| lot.remaining = credits(-1),
        |lot| lot.remaining = credits(9_000_002),
        |lot| lot.held = credits(-1),
        |lot| lot.held = credits(5_000_003),
    ];
    on_each(|database| {
        let mut store = database.writer();
        let mut acme = account("acme");
        acme.lots = vec![lot(1, Kind::Promo)];
        acme.lot_count = 1;
        save(&mut store, None, &acme);
        for change in wrong {
            let mut after = acme.clone();
            change(&mut after.lots[0]);
            assert!(fails(&mut store, |store| store.save(TENANT, &[(Some(&acme), &after)])), "{:?}", after.lots[0]);
        }
        assert_eq!(load(database, "acme"), acme);
    });
}

/// The account is new in each of these.
pub(super) fn opened(id: &str) -> Account {
    account(id)
}
