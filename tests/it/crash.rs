//! A ledger that dies in the middle: what it has answered is there once, and the rest can be asked again.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{Chance, Ledger};

const CLIENTS: usize = 12;

/// What a client sends as its `n`th request: charges, holds, grants, and refunds of what it was charged before.
fn request(client: usize, n: usize, charges: &[String]) -> (String, Value) {
    let account = format!("a-{}", client % 3);
    match n % 5 {
        0 => (format!("/v1/accounts/{account}/grants"), json!({"credits": "3"})),
        1 => (format!("/v1/accounts/{account}/holds"), json!({"credits": "1", "expiresIn": 600})),
        2 if !charges.is_empty() => {
            let charge = &charges[n % charges.len()];
            (format!("/v1/accounts/{account}/charges/{charge}/refunds"), json!({"credits": "0.000001"}))
        }
        _ => (format!("/v1/accounts/{account}/charges"), json!({"service": "ai_reply"})),
    }
}

/// Asks until the ledger is gone; gives what was answered, by key, and the one request that was not.
fn work(ledger: &Ledger, client: usize, life: usize) -> Vec<(String, String, Value, Option<Value>)> {
    let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
    let (mut sent, mut charges) = (Vec::new(), Vec::new());
    for n in 0.. {
        let (path, body) = request(client, n, &charges);
        let key = format!("{life}-{client}-{n}");
        let request = ureq::http::Request::builder()
            .method("POST")
            .uri(format!("{}{path}", ledger.next_url()))
            .header("authorization", format!("Bearer {}", ledger.admin_key))
            .header("idempotency-key", &key)
            .header("content-type", "application/json");
        let answered = agent.run(request.body(body.to_string().into_bytes()).unwrap()).ok();
        let answer = answered.and_then(|mut response| response.body_mut().read_to_string().ok());
        let answer: Option<Value> = answer.and_then(|text| serde_json::from_str(&text).ok());
        let gone = answer.is_none();
        if let Some(id) = answer.as_ref().and_then(|answer| answer["id"].as_str()).filter(|id| id.starts_with("ch_")) {
            charges.push(id.to_owned());
        }
        sent.push((key, path, body, answer));
        if gone {
            break;
        }
    }
    sent
}

/// Killed again and again while many write, each time at another moment.
#[test]
fn what_was_answered_is_there_once() {
    let set = ["--book", "ai-employee", "--set=starterAllowance=1000000"];
    let mut ledger = Ledger::start(&set);
    let key = ledger.admin_key.clone();
    for n in 0..3 {
        ledger.open(json!({"id": format!("a-{n}"), "plan": "starter"}));
    }
    let mut chance = Chance(9);
    let (mut answered, mut acts) = (0, BTreeMap::<String, BTreeSet<String>>::new());
    for life in 0..4 {
        let wait = Duration::from_millis(300 + chance.below(700) as u64);
        let pid = ledger.pid();
        let sent: Vec<_> = std::thread::scope(|scope| {
            let ledger = &ledger;
            let clients: Vec<_> = (0..CLIENTS).map(|client| scope.spawn(move || work(ledger, client, life))).collect();
            std::thread::sleep(wait);
            assert!(std::process::Command::new("kill").args(["-KILL", &pid]).status().unwrap().success());
            clients.into_iter().flat_map(|client| client.join().unwrap()).collect()
        });
        let folder = ledger.kill();
        crate::races::check(folder.path());
        ledger = Ledger::start_in(folder, &set);
        ledger.admin_key.clone_from(&key);

        // Each answer is what it was; what was not answered is done now, if it was not done then.
        for (key, path, body, answer) in &sent {
            let (status, again) = ledger.post(path, key, body);
            assert!(status < 300, "{path} {body}: {again}");
            if let Some(answer) = answer {
                assert_eq!(&again, answer, "{key}");
                answered += 1;
            }
            let (account, id) = (path.split('/').nth(3).unwrap(), again["id"].as_str().unwrap());
            assert!(acts.entry(account.to_owned()).or_default().insert(id.to_owned()), "two keys are two acts");
        }
        // And nothing else was done.
        for (account, acts) in &acts {
            let entries = ledger.entries(account);
            let ids =
                entries.iter().filter(|entry| entry["kind"] != "allowance").map(|entry| entry["id"].as_str().unwrap());
            assert_eq!(&ids.map(str::to_owned).collect::<BTreeSet<_>>(), acts);
        }
    }
    assert!(answered > 100, "{answered}");
    crate::races::check(ledger.stop().path());
}
