//! Sums of usage: that they are what entries come to, in whatever pieces they are written, and what is found by them.

use std::collections::BTreeMap;

use super::accounts::opened;
use super::{Chance, TENANT, moment, on_each, write};
use crate::credits::Credits;
use crate::ledger::usage::{Range, Usage, roll_up, transactions};
use crate::ledger::{Entry, EntryKind, Label, Side};
use crate::rates::Date;
use crate::server::store::{EntryRow, Store, UsageBy, UsageFilter, UsageQuery};

/// Entries of an account as they may be: some of usage, over some days, on clocks that change.
fn entries(chance: &mut Chance, account: &str) -> Vec<Entry> {
    let (mut at, mut act, mut entries) = (moment("2026-03-27T00:00:00Z"), 1, Vec::new());
    for seq in 1..=400 {
        // An act has one entry or more.
        if chance.below(3) > 0 {
            act = seq;
            at = at.plus_millis((chance.next() % 3_600_000) as i64).unwrap();
        }
        let begins = act == seq;
        let last: Option<&Entry> = entries.last().filter(|_| !begins);
        let mut label = || Label {
            service: (*chance.pick(&["", "call", "sms"])).to_owned(),
            agent: (*chance.pick(&["", "Ann", "b'ob"])).to_owned(),
            campaign: (*chance.pick(&["", "été"])).to_owned(),
        };
        let kinds = [EntryKind::Charge, EntryKind::Capture, EntryKind::Refund, EntryKind::Grant];
        let (kind, label, offset_s) = match last {
            Some(last) => (last.kind, last.label.clone(), last.offset_s),
            None => {
                let label = label();
                let kind = *chance.pick(&kinds);
                let offset_s = *chance.pick(&[0, 50_400, -43_200, 20_700]);
                (kind, (kind != EntryKind::Grant).then(|| label.into()), offset_s)
            }
        };
        let (from, to) = match kind {
            EntryKind::Grant => (Side::Grant, Side::Lot),
            EntryKind::Refund => (Side::Usage, Side::Lot),
            _ if begins && chance.below(4) == 0 => (Side::Allotment, Side::Lot),
            _ => (Side::Lot, Side::Usage),
        };
        entries.push(Entry {
            account: account.to_owned(),
            seq,
            act,
            at,
            kind,
            concerns: None,
            from,
            to,
            lot: None,
            credits: Credits::from_micros((chance.next() % 5_000_000) as i64),
            offset_s,
            label,
            recorded: Credits::ZERO,
        });
    }
    entries
}

fn rows(entries: &[Entry]) -> Vec<EntryRow> {
    entries.iter().map(|entry| EntryRow { entry: entry.clone(), record: None }).collect()
}

fn query(account: &str, below: bool, filter: UsageFilter) -> UsageQuery {
    let day = |text: &str| Date::parse(text).unwrap();
    let range = Range { first: day("2026-03-20"), last: day("2026-05-20") };
    UsageQuery { account: account.to_owned(), below, range, filter }
}

/// A team with a member, each with entries that are written in pieces.
fn team(store: &mut Store, chance: &mut Chance) -> Vec<Entry> {
    let mut all = Vec::new();
    for (id, parent) in [("team", None), ("member", Some("team")), ("other", None)] {
        let mut account = opened(id);
        account.terms.parent = parent.map(str::to_owned);
        write(store, |store| store.save(TENANT, &[(None, &account)]).unwrap());
        let mut rest = &entries(chance, id)[..];
        all.extend_from_slice(rest);
        while !rest.is_empty() {
            let (piece, others) = rest.split_at(rest.len().min(1 + chance.below(60)));
            rest = others;
            write(store, |store| {
                store.add_entries(TENANT, &rows(piece)).unwrap();
                store.add_usage(TENANT, piece.iter()).unwrap();
            });
        }
    }
    all
}

#[test]
fn sums_are_what_entries_come_to() {
    on_each(|database| {
        let (mut store, mut chance) = (database.writer(), Chance(7));
        let all = team(&mut store, &mut chance);
        let mut reader = database.reader();
        let expected = roll_up(&all).unwrap();
        assert_eq!(reader.usage_count(TENANT).unwrap(), expected.len());
        for id in ["team", "member", "other", "nobody"] {
            let own: Vec<_> = expected.iter().filter(|day| day.account == id).cloned().collect();
            assert_eq!(reader.usage_days(TENANT, id).unwrap(), own, "{id}");
        }

        // In groups, of the account alone and with those below it.
        for below in [false, true] {
            let counts = |account: &str| account == "team" || (below && account == "member");
            let mut sums: BTreeMap<(String, String), Usage> = BTreeMap::new();
            for day in expected.iter().filter(|day| counts(&day.account)) {
                let sum = sums.entry((day.label.agent.clone(), day.account.clone())).or_default();
                *sum = sum.plus(&day.usage).unwrap();
            }
            let by = [UsageBy::Agent, UsageBy::Member];
            let found = reader.usage_groups(TENANT, &query("team", below, UsageFilter::default()), &by).unwrap();
            let found: BTreeMap<_, _> =
                found.into_iter().map(|group| ((group.label.agent, group.account), group.usage)).collect();
            assert_eq!(found, sums);
        }
        let days: Vec<Date> = expected.iter().filter(|day| day.account == "team").map(|day| day.day).collect();
        let span = days.iter().min().copied().zip(days.iter().max().copied());
        assert_eq!(reader.usage_span(TENANT, "team", false).unwrap(), span);
        assert_eq!(reader.usage_span(TENANT, "nobody", true).unwrap(), None);
        let nothing = reader.usage_groups(TENANT, &query("nobody", true, UsageFilter::default()), &[]).unwrap();
        assert_eq!((nothing.len(), nothing[0].usage), (1, Usage::ZERO));
    });
}

#[test]
fn a_list_and_an_export_have_each_transaction_once() {
    on_each(|database| {
        let (mut store, mut chance) = (database.writer(), Chance(8));
        let all = team(&mut store, &mut chance);
        for agent in [None, Some("Ann"), Some("b'ob"), Some("")] {
            let filter = UsageFilter { agent: agent.map(str::to_owned), ..UsageFilter::default() };
            let query = query("team", true, filter);
            let agent_of = |entry: &&Entry| {
                let own = entry.label.as_deref().map_or("", |label| label.agent.as_str());
                agent.is_none_or(|agent| agent == own) && entry.account != "other"
            };
            let mut expected = transactions(all.iter().filter(agent_of)).unwrap();

            let mut export = store.begin_export(TENANT, &query).unwrap();
            let mut exported = Vec::new();
            while let Some(some) = store.continue_export(TENANT, &mut export).unwrap() {
                exported.extend(some);
            }
            let key = |done: &crate::ledger::usage::Transaction| (done.account.clone(), done.act);
            let mut sorted = exported.clone();
            sorted.sort_by_key(key);
            expected.sort_by_key(key);
            assert_eq!(sorted, expected);

            let (mut listed, mut after) = (Vec::new(), None);
            loop {
                let (page, next) = store.usage_before(TENANT, &query, after.as_ref(), 9).unwrap();
                listed.extend(page);
                match next {
                    Some(next) => after = Some(next),
                    None => break,
                }
            }
            listed.sort_by_key(key);
            assert_eq!(listed, expected);
        }
    });
}
