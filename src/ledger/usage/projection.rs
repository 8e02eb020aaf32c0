//! Where usage goes: what is expected by the end of a period, and when credits run out.

use std::collections::BTreeMap;

use super::{DAYS_MIN, Usage, plus_days};
use crate::credits::Credits;
use crate::rates::Date;
use crate::{Error, Result};

/// The complete days that a projection looks back: four whole weeks, so that each weekday counts alike.
pub const PROJECTION_DAYS: i64 = 28;

/// The square of 1.2816, in ten-thousandths: four times in five a normal variable is within so many deviations.
const Z_SQUARED: u128 = 16_424;

/// Sums of squares stay within 128 bits when a day has at most so many bits.
const BITS: u32 = 44;

/// What an account has to spend.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Funds {
    /// What the period's allowance was in all.
    pub granted: Credits,
    /// What is left of the allowance, which is used first.
    pub allowance: Credits,
    /// What can be spent beside it.
    pub bought: Credits,
}

/// What is expected until a day, that one included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Projection {
    /// The days that it was made from, and how many of them had usage.
    pub days: i64,
    pub days_with_usage: usize,
    /// What a day comes to.
    pub a_day: Credits,
    /// Everything from the first day to the last one, what was used by now included.
    pub expected: Credits,
    /// Four times in five it is between these, if the coming days are as the past ones were.
    pub low: Credits,
    pub high: Credits,
    /// What of `expected` is more than the allowance: it comes from bought credits, or is overage.
    pub beyond_allowance: Credits,
    /// What of it nothing covers by now.
    pub uncovered: Credits,
    /// The day on which the allowance is used up, and that on which everything is; `None` where it lasts.
    pub allowance_ends: Option<Date>,
    pub balance_ends: Option<Date>,
}

/// Projects the credits of the days from `first` to `last`, of which `used` came by now, at the rate of the complete days
/// of the past four weeks; those before the first one with usage do not count. `None` with fewer than seven days with
/// usage: a week has days of work and others, and an interval from less would pretend to know.
///
/// A day is taken to be independent of the others, with the mean and the variance of the past days; that the mean itself
/// is only estimated widens the interval. What is left of today is the rest to an average day.
pub fn project(
    days: &BTreeMap<Date, Credits>,
    today: Date,
    last: Date,
    used: Credits,
    funds: &Funds,
) -> Result<Option<Projection>> {
    let window = plus_days(today, -PROJECTION_DAYS)?;
    let past: Vec<(Date, i128)> =
        days.range(window..today).map(|(day, credits)| (*day, i128::from(credits.micros().max(0)))).collect();
    let with_usage: Vec<_> = past.iter().filter(|(_, micros)| *micros > 0).collect();
    if with_usage.len() < DAYS_MIN {
        return Ok(None);
    }
    let count = today.days() - with_usage[0].0.days();
    let sum: i128 = past.iter().map(|(_, micros)| micros).sum();
    let mean = sum / i128::from(count);
    let today_so_far = days.get(&today).map_or(0, |credits| i128::from(credits.micros()));
    let rest_of_today = (mean - today_so_far).max(0);
    let days_after = (last.days() - today.days()).max(0);
    let more = rest_of_today + mean * i128::from(days_after);
    let so_far = i128::from(used.micros());
    let half = half_width(&past, sum, count, days_after)?;

    let (allowance, bought) = (i128::from(funds.allowance.micros()), i128::from(funds.bought.micros()));
    let expected = so_far + more;
    let of_allowance = so_far.min(i128::from(funds.granted.micros()).max(0)) + more.min(allowance.max(0));
    let ends = |credits: i128| {
        let missing = (credits - rest_of_today).max(0);
        // Less than a micro-credit a day does not end anything.
        let days = if missing == 0 { 0 } else { (missing - 1).checked_div(mean).map_or(i128::MAX, |days| days + 1) };
        i64::try_from(days).ok().filter(|day| *day <= days_after).map(|day| plus_days(today, day)).transpose()
    };
    Ok(Some(Projection {
        days: count,
        days_with_usage: with_usage.len(),
        a_day: credits(mean)?,
        expected: credits(expected)?,
        low: credits((expected - half).max(so_far.min(expected)))?,
        high: credits(expected + half)?,
        beyond_allowance: credits((expected - of_allowance).max(0))?,
        uncovered: credits((more - allowance - bought).max(0))?,
        allowance_ends: ends(allowance)?,
        balance_ends: ends(allowance + bought)?,
    }))
}

/// Half of the interval around what `ahead` days come to: the deviation of their sum is that of a day times
/// √(ahead + ahead²/count).
fn half_width(past: &[(Date, i128)], sum: i128, count: i64, ahead: i64) -> Result<i128> {
    let largest = past.iter().map(|(_, micros)| *micros).max().unwrap_or_default();
    let shift = (128 - largest.leading_zeros()).saturating_sub(BITS);
    let (count, ahead) = (i128::from(count), i128::from(ahead));
    let squares: i128 = past.iter().map(|(_, micros)| (micros >> shift) * (micros >> shift)).sum();
    // What shifting cuts off must not make the variance less than nothing.
    let variance = (count * squares - (sum >> shift) * (sum >> shift)).max(0) / (count * (count - 1)).max(1);
    let product = u128::try_from(variance).ok().and_then(|variance| {
        let days = u128::try_from(ahead * (count + ahead)).ok()?;
        variance.checked_mul(days)?.checked_mul(Z_SQUARED)
    });
    let product = product.ok_or_else(|| Error::out_of_range("the sum"))? / (count.unsigned_abs() * 10_000);
    Ok(i128::try_from(product.isqrt()).unwrap_or_default() << shift)
}

fn credits(micros: i128) -> Result<Credits> {
    let micros = i64::try_from(micros).map_err(|_| Error::out_of_range("the sum"))?;
    Ok(Credits::from_micros(micros))
}

impl Usage {
    /// What it counts with: credits where they are deducted, else, for an `exempt` account, what was recorded.
    pub fn counted(&self, exempt: bool) -> Result<Credits> {
        if exempt { Ok(self.recorded) } else { self.net() }
    }
}
