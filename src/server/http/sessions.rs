//! How people come in: a code that a program asked for, exchanged for a session.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Json;
use axum::extract::{ConnectInfo, FromRequest, Request, State};
use axum::http::header::{CACHE_CONTROL, SET_COOKIE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

use super::App;
use super::body::{Body, Change};
use super::keys::{Once, once, replayed};
use super::problem::Rejection;
use crate::server::auth::{self, Login, Principal};
use crate::server::now;
use crate::server::{TENANT, demo, rfc3339};
use crate::wire::access;
use crate::{Error, Result};

/// `POST /v1/login-codes` `{"account","expiresIn"?}`: the first answer shows the code, its replays have `"code":null`
pub(super) async fn login_code(
    State(app): State<Arc<App>>,
    principal: Principal,
    change: Change,
) -> Result<Response, Rejection> {
    principal.may_administer()?;
    let access::LoginCodeRequest { account, expires_in } = access::LoginCodeRequest::read(change.body)?;
    let (secret, add) = auth::add_code(&account, auth::expires_in(expires_in)?)?;
    let made = once(&app, "/login-codes", change.key, move |store| match store.account(TENANT, &account, now())? {
        Some(_) => Ok(Ok(add(store)?)),
        None => Ok(Err(Error::unknown_account(&account))),
    });
    Ok(match made.await? {
        Once::Done(code) => {
            (StatusCode::CREATED, Json(access::LoginCode { code: Some(secret), ..code })).into_response()
        }
        Once::Before(answer) => replayed(answer),
    })
}

/// `POST /v1/sessions` `{"code"}`: needs neither credentials nor an idempotency key, for the code is both
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
    let Login { secret, session } = app.writer.write(work).await??;
    let cookie = auth::set_cookie(&secret, app.gate.session_ms, app.gate.origins.is_secure());
    let answer = Json(access::Session {
        account: session.account,
        demo: false,
        csrf_token: Some(auth::csrf_token(&secret)),
        expires_at: Some(rfc3339(session.expires_ms)),
    });
    Ok((StatusCode::CREATED, [(SET_COOKIE, cookie.as_str()), (CACHE_CONTROL, "no-store")], answer).into_response())
}

/// `GET /v1/sessions/current`: whom the visitor acts for
pub(super) async fn current(principal: Principal) -> Result<Response, Rejection> {
    let session = match principal {
        Principal::Demo => {
            access::Session { account: demo::ACCOUNT.to_owned(), demo: true, csrf_token: None, expires_at: None }
        }
        Principal::Person { session, csrf_token } => access::Session {
            account: session.account.clone(),
            demo: false,
            csrf_token: Some(csrf_token),
            expires_at: Some(rfc3339(session.expires_ms)),
        },
        Principal::Key(_) => return Err(no_session()),
    };
    Ok(([(CACHE_CONTROL, "no-store")], Json(session)).into_response())
}

/// `DELETE /v1/sessions/current`: ends it
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
