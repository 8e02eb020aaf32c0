//! Which pages may ask: the ledger's own, and those that it was told of.

use std::net::IpAddr;
use std::time::Duration;

use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, FORWARDED, HOST, HeaderName, HeaderValue, ORIGIN, RETRY_AFTER};
use axum::http::{HeaderMap, Method};
use tower_http::cors::{AllowCredentials, AllowOrigin, CorsLayer};
use url::Url;

use crate::server::http::REPLAYED;
use crate::{Error, Result};

/// How long a browser may remember what it was allowed.
const REMEMBERED: Duration = Duration::from_secs(10 * 60);

#[derive(Debug)]
pub(in crate::server) struct Origins {
    /// The ledger's own, where it is known.
    own: Option<String>,
    allowed: Vec<HeaderValue>,
}

impl Origins {
    pub(super) fn new(public_url: Option<&str>, allowed: &[String]) -> Result<Origins> {
        let own = public_url.map(|given| {
            web_url(given).map(|url| url.origin().ascii_serialization()).ok_or_else(|| Error::invalid_public_url(given))
        });
        let allowed = allowed.iter().map(|given| origin(given).ok_or_else(|| Error::invalid_origin(given)));
        Ok(Origins { own: own.transpose()?, allowed: allowed.collect::<Result<_>>()? })
    }

    /// Whether people reach the ledger over TLS only.
    pub(in crate::server) fn is_secure(&self) -> bool {
        self.own.as_deref().is_some_and(|own| own.starts_with("https:"))
    }

    /// Whether a page that asks is the ledger's own or one that is allowed. A program says no origin.
    pub(in crate::server) fn check(&self, headers: &HeaderMap) -> Result<()> {
        let Some(given) = headers.get(ORIGIN) else { return Ok(()) };
        if self.allowed.contains(given) {
            return Ok(());
        }
        let given = given.to_str().unwrap_or_default();
        let is_own = match &self.own {
            Some(own) => given == own,
            None => {
                let host = headers.get(HOST).and_then(|host| host.to_str().ok());
                let origin = given.strip_prefix("http://").or_else(|| given.strip_prefix("https://"));
                origin.is_some() && origin == host
            }
        };
        if is_own { Ok(()) } else { Err(Error::foreign_origin(given)) }
    }

    /// Tells browsers about the allowed origins; nothing where there are none.
    pub(in crate::server) fn layer(&self) -> Option<CorsLayer> {
        if self.allowed.is_empty() {
            return None;
        }
        let allowed = self.allowed.clone();
        let layer = CorsLayer::new()
            .allow_origin(AllowOrigin::list(self.allowed.clone()))
            .allow_credentials(AllowCredentials::predicate(move |origin, _| allowed.contains(origin)))
            .allow_methods([Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE])
            .allow_headers([
                AUTHORIZATION,
                CONTENT_TYPE,
                HeaderName::from_static("idempotency-key"),
                HeaderName::from_static("x-csrf-token"),
                HeaderName::from_static("x-request-id"),
            ])
            .expose_headers([RETRY_AFTER, REPLAYED, HeaderName::from_static("x-request-id")])
            .max_age(REMEMBERED);
        Some(layer)
    }
}

/// Where people pay for credits.
pub(super) fn checkout_url(given: &str) -> Result<String> {
    web_url(given).map(String::from).ok_or_else(|| Error::invalid_checkout_url(given))
}

fn web_url(given: &str) -> Option<Url> {
    Url::parse(given).ok().filter(|url| matches!(url.scheme(), "http" | "https"))
}

/// An origin exactly as browsers write it.
fn origin(given: &str) -> Option<HeaderValue> {
    let url = web_url(given)?;
    let is_origin = url.origin().ascii_serialization() == given;
    HeaderValue::from_str(given).ok().filter(|_| is_origin)
}

/// Whether a program of this machine asks for itself, or a page of ours on it: not for somebody else, as a proxy does, and
/// not for a page of another site.
pub(in crate::server) fn is_from_here(peer: IpAddr, headers: &HeaderMap) -> bool {
    let forwarded = headers.keys().any(|name| *name == FORWARDED || name.as_str().starts_with("x-forwarded-"));
    peer.to_canonical().is_loopback() && !forwarded && is_own_page(headers)
}

/// Who is from here needs no secret, so another site's page in the same browser must not pass for them: the name it was
/// reached under is this machine's, and a page that asks is our own.
fn is_own_page(headers: &HeaderMap) -> bool {
    let Some(host) = headers.get(HOST).and_then(|host| host.to_str().ok()) else { return false };
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    };
    let local = matches!(name, "localhost" | "127.0.0.1" | "[::1]");
    let origin = headers.get(ORIGIN).map(|origin| origin.to_str().unwrap_or_default());
    local && origin.is_none_or(|origin| origin.strip_prefix("http://") == Some(host))
}
