//! What the ledger says of itself: request ids, its log, its counts, and whether it can answer.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{Ledger, septet};

/// A ledger whose log is read.
struct Logged {
    child: Child,
    folder: TempDir,
    url: String,
    key: String,
}

impl Logged {
    fn start(arguments: &[&str], filter: &str) -> Logged {
        let folder = TempDir::new().unwrap();
        let database = format!("sqlite:{}", folder.path().join("ledger.db").display());
        let mut command = septet();
        command.args(["serve", "--database", &database, "--listen", "127.0.0.1:0"]).args(arguments);
        command.env("RUST_LOG", filter).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
        let key = lines.next().unwrap().strip_prefix("admin key (shown this once): ").unwrap().to_owned();
        let url = lines.next().unwrap().strip_prefix("listening on ").unwrap().to_owned();
        Logged { child, folder, url, key }
    }

    fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&Value>,
    ) -> ureq::http::Response<ureq::Body> {
        let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let mut request = ureq::http::Request::builder().method(method).uri(format!("{}{path}", self.url));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.header("authorization", format!("Bearer {}", self.key));
        match body {
            Some(body) => agent.run(request.header("content-type", "application/json").body(body.to_string()).unwrap()),
            None => agent.run(request.body(()).unwrap()),
        }
        .unwrap()
    }

    fn ask_to_stop(&self) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    }

    /// Stops the ledger; gives back whether it ended well, and its log.
    fn log(mut self) -> (bool, String) {
        self.ask_to_stop();
        self.ended()
    }

    fn ended(&mut self) -> (bool, String) {
        let mut log = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut log).unwrap();
        (self.child.wait().unwrap().success(), log)
    }
}

impl Drop for Logged {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn id(response: &ureq::http::Response<ureq::Body>) -> String {
    response.headers()["x-request-id"].to_str().unwrap().to_owned()
}

#[test]
fn every_answer_has_an_id() {
    let ledger = Logged::start(&[], "info");
    for given in ["a", "checkout-42", "A.b:c_d-9", &"x".repeat(64)] {
        assert_eq!(id(&ledger.send("GET", "/healthz", &[("x-request-id", given)], None)), given);
    }
    let mut made = Vec::new();
    for bad in ["", " ", "a b", "a\"b", "a{b", "é", &"x".repeat(65), "<script>"] {
        made.push(id(&ledger.send("GET", "/healthz", &[("x-request-id", bad)], None)));
    }
    for (method, path) in [
        ("GET", "/healthz"),
        ("GET", "/nothing"),
        ("GET", "/v1/nothing"),
        ("PUT", "/v1/accounts"),
        ("POST", "/v1/accounts"),
    ] {
        made.push(id(&ledger.send(method, path, &[], None)));
    }
    for id in &made {
        assert!(id.len() == 32 && id.bytes().all(|b| b.is_ascii_hexdigit()), "{id}");
    }
    let count = made.len();
    made.sort();
    made.dedup();
    assert_eq!(made.len(), count, "an id is one request's");
}

/// One object a line, with the request's id; and nothing that is nobody's business.
#[test]
fn the_log_is_json_and_tells_no_secrets() {
    let ledger = Logged::start(&["--log-format", "json"], "trace");
    let text = "the-secret-text";
    let open = json!({"id": "person-7", "plan": "team", "seats": 0});
    ledger.send("POST", "/v1/accounts", &[("idempotency-key", "open"), ("x-request-id", "req-open")], Some(&open));
    let charge = json!({"service": "sms", "to": "+919876543210", "text": text});
    let refused = ledger.send(
        "POST",
        "/v1/accounts/person-7/charges",
        &[("idempotency-key", "charge-1"), ("x-request-id", "req-charge")],
        Some(&charge),
    );
    assert_eq!(refused.status(), 402);
    let mut quote = charge;
    quote["account"] = "person-7".into();
    let mut quoted = ledger.send("POST", "/v1/quotes", &[("x-request-id", "req-quote")], Some(&quote));
    let token =
        serde_json::from_str::<Value>(&quoted.body_mut().read_to_string().unwrap()).unwrap()["quoteToken"].clone();
    ledger.send("GET", "/v1/accounts/person-7?limit=secret-query", &[("x-request-id", "req-account")], None);
    ledger.send("GET", "/secret-path", &[("x-request-id", "req-nothing")], None);

    // A database that breaks: the log says why, under the request's id; the answer does not.
    let connection = rusqlite::Connection::open(ledger.folder.path().join("ledger.db")).unwrap();
    connection.execute_batch("ALTER TABLE documents RENAME TO elsewhere").unwrap();
    let mut broken = ledger.send("GET", "/v1/books/0000", &[("x-request-id", "req-broken")], None);
    assert_eq!(broken.status(), 500);
    assert!(!broken.body_mut().read_to_string().unwrap().contains("documents"));

    let key = ledger.key.clone();
    let (well, log) = ledger.log();
    assert!(well);
    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).expect(line)).collect();
    let of = |id: &str| lines.iter().filter(|line| line["span"]["id"] == id).collect::<Vec<_>>();
    let last = |id: &str| *of(id).last().unwrap_or_else(|| panic!("{id} in {log}"));
    for (id, level, status, method, route) in [
        ("req-open", "DEBUG", 201, "POST", "/v1/accounts"),
        ("req-charge", "DEBUG", 402, "POST", "/v1/accounts/{id}/charges"),
        ("req-quote", "DEBUG", 200, "POST", "/v1/quotes"),
        ("req-account", "DEBUG", 200, "GET", "/v1/accounts/{id}"),
        ("req-nothing", "DEBUG", 404, "GET", "none"),
        ("req-broken", "WARN", 500, "GET", "/v1/books/{hash}"),
    ] {
        let line = last(id);
        assert_eq!((&line["level"], &line["status"]), (&json!(level), &json!(status)), "{line}");
        assert_eq!((&line["span"]["method"], &line["span"]["route"]), (&json!(method), &json!(route)), "{line}");
        assert!(line["micros"].as_u64().is_some() && line["timestamp"].is_string(), "{line}");
    }
    let broken = of("req-broken");
    assert!(
        broken.iter().any(|line| line["level"] == "ERROR" && line["error"].as_str().unwrap().contains("documents")),
        "{broken:?}"
    );
    let token = token.as_str().unwrap();
    for secret in [&key, text, "9876543210", "person-7", "secret-query", "secret-path", token, "charge-1", "Bearer"] {
        assert!(!log.contains(secret), "{secret} is in the log:\n{log}");
    }
}

/// By default only what failed leaves a line.
#[test]
fn the_log_is_text_and_quiet() {
    let ledger = Logged::start(&[], "info");
    ledger.send("GET", "/healthz", &[("x-request-id", "req-well")], None);
    ledger.send("GET", "/nothing", &[("x-request-id", "req-refused")], None);
    let connection = rusqlite::Connection::open(ledger.folder.path().join("ledger.db")).unwrap();
    connection.execute_batch("ALTER TABLE documents RENAME TO elsewhere").unwrap();
    ledger.send("GET", "/v1/books/0000", &[("x-request-id", "req-broken")], None);
    let (_, log) = ledger.log();
    assert!(
        !log.contains("req-well") && !log.contains("req-refused") && log.matches("req-broken").count() == 2,
        "{log}"
    );
    let request = r#"request{id="req-broken" method="GET" route="/v1/books/{hash}"}"#;
    assert!(log.contains(&format!("{request}: septet::server::http::observe: failed status=500")), "{log}");
}

type Samples = BTreeMap<String, f64>;

/// Reads OpenMetrics text; panics where it is none.
fn samples(text: &str) -> Samples {
    assert!(text.ends_with("# EOF\n"));
    let (mut samples, mut types) = (Samples::new(), BTreeMap::new());
    for line in text.lines() {
        if let Some(comment) = line.strip_prefix("# ") {
            let words: Vec<&str> = comment.splitn(3, ' ').collect();
            match words[..] {
                ["TYPE", name, of] => assert!(types.insert(name.to_owned(), of.to_owned()).is_none(), "{line}"),
                ["HELP" | "UNIT", _, _] | ["EOF"] => {}
                _ => panic!("{line}"),
            }
            continue;
        }
        let (series, value) = line.rsplit_once(' ').expect(line);
        let name = series.split('{').next().unwrap();
        assert!(name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'), "{line}");
        let known = |suffix: &str| name.strip_suffix(suffix).is_some_and(|name| types.contains_key(name));
        assert!(["", "_total", "_sum", "_count", "_bucket", "_info"].into_iter().any(known), "{line}");
        assert!(series.contains('{') == series.ends_with('}'), "{line}");
        assert!(samples.insert(series.to_owned(), value.parse().expect(line)).is_none(), "{line}");
    }
    samples
}

fn metrics(ledger: &Ledger) -> Samples {
    samples(ledger.get("/metrics").as_str().unwrap())
}

#[test]
fn what_was_asked_is_counted() {
    let ledger = Ledger::start(&[]);
    ledger.post("/v1/accounts", "open", &json!({"id": "acme", "plan": "team", "seats": 0}));
    ledger.post("/v1/accounts/acme/grants", "grant", &json!({"credits": "20"}));
    let message = json!({"service": "sms", "to": "+919876543210", "text": "hello"});
    for n in 0..3 {
        ledger.post("/v1/accounts/acme/charges", &format!("charge-{n}"), &message);
    }
    for n in 0..50 {
        ledger.ask("GET", &format!("/nothing/{n}"), None, None);
        ledger.ask("GET", &format!("/v1/nothing/{n}"), None, None);
        ledger.ask("GET", &format!("/v1/accounts/nobody-{n}"), None, None);
    }
    for method in ["BREW", "STEEP"] {
        let mut socket = Slow::new(&ledger.url);
        socket.write(&format!("{method} /healthz HTTP/1.1\r\nHost: ledger\r\nConnection: close\r\n\r\n"));
        assert_eq!(socket.read().0, "HTTP/1.1 405 Method Not Allowed");
    }
    let found = metrics(&ledger);
    let requests = |method: &str, route: &str, status: u16| {
        let labels = format!("{{method=\"{method}\",route=\"{route}\",status=\"{status}\"}}");
        found.get(&format!("septet_http_requests_total{labels}")).copied().unwrap_or_default()
    };
    assert_eq!(requests("POST", "/v1/accounts", 201), 1.0);
    assert_eq!(requests("POST", "/v1/accounts/{id}/grants", 201), 1.0);
    assert_eq!(requests("POST", "/v1/accounts/{id}/charges", 201), 1.0);
    assert_eq!(requests("POST", "/v1/accounts/{id}/charges", 402), 2.0);
    assert_eq!(requests("GET", "/v1/accounts/{id}", 404), 50.0);
    assert_eq!(requests("GET", "none", 404), 100.0);
    assert_eq!(requests("other", "/healthz", 405), 2.0);
    let of = |name: &str| *found.get(name).unwrap_or_else(|| panic!("{name} in {found:?}"));
    assert_eq!(
        of("septet_http_request_duration_seconds_count{method=\"POST\",route=\"/v1/accounts/{id}/charges\"}"),
        3.0
    );
    assert_eq!(of("septet_commands_committed_total"), 5.0);
    assert_eq!((of("septet_batch_commands_sum"), of("septet_batch_duration_seconds_count")), (5.0, 5.0));
    assert_eq!(of("septet_commands_refused_total{decision=\"fallback_email\"}"), 2.0);
    assert_eq!(of("septet_queue_length"), 0.0);
    assert_eq!(of(&format!("septet_build_info{{version=\"{}\"}}", env!("CARGO_PKG_VERSION"))), 1.0);
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs_f64();
    assert!((now - 60.0..=now).contains(&of("process_start_time_seconds")));
    assert!(found.len() < 300, "series do not grow with what is asked");

    // A retry is answered from the record: it is not refused again.
    ledger.post("/v1/accounts/acme/charges", "charge-2", &message);
    assert_eq!(metrics(&ledger)["septet_commands_refused_total{decision=\"fallback_email\"}"], 2.0);
}

#[test]
fn the_counts_are_for_this_machine_and_for_admins() {
    let ledger = Ledger::start(&[]);
    let ask = |headers: &[(&str, &str)]| {
        let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        ledger.send("GET", "/metrics", &headers, None).0
    };
    let key = format!("Bearer {}", ledger.admin_key);
    assert_eq!(ask(&[]), 200);
    assert_eq!(ask(&[("authorization", "Bearer wrong")]), 401);
    // What a proxy on this machine hands on is somebody else's.
    for from in [("x-forwarded-for", "203.0.113.9"), ("forwarded", "for=203.0.113.9"), ("host", "ledger.example")] {
        assert_eq!((ask(&[from]), ask(&[from, ("authorization", &key)])), (401, 200), "{from:?}");
    }
    assert_eq!(ask(&[("origin", "https://evil.example")]), 401);
    let answer = ureq::get(format!("{}/metrics", ledger.url)).call().unwrap();
    assert_eq!(answer.headers()["content-type"], "application/openmetrics-text; version=1.0.0; charset=utf-8");
}

/// A connection on which a request is sent piece by piece.
struct Slow(BufReader<TcpStream>);

impl Slow {
    fn new(url: &str) -> Slow {
        let socket = TcpStream::connect(url.strip_prefix("http://").unwrap()).unwrap();
        socket.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        Slow(BufReader::new(socket))
    }

    fn write(&mut self, text: &str) {
        self.0.get_mut().write_all(text.as_bytes()).unwrap();
        self.0.get_mut().flush().unwrap();
    }

    /// The answer: its status line and all of its text.
    fn read(mut self) -> (String, String) {
        let (mut status, mut rest) = (String::new(), String::new());
        self.0.read_line(&mut status).unwrap();
        self.0.read_to_string(&mut rest).unwrap();
        (status.trim_end().to_owned(), rest)
    }
}

/// What has begun when the process is asked to stop is answered; then it ends well. Meanwhile it says that it is not
/// ready.
#[test]
fn a_request_in_flight_is_answered() {
    let mut ledger = Logged::start(&[], "info");
    let open = json!({"id": "acme", "plan": "team", "seats": 0});
    ledger.send("POST", "/v1/accounts", &[("idempotency-key", "open")], Some(&open));
    let body = json!({"credits": "5"}).to_string();
    let mut grant = Slow::new(&ledger.url);
    grant.write(&format!(
        "POST /v1/accounts/acme/grants HTTP/1.1\r\nHost: ledger\r\nAuthorization: Bearer {}\r\nIdempotency-Key: grant\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{}",
        ledger.key,
        body.len(),
        &body[..5]
    ));
    let mut ready = Slow::new(&ledger.url);
    ready.write("GET /readyz HTTP/1.1\r\nHost: ledger\r\n");
    std::thread::sleep(Duration::from_millis(500)); // both have begun to be read
    ledger.ask_to_stop();
    let reached = || TcpStream::connect(ledger.url.strip_prefix("http://").unwrap()).is_ok();
    let takes_nothing_new = (0..100).any(|_| {
        std::thread::sleep(Duration::from_millis(50));
        !reached()
    });
    assert!(takes_nothing_new);
    assert!(ledger.child.try_wait().unwrap().is_none(), "it waits for what has begun");

    ready.write("\r\n");
    let (status, text) = ready.read();
    assert_eq!(status, "HTTP/1.1 503 Service Unavailable");
    assert!(text.contains("application/problem+json") && text.contains("the ledger is stopping"), "{text}");
    grant.write(&body[5..]);
    let (status, text) = grant.read();
    assert_eq!(status, "HTTP/1.1 201 Created");
    assert!(text.contains("\"available\":\"5\""), "{text}");
    let (well, log) = ledger.ended();
    assert!(well && !log.contains("did not end in time"), "{log}");

    let connection = rusqlite::Connection::open(ledger.folder.path().join("ledger.db")).unwrap();
    let kept: i64 =
        connection.query_row("SELECT sum(remaining_micro_credits) FROM lots", [], |row| row.get(0)).unwrap();
    assert_eq!(kept, 5_000_000, "what was answered is on the disk");
}

#[test]
fn it_is_ready_when_it_can_read_and_write() {
    let ledger = Ledger::start(&[]);
    assert_eq!((ledger.get("/healthz"), ledger.get("/readyz")), (json!("ok\n"), json!("ready\n")));
    // Somebody else writes, and does not end.
    let connection = rusqlite::Connection::open(ledger.folder.path().join("ledger.db")).unwrap();
    connection.execute_batch("BEGIN IMMEDIATE").unwrap();
    let (status, problem) = ledger.send("GET", "/readyz", &[], None);
    assert_eq!((status, &problem["code"]), (503, &json!("unavailable")));
    assert_eq!(ledger.get("/healthz"), "ok\n");
    connection.execute_batch("ROLLBACK").unwrap();
    assert_eq!(ledger.get("/readyz"), "ready\n");
    // Something is written for it, but not each time.
    let log = || std::fs::metadata(ledger.folder.path().join("ledger.db-wal")).unwrap().len();
    let pause = || std::thread::sleep(Duration::from_millis(1100));
    let before = log();
    pause();
    assert_eq!(ledger.get("/readyz"), "ready\n");
    assert!(log() > before);
    // It begins and ends, and takes nothing between, as a full disk does.
    let full = "CREATE TRIGGER full BEFORE INSERT ON facts BEGIN SELECT RAISE(FAIL, 'the disk is full'); END";
    connection.execute_batch(full).unwrap();
    pause();
    assert_eq!(ledger.send("GET", "/readyz", &[], None).0, 503);
    connection.execute_batch("DROP TRIGGER full").unwrap();
    assert_eq!(ledger.get("/readyz"), "ready\n");
    connection.execute_batch("ALTER TABLE api_keys RENAME TO elsewhere").unwrap();
    assert_eq!(ledger.send("GET", "/readyz", &[], None).0, 500);
    connection.execute_batch("ALTER TABLE elsewhere RENAME TO api_keys").unwrap();
    assert_eq!(ledger.get("/readyz"), "ready\n");
}
