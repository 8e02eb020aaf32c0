//! What days have in common: totals, the average, peaks, and where it goes.

use std::collections::BTreeMap;

use super::{DAYS_MIN, Range, Usage, share};
use crate::Result;
use crate::credits::Credits;
use crate::rates::Date;

/// How many peak days are named at most.
const PEAKS_MAX: usize = 3;

/// A change by less than this many hundredths is none.
const STEADY: i128 = 5;

/// The pattern of a range's days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    pub total: Usage,
    /// Credits a day, of all days of the range; of those so far, where it has not ended.
    pub average: Credits,
    /// The days with the most credits, the most first.
    pub peaks: Vec<(Date, Credits)>,
    /// `None` with fewer than seven days with usage.
    pub trend: Option<Trend>,
}

/// The later half of the complete days against the earlier one; of an odd number the middle one counts for neither.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trend {
    pub earlier: Credits,
    pub later: Credits,
    /// By how many tenths of a percent it changed, cut off; `None` where nothing was used earlier.
    pub permille: Option<i64>,
}

impl Trend {
    /// `up` or `down` by five percent at least, else `steady`.
    pub fn name(&self) -> &'static str {
        let (earlier, later) = (i128::from(self.earlier.micros()), i128::from(self.later.micros()));
        match (later - earlier) * 100 {
            change if later > earlier && change >= earlier * STEADY => "up",
            change if later < earlier && -change >= earlier * STEADY => "down",
            _ => "steady",
        }
    }
}

/// What the days of a range have in common; `days` has those with usage, and `today` is not over.
pub fn pattern(range: &Range, days: &BTreeMap<Date, Usage>, today: Date) -> Result<Pattern> {
    let mut total = Usage::ZERO;
    let mut peaks = Vec::new();
    for (&day, usage) in days.iter().filter(|(day, _)| range.contains(**day)) {
        total = total.plus(usage)?;
        peaks.push((day, usage.net()?));
    }
    let with_usage = peaks.len();
    let passed = (range.last.min(today).days() - range.first.days() + 1).max(1);
    let average = share(total.net()?.micros().into(), passed.into())?;
    peaks.retain(|(_, credits)| *credits > Credits::ZERO);
    peaks.sort_by_key(|&(day, credits)| (std::cmp::Reverse(credits), day));
    peaks.truncate(PEAKS_MAX);
    let trend = if with_usage >= DAYS_MIN { trend(range, days, today)? } else { None };
    Ok(Pattern { total, average, peaks, trend })
}

fn trend(range: &Range, days: &BTreeMap<Date, Usage>, today: Date) -> Result<Option<Trend>> {
    let (first, end) = (range.first.days(), (range.last.days() + 1).min(today.days()));
    let half = (end - first) / 2;
    if half < 1 {
        return Ok(None);
    }
    let sum = |from: i64| {
        let within = days.iter().filter(|(day, _)| (from..from + half).contains(&day.days()));
        within.map(|(_, usage)| usage.net()).try_fold(Credits::ZERO, |sum, net| sum.plus(net?))
    };
    let (earlier, later) = (sum(first)?, sum(end - half)?);
    let change = i128::from(later.micros()) - i128::from(earlier.micros());
    let base = Some(i128::from(earlier.micros())).filter(|base| *base > 0);
    let permille = base.and_then(|base| i64::try_from(change * 1000 / base).ok());
    Ok(Some(Trend { earlier, later, permille }))
}
