//! From which balance on an account should buy: what it burns before somebody can react.

use std::collections::BTreeMap;

use super::{DAYS_MIN, Usage, plus_days};
use crate::credits::{Credits, MICROS_PER_CREDIT};
use crate::rates::Date;
use crate::{Error, Result};

/// The complete days that a suggestion looks back.
pub const RELOAD_DAYS: i64 = 30;

/// Of ten days so many are no dearer than the busy one.
const BUSY_OF_TEN: usize = 9;

/// The least share of usage, in hundredths, that makes nights heavy: half of a day is night, and who works by day uses
/// little of it.
const NIGHT_SHARE: i128 = 40;

/// From so many charges a day on they come faster than one can watch, and what they add, in hundredths.
const VOLUMES: [(i128, i128); 2] = [(1000, 50), (100, 25)];

/// A threshold, and what it is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// A whole number of credits.
    pub threshold: Credits,
    pub days_with_usage: usize,
    /// In the order in which they add up.
    pub reasons: Vec<Reason>,
}

/// A part of a threshold, with the number that it is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// What one of the busier days burns: of ten, nine burn no more. A day is what it takes to react.
    BusyDay { credits: Credits },
    /// Much of it is used at night, when nobody reacts: the heaviest night comes on top.
    Overnight { credits: Credits, percent: i64 },
    /// There are very many charges a day.
    CallVolume { credits: Credits, charges_a_day: i64 },
    /// There is little usage to judge by: it is not less than the book's threshold.
    BookThreshold { credits: Credits },
}

impl Reason {
    pub fn code(&self) -> &'static str {
        match self {
            Reason::BusyDay { .. } => "busy-day",
            Reason::Overnight { .. } => "overnight",
            Reason::CallVolume { .. } => "call-volume",
            Reason::BookThreshold { .. } => "book-threshold",
        }
    }

    /// What it adds.
    pub fn credits(&self) -> Credits {
        match *self {
            Reason::BusyDay { credits }
            | Reason::Overnight { credits, .. }
            | Reason::CallVolume { credits, .. }
            | Reason::BookThreshold { credits } => credits,
        }
    }
}

/// Suggests a threshold from the account's last thirty complete days; with fewer than seven days with usage it is not
/// below the book's. `None` where there is neither usage nor a threshold in the book.
pub fn suggest(days: &BTreeMap<Date, Usage>, today: Date, book: Option<Credits>) -> Result<Option<Suggestion>> {
    let window = plus_days(today, -RELOAD_DAYS)?;
    let past: Vec<&Usage> = days.range(window..today).map(|(_, usage)| usage).collect();
    let mut burned: Vec<i64> = past.iter().map(|usage| usage.used.micros()).filter(|micros| *micros > 0).collect();
    burned.sort_unstable();
    let with_usage = burned.len();

    let mut reasons = Vec::new();
    if let Some(&busy) = burned.get((with_usage * BUSY_OF_TEN).div_ceil(10).saturating_sub(1)) {
        reasons.push(Reason::BusyDay { credits: Credits::from_micros(busy) });
        let sum = |of: fn(&Usage) -> Credits| past.iter().map(|usage| i128::from(of(usage).micros())).sum::<i128>();
        let (used, night) = (sum(|usage| usage.used), sum(|usage| usage.night));
        let heaviest = past.iter().map(|usage| usage.night).max().unwrap_or_default();
        if night * 100 >= used * NIGHT_SHARE {
            let percent = i64::try_from(night * 100 / used.max(1)).unwrap_or_default();
            reasons.push(Reason::Overnight { credits: heaviest, percent });
        }
        let charges: i128 = past.iter().map(|usage| i128::from(usage.charges)).sum();
        let a_day = charges / with_usage.max(1) as i128;
        if let Some((_, hundredths)) = VOLUMES.iter().find(|(from, _)| a_day >= *from) {
            let credits = super::share(i128::from(busy) * hundredths, 100)?;
            reasons.push(Reason::CallVolume { credits, charges_a_day: i64::try_from(a_day).unwrap_or(i64::MAX) });
        }
    }
    let sum = reasons.iter().try_fold(Credits::ZERO, |sum, reason| sum.plus(reason.credits()))?;
    let mut threshold = whole(sum)?;
    if with_usage < DAYS_MIN
        && let Some(floor) = book.map(whole).transpose()?.filter(|floor| *floor > threshold)
    {
        reasons.push(Reason::BookThreshold { credits: floor.minus(sum)? });
        threshold = floor;
    }
    Ok((!reasons.is_empty()).then_some(Suggestion { threshold, days_with_usage: with_usage, reasons }))
}

/// Rounded up to whole credits.
fn whole(credits: Credits) -> Result<Credits> {
    let rest = credits.micros().rem_euclid(MICROS_PER_CREDIT);
    if rest == 0 {
        return Ok(credits);
    }
    credits.plus(Credits::from_micros(MICROS_PER_CREDIT - rest)).map_err(|_| Error::out_of_range("the threshold"))
}
