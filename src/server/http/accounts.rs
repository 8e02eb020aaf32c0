//! What is known of accounts.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;

use super::App;
use super::page::Page;
use super::path::Path;
use super::problem::Rejection;
use crate::ledger::{Accounts, Moment, Paid};
use crate::server::accounts::Working;
use crate::server::auth::{Principal, Scope};
use crate::server::store::{EntryRow, Tried, answered};
use crate::server::{TENANT, answers, now};
use crate::wire::ledger::{Account, Allotment, Allotments, Balance, ChargeState, Entries, Entry, Hold, Lots};
use crate::wire::{Value, id};
use crate::{Engine, Error, Result};

/// Show an account: its terms, its billing period and its balance
#[utoipa::path(
    get, path = "/accounts/{id}", tag = "accounts", operation_id = "getAccount",
    responses((status = 200, description = "The account", body = Account)),
    security(("key" = ["read"]), ("session" = [])),
)]
pub(super) async fn account(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    principal: Principal,
) -> Result<Json<Account>, Rejection> {
    let (accounts, engine, now) = load(&app, principal, &id).await?;
    Ok(Json(answers::account(&accounts, &id, &engine, now)?))
}

/// Show an account's balance
#[utoipa::path(
    get, path = "/accounts/{id}/balance", tag = "accounts", operation_id = "getBalance",
    responses((status = 200, description = "The balance now", body = Balance)),
    security(("key" = ["read"]), ("session" = [])),
)]
pub(super) async fn balance(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    principal: Principal,
) -> Result<Json<Balance>, Rejection> {
    let (accounts, engine, now) = load(&app, principal, &id).await?;
    Ok(Json(accounts.balance(&id, engine.book(), now)?.try_into()?))
}

/// List the lots that hold something, in the order in which they are used
///
/// Last come those that have ended and of which something is still held: nothing else can be taken from them. All of them
/// together are what the balance has as allowance and as bought.
#[utoipa::path(
    get, path = "/accounts/{id}/lots", tag = "accounts", operation_id = "listLots",
    responses((status = 200, description = "The lots", body = Lots)),
    security(("key" = ["read"]), ("session" = [])),
)]
pub(super) async fn lots(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    principal: Principal,
) -> Result<Json<Lots>, Rejection> {
    let (accounts, _, now) = load(&app, principal, &id).await?;
    Ok(Json(Lots { lots: accounts.get(&id)?.holding(now).into_iter().map(Into::into).collect() }))
}

/// List what an account gives to those below it
#[utoipa::path(
    get, path = "/accounts/{id}/allotments", tag = "allotments", operation_id = "listAllotments",
    responses((status = 200, description = "The allotments", body = Allotments)),
    security(("key" = ["read"]), ("session" = [])),
)]
pub(super) async fn allotments(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    principal: Principal,
) -> Result<Json<Allotments>, Rejection> {
    principal.may(Scope::Read, &id)?;
    let allotments = look(&app, now(), move |working| working.given_below(&id)).await?;
    let allotments = allotments.iter().map(|(allotment, left)| Allotment::of(allotment, *left));
    Ok(Json(Allotments { allotments: allotments.collect() }))
}

/// Show what a charge has come to
#[utoipa::path(
    get, path = "/accounts/{id}/charges/{charge}", tag = "charges", operation_id = "getCharge",
    responses((status = 200, description = "The charge", body = ChargeState)),
    security(("key" = ["read"]), ("session" = [])),
)]
pub(super) async fn charge(
    State(app): State<Arc<App>>,
    Path((id, charge)): Path<(String, String)>,
    principal: Principal,
) -> Result<Json<ChargeState>, Rejection> {
    principal.may(Scope::Read, &id)?;
    let number = super::body::charge(&charge)?;
    let charge = look(&app, now(), move |working| {
        working.want_attempt(&id, number)?;
        let story = working.story(&id, number)?;
        let accounts = working.view(&id)?;
        let open = accounts.get(&id)?.attempts.iter().any(|attempt| attempt.charge == number);
        let record = story.first().and_then(|row| row.record.as_deref()).map(crate::wire::parse).transpose()?;
        let entries: Vec<_> = story.into_iter().map(|row| row.entry).collect();
        let paid = Paid::from_entries(&entries)?.ok_or_else(|| Error::unknown_charge(&charge))?;
        Ok(ChargeState::of(&paid, open, record.unwrap_or(Value::Null)))
    });
    Ok(Json(charge.await?))
}

/// Show a hold
#[utoipa::path(
    get, path = "/accounts/{id}/holds/{hold}", tag = "holds", operation_id = "getHold",
    responses((status = 200, description = "The hold", body = Hold)),
    security(("key" = ["read"]), ("session" = [])),
)]
pub(super) async fn hold(
    State(app): State<Arc<App>>,
    Path((id, hold)): Path<(String, String)>,
    principal: Principal,
) -> Result<Json<Hold>, Rejection> {
    principal.may(Scope::Read, &id)?;
    let number = super::body::hold(&hold)?;
    let hold = look(&app, now(), move |working| {
        working.want_hold(&id, number)?;
        let accounts = working.view(&id)?;
        let found = accounts.get(&id)?.holds.iter().find(|found| found.id == number);
        Ok(found.ok_or_else(|| Error::unknown_hold(number))?.try_into()?)
    });
    Ok(Json(hold.await?))
}

/// List an account's entries, newest first
#[utoipa::path(
    get, path = "/accounts/{id}/entries", tag = "accounts", operation_id = "listEntries",
    params(Page),
    responses((status = 200, description = "A page of entries", body = Entries)),
    security(("key" = ["read"]), ("session" = [])),
)]
pub(super) async fn entries(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    principal: Principal,
    page: Page,
) -> Result<Json<Entries>, Rejection> {
    let (limit, before) = (page.limit, page.before()?);
    load(&app, principal, &id).await?;
    let rows = app.readers.read(move |store| store.entries(TENANT, &id, before, limit)).await?;
    let next = page.next(rows.len(), rows.last().map(|last| last.entry.seq));
    Ok(Json(Entries { entries: rows.into_iter().map(entry).collect::<Result<_>>()?, next }))
}

/// An account as it is now, the engine by which it is so, and when that is.
pub(super) async fn load(app: &Arc<App>, principal: Principal, id: &str) -> Result<(Accounts, Arc<Engine>, Moment)> {
    principal.may(Scope::Read, id)?;
    let (wanted, now) = (id.to_owned(), now());
    let viewed = look(app, now, move |working| Ok((working.view(&wanted)?, working.engine.clone())));
    let (accounts, engine) = viewed.await?;
    Ok((accounts, engine, now))
}

/// Looks at accounts as they are at a moment. Nothing is written.
pub(super) async fn look<T: Send + 'static>(
    app: &Arc<App>,
    now: Moment,
    at: impl FnOnce(&mut Working<'_>) -> Tried<T> + Send + 'static,
) -> Result<T> {
    let engines = app.engines.clone();
    app.readers.read(move |store| answered(at(&mut Working::new(store, &engines, now)))).await?
}

fn entry(row: EntryRow) -> Result<Entry> {
    let record = row.record.as_deref().map(crate::wire::parse).transpose()?.unwrap_or(Value::Null);
    let measured = &record["measured"];
    let text = |field: &str| measured[field].as_str().map(str::to_owned);
    let entry = row.entry;
    let (id, concerns) = id::of_entry(entry.kind, entry.act, entry.concerns);
    Ok(Entry {
        seq: entry.seq,
        at: entry.at.to_string(),
        kind: entry.kind.name(),
        id,
        concerns,
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
