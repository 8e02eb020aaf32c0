//! Where a rate applies.

use std::fmt;

use crate::phone::{Class, Number, Region};

/// Where a rate applies; prefixes come last in a deck.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    Region(Region),
    Class(Class),
    /// Every known region without a rate of its own.
    Other,
    Prefix(Prefix),
}

/// The most digits of a prefix: those of a number.
const DIGITS_MAX: u32 = 15;

/// The first digits of an E.164 number: the digits followed by zeros, times 16, and how many they are. So the order
/// is that of the digits as text, and everything that begins with a prefix follows it directly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Prefix(u64);

impl Prefix {
    /// 1 to 15 digits, the first one not 0.
    pub(super) fn parse(digits: &str) -> Option<Prefix> {
        let length = u32::try_from(digits.len()).ok().filter(|length| (1..=DIGITS_MAX).contains(length))?;
        let digit = |value: u64, byte: u8| byte.is_ascii_digit().then(|| value * 10 + u64::from(byte - b'0'));
        let value = digits.bytes().try_fold(0, digit)?;
        (!digits.starts_with('0')).then(|| Prefix::aligned(value, length))
    }

    /// The same of digits as a number.
    pub(super) fn of_digits(digits: u64) -> Option<Prefix> {
        let length = digits.checked_ilog10()? + 1;
        (length <= DIGITS_MAX).then(|| Prefix::aligned(digits, length))
    }

    fn aligned(digits: u64, length: u32) -> Prefix {
        Prefix(digits * 10_u64.pow(DIGITS_MAX - length) * 16 + u64::from(length))
    }

    /// A whole number.
    pub(super) fn of(number: &Number) -> Option<Prefix> {
        Prefix::parse(number.digits())
    }

    /// The digits as a number.
    pub(super) fn digits(self) -> u64 {
        self.0 / 16 / 10_u64.pow(self.zeros())
    }

    fn zeros(self) -> u32 {
        DIGITS_MAX - (self.0 % 16) as u32
    }

    /// Whether the other one begins with this one.
    pub(super) fn covers(self, other: Prefix) -> bool {
        let unit = 10_u64.pow(self.zeros());
        self.zeros() >= other.zeros() && self.0 / 16 / unit == other.0 / 16 / unit
    }
}

impl fmt::Display for Prefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.digits())
    }
}
