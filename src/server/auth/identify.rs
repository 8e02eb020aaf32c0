//! Who sent a request.

use std::net::IpAddr;
use std::sync::Arc;

use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, Method};
use subtle::ConstantTimeEq;

use super::origins::is_from_here;
use super::{Principal, keys, limits, sessions};
use crate::server::http::Rejection;
use crate::server::store::Session;
use crate::server::{App, Visitors, now_ms};
use crate::{Error, ErrorKind, Result};

/// Whose requests are counted together.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::server) enum Caller {
    Key(u64),
    /// By its hash.
    Session(String),
    /// One who has shown nothing that is valid.
    Peer(IpAddr),
}

/// Who sent a request; or why it is not known, which matters where it has to be.
#[derive(Debug, Clone)]
pub(in crate::server) struct Identified {
    pub(in crate::server) caller: Caller,
    pub(in crate::server) principal: Result<Principal, Rejection>,
}

pub(in crate::server) async fn identify(app: &App, peer: IpAddr, method: &Method, headers: &HeaderMap) -> Identified {
    let stranger = |error: Error| Identified {
        caller: Caller::Peer(limits::network(peer)),
        principal: Err(match is_failure(&error) {
            true => app.gate.limits.failure(peer).err().unwrap_or_else(|| error.into()),
            false => error.into(),
        }),
    };
    // A key goes before a cookie, which a browser sends without being asked.
    if let Some(given) = headers.get(AUTHORIZATION) {
        let words = given.to_str().ok().and_then(|value| value.split_once(' '));
        let secret = words.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer")).map(|(_, secret)| secret);
        return match app.gate.keys.check(secret.unwrap_or_default(), &app.readers, &app.writer).await {
            Ok((id, scopes)) => Identified { caller: Caller::Key(id), principal: Ok(Principal::Key { id, scopes }) },
            Err(error) => stranger(error),
        };
    }
    let secret = sessions::cookie(headers, app.gate.origins.is_secure());
    if let Some(secret) = &secret {
        match session(app, secret).await {
            Ok(Some(session)) => {
                let caller = Caller::Session(session.hash.clone());
                let csrf_token = sessions::csrf_token(secret);
                let principal = match meant(app, method, headers, &csrf_token) {
                    Ok(()) => Ok(Principal::Person { session: Arc::new(session), csrf_token }),
                    Err(error) => Err(error.into()),
                };
                return Identified { caller, principal };
            }
            // To the demo, a cookie that is worth nothing any more is none.
            Ok(None) if app.visitors.is_some() => {}
            Ok(None) => return stranger(Error::session_ended()),
            Err(error) => return stranger(error),
        }
    }
    let caller = Caller::Peer(limits::network(peer));
    match app.visitors {
        Some(Visitors { are_operators }) if is_from_here(peer, headers) => {
            Identified { caller, principal: Ok(Principal::Demo { operator: are_operators }) }
        }
        _ => Identified { caller, principal: Err(Error::unauthorized().into()) },
    }
}

/// Whether credentials were shown that are worth nothing.
fn is_failure(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::Unauthorized | ErrorKind::KeyExpired | ErrorKind::KeyRevoked)
}

async fn session(app: &App, secret: &str) -> Result<Option<Session>> {
    let (hash, now) = (keys::hash(secret), now_ms());
    app.readers.read(move |store| store.session(&hash, now)).await
}

/// A browser sends the cookie whoever's page makes it ask. What changes something must come from a page that knows the
/// session's other secret, and is one of ours.
fn meant(app: &App, method: &Method, headers: &HeaderMap, csrf_token: &str) -> Result<()> {
    if method.is_safe() {
        return Ok(());
    }
    app.gate.origins.check(headers)?;
    let given = headers.get("x-csrf-token").map(|value| value.as_bytes()).unwrap_or_default();
    let equal = bool::from(given.ct_eq(csrf_token.as_bytes()));
    if equal { Ok(()) } else { Err(Error::csrf_token_missing()) }
}
