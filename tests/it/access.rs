//! Who may do what, over a real socket: keys; and beneath, sessions, origins and limits.

mod operators;
mod sessions;

use std::path::Path;
use std::sync::Barrier;
use std::thread::sleep;
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;
use ureq::http::HeaderMap;

use crate::support::{Ledger, run, wait};

type Headers = Vec<(&'static str, String)>;

/// A ledger with two accounts that hold credits.
fn ledger(arguments: &[&str]) -> Ledger {
    let ledger = Ledger::start(arguments);
    for account in ["acme", "other"] {
        let open = ledger.post("/v1/accounts", &format!("open-{account}"), &json!({"id": account, "plan": "team"}));
        assert_eq!(open.0, 201);
        grant(&ledger, account);
    }
    ledger
}

fn grant(ledger: &Ledger, account: &str) {
    let path = format!("/v1/accounts/{account}/grants");
    assert_eq!(ledger.post(&path, "grant", &json!({"credits": "100"})).0, 201);
}

fn message() -> Value {
    json!({"service": "sms", "to": "+919876543210", "text": "hello"})
}

fn bearer(key: &str) -> Headers {
    vec![("authorization", format!("Bearer {key}"))]
}

fn with(headers: &Headers, name: &'static str, value: &str) -> Headers {
    let others = headers.iter().filter(|(given, _)| *given != name).cloned();
    others.chain([(name, value.to_owned())]).collect()
}

/// Sends it under an idempotency key of its own.
fn send(ledger: &Ledger, method: &str, path: &str, headers: &Headers, body: Option<&Value>) -> (u16, Value) {
    let (status, _, answer) = send_for_headers(ledger, method, path, headers, body);
    (status, answer)
}

fn send_for_headers(
    ledger: &Ledger,
    method: &str,
    path: &str,
    headers: &Headers,
    body: Option<&Value>,
) -> (u16, HeaderMap, Value) {
    static COUNT: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
    let count = COUNT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let mut headers = headers.clone();
    if !headers.iter().any(|(name, _)| *name == "idempotency-key") {
        headers.push(("idempotency-key", format!("once-{count}")));
    }
    let body = body.map(|body| body.to_string().into_bytes());
    ledger.exchange(method, path, &headers, body.as_deref())
}

fn admin(ledger: &Ledger) -> Headers {
    bearer(&ledger.admin_key)
}

/// Makes a key over HTTP.
fn key(ledger: &Ledger, name: &str, scopes: &[&str]) -> Value {
    let (status, key) =
        send(ledger, "POST", "/v1/keys", &admin(ledger), Some(&json!({"name": name, "scopes": scopes})));
    assert_eq!(status, 201, "{key}");
    key
}

fn secret(key: &Value) -> &str {
    key["key"].as_str().unwrap()
}

/// What a key is told when it looks at an account.
fn look(ledger: &Ledger, key: &str) -> (u16, Value) {
    let (status, answer) = send(ledger, "GET", "/v1/accounts/acme", &bearer(key), None);
    (status, answer["code"].clone())
}

/// Waits until a running server knows a key that was made on the database.
fn known(ledger: &Ledger, key: &str) {
    until(ledger, key, (200, Value::Null));
}

/// Waits until a key is of no more use.
fn over(ledger: &Ledger, key: &str, code: &str) {
    until(ledger, key, (401, json!(code)));
}

/// Asks until a key is told so, and not too often: one that is unknown many times has to wait.
fn until(ledger: &Ledger, key: &str, told: (u16, Value)) {
    wait(Duration::from_secs(10), "what a key is told", || {
        let found = look(ledger, key) == told;
        if !found {
            sleep(Duration::from_millis(100));
        }
        found.then_some(())
    });
}

fn database(folder: &Path) -> String {
    format!("sqlite:{}", folder.join("ledger.db").display())
}

/// Runs a command on a ledger's database, and gives its JSON answer.
fn command(ledger: &Ledger, arguments: &[&str]) -> Value {
    let output = run(&[arguments, &["--database", &database(ledger.folder.path()), "--json"]].concat(), b"");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[track_caller]
fn refused(answer: (u16, Value), status: u16, code: &str) {
    assert_eq!((answer.0, &answer.1["code"]), (status, &json!(code)), "{}", answer.1);
}

/// Every route, by the scope it needs; nobody's but an admin's are those that are about more than one account.
#[test]
fn each_scope_opens_its_routes() {
    let ledger = ledger(&[]);
    let routes: &[(&str, &str, &str, Option<Value>)] = &[
        ("read", "GET", "/v1/accounts/acme", None),
        ("read", "GET", "/v1/accounts/acme/balance", None),
        ("read", "GET", "/v1/accounts/acme/entries", None),
        ("charge", "POST", "/v1/accounts/acme/charges", Some(message())),
        ("admin", "POST", "/v1/accounts/acme/grants", Some(json!({"credits": "1"}))),
        ("admin", "POST", "/v1/accounts", Some(json!({"id": "ID", "plan": "team"}))),
        ("admin", "GET", "/v1/keys", None),
        ("admin", "POST", "/v1/keys", Some(json!({"name": "n", "scopes": ["read"]}))),
        ("admin", "DELETE", "/v1/keys/ID", None),
        ("admin", "POST", "/v1/login-codes", Some(json!({"account": "acme"}))),
    ];
    let sets: [&[&str]; 5] = [&["admin"], &["charge"], &["read"], &["read", "charge"], &["charge", "admin", "charge"]];
    for (n, scopes) in sets.iter().enumerate() {
        let headers = bearer(secret(&key(&ledger, "tried", scopes)));
        let revocable = key(&ledger, "revocable", &["read"])["id"].as_str().unwrap().to_owned();
        for (needed, method, path, body) in routes {
            let path = path.replace("ID", &revocable);
            let body = body.clone().map(|mut body| {
                if body["id"] == "ID" {
                    body["id"] = format!("opened-{n}").into();
                }
                body
            });
            let answer = send(&ledger, method, &path, &headers, body.as_ref());
            if scopes.contains(needed) || scopes.contains(&"admin") {
                assert!(answer.0 < 300, "{scopes:?} {method} {path}: {}", answer.1);
            } else {
                let detail = answer.1["detail"].as_str().unwrap().to_owned();
                refused(answer, 403, "forbidden");
                assert!(detail.contains(&format!("scope `{needed}`")), "{detail}");
            }
        }
        // A key is nobody's session.
        refused(send(&ledger, "GET", "/v1/sessions/current", &headers, None), 404, "not-found");
        refused(send(&ledger, "DELETE", "/v1/sessions/current", &headers, None), 404, "not-found");
    }
    // Without a key none of them opens, and the answer says how to come in.
    for (_, method, path, body) in routes {
        let (status, headers, problem) = send_for_headers(&ledger, method, path, &Vec::new(), body.as_ref());
        assert_eq!((status, &problem["code"]), (401, &json!("unauthorized")), "{method} {path}");
        assert_eq!(headers["www-authenticate"], "Bearer");
    }
}

#[test]
fn a_key_is_shown_once_and_kept_as_a_hash() {
    let ledger = ledger(&[]);
    let body = json!({"name": "booking", "scopes": ["read", "charge"], "expiresAt": "2099-01-01T00:00:00Z"});
    let headers = with(&admin(&ledger), "idempotency-key", "the-same");
    let (status, first) = send(&ledger, "POST", "/v1/keys", &headers, Some(&body));
    let secret = secret(&first).to_owned();
    assert_eq!((status, secret.len(), &secret[..7]), (201, 71, "septet_"));
    assert_eq!(first["prefix"], secret[..12]);
    assert_eq!((&first["scopes"], &first["name"]), (&json!(["charge", "read"]), &json!("booking")));
    assert_eq!(first["expiresAt"], "2099-01-01T00:00:00.000Z");
    assert_eq!((&first["revokedAt"], &first["lastUsedAt"]), (&Value::Null, &Value::Null));

    // The replay is the same answer without the secret, and no second key.
    let (status, answered, again) = send_for_headers(&ledger, "POST", "/v1/keys", &headers, Some(&body));
    assert_eq!((status, &answered["idempotent-replayed"].to_str().unwrap()), (201, &"true"));
    let mut without = first.clone();
    without["key"] = Value::Null;
    assert_eq!(again, without);
    let other = json!({"name": "booking", "scopes": ["admin"]});
    refused(send(&ledger, "POST", "/v1/keys", &headers, Some(&other)), 422, "idempotency-key-reused");
    let (_, list) = send(&ledger, "GET", "/v1/keys", &admin(&ledger), None);
    assert_eq!(list["keys"].as_array().unwrap().len(), 2);
    assert!(!list.to_string().contains(&secret));

    let folder = ledger.stop();
    for file in std::fs::read_dir(folder.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        let (secret, found) = (secret.as_bytes(), |part: &[u8]| bytes.windows(part.len()).any(|window| window == part));
        assert!(!found(secret) && !found(&secret[7..]), "the database does not hold the key");
    }
}

#[test]
fn an_expired_a_revoked_and_an_unknown_key_are_told_apart() {
    let ledger = ledger(&[]);
    let soon = command(&ledger, &["key", "create", "--name", "soon", "--scope", "read", "--expires", "3s"]);
    known(&ledger, secret(&soon));
    let gone = key(&ledger, "gone", &["read"]);
    assert_eq!(look(&ledger, secret(&gone)).0, 200);
    let path = format!("/v1/keys/{}", gone["id"].as_str().unwrap());
    let (status, revoked) = send(&ledger, "DELETE", &path, &admin(&ledger), None);
    assert_eq!(status, 200);
    assert!(revoked["revokedAt"].is_string() && revoked["key"].is_null());
    assert_eq!(look(&ledger, secret(&gone)), (401, json!("key-revoked")), "at once");
    // Revoked again, and without an idempotency key, it is as it was.
    assert_eq!(ledger.send("DELETE", &path, &admin(&ledger), None).1["revokedAt"], revoked["revokedAt"]);

    over(&ledger, secret(&soon), "key-expired");
    let (id, hex) = secret(&gone).split_at(secret(&gone).len() - 1);
    let almost = format!("{id}{}", if hex == "0" { "1" } else { "0" });
    for unknown in [almost.as_str(), "", "x", "septet_", "septet_~", &"septet_0".repeat(1000)] {
        let headers = bearer(unknown);
        let (status, headers, problem) = send_for_headers(&ledger, "GET", "/v1/accounts/acme", &headers, None);
        assert_eq!((status, &problem["code"]), (401, &json!("unauthorized")), "{unknown}");
        assert_eq!(headers["www-authenticate"], "Bearer");
    }
    for scheme in ["bearer", "BEARER"] {
        let headers = vec![("authorization", format!("{scheme} {}", ledger.admin_key))];
        assert_eq!(send(&ledger, "GET", "/v1/accounts/acme", &headers, None).0, 200);
    }
}

#[test]
fn the_command_line_revokes_while_the_server_runs() {
    let ledger = ledger(&[]);
    let made = command(&ledger, &["key", "create", "--name", "ops", "--scope", "charge,read", "--expires", "30d"]);
    let list = command(&ledger, &["key", "list"]);
    assert_eq!((&list["keys"][0]["id"], &list["keys"][1]["name"]), (&made["id"], &json!("first")));
    known(&ledger, secret(&made));
    let revoked = command(&ledger, &["key", "revoke", made["id"].as_str().unwrap()]);
    assert_eq!(revoked["id"], made["id"]);
    over(&ledger, secret(&made), "key-revoked");
}

#[test]
fn the_last_admin_key_stays() {
    let ledger = ledger(&[]);
    // Neither a key without the scope nor one that ends in a moment is another admin.
    key(&ledger, "reader", &["read", "charge"]);
    let passing = command(&ledger, &["key", "create", "--name", "passing", "--scope", "admin", "--expires", "1s"]);
    over(&ledger, secret(&passing), "key-expired");
    let (_, list) = send(&ledger, "GET", "/v1/keys", &admin(&ledger), None);
    let first = list["keys"].as_array().unwrap().iter().find(|key| key["name"] == "first").unwrap();
    let path = format!("/v1/keys/{}", first["id"].as_str().unwrap());
    refused(send(&ledger, "DELETE", &path, &admin(&ledger), None), 409, "last-admin-key");
    // One that is no longer valid may go.
    let passed = format!("/v1/keys/{}", passing["id"].as_str().unwrap());
    assert_eq!(send(&ledger, "DELETE", &passed, &admin(&ledger), None).0, 200);

    let second = key(&ledger, "second", &["admin"]);
    assert_eq!(send(&ledger, "DELETE", &path, &admin(&ledger), None).0, 200);
    refused(send(&ledger, "GET", "/v1/keys", &admin(&ledger), None), 401, "key-revoked");
    let path = format!("/v1/keys/{}", second["id"].as_str().unwrap());
    refused(send(&ledger, "DELETE", &path, &bearer(secret(&second)), None), 409, "last-admin-key");

    // Two admins that revoke each other at once: one stays.
    let third = key_by(&ledger, secret(&second), "third");
    let start = Barrier::new(2);
    let ids = [&second, &third].map(|key| key["id"].as_str().unwrap());
    let by = [secret(&third), secret(&second)];
    std::thread::scope(|scope| {
        for (id, by) in ids.into_iter().zip(by) {
            let (ledger, start) = (&ledger, &start);
            scope.spawn(move || {
                start.wait();
                send(ledger, "DELETE", &format!("/v1/keys/{id}"), &bearer(by), None)
            });
        }
    });
    let left = by.iter().filter(|key| look(&ledger, key).0 == 200).count();
    assert_eq!(left, 1);
}

fn key_by(ledger: &Ledger, by: &str, name: &str) -> Value {
    send(ledger, "POST", "/v1/keys", &bearer(by), Some(&json!({"name": name, "scopes": ["admin"]}))).1
}

/// Written behind the requests, and once a minute at most.
#[test]
fn the_last_use_is_noted() {
    let ledger = ledger(&[]);
    let made = key(&ledger, "used", &["read"]);
    assert_eq!(made["lastUsedAt"], Value::Null);
    let noted = || command(&ledger, &["key", "list"])["keys"][0]["lastUsedAt"].clone();
    assert_eq!(noted(), Value::Null);
    look(&ledger, secret(&made));
    let first = wait(Duration::from_secs(10), "the use to be noted", || Some(noted()).filter(|noted| !noted.is_null()));
    for _ in 0..3 {
        sleep(Duration::from_millis(600)); // longer than the keys are remembered
        look(&ledger, secret(&made));
    }
    assert_eq!(noted(), first, "not on every request");
}

#[test]
fn keys_come_in_pages() {
    let ledger = ledger(&[]);
    for n in 0..6 {
        key(&ledger, &format!("key-{n}"), &["read"]);
    }
    let (mut path, mut names) = ("/v1/keys?limit=3".to_owned(), Vec::new());
    loop {
        let (_, page) = send(&ledger, "GET", &path, &admin(&ledger), None);
        names.extend(page["keys"].as_array().unwrap().iter().map(|key| key["name"].as_str().unwrap().to_owned()));
        match page["next"].as_str() {
            Some(next) => path = format!("/v1/keys?limit=3&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(names, ["key-5", "key-4", "key-3", "key-2", "key-1", "key-0", "first"]);
    for query in ["limit=0", "limit=501", "limit=x", "cursor=-1", "cursor=x"] {
        refused(send(&ledger, "GET", &format!("/v1/keys?{query}"), &admin(&ledger), None), 400, "invalid-request");
    }
}

#[test]
fn bad_bodies_are_typed_problems_and_change_nothing() {
    let ledger = ledger(&[]);
    let cases: Vec<(&str, Value, u16, &str)> = vec![
        ("/v1/keys", json!({"scopes": ["read"]}), 400, "invalid-request"),
        ("/v1/keys", json!({"name": "n"}), 400, "invalid-request"),
        ("/v1/keys", json!({"name": 5, "scopes": ["read"]}), 400, "invalid-request"),
        ("/v1/keys", json!({"name": "", "scopes": ["read"]}), 400, "invalid-name"),
        ("/v1/keys", json!({"name": "a b", "scopes": ["read"]}), 400, "invalid-name"),
        ("/v1/keys", json!({"name": "n".repeat(65), "scopes": ["read"]}), 400, "invalid-name"),
        ("/v1/keys", json!({"name": "n", "scopes": "read"}), 400, "invalid-request"),
        ("/v1/keys", json!({"name": "n", "scopes": []}), 400, "invalid-request"),
        ("/v1/keys", json!({"name": "n", "scopes": [5]}), 400, "invalid-request"),
        ("/v1/keys", json!({"name": "n", "scopes": ["read", "write"]}), 400, "invalid-request"),
        ("/v1/keys", json!({"name": "n", "scopes": ["read"], "expiresAt": 5}), 400, "invalid-request"),
        ("/v1/keys", json!({"name": "n", "scopes": ["read"], "expiresAt": "30d"}), 400, "invalid-request"),
        (
            "/v1/keys",
            json!({"name": "n", "scopes": ["read"], "expiresAt": "2020-01-01T00:00:00Z"}),
            400,
            "invalid-request",
        ),
        (
            "/v1/keys",
            json!({"name": "n", "scopes": ["read"], "expiresAt": "2099-01-01T00:00Z"}),
            400,
            "invalid-request",
        ),
        ("/v1/keys", json!({"name": "n", "scopes": ["read"], "expiresAt": "9".repeat(1000)}), 400, "invalid-request"),
        ("/v1/keys", json!({"name": "n", "scopes": ["read"], "key": "mine"}), 400, "unknown-field"),
        ("/v1/keys", json!([]), 400, "invalid-request"),
        ("/v1/login-codes", json!({"account": "acme", "operator": true}), 400, "invalid-request"),
        ("/v1/login-codes", json!({"operator": false}), 400, "invalid-request"),
        ("/v1/login-codes", json!({"operator": "yes"}), 400, "invalid-request"),
        ("/v1/login-codes", json!({}), 400, "invalid-request"),
        ("/v1/login-codes", json!({"account": 5}), 400, "invalid-request"),
        ("/v1/login-codes", json!({"account": "nobody"}), 404, "unknown-account"),
        ("/v1/login-codes", json!({"account": "n".repeat(100_000)}), 404, "unknown-account"),
        ("/v1/login-codes", json!({"account": "acme", "expiresIn": "10m"}), 400, "invalid-request"),
        ("/v1/login-codes", json!({"account": "acme", "expiresIn": 0}), 400, "invalid-request"),
        ("/v1/login-codes", json!({"account": "acme", "expiresIn": -1}), 400, "invalid-request"),
        ("/v1/login-codes", json!({"account": "acme", "expiresIn": 1.5}), 400, "invalid-request"),
        ("/v1/login-codes", json!({"account": "acme", "expiresIn": 86_401}), 400, "invalid-request"),
        ("/v1/login-codes", json!({"account": "acme", "expiresIn": u64::MAX}), 400, "invalid-request"),
        ("/v1/login-codes", json!({"account": "acme", "code": "mine"}), 400, "unknown-field"),
        ("/v1/sessions", json!({}), 400, "invalid-request"),
        ("/v1/sessions", json!({"code": 5}), 400, "invalid-request"),
        ("/v1/sessions", json!({"code": "x", "account": "acme"}), 400, "unknown-field"),
        ("/v1/sessions", json!({"code": ""}), 401, "invalid-login-code"),
        ("/v1/sessions", json!({"code": "x".repeat(100_000)}), 401, "invalid-login-code"),
        ("/v1/sessions", json!("x"), 400, "invalid-request"),
    ];
    for (path, body, status, code) in cases {
        let shown: String = body.to_string().chars().take(80).collect();
        println!("{path} {shown}");
        refused(send(&ledger, "POST", path, &admin(&ledger), Some(&body)), status, code);
    }
    for (method, path, status, code) in [
        ("DELETE", "/v1/keys/key_99", 404, "unknown-key"),
        ("DELETE", "/v1/keys/x", 404, "unknown-key"),
        ("DELETE", "/v1/keys/key_99999999999999999999", 404, "unknown-key"),
        ("DELETE", "/v1/keys", 405, "method-not-allowed"),
        ("GET", "/v1/keys/key_1", 405, "method-not-allowed"),
        ("GET", "/v1/login-codes", 405, "method-not-allowed"),
        ("GET", "/v1/sessions", 405, "method-not-allowed"),
    ] {
        refused(send(&ledger, method, path, &admin(&ledger), None), status, code);
    }
    for path in ["/v1/keys", "/v1/login-codes"] {
        refused(ledger.send("POST", path, &admin(&ledger), Some(b"{}")), 400, "idempotency-key-missing");
    }
    for body in [&b""[..], b"{", b"\xff"] {
        refused(ledger.send("POST", "/v1/sessions", &[], Some(body)), 400, "malformed-json");
    }
    let form = [("content-type", "application/x-www-form-urlencoded".to_owned())];
    refused(ledger.send("POST", "/v1/sessions", &form, Some(b"code=x")), 400, "invalid-request");
    let (_, list) = send(&ledger, "GET", "/v1/keys", &admin(&ledger), None);
    assert_eq!(list["keys"].as_array().unwrap().len(), 1);
}

#[test]
fn misuse_of_the_command_line_is_told() {
    let folder = ledger(&[]).stop();
    let database = database(folder.path());
    let refused = |arguments: &[&str], expected: &str| {
        let output = run(arguments, b"");
        let errors = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), output.stdout.is_empty()), (Some(2), true), "{arguments:?}");
        assert!(errors.contains(expected), "{arguments:?}: {errors}");
    };
    let create = |rest: &[&str], expected: &str| {
        refused(&[&["key", "create", "--database", &database, "--name", "n"], rest].concat(), expected);
    };
    create(&[], "--scope");
    create(&["--scope", "write"], "`write` is none of `admin`, `charge`, `read`");
    create(&["--scope", ""], "[invalid-request]");
    create(&["--scope", "read", "--expires", "soon"], "neither a time such as");
    create(&["--scope", "read", "--expires", "2020-01-01T00:00:00Z"], "not in the future");
    create(&["--scope", "read", "--expires=-1d"], "not in the future");
    create(&["--scope", "read", "--expires", "9999999y"], "[invalid-request]");
    refused(&["key", "create", "--database", &database, "--name", "a b", "--scope", "read"], "[invalid-name]");
    refused(&["key", "create", "--database", &database, "--scope", "read"], "--name");
    refused(&["key", "list"], "--database");
    refused(&["key", "list", "--database", "mysql://x"], "`mysql://x` is not a database");
    refused(&["key", "list", "--database", "sqlite:/no/such.db"], "there is no database `/no/such.db`");
    refused(&["key", "revoke", "--database", &database, "key_99"], "there is no key `key_99`");
    refused(&["key", "revoke", "--database", &database, "7"], "there is no key `7`");
    refused(&["login-code", "--database", &database], "--account");
    refused(&["login-code", "--database", &database, "--account", "nobody"], "there is no account `nobody`");
    for span in ["0s", "25h", "-5m", "soon", "2030-01-01T00:00:00Z", "1 month"] {
        let expires = format!("--expires={span}");
        refused(&["login-code", "--database", &database, "--account", "acme", &expires], "[invalid-request]");
    }
    let serve =
        |rest: &[&str], expected: &str| refused(&[&["serve", "--database", &database], rest].concat(), expected);
    for origin in [
        "*",
        "null",
        "app.example",
        "https://app.example/",
        "https://App.example",
        "https://app.example:443",
        "ftp://a",
    ] {
        serve(&["--allow-origin", origin], "is not an origin such as");
    }
    serve(&["--public-url", "ledger.example"], "is not an address such as");
    serve(&["--public-url", "ftp://ledger.example"], "is not an address such as");
    serve(&["--rate-limit", "0"], "--rate-limit");
    serve(&["--rate-limit", "many"], "--rate-limit");
    serve(&["--session-length", "0s"], "at least a second");
}

#[test]
fn people_get_tables_of_keys() {
    let folder = ledger(&[]).stop();
    let database = database(folder.path());
    let output = |arguments: &[&str]| {
        let output = run(&[arguments, &["--database", &database]].concat(), b"");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let created = output(&["key", "create", "--name", "ops", "--scope", "read", "--scope", "charge"]);
    assert!(created.starts_with("key     septet_"), "{created}");
    assert!(created.ends_with("(shown this once)\nid      key_2\nname    ops\nscopes  charge,read\n"), "{created}");
    let list = output(&["key", "list"]);
    assert_eq!(list.lines().count(), 3, "{list}");
    assert!(list.lines().nth(1).unwrap().starts_with("key_2  ops    septet_"), "{list}");
    assert!(output(&["key", "revoke", "key_2"]).contains("revoked "));
    // The owner of the file may revoke the last one too.
    assert!(output(&["key", "revoke", "key_1"]).contains("revoked "));
    assert!(output(&["login-code", "--account", "acme"]).contains("account  acme\nexpires  "));
}

/// A start that fails keeps no key that nobody has seen: the one that does not shows it.
#[test]
fn the_first_start_that_succeeds_shows_the_key() {
    let folder = TempDir::new().unwrap();
    let database = format!("sqlite:{}", folder.path().join("ledger.db").display());
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let listen = taken.local_addr().unwrap().to_string();
    let refused = |options: &[&str], expected: &str| {
        let output = run(&[&["serve", "--database", &database, "--listen", &listen], options].concat(), b"");
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && said.contains(expected), "{said}");
    };
    refused(&[], "cannot listen on 127.0.0.1:");
    refused(&["--public-url", "ledger"], "`--public-url` `ledger` is not an address");
    assert!(!folder.path().join("ledger.db").exists());
    let ledger = Ledger::start_in(folder, &[]);
    assert!(ledger.admin_key.starts_with("septet_"), "it is shown");
    ledger.open(json!({"id": "acme", "plan": "team"}));
}
