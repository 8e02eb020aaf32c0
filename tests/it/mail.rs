//! Alerts are mailed: to every admin, over a real SMTP server, also when it was away.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{Ledger, wait};

const FROM: &str = "Septet <septet@ledger.example>";

/// A mail server in a process of its own.
struct Server {
    child: Child,
    port: u64,
    lines: Receiver<Value>,
}

impl Server {
    /// On a port, or a free one; with a user and a password where they are given.
    fn start(port: u64, arguments: &[&str]) -> Server {
        let mut command = Command::new("node");
        command.arg("tests/support/mail/server.mjs").arg(port.to_string()).args(arguments);
        let mut child = command.stdout(Stdio::piped()).spawn().expect("the mail server needs Node.js");
        let (send, lines) = channel();
        let output = BufReader::new(child.stdout.take().unwrap()).lines();
        std::thread::spawn(move || {
            output.map_while(Result::ok).try_for_each(|line| send.send(serde_json::from_str(&line).unwrap()))
        });
        let first: Value = lines.recv_timeout(Duration::from_secs(20)).expect(
            "the mail server does not start: `npm ci` in tests/support/mail, or `cargo xtask test`, installs it",
        );
        Server { child, port: first["port"].as_u64().unwrap(), lines }
    }

    /// The next mail.
    fn mail(&self) -> Value {
        self.lines.recv_timeout(Duration::from_secs(30)).expect("a mail")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn start(url: &str) -> Ledger {
    let ledger = Ledger::start(&["--smtp-url", url, "--mail-from", FROM, "--delivery-retry-scale", "10"]);
    ledger.open(json!({"id": "acme", "plan": "team"}));
    ledger
}

/// Writes an event as the ledger does.
fn happen(ledger: &Ledger, n: u32, kind: &str, data: &Value) -> String {
    let id = format!("evt_{n:032x}");
    let tables = rusqlite::Connection::open(ledger.folder.path().join("ledger.db")).unwrap();
    tables.busy_timeout(Duration::from_secs(5)).unwrap();
    let sql = "INSERT INTO outbox (tenant_id, account_id, event_id, type, created_ms, data)
               VALUES ('default', 'acme', ?1, ?2, 1790000000000, ?3)";
    tables.execute(sql, rusqlite::params![id, kind, data.to_string()]).unwrap();
    id
}

fn low(admins: &[&str]) -> Value {
    json!({"threshold": "20", "balance": "149.5", "base": "750", "admins": admins})
}

fn states(ledger: &Ledger) -> Vec<(String, String)> {
    let list = ledger.get("/v1/deliveries")["deliveries"].as_array().unwrap().clone();
    let text = |one: &Value, name: &str| one[name].as_str().unwrap_or_default().to_owned();
    let mut states: Vec<_> = list.iter().map(|one| (text(one, "target"), text(one, "state"))).collect();
    states.sort_unstable();
    states
}

/// CAL-11, D22: all of an account's admins, once per crossing and not once per message.
#[test]
fn a_low_balance_is_mailed_once() {
    let server = Server::start(0, &[]);
    let ledger = start(&format!("smtp://127.0.0.1:{}", server.port));
    let admins = json!({"admins": ["ann@example.com", "bob@example.com"]});
    ledger.done("PUT", "/v1/accounts/acme/alerts", "alerts", admins);
    // 609 of 750, and then some.
    for (n, seconds) in [1260, 60, 60].into_iter().enumerate() {
        let call = json!({"service": "call", "call": {"seconds": seconds}});
        assert_eq!(ledger.charge("acme", &format!("call-{n}"), &call).0, 201);
    }
    let mut mails = [server.mail(), server.mail()];
    mails.sort_by_key(|mail| mail["to"][0].to_string());
    for (mail, to) in mails.iter().zip(["ann@example.com", "bob@example.com"]) {
        assert_eq!((&mail["to"], &mail["subject"]), (&json!([to]), &json!("acme: credits are running low")));
        assert!(
            mail["text"].as_str().unwrap().contains("Balance: 141 credits\nCredits in all: 750 credits\n"),
            "{mail}"
        );
    }
    let more = server.lines.recv_timeout(Duration::from_secs(1));
    assert!(more.is_err(), "{more:?}");
}

/// Each address once.
#[test]
fn every_admin_is_mailed() {
    let server = Server::start(0, &["ledger", "p@ss"]);
    let ledger = start(&format!("smtp://ledger:p%40ss@127.0.0.1:{}", server.port));
    let id = happen(&ledger, 1, "balance.low", &low(&["ann@example.com", "bob@example.com", "ann@example.com"]));
    // No alert, and nobody's.
    happen(&ledger, 2, "debt.owed", &json!({"credits": "5"}));
    happen(&ledger, 3, "balance.low", &low(&[]));

    let mut mails = [server.mail(), server.mail()];
    mails.sort_by_key(|mail| mail["to"][0].to_string());
    for (mail, to) in mails.iter().zip(["ann@example.com", "bob@example.com"]) {
        assert_eq!(mail["to"], json!([to]));
        assert_eq!(mail["from"], "septet@ledger.example");
        assert_eq!(mail["subject"], "acme: credits are running low");
        let (text, html) = (mail["text"].as_str().unwrap(), mail["html"].as_str().unwrap());
        for said in ["acme", "149.5 credits", "750 credits", "20 %"] {
            assert!(text.contains(said) && html.contains(said), "{said} in {mail}");
        }
        assert!(html.contains("color-scheme"));
        assert_eq!(mail["headers"]["auto-submitted"], "auto-generated");
        let message = mail["messageId"].as_str().unwrap();
        assert!(message.starts_with(&format!("<{id}.")) && message.ends_with("@ledger.example>"), "{message}");
    }
    assert_ne!(mails[0]["messageId"], mails[1]["messageId"]);
    let done = |name: &str| (name.to_owned(), "delivered".to_owned());
    let all = [done("ann@example.com"), done("bob@example.com")];
    wait(Duration::from_secs(10), "both to be marked", || (states(&ledger) == all).then_some(()));

    // A mail that is sent again is recognised.
    let first = ledger.get("/v1/deliveries")["deliveries"][0].clone();
    ledger.done("POST", &format!("/v1/deliveries/{}/replay", first["id"].as_str().unwrap()), "again", Value::Null);
    let again = server.mail();
    assert!(mails.iter().any(|mail| mail["messageId"] == again["messageId"] && mail["to"] == again["to"]), "{again}");
}

#[test]
fn every_alert_has_its_mail() {
    let server = Server::start(0, &[]);
    let ledger = start(&format!("smtp://127.0.0.1:{}", server.port));
    let admins = ["ann@example.com"];
    let alerts = [
        (
            "balance.low",
            json!({"threshold": "0", "balance": "0", "base": "750", "admins": admins}),
            "acme: no credits left",
        ),
        (
            "reload.declined",
            json!({"reload": 1, "declines": 1, "retryAt": "2026-11-20T10:15:30Z", "admins": admins}),
            "acme: an automatic reload was declined",
        ),
        ("reload.suspended", json!({"reload": 1, "declines": 3, "admins": admins}), "acme: automatic reload is off"),
        (
            "reload.capped",
            json!({"cap": "1000", "bought": "800", "pending": "100", "admins": admins}),
            "acme: automatic reload has reached its cap",
        ),
    ];
    for (n, (kind, data, subject)) in (1..).zip(&alerts) {
        happen(&ledger, n, kind, data);
        assert_eq!(server.mail()["subject"], *subject);
    }
}

/// A server that is away is asked again; an address that it does not take is asked for again too, and no other waits for it.
#[test]
fn a_server_that_was_away() {
    let port = Server::start(0, &[]).port;
    let ledger = start(&format!("smtp://127.0.0.1:{port}"));
    happen(&ledger, 1, "balance.low", &low(&["ann@example.com", "nobody@example.com", "no address"]));
    let failed = wait(Duration::from_secs(10), "a failure", || {
        let list = ledger.get("/v1/deliveries?state=pending")["deliveries"].as_array().unwrap().clone();
        list.into_iter().find(|one| one["target"] == "ann@example.com" && one["error"].is_string())
    });
    assert_eq!(failed["channel"], "mail");
    let server = Server::start(port, &[]);
    assert_eq!(server.mail()["to"], json!(["ann@example.com"]));
    let wanted = [("ann@example.com", "delivered"), ("no address", "dead"), ("nobody@example.com", "pending")];
    let wanted = wanted.map(|(target, state)| (target.to_owned(), state.to_owned()));
    wait(Duration::from_secs(30), "one to be marked", || (states(&ledger) == wanted).then_some(()));
    let refused = wait(Duration::from_secs(30), "the server's words", || {
        let list = ledger.get("/v1/deliveries?state=pending")["deliveries"].as_array().unwrap().clone();
        list.into_iter().find(|one| one["error"].as_str().is_some_and(|error| error.contains("no such mailbox")))
    });
    assert_eq!(refused["target"], "nobody@example.com");
}

/// Without a mail server nothing waits for one; the events are there all the same.
#[test]
fn without_a_mail_server() {
    let ledger = Ledger::start(&[]);
    ledger.open(json!({"id": "acme", "plan": "team"}));
    let id = happen(&ledger, 1, "balance.low", &low(&["ann@example.com"]));
    let tables = rusqlite::Connection::open(ledger.folder.path().join("ledger.db")).unwrap();
    wait(Duration::from_secs(10), "the event to be given out", || {
        let given = tables.query_row("SELECT given_ms FROM outbox", [], |row| row.get::<_, Option<i64>>(0)).unwrap();
        given.map(drop)
    });
    assert_eq!(states(&ledger), []);
    assert_eq!(ledger.get("/v1/events?type=balance.low")["events"][0]["id"], id.as_str());
}

/// What is not said well is said at the start, without the password.
#[test]
fn a_server_that_is_none() {
    for (arguments, said) in [
        (vec!["--smtp-url", "smtp://127.0.0.1"], "--mail-from"),
        (vec!["--smtp-url", "http://u:secret@mail.example", "--mail-from", FROM], "--smtp-url"),
        (vec!["--smtp-url", "smtp://u:secret@mail.example", "--mail-from", FROM], "over TLS"),
        (vec!["--smtp-url", "smtps://u:secret@mail.example", "--mail-from", "nobody"], "--mail-from"),
        (vec!["--stripe-webhook-secret", ""], "--stripe-webhook-secret"),
    ] {
        let folder = tempfile::TempDir::new().unwrap();
        let database = format!("sqlite:{}", folder.path().join("ledger.db").display());
        let all = [vec!["serve", "--database", &database, "--listen", "127.0.0.1:0"], arguments].concat();
        let output = crate::support::run(&all, b"");
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && error.contains(said) && !error.contains("secret@"), "{error}");
    }
}
