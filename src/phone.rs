//! A phone number's region: the country whose number range it is in, by longest prefix.
//!
//! Ported numbers keep the region of their range. Source of the ranges: libphonenumber, see `src/data/README.md`.

mod e164;
mod line;
mod places;
mod plan;
mod tables;
pub(crate) mod trunk;

use std::fmt;

use crate::{Error, Result};

pub use e164::{E164, Place};
pub use line::Line;
pub use plan::Plan;

/// The fewest digits of an E.164 number that is in use, and the most there can be (ITU-T E.164 §6.2.1).
const DIGITS: std::ops::RangeInclusive<usize> = 6..=15;

/// An ISO 3166-1 alpha-2 code (or `XK`, Kosovo).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Region([u8; 2]);

impl Region {
    /// Two capital letters. Whether a rate deck knows the region is another question.
    pub fn parse(text: &str) -> Result<Region> {
        let letters = text.as_bytes().try_into().ok();
        letters.and_then(Region::of_letters).ok_or_else(|| Error::invalid_region(text))
    }

    /// Two capital letters.
    pub(crate) fn of_letters(letters: [u8; 2]) -> Option<Region> {
        letters.iter().all(u8::is_ascii_uppercase).then_some(Region(letters))
    }

    /// All regions that a number can be in, by their letters.
    pub fn all() -> impl Iterator<Item = Region> {
        let letters = || b'A'..=b'Z';
        let pairs = letters().flat_map(move |a| letters().map(move |b| Region([a, b])));
        pairs.filter(|region| region.is_known())
    }

    pub(crate) fn letters(self) -> [u8; 2] {
        self.0
    }

    /// Whether a phone number can be in it.
    pub fn is_known(&self) -> bool {
        let [a, b] = self.0.map(|letter| letter - b'A');
        plan::KNOWN[usize::from(a)] >> b & 1 == 1
    }

    /// The two letters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Country codes that belong to no country (ITU-T E.164, annex to Operational Bulletin 1114).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// +800
    Freephone,
    /// +808
    SharedCost,
    /// +870 and +881
    Satellite,
    /// +878
    PersonalNumber,
    /// +882 and +883
    InternationalNetwork,
    /// +888
    DisasterRelief,
    /// +979
    PremiumRate,
}

impl Class {
    pub const ALL: [Class; 7] = [
        Class::Freephone,
        Class::SharedCost,
        Class::Satellite,
        Class::PersonalNumber,
        Class::InternationalNetwork,
        Class::DisasterRelief,
        Class::PremiumRate,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Class::Freephone => "freephone",
            Class::SharedCost => "shared-cost",
            Class::Satellite => "satellite",
            Class::PersonalNumber => "personal-number",
            Class::InternationalNetwork => "international-network",
            Class::DisasterRelief => "disaster-relief",
            Class::PremiumRate => "premium-rate",
        }
    }

    /// The class of the numbers that begin with these digits.
    pub(crate) fn of(digits: &str) -> Option<Class> {
        Some(match digits.get(..3)? {
            "800" => Class::Freephone,
            "808" => Class::SharedCost,
            "870" | "881" => Class::Satellite,
            "878" => Class::PersonalNumber,
            "882" | "883" => Class::InternationalNetwork,
            "888" => Class::DisasterRelief,
            "979" => Class::PremiumRate,
            _ => return None,
        })
    }
}

/// The region of the numbers that begin with these digits, by longest prefix.
pub(crate) fn region_of(digits: &str) -> Option<Region> {
    let mut prefix = digits.get(..digits.len().min(tables::PREFIX_DIGITS_MAX))?.parse::<u32>().ok()?;
    while prefix > 0 {
        if let Ok(at) = tables::PREFIXES.binary_search_by_key(&prefix, |&(prefix, _)| prefix) {
            return tables::PREFIXES[at].1;
        }
        prefix /= 10;
    }
    None
}

/// Every number range that is told apart, with its region.
pub(crate) fn ranges() -> impl Iterator<Item = (u32, Region)> {
    tables::PREFIXES.iter().filter_map(|&(prefix, region)| Some((prefix, region?)))
}

/// A phone number in E.164 form.
///
/// ```
/// use septet::phone::Number;
/// let number = Number::parse("+91 98765-43210")?;
/// assert_eq!(number.to_string(), "+919876543210");
/// assert_eq!(number.region().map(|region| region.to_string()), Some("IN".to_owned()));
///
/// let freephone = Number::parse("+800 1234 5678")?;
/// assert_eq!(freephone.region(), None);
/// assert_eq!(freephone.class().map(|class| class.name()), Some("freephone"));
/// # Ok::<(), septet::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number {
    digits: String,
}

impl Number {
    /// `+` and 6 to 15 digits, the first one not 0. Spaces, `-`, `.`, `(` and `)` between them are passed over, and so is
    /// the 0 of `+44 (0)7400 123456` where it is dialled inside the country only.
    pub fn parse(text: &str) -> Result<Number> {
        let invalid = || Error::invalid_number(text);
        let written = text.trim().strip_prefix('+').ok_or_else(invalid)?;
        let (mut digits, mut bracketed) = (String::with_capacity(DIGITS.end() + 1), None);
        for (at, c) in written.char_indices() {
            match c {
                '0'..='9' if digits.len() <= *DIGITS.end() => {
                    if c == '0' && !digits.is_empty() && trunk::is_bracketed(written, at) {
                        bracketed = Some(digits.len());
                    }
                    digits.push(c);
                }
                ' ' | '-' | '.' | '(' | ')' | '\u{a0}' | '\u{2011}' => {}
                _ => return Err(invalid()),
            }
        }
        if let Some(at) = bracketed {
            let mut others = digits.clone();
            others.remove(at);
            let number = Number::of(others).ok_or_else(invalid)?;
            if trunk::is_dialled_inside(number.region()) {
                return Ok(number);
            }
        }
        Number::of(digits).ok_or_else(invalid)
    }

    fn of(digits: String) -> Option<Number> {
        (!digits.starts_with('0') && DIGITS.contains(&digits.len())).then_some(Number { digits })
    }

    /// The digits without the `+`.
    pub fn digits(&self) -> &str {
        &self.digits
    }

    /// The region of the number's range; `None` where it has none.
    pub fn region(&self) -> Option<Region> {
        let value = |length: usize| self.digits.get(..length)?.parse::<u32>().ok();
        for &(length, prefix_length, prefix, region) in tables::EXCEPTIONS {
            if self.digits.len() == length && value(prefix_length) == Some(prefix) {
                return region;
            }
        }
        region_of(&self.digits)
    }

    /// Landline or mobile, as far as the numbering plan tells; `None` where both are in one range (as in North America)
    /// or the number is neither (freephone, premium rate and others).
    ///
    /// ```
    /// use septet::phone::{Line, Number};
    /// assert_eq!(Number::parse("+44 7400 123456")?.line(), Some(Line::Mobile));
    /// assert_eq!(Number::parse("+44 20 7946 0958")?.line(), Some(Line::Landline));
    /// assert_eq!(Number::parse("+1 415 555 2671")?.line(), None);
    /// # Ok::<(), septet::Error>(())
    /// ```
    pub fn line(&self) -> Option<Line> {
        line::of(&self.digits, self.region()?)
    }

    /// What kind of number it is where its country code belongs to no country.
    pub fn class(&self) -> Option<Class> {
        Class::of(&self.digits)
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "+{}", self.digits)
    }
}
