//! The GSM 7 bit default alphabet and its extension table (TS 23.038 §6.2.1).

use super::tables::{SEPTETS, SEPTETS_FAR};
use super::{Offending, ucs2};

/// Septets a character takes: 1, or 2 with the escape that an extension character needs; `None` where the alphabet
/// does not have it.
pub(super) fn septets(c: char) -> Option<u32> {
    let septets = match SEPTETS.get(c as usize) {
        Some(&septets) => septets,
        None => SEPTETS_FAR.iter().find(|&&(far, _)| far == c)?.1,
    };
    (septets > 0).then_some(u32::from(septets))
}

/// The characters that force UCS-2.
pub(super) fn offending(text: &str) -> impl Iterator<Item = Offending> {
    text.chars()
        .scan(0, |end, character| {
            let start = *end;
            *end += ucs2::units(character);
            Some(Offending { start, end: *end, character })
        })
        .filter(|offending| septets(offending.character).is_none())
}
