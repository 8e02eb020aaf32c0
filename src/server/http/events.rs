//! What has happened.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;

use super::App;
use super::body::name;
use super::page::{Listed, Page, whole};
use super::problem::Rejection;
use crate::server::TENANT;
use crate::server::auth::{Principal, Scope};
use crate::server::outbox::{describe, is_id};
use crate::wire::schema;
use crate::wire::webhooks::event_type;
use crate::wire::{self, events::Events};
use crate::{Error, Result};

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Asked {
    /// Whose events.
    #[param(value_type = Option<schema::Name>)]
    account: Option<String>,
    /// Of which type.
    #[serde(rename = "type")]
    #[param(value_type = Option<schema::EventType>)]
    kind: Option<String>,
}

/// List what has happened, newest first: of one account, or of all
#[utoipa::path(
    get, path = "/events", tag = "events", operation_id = "listEvents",
    params(Asked, Page),
    responses((status = 200, description = "A page of events", body = Events)),
    security(("key" = ["read"]), ("session" = [])),
)]
pub(super) async fn list(
    State(app): State<Arc<App>>,
    principal: Principal,
    Listed(Asked { account, kind }, page): Listed<Asked>,
) -> Result<Json<Events>, Rejection> {
    let account = account.map(|account| name("account", &account)).transpose()?;
    let kind = kind.map(|kind| event_type("type", &kind)).transpose()?;
    // A person's own account is the only one that they name.
    principal.may(Scope::Read, account.as_deref().unwrap_or_default())?;
    let (limit, before) = (page.limit, before(&page, "evt")?);
    let rows = app.readers.read(move |store| store.events(TENANT, account.as_deref(), kind, &before, limit)).await?;
    let next = page.after(&rows, |last| after(last.created_ms, &last.id));
    Ok(Json(Events { events: rows.iter().map(describe).collect::<Result<Vec<wire::events::Event>>>()?, next }))
}

/// The place in a list that goes on before a time and an id: what [`after`] wrote.
pub(super) fn before(page: &Page, prefix: &str) -> Result<(i64, String)> {
    let Some(cursor) = page.cursor.as_deref() else { return Ok((i64::MAX, String::new())) };
    let place = cursor.split_once('.').and_then(|(ms, id)| Some((whole(ms)?, id)));
    let place = place.filter(|(_, id)| is_id(prefix, id));
    let (ms, id) = place.ok_or_else(|| Error::invalid_query("`cursor` is the `next` of another page"))?;
    Ok((ms, id.to_owned()))
}

/// The cursor of the page after one that ends so.
pub(super) fn after(ms: i64, id: &str) -> String {
    format!("{ms}.{id}")
}
