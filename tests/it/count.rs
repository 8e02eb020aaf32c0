//! The fast count beside the full one: they never differ.

use std::borrow::Cow;

use septet::sms::{
    Alphabet, Border, Capacity, Counter, Encoding, Need, Options, Profile, Size, Smart, TEXT_UNITS_MAX, count,
    count_utf16, size,
};

use crate::support::Chance;

/// Each way to count gives what [`size`] gives.
fn check(text: &str, profile: &Profile) -> Size {
    let size = size(text, &Options { profile: profile.clone(), ..Options::default() }).unwrap();
    let units: Vec<u16> = text.encode_utf16().collect();
    assert_eq!(count(text, profile).unwrap(), size.segments, "UTF-8, {}: {text:?}", profile.name);
    assert_eq!(count_utf16(&units, profile).unwrap(), size.segments, "UTF-16, {}: {text:?}", profile.name);
    size
}

/// Profiles that differ from the built-in ones in every way there is.
fn own_profiles() -> Vec<Profile> {
    let standard = Profile::default;
    let smallest = Capacity { single: 2, multi: 2 };
    let odd = Capacity { single: 11, multi: 7 };
    let grapheme = Profile { border: Border::Grapheme, ..standard() };
    vec![
        Profile { alphabet: Alphabet::Gsm7Without(Cow::Borrowed("e€\r")), ..standard() },
        Profile { alphabet: Alphabet::Ascii, border: Border::Grapheme, ..standard() },
        Profile { seven_bit: smallest, ucs2: smallest, ..standard() },
        Profile { seven_bit: smallest, ucs2: smallest, ..grapheme.clone() },
        Profile { seven_bit: odd, ucs2: odd, ..standard() },
        Profile { seven_bit: odd, ucs2: odd, ..grapheme },
        Profile { smart: Smart::Always, ..standard() },
        // Not valid, but no reason to answer differently.
        Profile { ucs2: Capacity { single: 5, multi: 7 }, ..standard() },
    ]
}

/// Runs of plain characters, as in real texts, with others between.
fn text(chance: &mut Chance, max: usize) -> String {
    let mut text = String::new();
    for _ in 0..chance.below(max / 16 + 2) {
        text.extend(std::iter::repeat_n("plain text", 1 + chance.below(3)));
        text.push_str(&chance.text(12));
    }
    text
}

#[test]
fn random_texts_count_alike_under_every_profile() {
    let mut chance = Chance(21);
    let profiles: Vec<Profile> = Profile::all().iter().cloned().chain(own_profiles()).collect();
    for round in 0..150 {
        let max = if round % 10 == 0 { 1000 } else { 200 };
        for profile in &profiles {
            check(&chance.text(max), profile);
            check(&text(&mut chance, max), profile);
        }
    }
}

/// For several parts of several units, the count lies between full parts and parts that each lack one unit.
#[test]
fn counts_are_within_their_bounds() {
    let mut chance = Chance(22);
    for _ in 0..1_000 {
        let found = check(&chance.text(900), &Profile::default());
        let full = if found.encoding == Encoding::Ucs2 { 67 } else { 153 };
        if found.segments >= 2 {
            assert!(found.units.div_ceil(full) <= found.segments, "{found:?}");
            assert!(found.segments <= found.units.div_ceil(full - 1), "{found:?}");
        }
    }
}

/// Every character, at every place of the eight bytes that are looked at together: 72 units are two parts in UCS-2 only.
#[test]
fn every_alphabet_is_known() {
    for code in (0..0x500).chain(0x2000..0x2100).chain((0x500..=0x10_ffff).step_by(1009)) {
        let Some(c) = char::from_u32(code) else { continue };
        for profile in Profile::all().iter().chain(&own_profiles()[..2]) {
            let before = 24 + code as usize % 8;
            check(&format!("{}{c}{}", "a".repeat(before), "a".repeat(71 - before)), profile);
        }
    }
}

/// A pair of units at every place around the border between two parts.
#[test]
fn borders_do_not_tear() {
    let mut profiles = Profile::all().to_vec();
    profiles.extend(own_profiles());
    for (filler, pair, capacity) in [("a", "€", 153), ("a", "\r\n", 153), ("ж", "😀", 67), ("ж", "é\u{301}", 67)]
    {
        for before in capacity - 4..capacity + 4 {
            for after in [0, 1, capacity - 3, capacity - 2, capacity - 1, capacity] {
                let text = format!("{}{pair}{}", filler.repeat(before), filler.repeat(after));
                for profile in &profiles {
                    check(&text, profile);
                }
            }
        }
    }
}

#[test]
fn unpaired_surrogates_are_replacement_characters() {
    let mut chance = Chance(23);
    const UNITS: [u16; 6] = [b'a' as u16, 0xd800, 0xdbff, 0xdc00, 0xdfff, 0x0436];
    for _ in 0..2_000 {
        let units: Vec<u16> = (0..chance.below(300)).map(|_| *chance.pick(&UNITS)).collect();
        let lossy = String::from_utf16_lossy(&units);
        for profile in Profile::all() {
            let expected = check(&lossy, profile).segments;
            assert_eq!(count_utf16(&units, profile).unwrap(), expected, "{units:x?}");
        }
    }
}

/// However a text is cut into pieces.
#[test]
fn pieces_add_up() {
    let mut chance = Chance(24);
    for _ in 0..2_000 {
        let text = if chance.below(2) == 0 { chance.text(400) } else { text(&mut chance, 400) };
        let units: Vec<u16> = text.encode_utf16().collect();
        let profile = chance.pick(Profile::all());
        let mut counter = Counter::new(units.len(), profile).unwrap();
        let mut read = 0;
        let mut need = Need::Piece;
        let found = loop {
            need = match need {
                Need::Piece => {
                    let piece = &units[read..units.len().min(read + chance.below(100))];
                    read += piece.len();
                    counter.add(piece)
                }
                Need::Border(at) => counter.border((0xd800..0xdc00).contains(&units[at as usize - 1])),
                Need::Count(parts) => break parts,
                Need::Whole => break count(&text, profile).unwrap(),
            };
        };
        assert_eq!(found, check(&text, profile).segments, "{text:?}");
    }
}

#[test]
fn the_longest_text_counts_and_a_longer_one_is_refused() {
    let options = Options::default();
    for piece in ["a", "ж", "😀"] {
        let width = piece.encode_utf16().count();
        let text = piece.repeat(TEXT_UNITS_MAX / width);
        check(&text, &options.profile);
        let text = text + "a";
        let units: Vec<u16> = text.encode_utf16().collect();
        let expected = size(&text, &options).unwrap_err().to_string();
        assert_eq!(count(&text, &options.profile).unwrap_err().to_string(), expected);
        assert_eq!(count_utf16(&units, &options.profile).unwrap_err().to_string(), expected);
        assert_eq!(Counter::new(units.len(), &options.profile).unwrap_err().to_string(), expected);
    }
}
