//! The interface as an OpenAPI document, made from its routes: what each handler says of itself, and what is said of
//! all of them here.

use std::sync::LazyLock;

use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn, PathItem};
use utoipa::openapi::response::{Response as Answer, ResponseBuilder};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityRequirement, SecurityScheme};
use utoipa::openapi::tag::TagBuilder;
use utoipa::openapi::{
    Components, ContentBuilder, Header, HeaderBuilder, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, Ref,
    RefOr, Required,
};
use utoipa_axum::router::OpenApiRouter;

use super::problem::{PROBLEM_JSON, status};
use crate::ErrorKind;
use crate::wire::ledger::{Problem, Refused};
use crate::wire::schema::{HASH, NAME, Name, ProjectionUntil, component, reference};

/// How long the document may be used without asking again.
const MAX_AGE: &str = "public, max-age=300";

const TAGS: &[(&str, &str)] = &[
    ("accounts", "Accounts: what was agreed with them, and what they have"),
    ("credits", "Credits that come in"),
    ("charges", "What is charged, and what becomes of it"),
    ("holds", "Credits that are reserved until it is known what was used"),
    ("campaigns", "Many charges within one limit, which is known before the first"),
    ("alerts", "Balances that run low: who is told, and what is bought by itself"),
    ("allotments", "Credits that an account gives to those below it"),
    ("events", "What has happened, and who is told of it"),
    ("usage", "What was used, by whom, and where it goes"),
    ("access", "Keys of programs, sessions of people"),
    ("documents", "What prices and promises are made from"),
    ("operation", "What runs the ledger"),
];

/// What stands in braces in a path: its name, what it is, and its form.
const PLACES: &[(&str, &str, &str)] = &[
    ("campaign", "The campaign", NAME),
    ("charge", "The charge, which may be a capture", "^ch_[1-9][0-9]*$"),
    ("delivery", "The delivery", "^dlv_[0-9a-f]{32}$"),
    ("endpoint", "The webhook endpoint", "^we_[0-9a-f]{32}$"),
    ("hash", "SHA-256 of the document, as accounts, quotes and entries name it", HASH),
    ("hold", "The hold", "^ho_[1-9][0-9]*$"),
    ("id", "The account; of keys, the key", NAME),
    ("purchase", "The payment's own id", NAME),
    ("reload", "The reload, counted from 1 in its account", "^[1-9][0-9]*$"),
    ("to", "The account below", NAME),
];

/// Scopes are of keys.
const NO_SCOPES: [&str; 0] = [];

/// Show this document: the whole interface as OpenAPI 3.1
#[utoipa::path(
    get, path = "/openapi.json", tag = "documents", operation_id = "getOpenApi",
    responses((status = 200, description = "The document", body = Object)),
)]
pub(super) async fn document() -> Response {
    ([(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, MAX_AGE)], text()).into_response()
}

/// The document's JSON.
pub(in crate::server) fn text() -> &'static str {
    static TEXT: LazyLock<String> = LazyLock::new(|| made().to_pretty_json().unwrap_or_default());
    &TEXT
}

fn made() -> OpenApi {
    let info = InfoBuilder::new().title("Septet").version(env!("CARGO_PKG_VERSION")).description(Some(
        "The ledger: accounts that hold credits, and exact charges for messages, calls and interactions.\n\nNames are \
         camelCase, unknown fields are refused, a field that is null is one that is not there. Credits and money are \
         decimal numbers as text; times are RFC 3339. Every change to an account carries an idempotency key, in a batch one for \
         each charge; operations that need none do not name one. Every error is a problem (RFC 9457) with a code to branch on.",
    ));
    let license = LicenseBuilder::new().name("MIT OR Apache-2.0").identifier(Some("MIT OR Apache-2.0"));
    let tags =
        TAGS.iter().map(|&(name, description)| TagBuilder::new().name(name).description(Some(description)).build());
    let frame = OpenApiBuilder::new().info(info.license(Some(license.build())).build()).tags(Some(tags));
    let mut made =
        OpenApiRouter::with_openapi(frame.build()).merge(super::beside()).nest("/v1", super::v1()).into_openapi();

    for (path, item) in &mut made.paths.paths {
        for operation in operations(item) {
            complete(path, operation);
        }
        if let Some(read) = &mut item.get {
            open_to_operators(read, false);
        }
        for change in [&mut item.post, &mut item.patch, &mut item.put, &mut item.delete].into_iter().flatten() {
            open_to_operators(change, true);
        }
    }
    let components = made.components.get_or_insert_default();
    security(components);
    let mut schemas = Vec::new();
    component::<Problem>(&mut schemas);
    component::<Refused>(&mut schemas);
    component::<Name>(&mut schemas);
    component::<ProjectionUntil>(&mut schemas);
    schemas.push(("Refused".to_owned(), <Refused as utoipa::PartialSchema>::schema()));
    components.schemas.extend(schemas);
    for problem in problems() {
        components.responses.insert(name(problem), answer(problem).into());
    }
    made
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [&mut item.get, &mut item.post, &mut item.patch, &mut item.put, &mut item.delete].into_iter().flatten()
}

/// What is said of a session's cookie.
const SESSION: &str = "A person's session: for one account, or an operator's for all. Where the ledger's `--public-url` is \
                       https, the cookie is `__Host-septet_session`.";

fn security(components: &mut Components) {
    let described = |of: fn(ApiKeyValue) -> ApiKey, name: &str, description: &str| {
        SecurityScheme::ApiKey(of(ApiKeyValue::with_description(name, description)))
    };
    let mut key = Http::new(HttpAuthScheme::Bearer);
    key.description =
        Some("An API key. Its scopes are `admin`, which covers the others, `charge` and `read`.".to_owned());
    let session = described(ApiKey::Cookie, "septet_session", SESSION);
    let csrf =
        described(ApiKey::Header, "X-CSRF-Token", "The session's `csrfToken`: every change of a session sends it.");
    components.add_security_scheme("key", SecurityScheme::Http(key));
    components.add_security_scheme("session", session);
    components.add_security_scheme("csrf", csrf);
}

/// An operator's session opens what a key with scope `admin` does.
fn open_to_operators(operation: &mut Operation, is_change: bool) {
    let admins = SecurityRequirement::new("key", ["admin"]);
    let Some(ways) = operation.security.as_mut().filter(|ways| ways.contains(&admins)) else { return };
    let session = SecurityRequirement::new("session", NO_SCOPES);
    ways.push(if is_change { session.add("csrf", NO_SCOPES) } else { session });
}

/// Adds what follows from what an operation takes: where its path leads, and how it can fail.
fn complete(path: &str, operation: &mut Operation) {
    let places = path.split('/').filter_map(|step| step.strip_prefix('{')?.strip_suffix('}'));
    let places: Vec<RefOr<Parameter>> = places.map(|name| place(name).into()).collect();
    let (has_body, has_places) = (operation.request_body.is_some(), !places.is_empty());
    let given = operation.parameters.get_or_insert_default();
    let has_key = given.iter().any(|given| matches!(given, RefOr::T(given) if given.name == "Idempotency-Key"));
    let has_more = has_key || has_body || !given.is_empty();
    given.splice(0..0, places);
    given.push(request_id().into());

    let mut fails = vec![StatusCode::INTERNAL_SERVER_ERROR, StatusCode::SERVICE_UNAVAILABLE];
    if operation.security.is_some() {
        fails.extend([StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN]);
    }
    if path.starts_with("/v1/") {
        fails.push(StatusCode::TOO_MANY_REQUESTS);
    }
    if has_places {
        fails.push(StatusCode::NOT_FOUND);
    }
    if has_more {
        fails.push(StatusCode::BAD_REQUEST);
    }
    if has_body {
        fails.extend([StatusCode::REQUEST_TIMEOUT, StatusCode::PAYLOAD_TOO_LARGE]);
    }
    if has_key {
        fails.push(StatusCode::UNPROCESSABLE_ENTITY);
    }
    let answers = &mut operation.responses.responses;
    for status in fails {
        answers.entry(status.as_str().to_owned()).or_insert_with(|| Answer::default().into());
    }
    for (status, answer) in answers {
        let problem = status.parse().ok().filter(|status: &StatusCode| status.as_u16() >= 400);
        match (problem, answer) {
            (Some(problem), answer) => *answer = RefOr::Ref(Ref::from_response_name(name(problem))),
            (None, RefOr::T(answer)) => {
                answer.headers.insert(
                    "X-Request-Id".to_owned(),
                    text_header("The id of the request, which the log repeats.").into(),
                );
                if has_key {
                    let replayed = "`true` where the request was answered before: this is that answer.";
                    answer.headers.insert("Idempotent-Replayed".to_owned(), text_header(replayed).into());
                }
            }
            (None, RefOr::Ref(_)) => {}
        }
    }
}

fn place(name: &str) -> Parameter {
    let known = PLACES.iter().find(|(place, ..)| *place == name);
    let schema = ObjectBuilder::new().schema_type(Type::String).pattern(known.map(|(_, _, pattern)| *pattern));
    let place = ParameterBuilder::new().name(name).parameter_in(ParameterIn::Path).required(Required::True);
    place.description(known.map(|(_, description, _)| *description)).schema(Some(schema)).build()
}

fn request_id() -> Parameter {
    let id = ParameterBuilder::new().name("X-Request-Id").parameter_in(ParameterIn::Header).required(Required::False);
    let description = "An id of the caller's own, which the answer and the log repeat where it has the form of a name. \
                       Anything else counts as none.";
    id.description(Some(description)).schema(Some(ObjectBuilder::new().schema_type(Type::String))).build()
}

fn text_header(description: &str) -> Header {
    let text = ObjectBuilder::new().schema_type(Type::String);
    HeaderBuilder::new().schema(Some(text)).description(Some(description)).build()
}

/// The statuses of problems.
fn problems() -> impl Iterator<Item = StatusCode> {
    let statuses = ErrorKind::ALL.iter().map(|&kind| status(kind).as_u16());
    std::collections::BTreeSet::from_iter(statuses).into_iter().filter_map(|status| StatusCode::from_u16(status).ok())
}

/// `NotFound`
fn name(problem: StatusCode) -> String {
    problem.canonical_reason().unwrap_or_default().replace(' ', "")
}

/// A problem of that status, and the codes it may have.
fn answer(problem: StatusCode) -> Answer {
    let kinds = ErrorKind::ALL.iter().filter(|&&kind| status(kind) == problem);
    let codes: Vec<String> = kinds.map(|kind| format!("`{}`", kind.code())).collect();
    let schema = match problem {
        StatusCode::PAYMENT_REQUIRED => reference::<Refused>(),
        _ => reference::<Problem>(),
    };
    let content = ContentBuilder::new().schema(Some(schema)).build();
    let answer = ResponseBuilder::new().description(codes.join(", ")).content(PROBLEM_JSON, content);
    let answer = answer.header("X-Request-Id", text_header("The id of the request, which the log repeats."));
    match problem {
        StatusCode::UNAUTHORIZED => answer.header("WWW-Authenticate", text_header("`Bearer`")),
        StatusCode::TOO_MANY_REQUESTS => answer.header("Retry-After", text_header("Seconds to wait.")),
        _ => answer,
    }
    .build()
}
