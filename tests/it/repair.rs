//! Repairs against trying everything.

use septet::sms::{Border, Capacity, Options, Profile, Repair, Replacement, repairs, segments, size};
use unicode_segmentation::UnicodeSegmentation;

use crate::support::Chance;

/// Small parts, so that short texts have many.
fn options(chance: &mut Chance, border: Border) -> Options {
    let small = |chance: &mut Chance, least: usize| {
        let multi = (least + chance.below(4)) as u32;
        Capacity { single: multi + chance.below(3) as u32, multi }
    };
    let (seven_bit, ucs2) = (small(chance, 5), small(chance, 3));
    Options { profile: Profile { seven_bit, ucs2, border, ..Profile::default() }, ..Options::default() }
}

fn text(chance: &mut Chance) -> String {
    const PIECES: [&str; 14] =
        ["a", "b", "ж", "’", "“", "…", "ë", "😀", "𝐀", "e\u{301}", "\u{200b}", "\u{a0}", "½", "\u{2011}"];
    (0..4 + chance.below(14)).map(|_| *chance.pick(&PIECES)).collect()
}

/// The text with some of its replaceable pieces replaced.
fn replaced(text: &str, replacements: &[&Replacement]) -> String {
    let utf16: Vec<u16> = text.encode_utf16().collect();
    let (mut result, mut at) = (Vec::new(), 0);
    for replacement in replacements {
        result.extend(&utf16[at..replacement.start as usize]);
        result.extend(replacement.to.encode_utf16());
        at = replacement.end as usize;
    }
    result.extend(&utf16[at..]);
    String::from_utf16(&result).unwrap()
}

/// What can be replaced, one piece at a time: decomposed letters, and characters outside the alphabet.
fn replaceable(text: &str, options: &Options) -> Vec<Replacement> {
    let found = segments(text, options).unwrap();
    let mut all = Vec::new();
    let decomposed: Vec<usize> =
        text.match_indices("e\u{301}").map(|(at, _)| text[..at].encode_utf16().count()).collect();
    for offending in found.offending {
        let (start, end, from) = (offending.start, offending.end, offending.character.to_string());
        if decomposed.contains(&(start as usize - start.min(1) as usize)) && offending.character == '\u{301}' {
            let piece =
                Replacement { start: start - 1, end, from: "e\u{301}".into(), to: "é".into(), changes_meaning: false };
            all.push(piece);
        } else if let Some((to, changes_meaning)) = offending.replacement {
            all.push(Replacement { start, end, from, to, changes_meaning });
        }
    }
    all
}

#[test]
fn the_smallest_set_is_found() {
    let mut chance = Chance(31);
    let (mut helped, mut rounds) = (0, 0);
    while rounds < 1_500 {
        let options = options(&mut chance, Border::Unit);
        let text = text(&mut chance);
        let before = size(&text, &options).unwrap();
        let pieces = replaceable(&text, &options);
        if before.segments < 2 || pieces.len() > 10 {
            continue;
        }
        rounds += 1;
        // Every set of pieces, and the fewest that take one part less.
        let fewest = (1..1_u32 << pieces.len())
            .filter(|set| {
                let chosen: Vec<_> = (0..pieces.len()).filter(|n| set & 1 << n != 0).map(|n| &pieces[n]).collect();
                size(&replaced(&text, &chosen), &options).unwrap().segments < before.segments
            })
            .map(u32::count_ones)
            .min();
        let found = repairs(&text, &options).unwrap();
        let smallest = found
            .iter()
            .filter_map(|repair| match repair {
                Repair::ToSevenBit { replacements, size } | Repair::Fewer { replacements, size } => {
                    let chosen: Vec<_> = replacements.iter().collect();
                    assert_eq!(&septet::sms::size(&replaced(&text, &chosen), &options).unwrap(), size);
                    (size.segments < before.segments).then_some(replacements.len() as u32)
                }
                Repair::Cut { .. } => None,
            })
            .min();
        assert_eq!(smallest, fewest, "{text:?} {:?}", options.profile);
        helped += u32::from(smallest.is_some());
    }
    assert!(helped > 300, "{helped}");
}

#[test]
fn a_repair_never_makes_it_dearer() {
    let mut chance = Chance(32);
    for _ in 0..1_000 {
        let border = *chance.pick(&Border::ALL);
        let options = options(&mut chance, border);
        let text = text(&mut chance);
        let before = size(&text, &options).unwrap();
        for repair in repairs(&text, &options).unwrap() {
            assert!(repair.size().segments <= before.segments, "{text:?}");
            if let Repair::Fewer { replacements, size } = &repair {
                assert!(size.segments < before.segments && !replacements.is_empty());
                let chosen: Vec<_> = replacements.iter().collect();
                assert_eq!(&septet::sms::size(&replaced(&text, &chosen), &options).unwrap(), size);
            }
        }
    }
}

#[test]
fn no_fewer_characters_could_be_cut() {
    let mut chance = Chance(33);
    for _ in 0..1_000 {
        let border = *chance.pick(&Border::ALL);
        let options = options(&mut chance, border);
        let text = text(&mut chance);
        let before = size(&text, &options).unwrap().segments;
        let clusters: Vec<&str> = text.graphemes(true).collect();
        let shorter = |cut: usize| size(&clusters[..clusters.len() - cut].concat(), &options).unwrap().segments;
        let expected = (1..clusters.len()).find(|&cut| before > 1 && shorter(cut) < before);
        let found = repairs(&text, &options).unwrap().into_iter().find_map(|repair| match repair {
            Repair::Cut { graphemes, size } => {
                assert_eq!(size.segments, shorter(graphemes as usize));
                Some(graphemes as usize)
            }
            _ => None,
        });
        assert_eq!(found, expected, "{text:?} {:?}", options.profile);
    }
}

/// A long text is answered as well, and soon.
#[test]
fn long_texts_are_repaired() {
    let text = "Zoë’s “plan” – for 10 people. ".repeat(200);
    let found = repairs(&text, &Options::default()).unwrap();
    let Some(Repair::ToSevenBit { replacements, size }) = found.first() else { panic!("{found:?}") };
    assert_eq!((replacements.len(), size.segments), (1_000, 40));
}
