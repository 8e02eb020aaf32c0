//! Usage: reports, lists, projections.

mod ahead;
mod export;
mod query;
mod report;

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::Response;

use self::query::{AheadParams, ByParams, FileParams, FileQuery, FilterParams, ReportQuery, ScopeParams};
use super::App;
use super::accounts::look;
use super::page::{Listed, Page};
use super::path::Path;
use super::problem::Rejection;
use super::query::Query;
use crate::server::auth::{Principal, Scope};
use crate::server::now;
use crate::wire::usage::{ReloadSuggestion, Transactions, UsageProjection, UsageReport};

/// Whose usage it is.
fn scope(below: bool) -> &'static str {
    if below { "all" } else { "own" }
}

/// Show what an account used: totals, groups, patterns, and where it stands in its billing period
#[utoipa::path(
    get, path = "/accounts/{id}/usage", tag = "usage", operation_id = "getUsage",
    params(FilterParams, ByParams),
    responses((status = 200, description = "The report", body = UsageReport), (status = 422)),
    security(("key" = ["read"]), ("session" = [])),
)]
pub(super) async fn report(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    principal: Principal,
    asked: ReportQuery,
) -> Result<Json<UsageReport>, Rejection> {
    principal.may(Scope::Read, &id)?;
    let now = now();
    Ok(Json(look(&app, now, move |working| Ok(report::report(working, &id, &asked, now)?)).await?))
}

/// List what was used and came back, newest first
///
/// By the days of the accounts' own clocks, and within a day by time.
#[utoipa::path(
    get, path = "/accounts/{id}/usage/transactions", tag = "usage", operation_id = "listUsage",
    params(FilterParams, Page),
    responses((status = 200, description = "A page of transactions", body = Transactions)),
    security(("key" = ["read"]), ("session" = [])),
)]
pub(super) async fn transactions(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    principal: Principal,
    Listed(filter, page): Listed<FilterParams>,
) -> Result<Json<Transactions>, Rejection> {
    principal.may(Scope::Read, &id)?;
    let (filter, now) = (filter.try_into()?, now());
    Ok(Json(look(&app, now, move |working| Ok(report::transactions(working, id, filter, &page, now)?)).await?))
}

/// Fetch what was used and came back as CSV
///
/// Exactly what the list has for the same query, account by account, oldest first.
#[utoipa::path(
    get, path = "/accounts/{id}/usage.csv", tag = "usage", operation_id = "getUsageCsv",
    params(FilterParams, FileParams),
    responses((status = 200, description = "The rows", body = String, content_type = "text/csv; charset=utf-8")),
    security(("key" = ["read"]), ("session" = [])),
)]
pub(super) async fn csv(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    principal: Principal,
    asked: FileQuery,
) -> Result<Response, Rejection> {
    principal.may(Scope::Read, &id)?;
    Ok(export::export(&app, id, asked).await?)
}

/// Show where usage goes by the end of the billing period or the month
#[utoipa::path(
    get, path = "/accounts/{id}/projection", tag = "usage", operation_id = "getProjection",
    params(AheadParams),
    responses((status = 200, description = "The projection", body = UsageProjection), (status = 422)),
    security(("key" = ["read"]), ("session" = [])),
)]
pub(super) async fn projection(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    principal: Principal,
    Query(asked): Query<AheadParams>,
) -> Result<Json<UsageProjection>, Rejection> {
    principal.may(Scope::Read, &id)?;
    let (until, below, now) = (asked.until()?, asked.below()?, now());
    Ok(Json(look(&app, now, move |working| Ok(ahead::projection(working, &id, until, below, now)?)).await?))
}

/// Suggest from which balance on the account should buy credits
#[utoipa::path(
    get, path = "/accounts/{id}/reload-suggestion", tag = "usage", operation_id = "getReloadSuggestion",
    params(ScopeParams),
    responses((status = 200, description = "The threshold and its reasons", body = ReloadSuggestion), (status = 422)),
    security(("key" = ["read"]), ("session" = [])),
)]
pub(super) async fn reload_suggestion(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    principal: Principal,
    Query(asked): Query<ScopeParams>,
) -> Result<Json<ReloadSuggestion>, Rejection> {
    principal.may(Scope::Read, &id)?;
    let (below, now) = (asked.below()?, now());
    Ok(Json(look(&app, now, move |working| Ok(ahead::suggestion(working, &id, below, now)?)).await?))
}
