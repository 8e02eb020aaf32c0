//! Many at once, over real sockets: what is there is given out once, and what is done is done once.

use std::collections::BTreeSet;
use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{Ledger, run, wait};

/// A ledger on `ai-employee`, where a reply is 1 credit: one process on SQLite, and then two on PostgreSQL.
fn on_each(allowance: &str, test: impl Fn(Ledger)) {
    let allowance = format!("--set=starterAllowance={allowance}");
    for start in [Ledger::start, Ledger::pair] {
        let ledger = start(&["--book", "ai-employee", &allowance]);
        ledger.open(json!({"id": "acme", "plan": "starter"}));
        test(ledger);
    }
}

/// Sends so many requests at once; gives how often each of these statuses was answered, and there is no other.
pub(crate) fn race<const N: usize>(statuses: [u16; N], count: usize, ask: impl Fn(usize) -> u16 + Sync) -> [usize; N] {
    let start = Barrier::new(count);
    let found: Vec<u16> = std::thread::scope(|scope| {
        let (start, ask) = (&start, &ask);
        let racer = |n| {
            scope.spawn(move || {
                start.wait();
                ask(n)
            })
        };
        (0..count).map(racer).collect::<Vec<_>>().into_iter().map(|racer| racer.join().unwrap()).collect()
    });
    let counts = statuses.map(|status| found.iter().filter(|found| **found == status).count());
    assert_eq!(counts.iter().sum::<usize>(), count, "{found:?}");
    counts
}

fn reply() -> Value {
    json!({"service": "ai_reply"})
}

/// How many acts of a kind an account has on record.
fn acts(ledger: &Ledger, account: &str, kind: &str) -> usize {
    let entries = ledger.entries(account);
    let ids = entries.iter().filter(|entry| entry["kind"] == kind).map(|entry| entry["id"].to_string());
    ids.collect::<BTreeSet<_>>().len()
}

/// Room for 17 of 64, on one account; with holds; and by members under caps of one shared pool.
#[test]
fn exactly_what_is_there_is_given_out() {
    on_each("17", |ledger| {
        let charge = |n| ledger.charge("acme", &format!("racer-{n}"), &reply()).0;
        assert_eq!(race([201, 402], 64, charge), [17, 47]);
        assert_eq!((ledger.balance("acme", "available").as_str(), acts(&ledger, "acme", "charge")), ("0", 17));
        // The same again is answered the same.
        assert_eq!(race([201, 402], 64, charge), [17, 47]);

        ledger.open(json!({"id": "holder", "plan": "starter"}));
        let hold = |n| {
            let body = json!({"charge": reply(), "expiresIn": 600});
            ledger.post("/v1/accounts/holder/holds", &format!("racer-{n}"), &body).0
        };
        assert_eq!(race([201, 402], 64, hold), [17, 47]);
        assert_eq!([ledger.balance("holder", "available"), ledger.balance("holder", "held")], ["0", "17"]);

        ledger.open(json!({"id": "owner", "plan": "starter"}));
        for member in 0..8 {
            ledger.open(json!({"id": format!("m-{member}"), "parent": "owner"}));
            let cap = json!({"to": format!("m-{member}"), "credits": "3", "mode": "cap"});
            ledger.done("POST", "/v1/accounts/owner/allotments", &format!("cap-{member}"), cap);
        }
        // 8 each, of which a cap lets 3 pass: 24 for 17.
        let member = |n: usize| ledger.charge(&format!("m-{}", n % 8), &format!("racer-{n}"), &reply()).0;
        assert_eq!(race([201, 402], 64, member), [17, 47]);
        assert_eq!(ledger.balance("owner", "available"), "0");
        let used: Vec<usize> = (0..8).map(|member| acts(&ledger, &format!("m-{member}"), "charge")).collect();
        assert!(used.iter().sum::<usize>() == 17 && used.iter().all(|used| *used <= 3), "{used:?}");
        let allotments = ledger.get("/v1/accounts/owner/allotments")["allotments"].clone();
        let counted: Vec<String> = used.iter().map(usize::to_string).collect();
        assert_eq!(
            allotments.as_array().unwrap().iter().map(|one| one["used"].as_str().unwrap()).collect::<Vec<_>>(),
            counted
        );
        reconcile(ledger);
    });
}

/// 500 charges, each refunded by 20 at once under keys of their own: 500 refunds, and every credit is back.
#[test]
fn each_charge_is_refunded_once() {
    on_each("500", |ledger| {
        const CHARGES: usize = 500;
        const CALLERS: usize = 20;
        let charges: Vec<Value> =
            (0..CHARGES).map(|n| json!({"account": "acme", "key": format!("c-{n}"), "charge": reply()})).collect();
        let (_, answers) = ledger.ask("POST", "/v1/charges", None, Some(&json!({"charges": charges})));
        let ids: Vec<&str> = answers["answers"]
            .as_array()
            .unwrap()
            .iter()
            .map(|answer| answer["body"]["id"].as_str().unwrap())
            .collect();
        assert_eq!((ids.len(), ledger.balance("acme", "available").as_str()), (CHARGES, "0"));
        let done = AtomicUsize::new(0);
        race([200], CALLERS, |caller| {
            let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
            for id in &ids {
                let request = ureq::http::Request::builder()
                    .method("POST")
                    .uri(format!("{}/v1/accounts/acme/charges/{id}/refunds", ledger.next_url()))
                    .header("authorization", format!("Bearer {}", ledger.admin_key))
                    .header("idempotency-key", format!("{id}-{caller}"))
                    .header("content-type", "application/json");
                let mut response = agent.run(request.body(&b"{}"[..]).unwrap()).unwrap();
                let status = response.status().as_u16();
                response.body_mut().read_to_string().unwrap();
                assert!(status == 201 || status == 409, "{status}");
                done.fetch_add(usize::from(status == 201), Ordering::Relaxed);
            }
            200
        });
        assert_eq!(done.into_inner(), CHARGES);
        assert_eq!((ledger.balance("acme", "available").as_str(), acts(&ledger, "acme", "refund")), ("500", CHARGES));
        reconcile(ledger);
    });
}

/// Holds end while their captures come in: each is captured or has expired, and never both. Some captures come long before
/// the end and some after it, however slow the machine is; the others come within a moment of it.
#[test]
fn a_hold_is_captured_or_expires() {
    on_each("96", |ledger| {
        const HOLDS: usize = 96;
        let holds: Vec<(String, i64)> = std::thread::scope(|scope| {
            let make = |n: usize| {
                let ledger = &ledger;
                scope.spawn(move || {
                    let seconds = if n.is_multiple_of(4) { 600 } else { 3 + n % 2 };
                    let body = json!({"credits": "1", "expiresIn": seconds});
                    let held = ledger.done("POST", "/v1/accounts/acme/holds", &format!("hold-{n}"), body);
                    let expires = septet::ledger::Moment::parse(held["expiresAt"].as_str().unwrap()).unwrap();
                    (held["id"].as_str().unwrap().to_owned(), expires.millis())
                })
            };
            (0..HOLDS).map(make).collect::<Vec<_>>().into_iter().map(|made| made.join().unwrap()).collect()
        });
        let clock = || std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_millis() as i64;
        let [captured, late] = race([201, 409], HOLDS, |n| {
            let (hold, expires) = &holds[n];
            let before = match n % 4 {
                0 => 600_000,
                1 => -1,
                _ => 400 - (n as i64 * 53) % 500,
            };
            std::thread::sleep(Duration::from_millis((expires - before - clock()).max(0) as u64));
            let path = format!("/v1/accounts/acme/holds/{hold}/captures");
            ledger.post(&path, &format!("capture-{n}"), &json!({"credits": "1", "last": true})).0
        });
        assert!(captured >= HOLDS / 4 && late >= HOLDS / 4, "{captured} and {late}");
        let entries = wait(Duration::from_secs(30), "the end of each hold", || {
            let entries = ledger.entries("acme");
            let is_over = |hold: &str| entries.iter().any(|entry| entry["concerns"] == hold);
            holds.iter().all(|(hold, _)| is_over(hold)).then_some(entries)
        });
        for (hold, _) in &holds {
            let kinds: Vec<&str> = entries
                .iter()
                .filter(|entry| entry["concerns"] == hold.as_str())
                .map(|entry| entry["kind"].as_str().unwrap())
                .collect();
            assert!(kinds == ["capture"] || kinds == ["hold_expiry"], "{hold}: {kinds:?}");
            let state = ledger.get(&format!("/v1/accounts/acme/holds/{hold}"))["state"].clone();
            assert_eq!(state, if kinds == ["capture"] { "captured" } else { "expired" });
        }
        assert_eq!(acts(&ledger, "acme", "capture"), captured);
        assert_eq!(acts(&ledger, "acme", "hold_expiry"), late);
        let balance = ["available", "held"].map(|field| ledger.balance("acme", field));
        assert_eq!(balance, [late.to_string(), "0".to_owned()]);
        reconcile(ledger);
    });
}

/// Whatever it is that is asked for, the same key is one act and one answer.
#[test]
fn racing_retries_are_one_act() {
    on_each("100", |ledger| {
        let hold = ledger.done("POST", "/v1/accounts/acme/holds", "a-hold", json!({"credits": "10", "expiresIn": 600}));
        let (_, charge) = ledger.charge("acme", "a-charge", &reply());
        ledger.open(json!({"id": "ann", "parent": "acme"}));
        let (hold, charge) = (hold["id"].as_str().unwrap(), charge["id"].as_str().unwrap());
        let requests = [
            ("POST", "accounts/acme/grants".to_owned(), json!({"credits": "5"})),
            ("POST", format!("accounts/acme/holds/{hold}/captures"), json!({"credits": "2"})),
            ("POST", format!("accounts/acme/charges/{charge}/refunds"), json!({"credits": "0.5"})),
            ("POST", "accounts/acme/allotments".to_owned(), json!({"to": "ann", "credits": "3"})),
            ("POST", "accounts/acme/holds".to_owned(), json!({"credits": "4", "expiresIn": 600})),
            ("PATCH", "accounts/acme".to_owned(), json!({"seats": 9})),
            ("DELETE", "accounts/acme/allotments/ann".to_owned(), Value::Null),
            ("DELETE", format!("accounts/acme/holds/{hold}"), Value::Null),
            ("POST", "accounts".to_owned(), json!({"id": "new", "plan": "starter"})),
        ];
        for (n, (method, path, body)) in requests.iter().enumerate() {
            let before = ledger.entries("acme").len();
            let first = std::sync::Mutex::new(None);
            race([200], 16, |_| {
                let body = Some(body).filter(|body| !body.is_null());
                let answer = ledger.ask(method, &format!("/v1/{path}"), Some(&format!("same-{n}")), body);
                assert!((200..300).contains(&answer.0), "{path}: {answer:?}");
                assert_eq!(first.lock().unwrap().get_or_insert_with(|| answer.clone()), &answer, "{path}");
                200
            });
            let written = ledger.entries("acme").len() - before;
            assert!(written <= 1, "{path}: {written} entries");
        }
        // 1 is charged and 0.5 of it back, 5 are given, 2 captured, and 4 reserved.
        assert_eq!(ledger.balance("acme", "available"), "98.5");
        reconcile(ledger);
    });
}

/// Entries = lots, and what lots have reserved = what open holds reserve, account by account.
pub(crate) fn reconcile(mut ledger: Ledger) {
    ledger.end();
    match &ledger.database {
        None => check(ledger.folder.path()),
        Some(database) => {
            let output = run(&["verify", "--database", &database.url], b"");
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
            let mut client = database.connect();
            check_sums(|sql| {
                let sql = sql.replace("json_extract(value, '$.micros')", "CAST(value->>'micros' AS BIGINT)");
                let sql = sql.replace("json_each(parts)", "jsonb_array_elements(CAST(parts AS JSONB))");
                let rows = client.query(&format!("SELECT n, CAST(s AS BIGINT) FROM ({sql}) AS q (n, s)"), &[]).unwrap();
                rows.iter().map(|row| (row.get(0), row.get(1))).collect()
            });
        }
    }
}

pub(crate) fn check(folder: &std::path::Path) {
    let connection = rusqlite::Connection::open(folder.join("ledger.db")).unwrap();
    check_sums(|sql| {
        let mut statement = connection.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        rows.map(Result::unwrap).collect()
    });
}

fn check_sums(mut ask: impl FnMut(&str) -> Vec<(String, i64)>) {
    let mut sums = |sql: &str| ask(sql).into_iter().filter(|(_, sum)| *sum != 0).collect::<Vec<_>>();
    let moved = sums(
        "SELECT account_id, sum(CASE WHEN to_side IN ('lot', 'held') THEN micro_credits ELSE 0 END
                                - CASE WHEN from_side IN ('lot', 'held') THEN micro_credits ELSE 0 END)
         FROM entries WHERE lot_id IS NOT NULL GROUP BY 1 ORDER BY 1",
    );
    assert_eq!(moved, sums("SELECT account_id, sum(remaining_micro_credits) FROM lots GROUP BY 1 ORDER BY 1"));
    let reserved = sums(
        "SELECT account_id, sum(json_extract(value, '$.micros')) FROM holds, json_each(parts)
         WHERE ended IS NULL GROUP BY 1 ORDER BY 1",
    );
    assert_eq!(reserved, sums("SELECT account_id, sum(held_micro_credits) FROM lots GROUP BY 1 ORDER BY 1"));
    let counted = sums("SELECT account_id, count(*) FROM entries GROUP BY 1 ORDER BY 1");
    assert_eq!(counted, sums("SELECT account_id, entry_count FROM accounts ORDER BY 1"), "no number is missing");
}
