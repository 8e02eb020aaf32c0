//! Whether the ledger is alive, and whether it can answer.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::extract::State;

use super::App;
use super::problem::Rejection;
use crate::Error;

/// Ask whether the process answers
#[utoipa::path(
    get, path = "/healthz", tag = "operation", operation_id = "getHealth",
    responses((status = 200, description = "It does", body = String, content_type = "text/plain; charset=utf-8")),
)]
pub(super) async fn alive() -> &'static str {
    "ok\n"
}

/// Ask whether the ledger can read and write, and is not about to end
#[utoipa::path(
    get, path = "/readyz", tag = "operation", operation_id = "getReadiness",
    responses((status = 200, description = "It can", body = String, content_type = "text/plain; charset=utf-8")),
)]
pub(super) async fn ready(State(app): State<Arc<App>>) -> Result<&'static str, Rejection> {
    if app.stopping.load(Ordering::Relaxed) {
        return Err(Error::unavailable("the ledger is stopping").into());
    }
    // One looks at a time: whoever asks often takes no more than one place in the queue.
    let _turn = app.probe.lock().await;
    app.readers.read(|store| store.api_keys().map(drop)).await?;
    app.writer.write(|_| Ok(())).await?;
    Ok("ready\n")
}
