//! Exact fractions: where a price is before it is rounded.

use std::fmt;

use rust_decimal::Decimal;

use crate::{Error, Result};

/// An exact fraction in lowest terms. Operations that leave 128 bits are errors (`out-of-range`), never approximations.
///
/// ```
/// use septet::credits::Ratio;
/// let price = Ratio::new(29, 60)?.times(&Ratio::from(90))?; // 29 credits a minute, 90 seconds
/// assert_eq!(price.to_string(), "43.5");
/// assert_eq!(Ratio::new(1, 3)?.to_string(), "1/3");
/// # Ok::<(), septet::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ratio {
    numerator: i128,
    /// Always positive.
    denominator: i128,
}

impl Ratio {
    pub const ZERO: Ratio = Ratio { numerator: 0, denominator: 1 };

    /// A denominator of 0 is out of range.
    pub fn new(numerator: i128, denominator: i128) -> Result<Ratio> {
        let divisor = gcd(numerator.unsigned_abs(), denominator.unsigned_abs());
        let divisor = i128::try_from(divisor).ok().filter(|_| denominator != 0).ok_or_else(too_large)?;
        let (numerator, denominator) = (numerator / divisor, denominator / divisor);
        if denominator > 0 {
            return Ok(Ratio { numerator, denominator });
        }
        let numerator = numerator.checked_neg().ok_or_else(too_large)?;
        let denominator = denominator.checked_neg().ok_or_else(too_large)?;
        Ok(Ratio { numerator, denominator })
    }

    pub fn times(&self, other: &Ratio) -> Result<Ratio> {
        // Reduced crosswise first, so that only a result that is really too large is refused.
        let left = Ratio::new(self.numerator, other.denominator)?;
        let right = Ratio::new(other.numerator, self.denominator)?;
        let numerator = left.numerator.checked_mul(right.numerator).ok_or_else(too_large)?;
        let denominator = left.denominator.checked_mul(right.denominator).ok_or_else(too_large)?;
        Ok(Ratio { numerator, denominator })
    }

    /// Division by 0 is out of range.
    pub fn over(&self, other: &Ratio) -> Result<Ratio> {
        self.times(&Ratio::new(other.denominator, other.numerator)?)
    }

    pub fn plus(&self, other: &Ratio) -> Result<Ratio> {
        // Over the least common denominator, for the same reason.
        let common = gcd(self.denominator.unsigned_abs(), other.denominator.unsigned_abs()) as i128;
        let (own, others) = (self.denominator / common, other.denominator / common);
        let left = self.numerator.checked_mul(others).ok_or_else(too_large)?;
        let right = other.numerator.checked_mul(own).ok_or_else(too_large)?;
        let denominator = own.checked_mul(other.denominator).ok_or_else(too_large)?;
        Ratio::new(left.checked_add(right).ok_or_else(too_large)?, denominator)
    }

    pub fn minus(&self, other: &Ratio) -> Result<Ratio> {
        let numerator = other.numerator.checked_neg().ok_or_else(too_large)?;
        self.plus(&Ratio { numerator, ..*other })
    }

    /// The whole number below; 0 below 0, and the largest count where it is beyond that.
    pub(crate) fn floor(&self) -> u64 {
        u64::try_from(self.numerator.max(0) / self.denominator).unwrap_or(u64::MAX)
    }

    pub fn is_negative(&self) -> bool {
        self.numerator < 0
    }

    pub(super) fn numerator(&self) -> i128 {
        self.numerator
    }

    pub(super) fn denominator(&self) -> i128 {
        self.denominator
    }

    /// The decimal that is exactly this, where there is one of at most 28 digits.
    pub(crate) fn to_decimal(self) -> Option<Decimal> {
        let (mut numerator, mut denominator, mut scale) = (self.numerator, self.denominator, 0);
        while denominator != 1 {
            // Each round takes a factor 10, 5 or 2 out of the denominator; anything else has no decimal form.
            let by = [10, 5, 2].into_iter().find(|by| denominator % by == 0)?;
            denominator /= by;
            numerator = numerator.checked_mul(10 / by)?;
            scale += 1;
        }
        Decimal::try_from_i128_with_scale(numerator, scale).ok().map(|decimal| decimal.normalize())
    }
}

impl From<Decimal> for Ratio {
    fn from(decimal: Decimal) -> Ratio {
        let decimal = decimal.normalize();
        let (mut numerator, mut denominator) = (decimal.mantissa(), 10_i128.pow(decimal.scale()));
        // A mantissa has 96 bits and a power of ten at most 94: neither step can overflow.
        let divisor = gcd(numerator.unsigned_abs(), denominator.unsigned_abs()) as i128;
        numerator /= divisor;
        denominator /= divisor;
        Ratio { numerator, denominator }
    }
}

impl From<u64> for Ratio {
    fn from(count: u64) -> Ratio {
        Ratio { numerator: count.into(), denominator: 1 }
    }
}

impl fmt::Display for Ratio {
    /// The canonical decimal where there is one, else the fraction.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.to_decimal() {
            Some(decimal) => write!(f, "{decimal}"),
            None => write!(f, "{}/{}", self.numerator, self.denominator),
        }
    }
}

fn too_large() -> Error {
    Error::out_of_range("the price")
}

fn gcd(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.max(1)
}
