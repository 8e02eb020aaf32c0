//! What kind of character it is, in a word that people know.

use unicode_properties::{GeneralCategory as Category, UnicodeEmoji, UnicodeGeneralCategory};

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
        match c {
            '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' => return Class::Invisible, // variation selectors
            '‚' | '„' | '〝' | '〞' | '〟' | '＂' | '＇' | '´' | '`' => return Class::QuotationMark,
            _ => {}
        }
        match c.general_category() {
            Category::Control => Class::Control,
            Category::SpaceSeparator | Category::LineSeparator | Category::ParagraphSeparator => Class::Space,
            Category::Format => Class::Invisible,
            Category::DashPunctuation => Class::Dash,
            Category::InitialPunctuation | Category::FinalPunctuation => Class::QuotationMark,
            Category::ConnectorPunctuation
            | Category::OpenPunctuation
            | Category::ClosePunctuation
            | Category::OtherPunctuation => Class::Punctuation,
            Category::NonspacingMark | Category::SpacingMark | Category::EnclosingMark => Class::Mark,
            Category::DecimalNumber | Category::LetterNumber | Category::OtherNumber => Class::Digit,
            Category::CurrencySymbol => Class::Currency,
            Category::MathSymbol | Category::ModifierSymbol | Category::OtherSymbol => {
                if c.is_emoji_char() {
                    Class::Emoji
                } else {
                    Class::Symbol
                }
            }
            Category::UppercaseLetter
            | Category::LowercaseLetter
            | Category::TitlecaseLetter
            | Category::ModifierLetter
            | Category::OtherLetter => Class::Letter,
            Category::PrivateUse => Class::PrivateUse,
            Category::Surrogate | Category::Unassigned => Class::Unassigned,
        }
    }
}
