//! Whether the ledger is alive, and whether it can answer.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::extract::State;

use super::App;
use super::problem::Rejection;
use crate::Error;

/// `GET /healthz`: the process answers.
pub(super) async fn alive() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: it can read and write, and is not about to end.
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
