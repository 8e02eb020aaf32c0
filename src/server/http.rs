//! The HTTP interface: JSON under `/v1`, problem details for every error, and the web app beside it.

mod accounts;
mod body;
mod callers;
mod changes;
mod charges;
mod documents;
mod health;
mod keys;
mod observe;
mod page;
mod problem;
mod quotes;
mod sessions;
mod web;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{OriginalUri, Request};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post};

use super::App;
use crate::Error;
pub(super) use body::name;
pub(super) use problem::{Rejection, problem};

/// The most bytes of a body: the longest text that is looked at fits, as UTF-8 or escaped as `\uXXXX`.
const BODY_BYTES_MAX: usize = 13 << 20;

/// How long a request may take.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Every route.
pub(super) fn router(app: Arc<App>, web: Option<&Path>) -> Router {
    let v1 = Router::new()
        .route("/accounts", get(accounts::list).post(changes::open_account))
        .route("/accounts/{id}", get(accounts::account).patch(changes::change_account))
        .route("/accounts/{id}/allotments", get(accounts::allotments).post(changes::allot))
        .route("/accounts/{id}/allotments/{to}", delete(changes::take_back))
        .route("/accounts/{id}/balance", get(accounts::balance))
        .route("/accounts/{id}/charges", post(charges::charge))
        .route("/accounts/{id}/charges/{charge}/adjustments", post(charges::adjust))
        .route("/accounts/{id}/charges/{charge}/outcome", post(charges::settle))
        .route("/accounts/{id}/charges/{charge}/refunds", post(charges::refund))
        .route("/accounts/{id}/entries", get(accounts::entries))
        .route("/accounts/{id}/grants", post(changes::grant))
        .route("/accounts/{id}/holds", post(charges::hold))
        .route("/accounts/{id}/holds/{hold}", get(accounts::hold).delete(charges::release))
        .route("/accounts/{id}/holds/{hold}/captures", post(charges::capture))
        .route("/accounts/{id}/lots", get(accounts::lots))
        .route("/accounts/{id}/purchases", post(changes::purchase))
        .route("/accounts/{id}/purchases/{purchase}", delete(changes::end_recurring))
        .route("/charges", post(charges::charges))
        .route("/books/{hash}", get(documents::book))
        .route("/decks/{hash}", get(documents::deck))
        .route("/keys", get(keys::keys).post(keys::create))
        .route("/keys/{id}", delete(keys::revoke))
        .route("/login-codes", post(sessions::login_code))
        .route("/quotes", post(quotes::quote))
        .route("/sessions", post(sessions::begin))
        .route("/sessions/current", get(sessions::current).delete(sessions::end))
        .fallback(nothing_here)
        .method_not_allowed_fallback(wrong_method)
        .layer(axum::middleware::from_fn_with_state(app.clone(), callers::identified));
    let cors = app.gate.origins.layer();
    let router = Router::new()
        .nest("/v1", v1)
        .route("/.well-known/jwks.json", get(quotes::keys))
        .route("/healthz", get(health::alive))
        .route("/metrics", get(observe::metrics))
        .route("/readyz", get(health::ready))
        .with_state(app);
    let router = match web {
        Some(folder) => router.merge(web::files(folder)),
        None => router.fallback(nothing_here),
    };
    let router =
        router.layer(axum::middleware::from_fn(in_time)).layer(axum::extract::DefaultBodyLimit::max(BODY_BYTES_MAX));
    let router = match cors {
        Some(cors) => router.layer(cors),
        None => router,
    };
    router.layer(axum::middleware::from_fn(observe::observe))
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
