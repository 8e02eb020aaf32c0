//! Reconciles a ledger: entries, lots, holds and balances, account by account, in one snapshot.

use std::path::Path;

use serde::Serialize;

use super::TENANT;
use super::store::{self, Database, Kept, Store};
use crate::credits::Credits;
use crate::ledger::Tally;
use crate::wire::ledger::{Mismatch, Verification};
use crate::{Error, Result};

/// Rows that are read at once.
const AT_ONCE: u32 = 1000;

/// Reconciles the ledger in a database, which may be in use. Gives what was looked at and what does not add up, and
/// whether there is any of that.
pub fn verify(database: &Database) -> Result<(impl Serialize + use<>, bool)> {
    let mut store = store::open_to_read(database)?;
    let found = snapshot(&mut store).map_err(|failed| Error::unreadable_ledger(database, &failed.to_string()))?;
    let differs = !found.findings.is_empty();
    Ok((found, differs))
}

fn snapshot(store: &mut Store) -> Kept<Verification> {
    store.read()?;
    reconcile(store)
}

/// What was looked at in a transaction that was begun, and what does not add up.
pub(super) fn reconcile(store: &mut Store) -> Kept<Verification> {
    let (mut found, mut after, mut balance) = (Verification::default(), String::new(), Credits::ZERO);
    let mut between = Credits::ZERO;
    loop {
        let page = store.accounts(TENANT, &after, AT_ONCE)?;
        for line in &page {
            let Some(account) = store.whole_account(TENANT, &line.id)? else { continue };
            let mut tally = Tally::default();
            let mut last = 0;
            loop {
                let entries = store.entries_after(TENANT, &line.id, last, AT_ONCE)?;
                for row in &entries {
                    tally.add(&row.entry)?;
                    last = row.entry.seq;
                }
                found.entries += entries.len();
                if entries.len() < AT_ONCE as usize {
                    break;
                }
            }
            between = between.plus(tally.received)?;
            balance = balance.plus(account.total()?)?;
            found.accounts += 1;
            found.lots += account.lots.len();
            found.holds += account.holds.len();
            let mismatch = |what: String| Mismatch { account: Some(line.id.clone()), what };
            found.findings.extend(tally.compare(&account)?.into_iter().map(|finding| mismatch(finding.to_string())));
        }
        match page.last() {
            Some(last) => after.clone_from(&last.id),
            None => break,
        }
    }
    if between != Credits::ZERO {
        let what = format!("what accounts gave to others and what these received differ by {between}");
        found.findings.push(Mismatch { account: None, what });
    }
    found.balance = balance.to_string();
    Ok(found)
}

/// Copies a ledger that may be in use into a new file, as it is at one moment.
pub fn backup(database: &Database, to: &Path) -> Result<()> {
    if to.exists() {
        return Err(Error::backup_exists(to));
    }
    store::backup(database, to)
}
