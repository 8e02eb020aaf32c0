//! The operator in a browser, who may do what an admin key may.

use serde_json::{Value, json};

use super::sessions::{Person, cookie, exchange, login};
use super::{Headers, admin, command, ledger, message, refused, send};
use crate::support::Ledger;

fn operator(ledger: &Ledger) -> Person {
    let body = json!({"operator": true, "expiresIn": 60});
    let (status, code) = send(ledger, "POST", "/v1/login-codes", &admin(ledger), Some(&body));
    assert_eq!((status, &code["account"], &code["operator"]), (201, &Value::Null, &json!(true)), "{code}");
    begin(ledger, code["code"].as_str().unwrap())
}

fn begin(ledger: &Ledger, code: &str) -> Person {
    let (status, headers, session) = exchange(ledger, code);
    let whom = ["account", "operator", "demo"].map(|field| session[field].clone());
    assert_eq!((status, whom), (201, [Value::Null, json!(true), json!(false)]));
    Person { cookie: cookie(&headers), csrf: session["csrfToken"].as_str().unwrap().to_owned() }
}

/// What an admin key may do, for every account.
fn administers(ledger: &Ledger, headers: &Headers) {
    for (method, path, body, status) in [
        ("GET", "/v1/accounts", None, 200),
        ("GET", "/v1/accounts/acme", None, 200),
        ("GET", "/v1/accounts/other/balance", None, 200),
        ("GET", "/v1/events", None, 200),
        ("GET", "/v1/deliveries?state=dead", None, 200),
        ("GET", "/v1/keys", None, 200),
        ("POST", "/v1/keys", Some(json!({"name": "n", "scopes": ["read"]})), 201),
        ("DELETE", "/v1/keys/key_2", None, 200),
        ("POST", "/v1/login-codes", Some(json!({"account": "acme"})), 201),
        ("POST", "/v1/accounts", Some(json!({"id": "new", "plan": "team"})), 201),
        ("PATCH", "/v1/accounts/new", Some(json!({"seats": 2})), 200),
        ("POST", "/v1/accounts/acme/grants", Some(json!({"credits": "1"})), 201),
        ("POST", "/v1/accounts/other/charges", Some(message()), 201),
        ("PUT", "/v1/accounts/other/alerts", Some(json!({"admins": ["ann@acme.example"]})), 200),
    ] {
        let answer = send(ledger, method, path, headers, body.as_ref());
        assert_eq!(answer.0, status, "{method} {path}: {}", answer.1);
    }
    let charge = send(ledger, "POST", "/v1/accounts/acme/charges", headers, Some(&message())).1;
    let refunds = format!("/v1/accounts/acme/charges/{}/refunds", charge["id"].as_str().unwrap());
    assert_eq!(send(ledger, "POST", &refunds, headers, Some(&json!({"reason": "test"}))).0, 201);
}

#[test]
fn an_operators_session_is_for_all_accounts() {
    let ledger = ledger(&[]);
    let person = operator(&ledger);
    administers(&ledger, &person.headers());
    let grant = json!({"credits": "1"});
    for headers in [&person.cookie, &super::with(&person.headers(), "origin", "https://evil.example")] {
        refused(send(&ledger, "POST", "/v1/accounts/acme/grants", headers, Some(&grant)), 403, "forbidden");
    }
    refused(send(&ledger, "GET", "/v1/accounts/nobody", &person.cookie, None), 404, "unknown-account");
    assert_eq!(send(&ledger, "DELETE", "/v1/sessions/current", &person.headers(), None).0, 204);
    refused(send(&ledger, "GET", "/v1/accounts", &person.cookie, None), 401, "unauthorized");

    // Whoever owns the database needs no key for it.
    let code = command(&ledger, &["login-code", "--operator"]);
    assert_eq!((&code["account"], &code["operator"]), (&Value::Null, &json!(true)));
    let person = begin(&ledger, code["code"].as_str().unwrap());
    assert_eq!(send(&ledger, "GET", "/v1/accounts", &person.cookie, None).0, 200);
}

#[test]
fn an_operator_acts_in_each_process_on_one_server() {
    let ledger = Ledger::pair(&[]);
    for account in ["acme", "other"] {
        ledger.done("POST", "/v1/accounts", account, json!({"id": account, "plan": "team"}));
    }
    let person = operator(&ledger);
    for _ in 0..4 {
        assert_eq!(send(&ledger, "GET", "/v1/accounts", &person.cookie, None).0, 200);
    }
    administers(&ledger, &person.headers());
    let person = login(&ledger, "acme");
    for _ in 0..4 {
        refused(send(&ledger, "GET", "/v1/accounts", &person.cookie, None), 403, "forbidden");
    }
}

/// A ledger that began as a demo's is play money throughout; its visitors may see the operator's side as well.
#[test]
fn visitors_of_a_demos_own_ledger_are_its_operators() {
    let demo = Ledger::start(&["--demo", "--demo-days", "0"]);
    let none = Vec::new();
    let current = json!({"account": "demo", "operator": true, "demo": true});
    assert_eq!(send(&demo, "GET", "/v1/sessions/current", &none, None), (200, current.clone()));
    for account in ["acme", "other"] {
        let body = json!({"id": account, "plan": "team"});
        assert_eq!(send(&demo, "POST", "/v1/accounts", &none, Some(&body)).0, 201);
    }
    assert_eq!(send(&demo, "POST", "/v1/keys", &none, Some(&json!({"name": "n", "scopes": ["read"]}))).0, 201);
    administers(&demo, &none);
    // Nobody else is: another site's page in the same browser, and whoever is logged in to an account.
    let foreign = vec![("origin", "https://evil.example".to_owned())];
    refused(send(&demo, "GET", "/v1/accounts", &foreign, None), 401, "unauthorized");
    let person = login(&demo, "acme");
    refused(send(&demo, "GET", "/v1/accounts", &person.cookie, None), 403, "forbidden");

    let again = Ledger::start_in(demo.stop(), &["--demo"]);
    assert_eq!(send(&again, "GET", "/v1/sessions/current", &none, None), (200, current));
    let real = Ledger::start_in(again.stop(), &[]);
    refused(send(&real, "GET", "/v1/accounts", &none, None), 401, "unauthorized");
}

/// One that was ever started without a demo is somebody's, also while it was empty.
#[test]
fn a_real_ledger_is_no_demos_own() {
    let real = Ledger::start(&[]);
    let shown = Ledger::start_in(real.stop(), &["--demo"]);
    let (_, session) = send(&shown, "GET", "/v1/sessions/current", &Vec::new(), None);
    assert_eq!(session, json!({"account": "demo", "operator": false, "demo": true}));
    refused(send(&shown, "GET", "/v1/accounts", &Vec::new(), None), 403, "forbidden");
}
