//! Canonical composition (UAX #15, normal form C), piece by piece.
//!
//! The library's own iterator can do all four normal forms and so brings the tables of all four; this one needs only
//! its canonical ones, a third of the size.

use crate::sort;
use unicode_normalization::char::{canonical_combining_class, compose, decompose_canonical};
use unicode_normalization::{IsNormalized, is_nfc_quick};

/// Whether a character is normal, and whatever stands before it too: no normalization reaches across.
pub(super) fn begins_piece(c: char) -> bool {
    canonical_combining_class(c) == 0 && is_nfc_quick(std::iter::once(c)) == IsNormalized::Yes
}

/// The text in pieces that no normalization reaches beyond.
pub(super) fn pieces(text: &str) -> Vec<&str> {
    let mut starts: Vec<usize> = text.char_indices().filter(|&(_, c)| begins_piece(c)).map(|(at, _)| at).collect();
    if starts.first() != Some(&0) {
        starts.insert(0, 0);
    }
    let ends = starts.iter().skip(1).copied().chain(std::iter::once(text.len()));
    starts.iter().zip(ends).map(|(&start, end)| &text[start..end]).collect()
}

/// Whether a text is known to be in normal form C without composing it.
pub(super) fn is_surely(text: &str) -> bool {
    is_nfc_quick(text.chars()) == IsNormalized::Yes
}

/// A piece in normal form C.
pub(super) fn nfc(piece: &str) -> String {
    if piece.is_ascii() {
        return piece.to_owned();
    }
    let mut decomposed = Vec::new();
    for c in piece.chars() {
        decompose_canonical(c, |c| decomposed.push((canonical_combining_class(c), c)));
    }
    // Marks between two starters go by their class; within a class their order means something.
    for marks in decomposed.split_mut(|&(class, _)| class == 0) {
        sort::by_key(marks, |&(class, _)| class);
    }
    recompose(&decomposed)
}

/// Puts starters and marks together where nothing between them blocks it (UAX #15 D117).
fn recompose(decomposed: &[(u8, char)]) -> String {
    let mut composed: Vec<char> = Vec::new();
    let (mut starter, mut last_class) = (None, None);
    for &(class, c) in decomposed {
        let blocked = last_class.is_some_and(|last| last >= class);
        let joined = starter.filter(|_| !blocked).and_then(|at: usize| Some((at, compose(composed[at], c)?)));
        match joined {
            Some((at, joined)) => composed[at] = joined,
            None => {
                if class == 0 {
                    starter = Some(composed.len());
                }
                // Behind its starter a mark may block; a starter itself blocks nothing that follows at once.
                last_class = (class != 0).then_some(class);
                composed.push(c);
            }
        }
    }
    composed.into_iter().collect()
}

/// The first character of the canonical decomposition, where there is another one.
pub(super) fn base(c: char) -> Option<char> {
    let mut first = None;
    decompose_canonical(c, |part| {
        first.get_or_insert(part);
    });
    first.filter(|&base| base != c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_normalization::UnicodeNormalization;

    #[track_caller]
    fn check(text: &str) {
        let whole: String = text.nfc().collect();
        assert_eq!(nfc(text), whole, "{text:?}");
        assert_eq!(pieces(text).into_iter().map(nfc).collect::<String>(), whole, "{text:?} in pieces");
        assert_eq!(pieces(text).concat(), text);
    }

    #[test]
    fn every_character_alone_and_decomposed() {
        for c in '\0'..=char::MAX {
            let alone = c.to_string();
            check(&alone);
            let decomposed: String = alone.nfd().collect();
            if decomposed != alone {
                check(&decomposed);
                check(&format!("a{decomposed}\u{301}b"));
            }
        }
    }

    #[test]
    fn marks_in_every_order() {
        let marks =
            ["\u{301}", "\u{323}", "\u{338}", "\u{345}", "\u{9be}", "\u{1161}", "\u{11a8}", "\u{34f}", "e", "가"];
        for a in marks {
            for b in marks {
                for c in marks {
                    for base in ["e", "ệ", "\u{1100}", "\u{9c7}", "≮", ""] {
                        check(&format!("{base}{a}{b}{c}"));
                    }
                }
            }
        }
    }
}
