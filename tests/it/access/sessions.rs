//! People's sessions, other sites' pages, the demo, and how often one may ask.

use std::collections::BTreeSet;
use std::sync::Barrier;
use std::thread::sleep;
use std::time::Duration;

use serde_json::{Value, json};
use ureq::http::HeaderMap;

use super::{
    Headers, admin, bearer, command, key, ledger, look, message, refused, secret, send, send_for_headers, with,
};
use crate::support::Ledger;

/// A person's session: the cookie, and the header that changes need.
pub(super) struct Person {
    pub(super) cookie: Headers,
    pub(super) csrf: String,
}

impl Person {
    pub(super) fn headers(&self) -> Headers {
        with(&self.cookie, "x-csrf-token", &self.csrf)
    }
}

fn code(ledger: &Ledger, account: &str) -> String {
    let (status, code) = send(ledger, "POST", "/v1/login-codes", &admin(ledger), Some(&json!({"account": account})));
    assert_eq!(status, 201, "{code}");
    code["code"].as_str().unwrap().to_owned()
}

pub(super) fn exchange(ledger: &Ledger, code: &str) -> (u16, HeaderMap, Value) {
    ledger.exchange("POST", "/v1/sessions", &[], Some(json!({"code": code}).to_string().as_bytes()))
}

pub(super) fn login(ledger: &Ledger, account: &str) -> Person {
    let (status, headers, session) = exchange(ledger, &code(ledger, account));
    assert_eq!((status, &session["account"]), (201, &json!(account)));
    Person { cookie: cookie(&headers), csrf: session["csrfToken"].as_str().unwrap().to_owned() }
}

/// What a browser would send back.
pub(super) fn cookie(headers: &HeaderMap) -> Headers {
    let set = headers["set-cookie"].to_str().unwrap();
    vec![("cookie", format!("theme=dark; {}", set.split(';').next().unwrap()))]
}

#[test]
fn a_session_from_its_code_to_its_end() {
    let ledger = ledger(&["--session-length", "90 minutes", "--checkout-url", "https://shop.example/credits"]);
    let code = code(&ledger, "acme");
    assert_eq!(code.len(), 40);
    let (status, headers, session) = exchange(&ledger, &code);
    assert_eq!((status, &session["account"], &session["demo"]), (201, &json!("acme"), &json!(false)));
    assert_eq!(session["operator"], false);
    assert_eq!(session["checkoutUrl"], "https://shop.example/credits");
    assert_eq!(headers["cache-control"], "no-store");
    let set: BTreeSet<_> = headers["set-cookie"].to_str().unwrap().split("; ").skip(1).collect();
    assert_eq!(set, BTreeSet::from(["HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=5400"]));
    let csrf = session["csrfToken"].as_str().unwrap().to_owned();
    let person = Person { cookie: cookie(&headers), csrf };
    assert!(!person.cookie[0].1.contains(&person.csrf));
    let (status, again) = send(&ledger, "GET", "/v1/sessions/current", &person.cookie, None);
    assert_eq!((status, &again), (200, &session));

    // The code is used.
    refused((exchange(&ledger, &code).0, exchange(&ledger, &code).2), 401, "invalid-login-code");

    ledger.done("POST", "/v1/accounts", "ann", json!({"id": "acme-ann", "parent": "acme"}));
    let (own, other) = ("/v1/accounts/acme", "/v1/accounts/other");
    for (method, path, body, status) in [
        ("GET", own.to_owned(), None, 200),
        ("GET", format!("{own}/balance"), None, 200),
        ("GET", format!("{own}/entries"), None, 200),
        ("POST", format!("{own}/charges"), Some(message()), 201),
        ("GET", other.to_owned(), None, 403),
        ("GET", format!("{other}/balance"), None, 403),
        ("GET", format!("{other}/entries"), None, 403),
        ("GET", "/v1/accounts/nobody".to_owned(), None, 403),
        ("POST", format!("{other}/charges"), Some(message()), 403),
        ("POST", format!("{own}/grants"), Some(json!({"credits": "1"})), 403),
        // What was charged is not theirs to lower.
        ("POST", format!("{own}/charges/ch_1/refunds"), Some(json!({})), 403),
        ("POST", format!("{own}/charges/ch_1/adjustments"), Some(json!({"credits": "0"})), 403),
        ("POST", format!("{own}/charges/ch_1/outcome"), Some(json!({"outcome": "failed"})), 403),
        ("POST", format!("{other}/grants"), Some(json!({"credits": "1"})), 403),
        ("POST", "/v1/accounts".to_owned(), Some(json!({"id": "mine", "plan": "team"})), 403),
        ("GET", "/v1/keys".to_owned(), None, 403),
        ("POST", "/v1/keys".to_owned(), Some(json!({"name": "n", "scopes": ["read"]})), 403),
        ("DELETE", "/v1/keys/key_1".to_owned(), None, 403),
        ("POST", "/v1/login-codes".to_owned(), Some(json!({"account": "acme"})), 403),
        ("POST", "/v1/login-codes".to_owned(), Some(json!({"operator": true})), 403),
        ("GET", "/v1/accounts".to_owned(), None, 403),
        ("GET", "/v1/deliveries".to_owned(), None, 403),
        // What an account's admins set up themselves.
        ("PUT", format!("{own}/alerts"), Some(json!({"admins": ["ann@acme.example"]})), 200),
        ("PUT", format!("{own}/auto-reload"), Some(json!({"enabled": false})), 200),
        ("PUT", format!("{other}/alerts"), Some(json!({"admins": ["ann@acme.example"]})), 403),
        ("PUT", format!("{other}/auto-reload"), Some(json!({"enabled": false})), 403),
        ("POST", format!("{own}/allotments"), Some(json!({"to": "acme-ann", "credits": "5"})), 201),
        ("DELETE", format!("{own}/allotments/acme-ann"), None, 200),
        ("POST", format!("{other}/allotments"), Some(json!({"to": "acme-ann", "credits": "5"})), 403),
    ] {
        let answer = send(&ledger, method, &path, &person.headers(), body.as_ref());
        assert_eq!(answer.0, status, "{method} {path}: {}", answer.1);
    }

    let (status, headers, _) = send_for_headers(&ledger, "DELETE", "/v1/sessions/current", &person.headers(), None);
    assert_eq!(status, 204);
    assert!(headers["set-cookie"].to_str().unwrap().starts_with("septet_session=; "));
    assert!(headers["set-cookie"].to_str().unwrap().contains("Max-Age=0"));
    refused(send(&ledger, "GET", own, &person.cookie, None), 401, "unauthorized");
    refused(send(&ledger, "DELETE", "/v1/sessions/current", &person.headers(), None), 401, "unauthorized");
}

/// A cookie alone changes nothing: another site's page can have the browser send it.
#[test]
fn changes_need_the_sessions_token_and_a_known_origin() {
    let ledger = ledger(&["--allow-origin", "https://app.example", "--allow-origin", "https://two.example:8443"]);
    let (person, another) = (login(&ledger, "acme"), login(&ledger, "acme"));
    let charge = |headers: &Headers| send(&ledger, "POST", "/v1/accounts/acme/charges", headers, Some(&message()));
    refused(charge(&person.cookie), 403, "forbidden");
    for token in ["", "x", &another.csrf, &person.csrf[1..], &format!("{}0", person.csrf)] {
        refused(charge(&with(&person.cookie, "x-csrf-token", token)), 403, "forbidden");
    }
    refused(send(&ledger, "DELETE", "/v1/sessions/current", &person.cookie, None), 403, "forbidden");
    let from = |origin: &str| with(&person.headers(), "origin", origin);
    for foreign in ["https://evil.example", "null", "", "http://app.example", "https://app.example:444"] {
        refused(charge(&from(foreign)), 403, "forbidden");
    }
    for known in [ledger.url.as_str(), "https://app.example", "https://two.example:8443"] {
        assert_eq!(charge(&from(known)).0, 201, "{known}");
    }
    // Looking needs no token.
    assert_eq!(send(&ledger, "GET", "/v1/accounts/acme", &person.cookie, None).0, 200);
    // A key that comes with a cookie is what counts.
    let both = [admin(&ledger), person.cookie.clone()].concat();
    assert_eq!(send(&ledger, "GET", "/v1/keys", &both, None).0, 200);
    // Another site's page logs nobody in.
    let body = json!({"code": code(&ledger, "acme")}).to_string();
    let foreign = [("origin", "https://evil.example".to_owned())];
    refused(ledger.send("POST", "/v1/sessions", &foreign, Some(body.as_bytes())), 403, "forbidden");
    assert_eq!(ledger.send("POST", "/v1/sessions", &[], Some(body.as_bytes())).0, 201, "the code is still good");
}

/// Behind TLS the cookie is for TLS only, and the own origin is the public one.
#[test]
fn the_public_address_decides() {
    let ledger = ledger(&["--public-url", "https://ledger.example/"]);
    let (_, headers, session) = exchange(&ledger, &code(&ledger, "acme"));
    let set: Vec<_> = headers["set-cookie"].to_str().unwrap().split("; ").collect();
    // A cookie of that name is one only with these, and without a domain.
    assert!(
        set[0].starts_with("__Host-septet_session=") && set.contains(&"Secure") && set.contains(&"Path=/"),
        "{set:?}"
    );
    assert!(!set.iter().any(|word| word.starts_with("Domain")), "{set:?}");
    // One that a neighbouring host has set counts for nothing.
    let other = set[0].strip_prefix("__Host-").unwrap().to_owned();
    refused(send(&ledger, "GET", "/v1/sessions/current", &vec![("cookie", other)], None), 401, "unauthorized");
    let headers = with(&cookie(&headers), "x-csrf-token", session["csrfToken"].as_str().unwrap());
    let charge = |origin: &str| {
        send(&ledger, "POST", "/v1/accounts/acme/charges", &with(&headers, "origin", origin), Some(&message()))
    };
    assert_eq!(charge("https://ledger.example").0, 201);
    refused(charge(&ledger.url), 403, "forbidden");
}

#[test]
fn one_of_many_that_race_with_a_code_gets_the_session() {
    let ledger = ledger(&[]);
    let code = code(&ledger, "acme");
    let start = Barrier::new(16);
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let racer = |_| {
            scope.spawn(|| {
                start.wait();
                exchange(&ledger, &code).0
            })
        };
        (0..16).map(racer).collect::<Vec<_>>().into_iter().map(|racer| racer.join().unwrap()).collect()
    });
    assert_eq!(statuses.iter().filter(|&&status| status == 201).count(), 1, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|&&status| status == 401).count(), 15, "{statuses:?}");
}

#[test]
fn codes_and_sessions_end_by_themselves() {
    let ledger = ledger(&["--session-length", "1s"]);
    let person = login(&ledger, "acme");
    let code = command(&ledger, &["login-code", "--account", "acme", "--expires", "1s"]);
    assert_eq!(send(&ledger, "GET", "/v1/accounts/acme", &person.cookie, None).0, 200);
    sleep(Duration::from_millis(1100));
    refused(send(&ledger, "GET", "/v1/accounts/acme", &person.cookie, None), 401, "unauthorized");
    let (status, _, problem) = exchange(&ledger, code["code"].as_str().unwrap());
    refused((status, problem), 401, "invalid-login-code");
}

#[test]
fn a_login_code_is_shown_once() {
    let ledger = ledger(&[]);
    let headers = with(&admin(&ledger), "idempotency-key", "the-same");
    let body = json!({"account": "acme", "expiresIn": 60});
    let (status, first) = send(&ledger, "POST", "/v1/login-codes", &headers, Some(&body));
    assert_eq!((status, first["code"].is_string()), (201, true));
    let (status, again) = send(&ledger, "POST", "/v1/login-codes", &headers, Some(&body));
    assert_eq!((status, &again["code"], &again["expiresAt"]), (201, &Value::Null, &first["expiresAt"]));
    // The same key may be used for something else.
    let body = json!({"name": "n", "scopes": ["read"]});
    assert_eq!(send(&ledger, "POST", "/v1/keys", &headers, Some(&body)).0, 201);
}

/// Keys, sessions and codes are in the database, so they outlive the process.
#[test]
fn a_restart_keeps_everybody_in() {
    let before = ledger(&[]);
    let (person, code) = (login(&before, "acme"), code(&before, "acme"));
    let (made, admin_key) = (key(&before, "kept", &["read"]), before.admin_key.clone());
    let mut after = Ledger::start_in(before.stop(), &[]);
    assert_eq!(after.admin_key, "");
    after.admin_key = admin_key;
    assert_eq!(look(&after, secret(&made)).0, 200);
    assert_eq!(send(&after, "POST", "/v1/accounts/acme/charges", &person.headers(), Some(&message())).0, 201);
    assert_eq!(exchange(&after, &code).0, 201);
    assert_eq!(send(&after, "GET", "/v1/keys", &admin(&after), None).0, 200);
}

#[test]
fn the_demo_has_its_own_account_and_nothing_else() {
    // Somebody's ledger before it shows a demo.
    let before = ledger(&[]);
    let admin_key = before.admin_key.clone();
    let mut ledger = Ledger::start_in(before.stop(), &["--demo", "--allow-origin", "https://app.example"]);
    ledger.admin_key = admin_key;
    let none = Vec::new();
    for (method, path, body, status) in [
        ("GET", "/v1/accounts/demo", None, 200),
        ("POST", "/v1/accounts/demo/charges", Some(message()), 201),
        ("POST", "/v1/accounts/demo/grants", Some(json!({"credits": "1"})), 201),
        ("GET", "/v1/accounts/acme", None, 403),
        ("POST", "/v1/accounts/acme/charges", Some(message()), 403),
        ("GET", "/v1/accounts", None, 403),
        ("POST", "/v1/accounts", Some(json!({"id": "mine", "plan": "team"})), 403),
        ("GET", "/v1/events", None, 403),
        ("GET", "/v1/keys", None, 403),
        ("POST", "/v1/keys", Some(json!({"name": "n", "scopes": ["admin"]})), 403),
        ("DELETE", "/v1/keys/key_1", None, 403),
        ("POST", "/v1/login-codes", Some(json!({"account": "demo"})), 403),
        ("DELETE", "/v1/sessions/current", None, 404),
    ] {
        assert_eq!(send(&ledger, method, path, &none, body.as_ref()).0, status, "{method} {path}");
    }
    // An origin that is allowed is a site with sessions of its own, not a visitor of this machine.
    for (name, value) in [("origin", "https://app.example"), ("host", "ledger.example")] {
        let headers = vec![(name, value.to_owned())];
        refused(send(&ledger, "GET", "/v1/accounts/demo", &headers, None), 401, "unauthorized");
    }
    // Cookies do not know ports: one of another ledger on this machine is not held against a visitor.
    let stale = vec![("cookie", "septet_session=0123".to_owned())];
    assert_eq!(send(&ledger, "GET", "/v1/sessions/current", &stale, None).1["account"], "demo");
    // One who is logged in acts for their own account.
    let person = login(&ledger, "acme");
    assert_eq!(send(&ledger, "GET", "/v1/sessions/current", &person.cookie, None).1["account"], "acme");
    refused(send(&ledger, "GET", "/v1/accounts/demo", &person.cookie, None), 403, "forbidden");
}

/// What a proxy on this machine hands on is somebody else's.
#[test]
fn the_demo_is_not_for_those_behind_a_proxy() {
    let ledger = Ledger::start(&["--demo", "--demo-days", "0"]);
    for from in [("x-forwarded-for", "203.0.113.9"), ("forwarded", "for=203.0.113.9"), ("x-forwarded-proto", "https")] {
        let headers = vec![(from.0, from.1.to_owned())];
        refused(send(&ledger, "GET", "/v1/accounts/demo", &headers, None), 401, "unauthorized");
    }
    assert_eq!(send(&ledger, "GET", "/v1/accounts/demo", &vec![], None).0, 200);
}

/// Reached from another address than the machine's own, the demo is nobody.
#[test]
fn the_demo_is_for_this_machine() {
    let socket = std::net::UdpSocket::bind("0.0.0.0:0").unwrap();
    let outside = socket.connect("192.0.2.1:9").and_then(|()| socket.local_addr());
    let Some(address) = outside.ok().map(|address| address.ip()).filter(|address| !address.is_loopback()) else {
        return; // this machine has no other address
    };
    let mut ledger = Ledger::start(&["--demo", "--demo-days", "0", "--listen", &format!("{address}:0")]);
    assert!(ledger.url.contains(&address.to_string()), "{}", ledger.url);
    for host in ["127.0.0.1", "localhost"] {
        let headers = vec![("host", host.to_owned())];
        refused(send(&ledger, "GET", "/v1/accounts/demo", &headers, None), 401, "unauthorized");
    }
    ledger.admin_key.clear();
}

#[test]
fn other_sites_pages_ask_where_they_are_allowed() {
    let ledger = ledger(&["--allow-origin", "https://app.example"]);
    let preflight = |ledger: &Ledger, origin: &str| {
        let headers = [
            ("origin", origin.to_owned()),
            ("access-control-request-method", "POST".to_owned()),
            ("access-control-request-headers", "content-type,idempotency-key,x-csrf-token,x-request-id".to_owned()),
        ];
        ledger.exchange("OPTIONS", "/v1/accounts/acme/charges", &headers, None)
    };
    let words = |headers: &HeaderMap, name: &str| -> BTreeSet<String> {
        let value = headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default();
        value.split(',').map(|word| word.trim().to_lowercase()).filter(|word| !word.is_empty()).collect()
    };
    let set = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<BTreeSet<_>>();
    let (status, headers, _) = preflight(&ledger, "https://app.example");
    assert_eq!(status, 200);
    assert_eq!(headers["access-control-allow-origin"], "https://app.example");
    assert_eq!(headers["access-control-allow-credentials"], "true");
    assert_eq!(words(&headers, "access-control-allow-methods"), set(&["get", "post", "put", "patch", "delete"]));
    let allowed = set(&["authorization", "content-type", "idempotency-key", "x-csrf-token", "x-request-id"]);
    assert_eq!(words(&headers, "access-control-allow-headers"), allowed);
    for origin in ["https://evil.example", "null", "https://app.example.evil.example", "http://app.example"] {
        let (_, headers, _) = preflight(&ledger, origin);
        assert!(!headers.contains_key("access-control-allow-origin"), "{origin}");
        assert!(!headers.contains_key("access-control-allow-credentials"), "{origin}");
    }

    // The answers themselves, also the refusals.
    let from = |key: &str, origin: &str| with(&bearer(key), "origin", origin);
    for (key, status) in [(ledger.admin_key.as_str(), 200), ("wrong", 401)] {
        let headers = from(key, "https://app.example");
        let (found, headers, _) = send_for_headers(&ledger, "GET", "/v1/accounts/acme", &headers, None);
        assert_eq!(found, status);
        assert_eq!(headers["access-control-allow-origin"], "https://app.example");
        let exposed = set(&["idempotent-replayed", "retry-after", "x-request-id"]);
        assert_eq!(words(&headers, "access-control-expose-headers"), exposed);
    }
    let (_, headers, _) =
        send_for_headers(&ledger, "GET", "/v1/accounts/acme", &from(&ledger.admin_key, "https://evil.example"), None);
    assert!(!headers.contains_key("access-control-allow-origin"));

    // Where no origin is allowed, there is no such answer at all.
    let ledger = Ledger::start(&[]);
    let (status, headers, _) = preflight(&ledger, "https://app.example");
    assert_eq!((status, headers.contains_key("access-control-allow-origin")), (405, false));
}

#[test]
fn one_who_asks_too_often_is_told_to_wait() {
    let ledger = ledger(&["--rate-limit", "5"]);
    sleep(Duration::from_millis(1100));
    let reader = key(&ledger, "reader", &["read"]);
    sleep(Duration::from_millis(1100));
    let ask = |headers: &Headers| send_for_headers(&ledger, "GET", "/v1/accounts/acme", headers, None);
    let first: Vec<u16> = (0..5).map(|_| ask(&bearer(secret(&reader))).0).collect();
    assert_eq!(first, [200; 5]);
    let limited = (0..40).map(|_| ask(&bearer(secret(&reader)))).find(|answer| answer.0 != 200).unwrap();
    assert_eq!((limited.0, &limited.2["code"]), (429, &json!("too-many-requests")));
    assert_eq!(limited.1["retry-after"], "1");
    assert_eq!(ask(&admin(&ledger)).0, 200, "each caller has a limit of its own");
    assert_eq!(ask(&Vec::new()).0, 401, "and so has one without a key");
    sleep(Duration::from_millis(1100));
    assert_eq!(ask(&bearer(secret(&reader))).0, 200);
    // One without a key is counted by address, also where none is needed.
    let statuses: BTreeSet<u16> = (0..40).map(|_| send(&ledger, "GET", "/v1/books/x", &Vec::new(), None).0).collect();
    assert_eq!(statuses, BTreeSet::from([404, 429]));
}

/// Guesses are limited whatever the configuration, and hold up nobody else.
#[test]
fn guesses_are_limited() {
    let ledger = ledger(&[]);
    let wrong = |n: usize| send_for_headers(&ledger, "GET", "/v1/accounts/acme", &bearer(&format!("wrong-{n}")), None);
    let answers: Vec<_> = (0..30).map(wrong).collect();
    assert!(answers[..20].iter().all(|answer| answer.0 == 401));
    let limited = answers.iter().find(|answer| answer.0 != 401).unwrap();
    assert_eq!((limited.0, &limited.2["code"]), (429, &json!("too-many-requests")));
    assert!((1..=4).contains(&limited.1["retry-after"].to_str().unwrap().parse::<u64>().unwrap()));
    assert_eq!(send(&ledger, "GET", "/v1/accounts/acme", &admin(&ledger), None).0, 200);

    let code = code(&ledger, "acme");
    let answers: Vec<_> = (0..30).map(|n| exchange(&ledger, &format!("wrong-{n}"))).collect();
    assert!(answers[..20].iter().all(|answer| answer.0 == 401));
    assert_eq!(answers.last().unwrap().0, 429);
    assert!(answers.last().unwrap().1.contains_key("retry-after"));
    assert_eq!(exchange(&ledger, &code).0, 429, "also with the right one, for a moment");
    sleep(Duration::from_millis(3100));
    assert_eq!(exchange(&ledger, &code).0, 201);
}
