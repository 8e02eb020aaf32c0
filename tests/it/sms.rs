//! Segments against a reference that was written from the standard's words and not from the code.

use septet::sms::{Border, Capacity, Encoding, Profile, Segments, segments, size};
use unicode_segmentation::UnicodeSegmentation;

use crate::support::Chance;

#[test]
fn random_texts_agree_with_the_reference() {
    let mut chance = Chance(11);
    for round in 0..600 {
        let text = chance.text(if round % 10 == 0 { 900 } else { 200 });
        for profile in Profile::ALL {
            let found = segments(&text, profile, None).unwrap();
            assert_eq!(size(&text, profile, None).unwrap(), found.size);
            check(&text, profile, &found);
        }
    }
}

#[test]
fn forced_ucs2_agrees_with_the_reference() {
    let mut chance = Chance(12);
    for _ in 0..500 {
        let text = chance.text(300);
        let found = segments(&text, &Profile::ALL[0], Some(Encoding::Ucs2)).unwrap();
        assert_eq!(found.size.encoding, Encoding::Ucs2);
        check(&text, &Profile::ALL[0], &found);
    }
}

/// For several parts of several units, the count lies between full parts and parts that each lack one unit.
#[test]
fn counts_are_within_their_bounds() {
    let mut chance = Chance(13);
    for _ in 0..2_000 {
        let found = size(&chance.text(900), &Profile::ALL[0], None).unwrap();
        if found.segments > 1 {
            let full = found.units_per_segment;
            assert!(found.units.div_ceil(full) <= found.segments, "{found:?}");
            assert!(found.segments <= found.units.div_ceil(full - 1), "{found:?}");
        }
    }
}

fn check(text: &str, profile: &Profile, found: &Segments) {
    let utf16: Vec<u16> = text.encode_utf16().collect();
    let encoding = found.size.encoding;
    let capacity = profile.capacity(encoding);
    assert_eq!(found.characters as usize, text.chars().count());
    assert_eq!(found.graphemes as usize, text.graphemes(true).count());

    let expected = reference(text, encoding, capacity, profile.border);
    let parts: Vec<String> =
        found.parts.iter().map(|p| String::from_utf16(&utf16[p.start as usize..p.end as usize]).unwrap()).collect();
    assert_eq!(parts, expected, "{text:?}");
    assert_eq!(parts.concat(), text);
    assert_eq!(found.size.segments as usize, parts.len());

    let other = if profile.border == Border::Unit { Border::Grapheme } else { Border::Unit };
    let other = reference(text, encoding, capacity, other).len();
    assert_eq!(found.size.segments_max as usize, parts.len().max(other));

    let units: Vec<u32> = parts.iter().map(|part| part.chars().map(|c| cost(c, encoding)).sum()).collect();
    assert_eq!(found.parts.iter().map(|part| part.units).collect::<Vec<_>>(), units);
    assert_eq!(found.size.units, units.iter().sum::<u32>());
    let room = if units.len() > 1 { capacity.multi } else { capacity.single };
    assert_eq!(found.size.units_per_segment, room);
    assert_eq!(found.size.remaining, room - units.last().unwrap_or(&0));

    let bad: Vec<char> = found.offending.iter().map(|offending| offending.character).collect();
    assert_eq!(bad, text.chars().filter(|&c| septets(c).is_none()).collect::<Vec<_>>());
    for offending in &found.offending {
        let range = &utf16[offending.start as usize..offending.end as usize];
        assert_eq!(String::from_utf16(range).unwrap(), offending.character.to_string());
    }
}

/// The parts of a text as strings: pieces that stay whole are added to a part as long as they fit.
fn reference(text: &str, encoding: Encoding, capacity: Capacity, border: Border) -> Vec<String> {
    let length = |text: &str| text.chars().map(|c| cost(c, encoding)).sum::<u32>();
    if text.is_empty() {
        return vec![];
    }
    if length(text) <= capacity.single {
        return vec![text.to_owned()];
    }
    let mut parts = vec![String::new()];
    let mut add = |piece: &str, fresh: bool| {
        let last = parts.last_mut().unwrap();
        if length(last) + length(piece) > capacity.multi || fresh && !last.is_empty() {
            parts.push(piece.to_owned());
        } else {
            last.push_str(piece);
        }
    };
    let pieces: Vec<String> = match border {
        Border::Unit => text.chars().map(String::from).collect(),
        Border::Grapheme => text.graphemes(true).map(String::from).collect(),
    };
    for piece in pieces {
        if length(&piece) > capacity.multi {
            piece.chars().enumerate().for_each(|(i, c)| add(&c.to_string(), i == 0));
        } else {
            add(&piece, false);
        }
    }
    parts
}

fn cost(c: char, encoding: Encoding) -> u32 {
    match encoding {
        Encoding::Gsm7 => septets(c).unwrap(),
        Encoding::Ucs2 => c.len_utf16() as u32,
    }
}

/// TS 23.038 §6.2.1, written out.
fn septets(c: char) -> Option<u32> {
    const DEFAULT: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿\
                           abcdefghijklmnopqrstuvwxyzäöñüà";
    const EXTENSION: &str = "\u{c}^{}\\[~]|€";
    if DEFAULT.contains(c) {
        Some(1)
    } else if EXTENSION.contains(c) {
        Some(2)
    } else {
        None
    }
}
