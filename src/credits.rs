//! Credits, money and rounding. All arithmetic is checked and on exact integers.

mod money;
mod ratio;
mod rounding;

use std::fmt;

#[cfg(feature = "server")]
pub(crate) use money::DECIMAL_MAX;
pub use money::{Currency, Money, decimal};
pub use ratio::Ratio;
pub use rounding::{Per, Rounding, RoundingMode};
pub use rust_decimal::Decimal;

use crate::{Error, Result};

/// Micro-credits in a credit.
pub const MICROS_PER_CREDIT: i64 = 1_000_000;

/// An amount of credits, counted in millionths: from −9,223,372,036,854.775808 to +9,223,372,036,854.775807.
///
/// Its text is the canonical decimal, `"1.5"` or `"9"`.
///
/// ```
/// use septet::credits::Credits;
/// let price: Credits = "1.5".parse()?;
/// assert_eq!(price.micros(), 1_500_000);
/// assert_eq!(price.times(6)?.to_string(), "9");
/// assert!("0.0000001".parse::<Credits>().is_err()); // finer than a millionth
/// # Ok::<(), septet::Error>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Credits(i64);

impl Credits {
    pub const ZERO: Credits = Credits(0);

    pub const fn from_micros(micros: i64) -> Credits {
        Credits(micros)
    }

    pub const fn micros(self) -> i64 {
        self.0
    }

    /// The same in credits, as a fraction.
    pub fn ratio(self) -> Ratio {
        Ratio::from(rust_decimal::Decimal::new(self.0, 6))
    }

    /// The sum; beyond what can be counted it is the error `out-of-range`, as in [`minus`](Credits::minus) and
    /// [`times`](Credits::times).
    pub fn plus(self, other: Credits) -> Result<Credits> {
        self.0.checked_add(other.0).map(Credits).ok_or_else(|| Error::out_of_range("the sum"))
    }

    pub fn minus(self, other: Credits) -> Result<Credits> {
        self.0.checked_sub(other.0).map(Credits).ok_or_else(|| Error::out_of_range("the difference"))
    }

    pub fn times(self, count: u64) -> Result<Credits> {
        i64::try_from(count)
            .ok()
            .and_then(|count| self.0.checked_mul(count))
            .map(Credits)
            .ok_or_else(|| Error::out_of_range("the price"))
    }
}

impl fmt::Display for Credits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, micros) = (self.0.unsigned_abs() / 1_000_000, self.0.unsigned_abs() % 1_000_000);
        let sign = if self.0 < 0 { "-" } else { "" };
        if micros == 0 {
            write!(f, "{sign}{whole}")
        } else {
            write!(f, "{sign}{whole}.{}", format!("{micros:06}").trim_end_matches('0'))
        }
    }
}

impl std::str::FromStr for Credits {
    type Err = Error;

    fn from_str(text: &str) -> Result<Credits> {
        let amount = decimal("amount", text)?.normalize();
        if amount.scale() > 6 {
            return Err(Error::too_fine(text));
        }
        let micros = amount.mantissa().checked_mul(10_i128.pow(6 - amount.scale()));
        let micros = micros.and_then(|micros| i64::try_from(micros).ok());
        micros.map(Credits).ok_or_else(|| Error::out_of_range("the amount"))
    }
}
