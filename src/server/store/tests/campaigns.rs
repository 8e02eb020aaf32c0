//! Campaigns: kept as they are, counted in their account, ended; and what was used under their names.

use std::collections::HashMap;

use super::accounts::opened;
use super::{TENANT, fails, moment, on_each, write};
use crate::credits::Credits;
use crate::ledger::usage::Usage;
use crate::ledger::{Basis, Campaign, Entry, EntryKind, Label, Mode, Moment, Side};
use crate::rates::Date;
use crate::server::store::Store;

fn campaign(id: &str, mode: Mode, hold: Option<u64>) -> Campaign {
    let micros = Credits::from_micros;
    Campaign {
        id: id.into(),
        mode,
        hold,
        made: moment("2026-03-01T08:00:00.123Z"),
        expires: moment("2026-03-02T08:00:00.123Z"),
        ended: None,
        basis: Basis {
            service: "sms".into(),
            plan: "team".into(),
            at: hold.and(Date::parse("2026-03-01").ok()),
            book: "b".repeat(64),
            decks: [("sms".to_owned(), "d".repeat(64)), ("é".to_owned(), String::new())].into(),
        },
        min: micros(1),
        expected: micros(2_000_001),
        max: micros(i64::MAX),
        missing: micros(hold.map_or(7, |_| 0)),
    }
}

fn open(store: &mut Store) {
    for id in ["acme", "other"] {
        write(store, |store| store.save(TENANT, &[(None, &opened(id))]).unwrap());
    }
}

#[test]
fn campaigns_are_kept() {
    on_each(|database| {
        let (mut store, mut reader) = (database.writer(), database.reader());
        open(&mut store);
        let all = [
            campaign("spring", Mode::HoldMaximum, Some(1)),
            campaign("Autumn", Mode::HoldExpected, Some(9)),
            campaign("b:1", Mode::Warn, None),
        ];
        for campaign in &all {
            write(&mut store, |store| store.save_campaign(TENANT, "acme", campaign).unwrap());
        }
        write(&mut store, |store| store.save_campaign(TENANT, "other", &all[2]).unwrap());
        let found = |reader: &mut Store, account: &str, before, limit| {
            let page = reader.campaigns(TENANT, account, before, limit).unwrap();
            page.into_iter().map(|(number, campaign)| (number, campaign.id)).collect::<Vec<_>>()
        };
        for campaign in &all {
            assert_eq!(reader.campaign(TENANT, "acme", &campaign.id).unwrap().as_ref(), Some(campaign));
        }
        assert_eq!(reader.campaign(TENANT, "acme", "SPRING").unwrap(), None, "names are told apart to the letter");
        assert_eq!(reader.campaign(TENANT, "other", "spring").unwrap(), None);
        let numbered = |numbers: &[u64]| -> Vec<(u64, String)> {
            numbers.iter().map(|&number| (number, all[number as usize - 1].id.clone())).collect()
        };
        assert_eq!(found(&mut reader, "acme", u64::MAX >> 1, 9), numbered(&[3, 2, 1]));
        assert_eq!(found(&mut reader, "acme", 3, 1), numbered(&[2]));
        assert_eq!(found(&mut reader, "other", 9, 9), [(1, "b:1".to_owned())]);
        assert!(found(&mut reader, "nobody", 9, 9).is_empty());

        // It ends, and nothing else of it changes.
        let ended = Campaign { ended: Some(Moment::from_millis(5)), max: Credits::ZERO, ..all[2].clone() };
        write(&mut store, |store| store.save_campaign(TENANT, "acme", &ended).unwrap());
        let kept = Campaign { ended: ended.ended, ..all[2].clone() };
        assert_eq!(reader.campaign(TENANT, "acme", "b:1").unwrap(), Some(kept));
        assert_eq!(found(&mut reader, "acme", 9, 9), numbered(&[3, 2, 1]));
        // One that holds has a hold.
        let wrong = campaign("wrong", Mode::HoldMaximum, None);
        assert!(fails(&mut store, |store| store.save_campaign(TENANT, "acme", &wrong)));
    });
}

#[test]
fn usage_is_found_by_the_names_of_campaigns() {
    on_each(|database| {
        let (mut store, mut reader) = (database.writer(), database.reader());
        open(&mut store);
        let entry = |seq: u64, at: &str, service: &str, campaign: &str, side: (Side, Side), credits: i64| Entry {
            account: "acme".into(),
            seq,
            act: seq,
            at: moment(at),
            kind: if side.1 == Side::Usage { EntryKind::Capture } else { EntryKind::Outcome },
            concerns: None,
            from: side.0,
            to: side.1,
            lot: Some(1),
            credits: Credits::from_micros(credits),
            offset_s: 0,
            label: Some(Label { service: service.into(), campaign: campaign.into(), ..Label::default() }.into()),
            recorded: Credits::from_micros(credits / 10),
        };
        let (used, back) = ((Side::Held, Side::Usage), (Side::Usage, Side::Held));
        let entries = [
            entry(1, "2026-03-01T08:00:00Z", "sms", "spring", used, 100),
            entry(2, "2026-03-02T08:00:00Z", "call", "spring", used, 50),
            entry(3, "2026-03-03T08:00:00Z", "sms", "spring", back, 30),
            entry(4, "2026-03-03T08:00:00Z", "sms", "autumn", used, 7),
            entry(5, "2026-03-03T08:00:00Z", "sms", "", used, 1000),
        ];
        write(&mut store, |store| store.add_usage(TENANT, entries.iter()).unwrap());
        let day = |text: &str| Date::parse(text).unwrap().days();
        let mut found = |since: i64, names: &[&str]| -> HashMap<String, (i64, i64, i64, u64)> {
            let usage = reader.campaign_usage(TENANT, "acme", since, names).unwrap();
            let sums = |usage: Usage| {
                let [used, returned, recorded] = [usage.used, usage.returned, usage.recorded].map(Credits::micros);
                (used, returned, recorded, usage.charges)
            };
            usage.into_iter().map(|(name, usage)| (name, sums(usage))).collect()
        };
        let spring = ("spring".to_owned(), (150, 30, 18, 2));
        assert_eq!(found(i64::MIN, &["spring", "winter"]), [spring.clone()].into());
        let autumn = ("autumn".to_owned(), (7, 0, 0, 1));
        assert_eq!(found(day("2026-03-01"), &["autumn", "spring"]), [spring, autumn].into());
        assert_eq!(found(day("2026-03-02"), &["spring"]), [("spring".to_owned(), (50, 30, 8, 1))].into());
        assert!(found(i64::MIN, &[]).is_empty());
    });
}
