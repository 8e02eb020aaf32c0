//! What a request brings: who sent it, its body, its idempotency key.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::HeaderMap;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use sha2::{Digest, Sha256};

use super::problem::Rejection;
use super::{App, BODY_BYTES_MAX};
use crate::Error;
use crate::rates::hex;
use crate::server::execute::Key;
use crate::wire::{self, Value};

/// The longest name of an account or an idempotency key.
const NAME_MAX: usize = 64;

/// A JSON body, and the key that makes its retry the same request.
#[derive(Debug)]
pub(super) struct Change {
    pub(super) key: Key,
    pub(super) body: Value,
}

impl FromRequest<Arc<App>> for Change {
    type Rejection = Rejection;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Change, Rejection> {
        let path = request.uri().path().to_owned();
        let name = key_name(request.headers())?;
        let Body(body) = Body::from_request(request, app).await?;
        let body_hash = hex(&Sha256::digest(format!("{path}\n{}", wire::canonical(&body)).as_bytes()));
        Ok(Change { key: Key { name, body_hash }, body })
    }
}

/// A JSON body by itself.
#[derive(Debug)]
pub(super) struct Body(pub(super) Value);

impl FromRequest<Arc<App>> for Body {
    type Rejection = Rejection;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Body, Rejection> {
        let content_type =
            request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if content_type.split(';').next().map(str::trim) != Some("application/json") {
            return Err(Error::unsupported_body().into());
        }
        let announced = request.headers().get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
        if announced.is_some_and(|length: u64| length > BODY_BYTES_MAX as u64) {
            return Err(Error::body_too_large(BODY_BYTES_MAX).into()); // before any of it is read
        }
        let bytes = Bytes::from_request(request, app).await.map_err(|_| Error::body_too_large(BODY_BYTES_MAX))?;
        Ok(Body(wire::parse_bytes(&bytes)?))
    }
}

fn key_name(headers: &HeaderMap) -> Result<String, Error> {
    let Some(given) = headers.get("idempotency-key") else { return Err(Error::key_missing()) };
    name("idempotency key", given.to_str().unwrap_or_default())
}

/// A name of the form that all names have.
pub(in crate::server) fn name(what: &str, given: &str) -> Result<String, Error> {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b':');
    if (1..=NAME_MAX).contains(&given.len()) && given.bytes().all(allowed) {
        Ok(given.to_owned())
    } else {
        Err(Error::invalid_name(what, given, NAME_MAX))
    }
}
