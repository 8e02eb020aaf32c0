//! Usage: what entries come to by account, local day and label, and what is said of it.

mod granted;
mod hint;
mod pattern;
mod projection;
mod range;
mod reload;
mod transaction;

use std::collections::BTreeMap;

use super::{Entry, EntryKind, Label, Moment};
use crate::credits::Credits;
use crate::rates::{DAY_MS, Date};
use crate::{Error, Result};

pub use hint::{Spent, Upgrade, upgrade};
pub use pattern::{Pattern, Trend, pattern};
pub use projection::{Funds, PROJECTION_DAYS, Projection, project};
pub use range::{Preset, Range};
pub use reload::{RELOAD_DAYS, Reason, Suggestion, suggest};
pub use transaction::{Transaction, transactions};

/// Days with usage that something is concluded from, at least: a whole week, for weekdays and weekends differ.
pub const DAYS_MIN: usize = 7;

/// When the night begins and ends, by the account's clocks.
const NIGHT_MS: [i64; 2] = [20 * 60 * 60 * 1000, 8 * 60 * 60 * 1000];

/// Sums of usage.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    /// What was used, what is owed included.
    pub used: Credits,
    /// What came back of it.
    pub returned: Credits,
    /// What was priced and not deducted: the account is unlimited, or somebody else pays.
    pub recorded: Credits,
    /// What of `used` was between 20:00 and 08:00 on the account's clocks.
    pub night: Credits,
    /// Charges and captures.
    pub charges: u64,
}

impl Usage {
    pub const ZERO: Usage = Usage {
        used: Credits::ZERO,
        returned: Credits::ZERO,
        recorded: Credits::ZERO,
        night: Credits::ZERO,
        charges: 0,
    };

    /// What was used and has not come back; less than nothing where what came back was used earlier.
    pub fn net(&self) -> Result<Credits> {
        self.used.minus(self.returned)
    }

    pub fn plus(&self, other: &Usage) -> Result<Usage> {
        Ok(Usage {
            used: self.used.plus(other.used)?,
            returned: self.returned.plus(other.returned)?,
            recorded: self.recorded.plus(other.recorded)?,
            night: self.night.plus(other.night)?,
            charges: self.charges.saturating_add(other.charges),
        })
    }
}

/// The usage of an account on one of its days, under one label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayUsage {
    pub account: String,
    /// On the account's clocks, as they were.
    pub day: Date,
    pub label: Label,
    pub usage: Usage,
    /// The first and the last of the entries that it is made of. Between them may be others.
    pub first_seq: u64,
    pub last_seq: u64,
}

/// Adds up entries, in any order.
#[derive(Debug, Clone, Default)]
pub struct RollUp(BTreeMap<(String, Date, Label), DayUsage>);

impl RollUp {
    pub fn add(&mut self, entry: &Entry) -> Result<()> {
        let begins = entry.seq == entry.act
            && entry.label.is_some()
            && matches!(entry.kind, EntryKind::Charge | EntryKind::Capture);
        let mut usage = Usage { recorded: entry.recorded, charges: begins.into(), ..Usage::ZERO };
        let (day, is_night) = local(entry.at, entry.offset_s)?;
        if entry.is_usage() {
            usage.used = entry.credits;
            usage.night = if is_night { entry.credits } else { Credits::ZERO };
        } else if entry.is_return() {
            usage.returned = entry.credits;
        } else if !begins {
            return Ok(());
        }
        let label = entry.label.as_deref().cloned().unwrap_or_default();
        let key = (entry.account.clone(), day, label.clone());
        let sum = self.0.entry(key).or_insert_with(|| DayUsage {
            account: entry.account.clone(),
            day,
            label,
            usage: Usage::ZERO,
            first_seq: entry.seq,
            last_seq: entry.seq,
        });
        sum.usage = sum.usage.plus(&usage)?;
        (sum.first_seq, sum.last_seq) = (sum.first_seq.min(entry.seq), sum.last_seq.max(entry.seq));
        Ok(())
    }

    /// By account, day and label.
    pub fn into_days(self) -> impl Iterator<Item = DayUsage> {
        self.0.into_values()
    }
}

/// What entries come to by account, local day and label.
///
/// Everything that a report says comes from these rows. An entry's day is that of the account's clocks as they were when
/// it was written, so that a later change of the account's zone moves nothing.
pub fn roll_up<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> Result<Vec<DayUsage>> {
    let mut sums = RollUp::default();
    entries.into_iter().try_for_each(|entry| sums.add(entry))?;
    Ok(sums.into_days().collect())
}

/// The day on clocks so far ahead of UTC, and whether it is night on them.
fn local(at: Moment, offset_s: i32) -> Result<(Date, bool)> {
    let local = at.millis() + i64::from(offset_s) * 1000;
    let day = Date::from_days(local.div_euclid(DAY_MS));
    let [begins, ends] = NIGHT_MS;
    let time = local.rem_euclid(DAY_MS);
    let day = day.ok_or_else(|| Error::moment_out_of_range(&format!("the local day at {at}")))?;
    Ok((day, time >= begins || time < ends))
}

/// So many days later, or earlier.
fn plus_days(day: Date, days: i64) -> Result<Date> {
    let sum = day.days().checked_add(days).and_then(Date::from_days);
    sum.ok_or_else(|| Error::moment_out_of_range(&format!("{day} and {days} days")))
}

/// The share of credits, without what is finer than a micro-credit.
fn share(credits: i128, of: i128) -> Result<Credits> {
    let micros = credits.checked_div(of).and_then(|micros| i64::try_from(micros).ok());
    micros.map(Credits::from_micros).ok_or_else(|| Error::out_of_range("the sum"))
}
