//! Sessions of people: begun with a code that works once, kept up by a cookie.

use axum::http::HeaderMap;
use axum::http::header::COOKIE;
use cookie::{Cookie, SameSite, time};

use super::keys::hash;
use crate::server::store::{Kept, LoginCode, Session, Store, Tried, Whom};
use crate::server::{now_ms, random_hex, rfc3339};
use crate::wire::access as wire;
use crate::{Error, Result};

/// Over TLS, browsers take a cookie of this name only from the host itself: a page of a neighbouring host, which is of the
/// same site, cannot put a session of its own in the place of a visitor's.
fn cookie_name(secure: bool) -> &'static str {
    if secure { "__Host-septet_session" } else { "septet_session" }
}

/// How long a login code is good, unless asked otherwise; and at most.
const CODE_S: u64 = 10 * 60;
pub(super) const CODE_S_MAX: u64 = 24 * 60 * 60;

/// How long a login code that was asked for is good, in milliseconds.
pub(in crate::server) fn expires_in(seconds: Option<u64>) -> Result<i64> {
    let seconds = seconds.unwrap_or(CODE_S);
    let within = i64::try_from(seconds).ok().filter(|_| (1..=CODE_S_MAX).contains(&seconds));
    let max = format!("{CODE_S_MAX} seconds");
    within.map(|seconds| seconds * 1000).ok_or_else(|| Error::lasts_too_long("expiresIn", &seconds.to_string(), &max))
}

/// A new login code, which is shown with this answer and never again, and how it is kept.
pub(in crate::server) fn add_code(
    whom: Whom,
    lasts_ms: i64,
) -> Result<(String, impl Fn(&mut Store) -> Kept<wire::LoginCode> + Send + 'static)> {
    let (secret, now) = (random_hex::<20>()?, now_ms());
    let code = LoginCode { hash: hash(&secret), whom, expires_ms: now + lasts_ms };
    let add = move |store: &mut Store| {
        store.forget_ended(now)?;
        store.add_login_code(&code)?;
        let account = code.whom.account().map(str::to_owned);
        Ok(wire::LoginCode { code: None, operator: account.is_none(), account, expires_at: rfc3339(code.expires_ms) })
    };
    Ok((secret, add))
}

/// A session that has begun, and what its cookie holds.
#[derive(Debug)]
pub(in crate::server) struct Login {
    pub(in crate::server) secret: String,
    pub(in crate::server) session: Session,
}

/// Exchanges a code for a session that lasts so long.
pub(in crate::server) fn begin(
    code: &str,
    lasts_ms: i64,
) -> Result<impl Fn(&mut Store) -> Tried<Login> + Send + 'static> {
    let (code, secret) = (hash(code), random_hex::<32>()?);
    Ok(move |store: &mut Store| {
        let now = now_ms();
        let Some(whom) = store.take_login_code(&code, now)? else { return Err(Error::invalid_login_code().into()) };
        let session = Session { hash: hash(&secret), whom, created_ms: now, expires_ms: now + lasts_ms };
        store.forget_ended(now)?;
        store.add_session(&session)?;
        Ok(Login { secret: secret.clone(), session })
    })
}

/// A session's other secret, which only a page that may read its answers knows. It follows from the first one, which
/// does not follow from it.
pub(in crate::server) fn csrf_token(secret: &str) -> String {
    hash(&format!("csrf:{secret}"))
}

/// The session's secret, where a request brings one.
pub(super) fn cookie(headers: &HeaderMap, secure: bool) -> Option<String> {
    let values = headers.get_all(COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    let mut cookies = values.flat_map(Cookie::split_parse).filter_map(Result::ok);
    cookies.find(|cookie| cookie.name() == cookie_name(secure)).map(|cookie| cookie.value().to_owned())
}

/// What has a browser keep the session.
pub(in crate::server) fn set_cookie(secret: &str, lasts_ms: i64, secure: bool) -> String {
    cookie_with(secret.to_owned(), time::Duration::milliseconds(lasts_ms), secure)
}

/// What has a browser forget it.
pub(in crate::server) fn clear_cookie(secure: bool) -> String {
    cookie_with(String::new(), time::Duration::ZERO, secure)
}

fn cookie_with(value: String, max_age: time::Duration, secure: bool) -> String {
    let cookie = Cookie::build((cookie_name(secure), value)).http_only(true).same_site(SameSite::Strict).path("/");
    cookie.max_age(max_age).secure(secure).build().to_string()
}
