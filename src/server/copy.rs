//! Moves a ledger from one database into another.

use super::store::{self, Database, Store, Tried};
use super::verify::reconcile;
use crate::wire::ledger::Copied;
use crate::{Error, Result};
use serde::Serialize;

/// Brings a database up to date, and makes its tables where there are none.
pub fn migrate(database: &Database) -> Result<()> {
    store::open(database).map(drop)
}

/// Copies a whole ledger into a database in which there is none, and reconciles the copy before it counts. Nobody writes
/// to the first one meanwhile.
pub fn copy(from: &Database, to: &Database) -> Result<impl Serialize + use<>> {
    from.must_be_there()?;
    let (mut source, mut target) = (store::open(from)?, store::open(to)?);
    if target.counts()?.iter().any(|(_, rows)| *rows > 0) {
        return Err(Error::ledger_there(to));
    }
    let done = whole(&mut source, &mut target);
    source.roll_back();
    let done = done.and_then(|copied| Ok(target.commit().map(|()| copied)?));
    if done.is_err() {
        target.roll_back();
    }
    Ok(done?)
}

fn whole(source: &mut Store, target: &mut Store) -> Tried<Copied> {
    source.freeze()?;
    target.begin()?;
    let copied = source.copy_to(target)?;
    let (before, after) = (reconcile(source)?, reconcile(target)?);
    if !before.findings.is_empty() {
        return Err(Error::does_not_add_up(&before.findings[0].what).into());
    }
    if before != after || target.counts()? != copied {
        return Err(Error::internal().into());
    }
    let rows = copied.into_iter().map(|(table, rows)| (table.to_owned(), rows)).collect();
    Ok(Copied { rows, accounts: after.accounts, entries: after.entries, balance: after.balance })
}
