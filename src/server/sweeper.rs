//! What falls due while nobody asks: holds expire, periods begin, old answers are dropped. Whoever asks for an account
//! finds it up to date in any case; this makes it so in time, and keeps the database small.

use std::sync::Arc;
use std::time::Duration;

use super::execute::{Action, Key, Request};
use super::{App, TENANT, now};
use crate::Result;

/// How often is looked.
const EVERY: Duration = Duration::from_secs(1);

/// Accounts, or answers, of one look: others get their turn in between.
const AT_ONCE: u32 = 500;

/// Looks for as long as the ledger runs.
pub(super) async fn sweep(app: Arc<App>, retention_days: u32) {
    loop {
        tokio::time::sleep(EVERY).await;
        if let Err(error) = look(&app, retention_days).await {
            tracing::warn!(%error, "what is due has to wait");
        }
    }
}

async fn look(app: &App, retention_days: u32) -> Result<()> {
    let now = now();
    let due = app.readers.read(move |store| store.due(TENANT, now, AT_ONCE)).await?;
    let key = Key { name: String::new(), body_hash: String::new() };
    let wait = |account| Request { account, key: key.clone(), action: Action::Wait };
    for reply in app.writer.run_all(due.into_iter().map(wait).collect()).await? {
        if let Err(error) = reply {
            tracing::warn!(%error, "an account could not go on");
        }
    }
    let before = now.plus_days(-i64::from(retention_days))?;
    app.writer.write(move |store| store.forget_answers(before, AT_ONCE)).await.map(drop)
}
