//! Events and their deliveries: each is given out once, claimed by one at a time, and kept until it is old.

use std::collections::BTreeSet;

use super::{TENANT, on_each, write};
use crate::server::store::{Delivery, Endpoint, EventRow, Mark, Store};
use crate::wire::webhooks::{DEAD, DELIVERED, MAIL, PENDING, WEBHOOK};

const END: i64 = i64::MAX;

fn event(n: u32, account: &str, kind: &str) -> EventRow {
    let (account, kind) = (account.to_owned(), kind.to_owned());
    EventRow { id: format!("evt_{n:03}"), account, kind, created_ms: i64::from(n / 2), data: "{\"é\":1}".to_owned() }
}

fn add(store: &mut Store, events: &[EventRow]) {
    write(store, |store| store.add_events(TENANT, events).unwrap());
}

/// A delivery of each event to one endpoint.
fn deliveries(store: &mut Store, count: u32) {
    let events: Vec<_> = (0..count).map(|n| event(n, "acme", "debt.owed")).collect();
    add(store, &events);
    let delivery = |event: &EventRow| {
        let id = event.id.replace("evt", "dlv");
        Delivery::new(id, event, WEBHOOK, "we_1".to_owned(), event.created_ms)
    };
    let deliveries: Vec<_> = events.iter().map(delivery).collect();
    write(store, |store| {
        store.add_deliveries(TENANT, &deliveries).unwrap();
        store.gave_out(TENANT, &events, 1).unwrap();
    });
}

fn claim(store: &mut Store, now: i64, until: i64, limit: u32) -> Vec<Delivery> {
    let claimed = store.claim(TENANT, now, |_| until, &[], limit, true).unwrap();
    claimed.into_iter().map(|claimed| claimed.delivery).collect()
}

fn ids<'a>(rows: impl IntoIterator<Item = &'a Delivery>) -> BTreeSet<&'a str> {
    rows.into_iter().map(|row| row.id.as_str()).collect()
}

#[test]
fn events_are_listed_and_forgotten() {
    on_each(|database| {
        let mut store = database.writer();
        let events: Vec<_> = (0..9)
            .map(|n| {
                event(
                    n,
                    if n % 3 == 0 { "other" } else { "acme" },
                    if n % 2 == 0 { "debt.owed" } else { "lot.expired" },
                )
            })
            .collect();
        add(&mut store, &events);
        let mut reader = database.reader();
        let mut list = |account, kind, before: (i64, &str), limit| -> Vec<u32> {
            let rows = reader.events(TENANT, account, kind, &(before.0, before.1.to_owned()), limit).unwrap();
            rows.iter().map(|row| row.id[4..].parse().unwrap()).collect()
        };
        assert_eq!(list(None, None, (END, ""), 4), [8, 7, 6, 5]);
        // Two of one time are not lost between pages.
        assert_eq!(list(None, None, (2, "evt_005"), 4), [4, 3, 2, 1]);
        assert_eq!(list(Some("other"), None, (END, ""), 4), [6, 3, 0]);
        assert_eq!(list(Some("acme"), Some("debt.owed"), (END, ""), 4), [8, 4, 2]);
        assert_eq!(list(None, Some("lot.expired"), (END, ""), 2), [7, 5]);

        // What was not given out is never forgotten; the rest is in portions.
        write(&mut store, |store| store.gave_out(TENANT, &events[..6], 7).unwrap());
        for left in [7, 5, 3, 3] {
            write(&mut store, |store| store.forget_events(TENANT, 4, 2).map(drop).unwrap());
            assert_eq!(list(None, None, (END, ""), 99).len(), left);
        }
    });
}

#[test]
fn endpoints_are_kept() {
    on_each(|database| {
        let mut store = database.writer();
        let endpoint = |id: &str, created_ms, types: Option<&[&str]>| Endpoint {
            id: id.to_owned(),
            url: "https://app.example/".to_owned(),
            types: types.map(|types| types.iter().map(|kind| (*kind).to_owned()).collect()),
            secret: "whsec_1".to_owned(),
            created_ms,
            ..Endpoint::default()
        };
        write(&mut store, |store| {
            store.add_endpoint(TENANT, &endpoint("we_1", 1, None)).unwrap();
            store.add_endpoint(TENANT, &endpoint("we_2", 2, Some(&["debt.owed", "lot.expired"]))).unwrap();
            store.rotate_endpoint(TENANT, "we_1", "whsec_2", 99).unwrap();
        });
        let found = store.endpoints(TENANT).unwrap();
        assert_eq!(found.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), ["we_2", "we_1"]);
        assert_eq!(found[0].types.as_ref().unwrap().len(), 2);
        let first = &found[1];
        assert_eq!(
            (first.secret.as_str(), first.old_secret.as_deref(), first.old_until_ms),
            ("whsec_2", Some("whsec_1"), Some(99))
        );
        for _ in 0..2 {
            write(&mut store, |store| store.delete_endpoint(TENANT, "we_1", 50).unwrap());
            let deleted = store.endpoint(TENANT, "we_1").unwrap().unwrap();
            assert_eq!((deleted.deleted_ms, deleted.secret.as_str(), deleted.old_secret), (Some(50), "", None));
        }
        assert_eq!(store.endpoints(TENANT).unwrap().len(), 1);
    });
}

/// One that was claimed is not claimed again before its time is up; then a failure of the first claim counts no longer.
#[test]
fn a_claim_ends() {
    on_each(|database| {
        let mut store = database.writer();
        deliveries(&mut store, 1);
        let mut at = |now, until| {
            let mut claimed = Vec::new();
            write(&mut store, |store| claimed = claim(store, now, until, 9));
            claimed
        };
        let first = at(10, 40).remove(0);
        assert_eq!((first.attempts, first.next_ms), (1, 40));
        assert!(at(39, 99).is_empty());
        let second = at(40, 70).remove(0);
        assert_eq!(second.attempts, 2);

        let again = |next_ms| Mark::Again { status: Some(500), problem: "no".to_owned(), next_ms };
        write(&mut store, |store| store.mark(TENANT, &first, &again(5000)).unwrap());
        let found = store.delivery(TENANT, &first.id).unwrap().unwrap();
        assert_eq!((found.next_ms, found.status), (70, None), "the first is too late to say that it failed");
        write(&mut store, |store| store.mark(TENANT, &second, &again(6000)).unwrap());
        let found = store.delivery(TENANT, &first.id).unwrap().unwrap();
        assert_eq!((found.next_ms, found.status, found.problem.as_deref()), (6000, Some(500), Some("no")));
        // That it was delivered is true whoever says so, and stays so.
        let delivered = Mark::Delivered { status: Some(204), at_ms: 80 };
        write(&mut store, |store| store.mark(TENANT, &first, &delivered).unwrap());
        let dead = Mark::Dead { status: None, problem: "no".to_owned(), at_ms: 90 };
        write(&mut store, |store| store.mark(TENANT, &second, &dead).unwrap());
        let found = store.delivery(TENANT, &first.id).unwrap().unwrap();
        assert_eq!((found.state, found.status, found.ended_ms, found.problem), (DELIVERED, Some(204), Some(80), None));

        write(&mut store, |store| store.replay(TENANT, &first.id, 100).unwrap());
        let found = store.delivery(TENANT, &first.id).unwrap().unwrap();
        assert_eq!((found.state, found.attempts, found.next_ms, found.ended_ms), (PENDING, 0, 100, None));
        write(&mut store, |store| store.replay(TENANT, &first.id, 200).unwrap());
        assert_eq!(store.delivery(TENANT, &first.id).unwrap().unwrap().next_ms, 100, "a pending one stays as it is");
        let third = claim(&mut store, 100, 130, 1).remove(0);
        write(&mut store, |store| store.mark(TENANT, &third, &dead).unwrap());
        let list = |store: &mut Store, state| {
            store.deliveries(TENANT, Some("acme"), Some(state), &(END, String::new()), 9).unwrap().len()
        };
        assert_eq!([list(&mut store, DEAD), list(&mut store, PENDING), list(&mut store, DELIVERED)], [1, 0, 0]);
        write(&mut store, |store| store.forget_events(TENANT, 1000, 9).map(drop).unwrap());
        assert!(store.delivery(TENANT, &third.id).unwrap().is_none());
    });
}

/// What waits is seen, what is not asked for is left alone.
#[test]
fn what_waits() {
    on_each(|database| {
        let mut store = database.writer();
        let waiting = |store: &mut Store, now, mail| {
            let waiting = store.waiting(TENANT, now, mail).unwrap();
            (waiting.events, waiting.deliveries, waiting.since_ms)
        };
        assert_eq!(waiting(&mut store, 10, true), (false, false, None));
        let low = event(8, "acme", "balance.low");
        add(&mut store, std::slice::from_ref(&low));
        assert_eq!(waiting(&mut store, 10, true), (true, false, Some(4)));
        let mail = Delivery::new("dlv_m".to_owned(), &low, MAIL, "a@b.example".to_owned(), 6);
        let hook = Delivery::new("dlv_w".to_owned(), &low, WEBHOOK, "we_1".to_owned(), 9);
        write(&mut store, |store| {
            store.gave_out(TENANT, std::slice::from_ref(&low), 5).unwrap();
            store.add_deliveries(TENANT, &[mail, hook]).unwrap();
        });
        assert_eq!(waiting(&mut store, 10, true), (false, true, Some(6)));
        assert_eq!(waiting(&mut store, 10, false), (false, true, Some(9)));
        assert_eq!(waiting(&mut store, 8, false), (false, false, None));
        let taken = |store: &mut Store, busy: &[&str], mail| {
            let busy: Vec<String> = busy.iter().map(|target| (*target).to_owned()).collect();
            store.begin().unwrap();
            let claimed = store.claim(TENANT, 10, |_| 40, &busy, 9, mail).unwrap();
            store.roll_back();
            claimed.iter().map(|claimed| (claimed.delivery.id.clone(), claimed.event.is_some())).collect::<Vec<_>>()
        };
        let (mail, hook) = (("dlv_m".to_owned(), true), ("dlv_w".to_owned(), true));
        assert_eq!(taken(&mut store, &[], true), [mail.clone(), hook.clone()]);
        assert_eq!(taken(&mut store, &[], false), [hook]);
        assert_eq!(taken(&mut store, &["we_1"], true), [mail]);

        // A mail may be left alone for longer than a webhook.
        let until = |channel: &str| if channel == MAIL { 90 } else { 40 };
        write(&mut store, |store| drop(store.claim(TENANT, 10, until, &[], 9, true).unwrap()));
        assert_eq!(taken(&mut store, &[], true), []);
        assert_eq!((claim(&mut store, 39, 99, 9).len(), claim(&mut store, 40, 99, 9).len()), (0, 1));
        assert_eq!((claim(&mut store, 89, 99, 9).len(), claim(&mut store, 90, 99, 9).len()), (0, 1));
    });
}

/// Many take at once, and each delivery is one's.
#[test]
fn many_claim_at_once() {
    on_each(|database| {
        deliveries(&mut database.writer(), 60);
        let all: Vec<Vec<Delivery>> = std::thread::scope(|scope| {
            let takers: Vec<_> = (0..4)
                .map(|_| {
                    let mut store = database.writer();
                    scope.spawn(move || {
                        let mut taken = Vec::new();
                        loop {
                            let mut claimed = Vec::new();
                            write(&mut store, |store| claimed = claim(store, 1000, 9000, 7));
                            if claimed.is_empty() {
                                return taken;
                            }
                            taken.extend(claimed);
                        }
                    })
                })
                .collect();
            takers.into_iter().map(|taker| taker.join().unwrap()).collect()
        });
        assert_eq!(ids(all.iter().flatten()).len(), 60);
        assert_eq!(all.iter().map(Vec::len).sum::<usize>(), 60, "none was taken twice");
    });
}
