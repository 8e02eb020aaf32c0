//! Events leave the ledger: each reaches everyone who wants it, whatever the other side does, and whenever the ledger dies.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rusqlite::Connection;
use serde_json::{Value, json};

use crate::support::postgres::Database;
use crate::support::{Ledger, Reaction, Receiver, wait};

/// Tries follow each other at once.
const FAST: [&str; 3] = ["--allow-private-webhooks", "--delivery-retry-scale", "1000"];

/// An account that has no credits: each charge is an event.
fn start(arguments: &[&str]) -> Ledger {
    let ledger = Ledger::start(arguments);
    ledger.open(json!({"id": "acme", "plan": "free"}));
    ledger
}

/// Makes an endpoint and gives its id and its secret.
fn endpoint(ledger: &Ledger, key: &str, body: Value) -> (String, String) {
    let made = ledger.done("POST", "/v1/webhook-endpoints", key, body);
    (made["id"].as_str().unwrap().to_owned(), made["secret"].as_str().unwrap().to_owned())
}

/// A charge that is refused, and told of.
fn happen(ledger: &Ledger, account: &str, key: &str) {
    let (status, answer) = ledger.charge(account, key, &json!({"service": "sms", "region": "IN", "text": "hello"}));
    assert_eq!(status, 402, "{answer}");
}

fn deliveries(ledger: &Ledger, query: &str) -> Vec<Value> {
    ledger.get(&format!("/v1/deliveries{query}"))["deliveries"].as_array().unwrap().clone()
}

/// The deliveries of a state, once there are so many.
#[track_caller]
fn in_state(ledger: &Ledger, state: &str, count: usize) -> Vec<Value> {
    wait(Duration::from_secs(45), &format!("{count} {state} deliveries"), || {
        Some(deliveries(ledger, &format!("?state={state}"))).filter(|found| found.len() == count)
    })
}

#[test]
fn an_event_is_listed_sent_and_signed() {
    let (all, some) = (Receiver::start(|_| Reaction::Status(200)), Receiver::start(|_| Reaction::Status(204)));
    let ledger = start(&FAST);
    ledger.done("POST", "/v1/accounts", "open-2", json!({"id": "other", "plan": "free"}));
    let (_, secret) = endpoint(&ledger, "all", json!({"url": all.url()}));
    endpoint(&ledger, "some", json!({"url": some.url(), "types": ["charge.refused"], "account": "other"}));
    endpoint(&ledger, "none", json!({"url": some.url(), "types": ["balance.low", "reload.wanted"]}));
    happen(&ledger, "acme", "one");
    happen(&ledger, "other", "two");

    let sent = all.wait_for(2);
    let listed = ledger.get("/v1/events")["events"].as_array().unwrap().clone();
    assert_eq!(listed.len(), 2, "{listed:?}");
    assert_eq!((&listed[0]["account"], &listed[1]["account"]), (&json!("other"), &json!("acme")), "newest first");
    for one in &sent {
        let event = one.event();
        assert!(listed.contains(&event), "{event} in {listed:?}");
        assert_eq!(event["type"], "charge.refused");
        assert_eq!(event["id"], one.id());
        assert!(one.is_signed_by(&secret), "{:?}", one.headers);
        let mut forged = one.clone();
        forged.body = forged.body.replace("acme", "evil").replace("other", "evil");
        assert!(!forged.is_signed_by(&secret));
        assert!(one.headers["user-agent"].starts_with("Septet/"));
    }
    assert_eq!(some.wait_for(1)[0].event()["account"], "other");
    assert_eq!(in_state(&ledger, "delivered", 3).iter().filter(|one| one["status"] == 200).count(), 2);
    assert_eq!(some.received().len(), 1, "the others are not its");

    let metrics = ledger.get("/metrics");
    let metrics = metrics.as_str().unwrap();
    assert!(metrics.contains("septet_deliveries_total{channel=\"webhook\",outcome=\"delivered\"} 3"), "{metrics}");
    assert!(metrics.contains("septet_outbox_age_seconds 0"), "{metrics}");

    // A person is told of their own account, and of no other.
    let code = ledger.done("POST", "/v1/login-codes", "code", json!({"account": "acme"}))["code"].clone();
    let (_, headers, _) =
        ledger.exchange("POST", "/v1/sessions", &[], Some(json!({"code": code}).to_string().as_bytes()));
    let cookie = headers["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let own = |query: &str| ledger.send("GET", &format!("/v1/events{query}"), &[("cookie", cookie.clone())], None);
    assert_eq!(own("?account=acme").1["events"], json!([listed[1]]));
    assert_eq!([own("?account=other").0, own("").0], [403, 403]);

    // A page after a page, of one account, of one type.
    let page = ledger.get("/v1/events?limit=1");
    let next = ledger.get(&format!("/v1/events?limit=1&cursor={}", page["next"].as_str().unwrap()));
    assert_eq!([&page["events"][0], &next["events"][0]], [&listed[0], &listed[1]]);
    assert_eq!(ledger.get("/v1/events?account=acme")["events"], json!([listed[1]]));
    assert_eq!(ledger.get("/v1/events?account=acme&type=debt.owed")["events"], json!([]));
}

#[test]
fn what_fails_is_tried_again_under_the_same_id() {
    let mut tries = 0;
    let receiver = Receiver::start(move |_| {
        tries += 1;
        Reaction::Status(if tries < 4 { 500 } else { 200 })
    });
    let ledger = start(&["--allow-private-webhooks", "--delivery-retry-scale", "100"]);
    endpoint(&ledger, "one", json!({"url": receiver.url()}));
    happen(&ledger, "acme", "one");
    let delivered = in_state(&ledger, "delivered", 1);
    assert_eq!((&delivered[0]["attempts"], &delivered[0]["status"]), (&json!(4), &json!(200)));
    let received = receiver.received();
    assert_eq!(received.iter().map(|one| one.id()).collect::<BTreeSet<_>>().len(), 1);
    assert_eq!(received.iter().map(|one| &one.body).collect::<BTreeSet<_>>().len(), 1);
    // 5 s, 30 s and 2 min, a hundred times as fast.
    let waits: Vec<_> = received.windows(2).map(|pair| pair[1].at - pair[0].at).collect();
    for (wait, least) in waits.iter().zip([50, 300, 1200]) {
        assert!(*wait >= Duration::from_millis(least), "{waits:?}");
    }
}

#[test]
fn an_endpoint_that_says_nothing_is_quoted_with_nothing() {
    let receiver = Receiver::start(|_| Reaction::Silent(503));
    let ledger = start(&FAST);
    endpoint(&ledger, "one", json!({"url": receiver.url()}));
    happen(&ledger, "acme", "one");
    let failed = wait(Duration::from_secs(10), "a failure", || {
        deliveries(&ledger, "").pop().filter(|one| one["error"].is_string())
    });
    assert_eq!(failed["error"], "the endpoint answered with an empty body");
}

/// After the last of eleven tries it is given up, and is delivered when somebody asks for it, once for each asking.
#[test]
fn what_is_given_up_can_be_replayed() {
    let receiver = Receiver::start(|_| Reaction::Status(503));
    let ledger = start(&["--allow-private-webhooks", "--delivery-retry-scale", "1000000"]);
    endpoint(&ledger, "one", json!({"url": receiver.url()}));
    happen(&ledger, "acme", "one");
    let dead = in_state(&ledger, "dead", 1);
    assert_eq!((&dead[0]["attempts"], &dead[0]["status"]), (&json!(11), &json!(503)), "{}", dead[0]);
    assert_eq!(dead[0]["error"], "the endpoint answered: yes");
    assert_eq!(receiver.received().len(), 11);

    receiver.now(|_| Reaction::Status(200));
    let replay = format!("/v1/deliveries/{}/replay", dead[0]["id"].as_str().unwrap());
    let first = ledger.done("POST", &replay, "again", Value::Null);
    assert_eq!((&first["state"], &first["attempts"]), (&json!("pending"), &json!(0)));
    in_state(&ledger, "delivered", 1);
    assert_eq!(ledger.done("POST", &replay, "again", Value::Null), first, "the same key is answered, not done again");
    std::thread::sleep(Duration::from_millis(600));
    let received = receiver.received();
    assert_eq!(received.len(), 12);
    assert_eq!(received.iter().map(|one| one.id()).collect::<BTreeSet<_>>().len(), 1);
    // With another key what was delivered is delivered once more.
    ledger.done("POST", &replay, "once-more", Value::Null);
    assert_eq!(receiver.wait_for(13)[12].id(), received[0].id());
}

#[test]
fn a_redirect_is_a_failure_and_410_is_the_end() {
    let elsewhere = Receiver::start(|_| Reaction::Status(200));
    let to = elsewhere.url();
    let redirects = Receiver::start(move |_| Reaction::Redirect(to.clone()));
    let gone = Receiver::start(|_| Reaction::Status(410));
    let ledger = start(&["--allow-private-webhooks"]);
    endpoint(&ledger, "redirects", json!({"url": redirects.url()}));
    endpoint(&ledger, "gone", json!({"url": gone.url()}));
    happen(&ledger, "acme", "one");
    let dead = in_state(&ledger, "dead", 1);
    assert_eq!((&dead[0]["attempts"], &dead[0]["status"]), (&json!(1), &json!(410)));
    let failed = wait(Duration::from_secs(10), "a failure", || {
        deliveries(&ledger, "?state=pending").pop().filter(|one| one["status"] == 307)
    });
    assert!(failed["error"].as_str().unwrap().contains("not followed") && failed["nextAt"].is_string(), "{failed}");
    assert!(elsewhere.received().is_empty());
}

/// Of an answer that never ends only the beginning is read.
#[test]
fn an_answer_without_end() {
    let floods = Receiver::start(|_| Reaction::Flood);
    let ledger = start(&["--allow-private-webhooks"]);
    endpoint(&ledger, "floods", json!({"url": floods.url()}));
    happen(&ledger, "acme", "one");
    let failed = wait(Duration::from_secs(20), "a failure", || {
        deliveries(&ledger, "?state=pending").pop().filter(|one| one["error"].is_string())
    });
    assert_eq!(failed["status"], 500, "{failed}");
    assert!(failed["error"].as_str().unwrap().starts_with("the endpoint answered: "), "{failed}");
}

/// One that hangs is left after ten seconds, and keeps nobody waiting meanwhile.
#[test]
fn an_endpoint_that_hangs() {
    let (hangs, answers) = (Receiver::start(|_| Reaction::Hang), Receiver::start(|_| Reaction::Status(200)));
    let ledger = start(&["--allow-private-webhooks"]);
    endpoint(&ledger, "hangs", json!({"url": hangs.url()}));
    for n in 0..40 {
        happen(&ledger, "acme", &format!("hangs-{n}"));
    }
    hangs.wait_for(1);
    endpoint(&ledger, "answers", json!({"url": answers.url()}));
    let began = Instant::now();
    happen(&ledger, "acme", "answers");
    answers.wait_for(1);
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    assert!(hangs.received().len() < 32, "it does not take all places");
    let failed = wait(Duration::from_secs(20), "a failure", || {
        deliveries(&ledger, "?state=pending&limit=500").into_iter().find(|one| one["error"].is_string())
    });
    assert!(failed["error"].as_str().unwrap().contains("timeout"), "{failed}");
}

/// Literal addresses are refused in any form; a name is refused when it is looked up.
#[test]
fn private_addresses_are_refused() {
    let receiver = Receiver::start(|_| Reaction::Status(200));
    let ledger = start(&[]);
    let port = receiver.address.port();
    let refused = [
        "https://127.0.0.1",
        "https://2130706433",
        "https://0x7f000001",
        "https://0177.0.0.1",
        "https://127.1",
        "https://[::1]",
        "https://[::ffff:127.0.0.1]",
        "https://[::ffff:7f00:1]",
        "https://[fe80::1]",
        "https://[fc00::1]",
        "https://10.0.0.1",
        "https://172.16.0.1",
        "https://192.168.0.1",
        "https://169.254.169.254",
        "https://100.64.0.1",
        "https://0.0.0.0",
        "https://224.0.0.1",
        "http://app.example",
        "http://127.0.0.1",
    ];
    for (n, url) in refused.iter().enumerate() {
        let (status, answer) =
            ledger.post("/v1/webhook-endpoints", &format!("no-{n}"), &json!({"url": format!("{url}:{port}/")}));
        assert_eq!((status, &answer["code"]), (400, &json!("invalid-request")), "{url}: {answer}");
    }
    let nobody = json!({"url": "https://app.example/", "account": "nobody"});
    let (status, answer) = ledger.post("/v1/webhook-endpoints", "nobody", &nobody);
    assert_eq!((status, &answer["code"]), (404, &json!("unknown-account")), "{answer}");
    let (id, _) = endpoint(&ledger, "name", json!({"url": format!("https://localhost:{port}/")}));
    happen(&ledger, "acme", "one");
    let failed = wait(Duration::from_secs(10), "a failure", || {
        deliveries(&ledger, "?state=pending").pop().filter(|one| one["error"].is_string())
    });
    assert_eq!(failed["target"], json!(id));
    assert!(failed["error"].as_str().unwrap().contains("is not on the internet"), "{failed}");
    assert!(receiver.received().is_empty(), "nobody has come");
}

#[test]
fn secrets_change_and_endpoints_go() {
    let receiver = Receiver::start(|_| Reaction::Status(200));
    let ledger = start(&FAST);
    let (id, old) = endpoint(&ledger, "one", json!({"url": receiver.url()}));
    let path = format!("/v1/webhook-endpoints/{id}");
    let rotated = ledger.done("PATCH", &path, "rotate", json!({"rotateSecret": true}));
    let new = rotated["secret"].as_str().unwrap().to_owned();
    assert_ne!(new, old);
    // Each secret is shown once.
    assert_eq!(ledger.done("PATCH", &path, "rotate", json!({"rotateSecret": true}))["secret"], Value::Null);
    assert_eq!(
        ledger.done("POST", "/v1/webhook-endpoints", "one", json!({"url": receiver.url()}))["secret"],
        Value::Null
    );
    let list = ledger.get("/v1/webhook-endpoints");
    assert!(!list.to_string().contains("whsec_") && list["endpoints"][0]["id"] == id.as_str(), "{list}");
    happen(&ledger, "acme", "one");
    let sent = receiver.wait_for(1);
    assert!(sent[0].is_signed_by(&new) && sent[0].is_signed_by(&old), "for a day by both");
    let last = ledger.done("PATCH", &path, "leaked", json!({"rotateSecret": true, "keepOldFor": 0}));
    happen(&ledger, "acme", "two");
    let sent = receiver.wait_for(2).remove(1);
    assert!(sent.is_signed_by(last["secret"].as_str().unwrap()) && !sent.is_signed_by(&new));

    // What is still to be sent to one that is deleted is given up.
    receiver.now(|_| Reaction::Status(500));
    let slow = start(&["--allow-private-webhooks", "--delivery-retry-scale", "10"]);
    let (id, _) = endpoint(&slow, "one", json!({"url": receiver.url()}));
    happen(&slow, "acme", "one");
    receiver.wait_for(3);
    let deleted = slow.delete(&format!("/v1/webhook-endpoints/{id}"), "-");
    assert!(deleted.0 == 200 && deleted.1["deletedAt"].is_string(), "{deleted:?}");
    assert_eq!(slow.delete(&format!("/v1/webhook-endpoints/{id}"), "-"), deleted, "again it changes nothing");
    assert_eq!(slow.get("/v1/webhook-endpoints")["endpoints"], json!([]));
    assert_eq!(slow.get("/v1/deliveries?state=pending")["deliveries"], json!([]), "at once");
    let dead = in_state(&slow, "dead", 1).remove(0);
    assert_eq!(dead["error"], "the endpoint was deleted");
    let replay = format!("/v1/deliveries/{}/replay", dead["id"].as_str().unwrap());
    let (status, problem) = slow.post(&replay, "again", &json!({}));
    assert_eq!((status, &problem["code"]), (404, &json!("unknown-endpoint")));
    assert_eq!(in_state(&slow, "dead", 1)[0], dead, "it stays as it was");
    assert_eq!(receiver.received().len(), 3);
}

/// TLS is verified: by a certificate that the machine trusts it is delivered, without it is not.
#[test]
fn over_tls() {
    let certified = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let key = rustls::pki_types::PrivateKeyDer::Pkcs8(certified.signing_key.serialize_der().into());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = config.with_no_client_auth().with_single_cert(vec![certified.cert.der().clone()], key).unwrap();
    let config = Arc::new(config);
    let receiver = Receiver::over(
        move |stream| {
            let connection = rustls::ServerConnection::new(config.clone()).unwrap();
            Box::new(rustls::StreamOwned::new(connection, stream))
        },
        |_| Reaction::Status(200),
    );
    let url = format!("https://localhost:{}/", receiver.address.port());

    let stranger = start(&FAST);
    endpoint(&stranger, "one", json!({"url": url}));
    happen(&stranger, "acme", "one");
    let failed = wait(Duration::from_secs(20), "a failure", || {
        deliveries(&stranger, "").pop().filter(|one| one["error"].is_string())
    });
    assert!(failed["error"].as_str().unwrap().contains("ertificate"), "{failed}");
    assert!(receiver.received().is_empty());

    let folder = tempfile::TempDir::new().unwrap();
    let trusted = crate::support::file(folder.path(), "trusted.pem", &certified.cert.pem());
    let ledger = Ledger::start_with(folder, &FAST, &[("SSL_CERT_FILE", &trusted)]);
    ledger.open(json!({"id": "acme", "plan": "free"}));
    let (_, secret) = endpoint(&ledger, "one", json!({"url": url}));
    happen(&ledger, "acme", "one");
    assert!(receiver.wait_for(1)[0].is_signed_by(&secret));
}

/// What is in the database of a ledger that is gone.
fn count(folder: &Path, sql: &str) -> i64 {
    Connection::open(folder.join("ledger.db")).unwrap().query_row(sql, [], |row| row.get(0)).unwrap()
}

/// Killed at each step between what happens and the mark that it was told: started again, the ledger tells each event at
/// least once, always by the same id, and marks it.
#[test]
fn killed_at_each_step() {
    let hanging = Receiver::start(|_| Reaction::Hang);
    let mut ledger = start(&["--allow-private-webhooks"]);
    let key = ledger.admin_key.clone();
    let again = |folder| {
        let mut ledger = Ledger::start_in(folder, &["--allow-private-webhooks"]);
        ledger.admin_key.clone_from(&key);
        ledger
    };

    // Before it is given out: others write, so that the ledger cannot.
    endpoint(&ledger, "one", json!({"url": hanging.url()}));
    for n in 0.. {
        happen(&ledger, "acme", &format!("first-{n}"));
        let blocker = Connection::open(ledger.folder.path().join("ledger.db")).unwrap();
        blocker.execute_batch("BEGIN IMMEDIATE").unwrap();
        let waiting = "SELECT count(*) FROM outbox WHERE given_ms IS NULL";
        let waiting: i64 = blocker.query_row(waiting, [], |row| row.get(0)).unwrap();
        if waiting > 0 {
            let folder = ledger.kill();
            drop(blocker);
            assert_eq!(count(folder.path(), "SELECT count(*) FROM deliveries") as usize, n);
            ledger = again(folder);
            break;
        }
        assert!(n < 50, "it is given out too soon to see");
    }

    // While it is sent, which is after it was claimed and before anybody has answered.
    hanging.wait_for(1);
    let folder = ledger.kill();
    assert_eq!(count(folder.path(), "SELECT count(*) FROM outbox WHERE given_ms IS NULL"), 0);
    assert!(count(folder.path(), "SELECT count(*) FROM deliveries WHERE attempts = 1 AND state = 'pending'") > 0);
    ledger = again(folder);

    // Given out and not claimed: all places are taken by what hangs.
    for n in 0..60 {
        happen(&ledger, "acme", &format!("more-{n}"));
    }
    wait(Duration::from_secs(10), "what waits for a place", || {
        (count(ledger.folder.path(), "SELECT count(*) FROM deliveries WHERE attempts = 0") > 30).then_some(())
    });
    let folder = ledger.kill();
    assert!(count(folder.path(), "SELECT count(*) FROM deliveries WHERE attempts = 0") > 30);
    ledger = again(folder);

    // Taken, and not marked: it is answered while the ledger cannot write.
    let blocked = Connection::open(ledger.folder.path().join("ledger.db")).unwrap();
    let mut held = false;
    let (done, answered) = std::sync::mpsc::channel();
    hanging.now(move |_| {
        if !held {
            blocked.busy_timeout(Duration::from_secs(5)).unwrap();
            blocked.execute_batch("BEGIN IMMEDIATE").unwrap();
            held = true;
            done.send(()).unwrap();
        }
        Reaction::Status(200)
    });
    answered.recv_timeout(Duration::from_secs(45)).unwrap();
    std::thread::sleep(Duration::from_millis(300));
    let folder = ledger.kill();
    assert_eq!(count(folder.path(), "SELECT count(*) FROM deliveries WHERE state = 'delivered'"), 0);
    hanging.now(|_| Reaction::Status(200)); // and with it what held the database is gone
    ledger = again(folder);

    wait(Duration::from_secs(60), "all to be delivered", || {
        deliveries(&ledger, "?state=pending").is_empty().then_some(())
    });
    let events: BTreeSet<String> = ledger.get("/v1/events?limit=500")["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["id"].as_str().unwrap().to_owned())
        .collect();
    assert!(events.len() > 60);
    let received = hanging.received();
    assert!(received.len() > events.len(), "some came twice");
    assert_eq!(received.iter().map(|one| one.id().to_owned()).collect::<BTreeSet<_>>(), events);
    let delivered: BTreeSet<String> = deliveries(&ledger, "?state=delivered&limit=500")
        .iter()
        .map(|one| one["event"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(delivered, events);
    assert_eq!(deliveries(&ledger, "?limit=500").len(), events.len(), "each was given out once");
}

/// Two processes deliver from one database: each event comes once. One of them dies in the middle of it, and the other one
/// does the rest.
#[test]
fn several_processes_deliver() {
    let database = Database::new();
    let start = || Ledger::start_on(&database.url, tempfile::TempDir::new().unwrap(), &["--allow-private-webhooks"]);
    let (one, mut other) = (start(), start());
    other.admin_key.clone_from(&one.admin_key);
    one.open(json!({"id": "acme", "plan": "free"}));
    let receivers: Vec<_> = (0..5).map(|_| Receiver::start(|_| Reaction::Status(200))).collect();
    for (n, receiver) in receivers.iter().enumerate() {
        endpoint(&one, &format!("endpoint-{n}"), json!({"url": receiver.url()}));
    }
    for n in 0..20 {
        happen(if n % 2 == 0 { &one } else { &other }, "acme", &format!("first-{n}"));
    }
    wait(Duration::from_secs(45), "all to be delivered", || {
        (deliveries(&one, "?state=delivered&limit=500").len() == 100).then_some(())
    });
    for receiver in &receivers {
        let received = receiver.received();
        assert_eq!(received.len(), 20);
        assert_eq!(received.iter().map(|one| one.id()).collect::<BTreeSet<_>>().len(), 20);
    }

    for receiver in &receivers {
        receiver.now(|_| {
            std::thread::sleep(Duration::from_millis(200));
            Reaction::Status(200)
        });
    }
    for n in 0..20 {
        happen(&one, "acme", &format!("second-{n}"));
    }
    receivers[0].wait_for(23);
    drop(one.kill());
    assert!(deliveries(&other, "?state=delivered&limit=500").len() < 200, "it died in the middle");
    wait(Duration::from_secs(60), "the rest to be delivered", || {
        (deliveries(&other, "?state=delivered&limit=500").len() == 200).then_some(())
    });
    for receiver in &receivers {
        assert_eq!(receiver.received().iter().map(|one| one.id().to_owned()).collect::<BTreeSet<_>>().len(), 40);
    }
}

/// A ledger that is asked to stop ends what it has begun: nothing is sent again.
#[test]
fn stopping_waits_for_what_is_on_its_way() {
    let receiver = Receiver::start(|_| {
        std::thread::sleep(Duration::from_secs(1));
        Reaction::Status(200)
    });
    let ledger = start(&FAST);
    endpoint(&ledger, "one", json!({"url": receiver.url()}));
    happen(&ledger, "acme", "one");
    receiver.wait_for(1);
    let folder = ledger.stop();
    assert_eq!(count(folder.path(), "SELECT count(*) FROM deliveries WHERE state = 'delivered'"), 1);
    assert_eq!(receiver.received().len(), 1);
}
