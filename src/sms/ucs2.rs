//! UCS-2, which in practice is UTF-16 (TS 23.038 §6.2.3): a character outside the basic plane takes two units.

/// UTF-16 code units of a character.
pub(super) fn units(c: char) -> u32 {
    if c > '\u{ffff}' { 2 } else { 1 }
}

/// UTF-16 code units of a text.
pub(super) fn length(text: &str) -> usize {
    text.chars().map(|c| units(c) as usize).sum()
}
