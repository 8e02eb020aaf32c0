//! Quotes that the ledger stands by, over a real socket. Signatures are verified by other code than made them.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use crate::support::{Ledger, file, run};

const INDIA: &str = "+919876543210";

/// A ledger with an account that holds 100 credits, on which a segment to India is 9 credits.
fn ledger() -> Ledger {
    let folder = TempDir::new().unwrap();
    let deck = file(folder.path(), "rates.csv", "iso,price_usd\nIN,0.05\nUS,0.0083\n");
    let ledger = Ledger::start_in(folder, &["--deck", &deck]);
    assert_eq!(ledger.post("/v1/accounts", "open", &json!({"id": "acme", "plan": "team", "seats": 0})).0, 201);
    assert_eq!(ledger.post("/v1/accounts/acme/grants", "grant", &json!({"credits": "100"})).0, 201);
    ledger
}

fn ask(ledger: &Ledger, body: &Value) -> (u16, Value) {
    ledger.ask("POST", "/v1/quotes", None, Some(body))
}

fn message() -> Value {
    json!({"service": "sms", "to": INDIA, "text": "hello"})
}

fn quote_of(account: &str, charge: Value) -> Value {
    let mut body = charge;
    body["account"] = account.into();
    body
}

fn hash(canonical: &str) -> String {
    Sha256::digest(canonical).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A token's header and claims, after its signature was verified by the published key of its name.
fn open(ledger: &Ledger, token: &str) -> (Value, Value) {
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let (header, claims) = signed.split_once('.').unwrap();
    let json = |part: &str| serde_json::from_slice::<Value>(&BASE64.decode(part).unwrap()).unwrap();
    let (header, claims) = (json(header), json(claims));
    let (_, keys) = ledger.send("GET", "/.well-known/jwks.json", &[], None);
    let key = keys["keys"].as_array().unwrap().iter().find(|key| key["kid"] == header["kid"]).unwrap();
    let x = BASE64.decode(key["x"].as_str().unwrap()).unwrap();
    let signature = ed25519_compact::Signature::from_slice(&BASE64.decode(signature).unwrap()).unwrap();
    ed25519_compact::PublicKey::from_slice(&x).unwrap().verify(signed, &signature).unwrap();
    (header, claims)
}

fn kids(ledger: &Ledger) -> Vec<String> {
    let (_, keys) = ledger.send("GET", "/.well-known/jwks.json", &[], None);
    keys["keys"].as_array().unwrap().iter().map(|key| key["kid"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_token_says_what_was_quoted() {
    let ledger = ledger();
    let before = ledger.get("/v1/accounts/acme/entries");
    let (status, answer) = ask(&ledger, &quote_of("acme", message()));
    assert_eq!(status, 200, "{answer}");
    let (header, claims) = open(&ledger, answer["quoteToken"].as_str().unwrap());
    assert_eq!(header, json!({"alg": "EdDSA", "typ": "septet-quote+jwt", "kid": kids(&ledger)[0]}));

    let account = ledger.get("/v1/accounts/acme");
    let (iat, exp) = (claims["iat"].as_i64().unwrap(), claims["exp"].as_i64().unwrap());
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs() as i64;
    assert!((now - 10..=now).contains(&iat) && exp == iat + 300, "{claims}");
    let nonce = claims["jti"].as_str().unwrap();
    assert!(nonce.len() == 32 && nonce.bytes().all(|b| b.is_ascii_hexdigit()), "128 bits: {nonce}");
    let expected = json!({
        "iss": "septet",
        "sub": "acme",
        "iat": iat,
        "exp": exp,
        "jti": nonce,
        "request": hash(r#"{"service":"sms","text":"hello","to":"+919876543210"}"#),
        "service": "sms",
        "plan": "team",
        "at": null,
        "book": account["book"]["hash"],
        "decks": {"sms": account["decks"]["sms"]},
        "min": "9",
        "expected": "9",
        "max": "9",
    });
    assert_eq!(claims, expected);
    assert_eq!(answer["expiresAt"].as_str().unwrap().len(), "2026-11-21T06:05:00.000Z".len());
    assert!(answer["expiresAt"].as_str().unwrap().ends_with(".000Z"));

    // The quote is the one of the preview and of the charge; nothing was written for it.
    assert_eq!(ledger.get("/v1/accounts/acme/entries"), before);
    let (_, charge) = ledger.post("/v1/accounts/acme/charges", "one", &message());
    assert_eq!(answer["quote"], charge["quote"]);

    // Two tokens are never the same one.
    let (_, again) = ask(&ledger, &quote_of("acme", message()));
    assert_ne!(open(&ledger, again["quoteToken"].as_str().unwrap()).1["jti"], claims["jti"]);
}

/// The order of fields and the white space between them are no part of a request; everything else is.
#[test]
fn the_request_in_a_token_is_canonical() {
    let ledger = ledger();
    let key = ("authorization", format!("Bearer {}", ledger.admin_key));
    let request = |body: &str| {
        let (status, answer) = ledger.send("POST", "/v1/quotes", std::slice::from_ref(&key), Some(body.as_bytes()));
        assert_eq!(status, 200, "{answer}");
        open(&ledger, answer["quoteToken"].as_str().unwrap()).1["request"].clone()
    };
    let one = request(r#"{"account":"acme","service":"sms","to":"+919876543210","text":"hello"}"#);
    let other =
        request(r#"{ "expiresIn": 60, "text": "hell\u006f", "to":"+919876543210", "service":"sms", "account":"acme"}"#);
    assert_eq!(one, other);
    assert_ne!(one, request(r#"{"account":"acme","service":"sms","to":"+919876543210","text":"hello!"}"#));
}

/// Where the carrier may cut a text at another border, the token knows the most it can come to.
#[test]
fn a_token_knows_the_range_of_a_price() {
    let ledger = ledger();
    let text = format!("{}{}", "👨‍👩‍👧".repeat(16), "ж".repeat(6)); // 2 segments by unit, 3 by grapheme
    let body = json!({"service": "sms", "to": INDIA, "text": text, "quantity": 3});
    let (status, answer) = ask(&ledger, &quote_of("acme", body));
    assert_eq!(status, 200, "{answer}");
    let (_, claims) = open(&ledger, answer["quoteToken"].as_str().unwrap());
    let (quote, range) = (&answer["quote"], ["min", "expected", "max"].map(|name| claims[name].as_str().unwrap()));
    assert_eq!((range, &quote["credits"], &quote["max"]), (["54", "54", "81"], &json!("54"), &json!("81")));
}

/// A quote knows what the ledger knows: the day, the balance, and what was charged before.
#[test]
fn a_quote_is_priced_as_the_charge_would_be() {
    let folder = TempDir::new().unwrap();
    let rates = "iso,price_usd,valid_from,valid_to\nIN,0.05,2020-01-01,2021-01-01\nIN,0.10,2021-01-01,\n";
    let deck = file(folder.path(), "rates.csv", rates);
    let ledger = Ledger::start_in(folder, &["--deck", &deck]);
    ledger.post("/v1/accounts", "open", &json!({"id": "acme", "plan": "team", "seats": 0}));
    let (status, answer) = ask(&ledger, &quote_of("acme", message()));
    assert_eq!(status, 200, "{answer}");
    let (_, claims) = open(&ledger, answer["quoteToken"].as_str().unwrap());
    assert_eq!((&claims["at"], &claims["expected"]), (&answer["quote"]["measured"]["at"], &json!("18")));
    assert_eq!(claims["at"].as_str().unwrap().len(), 10);
    assert_eq!(answer["quote"]["decision"], "fallback_email", "the account holds nothing");

    let ledger = Ledger::start(&["--book", "ai-employee", "--set", "starterAllowance=500"]);
    ledger.post("/v1/accounts", "open", &json!({"id": "acme", "plan": "starter"}));
    ledger.post("/v1/accounts/acme/grants", "grant", &json!({"credits": "10"}));
    let reply = json!({"service": "ai_reply", "interaction": {"id": "reply-1"}});
    assert_eq!(ask(&ledger, &quote_of("acme", reply.clone())).1["quote"]["credits"], "1");
    assert_eq!(ledger.post("/v1/accounts/acme/charges", "one", &reply).0, 201);
    assert_eq!(ask(&ledger, &quote_of("acme", reply)).1["quote"]["credits"], "0");
}

#[test]
fn the_keys_are_published_as_rfc_8037_has_them() {
    let ledger = ledger();
    let answer = ureq::get(format!("{}/.well-known/jwks.json", ledger.url)).call().unwrap();
    assert_eq!(answer.headers()["content-type"], "application/jwk-set+json");
    assert_eq!(answer.headers()["cache-control"], "public, max-age=300");
    let (_, keys) = ledger.send("GET", "/.well-known/jwks.json", &[], None);
    let key = &keys["keys"][0];
    let x = key["x"].as_str().unwrap();
    // RFC 7638
    let kid = BASE64.encode(Sha256::digest(format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#)));
    let expected = json!({"kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": kid, "x": x});
    assert_eq!(keys, json!({"keys": [expected]}));
    assert_eq!(BASE64.decode(x).unwrap().len(), 32);
}

/// The ledger may run while its key changes; what was signed before can still be verified, also after a restart.
#[test]
fn a_key_changes_and_old_quotes_stay_good() {
    let ledger = ledger();
    let token = |ledger: &Ledger| {
        let (status, answer) = ask(ledger, &quote_of("acme", message()));
        assert_eq!(status, 200, "{answer}");
        answer["quoteToken"].as_str().unwrap().to_owned()
    };
    let rotate = |path: &str| run(&["quote-key", "rotate", "--database", &format!("sqlite:{path}")], b"");
    let path = ledger.folder.path().join("ledger.db").display().to_string();
    let old = token(&ledger);
    let first = kids(&ledger);
    assert_eq!(first.len(), 1);

    let output = rotate(&path);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said = String::from_utf8(output.stdout).unwrap();
    let second = said.trim_end().strip_prefix("quotes are now signed with key ").unwrap().to_owned();
    let new = token(&ledger);
    assert_eq!(kids(&ledger), [second.clone(), first[0].clone()]);
    assert_eq!(open(&ledger, &old).0["kid"], first[0].as_str());
    assert_eq!(open(&ledger, &new).0["kid"], second.as_str());

    let key = ledger.admin_key.clone();
    let mut ledger = Ledger::start_in(ledger.stop(), &[]);
    ledger.admin_key = key;
    assert_eq!(kids(&ledger), [second.clone(), first[0].clone()], "a start changes no key that is young");
    assert_eq!(open(&ledger, &old).0["kid"], first[0].as_str());
    assert_eq!(open(&ledger, &token(&ledger)).0["kid"], second.as_str());

    let seeds = |path: &str| -> Vec<(bool, bool)> {
        let connection = rusqlite::Connection::open(path).unwrap();
        let mut rows = connection
            .prepare("SELECT seed IS NULL, retired_ms IS NULL FROM signing_keys ORDER BY created_ms")
            .unwrap();
        rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect()
    };
    assert_eq!(seeds(&path), [(true, false), (false, true)], "a retired key can sign no more");

    // A key that is too old is changed at the start.
    let folder = ledger.stop();
    let connection = rusqlite::Connection::open(&path).unwrap();
    let age = 31_i64 * 24 * 60 * 60 * 1000;
    connection.execute("UPDATE signing_keys SET created_ms = created_ms - ?1", [age]).unwrap();
    drop(connection);
    let ledger = Ledger::start_in(folder, &["--rotate-quote-key-days", "40"]);
    assert_eq!(kids(&ledger)[0], second);
    let ledger = Ledger::start_in(ledger.stop(), &["--rotate-quote-key-days", "30"]);
    let third = kids(&ledger);
    assert!(third.len() == 3 && third[0] != second && third[1..].contains(&second), "{third:?}");

    let output = rotate(&format!("{path}.missing"));
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("there is no database"));
    assert!(!std::path::Path::new(&format!("{path}.missing")).exists());
}

#[test]
fn a_quote_lasts_as_long_as_was_asked() {
    let ledger = ledger();
    let with = |seconds: Value| {
        let mut body = quote_of("acme", message());
        body["expiresIn"] = seconds;
        ask(&ledger, &body)
    };
    for (given, lasts) in [(json!(1), 1), (json!(60), 60), (json!(3600), 3600), (json!(null), 300)] {
        let (status, answer) = with(given);
        assert_eq!(status, 200, "{answer}");
        let (_, claims) = open(&ledger, answer["quoteToken"].as_str().unwrap());
        assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), lasts);
    }
    let huge: Value = serde_json::from_str("1e400").unwrap_or(json!(1e300));
    for given in
        [json!(0), json!(-1), json!(3601), json!(i64::MAX), json!(u64::MAX), json!(1.5), json!("60"), json!([]), huge]
    {
        let (status, problem) = with(given.clone());
        assert_eq!((status, &problem["code"]), (400, &json!("invalid-request")), "{given}: {problem}");
        let detail = problem["detail"].as_str().unwrap();
        assert!(
            detail.starts_with("`expiresIn`: ") && detail.ends_with("whole number of seconds from 1 to 3600"),
            "{detail}"
        );
    }
}

/// Every bad body is a typed problem, and no token.
#[test]
fn a_bad_body_gets_no_quote() {
    let ledger = ledger();
    let with = |field: &str, value: Value| {
        let mut body = quote_of("acme", message());
        body[field] = value;
        body
    };
    let without = |field: &str| {
        let mut body = quote_of("acme", message());
        body.as_object_mut().unwrap().remove(field);
        body
    };
    let long = "a".repeat(100_000);
    let cases: Vec<(Value, u16, &str)> = vec![
        (json!(null), 400, "invalid-request"),
        (json!([]), 400, "invalid-request"),
        (json!("acme"), 400, "invalid-request"),
        (json!({}), 400, "invalid-request"),
        (without("account"), 400, "invalid-request"),
        (without("service"), 400, "invalid-request"),
        (without("to"), 400, "invalid-request"),
        (without("text"), 400, "invalid-request"),
        (with("account", 1.into()), 400, "invalid-request"),
        (with("account", json!({"bought": "100"})), 400, "invalid-request"),
        (with("account", "nobody".into()), 404, "unknown-account"),
        (with("account", "".into()), 404, "unknown-account"),
        (with("account", long.clone().into()), 404, "unknown-account"),
        (with("service", "fax".into()), 400, "unknown-service"),
        (with("service", long.into()), 400, "unknown-service"),
        (with("service", 1.into()), 400, "invalid-request"),
        (with("to", "911".into()), 400, "invalid-number"),
        (with("to", json!({})), 400, "invalid-request"),
        (with("to", "+447400123456".into()), 422, "no-rate"),
        (with("region", "in".into()), 400, "invalid-request"),
        (with("text", 5.into()), 400, "invalid-request"),
        (with("text", "0123456789".repeat(1_000_000).into()), 422, "text-too-long"),
        (with("text", "a".repeat(40_000).into()), 422, "too-many-parts"),
        (with("quantity", 0.into()), 400, "invalid-quantity"),
        (with("quantity", (-1).into()), 400, "invalid-quantity"),
        (with("quantity", json!(1.5)), 400, "invalid-quantity"),
        (with("quantity", u64::MAX.into()), 400, "invalid-quantity"),
        (with("plan", "enterprise".into()), 400, "unknown-field"),
        (with("parameters", json!({"a": "1"})), 400, "unknown-field"),
        (with("at", "2020-01-01".into()), 400, "unknown-field"),
        (with("repair", true.into()), 400, "unknown-field"),
        (with("quoteToken", "a.b.c".into()), 400, "unknown-field"),
        (with("quoteToken", 1.into()), 400, "invalid-request"),
        (with("expires", 60.into()), 400, "unknown-field"),
        (with("book", "atllas".into()), 400, "book-mismatch"),
    ];
    for (body, status, code) in cases {
        let (found, problem) = ask(&ledger, &body);
        let shown: String = body.to_string().chars().take(100).collect();
        assert_eq!((found, &problem["code"]), (status, &json!(code)), "{shown}: {problem}");
        assert!(problem["quoteToken"].is_null() && problem["detail"].as_str().unwrap().len() < 1000, "{problem}");
    }
    let admin = ("authorization", format!("Bearer {}", ledger.admin_key));
    let send = |headers: &[(&str, String)], body: &[u8]| {
        let (status, problem) = ledger.send("POST", "/v1/quotes", headers, Some(body));
        (status, problem["code"].as_str().unwrap().to_owned())
    };
    for body in [&b"{"[..], b"", b"\xff", b"{}{}"] {
        assert_eq!(send(std::slice::from_ref(&admin), body), (400, "malformed-json".to_owned()));
    }
    let text = ("content-type", "text/plain".to_owned());
    assert_eq!(send(&[admin, text], b"{}"), (400, "invalid-request".to_owned()));
    assert_eq!(ledger.ask("GET", "/v1/quotes", None, None).0, 405);
    assert_eq!(ledger.get("/v1/accounts/acme/entries")["entries"].as_array().unwrap().len(), 1);
}

#[test]
fn a_quote_is_for_who_may_charge() {
    // Somebody's ledger before it shows a demo.
    let before = Ledger::start(&[]);
    before.open(json!({"id": "acme", "plan": "team", "seats": 0}));
    let admin_key = before.admin_key.clone();
    let mut ledger = Ledger::start_in(before.stop(), &["--demo"]);
    ledger.admin_key = admin_key;
    let ask = |headers: &[(&str, &str)], account: &str| {
        let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        let body = quote_of(account, message()).to_string();
        ledger.send("POST", "/v1/quotes", &headers, Some(body.as_bytes())).0
    };
    assert_eq!(ask(&[], "demo"), 200, "the visitor's own account");
    assert_eq!(ask(&[], "acme"), 403);
    assert_eq!(ask(&[], "nobody"), 403, "who may not ask does not learn who there is");
    assert_eq!(ask(&[("origin", "https://evil.example")], "demo"), 401);
    assert_eq!(ask(&[("authorization", "Bearer wrong")], "demo"), 401);
    let closed = self::ledger();
    let body = quote_of("acme", message()).to_string();
    assert_eq!(closed.send("POST", "/v1/quotes", &[], Some(body.as_bytes())).0, 401);
}
