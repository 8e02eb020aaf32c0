//! How a region dials: its calling code, the lengths of its numbers, and what is dialled before them.

mod tables;

use super::{E164, Region};

/// The regions that have a plan: a word for each first letter, in it a bit for each second one. One of them, Western
/// Sahara, has no range of numbers of its own.
pub(super) static KNOWN: [u32; 26] = {
    let (mut known, mut at) = ([0; 26], 0);
    while at < tables::ROWS.len() {
        let Region([a, b]) = tables::ROWS[at].0;
        known[(a - b'A') as usize] |= 1 << (b - b'A');
        at += 1;
    }
    known
};

/// How the people of a region write numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    region: Region,
    calling_code: u16,
    /// A bit for each length that a national number can have.
    lengths: u32,
    /// What is dialled before a number abroad, the longest first.
    pub(crate) abroad: &'static [&'static str],
    /// What is dialled before a national number, the longest first; empty where nothing is.
    pub(crate) national: &'static [&'static str],
}

impl Plan {
    /// The plan of a region; `None` where no phone number can be.
    pub fn of(region: Region) -> Option<Plan> {
        let at = tables::ROWS.binary_search_by_key(&region, |row| row.0).ok()?;
        let &(region, calling_code, lengths, abroad, national) = tables::ROWS.get(at)?;
        Some(Plan { region, calling_code, lengths, abroad, national })
    }

    pub fn region(&self) -> Region {
        self.region
    }

    /// Whether a national number can have so many digits.
    pub(crate) fn has_length(&self, digits: usize) -> bool {
        digits < 32 && self.lengths >> digits & 1 == 1
    }

    /// Digits of the longest national number.
    pub(crate) fn digits_max(&self) -> usize {
        self.lengths.checked_ilog2().unwrap_or_default() as usize
    }

    pub(crate) fn calling_code_digits(&self) -> usize {
        self.calling_code.checked_ilog10().unwrap_or_default() as usize + 1
    }

    /// What follows the calling code in digits that begin with it.
    pub(crate) fn strip_calling_code<'a>(&self, digits: &'a [u8]) -> Option<&'a [u8]> {
        let (code, national) = digits.split_at_checked(self.calling_code_digits())?;
        let code = code.iter().fold(0, |value, digit| value * 10 + u32::from(digit.wrapping_sub(b'0')));
        (code == u32::from(self.calling_code)).then_some(national)
    }

    /// The number with these national digits.
    pub(crate) fn number(&self, national: &[u8]) -> Option<E164> {
        let digit = |value: u64, digit: &u8| value.checked_mul(10)?.checked_add(digit.wrapping_sub(b'0').into());
        E164::new(national.iter().try_fold(self.calling_code.into(), digit)?)
    }
}
