//! Rounding has a place: it is part of the price.

use super::{Credits, Ratio};
use crate::{Error, Result};

/// What is rounded: each segment before they are added up, or the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Per {
    Segment,
    Message,
    Call,
    Interaction,
}

impl Per {
    pub const ALL: [Per; 4] = [Per::Segment, Per::Message, Per::Call, Per::Interaction];

    pub fn name(self) -> &'static str {
        match self {
            Per::Segment => "segment",
            Per::Message => "message",
            Per::Call => "call",
            Per::Interaction => "interaction",
        }
    }
}

/// Which way an amount goes that falls between two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoundingMode {
    /// Up, away from what the person has.
    Ceil,
    /// To the nearest; a half to the even neighbour.
    HalfEven,
    Floor,
}

impl RoundingMode {
    pub const ALL: [RoundingMode; 3] = [RoundingMode::Ceil, RoundingMode::HalfEven, RoundingMode::Floor];

    pub fn name(self) -> &'static str {
        match self {
            RoundingMode::Ceil => "ceil",
            RoundingMode::HalfEven => "half_even",
            RoundingMode::Floor => "floor",
        }
    }
}

/// Where and how an exact price becomes credits.
///
/// ```
/// use septet::credits::{Per, Ratio, Rounding, RoundingMode};
/// let whole = Rounding { per: Per::Segment, mode: RoundingMode::Ceil, scale: 0 };
/// assert_eq!(whole.round(&Ratio::new(10_08, 100)?)?.to_string(), "11");
/// assert_eq!(whole.round(&Ratio::new(9, 1)?)?.to_string(), "9");
/// # Ok::<(), septet::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rounding {
    pub per: Per,
    pub mode: RoundingMode,
    /// Decimal places of a credit that stay, 0 to [`Rounding::SCALE_MAX`].
    pub scale: u8,
}

impl Rounding {
    /// Credits have six decimal places.
    pub const SCALE_MAX: u8 = 6;

    /// Up to the next that credits can hold.
    pub(crate) const FINEST: Rounding =
        Rounding { per: Per::Message, mode: RoundingMode::Ceil, scale: Rounding::SCALE_MAX };

    /// The credits; beyond what can be counted they are the error `out-of-range`.
    pub fn round(&self, exact: &Ratio) -> Result<Credits> {
        self.round_times(exact, 1)
    }

    /// So many times `exact`, rounded as a whole. Where machine words hold it, nothing is brought to lowest terms.
    ///
    /// ```
    /// use septet::credits::{Per, Ratio, Rounding, RoundingMode};
    /// let whole = Rounding { per: Per::Message, mode: RoundingMode::Ceil, scale: 0 };
    /// assert_eq!(whole.round_times(&Ratio::new(3, 2)?, 3)?.to_string(), "5");
    /// # Ok::<(), septet::Error>(())
    /// ```
    pub fn round_times(&self, exact: &Ratio, count: u64) -> Result<Credits> {
        const TEN_TO: [i64; 7] = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000];
        let too_large = || Error::out_of_range("the price");
        let scale = usize::from(self.scale.min(Self::SCALE_MAX));
        // Shifted by the places that stay.
        let (floor, rest, denominator) = match words(exact, count, TEN_TO[scale]) {
            Some((a, b)) => (a.div_euclid(b).into(), a.rem_euclid(b).into(), b.into()),
            None => {
                let shifted = exact.times(&count.into())?.times(&TEN_TO[scale].unsigned_abs().into())?;
                let (a, b) = (shifted.numerator(), shifted.denominator());
                (a.div_euclid(b), a.rem_euclid(b), b)
            }
        };
        let up = match self.mode {
            RoundingMode::Floor => false,
            RoundingMode::Ceil => rest > 0,
            // Compared without doubling, which might overflow.
            RoundingMode::HalfEven => match rest.cmp(&(denominator - rest)) {
                std::cmp::Ordering::Less => false,
                std::cmp::Ordering::Equal => floor % 2 != 0,
                std::cmp::Ordering::Greater => true,
            },
        };
        let rounded = floor.checked_add(i128::from(up)).and_then(|rounded| i64::try_from(rounded).ok());
        let micros = rounded.and_then(|rounded| rounded.checked_mul(TEN_TO[6 - scale]));
        micros.map(Credits::from_micros).ok_or_else(too_large)
    }
}

/// `exact` × `count` × `unit` as a numerator and a denominator of one word each, where they fit.
fn words(exact: &Ratio, count: u64, unit: i64) -> Option<(i64, i64)> {
    let numerator = i64::try_from(exact.numerator()).ok()?.checked_mul(i64::try_from(count).ok()?)?;
    Some((numerator.checked_mul(unit)?, i64::try_from(exact.denominator()).ok()?))
}
