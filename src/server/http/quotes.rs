//! Quotes that the ledger stands by, and the keys by which anyone can verify them.

use crate::map::Set;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use super::App;
use super::accounts::look;
use super::body::Body;
use super::problem::Rejection;
use crate::Result;
use crate::ledger::Moment;
use crate::quote::{self, Interaction, Request};
use crate::server::accounts::Working;
use crate::server::auth::{Principal, Scope};
use crate::server::execute::interaction_name;
use crate::server::sign::{self, Quoted};
use crate::server::store::{KeyRow, Tried};
use crate::server::{day, now_ms, rfc3339};
use crate::wire::token::{KeySet, QuoteRequest, SignedQuote, charge_without_token};
use crate::wire::{charge, charge_request};

/// How long a set of keys may be used without asking again.
const KEYS_MAX_AGE: &str = "public, max-age=300";

/// Quote a price that the ledger stands by
///
/// The answer holds a token that the charge may bring. Nothing is written.
#[utoipa::path(
    post, path = "/quotes", tag = "charges", operation_id = "quote",
    request_body(content = QuoteRequest, example = json!({
        "account": "acme", "service": "sms", "to": "+919876543210", "text": "Party at 8 🎉", "expiresIn": 300
    })),
    responses((status = 200, description = "The price and its token", body = SignedQuote), (status = 403), (status = 404), (status = 422)),
    security(("key" = ["charge"]), ("session" = [], "csrf" = [])),
)]
pub(super) async fn quote(
    State(app): State<Arc<App>>,
    principal: Principal,
    Body(body): Body,
) -> Result<Json<SignedQuote>, Rejection> {
    let QuoteRequest { account, expires_in, charge } = QuoteRequest::read(body)?;
    principal.may(Scope::Charge, &account)?;
    let charge = charge_without_token(charge)?;
    let request_hash = charge::hash(&charge);
    let request = charge_request(charge, &charge::IN_QUOTE)?;
    let now_ms = now_ms();
    let wanted = account.clone();
    let priced = look(&app, Moment::from_millis(now_ms), move |working| price(working, &wanted, request)).await?;
    app.signer.renew(priced.keys)?;

    let quote = &priced.quote;
    let (issued_ms, expires_ms) = sign::lasting(expires_in, now_ms);
    let quoted = Quoted {
        kind: sign::Kind::Quote,
        account,
        service: quote.measured.service.clone(),
        plan: priced.plan,
        at: quote.measured.at,
        book: quote.book_hash.clone(),
        decks: quote.deck_hashes.clone(),
        request_hash,
        min: quote.credits,
        credits: quote.credits,
        max: quote.max,
        brings: priced.brings,
        counted: priced.counted,
        nonce: sign::nonce()?,
        issued_ms,
        expires_ms,
    };
    let quote_token = app.signer.sign(&quoted)?;
    let answer = SignedQuote { quote: priced.quote.into(), quote_token, expires_at: rfc3339(quoted.expires_ms) };
    Ok(Json(answer))
}

struct Priced {
    plan: String,
    quote: quote::Quote,
    brings: Set<String>,
    counted: bool,
    keys: Vec<KeyRow>,
}

/// Prices a request as a charge would be, now.
fn price(working: &mut Working<'_>, account: &str, mut request: Request) -> Tried<Priced> {
    let (engine, now) = (working.engine.clone(), working.now);
    let keys = sign::current(working.store(), now.millis())?;
    engine.on(day(now), &mut request);
    if let Some(Interaction { id: Some(id), counted, .. }) = &mut request.interaction {
        let name = interaction_name(&request.service, id);
        *counted = working.identity(account, "interaction", &name)?.is_some();
    }
    let accounts = working.view(account)?;
    let plan = accounts.plan(account)?.to_owned();
    request.plan = plan.clone();
    let payer = accounts.payer(account, engine.book(), now)?;
    let brings = payer.brings.clone();
    request.payer = Some(payer);
    let counted = request.interaction.as_ref().is_some_and(|interaction| interaction.counted);
    Ok(Priced { plan, quote: engine.quote(&request)?, brings, counted, keys })
}

/// Fetch the keys by which anyone can verify a quote (RFC 7517)
#[utoipa::path(
    get, path = "/.well-known/jwks.json", tag = "documents", operation_id = "getQuoteKeys",
    responses((status = 200, description = "The keys", body = KeySet, content_type = "application/jwk-set+json")),
)]
pub(super) async fn keys(State(app): State<Arc<App>>) -> Result<Response, Rejection> {
    let now_ms = now_ms();
    app.signer.renew(app.readers.read(move |store| sign::current(store, now_ms)).await?)?;
    let headers = [(CONTENT_TYPE, "application/jwk-set+json"), (CACHE_CONTROL, KEYS_MAX_AGE)];
    Ok((headers, Json(app.signer.key_set(now_ms))).into_response())
}
