//! What is known of an account.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use serde::Deserialize;

use super::App;
use super::problem::Rejection;
use crate::server::auth::{Principal, Scope};
use crate::server::execute::describe;
use crate::server::store::{AccountRow, EntryRow};
use crate::server::{TENANT, rfc3339};
use crate::wire::Value;
use crate::wire::ledger::{Account, Balance, Entries, Entry};
use crate::{Error, Result};

/// Entries on a page, unless asked otherwise; and at most.
const PAGE: u32 = 50;
const PAGE_MAX: u32 = 500;

/// `GET /v1/accounts/{id}`
pub(super) async fn account(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    principal: Principal,
) -> Result<Json<Account>, Rejection> {
    let row = load(&app, principal, id).await?;
    Ok(Json(describe(&row.account, &app.engine, row.created_ms)?))
}

/// `GET /v1/accounts/{id}/balance`
pub(super) async fn balance(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    principal: Principal,
) -> Result<Json<Balance>, Rejection> {
    let row = load(&app, principal, id).await?;
    Ok(Json(row.account.payer()?.try_into()?))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Page {
    limit: Option<String>,
    cursor: Option<String>,
}

/// `GET /v1/accounts/{id}/entries?limit=&cursor=`: newest first
pub(super) async fn entries(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    principal: Principal,
    page: std::result::Result<Query<Page>, axum::extract::rejection::QueryRejection>,
) -> Result<Json<Entries>, Rejection> {
    let Query(page) = page.map_err(|_| Error::invalid_query("the query has `limit` and `cursor` and nothing else"))?;
    let limit = match page.limit.as_deref().map(str::parse) {
        None => PAGE,
        Some(Ok(limit)) if (1..=PAGE_MAX).contains(&limit) => limit,
        Some(_) => return Err(Error::invalid_query("`limit` is a whole number from 1 to 500").into()),
    };
    let before = match page.cursor.as_deref().map(str::parse) {
        None => i64::MAX.unsigned_abs(),
        Some(Ok(seq)) if seq <= i64::MAX.unsigned_abs() => seq,
        Some(_) => return Err(Error::invalid_query("`cursor` is the `next` of another page").into()),
    };
    let id = load(&app, principal, id).await?.account.id;
    let rows = app.readers.read(move |store| store.entries(TENANT, &id, before, limit)).await?;
    let next = rows.last().filter(|last| rows.len() == limit as usize && last.seq > 1).map(|last| last.seq.to_string());
    Ok(Json(Entries { entries: rows.into_iter().map(entry).collect::<Result<_>>()?, next }))
}

/// `GET /readyz`: whether the ledger can answer.
pub(super) async fn ready(State(app): State<Arc<App>>) -> Result<&'static str, Rejection> {
    app.readers.read(|store| store.api_keys().map(drop)).await?;
    Ok("ready\n")
}

async fn load(app: &App, principal: Principal, id: String) -> Result<AccountRow> {
    principal.may(Scope::Read, &id)?;
    let wanted = id.clone();
    let row = app.readers.read(move |store| store.account(TENANT, &wanted)).await?;
    row.ok_or_else(|| Error::unknown_account(&id))
}

fn entry(row: EntryRow) -> Result<Entry> {
    let record = row.record.as_deref().map(crate::wire::parse).transpose()?.unwrap_or(Value::Null);
    let measured = &record["measured"];
    let text = |field: &str| measured[field].as_str().map(str::to_owned);
    let (kind, prefix) = if record.is_null() { ("grant", "gr") } else { ("charge", "ch") };
    Ok(Entry {
        seq: row.seq,
        at: rfc3339(row.at_ms),
        kind,
        id: format!("{prefix}_{}", row.command_seq),
        from: row.from,
        to: row.to,
        lot: row.lot,
        credits: row.credits,
        service: text("service"),
        region: text("region"),
        segments: measured["segments"].as_u64(),
        record,
    })
}
