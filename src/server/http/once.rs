//! What is done once for each idempotency key, of what is not about one account.

use axum::Json;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::App;
use crate::server::execute::Key;
use crate::server::store::{Store, Stored, Tried, answered};
use crate::server::{TENANT, now};
use crate::{Error, Result, wire};

/// Says of an answer that an earlier request with the same key got it.
pub(in crate::server) const REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");

/// What was done now, or the answer to what was done before.
pub(super) enum Once<T> {
    Done(StatusCode, T),
    Before(Response),
}

impl<T: Serialize> Once<T> {
    /// The answer: of what was done now, what is `shown` this once.
    pub(super) fn answer(self, shown: impl FnOnce(T) -> T) -> Response {
        match self {
            Once::Done(status, done) => (status, Json(shown(done))).into_response(),
            Once::Before(answer) => answer,
        }
    }
}

/// Does something once for each idempotency key, and answers with a status. What is kept of the answer is what `work`
/// gives: a secret is not in it.
pub(super) async fn once<T: Serialize + Send + 'static>(
    app: &App,
    about: &'static str,
    key: Key,
    status: StatusCode,
    mut work: impl FnMut(&mut Store) -> Tried<T> + Send + 'static,
) -> Result<Once<T>> {
    let Key { name, body_hash } = key;
    let mut once = move |store: &mut Store| -> Tried<_> {
        if let Some(stored) = store.answer(TENANT, about, &name)? {
            let same = stored.body_hash == body_hash;
            let before = if same { wire::parse(&stored.answer) } else { Err(Error::key_reused(&name)) };
            return Ok(Err(before?));
        }
        let done = work(store)?;
        let answer = serde_json::to_string(&done).map_err(|_| Error::internal())?;
        let stored = Stored { body_hash: body_hash.clone(), status: status.as_u16(), answer };
        store.keep_answers(TENANT, std::iter::once((&(about.to_owned(), name.clone()), &stored)), now())?;
        Ok(Ok(done))
    };
    let written = app.writer.write(move |store| answered(once(store)));
    Ok(match written.await?? {
        Ok(done) => Once::Done(status, done),
        Err(before) => {
            let replayed = [(REPLAYED, HeaderValue::from_static("true"))];
            Once::Before((status, replayed, Json(before)).into_response())
        }
    })
}
