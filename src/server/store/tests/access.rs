//! API keys, login codes, sessions, and the keys that sign quotes.

use super::{on_each, write};
use crate::server::store::sql::Dialect;
use crate::server::store::{self, ApiKey, KeyRow, LoginCode, Session, Store, Whom};

fn key(name: &str, expires_ms: Option<i64>) -> ApiKey {
    ApiKey {
        id: 0,
        hash: format!("hash-{name}"),
        prefix: "sk_1".into(),
        name: name.into(),
        scopes: "read charge".into(),
        created_ms: 5,
        expires_ms,
        revoked_ms: None,
        last_used_ms: None,
    }
}

#[test]
fn api_keys_are_kept() {
    on_each(|database| {
        let mut store = database.writer();
        assert!(store.api_keys().unwrap().is_empty());
        let mut ids = vec![];
        for (name, expires_ms) in [("a", None), ("b", Some(9)), ("c", None)] {
            write(&mut store, |store| ids.push(store.add_api_key(&key(name, expires_ms)).unwrap()));
        }
        assert!(ids.is_sorted() && ids[0] < ids[2]);
        let mut reader = database.reader();
        let found = reader.api_key(ids[1]).unwrap().unwrap();
        let fields =
            |key: &ApiKey| (key.id, key.hash.clone(), key.prefix.clone(), key.name.clone(), key.scopes.clone());
        let times = |key: &ApiKey| (key.created_ms, key.expires_ms, key.revoked_ms, key.last_used_ms);
        assert_eq!(fields(&found), (ids[1], "hash-b".into(), "sk_1".into(), "b".into(), "read charge".into()));
        assert_eq!(times(&found), (5, Some(9), None, None));
        assert!(reader.api_key(99).unwrap().is_none());
        let names = |keys: Vec<ApiKey>| keys.into_iter().map(|key| key.name).collect::<Vec<_>>();
        assert_eq!(names(reader.api_keys().unwrap()).len(), 3);
        assert_eq!(names(reader.api_keys_before(u64::MAX >> 1, 2).unwrap()), ["c", "b"]);
        assert_eq!(names(reader.api_keys_before(ids[1], 2).unwrap()), ["a"]);

        let mut change = |work: &dyn Fn(&mut Store)| write(&mut store, |store| work(store));
        change(&|store| store.revoke_api_key(ids[1], 20).unwrap());
        change(&|store| store.revoke_api_key(ids[1], 30).unwrap());
        change(&|store| store.note_use(ids[0], 50, 40).unwrap());
        change(&|store| store.note_use(ids[0], 60, 49).unwrap());
        assert_eq!(times(&reader.api_key(ids[1]).unwrap().unwrap()), (5, Some(9), Some(20), None));
        assert_eq!(reader.api_key(ids[0]).unwrap().unwrap().last_used_ms, Some(50));
        change(&|store| store.note_use(ids[0], 70, 50).unwrap());
        assert_eq!(reader.api_key(ids[0]).unwrap().unwrap().last_used_ms, Some(70));

        store.begin().unwrap();
        assert!(store.add_api_key(&key("a", None)).is_err(), "a hash is there once");
        store.roll_back();
    });
}

#[test]
fn a_login_code_is_good_once() {
    on_each(|database| {
        let mut store = database.writer();
        let acme = || Whom::Account("acme".into());
        for (hash, whom) in [("one", acme()), ("two", Whom::Operator)] {
            let code = LoginCode { hash: hash.into(), whom, expires_ms: 100 };
            write(&mut store, |store| store.add_login_code(&code).unwrap());
        }
        let mut take = |hash: &str, now_ms| {
            let mut taken = None;
            write(&mut store, |store| taken = store.take_login_code(hash, now_ms).unwrap());
            taken
        };
        assert_eq!((take("three", 5), take("one", 100)), (None, None));
        assert_eq!((take("one", 99), take("one", 99)), (Some(acme()), None));
        assert_eq!(take("two", 50), Some(Whom::Operator));
    });
}

#[test]
fn a_session_ends() {
    on_each(|database| {
        let mut store = database.writer();
        let acme = || Whom::Account("acme".into());
        for (hash, whom, expires_ms) in [("one", acme(), 100), ("two", acme(), 200), ("three", Whom::Operator, 300)] {
            let session = Session { hash: hash.into(), whom, created_ms: 7, expires_ms };
            write(&mut store, |store| store.add_session(&session).unwrap());
        }
        let found = |hash: &str, now_ms| {
            let session = database.reader().session(hash, now_ms).unwrap();
            session.map(|session| (session.hash, session.whom, session.created_ms, session.expires_ms))
        };
        assert_eq!(found("one", 99), Some(("one".into(), acme(), 7, 100)));
        assert_eq!((found("one", 100), found("four", 0)), (None, None));
        write(&mut store, |store| store.end_session("two").unwrap());
        write(&mut store, |store| store.forget_ended(100).unwrap());
        assert_eq!((found("one", 0), found("two", 0)), (None, None));
        assert_eq!(found("three", 0), Some(("three".into(), Whom::Operator, 7, 300)));
    });
}

#[test]
fn one_key_signs() {
    on_each(|database| {
        let mut store = database.writer();
        assert!(store.signing_keys(i64::MIN).unwrap().is_empty());
        let key = |n: u8, created_ms| KeyRow {
            kid: format!("kid-{n}"),
            seed: Some([n; 32]),
            public: [n + 100; 32],
            created_ms,
            retired_ms: None,
        };
        for n in 1..=3_u8 {
            write(&mut store, |store| store.change_signing_key(&key(n, i64::from(n) * 10)).unwrap());
        }
        let rows = |since_ms| {
            let keys = database.reader().signing_keys(since_ms).unwrap();
            keys.into_iter().map(|key| (key.kid, key.seed, key.public, key.retired_ms)).collect::<Vec<_>>()
        };
        let retired = |n: u8, ms| (format!("kid-{n}"), None, [n + 100; 32], Some(ms));
        let signing = ("kid-3".to_owned(), Some([3; 32]), [103; 32], None);
        assert_eq!(rows(0), [signing.clone(), retired(2, 30), retired(1, 20)], "a retired key can sign no more");
        assert_eq!(rows(20), [signing.clone(), retired(2, 30)]);
        assert_eq!(rows(30), [signing]);
    });
}

/// Who runs a ledger where nothing can be written reads that, and not that something broke.
#[test]
fn a_database_that_cannot_be_written_to_says_so() {
    on_each(|database| {
        let mut store = database.writer();
        let read_only = match store.dialect {
            Dialect::Sqlite => "PRAGMA query_only = 1",
            Dialect::Postgres => "SET default_transaction_read_only = on",
        };
        store.run(read_only, &[]).unwrap();
        let refused = store::write(&mut store, Store::mark_as_demo).unwrap_err();
        let expected = ("unavailable", "the database cannot be written to".to_owned());
        assert_eq!((refused.code(), refused.to_string()), expected);
    });
}
