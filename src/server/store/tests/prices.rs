//! Books and decks that there are to run by, and what is in force.

use super::{TENANT, on_each, write};
use crate::ledger::Moment;
use crate::server::store::{Activation, Import, Prices};

fn import(name: &str, hash: &str, imported_ms: i64) -> Import {
    Import { id: 0, name: name.into(), version: "1".into(), hash: hash.into(), imported_ms }
}

#[test]
fn what_is_imported_is_there_once() {
    on_each(|database| {
        let mut store = database.writer();
        let mut keep = |kind: &str, import: &Import| {
            let mut kept = None;
            write(&mut store, |store| kept = Some(store.keep_import(kind, import).unwrap()));
            kept.unwrap()
        };
        let first = keep("book", &import("acme", "aa", 5));
        assert_eq!(first, Import { id: 1, ..import("acme", "aa", 5) });
        assert_eq!(keep("book", &import("acme", "aa", 9)), first, "since when it is there stays");
        // A deck may be for two services.
        let (sms, voice) = (keep("deck", &import("sms", "bb", 6)), keep("deck", &import("voice", "bb", 7)));
        let second = keep("book", &import("acme", "cc", 8));
        let mut reader = database.reader();
        let most = i64::MAX.unsigned_abs();
        assert_eq!(reader.imports("book", most, 9).unwrap(), [second.clone(), first.clone()]);
        assert_eq!(reader.imports("book", second.id, 9).unwrap(), std::slice::from_ref(&first));
        assert_eq!(reader.imports("deck", most, 1).unwrap(), [voice]);
        assert_eq!(reader.imports("deck", most, 9).unwrap()[1], sms);
        assert_eq!(reader.book_import("aa").unwrap(), Some(first));
        assert_eq!(reader.book_import("bb").unwrap(), None, "a deck is no book");
    });
}

#[test]
fn the_last_activation_is_in_force() {
    on_each(|database| {
        let mut store = database.writer();
        let prices = |book: &str| Prices { book: book.into(), decks: [("sms".to_owned(), "dd".to_owned())].into() };
        assert_eq!((store.activation_in_force_id().unwrap(), store.last_start().unwrap()), (0, None));
        for (n, (book, by)) in [("aa", None), ("bb", Some("key_1")), ("cc", Some("operator"))].into_iter().enumerate() {
            let n = n as u64 + 1;
            let mut made = None;
            write(&mut store, |store| {
                store.hold_back_others().unwrap();
                made = Some(store.add_activation(&prices(book), by, n as i64).unwrap());
            });
            let by = by.map(str::to_owned);
            let expected = Activation { id: n, prices: prices(book), activated_ms: n as i64, by };
            let mut reader = database.reader();
            assert_eq!(made.as_ref(), Some(&expected));
            assert_eq!(reader.activation_in_force().unwrap(), Some(expected.clone()));
            assert_eq!((reader.activation(n).unwrap(), reader.activation(n + 1).unwrap()), (Some(expected), None));
        }
        let mut reader = database.reader();
        assert_eq!(reader.last_start().unwrap().unwrap().id, 1);
        let ids = |found: Vec<Activation>| found.into_iter().map(|found| found.id).collect::<Vec<_>>();
        assert_eq!(ids(reader.activations(i64::MAX.unsigned_abs(), 2).unwrap()), [3, 2]);
        assert_eq!(ids(reader.activations(2, 2).unwrap()), [1]);
    });
}

/// From where accounts are locked on until they are written, nobody changes what is in force.
#[test]
fn an_activation_waits_for_what_is_being_written() {
    on_each(|database| {
        let prices = |book: &str| Prices { book: book.into(), decks: Default::default() };
        let (mut one, mut other) = (database.writer(), database.writer());
        write(&mut one, |store| {
            store.add_activation(&prices("aa"), None, 1).unwrap();
        });
        assert_eq!(one.in_force(), None, "no accounts were asked for");
        one.begin().unwrap();
        one.load(TENANT, &["acme"], Moment::MAX).unwrap();
        assert_eq!(one.in_force(), Some(1));
        let changed = std::thread::spawn(move || {
            write(&mut other, |store| {
                store.hold_back_others().unwrap();
                store.add_activation(&prices("bb"), Some("key_1"), 2).unwrap();
            });
        });
        // However long it takes: it is not there before this ends.
        for _ in 0..20 {
            std::thread::yield_now();
            one.load(TENANT, &["acme"], Moment::MAX).unwrap();
            assert_eq!(one.in_force(), Some(1));
        }
        one.commit().unwrap();
        changed.join().unwrap();
        one.begin().unwrap();
        one.load(TENANT, &["acme"], Moment::MAX).unwrap();
        assert_eq!(one.in_force(), Some(2));
        one.roll_back();
    });
}
