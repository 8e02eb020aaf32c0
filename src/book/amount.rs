//! Numbers of a book: written in it, or parameters that whoever runs it has to set.

use rust_decimal::Decimal;

use crate::credits::{Credits, Ratio};
use crate::{Error, Result};

/// What a parameter is a number of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParameterKind {
    /// Credits: not negative, with six decimal places at most.
    Credits,
    /// Money in the book's currency: not negative.
    Money,
    /// From 0 to 1.
    Fraction,
}

impl ParameterKind {
    pub const ALL: [ParameterKind; 3] = [ParameterKind::Credits, ParameterKind::Money, ParameterKind::Fraction];

    pub fn name(self) -> &'static str {
        match self {
            ParameterKind::Credits => "credits",
            ParameterKind::Money => "money",
            ParameterKind::Fraction => "fraction",
        }
    }

    /// What a value of this kind has to be, where it is not.
    pub fn check(self, value: Decimal) -> Result<(), &'static str> {
        let negative = value.is_sign_negative() && !value.is_zero();
        match self {
            ParameterKind::Credits if negative || value.normalize().scale() > 6 => {
                Err("credits are 0 or more, with at most 6 decimal places")
            }
            ParameterKind::Money if negative => Err("money is 0 or more"),
            ParameterKind::Fraction if negative || value > Decimal::ONE => Err("a fraction is 0 to 1"),
            _ => Ok(()),
        }
    }
}

/// A number that the book's source does not give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    pub kind: ParameterKind,
    /// Whether a price that depends on it can be had without it.
    pub required: bool,
    pub note: String,
    pub value: Option<Decimal>,
    /// What kind of value it is, where it is not the operator's own: "demo value".
    pub value_note: String,
}

/// A number of the book.
///
/// ```
/// use septet::book::Amount;
/// assert_eq!(Amount::from(29).get()?.to_string(), "29");
/// let unset = Amount::parameter("packPrice", None);
/// assert_eq!(unset.get().unwrap_err().code(), "parameter-missing");
/// # Ok::<(), septet::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amount {
    value: Option<Decimal>,
    parameter: Option<Box<str>>,
}

impl From<Decimal> for Amount {
    fn from(value: Decimal) -> Amount {
        Amount { value: Some(value.normalize()), parameter: None }
    }
}

impl From<u32> for Amount {
    fn from(value: u32) -> Amount {
        Amount::from(Decimal::from(value))
    }
}

impl Amount {
    /// A parameter of this name, with its value where it has one.
    pub fn parameter(name: &str, value: Option<Decimal>) -> Amount {
        Amount { value: value.map(|value| value.normalize()), parameter: Some(name.into()) }
    }

    /// The number; a parameter without a value is the error `parameter-missing`.
    pub fn get(&self) -> Result<Decimal> {
        self.value.ok_or_else(|| Error::parameter_missing([self.parameter_name().unwrap_or_default()], []))
    }

    /// The number, where it is known.
    pub fn value(&self) -> Option<Decimal> {
        self.value
    }

    /// The name of the parameter, where it is one.
    pub fn parameter_name(&self) -> Option<&str> {
        self.parameter.as_deref()
    }

    /// The parameter that has no value.
    pub fn missing(&self) -> Option<&str> {
        self.parameter.as_deref().filter(|_| self.value.is_none())
    }

    /// The number as [`get`](Amount::get) gives it, as a fraction.
    pub fn ratio(&self) -> Result<Ratio> {
        Ok(self.get()?.into())
    }

    /// The number as [`get`](Amount::get) gives it, as credits; finer than a millionth it is `invalid-amount`.
    pub fn credits(&self) -> Result<Credits> {
        self.get()?.to_string().parse()
    }
}
