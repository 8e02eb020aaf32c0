//! Canonical composition (UAX #15, normal form C), piece by piece.
//!
//! The library that others use has the tables of all four normal forms, and they as large as they are quick; what is
//! needed here is a tenth of them. Its answers are those of the tests.

mod tables;

use std::borrow::Cow;
use std::sync::LazyLock;

use crate::packed::Numbers;
use crate::sort;

/// What normalization has to know of a character.
#[derive(Clone, Copy)]
struct Property {
    c: char,
    /// Its canonical combining class.
    class: u8,
    /// Whether it stays as it is, whatever stands beside it (`NFC_Quick_Check` is `Yes`).
    is_stable: bool,
}

struct Decomposition {
    c: char,
    parts: Vec<char>,
}

struct Composition {
    first: char,
    second: char,
    composed: char,
}

/// The tables, each by character; of those that are in none, nothing is to be known.
struct Tables {
    properties: Vec<Property>,
    decompositions: Vec<Decomposition>,
    compositions: Vec<Composition>,
}

static TABLES: LazyLock<Tables> = LazyLock::new(|| {
    let (mut decompositions, mut compositions, mut properties) = (Vec::new(), Vec::new(), Vec::new());
    let mut numbers = Numbers(tables::DECOMPOSITIONS);
    let (mut at, mut before) = (0, [0; tables::PARTS_MAX]);
    while let Some(head) = numbers.next() {
        at += head >> 3;
        let (count, composes) = ((head >> 1 & 3) as usize, head & 1 == 1);
        for part in &mut before[..count] {
            *part += numbers.difference().unwrap_or_default();
        }
        let parts: Vec<char> = before[..count].iter().filter_map(|part| char::from_u32(*part as u32)).collect();
        let Some(c) = char::from_u32(at) else { continue };
        match *parts.as_slice() {
            [first, second] if composes => {
                compositions.push(Composition { first, second, composed: c });
                properties.push(Property { c: second, class: 0, is_stable: false });
            }
            _ => properties.push(Property { c, class: 0, is_stable: false }),
        }
        decompositions.push(Decomposition { c, parts });
    }
    // The vowels and final consonants that complete a syllable.
    let jamo = ('\u{1161}'..='\u{1175}').chain('\u{11a8}'..='\u{11c2}');
    properties.extend(jamo.map(|c| Property { c, class: 0, is_stable: false }));
    let (mut numbers, mut end) = (Numbers(tables::CLASSES), 0);
    while let (Some(gap), Some(length), Some(class)) = (numbers.next(), numbers.next(), numbers.next()) {
        let of_class = (end + gap..end + gap + length).filter_map(char::from_u32);
        properties.extend(of_class.map(|c| Property { c, class: class as u8, is_stable: true }));
        end += gap + length;
    }
    sort::by_key(&mut properties, |property| property.c);
    properties.dedup_by(|again, kept| {
        let is_same = again.c == kept.c;
        if is_same {
            kept.class |= again.class;
            kept.is_stable &= again.is_stable;
        }
        is_same
    });
    sort::by_key(&mut compositions, |composition: &Composition| (composition.first, composition.second));
    Tables { properties, decompositions, compositions }
});

/// The first character that is composed of others; marks come behind it, too.
const FIRST_COMPOSED: char = '\u{c0}';

fn property(c: char) -> Property {
    let stable = Property { c, class: 0, is_stable: true };
    if c < FIRST_COMPOSED {
        return stable;
    }
    let at = TABLES.properties.binary_search_by_key(&c, |property| property.c);
    at.map_or(stable, |at| TABLES.properties[at])
}

// Syllables of Hangul are computed (The Unicode Standard, section 3.12).
const SYLLABLES: u32 = 0xac00;
const LEADS: u32 = 0x1100;
const VOWELS: u32 = 0x1161;
const TAILS: u32 = 0x11a7;
const LEAD_COUNT: u32 = 19;
const VOWEL_COUNT: u32 = 21;
const TAIL_COUNT: u32 = 28;

/// Which of a row of so many characters it is.
fn index(c: char, first: u32, count: u32) -> Option<u32> {
    u32::from(c).checked_sub(first).filter(|index| *index < count)
}

fn decompose(c: char, part: &mut dyn FnMut(char)) {
    if let Some(syllable) = index(c, SYLLABLES, LEAD_COUNT * VOWEL_COUNT * TAIL_COUNT) {
        let (lead, vowel) = (syllable / TAIL_COUNT / VOWEL_COUNT, syllable / TAIL_COUNT % VOWEL_COUNT);
        let tail = Some(syllable % TAIL_COUNT).filter(|tail| *tail > 0).map(|tail| TAILS + tail);
        [Some(LEADS + lead), Some(VOWELS + vowel), tail]
            .into_iter()
            .flatten()
            .filter_map(char::from_u32)
            .for_each(part);
        return;
    }
    match TABLES.decompositions.binary_search_by_key(&c, |decomposition| decomposition.c) {
        Ok(at) => TABLES.decompositions[at].parts.iter().for_each(|c| decompose(*c, part)),
        Err(_) => part(c),
    }
}

fn compose(first: char, second: char) -> Option<char> {
    if let (Some(lead), Some(vowel)) = (index(first, LEADS, LEAD_COUNT), index(second, VOWELS, VOWEL_COUNT)) {
        return char::from_u32(SYLLABLES + (lead * VOWEL_COUNT + vowel) * TAIL_COUNT);
    }
    let syllable = index(first, SYLLABLES, LEAD_COUNT * VOWEL_COUNT * TAIL_COUNT);
    if let (Some(syllable), Some(tail)) = (syllable, index(second, TAILS, TAIL_COUNT))
        && syllable % TAIL_COUNT == 0
        && tail > 0
    {
        return char::from_u32(u32::from(first) + tail);
    }
    let compositions = &TABLES.compositions;
    let at = compositions.binary_search_by_key(&(first, second), |of| (of.first, of.second)).ok()?;
    Some(compositions[at].composed)
}

/// Whether a character is normal, and whatever stands before it too: no normalization reaches across.
pub(super) fn begins_piece(c: char) -> bool {
    let Property { class, is_stable, .. } = property(c);
    class == 0 && is_stable
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
    let mut last_class = 0;
    text.chars().all(|c| {
        let Property { class, is_stable, .. } = property(c);
        let is_ordered = class == 0 || last_class <= class;
        last_class = class;
        is_stable && is_ordered
    })
}

/// A piece in normal form C.
pub(super) fn nfc(piece: &str) -> Cow<'_, str> {
    if piece.is_ascii() {
        return Cow::Borrowed(piece);
    }
    let mut decomposed = Vec::new();
    for c in piece.chars() {
        decompose(c, &mut |c| decomposed.push((property(c).class, c)));
    }
    // Marks between two starters go by their class; within a class their order means something.
    for marks in decomposed.split_mut(|&(class, _)| class == 0) {
        sort::by_key(marks, |&(class, _)| class);
    }
    Cow::Owned(recompose(&decomposed))
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
    decompose(c, &mut |part| {
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
