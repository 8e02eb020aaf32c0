//! Grapheme clusters (UAX #29). What is a cluster by itself is seen without looking it up, which takes far longer.

use std::iter;

use unicode_segmentation::UnicodeSegmentation;

/// How many clusters a text has.
pub(super) fn count(text: &str) -> u32 {
    let of_stretch = |stretch: &str| match stretch.chars().nth(1) {
        None => 1,
        Some(_) => stretch.graphemes(true).count() as u32,
    };
    stretches(text).map(of_stretch).sum()
}

/// A text in stretches of one cluster or several. They end between two characters that stand alone, so that only the
/// stretches of several characters have to be taken apart.
pub(super) fn stretches(mut text: &str) -> impl Iterator<Item = &str> {
    iter::from_fn(move || {
        // Of ASCII, which is most of many texts, nothing has to be decoded.
        if let [first, second, ..] = *text.as_bytes()
            && first.is_ascii()
            && second.is_ascii()
            && (first, second) != (b'\r', b'\n')
        {
            let (stretch, rest) = text.split_at(1);
            text = rest;
            return Some(stretch);
        }
        let mut alone_before = None;
        let ends = |(_, c): &(usize, char)| {
            let is_alone = stands_alone(*c);
            let before = alone_before.replace(*c).filter(|_| is_alone);
            if !is_alone {
                alone_before = None;
            }
            before.is_some_and(|before| (before, *c) != ('\r', '\n'))
        };
        let end = text.char_indices().find(ends).map_or(text.len(), |(at, _)| at);
        let (stretch, rest) = text.split_at(end);
        text = rest;
        Some(stretch).filter(|stretch| !stretch.is_empty())
    })
}

/// Whether a character is known to be a grapheme cluster by itself among others that are, except in CR LF: letters of
/// the Latin, Greek, Cyrillic, Hebrew and Arabic scripts and of East Asia, punctuation and symbols, and most emoji. To
/// look others up takes far longer.
pub(super) fn stands_alone(c: char) -> bool {
    matches!(
        c,
        '\0'..'\u{300}'
            | '\u{370}'..'\u{483}'
            | '\u{48a}'..'\u{530}'
            | '\u{5d0}'..'\u{5eb}'
            | '\u{620}'..'\u{64b}'
            | '\u{1e00}'..'\u{2000}'
            | '\u{2010}'..'\u{20d0}'
            | '\u{2100}'..'\u{2c00}'
            | '\u{3000}'..'\u{302a}'
            | '\u{3041}'..'\u{3097}'
            | '\u{30a0}'..'\u{3100}'
            | '\u{4e00}'..'\u{a000}'
            | '\u{ac00}'..'\u{d7a4}'
            | '\u{1f300}'..'\u{1f3fb}'
            | '\u{1f400}'..'\u{1f650}'
            | '\u{1f680}'..'\u{1f700}'
            | '\u{1f900}'..'\u{1fa70}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What joins others to itself, or itself to others, is not said to stand alone.
    #[test]
    fn characters_that_stand_alone() {
        let clusters = |text: &[char]| text.iter().collect::<String>().graphemes(true).count();
        for c in ('\0'..=char::MAX).filter(|&c| stands_alone(c)) {
            for other in ['a', 'ע', 'ب', '가', '각', '中', '🎉', '❤', '©', '\0', '\u{200b}', c]
                .into_iter()
                .filter(|&c| stands_alone(c))
            {
                assert_eq!((clusters(&[c, other]), clusters(&[other, c])), (2, 2), "{c:?} and {other:?}");
            }
        }
    }

    #[test]
    fn clusters_are_counted() {
        for text in [
            "",
            "a",
            "ab\r\n\r",
            "\r\n",
            "e\u{301}x",
            "👩‍👩‍👧",
            "🇫🇷🇩🇪a",
            "กำ",
            "\u{600}1",
            "各가각🎉❤️©\u{200d}🎉",
            "Zoë’s",
        ] {
            assert_eq!(count(text) as usize, text.graphemes(true).count(), "{text:?}");
            assert_eq!(stretches(text).collect::<String>(), text);
        }
    }
}
