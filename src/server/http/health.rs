//! Whether the ledger is alive, and whether it can answer.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use axum::extract::State;

use super::App;
use super::problem::Rejection;
use crate::Error;
use crate::server::store::Store;

/// For how long a disk that took something is thought to take more.
const WRITTEN: Duration = Duration::from_secs(1);

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
    // One looks at a time: whoever asks often takes no more than one place in the queue, and little of the disk.
    let mut probe = app.probe.lock().await;
    app.readers.read(|store| store.api_keys().map(drop)).await?;
    if probe.is_some_and(|written| written.elapsed() < WRITTEN) {
        app.writer.write(|_| Ok(())).await?;
    } else {
        app.writer.write(Store::probe).await?;
        *probe = Some(Instant::now());
    }
    Ok("ready\n")
}
