//! What kind of character it is, in a word that people know.

use std::sync::LazyLock;

use super::tables;
use crate::packed::Numbers;

/// A class of characters, from Unicode's general category and emoji property.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    Control,
    Currency,
    Dash,
    Digit,
    Emoji,
    /// Takes no room: joiners, marks of direction, selectors.
    Invisible,
    Letter,
    Mark,
    PrivateUse,
    Punctuation,
    QuotationMark,
    Space,
    Symbol,
    Unassigned,
}

/// Each character's class is that of the last range that begins at it or before it.
static RANGES: LazyLock<Vec<(u32, Class)>> = LazyLock::new(|| {
    let mut first = 0;
    let range = |number: u32| {
        first += number >> CLASS_BITS;
        (first, Class::ALL[number as usize & ((1 << CLASS_BITS) - 1)])
    };
    Numbers(tables::CLASSES).map(range).collect()
});

/// Bits of a range's number that say its class; the others say how far it begins behind the one before.
const CLASS_BITS: u32 = 4;

impl Class {
    const ALL: [Class; 14] = [
        Class::Control,
        Class::Currency,
        Class::Dash,
        Class::Digit,
        Class::Emoji,
        Class::Invisible,
        Class::Letter,
        Class::Mark,
        Class::PrivateUse,
        Class::Punctuation,
        Class::QuotationMark,
        Class::Space,
        Class::Symbol,
        Class::Unassigned,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Class::Control => "control",
            Class::Currency => "currency",
            Class::Dash => "dash",
            Class::Digit => "digit",
            Class::Emoji => "emoji",
            Class::Invisible => "invisible",
            Class::Letter => "letter",
            Class::Mark => "mark",
            Class::PrivateUse => "private-use",
            Class::Punctuation => "punctuation",
            Class::QuotationMark => "quotation-mark",
            Class::Space => "space",
            Class::Symbol => "symbol",
            Class::Unassigned => "unassigned",
        }
    }

    /// The class of a character.
    ///
    /// ```
    /// use septet::sms::Class;
    /// assert_eq!(['’', '–', 'ж', '🎉', '\u{200b}'].map(|c| Class::of(c).name()), [
    ///     "quotation-mark", "dash", "letter", "emoji", "invisible",
    /// ]);
    /// ```
    pub fn of(c: char) -> Class {
        let at = RANGES.partition_point(|&(first, _)| first <= u32::from(c));
        // The first range begins with the first character.
        RANGES[at - 1].1
    }
}
