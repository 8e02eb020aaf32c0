//! The GSM 7 bit default alphabet and its extension table (TS 23.038 §6.2.1).

use super::tables::{SEPTETS, SEPTETS_FAR};
use super::{Alphabet, ucs2};

/// Septets a character takes: 1, or 2 with the escape that an extension character needs; `None` where the alphabet
/// does not have it.
pub(super) fn septets(c: char) -> Option<u32> {
    let septets = match SEPTETS.get(c as usize) {
        Some(&septets) => septets,
        None => SEPTETS_FAR.iter().find(|&&(far, _)| far == c)?.1,
    };
    (septets > 0).then_some(u32::from(septets))
}

/// A character that is not in an alphabet: a range of the text in UTF-16 code units.
#[derive(Debug, Clone, Copy)]
pub(super) struct Outside {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) character: char,
}

/// The characters that are not in an alphabet.
pub(super) fn outside(text: &str, alphabet: &Alphabet) -> impl Iterator<Item = Outside> {
    text.chars()
        .scan(0, |end, character| {
            let start = *end;
            *end += ucs2::units(character);
            Some(Outside { start, end: *end, character })
        })
        .filter(|outside| alphabet.septets(outside.character).is_none())
}
