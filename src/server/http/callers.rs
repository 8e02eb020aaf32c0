//! Who sent a request, found out once and before anything else.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::App;
use super::problem::Rejection;
use crate::Error;
use crate::server::auth::{Identified, Principal, identify};

/// Lets a request pass with its caller, unless that one asks too often.
pub(super) async fn identified(
    State(app): State<Arc<App>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    mut request: Request,
    next: Next,
) -> Response {
    let found = identify(&app, peer.ip(), request.method(), request.headers()).await;
    if let Err(rejection) = app.gate.limits.request(&found.caller) {
        return rejection.into_response();
    }
    request.extensions_mut().insert(found);
    next.run(request).await
}

impl FromRequestParts<Arc<App>> for Principal {
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<App>) -> Result<Principal, Rejection> {
        let found: &Identified = parts.extensions.get().ok_or_else(Error::internal)?;
        found.principal.clone()
    }
}
