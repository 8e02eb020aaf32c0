//! What a request brings: who sent it, its body, its idempotency key.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Bytes, to_bytes};
use axum::extract::{FromRequest, FromRequestParts, OriginalUri, Request};
use axum::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use sha2::{Digest, Sha256};
use utoipa::IntoParams;
use utoipa::openapi::Required;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};

use super::problem::Rejection;
use super::{App, BODY_BYTES_MAX, BODY_TIME};
use crate::Error;
use crate::hex::hex;
use crate::server::execute::Key;
use crate::wire::schema::{Name, reference};
use crate::wire::{self, Value, id};

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
        let path = request
            .extensions()
            .get::<OriginalUri>()
            .map_or_else(|| request.uri().path().to_owned(), |uri| uri.path().to_owned());
        let name = key_name(request.headers())?;
        let method = request.method().clone();
        let Body(body) = Body::from_request(request, app).await?;
        let body_hash = hash(&method, &path, &wire::canonical(&body));
        Ok(Change { key: Key { name, body_hash }, body })
    }
}

/// The key of a change that has no body: what is to go stands in the path.
#[derive(Debug)]
pub(super) struct Removal(pub(super) Key);

impl FromRequestParts<Arc<App>> for Removal {
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<App>) -> Result<Removal, Rejection> {
        let path = OriginalUri::from_request_parts(parts, &()).await.map_err(|_| Error::internal())?;
        let body_hash = hash(&parts.method, path.path(), "");
        Ok(Removal(Key { name: key_name(&parts.headers)?, body_hash }))
    }
}

/// What an operation documents of its idempotency key.
fn key_parameter() -> Vec<Parameter> {
    let key =
        ParameterBuilder::new().name("Idempotency-Key").parameter_in(ParameterIn::Header).required(Required::True);
    let description = "A retry of the same request with the same key gets the same answer, and is not done twice.";
    vec![key.description(Some(description)).schema(Some(reference::<Name>())).build()]
}

impl IntoParams for Change {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        key_parameter()
    }
}

impl IntoParams for Removal {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        key_parameter()
    }
}

/// What makes a request the same: its method, its path, and its body in canonical form.
fn hash(method: &Method, path: &str, body: &str) -> String {
    hex(&Sha256::digest(format!("{method} {path}\n{body}").as_bytes()))
}

/// The hash of a charge, which is the same alone and in a batch.
pub(super) fn charge_hash(account: &str, charge: &Value) -> String {
    hash(&Method::POST, &format!("/v1/accounts/{account}/charges"), &wire::canonical(charge))
}

/// A charge's number, from `ch_17`.
pub(super) fn charge(given: &str) -> Result<u64, Error> {
    id::CHARGE.number(given).ok_or_else(|| Error::unknown_charge(given))
}

/// A hold's number, from `ho_17`.
pub(super) fn hold(given: &str) -> Result<u64, Error> {
    id::HOLD.number(given).ok_or_else(|| Error::no_hold(given))
}

/// A reload's number.
pub(super) fn reload(given: &str) -> Result<u64, Error> {
    id::RELOAD.number(given).ok_or_else(|| Error::unknown_reload(given))
}

/// The longest reason of a grant, a refund or a decline, in bytes.
const REASON_MAX: usize = 500;

pub(super) fn reason(given: String) -> Result<String, Error> {
    if given.len() <= REASON_MAX { Ok(given) } else { Err(Error::too_long("reason", REASON_MAX)) }
}

/// A JSON body by itself.
#[derive(Debug)]
pub(super) struct Body(pub(super) Value);

impl FromRequest<Arc<App>> for Body {
    type Rejection = Rejection;

    async fn from_request(request: Request, _: &Arc<App>) -> Result<Body, Rejection> {
        let bytes = bytes(request, "application/json", Error::unsupported_body).await?;
        Ok(Body(wire::parse_bytes(&bytes)?))
    }
}

/// A CSV.
#[derive(Debug)]
pub(super) struct Csv(pub(super) Bytes);

impl FromRequest<Arc<App>> for Csv {
    type Rejection = Rejection;

    async fn from_request(request: Request, _: &Arc<App>) -> Result<Csv, Rejection> {
        bytes(request, "text/csv", Error::unsupported_csv).await.map(Csv).map_err(Rejection::from)
    }
}

/// A body of a type, as it is.
async fn bytes(request: Request, wanted: &str, unsupported: impl FnOnce() -> Error) -> Result<Bytes, Error> {
    let coding = request.headers().get(CONTENT_ENCODING).map(|coding| String::from_utf8_lossy(coding.as_bytes()));
    if let Some(coding) = coding.filter(|coding| !coding.trim().eq_ignore_ascii_case("identity")) {
        return Err(Error::encoded_body(&coding));
    }
    if is_of_type(request.headers(), wanted) { whole(request, BODY_BYTES_MAX).await } else { Err(unsupported()) }
}

/// A body that has come in time, and is no longer than it may be.
pub(super) async fn whole(request: Request, bytes_max: usize) -> Result<Bytes, Error> {
    let announced = request.headers().get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    if announced.is_some_and(|length: u64| length > bytes_max as u64) {
        return Err(Error::body_too_large(bytes_max)); // before any of it is read
    }
    read(request.into_body(), bytes_max, BODY_TIME).await
}

async fn read(body: axum::body::Body, bytes_max: usize, time: Duration) -> Result<Bytes, Error> {
    let read = tokio::time::timeout(time, to_bytes(body, bytes_max)).await;
    read.map_err(|_| Error::body_too_slow(time.as_secs()))?.map_err(|_| Error::body_too_large(bytes_max))
}

/// Whether a body is of a type, in upper or lower case and whatever its parameters are (RFC 9110, 8.3.1).
pub(super) fn is_of_type(headers: &HeaderMap, wanted: &str) -> bool {
    let given = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    given.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case(wanted))
}

fn key_name(headers: &HeaderMap) -> Result<String, Error> {
    let mut given = headers.get_all("idempotency-key").iter();
    match (given.next(), given.next()) {
        (None, _) => Err(Error::key_missing()),
        (Some(key), None) => name("idempotency key", key.to_str().unwrap_or_default()),
        // Nobody can say which of them its retry comes with.
        (Some(_), Some(_)) => Err(Error::invalid_query("`Idempotency-Key` is given twice")),
    }
}

/// A name of the form that all names have.
pub(in crate::server) fn name(what: &str, given: &str) -> Result<String, Error> {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b':');
    // `.` and `..` mean something else in an address.
    if (1..=NAME_MAX).contains(&given.len()) && given.bytes().all(allowed) && !matches!(given, "." | "..") {
        Ok(given.to_owned())
    } else {
        Err(Error::invalid_name(what, given, NAME_MAX))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use axum::body::Body;
    use futures_util::stream::{self, StreamExt};

    use super::*;
    use crate::ErrorKind;

    #[test]
    fn bodies_end_within_their_time() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let read = |body, time| runtime.block_on(read(body, 10, Duration::from_millis(time)));
        let pieces = |pieces: &'static [&str]| stream::iter(pieces.iter().map(|&piece| Ok::<_, std::io::Error>(piece)));
        assert_eq!(read(Body::from_stream(pieces(&["12345", "67890"])), 10_000).unwrap(), "1234567890");
        let too_large = read(Body::from_stream(pieces(&["12345", "67890", "1"])), 10_000).unwrap_err();
        assert_eq!(too_large.kind(), ErrorKind::BodyTooLarge);
        let late = Body::from_stream(pieces(&["12345"]).chain(stream::pending()));
        assert_eq!(read(late, 100).unwrap_err().kind(), ErrorKind::BodyTooSlow);
        // More of it, again and again, is no whole.
        let step = || async { tokio::time::sleep(Duration::from_millis(30)).await };
        let trickle = stream::unfold((), move |()| async move { Some((Ok::<_, std::io::Error>(""), step().await)) });
        assert_eq!(read(Body::from_stream(trickle), 100).unwrap_err().kind(), ErrorKind::BodyTooSlow);
    }
}
