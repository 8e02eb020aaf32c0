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
/// assert_eq!(error.to_string(), "`tiers[0].fromS`: is `60`, must be 0 in the first tier");
/// ```
pub fn check_tiers(tiers: &[Tier]) -> Result<()> {
    if tiers.is_empty() {
        return Err(Error::invalid_book("tiers", "there must be at least one"));
    }
    let mut above = None;
    for (index, tier) in tiers.iter().enumerate() {
        let wrong = |field: &str, given: &dyn std::fmt::Display, allowed: &str| {
            Err(Error::invalid_book(&format!("tiers[{index}].{field}"), &format!("is `{given}`, must {allowed}")))
        };
        match above {
            None if tier.from_s != 0 => return wrong("fromS", &tier.from_s, "be 0 in the first tier"),
            Some(above) if tier.from_s <= above => {
                return wrong("fromS", &tier.from_s, &format!("be more than `{above}`, the tier's before it"));
            }
            _ => above = Some(tier.from_s),
        }
        if tier.per_minute.is_negative() {
            return wrong("perMinute", &tier.per_minute, "not be negative");
        }
    }
    Ok(())
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
