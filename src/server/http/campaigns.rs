//! Campaigns: many charges within one limit, which is known before the first.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::Response;

use super::App;
use super::accounts::look;
use super::body::{Body, Change, Removal, name};
use super::changes::run;
use super::charges::{asked, signed};
use super::page::Page;
use super::path::Path;
use super::problem::Rejection;
use crate::Result;
use crate::campaign::Breakdown;
use crate::server::auth::{Principal, Scope};
use crate::server::campaigns::{self, Plan, Preflight, Start};
use crate::server::engines;
use crate::server::execute::Action;
use crate::server::sign::{self, Kind, Quoted};
use crate::server::{now, now_ms, rfc3339};
use crate::wire::ledger::{self as wire, CampaignCharge, CampaignsPage, PreflightAnswer, PreflightRequest};
use crate::wire::{ChargeRequest, charge};

/// Price what a preflight counted for an account, and stand by it
///
/// The answer holds a token that a campaign may bring. Nothing is written.
#[utoipa::path(
    post, path = "/accounts/{id}/preflights", tag = "campaigns", operation_id = "preflight",
    request_body(content = PreflightRequest, example = json!({
        "breakdown": {"plan": "team", "service": "sms", "lines": [{"region": "IN", "segments": 1, "recipients": 1000}]},
        "expiresIn": 300,
    })),
    responses((status = 200, description = "What it comes to, and the token", body = PreflightAnswer), (status = 403), (status = 422)),
    security(("key" = ["charge"]), ("session" = [], "csrf" = [])),
)]
pub(super) async fn preflight(
    State(app): State<Arc<App>>,
    Path(account): Path<String>,
    principal: Principal,
    Body(body): Body,
) -> Result<Json<PreflightAnswer>, Rejection> {
    principal.may(Scope::Charge, &account)?;
    let request_hash = charge::hash(&body["breakdown"]);
    let (breakdown, expires_in) = wire::preflight(body)?;
    let Preflight { engine, terms, estimate, available, missing, overage } =
        price(&app, &account, Arc::new(breakdown)).await?;
    let now_ms = now_ms();
    let (issued_ms, expires_ms) = sign::lasting(expires_in, now_ms);
    let quoted = Quoted {
        kind: Kind::Preflight,
        account,
        service: terms.service,
        plan: terms.plan,
        at: terms.at,
        book: engine.book().hash.clone(),
        decks: engines::prices(&engine).decks,
        request_hash,
        min: estimate.min,
        credits: estimate.expected,
        max: estimate.max,
        brings: terms.brings,
        counted: false,
        nonce: sign::nonce()?,
        issued_ms,
        expires_ms,
    };
    app.signer.renew(app.readers.read(move |store| sign::current(store, now_ms)).await?)?;
    let answer = PreflightAnswer {
        estimate: estimate.into(),
        available,
        covered: missing == crate::credits::Credits::ZERO,
        missing,
        overage: overage.map(Into::into),
        token: app.signer.sign(&quoted)?,
        expires_at: rfc3339(quoted.expires_ms),
    };
    Ok(Json(answer))
}

/// Prices it where reading waits: it may have many lines.
async fn price(app: &Arc<App>, account: &str, breakdown: Arc<Breakdown>) -> Result<Preflight> {
    let (account, now) = (account.to_owned(), now());
    look(app, now, move |working| {
        let accounts = working.view(&account)?;
        Ok(campaigns::preflight(&accounts, &account, &working.engine, &breakdown, now)?)
    })
    .await
}

/// Start a campaign: reserve the most that it can cost, or what is expected, or nothing
///
/// What it costs is computed again or signed, never believed. Where nothing is reserved it starts whatever the balance
/// is, and says what is missing.
#[utoipa::path(
    post, path = "/accounts/{id}/campaigns", tag = "campaigns", operation_id = "startCampaign",
    params(Change),
    request_body(content = wire::CampaignRequest, examples(
        ("counted" = (value = json!({
            "id": "spring", "mode": "hold_maximum", "expiresIn": 86400,
            "breakdown": {"plan": "team", "service": "sms", "lines": [{"region": "IN", "segments": 1, "recipients": 5}]},
        }))),
        ("signed" = (value = json!({"mode": "hold_expected", "token": "eyJ…", "expiresIn": 86400}))),
    )),
    responses((status = 201, description = "The campaign", body = wire::Campaign), (status = 402), (status = 403), (status = 409)),
    security(("key" = ["charge"]), ("session" = [], "csrf" = [])),
)]
pub(super) async fn start(
    State(app): State<Arc<App>>,
    Path(account): Path<String>,
    principal: Principal,
    change: Change,
) -> Result<Response, Rejection> {
    principal.may(Scope::Charge, &account)?;
    let wire::Start { id, mode, plan, seconds } = wire::start(change.body)?;
    let id = match id {
        Some(id) => name("campaign", &id)?,
        None => format!("ca_{}", sign::nonce()?),
    };
    let plan = match plan {
        wire::Plan::Token(token) => {
            let now_ms = now_ms();
            let verify = || app.signer.verify_of(Kind::Preflight, &token, &account, now_ms);
            Plan::Promised(signed(&app, verify).await.map(Box::new))
        }
        wire::Plan::Breakdown(breakdown) => {
            let breakdown = Arc::new(breakdown);
            let priced = price(&app, &account, breakdown.clone()).await.map(Arc::new);
            Plan::Counted { breakdown, priced }
        }
    };
    let start = Start { id, mode, plan, seconds };
    run(&app, &account, change.key, Action::StartCampaign(start.into())).await
}

/// Charge for a message, a call, an interaction of a campaign
///
/// The body of a charge, of the campaign's service. What the campaign reserves pays for it, at the prices by which it was
/// reserved, or at that of a quote whose token it brings; where nothing is reserved, the balance does, as for any charge.
#[utoipa::path(
    post, path = "/accounts/{id}/campaigns/{campaign}/charges", tag = "campaigns", operation_id = "chargeCampaign",
    params(Change),
    request_body(content = ChargeRequest, example = json!({"service": "sms", "to": "+919876543210", "text": "Party at 8"})),
    responses((status = 201, description = "What was taken, and what is left", body = CampaignCharge), (status = 402), (status = 409)),
    security(("key" = ["charge"]), ("session" = [], "csrf" = [])),
)]
pub(super) async fn charge(
    State(app): State<Arc<App>>,
    Path((account, campaign)): Path<(String, String)>,
    principal: Principal,
    change: Change,
) -> Result<Response, Rejection> {
    principal.may(Scope::Charge, &account)?;
    let asked = asked(&app, &account, change.body).await?.into();
    run(&app, &account, change.key, Action::ChargeCampaign { campaign, asked }).await
}

/// End a campaign, once: what is left of its hold comes back, but for what is forfeited
#[utoipa::path(
    post, path = "/accounts/{id}/campaigns/{campaign}/end", tag = "campaigns", operation_id = "endCampaign",
    params(Removal),
    responses((status = 200, description = "The campaign", body = wire::Campaign), (status = 409)),
    security(("key" = ["charge"]), ("session" = [], "csrf" = [])),
)]
pub(super) async fn end(
    State(app): State<Arc<App>>,
    Path((account, campaign)): Path<(String, String)>,
    principal: Principal,
    Removal(key): Removal,
) -> Result<Response, Rejection> {
    principal.may(Scope::Charge, &account)?;
    run(&app, &account, key, Action::EndCampaign { campaign }).await
}

/// Show a campaign: where it stands, and what it has come to
#[utoipa::path(
    get, path = "/accounts/{id}/campaigns/{campaign}", tag = "campaigns", operation_id = "getCampaign",
    responses((status = 200, description = "The campaign", body = wire::Campaign), (status = 422)),
    security(("key" = ["read"]), ("session" = [])),
)]
pub(super) async fn campaign(
    State(app): State<Arc<App>>,
    Path((account, campaign)): Path<(String, String)>,
    principal: Principal,
) -> Result<Json<wire::Campaign>, Rejection> {
    principal.may(Scope::Read, &account)?;
    let shown = look(&app, now(), move |working| campaigns::show(working, &account, &campaign));
    Ok(Json(shown.await?))
}

/// List an account's campaigns, newest first
#[utoipa::path(
    get, path = "/accounts/{id}/campaigns", tag = "campaigns", operation_id = "listCampaigns",
    params(Page),
    responses((status = 200, description = "A page of campaigns", body = CampaignsPage), (status = 422)),
    security(("key" = ["read"]), ("session" = [])),
)]
pub(super) async fn list(
    State(app): State<Arc<App>>,
    Path(account): Path<String>,
    principal: Principal,
    page: Page,
) -> Result<Json<CampaignsPage>, Rejection> {
    principal.may(Scope::Read, &account)?;
    let (limit, before) = (page.limit, page.before()?);
    let found = look(&app, now(), move |working| campaigns::list(working, &account, before, limit));
    let (campaigns, last) = found.await?;
    let next = page.next(campaigns.len(), last);
    Ok(Json(CampaignsPage { campaigns, next }))
}
