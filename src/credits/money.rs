//! Money: a decimal amount in a currency.

use std::fmt;

use rust_decimal::Decimal;

use super::{Per, Ratio, Rounding, RoundingMode};
use crate::{Error, Result};

/// An ISO 4217 currency code, such as `USD`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

impl Currency {
    /// Three capital letters.
    pub fn parse(text: &str) -> Result<Currency> {
        match *text.as_bytes() {
            [a, b, c] if [a, b, c].iter().all(u8::is_ascii_uppercase) => Ok(Currency([a, b, c])),
            _ => Err(Error::invalid_currency(text)),
        }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|&letter| write!(f, "{}", letter as char))
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// An exact amount of money. Its text is `USD 0.05`; the amount alone is the canonical decimal.
///
/// ```
/// use septet::credits::{Currency, Money, decimal};
/// let price = Money::new(decimal("price", "0.050")?, Currency::parse("USD")?);
/// assert_eq!(price.to_string(), "USD 0.05");
/// # Ok::<(), septet::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Money {
    /// In the currency's main unit: dollars, not cents.
    pub amount: Decimal,
    pub currency: Currency,
}

impl Money {
    pub fn new(amount: Decimal, currency: Currency) -> Money {
        Money { amount: amount.normalize(), currency }
    }

    /// The money that is exactly `amount`; an amount without a finite decimal form is out of range.
    pub(crate) fn exactly(amount: Ratio, currency: Currency) -> Result<Money> {
        let amount = amount.to_decimal().ok_or_else(|| Error::out_of_range("the money"))?;
        Ok(Money::new(amount, currency))
    }

    /// The money that is exactly `amount` or, where no decimal is, the nearest millionth, a half to the even one.
    pub(crate) fn nearest(amount: Ratio, currency: Currency) -> Result<Money> {
        if let Some(amount) = amount.to_decimal() {
            return Ok(Money::new(amount, currency));
        }
        let micros = Rounding { per: Per::Call, mode: RoundingMode::HalfEven, scale: 6 }.round(&amount)?.micros();
        Ok(Money::new(Decimal::new(micros, 6), currency))
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.currency, self.amount)
    }
}

/// The longest decimal that is read, beside its sign: 28 digits and a point.
pub(crate) const DECIMAL_MAX: usize = 29;

/// Reads `-12.50`: digits, one point at most, no exponent, no grouping, at most 28 digits. `what` names the number
/// in the error.
pub fn decimal(what: &str, text: &str) -> Result<Decimal> {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(fraction) || unsigned.len() > DECIMAL_MAX {
        return Err(Error::not_a_decimal(what, text));
    }
    // So many digits fit a word: the same number in a fifth of the time.
    if text.len() <= 18 && unsigned.len() == text.len() {
        let fraction = if unsigned.len() == whole.len() { "" } else { fraction };
        let add = |number: i64, digit: u8| 10 * number + i64::from(digit - b'0');
        let mantissa = whole.bytes().chain(fraction.bytes()).fold(0, add);
        return Ok(Decimal::new(mantissa, fraction.len() as u32));
    }
    Decimal::from_str_exact(text).map_err(|_| Error::not_a_decimal(what, text))
}
