//! The OpenAPI document: that it is one, that it is complete, and that the ledger answers as it says.

use std::cell::RefCell;
use std::collections::BTreeSet;

use serde_json::{Value, json};
use ureq::http::HeaderMap;

use crate::support::{Ledger, run};

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// The document as the program prints it.
pub(crate) struct Document(pub(crate) Value);

/// A method on a path.
#[derive(Clone, Copy)]
pub(crate) struct Operation<'a> {
    pub(crate) method: &'a str,
    pub(crate) path: &'a str,
    pub(crate) value: &'a Value,
}

impl Operation<'_> {
    pub(crate) fn id(&self) -> &str {
        self.value["operationId"].as_str().unwrap()
    }

    pub(crate) fn parameters(&self, place: &str) -> Vec<&str> {
        let all = self.value["parameters"].as_array().unwrap().iter();
        all.filter(|parameter| parameter["in"] == place).map(|parameter| parameter["name"].as_str().unwrap()).collect()
    }

    pub(crate) fn has_key(&self) -> bool {
        self.parameters("header").contains(&"Idempotency-Key")
    }

    /// The schema of the body.
    pub(crate) fn body(&self) -> Option<&Value> {
        self.value.pointer("/requestBody/content/application~1json/schema")
    }

    /// The bodies that are shown as examples.
    pub(crate) fn examples(&self) -> Vec<&Value> {
        let content = &self.value["requestBody"]["content"]["application/json"];
        let named = content["examples"].as_object().into_iter().flatten().map(|(_, example)| &example["value"]);
        content.get("example").into_iter().chain(named).collect()
    }

    /// Whether a path is one of this operation.
    fn is_at(&self, path: &str) -> bool {
        let path = path.split('?').next().unwrap();
        let (own, given): (Vec<_>, Vec<_>) = (self.path.split('/').collect(), path.split('/').collect());
        own.len() == given.len() && own.iter().zip(&given).all(|(own, given)| own.starts_with('{') || own == given)
    }
}

impl Document {
    pub(crate) fn printed() -> Document {
        let output = run(&["openapi"], b"");
        assert!(output.status.success());
        Document(serde_json::from_slice(&output.stdout).unwrap())
    }

    pub(crate) fn operations(&self) -> Vec<Operation<'_>> {
        let paths = self.0["paths"].as_object().unwrap().iter();
        paths
            .flat_map(|(path, item)| {
                let item = item.as_object().unwrap();
                item.iter().map(move |(method, value)| Operation { method, path, value })
            })
            .collect()
    }

    /// What a reference of the document leads to; a schema that is none is itself.
    pub(crate) fn resolve<'a>(&'a self, value: &'a Value) -> &'a Value {
        match value["$ref"].as_str() {
            None => value,
            Some(reference) => self.0.pointer(reference.strip_prefix('#').unwrap()).expect(reference),
        }
    }

    /// Holds values against a schema of the document.
    pub(crate) fn validator(&self, schema: &Value) -> jsonschema::Validator {
        let mut root = json!({"$schema": "https://json-schema.org/draft/2020-12/schema", "allOf": [schema]});
        root["components"] = self.0["components"].clone();
        jsonschema::options().should_validate_formats(true).build(&root).unwrap()
    }

    /// The same document where no answer has a field that it does not show.
    fn closed(&self) -> Document {
        let mut document = self.0.clone();
        let text = document.to_string();
        for (name, schema) in document["components"]["schemas"].as_object_mut().unwrap() {
            // What others are made from cannot be closed by itself.
            let is_part = text.contains(&format!("\"allOf\":[{{\"$ref\":\"#/components/schemas/{name}\"}}"))
                || ["Problem", "Refusal"].contains(&name.as_str());
            if !is_part {
                close(schema);
            }
        }
        Document(document)
    }
}

fn close(schema: &mut Value) {
    for variant in schema.get_mut("oneOf").and_then(Value::as_array_mut).into_iter().flatten() {
        close(variant);
    }
    let Some(schema) = schema.as_object_mut() else { return };
    if schema.contains_key("properties") || schema.contains_key("allOf") {
        schema.insert("unevaluatedProperties".into(), false.into());
    }
}

/// Every place of a document.
fn visit(value: &Value, see: &mut impl FnMut(&serde_json::Map<String, Value>)) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| visit(item, see)),
        Value::Object(fields) => {
            see(fields);
            fields.values().for_each(|field| visit(field, see));
        }
        _ => {}
    }
}

#[test]
fn the_document_follows_the_rules() {
    let document = Document::printed();
    assert_eq!(document.0["openapi"], "3.1.0");
    assert_eq!(document.0["info"]["version"], env!("CARGO_PKG_VERSION"));
    visit(&document.0["paths"], &mut |fields| {
        if fields.contains_key("$ref") {
            document.resolve(&Value::Object(fields.clone()));
        }
    });
    let schemas = document.0["components"]["schemas"].as_object().unwrap();
    for (name, schema) in schemas {
        assert!(jsonschema::meta::is_valid(schema), "{name}");
        document.validator(schema); // compiles only where every reference leads somewhere
    }
    let tags: BTreeSet<&str> =
        document.0["tags"].as_array().unwrap().iter().map(|tag| tag["name"].as_str().unwrap()).collect();
    let (mut ids, mut used) = (BTreeSet::new(), BTreeSet::new());
    for operation in document.operations() {
        let (id, value) = (operation.id(), operation.value);
        assert!(METHODS.contains(&operation.method), "{id}");
        assert!(ids.insert(id.to_owned()), "{id} is there twice");
        assert!(value["summary"].as_str().is_some_and(|text| text.len() > 10), "{id} has a summary");
        for tag in value["tags"].as_array().unwrap() {
            assert!(tags.contains(tag.as_str().unwrap()), "{id}: {tag}");
            used.insert(tag.as_str().unwrap().to_owned());
        }
        let places: Vec<&str> = operation.path.split('/').filter_map(|step| step.strip_prefix('{')).collect();
        let declared: Vec<String> = operation.parameters("path").iter().map(|name| format!("{name}}}")).collect();
        assert_eq!(places, declared, "{id}");
        for parameter in value["parameters"].as_array().unwrap() {
            assert!(parameter["description"].is_string() && parameter["schema"].is_object(), "{id}: {parameter}");
            assert!(parameter["in"] != "path" || parameter["schema"]["pattern"].is_string(), "{id}: {parameter}");
        }

        let answers = value["responses"].as_object().unwrap();
        assert!(answers.keys().any(|status| status.starts_with('2')), "{id}");
        assert!(answers.contains_key("500") && answers.contains_key("503"), "{id}");
        for (status, answer) in answers {
            let answer = document.resolve(answer);
            assert!(answer["description"].as_str().is_some_and(|text| !text.is_empty()), "{id} {status}");
            assert!(answer["headers"]["X-Request-Id"].is_object(), "{id} {status}");
            let is_problem = answer["content"].as_object().is_some_and(|c| c.contains_key("application/problem+json"));
            assert_eq!(is_problem, !status.starts_with('2'), "{id} {status}");
        }
        if operation.body().is_some() {
            assert!(["400", "413"].iter().all(|status| answers.contains_key(*status)), "{id}");
            let examples = operation.examples();
            assert!(!examples.is_empty(), "{id} shows a body");
            for example in examples {
                let valid = document.validator(operation.body().unwrap()).validate(example).map_err(|e| e.to_string());
                assert_eq!(valid, Ok(()), "{id}: {example}");
            }
        }
        for required in value["security"].as_array().into_iter().flatten() {
            for scheme in required.as_object().unwrap().keys() {
                assert!(document.0["components"]["securitySchemes"][scheme].is_object(), "{id}: {scheme}");
            }
        }
        // Whoever comes with a session changes nothing without the session's other secret.
        let session = value["security"].as_array().into_iter().flatten().find(|way| way["session"].is_array());
        assert_eq!(
            session.is_some_and(|way| way["csrf"].is_array()),
            session.is_some() && operation.method != "get",
            "{id}"
        );
    }
    assert_eq!(used, tags.iter().map(|tag| (*tag).to_owned()).collect());
    let codes: Vec<&str> = septet::ErrorKind::ALL.iter().map(|kind| kind.code()).collect();
    assert_eq!(document.0["components"]["schemas"]["ErrorCode"]["enum"], json!(codes));
}

#[test]
fn the_ledger_answers_with_the_document_that_is_printed() {
    let ledger = Ledger::start(&[]);
    let (status, headers, answer) = ledger.exchange("GET", "/openapi.json", &[], None);
    assert_eq!((status, headers["content-type"].to_str().unwrap()), (200, "application/json"));
    assert_eq!(headers["cache-control"], "public, max-age=300");
    assert_eq!(answer, Document::printed().0);
}

/// Each path of the document takes its methods, and no other.
#[test]
fn what_is_documented_is_routed() {
    let (ledger, document) = (Ledger::start(&[]), Document::printed());
    for (path, item) in document.0["paths"].as_object().unwrap() {
        let at = path.replace("{charge}", "ch_1").replace("{hold}", "ho_1").replace("{campaign}", "x");
        let at = at.replace("{delivery}", "x").replace("{endpoint}", "x");
        let at = at.replace("{id}", "x").replace("{hash}", "x").replace("{purchase}", "x").replace("{to}", "x");
        for method in METHODS {
            let (status, answer) = ledger.ask(&method.to_uppercase(), &at, Some("one"), None);
            let documented = item.get(method).is_some();
            assert_eq!(status == 405, !documented, "{method} {path}: {answer}");
            assert!(documented || answer["code"] == "method-not-allowed", "{method} {path}: {answer}");
        }
    }
}

/// Each route is in the document: none is added but through the router that documents it.
#[test]
fn what_is_routed_is_documented() {
    let (code, document) = (std::fs::read_to_string("src/server/http.rs").unwrap(), Document::printed());
    for way in [".route(", ".route_service(", ".nest_service(", "routing::"] {
        assert!(!code.contains(way), "{way} adds a route that is not in the document");
    }
    let routed: usize = code.matches("routes!(").count();
    assert_eq!(routed, document.0["paths"].as_object().unwrap().len());
}

/// Asks a ledger, and holds each answer against the document.
struct Held {
    ledger: Ledger,
    document: Document,
    /// What was answered so far.
    seen: RefCell<BTreeSet<(String, u16)>>,
    /// Answers that are not as documented.
    wrong: RefCell<Vec<String>>,
    keys: RefCell<u32>,
}

impl Held {
    fn new(arguments: &[&str]) -> Held {
        let document = Document::printed().closed();
        Held {
            ledger: Ledger::start(arguments),
            document,
            seen: RefCell::default(),
            wrong: RefCell::default(),
            keys: RefCell::default(),
        }
    }

    /// Sends it as the admin, with an idempotency key of its own where one is needed.
    fn ask(&self, method: &str, path: &str, body: Option<Value>) -> Value {
        self.send(method, path, &[("authorization", format!("Bearer {}", self.ledger.admin_key))], body).1
    }

    fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, String)],
        body: Option<Value>,
    ) -> (u16, Value, HeaderMap) {
        let operations = self.document.operations();
        let operation = self.operation(&operations, method, path);
        let mut headers = headers.to_vec();
        if operation.has_key() && !headers.iter().any(|(name, _)| *name == "idempotency-key") {
            self.keys.replace_with(|&mut key| key + 1);
            headers.push(("idempotency-key", format!("key-{}", self.keys.borrow())));
        }
        let sent = body.map(|body| body.to_string().into_bytes());
        self.send_bytes(method, path, &headers, sent.as_deref())
    }

    fn send_bytes(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, String)],
        body: Option<&[u8]>,
    ) -> (u16, Value, HeaderMap) {
        let operations = self.document.operations();
        let operation = self.operation(&operations, method, path);
        let (status, answered, answer) = self.ledger.exchange(&method.to_uppercase(), path, headers, body);
        let id = operation.id();
        let documented = &operation.value["responses"][status.to_string()];
        assert!(documented.is_object(), "{id} answers {status}: {answer}");
        let documented = self.document.resolve(documented);
        for name in documented["headers"].as_object().unwrap().keys() {
            assert!(
                name == "Idempotent-Replayed" || answered.contains_key(name.to_lowercase()),
                "{id} {status}: {name}"
            );
        }
        if let Some(content) = documented["content"].as_object() {
            let kind = answered["content-type"].to_str().unwrap();
            let content = content.get(kind).unwrap_or_else(|| panic!("{id} {status} is of type {kind}"));
            let valid =
                self.document.validator(&content["schema"]).validate(&answer).map_err(|error| error.to_string());
            self.wrong.borrow_mut().extend(valid.err().map(|error| format!("{id} {status}: {error}\n{answer}")));
        } else {
            assert_eq!(answer, "", "{id} {status}");
        }
        self.seen.borrow_mut().insert((id.to_owned(), status));
        (status, answer, answered)
    }

    fn operation<'a>(&self, operations: &'a [Operation<'a>], method: &str, path: &str) -> Operation<'a> {
        // `current` is no id.
        let found = operations.iter().filter(|operation| operation.is_at(path) && operation.method == method);
        *found.min_by_key(|operation| operation.path.matches('{').count()).expect(path)
    }

    fn post(&self, path: &str, body: Value) -> Value {
        self.ask("post", path, Some(body))
    }

    fn get(&self, path: &str) -> Value {
        self.ask("get", path, None)
    }
}

fn id(answer: &Value) -> String {
    answer["id"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
}

/// What holds answers against the document sees a field that is not in it, and one that is missing.
#[test]
fn answers_are_held_closely() {
    let document = Document::printed().closed();
    let limit = |value: Value| document.validator(&json!({"$ref": "#/components/schemas/Refused"})).is_valid(&value);
    let refused = json!({
        "type": "about:blank", "title": "Payment Required", "status": 402, "detail": "no", "code": "insufficient-credits",
        "decision": "paused", "limit": {"kind": "pool", "account": "acme"}, "required": "9", "available": "0",
        "missing": "9", "fix": {"action": "buy", "account": "acme", "topUp": "credit", "quantity": 9, "credits": "9"},
    });
    assert!(limit(refused.clone()));
    for (place, name) in [("", "more"), ("/limit", "more"), ("/fix", "more")] {
        let mut more = refused.clone();
        more.pointer_mut(place).unwrap()[name] = 1.into();
        assert!(!limit(more), "{place}/{name}");
    }
    for (place, name) in [("", "code"), ("", "fix"), ("/limit", "account"), ("/fix", "topUp")] {
        let mut less = refused.clone();
        less.pointer_mut(place).unwrap().as_object_mut().unwrap().remove(name);
        assert!(!limit(less), "{place}/{name}");
    }
}

/// Every operation, well and not so well used: what is answered is what the document says, to the field.
#[test]
fn the_ledger_answers_as_documented() {
    let held = Held::new(&["--set", "aiAgentCredits=5", "--stripe-webhook-secret", "whsec_test"]);
    let text = json!({"service": "sms", "region": "IN", "text": "hello"});
    let call = json!({"service": "call", "call": {"seconds": 60, "direction": "outbound"}});

    // Accounts, what comes in, and what is given on.
    held.post("/v1/accounts", json!({"id": "acme", "plan": "team", "seats": 2, "timeZone": "Europe/Berlin"}));
    held.post("/v1/accounts", json!({"id": "sales", "parent": "acme"}));
    held.post("/v1/accounts", json!({"id": "big", "plan": "enterprise", "anchor": "2026-01-31"}));
    held.post("/v1/accounts", json!({"id": "acme", "plan": "team"}));
    held.post("/v1/accounts", json!({"id": "none", "parent": "nobody"}));
    held.ask("patch", "/v1/accounts/acme", Some(json!({"seats": 1, "atPeriodEnd": true})));
    held.post("/v1/accounts/acme/grants", json!({"credits": "100", "expiresAt": "2099-01-01T00:00:00Z"}));
    held.post("/v1/accounts/nobody/grants", json!({"credits": "100"}));
    held.post("/v1/accounts/acme/purchases", json!({"id": "pi_1", "topUp": "credit", "quantity": 500}));
    held.post("/v1/accounts/acme/purchases", json!({"id": "pi_1", "topUp": "credit"}));
    held.ask("delete", "/v1/accounts/acme/purchases/pi_1", None);
    held.post("/v1/accounts/acme/allotments", json!({"to": "sales", "credits": "50", "mode": "reserve"}));
    held.post("/v1/accounts/acme/allotments", json!({"to": "sales", "credits": "999999", "mode": "reserve"}));
    held.get("/v1/accounts/acme/allotments");

    // Who is told that the balance is low, and what is bought by itself.
    held.ask("put", "/v1/accounts/acme/alerts", Some(json!({"thresholds": ["10"], "admins": ["ann@acme.example"]})));
    held.ask("put", "/v1/accounts/acme/alerts", Some(json!({"admins": ["ann"]})));
    held.get("/v1/accounts/acme/alerts");
    held.get("/v1/accounts/big/alerts");
    held.ask("put", "/v1/accounts/big/auto-reload", Some(json!({"enabled": true})));
    held.ask(
        "put",
        "/v1/accounts/acme/auto-reload",
        Some(json!({"enabled": true, "threshold": "20", "packages": 100})),
    );
    held.post("/v1/accounts/acme/holds", json!({"credits": "99999", "expiresIn": 600}));
    held.get("/v1/accounts/acme/auto-reload");
    held.post("/v1/accounts/acme/auto-reload/1/outcome", json!({"outcome": "declined", "reason": "card expired"}));
    held.post("/v1/accounts/acme/auto-reload/1/outcome", json!({"outcome": "paid", "payment": "pi_2"}));
    held.post("/v1/accounts/acme/auto-reload/1/outcome", json!({"outcome": "paid", "payment": "pi_3"}));
    held.post("/v1/accounts/acme/auto-reload/2/outcome", json!({"outcome": "paid", "payment": "pi_3"}));
    held.ask("put", "/v1/accounts/acme/auto-reload", Some(json!({"enabled": false})));
    held.get("/v1/accounts/big/auto-reload");

    // Charges and what becomes of them.
    let charge = held.post("/v1/accounts/acme/charges", text.clone());
    held.post("/v1/accounts/acme/charges", call.clone());
    held.post("/v1/accounts/acme/charges", json!({"service": "ai_agent", "interaction": {"id": "one"}}));
    held.post("/v1/accounts/sales/charges", call.clone());
    held.post("/v1/accounts/big/charges", call.clone());
    let refused = held.post("/v1/accounts/sales/charges", json!({"service": "call", "call": {"seconds": 9000}}));
    assert_eq!(refused["code"], "insufficient-credits");
    held.post("/v1/accounts/acme/charges", json!({"service": "sms", "to": "+80012345678", "text": "hello"}));
    let adjusted = id(&held.post("/v1/accounts/acme/charges", call.clone()));
    held.post(&format!("/v1/accounts/acme/charges/{adjusted}/adjustments"), json!({"credits": "12"}));
    held.post(&format!("/v1/accounts/acme/charges/{adjusted}/adjustments"), json!({"credits": "12"}));
    held.post(&format!("/v1/accounts/acme/charges/{adjusted}/outcome"), json!({"outcome": "answered"}));
    let refunds = format!("/v1/accounts/acme/charges/{}/refunds", id(&charge));
    held.post(&refunds, json!({"credits": "1", "reason": "not delivered"}));
    held.post(&refunds, json!({}));
    held.post(&refunds, json!({}));
    held.get(&format!("/v1/accounts/acme/charges/{}", id(&charge)));
    held.get("/v1/accounts/acme/charges/ch_1");
    held.get("/v1/plans");
    let batch = json!({"charges": [
        {"account": "acme", "key": "batch-1", "charge": text},
        {"account": "nobody", "key": "batch-2", "charge": text},
        {"account": "acme", "key": "", "charge": text},
    ]});
    held.post("/v1/charges", batch);
    held.post("/v1/charges", json!({"charges": []}));

    // Holds.
    let hold = id(&held.post("/v1/accounts/acme/holds", json!({"credits": "60", "expiresIn": 600})));
    held.post("/v1/accounts/acme/holds", json!({"charge": call, "expiresIn": 600}));
    held.post("/v1/accounts/acme/holds", json!({"credits": "99999", "expiresIn": 600}));
    held.post(&format!("/v1/accounts/acme/holds/{hold}/captures"), json!({"charge": call}));
    held.get(&format!("/v1/accounts/acme/holds/{hold}"));
    held.post(&format!("/v1/accounts/acme/holds/{hold}/captures"), json!({"credits": "500"}));
    held.ask("delete", &format!("/v1/accounts/acme/holds/{hold}"), None);
    held.ask("delete", &format!("/v1/accounts/acme/holds/{hold}"), None);
    held.get(&format!("/v1/accounts/acme/holds/{hold}"));
    held.get("/v1/accounts/acme/holds/ho_999");

    // Campaigns.
    let lines = json!([{"region": "IN", "segments": 1, "segmentsMax": 2, "recipients": 5}]);
    let breakdown = json!({"plan": "team", "service": "sms", "lines": lines});
    let token = held.post("/v1/accounts/acme/preflights", json!({"breakdown": breakdown}))["token"].clone();
    let campaigns = "/v1/accounts/acme/campaigns";
    held.post("/v1/accounts/acme/preflights", json!({"breakdown": {"plan": "team", "service": "fax", "lines": []}}));
    held.post("/v1/accounts/nobody/preflights", json!({"breakdown": breakdown}));
    let signed = json!({"mode": "hold_maximum", "token": token, "expiresIn": 600});
    let campaign = id(&held.post(campaigns, signed.clone()));
    held.post(campaigns, signed);
    let dear = json!([{"region": "IN", "segments": 1, "recipients": 1_000_000}]);
    let dear = json!({"plan": "team", "service": "sms", "lines": dear});
    held.post(campaigns, json!({"mode": "hold_expected", "breakdown": dear, "expiresIn": 600}));
    held.post(campaigns, json!({"id": "warned", "mode": "warn", "breakdown": dear, "expiresIn": 600}));
    held.post(campaigns, json!({"id": "warned", "mode": "warn", "breakdown": breakdown, "expiresIn": 600}));
    held.post(campaigns, json!({"id": "expected", "mode": "hold_expected", "breakdown": breakdown, "expiresIn": 600}));
    for id in [campaign.as_str(), "warned", "expected", "none"] {
        held.post(&format!("{campaigns}/{id}/charges"), text.clone());
        held.get(&format!("{campaigns}/{id}"));
    }
    held.post(&format!("{campaigns}/expected/charges"), json!({"service": "call", "call": {"seconds": 600}}));
    for _ in 0..2 {
        held.ask("post", &format!("{campaigns}/{campaign}/end"), None);
    }
    held.post(&format!("{campaigns}/{campaign}/charges"), text.clone());
    held.get(&format!("{campaigns}/{campaign}"));
    held.get(&format!("{campaigns}?limit=2"));
    held.get("/v1/accounts/nobody/campaigns");

    // Usage.
    let mut for_ann = call.clone();
    for_ann["agent"] = "Ann".into();
    held.post("/v1/accounts/acme/charges", for_ann);
    held.get("/v1/accounts/acme/usage?range=last-12-months&by=service,agent");
    held.get("/v1/accounts/acme/usage?from=2026-01-01&to=2099-12-31&by=day&by=member&scope=own");
    held.get("/v1/accounts/big/usage?range=all&by=month,campaign");
    held.get("/v1/accounts/sales/usage?by=period");
    held.get("/v1/accounts/acme/usage?by=color");
    held.get("/v1/accounts/nobody/usage");
    held.get("/v1/accounts/acme/usage/transactions?limit=2");
    held.get("/v1/accounts/acme/usage/transactions?cursor=none");
    held.get("/v1/accounts/acme/usage.csv?range=this-month");
    held.get("/v1/accounts/acme/projection");
    held.get("/v1/accounts/big/projection?until=month&scope=own");
    held.get("/v1/accounts/acme/reload-suggestion");

    // Quotes.
    let mut quote = text.clone();
    quote["account"] = "acme".into();
    let mut quoted = text.clone();
    quoted["quoteToken"] = held.post("/v1/quotes", quote)["quoteToken"].clone();
    held.post("/v1/accounts/acme/charges", quoted.clone());
    held.post("/v1/accounts/acme/charges", quoted);
    held.post("/v1/quotes", json!({"service": "sms", "region": "IN", "text": "hello", "account": "nobody"}));
    held.post("/v1/quotes", json!({"service": "sms", "to": "+80012345678", "text": "hello", "account": "acme"}));
    held.post("/v1/quotes", json!({"account": "acme"}));
    held.get("/.well-known/jwks.json");

    // What is known afterwards.
    held.ask("delete", "/v1/accounts/acme/allotments/sales", None);
    held.ask("delete", "/v1/accounts/acme/allotments/sales", None);
    let account = held.get("/v1/accounts/acme");
    for path in ["balance", "lots", "entries", "entries?limit=2", "entries?limit=none"] {
        held.get(&format!("/v1/accounts/acme/{path}"));
    }
    for path in ["", "/balance", "/lots", "/entries", "/allotments", "/alerts", "/auto-reload"] {
        held.get(&format!("/v1/accounts/nobody{path}"));
    }
    held.get("/v1/accounts?limit=2");
    held.get("/v1/accounts?search=cm&plan=team");
    held.get("/v1/accounts?page=2");
    held.get(&format!("/v1/books/{}", account["book"]["hash"].as_str().unwrap()));
    held.get(&format!("/v1/decks/{}", account["decks"]["sms"].as_str().unwrap()));
    held.get("/v1/books/none");

    // Books and decks to run by.
    let (book, deck) = (account["book"]["hash"].as_str().unwrap(), account["decks"]["sms"].as_str().unwrap());
    let mut document = held.get(&format!("/v1/books/{book}"));
    document["version"] = "another".into();
    let imported = held.post("/v1/books", document);
    let imported = imported["hash"].as_str().unwrap();
    held.post("/v1/books", json!({"id": "broken"}));
    let csv = |text: &str| {
        let headers =
            [("authorization", format!("Bearer {}", held.ledger.admin_key)), ("content-type", "text/csv".into())];
        held.send_bytes("post", "/v1/decks?service=sms", &headers, Some(text.as_bytes())).1
    };
    let dearer = csv("iso,price_usd\nIN,0.5\n");
    csv("iso,price_usd\nIN,cheap\n");
    held.get("/v1/books?limit=1");
    held.get("/v1/decks");
    held.get(&format!("/v1/books/{imported}/changes?since={book}"));
    held.get(&format!("/v1/books/{imported}/changes"));
    held.get(&format!("/v1/decks/{}/changes?since={deck}", dearer["hash"].as_str().unwrap()));
    held.post("/v1/activations", json!({"book": imported, "decks": {"sms": deck}}));
    held.post("/v1/activations", json!({"book": "none"}));
    held.get("/v1/activations");
    for path in ["/healthz", "/readyz", "/metrics", "/openapi.json"] {
        held.get(path);
    }

    // Who is told, and what comes in from others.
    let endpoint = json!({"url": "https://hooks.invalid/", "types": ["charge.refused"], "account": "big-2"});
    held.post("/v1/accounts", json!({"id": "big-2", "plan": "free"}));
    let endpoint = id(&held.post("/v1/webhook-endpoints", endpoint));
    held.post("/v1/webhook-endpoints", json!({"url": "https://127.0.0.1/"}));
    held.post("/v1/accounts/big-2/charges", text.clone());
    held.get("/v1/events?account=big-2&type=charge.refused&limit=1");
    held.get("/v1/events?type=none");
    let delivery = crate::support::wait(std::time::Duration::from_secs(10), "a delivery", || {
        held.get("/v1/deliveries?account=big-2")["deliveries"].as_array().unwrap().first().map(id)
    });
    held.ask("post", &format!("/v1/deliveries/{delivery}/replay"), None);
    held.ask("post", "/v1/deliveries/dlv_1/replay", None);
    held.get("/v1/webhook-endpoints");
    held.ask("patch", &format!("/v1/webhook-endpoints/{endpoint}"), Some(json!({"rotateSecret": true})));
    held.ask("patch", "/v1/webhook-endpoints/we_1", Some(json!({"rotateSecret": true})));
    held.ask("delete", &format!("/v1/webhook-endpoints/{endpoint}"), None);
    let paid = json!({"id": "evt_1", "type": "checkout.session.completed", "data": {"object": {
        "id": "cs_1", "payment_status": "paid", "metadata": {"septet_account": "acme", "septet_top_up": "credit"},
    }}});
    let signature = crate::stripe::signed("whsec_test", paid.to_string().as_bytes());
    held.send("post", "/v1/webhooks/stripe", &[("stripe-signature", signature)], Some(paid.clone()));
    held.send("post", "/v1/webhooks/stripe", &[("stripe-signature", "t=1,v1=00".to_owned())], Some(paid));

    // Who comes in.
    let keys = ("idempotency-key", "the-same".to_owned());
    let admin = ("authorization", format!("Bearer {}", held.ledger.admin_key));
    let wanted = json!({"name": "reader", "scopes": ["read"], "expiresAt": "2099-01-01T00:00:00Z"});
    let (_, key, _) = held.send("post", "/v1/keys", &[admin.clone(), keys.clone()], Some(wanted.clone()));
    let (_, again, headers) = held.send("post", "/v1/keys", &[admin.clone(), keys], Some(wanted));
    assert_eq!((&again["key"], &headers["idempotent-replayed"].to_str().unwrap()), (&Value::Null, &"true"));
    let reader = ("authorization", format!("Bearer {}", key["key"].as_str().unwrap()));
    assert_eq!(held.send("post", "/v1/accounts/acme/charges", &[reader], Some(text.clone())).0, 403);
    held.get("/v1/keys");
    held.ask("delete", &format!("/v1/keys/{}", id(&key)), None);
    held.ask("delete", "/v1/keys/key_1", None);
    held.ask("delete", "/v1/keys/key_99", None);
    let code = held.post("/v1/login-codes", json!({"account": "acme"}));
    held.post("/v1/login-codes", json!({"account": "nobody"}));
    let (_, session, headers) = held.send("post", "/v1/sessions", &[], Some(json!({"code": code["code"]})));
    held.send("post", "/v1/sessions", &[], Some(json!({"code": code["code"]})));
    let cookie = ("cookie", headers["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned());
    let csrf = ("x-csrf-token", session["csrfToken"].as_str().unwrap().to_owned());
    held.send("get", "/v1/sessions/current", std::slice::from_ref(&cookie), None);
    held.send("post", "/v1/accounts/acme/charges", &[cookie.clone(), csrf.clone()], Some(text.clone()));
    assert_eq!(
        held.send("post", "/v1/accounts/acme/charges", std::slice::from_ref(&cookie), Some(text.clone())).0,
        403
    );
    held.send("delete", "/v1/sessions/current", &[cookie, csrf], None);
    assert_eq!(held.send("post", "/v1/accounts/acme/charges", &[], Some(text)).0, 401);
    held.ask("get", "/v1/sessions/current", None);

    // An attempt is charged when it starts and settled when it ends, on a book that knows attempts.
    let attempts = Held::new(&["--book", "atllas", "--set", "monthlyAllotment=100"]);
    attempts.post("/v1/accounts", json!({"id": "acme", "plan": "standard"}));
    let attempt = id(&attempts.post("/v1/accounts/acme/charges", json!({"service": "call_attempt"})));
    let outcome = format!("/v1/accounts/acme/charges/{attempt}/outcome");
    attempts.post(&outcome, json!({"outcome": "failed"}));
    attempts.post(&outcome, json!({"outcome": "failed"}));
    attempts.get("/v1/accounts/acme/entries");

    // Credits that are bought for each period, on a book that sells them.
    let monthly = Held::new(&["--book", "voice-credits", "--set=monthlyAllowance=0", "--set=extraCredits=10"]);
    monthly.post("/v1/accounts", json!({"id": "acme", "plan": "standard"}));
    monthly.post("/v1/accounts/acme/purchases", json!({"id": "pi_1", "topUp": "extra_monthly"}));
    monthly.get("/v1/accounts/acme");
    monthly.ask("delete", "/v1/accounts/acme/purchases/pi_1", None);

    assert_eq!([held.wrong.take(), monthly.wrong.take(), attempts.wrong.take()].concat().join("\n"), "");
    let seen: BTreeSet<(String, u16)> =
        held.seen.take().into_iter().chain(attempts.seen.take()).chain(monthly.seen.take()).collect();
    for operation in held.document.operations() {
        let well = seen.iter().any(|(id, status)| id == operation.id() && (200..300).contains(status));
        assert!(well, "{} was never answered well", operation.id());
    }
    let problems: BTreeSet<u16> = seen.iter().map(|(_, status)| *status).filter(|status| *status >= 400).collect();
    assert_eq!(problems, BTreeSet::from([400, 401, 402, 403, 404, 409, 422]));
}

/// What is refused for its form alone, whatever the ledger holds, the document does not allow either.
#[test]
fn the_document_says_what_is_refused() {
    let (ledger, document) = (Ledger::start(&[]), Document::printed());
    ledger.open(json!({"id": "acme", "plan": "team"}));
    let endpoint =
        ledger.done("POST", "/v1/webhook-endpoints", "endpoint", json!({"url": "https://hooks.invalid/"}))["id"]
            .clone();
    let endpoint = format!("/v1/webhook-endpoints/{}", endpoint.as_str().unwrap());
    let charge = json!({"service": "sms", "region": "IN", "text": "hello"});
    let with = |field: &str, value: Value| {
        let mut body = charge.clone();
        body[field] = value;
        body
    };
    let line = json!({"region": "IN", "segments": 1, "recipients": 1, "position": 101});
    let preflight = json!({"breakdown": {"plan": "team", "service": "sms", "lines": [line]}});
    let credits = |credits: &str| json!({ "credits": credits });
    let bodies = [
        ("post", "/v1/accounts", json!({"id": "new", "plan": "team", "seats": 1_000_001})),
        ("post", "/v1/accounts/acme/grants", credits("10000000000000")),
        ("post", "/v1/accounts/acme/grants", credits("1.0000000000000000000000000000000")),
        ("post", "/v1/accounts/acme/grants", json!({"credits": "1", "reason": "r".repeat(501)})),
        ("post", "/v1/accounts/acme/purchases", json!({"id": "p", "topUp": "credit", "quantity": 0})),
        ("post", "/v1/accounts/acme/purchases", json!({"id": "p", "topUp": "credit", "quantity": 1_000_001})),
        ("post", "/v1/accounts/acme/charges", with("quantity", json!(0))),
        ("post", "/v1/accounts/acme/charges", with("quantity", json!(1_000_000_001))),
        ("post", "/v1/accounts/acme/charges", json!({"service": "ai_agent", "interaction": {"id": ""}})),
        ("post", "/v1/accounts/acme/holds", json!({"credits": "1", "expiresIn": 0})),
        ("post", "/v1/accounts/acme/holds", json!({"credits": "1", "expiresIn": 2_592_001})),
        ("post", "/v1/accounts/acme/allotments", json!({"to": "", "credits": "1"})),
        ("post", "/v1/accounts/acme/preflights", preflight),
        ("put", "/v1/accounts/acme/alerts", json!({"thresholds": ["100"]})),
        ("put", "/v1/accounts/acme/alerts", json!({"thresholds": (10..21).map(|n| n.to_string()).collect::<Vec<_>>()})),
        ("put", "/v1/accounts/acme/alerts", json!({"admins": ["ann"]})),
        ("put", "/v1/accounts/acme/auto-reload", json!({"enabled": true, "packages": 0})),
        ("post", "/v1/activations", json!({"book": "calcom"})),
        ("post", "/v1/charges", json!({"charges": []})),
        ("post", "/v1/keys", json!({"name": "none", "scopes": []})),
        ("post", "/v1/login-codes", json!({"account": "acme", "expiresIn": 86_401})),
        ("post", "/v1/webhook-endpoints", json!({"url": "app.example"})),
        ("patch", &endpoint, json!({"rotateSecret": false})),
    ];
    let operations = document.operations();
    let operation = |method: &str, path: &str| {
        let mut found = operations.iter().filter(|operation| operation.method == method && operation.is_at(path));
        *found.next().unwrap_or_else(|| panic!("{method} {path}"))
    };
    for (method, path, body) in bodies {
        let (status, answer) = ledger.ask(&method.to_uppercase(), path, Some("key"), Some(&body));
        assert!([400, 422].contains(&status), "{method} {path} {body}: {answer}");
        let schema = operation(method, path).body().unwrap().clone();
        assert!(!document.validator(&schema).is_valid(&body), "{method} {path} allows {body}: {}", answer["detail"]);
    }
    for (method, path, name, value) in [
        ("get", "/v1/accounts/acme/projection", "until", "year"),
        ("get", "/v1/accounts/acme/usage", "by", "week"),
        ("get", "/v1/accounts/acme/usage", "by", "day,agent,member"),
        ("get", "/v1/accounts/acme/usage", "agent", "%07"),
        ("get", "/v1/accounts/acme/usage", "member", ""),
        ("get", "/v1/books/x/changes", "since", "x"),
    ] {
        let (status, answer) = ledger.ask(&method.to_uppercase(), &format!("{path}?{name}={value}"), None, None);
        assert!([400, 404].contains(&status), "{method} {path} {name}={value}: {answer}");
        let parameters = operation(method, path).value["parameters"].as_array().unwrap().clone();
        let schema = &parameters.iter().find(|parameter| parameter["name"] == name).unwrap()["schema"];
        let value = value.replace("%07", "\u{7}");
        assert!(!document.validator(schema).is_valid(&json!(value)), "{path} allows {name}={value}");
    }
}
