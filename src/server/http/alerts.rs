//! Alerts, and accounts that buy by themselves.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::Response;

use super::App;
use super::accounts::load;
use super::body::{Change, name, reason, reload};
use super::changes::run;
use super::path::Path;
use super::problem::Rejection;
use crate::server::auth::{Principal, Scope};
use crate::server::execute::Action;
use crate::wire::alerts::{self as wire, Alerts, AutoReloadAnswer, ReloadOutcome};

/// Show when it is told that an account's balance is low, and where it stands
#[utoipa::path(
    get, path = "/accounts/{id}/alerts", tag = "alerts", operation_id = "getAlerts",
    responses((status = 200, description = "The alerts", body = Alerts)),
    security(("key" = ["read"]), ("session" = [])),
)]
pub(super) async fn alerts(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    principal: Principal,
) -> Result<Json<Alerts>, Rejection> {
    let (accounts, engine, _) = load(&app, principal, &id).await?;
    Ok(Json(Alerts::of(&accounts, &id, engine.book())?))
}

/// Say when, and who is told, that an account's balance is low
#[utoipa::path(
    put, path = "/accounts/{id}/alerts", tag = "alerts", operation_id = "setAlerts",
    params(Change),
    request_body(
        content = wire::AlertsRequest,
        example = json!({"thresholds": ["25", "10", "0"], "admins": ["ann@acme.example", "ben@acme.example"]}),
    ),
    responses((status = 200, description = "The alerts", body = Alerts)),
    security(("key" = ["charge"]), ("session" = [], "csrf" = [])),
)]
pub(super) async fn set_alerts(
    State(app): State<Arc<App>>,
    Path(account): Path<String>,
    principal: Principal,
    change: Change,
) -> Result<Response, Rejection> {
    principal.may(Scope::Charge, &account)?;
    let (thresholds, admins) = wire::alerts(change.body)?;
    run(&app, &account, change.key, Action::Alerts { thresholds, admins }).await
}

/// Show how an account buys by itself when its balance is low
#[utoipa::path(
    get, path = "/accounts/{id}/auto-reload", tag = "alerts", operation_id = "getAutoReload",
    responses((status = 200, description = "The auto-reload", body = AutoReloadAnswer)),
    security(("key" = ["read"]), ("session" = [])),
)]
pub(super) async fn auto_reload(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    principal: Principal,
) -> Result<Json<AutoReloadAnswer>, Rejection> {
    let (accounts, engine, _) = load(&app, principal, &id).await?;
    Ok(Json(AutoReloadAnswer::of(&accounts, &id, engine.book())?))
}

/// Let an account buy by itself when its balance is low, or no more
#[utoipa::path(
    put, path = "/accounts/{id}/auto-reload", tag = "alerts", operation_id = "setAutoReload",
    params(Change),
    request_body(
        content = wire::AutoReloadRequest,
        example = json!({"enabled": true, "threshold": "20", "topUp": "credit", "packages": 100, "monthlyCap": "500"}),
    ),
    responses((status = 200, description = "The auto-reload", body = AutoReloadAnswer)),
    security(("key" = ["charge"]), ("session" = [], "csrf" = [])),
)]
pub(super) async fn set_auto_reload(
    State(app): State<Arc<App>>,
    Path(account): Path<String>,
    principal: Principal,
    change: Change,
) -> Result<Response, Rejection> {
    principal.may(Scope::Charge, &account)?;
    run(&app, &account, change.key, Action::AutoReload(wire::auto_reload(change.body)?)).await
}

/// Say what became of a reload's payment
///
/// Paid, its credits come in, once for each reload and each payment, however late. A payment that was credited before, as a
/// purchase, settles its reload and brings nothing. Declined, it is tried again after a while.
#[utoipa::path(
    post, path = "/accounts/{id}/auto-reload/{reload}/outcome", tag = "alerts", operation_id = "settleReload",
    params(Change),
    request_body(content = wire::ReloadOutcomeRequest, examples(
        ("paid" = (value = json!({"outcome": "paid", "payment": "pi_3Nk"}))),
        ("declined" = (value = json!({"outcome": "declined", "reason": "card expired"}))),
    )),
    responses((status = 200, description = "The auto-reload", body = AutoReloadAnswer), (status = 409)),
    security(("key" = ["admin"])),
)]
pub(super) async fn settle_reload(
    State(app): State<Arc<App>>,
    Path((account, number)): Path<(String, String)>,
    principal: Principal,
    change: Change,
) -> Result<Response, Rejection> {
    principal.may_administer()?;
    let reload = reload(&number)?;
    let action = match wire::reload_outcome(change.body)? {
        ReloadOutcome::Paid { payment } => Action::ReloadPaid { reload, payment: name("payment", &payment)? },
        ReloadOutcome::Declined { reason: given } => {
            Action::ReloadDeclined { reload, reason: given.map(reason).transpose()? }
        }
    };
    run(&app, &account, change.key, action).await
}
