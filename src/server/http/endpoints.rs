//! Where events are sent.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::App;
use super::body::{Change, name};
use super::once::once;
use super::path::Path;
use super::problem::Rejection;
use crate::ledger::Moment;
use crate::server::auth::Principal;
use crate::server::outbox::{self, endpoint_url, is_id, new_id};
use crate::server::store::Endpoint;
use crate::server::{TENANT, now_ms, rfc3339};
use crate::wire::webhooks::{self as wire, EndpointChange, EndpointRequest, NewEndpoint};
use crate::{Error, Result};

/// The most endpoints there are at a time: each event is looked at for each of them.
const ENDPOINTS_MAX: usize = 200;

/// Make a webhook endpoint: the first answer shows its secret, its replays have `"secret":null`
#[utoipa::path(
    post, path = "/webhook-endpoints", tag = "events", operation_id = "createEndpoint",
    params(Change),
    request_body(content = EndpointRequest, example = json!({"url": "https://app.example/hooks", "types": ["balance.low"]})),
    responses((status = 201, description = "The endpoint", body = NewEndpoint), (status = 404)),
    security(("key" = ["admin"])),
)]
pub(super) async fn create(
    State(app): State<Arc<App>>,
    principal: Principal,
    change: Change,
) -> Result<Response, Rejection> {
    principal.may_administer()?;
    let EndpointRequest { url, types, account } = EndpointRequest::read(change.body)?;
    let endpoint = Endpoint {
        id: new_id("we")?,
        url: endpoint_url(&url, app.allow_private_webhooks)?,
        types,
        account: account.map(|account| name("account", &account)).transpose()?,
        secret: outbox::secret()?,
        created_ms: now_ms(),
        ..Endpoint::default()
    };
    let secret = endpoint.secret.clone();
    let made = once(&app, "/webhook-endpoints", change.key, StatusCode::CREATED, move |store| {
        if let Some(account) = &endpoint.account
            && store.account(TENANT, account, Moment::MIN)?.is_none()
        {
            return Err(Error::unknown_account(account).into());
        }
        if store.endpoints(TENANT)?.len() >= ENDPOINTS_MAX {
            return Err(Error::too_many_endpoints(ENDPOINTS_MAX).into());
        }
        store.add_endpoint(TENANT, &endpoint)?;
        Ok(NewEndpoint { secret: None, described: describe(&endpoint) })
    });
    Ok(made.await?.answer(|endpoint| NewEndpoint { secret: Some(secret), ..endpoint }))
}

/// List webhook endpoints, newest first
#[utoipa::path(
    get, path = "/webhook-endpoints", tag = "events", operation_id = "listEndpoints",
    responses((status = 200, description = "All endpoints", body = wire::Endpoints)),
    security(("key" = ["admin"])),
)]
pub(super) async fn list(
    State(app): State<Arc<App>>,
    principal: Principal,
) -> Result<Json<wire::Endpoints>, Rejection> {
    principal.may_administer()?;
    let endpoints = app.readers.read(|store| store.endpoints(TENANT)).await?;
    Ok(Json(wire::Endpoints { endpoints: endpoints.iter().map(describe).collect() }))
}

/// Change a webhook endpoint's secret: the first answer shows it, its replays have `"secret":null`
#[utoipa::path(
    patch, path = "/webhook-endpoints/{endpoint}", tag = "events", operation_id = "changeEndpoint",
    params(Change),
    request_body(content = EndpointChange, example = json!({"rotateSecret": true})),
    responses((status = 200, description = "The endpoint", body = NewEndpoint)),
    security(("key" = ["admin"])),
)]
pub(super) async fn rotate(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    principal: Principal,
    change: Change,
) -> Result<Response, Rejection> {
    principal.may_administer()?;
    let id = endpoint_id(id)?;
    let old_until_ms = now_ms() + i64::from(EndpointChange::read(change.body)?) * 1000;
    let secret = outbox::secret()?;
    let fresh = secret.clone();
    let done = once(&app, "/webhook-endpoints", change.key, StatusCode::OK, move |store| {
        let Some(found) = store.endpoint(TENANT, &id)?.filter(|found| found.deleted_ms.is_none()) else {
            return Err(Error::unknown_endpoint(&id).into());
        };
        store.rotate_endpoint(TENANT, &id, &fresh, old_until_ms)?;
        Ok(NewEndpoint { secret: None, described: describe(&found) })
    });
    Ok(done.await?.answer(|endpoint| NewEndpoint { secret: Some(secret), ..endpoint }))
}

/// Delete a webhook endpoint: what was still to be sent to it is given up
///
/// Doing so again changes nothing, so no idempotency key is needed.
#[utoipa::path(
    delete, path = "/webhook-endpoints/{endpoint}", tag = "events", operation_id = "deleteEndpoint",
    responses((status = 200, description = "The endpoint", body = wire::Endpoint)),
    security(("key" = ["admin"])),
)]
pub(super) async fn delete(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    principal: Principal,
) -> Result<Json<wire::Endpoint>, Rejection> {
    principal.may_administer()?;
    let id = endpoint_id(id)?;
    let deleted = app.writer.write(move |store| {
        store.delete_endpoint(TENANT, &id, now_ms())?;
        Ok(store.endpoint(TENANT, &id)?.ok_or_else(|| Error::unknown_endpoint(&id)))
    });
    Ok(Json(describe(&deleted.await??)))
}

fn endpoint_id(given: String) -> Result<String> {
    if is_id("we", &given) { Ok(given) } else { Err(Error::unknown_endpoint(&given)) }
}

fn describe(endpoint: &Endpoint) -> wire::Endpoint {
    let Endpoint { id, url, types, account, created_ms, deleted_ms, .. } = endpoint.clone();
    wire::Endpoint { id, url, types, account, created_at: rfc3339(created_ms), deleted_at: deleted_ms.map(rfc3339) }
}
