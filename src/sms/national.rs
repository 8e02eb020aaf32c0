//! National language tables (TS 23.038 §6.2.1.2): a locking table takes the default table's place, a single shift table
//! the extension table's. A message names those it uses in its header, which costs room in every part.

use super::tables::{LOCKING, SINGLE_SHIFT};
use super::{Alphabet, Capacity, Profile, ucs2};
use crate::sort;
use crate::{Error, Result};

/// Octets of a short message, header included (TS 23.040 §9.2.3.24).
const OCTETS: u32 = 140;

/// Octets of a header that names one table (TS 23.040 §9.2.3.24.15 and .16), without the header's own length octet.
const TABLE_OCTETS: u32 = 3;

/// A language with tables of its own, by the order of the language identifiers (TS 23.038 §6.2.1.2.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Language {
    Turkish = 1,
    Spanish,
    Portuguese,
    Bengali,
    Gujarati,
    Hindi,
    Kannada,
    Malayalam,
    Oriya,
    Punjabi,
    Tamil,
    Telugu,
    Urdu,
}

impl Language {
    pub const ALL: [Language; 13] = [
        Language::Turkish,
        Language::Spanish,
        Language::Portuguese,
        Language::Bengali,
        Language::Gujarati,
        Language::Hindi,
        Language::Kannada,
        Language::Malayalam,
        Language::Oriya,
        Language::Punjabi,
        Language::Tamil,
        Language::Telugu,
        Language::Urdu,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Language::Turkish => "turkish",
            Language::Spanish => "spanish",
            Language::Portuguese => "portuguese",
            Language::Bengali => "bengali",
            Language::Gujarati => "gujarati",
            Language::Hindi => "hindi",
            Language::Kannada => "kannada",
            Language::Malayalam => "malayalam",
            Language::Oriya => "oriya",
            Language::Punjabi => "punjabi",
            Language::Tamil => "tamil",
            Language::Telugu => "telugu",
            Language::Urdu => "urdu",
        }
    }

    /// The language of that name.
    pub fn named(name: &str) -> Result<Language> {
        let known = Language::ALL.into_iter().find(|language| language.name() == name);
        known.ok_or_else(|| Error::unknown_language(name, Language::ALL.iter().map(|language| language.name())))
    }

    /// Spanish has no locking table.
    fn locking(self) -> Option<&'static [u16]> {
        Some(LOCKING[self as usize - 1]).filter(|table| !table.is_empty())
    }

    fn single_shift(self) -> &'static [u16] {
        SINGLE_SHIFT[self as usize - 1]
    }
}

/// The tables that a message names; `None` is the default one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tables {
    pub locking: Option<Language>,
    pub single_shift: Option<Language>,
}

impl Tables {
    /// Octets that naming them takes in the header.
    pub fn header_octets(self) -> u32 {
        TABLE_OCTETS * (u32::from(self.locking.is_some()) + u32::from(self.single_shift.is_some()))
    }

    /// Septets a character takes under these tables.
    pub(super) fn septets(self, alphabet: &Alphabet, c: char) -> Option<u32> {
        if self == Tables::default() {
            return alphabet.septets(c);
        }
        let unit = u16::try_from(u32::from(c)).ok()?;
        let default = super::gsm7::septets(c);
        let locked = match self.locking {
            None => default == Some(1),
            Some(language) => language.locking()?.binary_search(&unit).is_ok(),
        };
        let shifted = match self.single_shift {
            None => default == Some(2),
            Some(language) => language.single_shift().binary_search(&unit).is_ok(),
        };
        if locked { Some(1) } else { shifted.then_some(2) }
    }

    /// What is left for septets beside the header that names these tables.
    pub(super) fn capacity(self, profile: &Profile) -> Option<Capacity> {
        let octets = self.header_octets();
        if octets == 0 {
            return Some(profile.seven_bit);
        }
        // The concatenation header's octets, from what the profile leaves beside it.
        let concatenation = (0..OCTETS).find(|&header| septets_beside(header) == profile.seven_bit.multi)?;
        let length_octet = 1;
        (profile.seven_bit.single == septets_beside(0) && concatenation > 0).then(|| Capacity {
            single: septets_beside(length_octet + octets),
            multi: septets_beside(concatenation + octets),
        })
    }
}

/// Septets that fit beside a header; fill bits make it end on a septet's border.
fn septets_beside(header_octets: u32) -> u32 {
    (OCTETS - header_octets) * 8 / 7
}

/// Every choice of tables that the allowed languages give, the defaults first.
pub(super) fn candidates(allowed: &[Language]) -> impl Iterator<Item = Tables> {
    let mut sorted = allowed.to_vec();
    sort::by_key(&mut sorted, |language| *language);
    sorted.dedup();
    let with_default = |languages: Vec<Language>| std::iter::once(None).chain(languages.into_iter().map(Some));
    let locking = with_default(sorted.iter().copied().filter(|language| language.locking().is_some()).collect());
    locking
        .flat_map(move |locking| with_default(sorted.clone()).map(move |single_shift| Tables { locking, single_shift }))
}

/// Whether any allowed table has every character that the alphabet lacks: a cheap test before the search.
pub(super) fn may_hold(text: &str, alphabet: &Alphabet, allowed: &[Language]) -> bool {
    text.chars().all(|c| {
        alphabet.septets(c).is_some()
            || ucs2::units(c) == 1
                && allowed.iter().any(|language| {
                    let unit = c as u32 as u16;
                    language.single_shift().binary_search(&unit).is_ok()
                        || language.locking().is_some_and(|table| table.binary_search(&unit).is_ok())
                })
    })
}
