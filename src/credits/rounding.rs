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

    pub fn round(&self, exact: &Ratio) -> Result<Credits> {
        let too_large = || Error::out_of_range("the price");
        let scale = u32::from(self.scale.min(Self::SCALE_MAX));
        let shifted = exact.times(&Ratio::from(10_u64.pow(scale)))?;
        let (floor, rest) = (
            shifted.numerator().div_euclid(shifted.denominator()),
            shifted.numerator().rem_euclid(shifted.denominator()),
        );
        let up = match self.mode {
            RoundingMode::Floor => false,
            RoundingMode::Ceil => rest > 0,
            // Compared without doubling, which might overflow.
            RoundingMode::HalfEven => match rest.cmp(&(shifted.denominator() - rest)) {
                std::cmp::Ordering::Less => false,
                std::cmp::Ordering::Equal => floor % 2 != 0,
                std::cmp::Ordering::Greater => true,
            },
        };
        let rounded = floor.checked_add(i128::from(up)).ok_or_else(too_large)?;
        let micros = rounded.checked_mul(10_i128.pow(6 - scale)).ok_or_else(too_large)?;
        i64::try_from(micros).map(Credits::from_micros).map_err(|_| too_large())
    }
}
