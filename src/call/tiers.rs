//! What minutes cost.

use super::Micros;
use crate::credits::Ratio;
use crate::{Error, Result};

/// A price a minute, for the part of a call from `from_s` to where the next tier begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tier {
    pub from_s: u64,
    /// In whatever the price is in: credits, or money.
    pub per_minute: Ratio,
}

/// Refuses tiers that do not begin at 0, are not in order, or have a price below 0.
///
/// ```
/// use septet::call::{Tier, check_tiers};
/// use septet::credits::Ratio;
/// let late = [Tier { from_s: 60, per_minute: Ratio::from(29) }];
/// let error = check_tiers(&late).unwrap_err();
/// assert_eq!(error.to_string(), "`tiers[0].fromS`: `60` must be 0 in the first tier");
/// ```
pub fn check_tiers(tiers: &[Tier]) -> Result<()> {
    check_order("tiers", tiers.iter().map(|tier| tier.from_s))?;
    match tiers.iter().enumerate().find(|(_, tier)| tier.per_minute.is_negative()) {
        Some((index, tier)) => {
            let problem = format!("`{}` must not be negative", tier.per_minute);
            Err(Error::invalid_book(&format!("tiers[{index}].perMinute"), &problem))
        }
        None => Ok(()),
    }
}

/// Refuses tiers, which stand at `path` and are given by their beginnings, that do not begin at 0 or are not in order.
pub(crate) fn check_order(path: &str, from_s: impl IntoIterator<Item = u64>) -> Result<()> {
    let mut above = None;
    for (index, from_s) in from_s.into_iter().enumerate() {
        let wrong = |allowed: &str| {
            Err(Error::invalid_book(&format!("{path}[{index}].fromS"), &format!("`{from_s}` must be {allowed}")))
        };
        match above {
            None if from_s != 0 => return wrong("0 in the first tier"),
            Some(above) if from_s <= above => return wrong(&format!("more than the tier before, `{above}`")),
            _ => above = Some(from_s),
        }
    }
    above.map(|_| ()).ok_or_else(|| Error::invalid_book(path, "there must be at least one"))
}

/// The exact price of billed time: each tier prices the time that lies in it.
///
/// ```
/// use septet::call::{Micros, Tier, price};
/// use septet::credits::Ratio;
/// let tiers = [
///     Tier { from_s: 0, per_minute: Ratio::from(29) },
///     Tier { from_s: 600, per_minute: Ratio::from(10) },
/// ];
/// assert_eq!(price(Micros::from_s(90), &tiers)?.to_string(), "43.5");
/// assert_eq!(price(Micros::from_s(660), &tiers)?.to_string(), "300"); // ten minutes at 29, one at 10
/// # Ok::<(), septet::Error>(())
/// ```
pub fn price(billed: Micros, tiers: &[Tier]) -> Result<Ratio> {
    tier_parts(billed, tiers)?.iter().try_fold(Ratio::ZERO, |sum, (_, _, price)| sum.plus(price))
}

/// How [`price`] comes about: the tiers that the time reaches, each with the time in it and the price of that.
///
/// ```
/// use septet::call::{Micros, Tier, tier_parts};
/// use septet::credits::Ratio;
/// let tiers = [
///     Tier { from_s: 0, per_minute: Ratio::from(29) },
///     Tier { from_s: 600, per_minute: Ratio::from(10) },
/// ];
/// let parts = tier_parts(Micros::from_s(660), &tiers)?;
/// assert_eq!(parts[0], (tiers[0], Micros::from_s(600), Ratio::from(290)));
/// assert_eq!(parts[1], (tiers[1], Micros::from_s(60), Ratio::from(10)));
/// # Ok::<(), septet::Error>(())
/// ```
pub fn tier_parts(billed: Micros, tiers: &[Tier]) -> Result<Vec<(Tier, Micros, Ratio)>> {
    check_tiers(tiers)?;
    let begins = |tier: &Tier| i64::try_from(tier.from_s).map_or(Micros(i64::MAX), Micros::from_s);
    let mut parts = Vec::new();
    for (index, tier) in tiers.iter().enumerate() {
        let (from, to) = (begins(tier), tiers.get(index + 1).map_or(billed, begins).min(billed));
        if from < to {
            // Both are from 0 up, so that their distance is a number.
            let time = Micros(to.0 - from.0);
            let minutes = Ratio::new(time.0.into(), 60_000_000)?;
            parts.push((*tier, time, minutes.times(&tier.per_minute)?));
        }
    }
    Ok(parts)
}
