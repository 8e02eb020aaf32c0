//! What a list of usage shows: one line an act.

use std::sync::Arc;

use crate::Result;
use crate::credits::Credits;
use crate::ledger::{Entry, EntryKind, Label, Moment};

/// What one act used or gave back in an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transaction {
    pub account: String,
    /// The number of the act's first entry.
    pub act: u64,
    pub at: Moment,
    pub offset_s: i32,
    pub kind: EntryKind,
    pub concerns: Option<u64>,
    pub label: Arc<Label>,
    pub used: Credits,
    pub returned: Credits,
    pub recorded: Credits,
}

/// The transactions of entries that are in the order of their numbers, or in the reverse; what is no usage is left out.
pub fn transactions<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> Result<Vec<Transaction>> {
    let mut found: Vec<Transaction> = Vec::new();
    for entry in entries.into_iter().filter(|entry| entry.is_usage() || entry.is_return()) {
        let same = |last: &Transaction| last.account == entry.account && last.act == entry.act;
        if !found.last().is_some_and(same) {
            found.push(Transaction {
                account: entry.account.clone(),
                act: entry.act,
                at: entry.at,
                offset_s: entry.offset_s,
                kind: entry.kind,
                concerns: entry.concerns,
                label: entry.label.clone().unwrap_or_default(),
                used: Credits::ZERO,
                returned: Credits::ZERO,
                recorded: Credits::ZERO,
            });
        }
        let Some(transaction) = found.last_mut() else { continue };
        let side = if entry.is_usage() { &mut transaction.used } else { &mut transaction.returned };
        *side = side.plus(entry.credits)?;
        transaction.recorded = transaction.recorded.plus(entry.recorded)?;
    }
    Ok(found)
}
