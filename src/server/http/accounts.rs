//! What is known of accounts.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use serde::Deserialize;

use super::App;
use super::problem::Rejection;
use crate::ledger::{Accounts, EntryKind, Moment};
use crate::server::accounts::Working;
use crate::server::auth::Principal;
use crate::server::store::EntryRow;
use crate::server::{TENANT, answers, demo, now_ms};
use crate::wire::Value;
use crate::wire::ledger::{
    Account, AccountLine, AccountsPage, Allotments, Balance, Entries, Entry, Hold, Lots, Session,
};
use crate::{Error, Result};

/// Rows on a page, unless asked otherwise; and at most.
const PAGE: u32 = 50;
const PAGE_MAX: u32 = 500;

/// `GET /v1/sessions/current`: whom the visitor acts for.
pub(super) async fn session(principal: Principal) -> Result<Json<Session>, Rejection> {
    match principal {
        Principal::Demo => Ok(Json(Session { account: demo::ACCOUNT, demo: true })),
        Principal::Admin => Err(Error::not_found("/v1/sessions/current").into()),
    }
}

/// `GET /v1/accounts?limit=&cursor=`: by id
pub(super) async fn list(
    State(app): State<Arc<App>>,
    principal: Principal,
    page: std::result::Result<Query<Page>, axum::extract::rejection::QueryRejection>,
) -> Result<Json<AccountsPage>, Rejection> {
    principal.may_administer()?;
    let Page { limit, cursor } = Page::of(page)?;
    let limit = limit_of(limit)?;
    let after = cursor.unwrap_or_default();
    let rows = app.readers.read(move |store| store.accounts(TENANT, &after, limit)).await?;
    let next = rows.last().filter(|_| rows.len() == limit as usize).map(|last| last.id.clone());
    let line = |row: crate::server::store::AccountLine| AccountLine { id: row.id, plan: row.plan, parent: row.parent };
    Ok(Json(AccountsPage { accounts: rows.into_iter().map(line).collect(), next }))
}

/// `GET /v1/accounts/{id}`
pub(super) async fn account(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    principal: Principal,
) -> Result<Json<Account>, Rejection> {
    let (accounts, now) = load(&app, principal, &id).await?;
    Ok(Json(answers::account(&accounts, &id, &app.engine, now)?))
}

/// `GET /v1/accounts/{id}/balance`
pub(super) async fn balance(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    principal: Principal,
) -> Result<Json<Balance>, Rejection> {
    let (accounts, now) = load(&app, principal, &id).await?;
    Ok(Json(accounts.balance(&id, app.engine.book(), now)?.try_into()?))
}

/// `GET /v1/accounts/{id}/lots`: those that can be used, in the order in which they are
pub(super) async fn lots(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    principal: Principal,
) -> Result<Json<Lots>, Rejection> {
    let (accounts, now) = load(&app, principal, &id).await?;
    Ok(Json(Lots { lots: accounts.get(&id)?.usable(now).into_iter().map(Into::into).collect() }))
}

/// `GET /v1/accounts/{id}/allotments`
pub(super) async fn allotments(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    principal: Principal,
) -> Result<Json<Allotments>, Rejection> {
    load(&app, principal, &id).await?;
    let allotments = app.readers.read(move |store| store.allotments(TENANT, &id)).await?;
    Ok(Json(Allotments { allotments: allotments.iter().map(Into::into).collect() }))
}

/// `GET /v1/accounts/{id}/holds/{hold}`
pub(super) async fn hold(
    State(app): State<Arc<App>>,
    Path((id, hold)): Path<(String, String)>,
    principal: Principal,
) -> Result<Json<Hold>, Rejection> {
    principal.may_use(&id)?;
    let number = super::body::hold(&hold)?;
    let engines = app.clone();
    let read = move |store: &mut dyn crate::server::store::Store| {
        let mut working = Working::new(store, &engines.engines, Moment::from_millis(now_ms()));
        working.want_hold(&id, number)?;
        Ok(working.view(&id)?.and_then(|accounts| {
            let found = accounts.get(&id)?.holds.iter().find(|found| found.id == number);
            found.ok_or_else(|| Error::unknown_hold(number)).and_then(Hold::try_from)
        }))
    };
    Ok(Json(app.readers.read(read).await??))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Page {
    limit: Option<String>,
    cursor: Option<String>,
}

impl Page {
    fn of(page: std::result::Result<Query<Page>, axum::extract::rejection::QueryRejection>) -> Result<Page> {
        let Query(page) =
            page.map_err(|_| Error::invalid_query("the query has `limit` and `cursor` and nothing else"))?;
        Ok(page)
    }
}

fn limit_of(limit: Option<String>) -> Result<u32> {
    match limit.as_deref().map(str::parse) {
        None => Ok(PAGE),
        Some(Ok(limit)) if (1..=PAGE_MAX).contains(&limit) => Ok(limit),
        Some(_) => Err(Error::invalid_query("`limit` is a whole number from 1 to 500")),
    }
}

/// `GET /v1/accounts/{id}/entries?limit=&cursor=`: newest first
pub(super) async fn entries(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    principal: Principal,
    page: std::result::Result<Query<Page>, axum::extract::rejection::QueryRejection>,
) -> Result<Json<Entries>, Rejection> {
    let Page { limit, cursor } = Page::of(page)?;
    let limit = limit_of(limit)?;
    let before = match cursor.as_deref().map(str::parse) {
        None => i64::MAX.unsigned_abs(),
        Some(Ok(seq)) if seq <= i64::MAX.unsigned_abs() => seq,
        Some(_) => return Err(Error::invalid_query("`cursor` is the `next` of another page").into()),
    };
    load(&app, principal, &id).await?;
    let rows = app.readers.read(move |store| store.entries(TENANT, &id, before, limit)).await?;
    let last = rows.last().map(|last| last.entry.seq);
    let next = last.filter(|&seq| rows.len() == limit as usize && seq > 1).map(|seq| seq.to_string());
    Ok(Json(Entries { entries: rows.into_iter().map(entry).collect::<Result<_>>()?, next }))
}

/// An account as it is now, and when that is.
async fn load(app: &Arc<App>, principal: Principal, id: &str) -> Result<(Accounts, Moment)> {
    principal.may_use(id)?;
    let (wanted, now, engines) = (id.to_owned(), Moment::from_millis(now_ms()), app.clone());
    let read =
        move |store: &mut dyn crate::server::store::Store| Working::new(store, &engines.engines, now).view(&wanted);
    Ok((app.readers.read(read).await??, now))
}

fn entry(row: EntryRow) -> Result<Entry> {
    let record = row.record.as_deref().map(crate::wire::parse).transpose()?.unwrap_or(Value::Null);
    let measured = &record["measured"];
    let text = |field: &str| measured[field].as_str().map(str::to_owned);
    let entry = row.entry;
    let of_hold = matches!(entry.kind, EntryKind::Capture | EntryKind::Release | EntryKind::HoldExpiry);
    let prefix = match entry.kind {
        EntryKind::Charge | EntryKind::Capture => "ch",
        EntryKind::Grant => "gr",
        EntryKind::Hold => "ho",
        EntryKind::Purchase => "pu",
        EntryKind::Refund => "re",
        _ => "en",
    };
    Ok(Entry {
        seq: entry.seq,
        at: entry.at.to_string(),
        kind: entry.kind.name(),
        id: format!("{prefix}_{}", entry.act),
        concerns: entry.concerns.map(|number| format!("{}_{number}", if of_hold { "ho" } else { "ch" })),
        from: entry.from.name(),
        to: entry.to.name(),
        lot: entry.lot,
        credits: entry.credits,
        service: text("service"),
        region: text("region"),
        segments: measured["segments"].as_u64(),
        record,
    })
}
