//! How people come in: a code that a program asked for, exchanged for a session.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Json;
use axum::extract::{ConnectInfo, FromRequest, Request, State};
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

use super::App;
use super::body::{Body, Change};
use super::once::once;
use super::problem::Rejection;
use crate::server::auth::{self, Login, Principal};
use crate::server::now;
use crate::server::store::{Session, Whom, answered};
use crate::server::{TENANT, demo, rfc3339};
use crate::wire::access;
use crate::{Error, Result};

/// Make a code by which a person logs in: the first answer shows it, its replays have `"code":null`
#[utoipa::path(
    post, path = "/login-codes", tag = "access", operation_id = "createLoginCode",
    params(Change),
    request_body(content = access::LoginCodeRequest, examples(
        ("account" = (value = json!({"account": "acme"}))),
        ("operator" = (value = json!({"operator": true, "expiresIn": 300}))),
    )),
    responses((status = 201, description = "The code", body = access::LoginCode), (status = 404)),
    security(("key" = ["admin"])),
)]
pub(super) async fn login_code(
    State(app): State<Arc<App>>,
    principal: Principal,
    change: Change,
) -> Result<Response, Rejection> {
    principal.may_administer()?;
    let (account, expires_in) = access::login_code(change.body)?;
    let whom = account.clone().map_or(Whom::Operator, Whom::Account);
    let (secret, add) = auth::add_code(whom, auth::expires_in(expires_in)?)?;
    let made = once(&app, "/login-codes", change.key, StatusCode::CREATED, move |store| match &account {
        Some(account) if store.account(TENANT, account, now())?.is_none() => {
            Err(Error::unknown_account(account).into())
        }
        _ => Ok(add(store)?),
    });
    Ok(made.await?.answer(|code| access::LoginCode { code: Some(secret), ..code }))
}

/// Exchange a login code for a session
///
/// It needs neither credentials nor an idempotency key, for the code is both.
#[utoipa::path(
    post, path = "/sessions", tag = "access", operation_id = "beginSession",
    request_body(content = access::SessionRequest, example = json!({"code": "8c1f…"})),
    responses((
        status = 201, description = "The session, whose cookie comes beside it", body = access::Session,
        headers(("Set-Cookie" = String, description = "The session's cookie")),
    ), (status = 401), (status = 403), (status = 429)),
)]
pub(super) async fn begin(
    State(app): State<Arc<App>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    request: Request,
) -> Result<Response, Rejection> {
    app.gate.limits.login(peer.ip())?;
    // Another site's page must not log a visitor in as somebody else.
    app.gate.origins.check(&headers)?;
    let Body(body) = Body::from_request(request, &app).await?;
    let work = auth::begin_session(&access::session_request(body)?, app.gate.session_ms)?;
    let Login { secret, session } = app.writer.write(move |store| answered(work(store))).await??;
    let cookie = auth::set_cookie(&secret, app.gate.session_ms, app.gate.origins.is_secure());
    let answer = Json(of_person(&app, &session, auth::csrf_token(&secret)));
    Ok((StatusCode::CREATED, [(SET_COOKIE, cookie.as_str())], answer).into_response())
}

/// Show whom the visitor acts for
#[utoipa::path(
    get, path = "/sessions/current", tag = "access", operation_id = "getSession",
    responses((status = 200, description = "The session", body = access::Session), (status = 404)),
    security(("session" = [])),
)]
pub(super) async fn current(
    State(app): State<Arc<App>>,
    principal: Principal,
) -> Result<Json<access::Session>, Rejection> {
    let session = match principal {
        Principal::Demo { operator } => access::Session {
            account: Some(demo::ACCOUNT.to_owned()),
            operator,
            demo: true,
            csrf_token: None,
            expires_at: None,
            checkout_url: None,
        },
        Principal::Person { session, csrf_token } => of_person(&app, &session, csrf_token),
        Principal::Key { .. } => return Err(no_session()),
    };
    Ok(Json(session))
}

fn of_person(app: &App, session: &Session, csrf_token: String) -> access::Session {
    let account = session.whom.account().map(str::to_owned);
    access::Session {
        operator: account.is_none(),
        account,
        demo: false,
        csrf_token: Some(csrf_token),
        expires_at: Some(rfc3339(session.expires_ms)),
        checkout_url: app.gate.checkout_url.clone(),
    }
}

/// End the session
#[utoipa::path(
    delete, path = "/sessions/current", tag = "access", operation_id = "endSession",
    responses((status = 204, description = "It has ended"), (status = 404)),
    security(("session" = [], "csrf" = [])),
)]
pub(super) async fn end(State(app): State<Arc<App>>, principal: Principal) -> Result<Response, Rejection> {
    let Principal::Person { session, .. } = principal else { return Err(no_session()) };
    app.writer.write(move |store| store.end_session(&session.hash)).await?;
    let cookie = auth::clear_cookie(app.gate.origins.is_secure());
    Ok((StatusCode::NO_CONTENT, [(SET_COOKIE, cookie)]).into_response())
}

/// A key and the demo are no sessions.
fn no_session() -> Rejection {
    Error::not_found("/v1/sessions/current").into()
}
