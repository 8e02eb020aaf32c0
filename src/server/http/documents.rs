//! The plans of the present book; and books and decks by their hash. What a hash names never changes, so it may be kept
//! for ever.

use std::sync::Arc;

use axum::Json;
use axum::extract::{OriginalUri, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use super::App;
use super::path::Path;
use super::problem::Rejection;
use crate::Error;
use crate::wire::plans::Plans;

pub(super) const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// List the plans of the book that the ledger runs by, and what can be bought on them
#[utoipa::path(
    get, path = "/plans", tag = "documents", operation_id = "listPlans",
    responses((status = 200, description = "The plans", body = Plans)),
)]
pub(super) async fn plans(State(app): State<Arc<App>>) -> Json<Plans> {
    Json(app.engines.current().book().into())
}

/// Fetch the price book of a hash
#[utoipa::path(
    get, path = "/books/{hash}", tag = "documents", operation_id = "getBook",
    responses((status = 200, description = "The book", body = Object)),
)]
pub(super) async fn book(
    State(app): State<Arc<App>>,
    Path(hash): Path<String>,
    OriginalUri(uri): OriginalUri,
) -> Result<Response, Rejection> {
    document(&app, "book", hash, uri.path(), "application/json").await
}

/// Fetch the rate deck of a hash
#[utoipa::path(
    get, path = "/decks/{hash}", tag = "documents", operation_id = "getDeck",
    responses((status = 200, description = "The deck", body = String, content_type = "text/csv; charset=utf-8")),
)]
pub(super) async fn deck(
    State(app): State<Arc<App>>,
    Path(hash): Path<String>,
    OriginalUri(uri): OriginalUri,
) -> Result<Response, Rejection> {
    document(&app, "deck", hash, uri.path(), "text/csv; charset=utf-8").await
}

async fn document(
    app: &App,
    kind: &'static str,
    hash: String,
    path: &str,
    content_type: &'static str,
) -> Result<Response, Rejection> {
    let body =
        app.readers.read(move |store| store.document(kind, &hash)).await?.ok_or_else(|| Error::not_found(path))?;
    Ok(([(CONTENT_TYPE, content_type), (CACHE_CONTROL, FOR_EVER)], body).into_response())
}
