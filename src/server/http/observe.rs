//! What is known of requests afterwards: an id that the caller can name, a line in the log, counts and times. Neither
//! shows a path as it was asked, a key, a token or a body.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tracing::Instrument;

use super::App;
use super::body;
use super::problem::Rejection;
use crate::Error;
use crate::hex::hex;
use crate::server::{auth, metrics, random};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What a request for nothing in particular, or for a file of the web app, is counted under.
const NO_ROUTE: &str = "none";

/// Gives each request an id and says how it was answered.
pub(super) async fn observe(request: Request, next: Next) -> Response {
    let began = Instant::now();
    let id = id(request.headers());
    let route = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
    // What is nested has a fallback of its own, under a name that is axum's.
    let route = route.filter(|route| !route.contains("__private")).unwrap_or(NO_ROUTE).to_owned();
    let method = method(request.method());

    // Of the highest level, so that no filter takes the id from a line that is shown.
    let span = tracing::error_span!("request", id, method, route);
    let mut response = next.run(request).instrument(span.clone()).await;
    let (status, took) = (response.status(), began.elapsed());
    metrics::answered(method, &route, status.as_u16(), took);
    let (code, micros) = (status.as_u16(), u64::try_from(took.as_micros()).unwrap_or(u64::MAX));
    // What a caller can cause at will does not fill the log.
    span.in_scope(|| match status.is_server_error() {
        true => tracing::warn!(status = code, micros, "failed"),
        false => tracing::debug!(status = code, micros, "answered"),
    });
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}

/// The id that the caller gave, where it has the form of a name; a new one otherwise.
fn id(headers: &HeaderMap) -> String {
    let given = headers.get(REQUEST_ID).and_then(|id| id.to_str().ok());
    let given = given.and_then(|id| body::name("request id", id).ok());
    // Without chance there are no ids, and requests are answered all the same.
    given.unwrap_or_else(|| hex(&random::<16>().unwrap_or_default()))
}

/// Methods that count; of others there may be any number.
fn method(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

/// Fetch counts and times, for Prometheus
///
/// For whoever may administer, and for this machine.
#[utoipa::path(
    get, path = "/metrics", tag = "operation", operation_id = "getMetrics",
    responses((status = 200, description = "The metrics", body = String, content_type = metrics::CONTENT_TYPE)),
    security((), ("key" = ["admin"])),
)]
pub(super) async fn metrics(
    State(app): State<Arc<App>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
) -> Result<Response, Rejection> {
    if headers.contains_key(AUTHORIZATION) || !auth::is_from_here(peer.ip(), &headers) {
        let caller = auth::identify(&app, peer.ip(), &Method::GET, &headers).await;
        caller.principal?.may_administer()?;
    }
    let text = metrics::text().map_err(|_| Error::internal())?;
    Ok((StatusCode::OK, [(CONTENT_TYPE, metrics::CONTENT_TYPE)], text).into_response())
}
