//! What a path leads to.

use axum::extract::{FromRequestParts, OriginalUri};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use super::problem::Rejection;
use crate::Error;

/// The texts that stand in the path's places. What is no text leads nowhere.
#[derive(Debug)]
pub(super) struct Path<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Path<T>, Rejection> {
        let found = axum::extract::Path::from_request_parts(parts, state).await;
        let axum::extract::Path(found) = match found {
            Ok(found) => found,
            Err(_) => {
                let OriginalUri(uri) =
                    OriginalUri::from_request_parts(parts, state).await.map_err(|_| Error::internal())?;
                return Err(Error::not_found(uri.path()).into());
            }
        };
        Ok(Path(found))
    }
}
