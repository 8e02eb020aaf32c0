//! What became of events that were sent.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;

use super::App;
use super::body::{Removal, name};
use super::events::{after, before};
use super::once::once;
use super::page::{Listed, Page};
use super::path::Path;
use super::problem::Rejection;
use crate::server::auth::Principal;
use crate::server::outbox::is_id;
use crate::server::store::Delivery;
use crate::server::{TENANT, now_ms, rfc3339};
use crate::wire::schema;
use crate::wire::webhooks::{self as wire, PENDING, STATES};
use crate::{Error, Result};

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Asked {
    /// Of whose events.
    #[param(value_type = Option<schema::Name>)]
    account: Option<String>,
    /// In which state.
    #[param(value_type = Option<schema::DeliveryState>)]
    state: Option<String>,
}

/// List deliveries, newest first: those that were given up with `state=dead`
#[utoipa::path(
    get, path = "/deliveries", tag = "events", operation_id = "listDeliveries",
    params(Asked, Page),
    responses((status = 200, description = "A page of deliveries", body = wire::Deliveries)),
    security(("key" = ["admin"])),
)]
pub(super) async fn list(
    State(app): State<Arc<App>>,
    principal: Principal,
    Listed(Asked { account, state }, page): Listed<Asked>,
) -> Result<Json<wire::Deliveries>, Rejection> {
    principal.may_administer()?;
    let account = account.map(|account| name("account", &account)).transpose()?;
    let state = state.map(|state| crate::wire::one_of("state", &state, &STATES, |name| name)).transpose()?;
    let (limit, before) = (page.limit, before(&page, "dlv")?);
    let read = app.readers.read(move |store| store.deliveries(TENANT, account.as_deref(), state, &before, limit));
    let rows = read.await?;
    let next = page.after(&rows, |last| after(last.created_ms, &last.id));
    Ok(Json(wire::Deliveries { deliveries: rows.into_iter().map(describe).collect(), next }))
}

/// Deliver once more what was delivered or given up, with the same webhook id
///
/// One that is still pending stays as it is, and so does one to an endpoint that was deleted: that is refused.
#[utoipa::path(
    post, path = "/deliveries/{delivery}/replay", tag = "events", operation_id = "replayDelivery",
    params(Removal),
    responses((status = 200, description = "The delivery, pending", body = wire::Delivery)),
    security(("key" = ["admin"])),
)]
pub(super) async fn replay(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    principal: Principal,
    Removal(key): Removal,
) -> Result<Response, Rejection> {
    principal.may_administer()?;
    if !is_id("dlv", &id) {
        return Err(Error::unknown_delivery(&id).into());
    }
    let done = once(&app, "/deliveries", key, StatusCode::OK, move |store| {
        if let Some(found) = store.delivery(TENANT, &id)?
            && store.is_to_deleted(TENANT, &found)?
        {
            return Err(Error::unknown_endpoint(&found.target).into());
        }
        store.replay(TENANT, &id, now_ms())?;
        Ok(store.delivery(TENANT, &id)?.map(describe).ok_or_else(|| Error::unknown_delivery(&id))?)
    });
    Ok(done.await?.answer(|delivery| delivery))
}

fn describe(row: Delivery) -> wire::Delivery {
    let Delivery {
        id,
        account,
        event,
        channel,
        target,
        state,
        attempts,
        created_ms,
        next_ms,
        ended_ms,
        status,
        problem,
    } = row;
    wire::Delivery {
        id,
        account,
        event,
        channel,
        target,
        state,
        attempts,
        created_at: rfc3339(created_ms),
        next_at: Some(next_ms).filter(|_| state == PENDING).map(rfc3339),
        ended_at: ended_ms.map(rfc3339),
        status,
        error: problem,
    }
}
