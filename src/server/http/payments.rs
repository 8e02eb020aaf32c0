//! Payments that come in: Stripe tells of them.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};

use super::App;
use super::body::{is_of_type, name, whole};
use super::problem::Rejection;
use crate::server::execute::{self, Action, Key};
use crate::server::{now_ms, stripe};
use crate::wire::stripe::{Paid, Told, told};
use crate::{Error, ErrorKind, Result};

/// Stripe's events are smaller.
const BODY_BYTES_MAX: usize = 1 << 20;

/// Credit what Stripe says was paid, once for each checkout
///
/// Stripe's signature is what lets it in. Of its events a checkout that was paid, with `septet_top_up` in its metadata, is
/// a purchase; every other is ignored.
#[utoipa::path(
    post, path = "/webhooks/stripe", tag = "credits", operation_id = "stripeWebhook",
    params(("Stripe-Signature" = String, Header, description = "`t=…,v1=…`, by HMAC-SHA256 of time and body")),
    request_body(content = Object, example = json!({"id": "evt_1", "type": "checkout.session.completed", "data": {"object": {
        "id": "cs_1", "payment_status": "paid",
        "metadata": {"septet_account": "acme", "septet_top_up": "credit", "septet_quantity": "500"},
    }}})),
    responses((status = 200, description = "It is credited, was before, or is nothing to credit"), (status = 403), (status = 404)),
)]
pub(super) async fn stripe(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    request: Request,
) -> Result<StatusCode, Rejection> {
    if app.stripe_secrets.is_empty() {
        return Err(Error::no_stripe_secret().into());
    }
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !is_of_type(&headers, "application/json") {
        return Err(Error::unsupported_body().into());
    }
    let body = whole(request, BODY_BYTES_MAX).await?;
    stripe::verify(text("stripe-signature"), &body, &app.stripe_secrets, now_ms().div_euclid(1000))?;
    let Told { id, kind, paid } = told(&body)?;
    let Some(paid) = paid else {
        tracing::debug!(event = id, kind, "nothing of Stripe's to credit");
        return Ok(StatusCode::OK);
    };
    let (session, account) = (paid.session.clone(), paid.account.clone());
    match credit(&app, paid).await {
        Ok(is_new) => tracing::info!(event = id, kind, session, account, is_new, "paid by Stripe"),
        Err(error) => {
            // It is sent again until it can be credited.
            tracing::error!(event = id, kind, session, account, %error, "paid by Stripe, and not credited");
            return Err(error.into());
        }
    }
    Ok(StatusCode::OK)
}

/// Credits a payment, unless it was before. Gives whether it is credited now.
async fn credit(app: &App, paid: Paid) -> Result<bool> {
    let account = name("account", &paid.account)?;
    // Two events may tell of one checkout, in any order: it is the same request.
    let body_hash = format!("{} {} {:?}", paid.top_up, paid.quantity, paid.reload);
    // Nobody else can send a key with a space in it.
    let key = Key { name: format!("stripe {}", paid.session), body_hash };
    let ask = |action| app.writer.run(execute::Request { account: account.clone(), key: key.clone(), action });
    let purchase = Action::Purchase { id: paid.session.clone(), top_up: paid.top_up, quantity: paid.quantity };
    let credited = match paid.reload {
        Some(reload) => match ask(Action::ReloadPaid { reload, payment: paid.session }).await {
            // What is paid is credited, also where the reload was paid otherwise.
            Err(error) if matches!(error.kind(), ErrorKind::AlreadyDone | ErrorKind::UnknownReload) => {
                ask(purchase).await
            }
            answered => answered,
        },
        None => ask(purchase).await,
    };
    match credited {
        Ok(reply) => Ok(!reply.replayed),
        Err(error) if error.kind() == ErrorKind::DuplicatePurchase => Ok(false),
        Err(error) => Err(error),
    }
}
