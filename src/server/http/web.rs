//! The web app's files.

use std::path::Path;

use axum::Router;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, HeaderValue, REFERRER_POLICY};
use axum::http::{Response, StatusCode};
use tower_http::services::ServeDir;
use tower_http::set_header::{SetResponseHeader, SetResponseHeaderLayer};

use super::documents::FOR_EVER;

/// Nothing from elsewhere, nothing inline; `'wasm-unsafe-eval'` is what browsers ask for to compile WebAssembly.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; \
                      connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The page names its other files, so a browser that kept an old one would ask for files that are gone.
const ASKED_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");

/// Where files have a hash of what they hold in their names.
const HASHED: &str = "assets";

pub(super) fn files(folder: &Path) -> Router {
    let header = |name: HeaderName, value: &'static str| {
        SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value))
    };
    let files = |folder: &Path| ServeDir::new(folder).precompressed_gzip().precompressed_br();
    let kept = |answer: &Response<_>| {
        let is_there = answer.status().is_success() || answer.status() == StatusCode::NOT_MODIFIED;
        is_there.then_some(HeaderValue::from_static(FOR_EVER))
    };
    let hashed = SetResponseHeader::overriding(files(&folder.join(HASHED)), CACHE_CONTROL, kept);
    Router::new()
        .nest_service(&format!("/{HASHED}"), hashed)
        .fallback_service(files(folder))
        .layer(SetResponseHeaderLayer::if_not_present(CACHE_CONTROL, ASKED_AGAIN))
        .layer(header(CONTENT_SECURITY_POLICY, POLICY))
        .layer(header(REFERRER_POLICY, "no-referrer"))
}
