//! What changes an account.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};

use super::App;
use super::body::{Change, name};
use super::problem::{PROBLEM_JSON, Rejection};
use crate::Error;
use crate::ledger::Command;
use crate::server::auth::{Principal, Scope};
use crate::server::execute::{Action, Key, Request};
use crate::wire::charge_request;
use crate::wire::ledger::{AccountRequest, grant as grant_request};

/// `POST /v1/accounts` `{"id","plan","book"?}`
pub(super) async fn open_account(
    State(app): State<Arc<App>>,
    principal: Principal,
    change: Change,
) -> Result<Response, Rejection> {
    principal.may_administer()?;
    let AccountRequest { id, plan, book } = AccountRequest::read(change.body)?;
    let own = &app.engine.book().id;
    if let Some(book) = book.filter(|book| book != own) {
        return Err(Error::book_mismatch(&book, own).into());
    }
    run(&app, &name("account", &id)?, change.key, Action::Open { plan }).await
}

/// `POST /v1/accounts/{id}/grants` `{"credits"}`
pub(super) async fn grant(
    State(app): State<Arc<App>>,
    Path(account): Path<String>,
    principal: Principal,
    change: Change,
) -> Result<Response, Rejection> {
    principal.may(Scope::Admin, &account)?;
    let credits = grant_request(change.body)?;
    run(&app, &account, change.key, Action::Apply(Command::Grant { credits })).await
}

/// `POST /v1/accounts/{id}/charges`: a quote request without `plan` and `account`
pub(super) async fn charge(
    State(app): State<Arc<App>>,
    Path(account): Path<String>,
    principal: Principal,
    change: Change,
) -> Result<Response, Rejection> {
    principal.may(Scope::Charge, &account)?;
    let request = Box::new(charge_request(change.body)?);
    run(&app, &account, change.key, Action::Apply(Command::Charge { request })).await
}

async fn run(app: &App, account: &str, key: Key, action: Action) -> Result<Response, Rejection> {
    let reply = app.writer.run(Request { account: account.to_owned(), key, action }).await?;
    let status = StatusCode::from_u16(reply.status).map_err(|_| Error::internal())?;
    let content_type = if status.is_success() { "application/json" } else { PROBLEM_JSON };
    let mut response = (status, [(CONTENT_TYPE, content_type)], reply.body).into_response();
    if reply.replayed {
        let (name, value) = (HeaderName::from_static("idempotent-replayed"), "true".parse());
        response.headers_mut().insert(name, value.map_err(|_| Error::internal())?);
    }
    Ok(response)
}
