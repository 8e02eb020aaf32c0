//! Charges and holds, and what becomes of them.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use serde_json::value::RawValue;

use super::App;
use super::body::{self, Body, Change, Removal, name};
use super::changes::run;
use super::path::Path;
use super::problem::{Rejection, status};
use crate::ledger::Tags;
use crate::server::auth::{Principal, Scope};
use crate::server::execute::{Action, Asked, Key, Promise, Reply, Request, Wanted};
use crate::server::now_ms;
use crate::server::sign::{self, Quoted};
use crate::wire::charge::{self, ChargeBody};
use crate::wire::ledger::{
    self as wire, AdjustmentRequest, Answers, BatchAnswer, BatchItem, BatchRequest, CaptureRequest, HoldRequest,
    OutcomeRequest, RefundRequest,
};
use crate::wire::strict::read;
use crate::wire::{ChargeRequest, Value, charge_request};
use crate::{Error, Result};

/// Charge for a message, a call, an interaction
///
/// A quote's request without `plan` and `account`, with a `quoteToken` if there is one. A charge that is not covered
/// changes nothing and says what would cover it.
#[utoipa::path(
    post, path = "/accounts/{id}/charges", tag = "charges", operation_id = "charge",
    params(Change),
    request_body(content = ChargeRequest, examples(
        ("message" = (value = json!({"service": "sms", "to": "+919876543210", "text": "Party at 8 🎉"}))),
        ("call" = (value = json!({"service": "call", "call": {"seconds": 90, "direction": "outbound"}}))),
        ("for an agent" = (value = json!({"service": "call", "call": {"seconds": 90}, "agent": "Front desk", "campaign": "spring"}))),
        ("quoted" = (value = json!({"service": "sms", "to": "+919876543210", "text": "Party at 8 🎉", "quoteToken": "eyJ…"}))),
    )),
    responses((status = 201, description = "What was charged, and why", body = wire::Charge), (status = 402), (status = 409)),
    security(("key" = ["charge"]), ("session" = [], "csrf" = [])),
)]
pub(super) async fn charge(
    State(app): State<Arc<App>>,
    Path(account): Path<String>,
    principal: Principal,
    change: Change,
) -> Result<Response, Rejection> {
    principal.may(Scope::Charge, &account)?;
    let asked = asked(&app, &account, change.body).await?;
    run(&app, &account, change.key, Action::Charge(asked.into())).await
}

/// Charge up to 10,000 times at once
///
/// Each charge has its own key and its own answer, as it would have alone: what is refused is refused alone.
#[utoipa::path(
    post, path = "/charges", tag = "charges", operation_id = "chargeBatch",
    request_body(content = BatchRequest, example = json!({"charges": [
        {"account": "acme", "key": "message-1", "charge": {"service": "sms", "region": "IN", "text": "hello"}},
    ]})),
    responses((status = 200, description = "The answers, in the order of the charges", body = Answers)),
    security(("key" = ["charge"]), ("session" = [], "csrf" = [])),
)]
pub(super) async fn charges(
    State(app): State<Arc<App>>,
    principal: Principal,
    Body(body): Body,
) -> Result<Json<Answers>, Rejection> {
    let items = wire::batch(body)?;
    let (mut requests, mut answers) = (Vec::with_capacity(items.len()), Vec::with_capacity(items.len()));
    for item in items {
        // What cannot be asked is refused alone, as everything of a batch is.
        match single(&app, &principal, item).await {
            Ok(request) => {
                requests.push(request);
                answers.push(None);
            }
            Err(error) => answers.push(Some(Err(error))),
        }
    }
    let mut replies = app.writer.run_all(requests).await?.into_iter();
    let answers = answers.into_iter().map(|refused| {
        let reply = refused.or_else(|| replies.next()).unwrap_or_else(|| Err(Error::internal()));
        batch_answer(reply)
    });
    Ok(Json(Answers { answers: answers.collect::<Result<_>>()? }))
}

async fn single(app: &App, principal: &Principal, item: BatchItem) -> Result<Request> {
    let BatchItem { account, key, charge } = item;
    principal.may(Scope::Charge, &account)?;
    let key = Key { name: name("idempotency key", &key)?, body_hash: body::charge_hash(&account, &charge) };
    let asked = asked(app, &account, charge).await?;
    Ok(Request { account, key, action: Action::Charge(asked.into()) })
}

fn batch_answer(reply: Result<Reply>) -> Result<BatchAnswer> {
    let raw = |body: String| RawValue::from_string(body).map_err(|_| Error::internal());
    Ok(match reply {
        Ok(Reply { status, body, replayed }) => BatchAnswer { status, replayed, body: raw(body)? },
        Err(error) => {
            let status = status(error.kind());
            let body = serde_json::to_string(&super::problem(status, &error, None)).map_err(|_| Error::internal())?;
            BatchAnswer { status: status.as_u16(), replayed: false, body: raw(body)? }
        }
    })
}

/// Reads a charge's body, and what its token promises.
pub(super) async fn asked(app: &App, account: &str, body: Value) -> Result<Asked> {
    let mut body = ChargeBody::read(body)?;
    let token = body.token.take().map(|token| (token, charge::hash(&body.rest)));
    let [agent, campaign] = body.tags.map(Option::unwrap_or_default);
    let tags = Tags { agent, campaign };
    let request = charge_request(body.rest, &charge::IN_CHARGE)?.into();
    let promise = match token {
        Some((token, hash)) => Some(promise(app, account, &token, &hash).await),
        None => None,
    };
    Ok(Asked { request, tags, promise })
}

async fn promise(app: &App, account: &str, token: &str, hash: &str) -> Result<Promise> {
    let now_ms = now_ms();
    let quoted = signed(app, || app.signer.verify(token, account, hash, now_ms)).await?;
    if let Some(engine) = app.engines.at_hand(&quoted.book, &quoted.decks) {
        return Ok(Promise { quoted, engine });
    }
    let (engines, book, decks) = (app.engines.clone(), quoted.book.clone(), quoted.decks.clone());
    let engine = app.readers.read(move |store| Ok(engines.get(store, &book, &decks))).await??;
    Ok(Promise { quoted, engine })
}

/// What a token says. Another process may sign with a key that this one has not seen yet.
pub(super) async fn signed(app: &App, verify: impl Fn() -> Result<Quoted>) -> Result<Quoted> {
    if let Ok(quoted) = verify() {
        return Ok(quoted);
    }
    let now_ms = now_ms();
    app.signer.renew(app.readers.read(move |store| sign::current(store, now_ms)).await?)?;
    verify()
}

/// Give back a charge, or a part of it
#[utoipa::path(
    post, path = "/accounts/{id}/charges/{charge}/refunds", tag = "charges", operation_id = "refundCharge",
    params(Change),
    request_body(content = RefundRequest, example = json!({"credits": "1.5", "reason": "not delivered"})),
    responses((status = 201, description = "What came back", body = wire::Refund), (status = 409)),
    security(("key" = ["admin"])),
)]
pub(super) async fn refund(
    State(app): State<Arc<App>>,
    Path((account, charge)): Path<(String, String)>,
    principal: Principal,
    change: Change,
) -> Result<Response, Rejection> {
    principal.may_administer()?;
    let RefundRequest { credits, reason } = read(change.body)?;
    let credits = credits.as_deref().map(str::parse).transpose()?;
    let reason = reason.map(body::reason).transpose()?;
    let action = Action::Refund { charge: body::charge(&charge)?, credits, reason };
    run(&app, &account, change.key, action).await
}

/// Say what a charge really came to, once
#[utoipa::path(
    post, path = "/accounts/{id}/charges/{charge}/adjustments", tag = "charges", operation_id = "adjustCharge",
    params(Change),
    request_body(content = AdjustmentRequest, example = json!({"credits": "12"})),
    responses((status = 200, description = "By how much it changed", body = wire::Settled), (status = 402), (status = 409)),
    security(("key" = ["charge"])),
)]
pub(super) async fn adjust(
    State(app): State<Arc<App>>,
    Path((account, charge)): Path<(String, String)>,
    principal: Principal,
    change: Change,
) -> Result<Response, Rejection> {
    principal.may_settle(&account)?;
    let action = Action::Adjust { charge: body::charge(&charge)?, credits: wire::adjustment(change.body)? };
    run(&app, &account, change.key, action).await
}

/// Say how an attempt ended that was charged when it started
#[utoipa::path(
    post, path = "/accounts/{id}/charges/{charge}/outcome", tag = "charges", operation_id = "settleCharge",
    params(Change),
    request_body(content = OutcomeRequest, example = json!({"outcome": "answered"})),
    responses((status = 200, description = "By how much it changed", body = wire::Settled), (status = 402), (status = 409)),
    security(("key" = ["charge"])),
)]
pub(super) async fn settle(
    State(app): State<Arc<App>>,
    Path((account, charge)): Path<(String, String)>,
    principal: Principal,
    change: Change,
) -> Result<Response, Rejection> {
    principal.may_settle(&account)?;
    let action = Action::Settle { charge: body::charge(&charge)?, outcome: wire::outcome(change.body)? };
    run(&app, &account, change.key, action).await
}

/// Reserve credits for a while: an amount, or what a charge will cost at most
#[utoipa::path(
    post, path = "/accounts/{id}/holds", tag = "holds", operation_id = "hold",
    params(Change),
    request_body(content = HoldRequest, examples(
        ("credits" = (value = json!({"credits": "100", "expiresIn": 3600}))),
        ("call" = (value = json!({"charge": {"service": "call", "call": {"seconds": 600}}, "expiresIn": 900}))),
    )),
    responses((status = 201, description = "What is reserved", body = wire::Held), (status = 402), (status = 409)),
    security(("key" = ["charge"]), ("session" = [], "csrf" = [])),
)]
pub(super) async fn hold(
    State(app): State<Arc<App>>,
    Path(account): Path<String>,
    principal: Principal,
    change: Change,
) -> Result<Response, Rejection> {
    principal.may(Scope::Charge, &account)?;
    let (given, seconds) = wire::hold(change.body)?;
    let wanted = wanted(&app, &account, given).await?;
    run(&app, &account, change.key, Action::Hold { wanted, seconds }).await
}

/// Take from a hold what was used
#[utoipa::path(
    post, path = "/accounts/{id}/holds/{hold}/captures", tag = "holds", operation_id = "captureHold",
    params(Change),
    request_body(content = CaptureRequest, example = json!({"credits": "29", "last": true})),
    responses((status = 201, description = "What was taken", body = wire::Captured), (status = 402), (status = 409)),
    security(("key" = ["charge"]), ("session" = [], "csrf" = [])),
)]
pub(super) async fn capture(
    State(app): State<Arc<App>>,
    Path((account, hold)): Path<(String, String)>,
    principal: Principal,
    change: Change,
) -> Result<Response, Rejection> {
    principal.may(Scope::Charge, &account)?;
    let hold = body::hold(&hold)?;
    let (given, cumulative, last) = wire::capture(change.body)?;
    let wanted = wanted(&app, &account, given).await?;
    run(&app, &account, change.key, Action::Capture { hold, wanted, cumulative, last }).await
}

/// End a hold: what is left of it comes back, but for what is forfeited
#[utoipa::path(
    delete, path = "/accounts/{id}/holds/{hold}", tag = "holds", operation_id = "releaseHold",
    params(Removal),
    responses((status = 200, description = "What came back", body = wire::Released), (status = 409)),
    security(("key" = ["charge"]), ("session" = [], "csrf" = [])),
)]
pub(super) async fn release(
    State(app): State<Arc<App>>,
    Path((account, hold)): Path<(String, String)>,
    principal: Principal,
    Removal(key): Removal,
) -> Result<Response, Rejection> {
    principal.may(Scope::Charge, &account)?;
    run(&app, &account, key, Action::Release { hold: body::hold(&hold)? }).await
}

async fn wanted(app: &App, account: &str, wanted: wire::Wanted) -> Result<Wanted> {
    Ok(match wanted {
        wire::Wanted::Credits(credits, tags) => Wanted::Credits(credits, tags),
        wire::Wanted::Charge(charge) => Wanted::Charge(asked(app, account, charge).await?.into()),
    })
}
