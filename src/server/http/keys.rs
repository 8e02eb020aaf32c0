//! API keys.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::App;
use super::body::{Change, name};
use super::once::once;
use super::page::Page;
use super::path::Path;
use super::problem::Rejection;
use crate::server::auth::{self, Principal, Scopes};
use crate::server::store::answered;
use crate::wire::access;

/// Make an API key: the first answer shows it, its replays have `"key":null`
#[utoipa::path(
    post, path = "/keys", tag = "access", operation_id = "createKey",
    params(Change),
    request_body(content = access::KeyRequest, example = json!({"name": "booking", "scopes": ["charge", "read"]})),
    responses((status = 201, description = "The key", body = access::NewKey)),
    security(("key" = ["admin"])),
)]
pub(super) async fn create(
    State(app): State<Arc<App>>,
    principal: Principal,
    change: Change,
) -> Result<Response, Rejection> {
    principal.may_administer()?;
    let access::KeyRequest { name: given, scopes, expires_at } = access::KeyRequest::read(change.body)?;
    let given = name("name", &given)?;
    let scopes = Scopes::read(scopes.iter().map(String::as_str))?;
    let (key, asked) = (change.key, expires_at.map(|given| auth::time("expiresAt", &given)));
    // A replay is answered also when the key has expired in the meantime.
    let (secret, add) = auth::add_key(&given, scopes, asked.clone().transpose().unwrap_or_default())?;
    let made = once(&app, "/keys", key, StatusCode::CREATED, move |store| match &asked {
        Some(Err(error)) => Err(error.clone().into()),
        _ => Ok(add(store)?),
    });
    let answer = made.await?.answer(|key| access::NewKey { key: Some(secret), ..key });
    app.gate.keys.forget().await;
    Ok(answer)
}

/// List API keys, newest first
#[utoipa::path(
    get, path = "/keys", tag = "access", operation_id = "listKeys",
    params(Page),
    responses((status = 200, description = "A page of keys", body = access::Keys)),
    security(("key" = ["admin"])),
)]
pub(super) async fn keys(
    State(app): State<Arc<App>>,
    principal: Principal,
    page: Page,
) -> Result<Json<access::Keys>, Rejection> {
    principal.may_administer()?;
    let (before, limit) = (page.before()?, page.limit);
    let keys = app.readers.read(move |store| store.api_keys_before(before, limit)).await?;
    let next = page.next(keys.len(), keys.last().map(|key| key.id));
    Ok(Json(access::Keys { keys: keys.iter().map(auth::describe_key).collect(), next }))
}

/// Revoke an API key
///
/// Doing so again changes nothing, so no idempotency key is needed.
#[utoipa::path(
    delete, path = "/keys/{id}", tag = "access", operation_id = "revokeKey",
    responses((status = 200, description = "The key", body = access::Key), (status = 409)),
    security(("key" = ["admin"])),
)]
pub(super) async fn revoke(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    principal: Principal,
) -> Result<Json<access::Key>, Rejection> {
    principal.may_administer()?;
    let id = auth::key_number(&id)?;
    let key = app.writer.write(move |store| answered(auth::revoke(store, id, true))).await??;
    app.gate.keys.forget().await;
    Ok(Json(key))
}
