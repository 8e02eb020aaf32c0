//! What changes an account, beside its charges.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};

use super::App;
use super::body::{Change, Removal, name};
use super::problem::{PROBLEM_JSON, Rejection};
use crate::Error;
use crate::server::auth::{Principal, Scope};
use crate::server::execute::{Action, Key, Reply, Request};
use crate::wire::ledger::{self as wire, AllotmentRequest, PurchaseRequest};
use crate::wire::{read, terms};

/// `POST /v1/accounts`
pub(super) async fn open_account(
    State(app): State<Arc<App>>,
    principal: Principal,
    change: Change,
) -> Result<Response, Rejection> {
    principal.may_administer()?;
    let (id, book, opening) = terms::opening(change.body)?;
    let own = &app.engine.book().id;
    if let Some(book) = book.filter(|book| book != own) {
        return Err(Error::book_mismatch(&book, own).into());
    }
    run(&app, &name("account", &id)?, change.key, Action::Open(opening.into())).await
}

/// `PATCH /v1/accounts/{id}`
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

/// `POST /v1/accounts/{id}/grants`
pub(super) async fn grant(
    State(app): State<Arc<App>>,
    Path(account): Path<String>,
    principal: Principal,
    change: Change,
) -> Result<Response, Rejection> {
    principal.may(Scope::Admin, &account)?;
    let (credits, kind, expires) = wire::grant(change.body)?;
    run(&app, &account, change.key, Action::Grant { credits, kind, expires }).await
}

/// `POST /v1/accounts/{id}/purchases`: what was paid for, under the payment's own id
pub(super) async fn purchase(
    State(app): State<Arc<App>>,
    Path(account): Path<String>,
    principal: Principal,
    change: Change,
) -> Result<Response, Rejection> {
    principal.may_administer()?;
    let PurchaseRequest { id, top_up, quantity } = read(change.body)?;
    let action = Action::Purchase { id: name("purchase", &id)?, top_up, quantity: quantity.unwrap_or(1) };
    run(&app, &account, change.key, action).await
}

/// `DELETE /v1/accounts/{id}/purchases/{purchase}`: ends credits that were bought for each period
pub(super) async fn end_recurring(
    State(app): State<Arc<App>>,
    Path((account, id)): Path<(String, String)>,
    principal: Principal,
    Removal(key): Removal,
) -> Result<Response, Rejection> {
    principal.may_administer()?;
    run(&app, &account, key, Action::EndRecurring { id }).await
}

/// `POST /v1/accounts/{id}/allotments`
pub(super) async fn allot(
    State(app): State<Arc<App>>,
    Path(account): Path<String>,
    principal: Principal,
    change: Change,
) -> Result<Response, Rejection> {
    principal.may(Scope::Charge, &account)?;
    let AllotmentRequest { to, credits, reserve, renew } = wire::allotment(change.body)?;
    let book = app.engine.book().policies.allotments;
    let reserve = reserve.or(book.map(|book| book.reserve)).unwrap_or(true);
    let renew = renew.or(book.map(|book| book.renew)).unwrap_or(true);
    run(&app, &account, change.key, Action::Allot { to, reserve, credits, renew }).await
}

/// `DELETE /v1/accounts/{id}/allotments/{to}`: what is left comes back
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
        let (name, value) = (HeaderName::from_static("idempotent-replayed"), "true".parse());
        response.headers_mut().insert(name, value.map_err(|_| Error::internal())?);
    }
    Ok(response)
}
