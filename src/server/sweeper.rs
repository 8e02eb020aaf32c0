//! What falls due while nobody asks: holds expire, periods begin, old answers are dropped. Whoever asks for an account
//! finds it up to date in any case; this makes it so in time, and keeps the database small.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use super::execute::{Action, Key, Request};
use super::{App, TENANT, now};
use crate::Result;

/// How often is looked.
const EVERY: Duration = Duration::from_secs(1);

/// Answers are dropped at the first look, and at every so manieth after it.
const FORGET: u64 = 60;

/// Accounts, or answers, of one look: others get their turn in between.
const AT_ONCE: u32 = 500;

/// Looks for as long as the ledger runs.
pub(super) async fn sweep(app: Arc<App>, retention_days: u32) {
    let mut stuck = BTreeSet::new();
    for look in 0_u64.. {
        tokio::time::sleep(EVERY).await;
        let mut done = advance(&app, &mut stuck).await;
        if look.is_multiple_of(FORGET) {
            stuck.clear();
            done = done.and(forget(&app, retention_days).await);
        }
        if let Err(error) = done {
            tracing::warn!(%error, "what is due has to wait");
        }
    }
}

/// Lets time pass for the accounts of which something is due. One that cannot go on is stuck for a while, so that it does
/// not keep others from their turn.
async fn advance(app: &App, stuck: &mut BTreeSet<String>) -> Result<()> {
    let (now, limit) = (now(), AT_ONCE.saturating_add(u32::try_from(stuck.len()).unwrap_or(u32::MAX)));
    let mut due = app.readers.read(move |store| store.due(TENANT, now, limit)).await?;
    due.retain(|account| !stuck.contains(account));
    if due.is_empty() {
        return Ok(());
    }
    let key = Key { name: String::new(), body_hash: String::new() };
    let wait = |account: &String| Request { account: account.clone(), key: key.clone(), action: Action::Wait };
    let replies = app.writer.run_all(due.iter().map(wait).collect()).await?;
    let failed = due.into_iter().zip(replies).filter_map(|(account, reply)| Some((account, reply.err()?)));
    let failed: Vec<_> = failed.collect();
    if let Some((account, error)) = failed.first() {
        tracing::warn!(%error, account, of = failed.len(), "accounts could not go on");
    }
    stuck.extend(failed.into_iter().map(|(account, _)| account));
    Ok(())
}

/// Drops answers that are no longer kept.
async fn forget(app: &App, retention_days: u32) -> Result<()> {
    let before = now().plus_days(-i64::from(retention_days))?;
    // Others have their turn between the portions.
    while app.writer.write(move |store| store.forget_answers(before, AT_ONCE)).await? == AT_ONCE as usize {}
    Ok(())
}
