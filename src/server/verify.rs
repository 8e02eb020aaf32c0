//! Reconciles a ledger: entries, lots, holds and balances, account by account, in one snapshot.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;

use super::TENANT;
use super::store::{self, Database, Failed, Kept, Store};
use crate::credits::Credits;
use crate::ledger::usage::{DayUsage, RollUp, Usage};
use crate::ledger::{Label, Tally};
use crate::wire::ledger::{Mismatch, Verification};
use crate::{Error, Result};

/// Rows that are read at once.
const AT_ONCE: u32 = 1000;

/// Reconciles the ledger in a database, which may be in use. Gives what was looked at and what does not add up, and
/// whether there is any of that.
pub fn verify(database: &Database) -> Result<(impl Serialize + use<>, bool)> {
    let mut store = store::open_to_read(database)?;
    let unreadable = |failed: Failed| {
        failed.out_of_place(database).unwrap_or_else(|| Error::unreadable_ledger(database, &failed.to_string()))
    };
    let found = snapshot(&mut store).map_err(unreadable)?;
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
            let (mut tally, mut usage) = (Tally::default(), RollUp::default());
            let mut last = 0;
            loop {
                let entries = store.entries_after(TENANT, &line.id, last, AT_ONCE)?;
                for row in &entries {
                    tally.add(&row.entry)?;
                    usage.add(&row.entry)?;
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
            let (campaigns, wrong) = campaigns(store, &line.id)?;
            found.campaigns += campaigns;
            let mismatch = |what: String| Mismatch { account: Some(line.id.clone()), what };
            let kept = store.usage_days(TENANT, &line.id)?;
            found.usage_days += kept.len();
            found.findings.extend(wrong.into_iter().map(mismatch));
            found.findings.extend(differences(usage, kept).into_iter().map(mismatch));
            found.findings.extend(tally.compare(&account)?.into_iter().map(|finding| mismatch(finding.to_string())));
        }
        match page.last() {
            Some(last) => after.clone_from(&last.id),
            None => break,
        }
    }
    let usage_days = store.usage_count(TENANT)?;
    if usage_days != found.usage_days {
        let what = format!("there are {usage_days} sums of usage, and the accounts have {}", found.usage_days);
        found.findings.push(Mismatch { account: None, what });
    }
    if between != Credits::ZERO {
        let what = format!("what accounts gave to others and what these received differ by {between}");
        found.findings.push(Mismatch { account: None, what });
    }
    found.balance = balance.to_string();
    Ok(found)
}

/// How many campaigns an account has, and which of them are not what their holds say.
fn campaigns(store: &mut Store, account: &str) -> Kept<(usize, Vec<String>)> {
    let (mut count, mut wrong, mut before) = (0, Vec::new(), i64::MAX.unsigned_abs());
    loop {
        let page = store.campaigns(TENANT, account, before, AT_ONCE)?;
        let holds: Vec<u64> = page.iter().filter_map(|(_, campaign)| campaign.hold).collect();
        let holds = store.holds(TENANT, account, &holds)?;
        count += page.len();
        for (_, campaign) in &page {
            let Some(number) = campaign.hold else { continue };
            let named = format!("campaign `{}` is paid by hold {number}", campaign.id);
            match holds.iter().find(|hold| hold.id == number) {
                None => wrong.push(format!("{named}, and there is none")),
                Some(hold) if hold.label.campaign != campaign.id => {
                    wrong.push(format!("{named}, which is for campaign `{}`", hold.label.campaign));
                }
                Some(hold) if Some(hold.credits) != campaign.reserves() || hold.expires != campaign.expires => {
                    wrong.push(format!("{named}, which reserves {} until {}", hold.credits, hold.expires));
                }
                Some(_) => {}
            }
        }
        match page.last() {
            Some((position, _)) => before = *position,
            None => return Ok((count, wrong)),
        }
    }
}

/// Where the sums of usage that are kept differ from what entries come to, both ways. What is equal to the number of the
/// first and the last entry is also what a list and a CSV of everything show: they read the entries between these.
fn differences(usage: RollUp, kept: Vec<DayUsage>) -> Vec<String> {
    let name = |day: &DayUsage| {
        let Label { service, agent, campaign } = &day.label;
        format!("usage of {} by `{service}`, agent `{agent}`, campaign `{campaign}`", day.day)
    };
    let key = |day: &DayUsage| (day.day, day.label.clone());
    let mut kept: BTreeMap<_, _> = kept.into_iter().map(|day| (key(&day), day)).collect();
    let mut told = Vec::new();
    for day in usage.into_days() {
        match kept.remove(&key(&day)) {
            Some(kept) if kept == day => {}
            Some(kept) => {
                told.push(format!("{} is kept as {}, and its entries come to {}", name(&day), sums(&kept), sums(&day)))
            }
            None => told.push(format!("{} is not kept, and its entries come to {}", name(&day), sums(&day))),
        }
    }
    told.extend(
        kept.into_values().map(|kept| format!("{} is kept as {}, and has no entries", name(&kept), sums(&kept))),
    );
    told
}

fn sums(day: &DayUsage) -> String {
    let Usage { used, returned, recorded, night, charges } = day.usage;
    let entries = format!("entries {} to {}", day.first_seq, day.last_seq);
    format!("{used} used ({night} by night), {returned} returned, {recorded} recorded, {charges} charges, {entries}")
}

/// Copies a ledger that may be in use into a new file, as it is at one moment.
pub fn backup(database: &Database, to: &Path) -> Result<()> {
    if to.exists() {
        return Err(Error::backup_exists(to));
    }
    store::backup(database, to)
}
