//! Bad input on every route, made from the OpenAPI document: whatever is sent, the answer is a typed problem and nothing
//! has changed, or the document allows it. Nothing breaks.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::time::Duration;

use rusqlite::types::Value as Cell;
use serde_json::{Value, json};
use ureq::http::HeaderMap;

use crate::openapi::{Document, Operation};
use crate::support::{Ledger, agent, wait};

/// By which the ledger knows what Stripe sends.
const STRIPE: &str = "whsec_test";

const ARGUMENTS: [&str; 4] = ["--set", "aiAgentCredits=5", "--stripe-webhook-secret", STRIPE];

type Headers = Vec<(&'static str, String)>;

/// Tables by name, each with its rows.
type Kept = Vec<(String, Vec<Vec<Cell>>)>;

/// A ledger with everything that a path can lead to, and what was found wrong with it.
struct Tried {
    ledger: Option<Ledger>,
    /// Connections that stay open; without them each request has its own, for a refusal may come before the body was read.
    agent: Option<ureq::Agent>,
    admin_key: String,
    tables: rusqlite::Connection,
    /// What stands in braces in a path.
    places: BTreeMap<String, String>,
    key: String,
    wrong: Vec<String>,
    count: u32,
    /// What was kept when somebody last looked, and the version that it was.
    seen: Option<(i64, Rc<Kept>)>,
}

/// An answer as it came.
struct Answer {
    status: u16,
    headers: HeaderMap,
    value: Value,
}

impl Tried {
    fn start() -> Tried {
        let ledger = Ledger::start(&ARGUMENTS);
        let tables = rusqlite::Connection::open(ledger.folder.path().join("ledger.db")).unwrap();
        let (admin_key, places, key) = (ledger.admin_key.clone(), BTreeMap::new(), String::new());
        let mut tried = Tried {
            ledger: Some(ledger),
            agent: None,
            admin_key,
            tables,
            places,
            key,
            wrong: Vec::new(),
            count: 0,
            seen: None,
        };
        for body in [
            json!({"id": "acme", "plan": "team"}),
            json!({"id": "other", "plan": "team"}),
            json!({"id": "sales", "parent": "acme"}),
            json!({"id": "told", "plan": "free"}),
        ] {
            tried.well("/v1/accounts", &body);
        }
        tried.well("/v1/accounts/acme/grants", &json!({"credits": "10000000"}));
        let hash = tried.read("/v1/accounts/acme")["book"]["hash"].as_str().unwrap().to_owned();
        tried.places.extend([("hash", hash.as_str()), ("to", "sales"), ("purchase", "pi_1")].map(owned));
        tried.key =
            tried.well("/v1/keys", &json!({"name": "revocable", "scopes": ["read"]}))["id"].as_str().unwrap().into();
        // An event that is on its way to nowhere.
        let endpoint = json!({"url": "https://hooks.invalid/", "account": "told"});
        let endpoint = tried.well("/v1/webhook-endpoints", &endpoint)["id"].as_str().unwrap().to_owned();
        let headers = tried.headers();
        let charge = json!({"service": "sms", "region": "IN", "text": "hello"}).to_string();
        tried.send("post", "/v1/accounts/told/charges", &headers, Some(charge.as_bytes()));
        let delivery = wait(Duration::from_secs(10), "a delivery", || {
            tried.read("/v1/deliveries")["deliveries"][0]["id"].as_str().map(str::to_owned)
        });
        tried.places.extend([("endpoint", endpoint.as_str()), ("delivery", delivery.as_str())].map(owned));
        tried.renew();
        tried
    }

    /// A charge, a hold and a campaign that nothing was done with, and a reload that is not paid.
    fn renew(&mut self) {
        let call = json!({"service": "call", "call": {"seconds": 600}});
        let charge = self.well("/v1/accounts/acme/charges", &call)["id"].as_str().unwrap().to_owned();
        let hold = self.well("/v1/accounts/acme/holds", &json!({"credits": "1000", "expiresIn": 3600}));
        let hold = hold["id"].as_str().unwrap().to_owned();
        let at = "/v1/accounts/acme/auto-reload";
        if self.read(at)["inFlight"].is_null() {
            let more = json!({"credits": "99999999999", "expiresIn": 60});
            for (method, path, body, status) in [
                ("put", at, json!({"enabled": false}), 200),
                ("put", at, json!({"enabled": true, "threshold": "20", "packages": 100}), 200),
                ("post", "/v1/accounts/acme/holds", more, 402),
            ] {
                let headers = self.headers();
                let answer = self.send(method, path, &headers, Some(body.to_string().as_bytes()));
                assert_eq!(answer.status, status, "{path}: {}", answer.value);
            }
        }
        let reload = self.read(at)["inFlight"]["reload"].to_string();
        let campaign = json!({"mode": "hold_maximum", "expiresIn": 3600, "breakdown": {
            "plan": "team", "service": "sms", "lines": [{"region": "IN", "segments": 1, "recipients": 100}],
        }});
        let campaign = self.well("/v1/accounts/acme/campaigns", &campaign)["id"].as_str().unwrap().to_owned();
        let places = [("charge", charge.as_str()), ("hold", hold.as_str()), ("reload", reload.as_str())];
        self.places.extend(places.map(owned));
        self.places.extend([owned(("campaign", campaign.as_str()))]);
    }

    fn well(&mut self, path: &str, body: &Value) -> Value {
        let headers = self.headers();
        let answer = self.send("post", path, &headers, Some(body.to_string().as_bytes()));
        assert!(answer.status < 300, "{path}: {}", answer.value);
        answer.value
    }

    fn read(&mut self, path: &str) -> Value {
        let headers = self.headers();
        self.send("get", path, &headers, None).value
    }

    /// The admin's, and an idempotency key of its own.
    fn headers(&mut self) -> Headers {
        self.count += 1;
        vec![
            ("authorization", format!("Bearer {}", self.admin_key)),
            ("idempotency-key", format!("key-{}", self.count)),
        ]
    }

    /// The path of an operation, with another text in one of its places.
    fn path(&self, operation: &Operation<'_>, place: &str, other: &str) -> String {
        let mut path = operation.path.replace(&format!("{{{place}}}"), other);
        path = path.replace("{id}", if operation.path.starts_with("/v1/keys") { &self.key } else { "acme" });
        for (name, value) in &self.places {
            path = path.replace(&format!("{{{name}}}"), value);
        }
        path
    }

    fn send(&mut self, method: &str, path: &str, headers: &Headers, body: Option<&[u8]>) -> Answer {
        let client = self.agent.clone().unwrap_or_else(agent);
        let mut sent = headers.clone();
        if path.starts_with("/v1/webhooks/stripe") {
            // What is wrong with it is not its signature.
            sent.push(("stripe-signature", crate::stripe::signed(STRIPE, body.unwrap_or_default())));
        }
        let answer = self.ledger.as_ref().unwrap().raw(&client, &method.to_uppercase(), path, &sent, body);
        let answer = answer.map(|(status, headers, text)| {
            let value = serde_json::from_str(&text).unwrap_or(Value::String(text));
            Answer { status, headers, value }
        });
        let answer = answer.unwrap_or_else(|error| panic!("{method} {path}: {error}"));
        if answer.status != 429 {
            return answer;
        }
        // Attempts are counted in memory: started again, the ledger has forgotten them.
        self.agent = self.agent.as_ref().map(|_| agent());
        let folder = self.ledger.take().unwrap().stop();
        self.ledger = Some(Ledger::start_in(folder, &ARGUMENTS));
        self.send(method, path, headers, body)
    }

    /// Everything that is kept, but for what is kept of requests.
    fn kept(&mut self) -> Rc<Kept> {
        // The database tells whether another connection has written since.
        let version = self.tables.query_row("PRAGMA data_version", [], |row| row.get(0)).unwrap();
        match &self.seen {
            Some((seen, kept)) if *seen == version => kept.clone(),
            _ => {
                let kept = Rc::new(self.all());
                self.seen = Some((version, kept.clone()));
                kept
            }
        }
    }

    fn all(&self) -> Kept {
        let rows = |sql: &str| {
            let mut statement = self.tables.prepare_cached(sql).unwrap();
            let columns = statement.column_count();
            let row =
                |row: &rusqlite::Row<'_>| (0..columns).map(|n| row.get::<_, Cell>(n)).collect::<Result<Vec<_>, _>>();
            statement.query_map([], row).unwrap().map(Result::unwrap).collect::<Vec<_>>()
        };
        let names =
            rows("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name");
        let mut kept = Kept::new();
        for name in names.into_iter().flatten() {
            let Cell::Text(name) = name else { continue };
            let sql = match name.as_str() {
                "answers" | "idempotency_keys" | "documents" => continue,
                // A refusal is told of, and what is on its way moves by itself.
                "outbox" | "deliveries" => continue,
                // No row of it is ever changed.
                "entries" => "SELECT count(*) FROM entries".to_owned(),
                "api_keys" => "SELECT key_id, name, scopes, expires_ms, revoked_ms FROM api_keys".to_owned(),
                _ => format!("SELECT * FROM {name}"),
            };
            kept.push((name, rows(&sql)));
        }
        kept
    }

    /// Sends what may be wrong. What `must` be refused is, nothing breaks, and what is refused changes nothing.
    fn case(
        &mut self,
        what: &str,
        operation: &Operation<'_>,
        must: bool,
        request: (&str, &Headers, Option<&[u8]>),
    ) -> Answer {
        let (path, headers, body) = request;
        let before = self.kept();
        let mut answer = self.send(operation.method, path, headers, body);
        let sent = body.map(|body| String::from_utf8_lossy(body).chars().take(200).collect::<String>());
        let told: String = answer.value.to_string().chars().take(300).collect();
        let place = format!("{} {what}: {path} {sent:?} answers {} {told}", operation.id(), answer.status);
        if operation.id() == "chargeBatch" && answer.status == 200 {
            // Each charge of a batch has its own answer.
            let first = answer.value["answers"][0].clone();
            let status = first["status"].as_u64().unwrap();
            answer = Answer {
                status: u16::try_from(status).unwrap(),
                headers: answer.headers,
                value: first["body"].clone(),
            };
        } else if answer.status >= 400
            && answer.headers.get("content-type").is_none_or(|kind| kind != "application/problem+json")
        {
            self.wrong.push(format!("{place}\n  is no problem"));
            return answer;
        }
        if answer.status < 400 {
            if must {
                self.wrong.push(format!("{place}\n  is taken"));
            }
            return answer;
        }
        let problem = &answer.value;
        let detail = problem["detail"].as_str().unwrap_or_default();
        if answer.status >= 500
            || problem["status"] != answer.status
            || !septet::ErrorKind::ALL.iter().any(|kind| kind.code() == problem["code"])
            || !(15..600).contains(&detail.len())
        {
            self.wrong.push(format!("{place}\n  is no answer"));
        }
        let after = self.kept();
        if !Rc::ptr_eq(&after, &before) && after != before {
            let changed = after.iter().zip(&*before).find(|(after, before)| after != before);
            self.wrong.push(format!("{place}\n  has changed {changed:?}"));
        }
        answer
    }

    #[track_caller]
    fn end(self, cases: u32) {
        assert!(self.wrong.is_empty(), "{} are wrong:\n{}", self.wrong.len(), self.wrong.join("\n"));
        assert!(cases > 0);
    }
}

fn owned((name, value): (&str, &str)) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

/// Values that are of the wrong type somewhere, or beyond what there is.
fn values() -> Vec<Value> {
    let texts =
        ["", " ", "x", "7", "-5", "-0.000001", "1e30", "0x10", "1.0000001", "9223372036854775808", "NaN", "Infinity"];
    let long = ["12345678901234567890.12345678901234567890".to_owned(), "a".repeat(10_000), "9".repeat(10_000)];
    let mut values: Vec<Value> =
        texts.iter().map(|text| json!(text)).chain(long.iter().map(|text| json!(text))).collect();
    values.extend([
        json!("\u{0}\u{7f}"),
        json!("💥é\u{202e}"),
        json!("9999-12-31T23:59:60Z"),
        json!("-9999-01-01T00:00:00Z"),
    ]);
    values.extend([json!(null), json!(true), json!(0), json!(-1), json!(1.5), json!(1e30), json!(-1e30), json!(1e-30)]);
    values.extend([json!(i64::MAX), json!(u64::MAX), json!(i64::MIN), json!(u64::from(u32::MAX) + 1)]);
    values.extend([
        json!([]),
        json!([[]]),
        json!([null]),
        json!(["a", 1]),
        json!({}),
        json!({"a": {"b": []}}),
        json!([["", ""]]),
    ]);
    values
}

/// Bodies that are taken, of which each field is tried: the document's examples, and some that say more.
fn bodies(tried: &mut Tried, operation: &Operation<'_>) -> Vec<Value> {
    tried.count += 1;
    let count = tried.count;
    let code = |tried: &mut Tried| tried.well("/v1/login-codes", &json!({"account": "acme"}))["code"].clone();
    let quoted = |charge: &Value| {
        let mut quoted = charge.clone();
        quoted["account"] = "acme".into();
        quoted
    };
    let more = [
        json!({"service": "sms", "region": "IN", "text": "hello", "quantity": 2, "encoding": "UCS-2", "smart": "off", "national": ["turkish"]}),
        json!({"service": "sms", "region": "IN", "text": "hello", "book": "calcom", "profile": {
            "name": "own", "alphabet": {"gsm7Without": "€"}, "gsm7": {"single": 160, "multi": 153}, "ucs2": {"single": 70, "multi": 67},
            "border": "unit", "partsMax": 10, "charactersMax": 1600, "smart": "off", "source": "me", "sourceDate": "2026-11-20",
        }}),
        json!({"service": "whatsapp", "region": "IN", "category": "marketing"}),
        json!({"service": "call", "call": {
            "startedAt": 0, "answeredAt": 5, "endedAt": 65.5, "direction": "outbound", "handledBy": "ai",
            "holds": [[10, 20]], "processing": [[20, 30]], "human": [[40, 50]],
        }}),
        json!({"service": "ai_agent", "interaction": {"id": format!("reply-{count}"), "completed": true}}),
    ];
    let own = |example: &Value| {
        let mut example = example.clone();
        if example.get("quoteToken").is_some() {
            let quote =
                json!({"account": "acme", "service": example["service"], "to": example["to"], "text": example["text"]});
            example["quoteToken"] = tried.well("/v1/quotes", &quote)["quoteToken"].clone();
        }
        if example.get("token").is_some() {
            let breakdown = json!({"plan": "team", "service": "sms", "lines": []});
            let preflight = tried.well("/v1/accounts/acme/preflights", &json!({ "breakdown": breakdown }));
            example["token"] = preflight["token"].clone();
        }
        example
    };
    let mut bodies: Vec<Value> = operation.examples().into_iter().map(own).collect();
    match operation.id() {
        "charge" => bodies.extend(more),
        "quote" => bodies.extend(more.iter().map(quoted)),
        "openAccount" => {
            bodies[0]["id"] = format!("new-{count}").into();
            bodies.push(json!({
                "id": format!("more-{count}"), "plan": "team", "book": "calcom", "seats": 2, "funding": "credits", "brings": [],
                "anchor": "2026-01-31T09:30", "timeZone": "Europe/Berlin",
            }));
            bodies.push(json!({"id": format!("below-{count}"), "parent": "acme"}));
        }
        "changeAccount" => {
            bodies.push(json!({"timeZone": "UTC", "funding": "credits", "brings": [], "atPeriodEnd": false}))
        }
        "startCampaign" => bodies[0]["id"] = format!("campaign-{count}").into(),
        "grant" => bodies.push(json!({"credits": "1", "kind": "top_up", "expiresAt": "2099-01-01T00:00:00Z"})),
        "purchase" => bodies[0]["id"] = format!("pi-{count}").into(),
        "allot" => bodies[0]["renew"] = true.into(),
        "captureHold" => bodies.push(json!({"credits": "1", "cumulative": true})),
        "chargeBatch" => bodies[0]["charges"][0]["key"] = format!("batch-{count}").into(),
        "createKey" => bodies.push(json!({"name": "n", "scopes": ["read"], "expiresAt": "2099-01-01T00:00:00Z"})),
        "createEndpoint" => bodies.push(json!({"url": "https://hooks.invalid/", "account": "told"})),
        "activate" => bodies[0] = json!({"book": tried.places["hash"], "decks": {}}),
        "createLoginCode" => bodies.push(json!({"account": "acme", "expiresIn": 60})),
        "beginSession" => bodies[0]["code"] = code(tried),
        _ => {}
    }
    bodies
}

/// Where the fields and items of a value are, those that its schema knows and those that it does not.
fn places(document: &Document, schema: &Value, value: &Value, at: &str, found: &mut BTreeSet<String>) {
    let schema = document.resolve(schema);
    for variant in ["oneOf", "anyOf"].iter().filter_map(|of| schema[of].as_array()).flatten() {
        places(document, variant, value, at, found);
    }
    if let (Some(properties), true) = (schema["properties"].as_object(), value.is_object()) {
        for (name, property) in properties {
            found.insert(format!("{at}/{name}"));
            places(document, property, &value[name], &format!("{at}/{name}"), found);
        }
        found.insert(format!("{at}/notThere"));
    }
    if let (Some(items), Some(_)) = (schema.get("items"), value.get(0)) {
        found.insert(format!("{at}/0"));
        places(document, items, &value[0], &format!("{at}/0"), found);
    }
}

/// The body with another value in one place; without one, nothing there.
fn with(body: &Value, place: &str, value: Option<Value>) -> Value {
    let mut body = body.clone();
    let (parent, name) = place.rsplit_once('/').unwrap();
    match (body.pointer_mut(parent).unwrap(), value) {
        (Value::Array(items), Some(value)) => items[0] = value,
        (Value::Array(items), None) => items.clear(),
        (parent, Some(value)) => parent[name] = value,
        (parent, None) => drop(parent.as_object_mut().unwrap().remove(name)),
    }
    body
}

/// Each field of each body, missing and with every value. What the document does not allow is refused.
#[test]
fn every_field_of_every_body() {
    let (document, mut tried) = (Document::printed(), Tried::start());
    let (mut cases, mut taken) = (0, 0);
    tried.agent = Some(agent());
    for operation in document.operations() {
        let Some(schema) = operation.body() else { continue };
        let validator = document.validator(schema);
        let mut seen = BTreeSet::new();
        for n in 0..bodies(&mut tried, &operation).len() {
            let body = bodies(&mut tried, &operation)[n].clone();
            let mut found = BTreeSet::new();
            places(&document, schema, &body, "", &mut found);
            for place in found {
                // What was tried in one body is not tried again in another one.
                if !seen.insert(place.clone()) {
                    continue;
                }
                for value in values().into_iter().map(Some).chain([None]) {
                    let body = with(&body, &place, value);
                    let (headers, path) = (tried.headers(), tried.path(&operation, "", ""));
                    let (must, sent) = (!validator.is_valid(&body), body.to_string());
                    let answer = tried.case(&place, &operation, must, (&path, &headers, Some(sent.as_bytes())));
                    cases += 1;
                    if answer.status < 400 {
                        taken += 1;
                        // What was done with a charge, a hold or a reload is not done with it again.
                        if ["/{campaign}", "/{charge}", "/{hold}", "/{reload}"]
                            .iter()
                            .any(|place| operation.path.contains(place))
                        {
                            tried.renew();
                        }
                    }
                }
            }
            // So that what was refused was refused for what was wrong with it.
            tried.renew();
            let body = bodies(&mut tried, &operation)[n].to_string();
            let (headers, path) = (tried.headers(), tried.path(&operation, "", ""));
            let answer = tried.case("as it should be", &operation, false, (&path, &headers, Some(body.as_bytes())));
            if answer.status >= 300 && operation.id() != "settleCharge" {
                tried.wrong.push(format!("{} refuses {body}: {}", operation.id(), answer.value));
            }
        }
    }
    assert!(cases > 8000 && taken < cases / 4, "{taken} of {cases} are taken");
    tried.end(cases);
}

/// Bodies that are none, and of the wrong kind.
#[test]
fn every_body_that_is_none() {
    let (document, mut tried) = (Document::printed(), Tried::start());
    let deep = "[".repeat(200) + &"]".repeat(200);
    let texts = [
        "",
        "[]",
        "[{}]",
        "5",
        "\"text\"",
        "null",
        "true",
        "{",
        "{\"a\":NaN}",
        "{\"a\":1,\"a\":1}",
        "{}{}",
        &deep,
        "{\"a\":1e999}",
    ];
    let mut cases = 0;
    for operation in document.operations().into_iter().filter(|operation| operation.body().is_some()) {
        let (path, good) = (tried.path(&operation, "", ""), bodies(&mut tried, &operation)[0].to_string());
        let bytes = texts
            .iter()
            .map(|text| text.as_bytes().to_vec())
            .chain([b"\xff\xfe".to_vec(), b"{\"a\":\"\xff\"}".to_vec()]);
        for body in bytes {
            let headers = tried.headers();
            tried.case("a body that is none", &operation, true, (&path, &headers, Some(&body)));
            cases += 1;
        }
        for kind in ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", ""] {
            let mut headers = tried.headers();
            headers.push(("content-type", kind.to_owned()));
            tried.case(kind, &operation, true, (&path, &headers, Some(good.as_bytes())));
        }
        let headers = tried.headers();
        tried.case("no body", &operation, true, (&path, &headers, None));
    }
    tried.end(cases);
}

/// Ids that lead nowhere, or to what is another's.
#[test]
fn every_place_in_every_path() {
    let (document, mut tried) = (Document::printed(), Tried::start());
    let mut cases = 0;
    let long = "a".repeat(3000);
    let nowhere = [
        "nobody",
        "%20",
        "%00",
        "%ff",
        "..",
        "..%2F..",
        "%F0%9F%92%A5",
        "'; DROP TABLE accounts; --",
        "a%0d%0ab",
        &long,
    ];
    let numbers = [
        "_0",
        "_01",
        "_-1",
        "_+1",
        "_x",
        "_",
        "",
        "_99999",
        "_9223372036854775808",
        "_99999999999999999999999",
        "_1.5",
    ];
    for operation in document.operations() {
        for place in operation.parameters("path") {
            let prefixes: &[&str] = match place {
                "charge" => &["ch"],
                "hold" => &["ho"],
                "id" if operation.path.starts_with("/v1/keys") => &["key"],
                _ => &[],
            };
            let numbered = prefixes.iter().flat_map(|prefix| numbers.map(|number| format!("{prefix}{number}")));
            let body = bodies(&mut tried, &operation).first().map(Value::to_string);
            for other in nowhere.iter().map(|other| (*other).to_owned()).chain(numbered) {
                let path = tried.path(&operation, place, &other.replace(' ', "%20"));
                let headers = tried.headers();
                tried.case(place, &operation, true, (&path, &headers, body.as_deref().map(str::as_bytes)));
                cases += 1;
            }
            // What another account has is not there either.
            if ["charge", "hold", "reload"].contains(&place) {
                let path = tried.path(&operation, "", "").replace("/acme/", "/other/");
                let headers = tried.headers();
                tried.case("another's", &operation, true, (&path, &headers, body.as_deref().map(str::as_bytes)));
            }
        }
    }
    tried.end(cases);
}

#[test]
fn every_query() {
    let (document, mut tried) = (Document::printed(), Tried::start());
    let mut cases = 0;
    let queries = [
        "limit=0",
        "limit=-1",
        "limit=501",
        "limit=x",
        "limit=",
        "limit=1.5",
        "limit=1e1",
        "limit=99999999999999999999",
        "limit=%2B5",
        "limit=1&limit=2",
        "page=2",
        "limit=%ff",
        "cursor=%ff&page=1",
        "=",
        "a",
    ];
    let cursors =
        ["cursor=-1", "cursor=x", "cursor=", "cursor=1.5", "cursor=18446744073709551615", "cursor=%00", "cursor=1e3"];
    for operation in document.operations() {
        let (path, headers) = (tried.path(&operation, "", ""), tried.headers());
        let body = bodies(&mut tried, &operation).first().map(Value::to_string);
        let pages = operation.parameters("query").contains(&"limit");
        if operation.method == "get" || pages {
            for query in queries {
                let path = format!("{path}?{query}");
                tried.case("a query", &operation, pages, (&path, &headers, body.as_deref().map(str::as_bytes)));
                cases += 1;
            }
        }
        for cursor in cursors.iter().filter(|_| pages) {
            // Accounts go on after any name.
            let must = operation.id() != "listAccounts";
            tried.case("a cursor", &operation, must, (&format!("{path}?{cursor}"), &headers, None));
        }
    }
    tried.end(cases);
}

/// Without credentials, with those of nobody, and with those of somebody who may not.
#[test]
fn every_caller_who_may_not() {
    let (document, mut tried) = (Document::printed(), Tried::start());
    let mut secret = |scope: &str| {
        let key = tried.well("/v1/keys", &json!({"name": scope, "scopes": [scope]}));
        key["key"].as_str().unwrap().to_owned()
    };
    let keys = ["read", "charge"].map(|scope| (scope, secret(scope)));
    let mut cases = 0;
    for operation in document.operations() {
        let Some(ways) = operation.value["security"].as_array() else { continue };
        let needed = ways.iter().find_map(|way| way["key"][0].as_str());
        let body = bodies(&mut tried, &operation).first().map(Value::to_string);
        let body = body.as_deref().map(str::as_bytes);
        let (path, own) = (tried.path(&operation, "", ""), tried.headers()[1].clone());
        for given in ["Bearer wrong", "Basic YTpi", "Bearer", ""] {
            let headers = vec![("authorization", given.to_owned()), own.clone()];
            let answer = tried.case(given, &operation, true, (&path, &headers, body));
            assert_eq!(answer.status, 401, "{} {given}", operation.id());
            cases += 1;
        }
        // Metrics are also for whoever asks from this machine.
        if !ways.contains(&json!({})) {
            let answer = tried.case("nobody", &operation, true, (&path, &vec![own.clone()], body));
            assert_eq!(answer.status, 401, "{}", operation.id());
        }
        let cookie = vec![("cookie", "septet_session=wrong".to_owned()), own.clone()];
        tried.case("a session that is none", &operation, !ways.contains(&json!({})), (&path, &cookie, body));
        for (scope, key) in &keys {
            let headers = vec![("authorization", format!("Bearer {key}")), own.clone()];
            let may_not = needed.is_some_and(|needed| needed != *scope);
            let answer = tried.case(scope, &operation, may_not, (&path, &headers, body));
            assert_eq!(answer.status == 403, may_not, "{} {scope}: {}", operation.id(), answer.value);
        }
    }
    tried.end(cases);
}

/// Changes without an idempotency key, with one that is none, and with one that was used for something else.
#[test]
fn every_idempotency_key() {
    let (document, mut tried) = (Document::printed(), Tried::start());
    let mut cases = 0;
    for operation in document.operations().into_iter().filter(Operation::has_key) {
        let validator = operation.body().map(|schema| document.validator(schema));
        let good = bodies(&mut tried, &operation).first().cloned();
        let body = good.as_ref().map(Value::to_string);
        let body = body.as_deref().map(str::as_bytes);
        tried.renew();
        let path = tried.path(&operation, "", "");
        let admin = tried.headers()[0].clone();
        let answer = tried.case("no key", &operation, true, (&path, &vec![admin.clone()], body));
        assert_eq!(answer.value["code"], "idempotency-key-missing", "{}", operation.id());
        for key in ["", " ", "a b", "k/1", "é", &"k".repeat(65), &"k".repeat(5000)] {
            let headers = vec![admin.clone(), ("idempotency-key", key.to_owned())];
            let answer = tried.case("a key that is none", &operation, true, (&path, &headers, body));
            assert_eq!(answer.value["code"], "invalid-name", "{} {key}", operation.id());
            cases += 1;
        }

        let headers = tried.headers();
        let first = tried.case("as it should be", &operation, false, (&path, &headers, body));
        let before = tried.kept();
        let again = tried.send(operation.method, &path, &headers, body);
        let is_replayed = again.headers.contains_key("idempotent-replayed");
        assert!(first.status >= 400 || is_replayed, "{}: {}", operation.id(), first.value);
        assert_eq!((first.status, tried.kept()), (again.status, before), "{}", operation.id());
        let (Some(good), Some(validator)) = (good, validator) else {
            // The same key for another path is for something else.
            let path = path.replace("/acme/", "/other/").replace("/dlv_", "/dlv_0");
            tried.case("another path", &operation, true, (&path, &headers, None));
            continue;
        };
        let mut places = BTreeSet::new();
        self::places(&document, operation.body().unwrap(), &good, "", &mut places);
        let others = places.iter().flat_map(|place| values().into_iter().map(|value| with(&good, place, Some(value))));
        let others: Vec<Value> = others.filter(|other| *other != good && validator.is_valid(other)).take(40).collect();
        let (mut reused, mut told) = (0, Vec::new());
        for other in others {
            let other = other.to_string();
            let answer =
                tried.case("another body", &operation, first.status < 400, (&path, &headers, Some(other.as_bytes())));
            told.push(format!("{other} {}", answer.value));
            reused += u32::from(answer.value["code"] == "idempotency-key-reused");
        }
        assert!(reused > 0 || first.status >= 400, "{}: {}", operation.id(), told.join("\n"));
    }
    tried.end(cases);
}
