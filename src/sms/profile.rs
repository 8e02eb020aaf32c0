//! How a carrier or provider cuts messages, as data.

use std::borrow::Cow;
use std::sync::LazyLock;

use super::Smart;
use super::tables::PROFILES;
use crate::{Error, Result};

/// How a carrier or provider cuts messages, with where that is published. What nobody has published is absent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    pub name: Cow<'static, str>,
    pub alphabet: Alphabet,
    /// Septets of a message in the 7 bit alphabet.
    pub seven_bit: Capacity,
    /// UTF-16 code units of a message in UCS-2.
    pub ucs2: Capacity,
    pub border: Border,
    /// The most parts that can be sent.
    pub parts_max: Option<u32>,
    /// The most characters (Unicode scalar values) that are taken.
    pub characters_max: Option<u32>,
    /// What is done with characters outside the alphabet, unless a request says otherwise.
    pub smart: Smart,
    pub source: Cow<'static, str>,
    pub source_date: Cow<'static, str>,
}

/// The 7 bit alphabet of a profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Alphabet {
    /// The GSM 7 bit default alphabet with its extension table (TS 23.038 §6.2.1).
    Gsm7,
    /// The same without these characters.
    Gsm7Without(Cow<'static, str>),
    /// ASCII, one septet a character.
    Ascii,
}

/// What is never torn apart at the end of a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Border {
    /// A character: an escape sequence or a surrogate pair stays whole, as the standard asks.
    Unit,
    /// A grapheme cluster: what people see as one character.
    Grapheme,
}

impl Border {
    pub const ALL: [Border; 2] = [Border::Unit, Border::Grapheme];

    pub fn name(self) -> &'static str {
        match self {
            Border::Unit => "unit",
            Border::Grapheme => "grapheme",
        }
    }

    /// The other one.
    pub(super) fn other(self) -> Border {
        match self {
            Border::Unit => Border::Grapheme,
            Border::Grapheme => Border::Unit,
        }
    }
}

/// Units that fit a message of one part, and each part of a longer one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capacity {
    pub single: u32,
    pub multi: u32,
}

/// A row of `src/data/sms_profiles.csv`.
pub(super) struct Row {
    pub(super) name: &'static str,
    pub(super) alphabet: &'static str,
    /// Characters that the alphabet lacks.
    pub(super) without: &'static str,
    pub(super) seven_bit: Capacity,
    pub(super) ucs2: Capacity,
    pub(super) border: &'static str,
    pub(super) parts_max: Option<u32>,
    pub(super) characters_max: Option<u32>,
    pub(super) source: &'static str,
    pub(super) source_date: &'static str,
}

static ALL: LazyLock<Vec<Profile>> = LazyLock::new(|| PROFILES.iter().map(Profile::from).collect());

impl From<&Row> for Profile {
    fn from(row: &Row) -> Profile {
        Profile {
            name: Cow::Borrowed(row.name),
            alphabet: match (row.alphabet, row.without) {
                ("ascii", _) => Alphabet::Ascii,
                (_, "") => Alphabet::Gsm7,
                (_, without) => Alphabet::Gsm7Without(Cow::Borrowed(without)),
            },
            seven_bit: row.seven_bit,
            ucs2: row.ucs2,
            border: if row.border == Border::Grapheme.name() { Border::Grapheme } else { Border::Unit },
            parts_max: row.parts_max,
            characters_max: row.characters_max,
            // No provider is known to replace characters unless it is asked to.
            smart: Smart::Off,
            source: Cow::Borrowed(row.source),
            source_date: Cow::Borrowed(row.source_date),
        }
    }
}

/// The fewest units a part may hold: an extension character or a surrogate pair has to fit.
const CAPACITY_MIN: u32 = 2;

/// The most: the octets of a short message, in bits.
const CAPACITY_MAX: u32 = 1120;

impl Default for Profile {
    /// The standard's own.
    fn default() -> Profile {
        Profile::from(&PROFILES[0])
    }
}

impl Profile {
    /// The profiles that are built in; the first one is the default.
    pub fn all() -> &'static [Profile] {
        &ALL
    }

    /// The built-in profile of that name.
    pub fn named(name: &str) -> Result<&'static Profile> {
        let known = ALL.iter().find(|profile| profile.name == name);
        known.ok_or_else(|| Error::unknown_profile(name, ALL.iter().map(|profile| &*profile.name)))
    }

    /// Refuses a profile by which no message could be cut.
    pub fn check(&self) -> Result<()> {
        for (field, capacity) in [("gsm7", self.seven_bit), ("ucs2", self.ucs2)] {
            let in_range = |units: u32| (CAPACITY_MIN..=CAPACITY_MAX).contains(&units);
            if !in_range(capacity.single) || !in_range(capacity.multi) || capacity.multi > capacity.single {
                return Err(Error::invalid_capacity(field, CAPACITY_MIN, CAPACITY_MAX));
            }
        }
        for (field, max) in [("partsMax", self.parts_max), ("charactersMax", self.characters_max)] {
            if max == Some(0) {
                return Err(Error::nothing_to_send(field));
            }
        }
        Ok(())
    }
}

impl Alphabet {
    /// Septets a character takes, 1 or 2; `None` where the alphabet does not have it.
    pub fn septets(&self, c: char) -> Option<u32> {
        match self {
            Alphabet::Gsm7 => super::gsm7::septets(c),
            Alphabet::Gsm7Without(without) => super::gsm7::septets(c).filter(|_| !without.contains(c)),
            Alphabet::Ascii => c.is_ascii().then_some(1),
        }
    }
}
