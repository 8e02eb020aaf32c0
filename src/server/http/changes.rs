//! What changes an account, beside its charges.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use super::App;
use super::body::{self, Change, Removal, name};
use super::once::REPLAYED;
use super::path::Path;
use super::problem::{PROBLEM_JSON, Rejection};
use crate::Error;
use crate::server::auth::{Principal, Scope};
use crate::server::execute::{Action, Key, Reply, Request};
use crate::wire::ledger::{self as wire, AllotmentRequest, GrantTerms, PurchaseRequest};
use crate::wire::strict::read;
use crate::wire::terms;

/// Open an account
///
/// An account on a plan begins with its allowance; one with a parent uses the plan of the account above.
#[utoipa::path(
    post, path = "/accounts", tag = "accounts", operation_id = "openAccount",
    params(Change),
    request_body(content = terms::OpeningRequest, example = json!({"id": "acme", "plan": "team"})),
    responses((status = 201, description = "The account", body = wire::Account), (status = 404), (status = 409)),
    security(("key" = ["admin"])),
)]
pub(super) async fn open_account(
    State(app): State<Arc<App>>,
    principal: Principal,
    change: Change,
) -> Result<Response, Rejection> {
    principal.may_administer()?;
    let (id, book, opening) = terms::opening(change.body)?;
    let engine = app.engines.current();
    let own = &engine.book().id;
    if let Some(book) = book.filter(|book| book != own) {
        return Err(Error::book_mismatch(&book, own).into());
    }
    run(&app, &name("account", &id)?, change.key, Action::Open(opening.into())).await
}

/// Change what was agreed with an account: now, or when the next period begins
#[utoipa::path(
    patch, path = "/accounts/{id}", tag = "accounts", operation_id = "changeAccount",
    params(Change),
    request_body(content = terms::ChangeRequest, example = json!({"plan": "organization", "seats": 3})),
    responses((status = 200, description = "The account", body = wire::Account)),
    security(("key" = ["admin"])),
)]
pub(super) async fn change_account(
    State(app): State<Arc<App>>,
    Path(account): Path<String>,
    principal: Principal,
    change: Change,
) -> Result<Response, Rejection> {
    principal.may_administer()?;
    let action = Action::Change(terms::change(change.body)?.into());
    run(&app, &account, change.key, action).await
}

/// Grant credits
#[utoipa::path(
    post, path = "/accounts/{id}/grants", tag = "credits", operation_id = "grant",
    params(Change),
    request_body(content = wire::GrantRequest, example = json!({"credits": "100", "kind": "promo", "reason": "for the delay"})),
    responses((status = 201, description = "What was granted", body = wire::Grant)),
    security(("key" = ["admin"])),
)]
pub(super) async fn grant(
    State(app): State<Arc<App>>,
    Path(account): Path<String>,
    principal: Principal,
    change: Change,
) -> Result<Response, Rejection> {
    principal.may(Scope::Admin, &account)?;
    let GrantTerms { credits, kind, expires, reason } = wire::grant(change.body)?;
    let reason = reason.map(body::reason).transpose()?;
    run(&app, &account, change.key, Action::Grant { credits, kind, expires, reason }).await
}

/// Credit what was paid for, once for each payment's own id
#[utoipa::path(
    post, path = "/accounts/{id}/purchases", tag = "credits", operation_id = "purchase",
    params(Change),
    request_body(content = PurchaseRequest, example = json!({"id": "pi_3Nk", "topUp": "credit", "quantity": 500})),
    responses((status = 201, description = "What was credited", body = wire::Grant), (status = 409)),
    security(("key" = ["admin"])),
)]
pub(super) async fn purchase(
    State(app): State<Arc<App>>,
    Path(account): Path<String>,
    principal: Principal,
    change: Change,
) -> Result<Response, Rejection> {
    principal.may(Scope::Admin, &account)?;
    let PurchaseRequest { id, top_up, quantity } = read(change.body)?;
    let action = Action::Purchase { id: name("purchase", &id)?, top_up, quantity: quantity.unwrap_or(1) };
    run(&app, &account, change.key, action).await
}

/// End credits that were bought for each period
#[utoipa::path(
    delete, path = "/accounts/{id}/purchases/{purchase}", tag = "credits", operation_id = "endPurchase",
    params(Removal),
    responses((status = 200, description = "The account", body = wire::Account)),
    security(("key" = ["admin"])),
)]
pub(super) async fn end_recurring(
    State(app): State<Arc<App>>,
    Path((account, id)): Path<(String, String)>,
    principal: Principal,
    Removal(key): Removal,
) -> Result<Response, Rejection> {
    principal.may(Scope::Admin, &account)?;
    run(&app, &account, key, Action::EndRecurring { id }).await
}

/// Give credits to an account below: set aside, or up to a cap
#[utoipa::path(
    post, path = "/accounts/{id}/allotments", tag = "allotments", operation_id = "allot",
    params(Change),
    request_body(content = wire::AllotmentBody, example = json!({"to": "sales", "credits": "50", "mode": "reserve"})),
    responses((status = 201, description = "What was given", body = wire::Given), (status = 402)),
    security(("key" = ["charge"]), ("session" = [], "csrf" = [])),
)]
pub(super) async fn allot(
    State(app): State<Arc<App>>,
    Path(account): Path<String>,
    principal: Principal,
    change: Change,
) -> Result<Response, Rejection> {
    principal.may(Scope::Charge, &account)?;
    let AllotmentRequest { to, credits, reserve, renew } = wire::allotment(change.body)?;
    let book = app.engines.current().book().policies.allotments;
    let reserve = reserve.or(book.map(|book| book.reserve)).unwrap_or(true);
    let renew = renew.or(book.map(|book| book.renew)).unwrap_or(true);
    run(&app, &account, change.key, Action::Allot { to, reserve, credits, renew }).await
}

/// End an allotment: what is left comes back
#[utoipa::path(
    delete, path = "/accounts/{id}/allotments/{to}", tag = "allotments", operation_id = "takeBack",
    params(Removal),
    responses((status = 200, description = "What came back", body = wire::Given)),
    security(("key" = ["charge"]), ("session" = [], "csrf" = [])),
)]
pub(super) async fn take_back(
    State(app): State<Arc<App>>,
    Path((account, to)): Path<(String, String)>,
    principal: Principal,
    Removal(key): Removal,
) -> Result<Response, Rejection> {
    principal.may(Scope::Charge, &account)?;
    run(&app, &account, key, Action::TakeBack { to }).await
}

pub(super) async fn run(app: &App, account: &str, key: Key, action: Action) -> Result<Response, Rejection> {
    answer(app.writer.run(Request { account: account.to_owned(), key, action }).await?)
}

fn answer(reply: Reply) -> Result<Response, Rejection> {
    let status = StatusCode::from_u16(reply.status).map_err(|_| Error::internal())?;
    let content_type = if status.is_success() { "application/json" } else { PROBLEM_JSON };
    let mut response = (status, [(CONTENT_TYPE, content_type)], reply.body).into_response();
    if reply.replayed {
        response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
    }
    Ok(response)
}
