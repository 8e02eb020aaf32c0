//! What kind of character it is, in a word that people know.

use super::tables::CLASSES;

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

impl Class {
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
        let at = CLASSES.partition_point(|&(first, _)| first <= c);
        // The first range begins with the first character.
        CLASSES[at - 1].1
    }
}
