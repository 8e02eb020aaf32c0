//! Entries, identities, answers, documents; and that all of a transaction is written or nothing.

use super::accounts::opened;
use super::{TENANT, fails, moment, on_each, whole, write};
use crate::credits::Credits;
use crate::ledger::{Entry, EntryKind, Kind, Label, Moment, Side};
use crate::server::store::{EntryRow, Identity, Kept, Store, Stored};

fn entry(seq: u64, act: u64, concerns: Option<u64>) -> EntryRow {
    let entry = Entry {
        account: "acme".into(),
        seq,
        act,
        at: moment("2026-03-01T08:00:00.123Z"),
        kind: EntryKind::Charge,
        concerns,
        from: Side::Lot,
        to: Side::Usage,
        lot: Some(seq),
        credits: Credits::from_micros(seq as i64),
        offset_s: seq as i32 * 1800 - 3600,
        label: seq
            .is_multiple_of(2)
            .then(|| Label { service: "call".into(), agent: "Ann".into(), ..Label::default() }.into()),
        recorded: Credits::from_micros(seq as i64 - 2),
    };
    EntryRow { entry, record: None }
}

fn seqs(rows: &[EntryRow]) -> Vec<u64> {
    rows.iter().map(|row| row.entry.seq).collect()
}

fn keep_answer(store: &mut Store, account: &str, key: &str, stored: &Stored, now: Moment) -> Kept<()> {
    store.keep_answers(TENANT, std::iter::once((&(account.to_owned(), key.to_owned()), stored)), now)
}

fn open(store: &mut Store, id: &str) {
    write(store, |store| store.save(TENANT, &[(None, &opened(id))]).unwrap());
}

#[test]
fn entries_are_kept() {
    on_each(|database| {
        let mut store = database.writer();
        open(&mut store, "acme");
        let mut rows = vec![];
        for (side, (kind, seq)) in Side::ALL.iter().cycle().zip(EntryKind::ALL.iter().zip(1..)) {
            let mut row = entry(seq, seq, None);
            (row.entry.kind, row.entry.from) = (*kind, *side);
            row.entry.lot = row.entry.lot.filter(|_| seq % 2 == 0);
            row.record = (seq % 3 == 0).then(|| "{\"reason\":\"é\"}".to_owned());
            rows.push(row);
        }
        write(&mut store, |store| store.add_entries(TENANT, &rows).unwrap());
        let mut reader = database.reader();
        let found = reader.entries(TENANT, "acme", u64::MAX >> 1, 100).unwrap();
        let pairs =
            |rows: &[EntryRow]| -> Vec<_> { rows.iter().map(|row| (row.entry.clone(), row.record.clone())).collect() };
        rows.reverse();
        assert_eq!(pairs(&found), pairs(&rows));
        assert_eq!(seqs(&reader.entries(TENANT, "acme", 5, 3).unwrap()), [4, 3, 2]);
        assert!(reader.entries(TENANT, "acme", 1, 3).unwrap().is_empty());
        assert!(reader.entries(TENANT, "other", 99, 3).unwrap().is_empty());
        // A number is given once.
        assert!(fails(&mut store, |store| store.add_entries(TENANT, &[entry(3, 3, None)])));
    });
}

#[test]
fn a_story_is_an_act_and_what_concerns_it() {
    on_each(|database| {
        let mut store = database.writer();
        open(&mut store, "acme");
        let rows = [
            entry(1, 1, None),
            entry(2, 1, None),
            entry(3, 3, None),
            entry(4, 4, Some(1)),
            entry(5, 5, Some(3)),
            entry(6, 6, Some(1)),
            entry(7, 6, Some(1)),
        ];
        write(&mut store, |store| store.add_entries(TENANT, &rows).unwrap());
        let mut story = |act| seqs(&store.story(TENANT, "acme", act).unwrap());
        assert_eq!((story(1), story(3), story(4)), (vec![1, 2, 4, 6, 7], vec![3, 5], vec![4]));
        assert_eq!((story(2), story(99)), (vec![], vec![]), "within an act nothing begins");
    });
}

#[test]
fn an_identity_is_taken_once() {
    on_each(|database| {
        let mut store = database.writer();
        open(&mut store, "acme");
        open(&mut store, "other");
        let identity = |act| Identity { kind: "purchase", id: "payment-1".into(), act };
        let both = [("acme", identity(7)), ("other", identity(8))];
        write(&mut store, |store| store.keep_identities(TENANT, &both).unwrap());
        let found = |account, kind, id| database.reader().identity(TENANT, account, kind, id).unwrap();
        assert_eq!(found("acme", "purchase", "payment-1"), Some(7));
        assert_eq!(found("other", "purchase", "payment-1"), Some(8));
        assert_eq!((found("acme", "quote", "payment-1"), found("acme", "purchase", "payment-2")), (None, None));
        assert!(fails(&mut store, |store| store.keep_identities(TENANT, &[("acme", identity(9))])));
    });
}

#[test]
fn answers_are_kept_and_forgotten() {
    on_each(|database| {
        let mut store = database.writer();
        open(&mut store, "acme");
        open(&mut store, "other");
        let stored = |n: u32| Stored { body_hash: format!("hash-{n}"), status: 402, answer: format!("{{\"é\":{n}}}") };
        let at = |n: u32| moment("2026-03-01T00:00:00Z").plus_days(n.into()).unwrap();
        for n in 0..10 {
            let account = if n == 5 { "other" } else { "acme" };
            write(&mut store, |store| {
                keep_answer(store, account, &format!("key-{n}"), &stored(n), at(n)).unwrap();
            });
        }
        let found = |account: &str, n: u32| {
            let answer = database.reader().answer(TENANT, account, &format!("key-{n}")).unwrap();
            answer.map(|kept| (kept.body_hash, kept.status, kept.answer))
        };
        let full = |n| Some((stored(n).body_hash, stored(n).status, stored(n).answer));
        assert_eq!((found("acme", 0), found("other", 5), found("acme", 9)), (full(0), full(5), full(9)));
        assert_eq!((found("acme", 5), found("acme", 10)), (None, None));
        let again = |store: &mut Store| keep_answer(store, "acme", "key-3", &stored(3), at(3));
        assert!(fails(&mut store, again), "a key has one answer");

        let mut forget = |before, limit| {
            let mut count = 0;
            write(&mut store, |store| count = store.forget_answers(before, limit).unwrap());
            count
        };
        assert_eq!(forget(at(0), 100), 0, "what is as old is kept");
        assert_eq!((forget(at(6), 4), forget(at(6), 4), forget(at(6), 4)), (4, 2, 0));
        assert_eq!((found("acme", 4), found("other", 5), found("acme", 6)), (None, None, full(6)));
        // A forgotten key is new.
        write(&mut store, |store| keep_answer(store, "acme", "key-1", &stored(77), at(20)).unwrap());
        assert_eq!(found("acme", 1), full(77));
    });
}

#[test]
fn documents_stay() {
    on_each(|database| {
        let mut store = database.writer();
        let long = "é".repeat(1 << 20);
        write(&mut store, |store| store.keep_document("h1", "book", &long).unwrap());
        write(&mut store, |store| store.keep_document("h1", "book", &long).unwrap());
        let mut reader = database.reader();
        assert_eq!(reader.document("book", "h1").unwrap(), Some(long));
        assert_eq!((reader.document("deck", "h1").unwrap(), reader.document("book", "h2").unwrap()), (None, None));
    });
}

/// Nobody sees what is not committed; a failure in the middle leaves nothing behind.
#[test]
fn a_transaction_is_whole_or_nothing() {
    on_each(|database| {
        let (mut store, mut reader) = (database.writer(), database.reader());
        open(&mut store, "acme");
        let work = |store: &mut Store| {
            let mut acme = opened("acme");
            acme.entry_count = 2;
            acme.debt = Credits::from_micros(5);
            store.save(TENANT, &[(Some(&opened("acme")), &acme)]).unwrap();
            store.save(TENANT, &[(None, &opened("new"))]).unwrap();
            store.add_entries(TENANT, &[entry(1, 1, None), entry(2, 2, None)]).unwrap();
            let spent = Identity { kind: "quote", id: "q".into(), act: 1 };
            store.keep_identities(TENANT, &[("acme", spent)]).unwrap();
            let stored = Stored { body_hash: "h".into(), status: 201, answer: "{}".into() };
            keep_answer(store, "acme", "key", &stored, Moment::MIN).unwrap();
            store.keep_document("h", "deck", "x").unwrap();
        };
        let seen = |store: &mut Store| {
            (
                whole(store, "acme").unwrap().entry_count,
                whole(store, "new").is_some(),
                store.entries(TENANT, "acme", 99, 99).unwrap().len(),
                store.identity(TENANT, "acme", "quote", "q").unwrap().is_some(),
                store.answer(TENANT, "acme", "key").unwrap().is_some(),
                store.document("deck", "h").unwrap().is_some(),
            )
        };
        let (nothing, all) = ((0, false, 0, false, false, false), (2, true, 2, true, true, true));
        store.begin().unwrap();
        work(&mut store);
        assert_eq!((seen(&mut store), seen(&mut reader)), (all, nothing));
        store.roll_back();
        assert_eq!((seen(&mut store), seen(&mut reader)), (nothing, nothing));

        // The last of it fails: an entry that is there already, and a lot of an account that is not.
        for account in ["acme", "nobody"] {
            let failed = super::super::write(&mut store, |store| {
                work(store);
                if account == "acme" {
                    return store.add_entries(TENANT, &[entry(2, 2, None)]);
                }
                let (before, mut after) = (opened(account), opened(account));
                after.lots.push(super::accounts::lot(1, Kind::Promo));
                store.save(TENANT, &[(Some(&before), &after)])
            });
            assert_eq!(failed.unwrap_err().code(), "internal");
            assert_eq!((seen(&mut store), seen(&mut reader)), (nothing, nothing));
        }
        // Rolling back twice, or nothing, does no harm.
        store.roll_back();
        store.begin().unwrap();
        work(&mut store);
        assert_eq!(seen(&mut reader), nothing);
        store.commit().unwrap();
        assert_eq!((seen(&mut store), seen(&mut reader)), (all, all));
        assert_eq!(seen(&mut database.writer()), all, "also for one who comes later");
    });
}

/// What is read between `read` and `roll_back` is of one moment.
#[test]
fn a_reader_sees_one_moment() {
    on_each(|database| {
        let (mut store, mut reader) = (database.writer(), database.reader());
        open(&mut store, "acme");
        let mut acme = opened("acme");
        acme.debt = Credits::from_micros(5);
        reader.read().unwrap();
        assert_eq!(whole(&mut reader, "acme").unwrap().debt, Credits::ZERO);
        write(&mut store, |store| store.save(TENANT, &[(Some(&opened("acme")), &acme)]).unwrap());
        open(&mut store, "new");
        assert_eq!(whole(&mut reader, "acme").unwrap().debt, Credits::ZERO);
        assert!(whole(&mut reader, "new").is_none());
        reader.roll_back();
        assert_eq!(whole(&mut reader, "acme").unwrap().debt, acme.debt);
    });
}
