//! The HTTP interface: JSON under `/v1`, problem details for every error, and the web app beside it.

mod accounts;
mod alerts;
mod body;
mod callers;
mod campaigns;
mod changes;
mod charges;
mod deliveries;
mod directory;
mod documents;
mod endpoints;
mod events;
mod health;
mod keys;
mod observe;
mod once;
mod openapi;
mod page;
mod path;
mod payments;
mod prices;
mod problem;
mod query;
mod quotes;
mod sessions;
mod usage;
mod web;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{OriginalUri, Request};
use axum::http::header::{CACHE_CONTROL, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderValue, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tower_http::set_header::SetResponseHeaderLayer;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::App;
use crate::{Error, rates};
pub(super) use body::name;
pub(super) use once::REPLAYED;
pub(super) use openapi::text as openapi;
pub(super) use problem::{Rejection, problem};

/// The most bytes of a body: the longest text that is looked at fits, as UTF-8 or escaped as `\uXXXX`, and the largest deck.
const BODY_BYTES_MAX: usize = rates::DECK_BYTES_MAX;

/// How long a body may take to come; the time that is left is for the answer.
const BODY_TIME: Duration = Duration::from_secs(25);

/// How long a request may take.
const TIMEOUT: Duration = Duration::from_secs(30);

/// The routes for those who are known. A route is in here together with what the document says of it.
fn v1() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(directory::list, changes::open_account))
        .routes(routes!(accounts::account, changes::change_account))
        .routes(routes!(alerts::alerts, alerts::set_alerts))
        .routes(routes!(accounts::allotments, changes::allot))
        .routes(routes!(changes::take_back))
        .routes(routes!(alerts::auto_reload, alerts::set_auto_reload))
        .routes(routes!(alerts::settle_reload))
        .routes(routes!(accounts::balance))
        .routes(routes!(campaigns::list, campaigns::start))
        .routes(routes!(campaigns::campaign))
        .routes(routes!(campaigns::charge))
        .routes(routes!(campaigns::end))
        .routes(routes!(charges::charge))
        .routes(routes!(charges::adjust))
        .routes(routes!(accounts::charge))
        .routes(routes!(charges::settle))
        .routes(routes!(charges::refund))
        .routes(routes!(accounts::entries))
        .routes(routes!(changes::grant))
        .routes(routes!(charges::hold))
        .routes(routes!(accounts::hold, charges::release))
        .routes(routes!(charges::capture))
        .routes(routes!(accounts::lots))
        .routes(routes!(campaigns::preflight))
        .routes(routes!(usage::projection))
        .routes(routes!(changes::purchase))
        .routes(routes!(changes::end_recurring))
        .routes(routes!(usage::reload_suggestion))
        .routes(routes!(usage::report))
        .routes(routes!(usage::csv))
        .routes(routes!(usage::transactions))
        .routes(routes!(charges::charges))
        .routes(routes!(prices::activations, prices::activate))
        .routes(routes!(prices::books, prices::import_book))
        .routes(routes!(documents::book))
        .routes(routes!(prices::book_differences))
        .routes(routes!(prices::decks, prices::import_deck))
        .routes(routes!(documents::deck))
        .routes(routes!(prices::deck_differences))
        .routes(routes!(deliveries::list))
        .routes(routes!(deliveries::replay))
        .routes(routes!(events::list))
        .routes(routes!(keys::keys, keys::create))
        .routes(routes!(keys::revoke))
        .routes(routes!(sessions::login_code))
        .routes(routes!(documents::plans))
        .routes(routes!(quotes::quote))
        .routes(routes!(sessions::begin))
        .routes(routes!(sessions::current, sessions::end))
        .routes(routes!(endpoints::list, endpoints::create))
        .routes(routes!(endpoints::rotate, endpoints::delete))
        .routes(routes!(payments::stripe))
}

/// The routes for everyone.
fn beside() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(quotes::keys))
        .routes(routes!(health::alive))
        .routes(routes!(observe::metrics))
        .routes(routes!(openapi::document))
        .routes(routes!(health::ready))
}

/// What a ledger answers is one caller's, and of that moment, but for what says otherwise.
const NOT_KEPT: HeaderValue = HeaderValue::from_static("no-store");

/// No browser is to guess that an answer is of another type than it says.
const AS_SAID: HeaderValue = HeaderValue::from_static("nosniff");

/// Every route.
pub(super) fn router(app: Arc<App>, web: Option<&Path>) -> Router {
    let v1 = Router::from(v1())
        .fallback(nothing_here)
        .method_not_allowed_fallback(wrong_method)
        .layer(axum::middleware::from_fn_with_state(app.clone(), callers::identified))
        .layer(SetResponseHeaderLayer::if_not_present(CACHE_CONTROL, NOT_KEPT));
    let cors = app.gate.origins.layer();
    let router = Router::from(beside()).method_not_allowed_fallback(wrong_method).nest("/v1", v1).with_state(app);
    let router = match web {
        Some(folder) => router.merge(web::files(folder)),
        None => router.fallback(nothing_here),
    };
    let router = router.layer(axum::middleware::from_fn(in_time));
    let router = match cors {
        Some(cors) => router.layer(cors),
        None => router,
    };
    let as_said = SetResponseHeaderLayer::overriding(X_CONTENT_TYPE_OPTIONS, AS_SAID);
    router.layer(as_said).layer(axum::middleware::from_fn(observe::observe))
}

/// Nobody waits for ever; what the ledger has accepted by then it finishes all the same.
async fn in_time(request: Request, next: Next) -> Response {
    let late =
        |_| Rejection::from(Error::unavailable("the answer took too long: try again with the same idempotency key"));
    tokio::time::timeout(TIMEOUT, next.run(request)).await.map_err(late).into_response()
}

async fn nothing_here(OriginalUri(uri): OriginalUri) -> Rejection {
    Error::not_found(uri.path()).into()
}

async fn wrong_method(method: Method, OriginalUri(uri): OriginalUri) -> Rejection {
    Error::method_not_allowed(method.as_str(), uri.path()).into()
}
