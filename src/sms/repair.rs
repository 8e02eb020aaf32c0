//! What would make a message cheaper: the smallest set of replacements, or the fewest characters cut from its end.

use unicode_segmentation::UnicodeSegmentation;

use super::smart::{Replacement, replaceable};
use super::{Alphabet, Border, Encoding, Options, Profile, Size, measure, normal, smart, ucs2};
use crate::Result;
use crate::sort;

/// The most replacements that are searched for: a longer list helps nobody.
const REPLACEMENTS_MAX: usize = 200;

/// The longest text, in UTF-16 code units, in which the smallest set is searched for.
const SEARCHED_UNITS_MAX: u32 = 20_000;

/// A way to a cheaper message, with the size it then has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Repair {
    /// All of these replaced: the text then fits the 7 bit alphabet.
    ToSevenBit { replacements: Vec<Replacement>, size: Size },
    /// The smallest set of replacements that takes one part less, or more. (Under a grapheme border a cluster is
    /// replaced as a whole or not at all.)
    Fewer { replacements: Vec<Replacement>, size: Size },
    /// The fewest grapheme clusters cut from the end that take one part less, or more.
    Cut { graphemes: u32, size: Size },
}

impl Repair {
    /// The size of the repaired message.
    pub fn size(&self) -> &Size {
        match self {
            Repair::ToSevenBit { size, .. } | Repair::Fewer { size, .. } | Repair::Cut { size, .. } => size,
        }
    }
}

/// The ways to a cheaper message, none of them dearer than the text as it would be sent. Ranges are of that text.
///
/// ```
/// use septet::sms::{Options, Repair, repairs};
/// let text = "Sam’s table is booked for 7 pm tonight, and your friends are on their way to the café.";
/// let [Repair::ToSevenBit { replacements, size }, ..] = &repairs(text, &Options::default())?[..] else { panic!() };
/// assert_eq!((replacements[0].from.as_str(), replacements[0].to.as_str(), size.segments), ("’", "'", 1));
/// # Ok::<(), septet::Error>(())
/// ```
pub fn repairs(text: &str, options: &Options) -> Result<Vec<Repair>> {
    let sent = smart::sent(text, options)?;
    let text = sent.as_ref().map_or(text, |sent| &sent.text);
    let before = measure(text, options)?;
    let mut repairs = Vec::new();
    if before.encoding == Encoding::Ucs2 && before.units <= SEARCHED_UNITS_MAX {
        let known = replaceable(text, &options.profile.alphabet);
        let outside = |r: &&Replacement| r.from.chars().any(|c| options.profile.alphabet.septets(c).is_none());
        let needed: Vec<Replacement> = known.iter().filter(outside).cloned().collect();
        let size = measure(&replaced(text, &needed), options)?;
        let fits = size.encoding != Encoding::Ucs2 && size.segments <= before.segments;
        // A set that is no smaller than the one that fits the alphabet is no help.
        let limit = if fits && size.segments < before.segments { needed.len() } else { REPLACEMENTS_MAX + 1 };
        if fits {
            repairs.push(Repair::ToSevenBit { replacements: needed, size });
        }
        if let Some(replacements) = fewest(text, &known, &before, &options.profile, limit) {
            let size = measure(&replaced(text, &replacements), options)?;
            if size.segments < before.segments {
                repairs.push(Repair::Fewer { replacements, size });
            }
        }
    }
    repairs.extend(cut(text, &before, options)?);
    Ok(repairs)
}

/// Adds a text with everything in it replaced that the alphabet does not have and that can be replaced.
pub(crate) fn replace_outside(text: &str, alphabet: &Alphabet, into: &mut String) {
    if normal::is_surely(text) {
        for c in text.chars() {
            match smart::replacement(c, alphabet) {
                Some((to, _)) => *into += &to,
                None => into.push(c),
            }
        }
        return;
    }
    let mut needed = replaceable(text, alphabet);
    needed.retain(|replacement| replacement.from.chars().any(|c| alphabet.septets(c).is_none()));
    *into += &replaced(text, &needed);
}

/// The text with these pieces replaced.
fn replaced(text: &str, replacements: &[Replacement]) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = replacements.iter().peekable();
    let mut at = 0;
    for c in text.chars() {
        rest.next_if(|replacement| replacement.end <= at);
        match rest.peek() {
            Some(replacement) if replacement.start == at => result += &replacement.to,
            Some(replacement) if replacement.start < at => {} // its first character has brought it
            _ => result.push(c),
        }
        at += ucs2::units(c);
    }
    result
}

/// The fewest grapheme clusters cut from the end that make one part less. (A shorter text never takes more parts, so
/// halving finds them.)
fn cut(text: &str, before: &Size, options: &Options) -> Result<Option<Repair>> {
    if before.segments <= 1 {
        return Ok(None);
    }
    let starts: Vec<usize> = text.grapheme_indices(true).map(|(start, _)| start).collect();
    let (mut kept, mut too_many) = (0, starts.len());
    while too_many - kept > 1 {
        let middle = kept.midpoint(too_many);
        if measure(&text[..starts[middle]], options)?.segments < before.segments {
            kept = middle
        } else {
            too_many = middle
        }
    }
    let size = measure(&text[..starts[kept]], options)?;
    Ok(Some(Repair::Cut { graphemes: (starts.len() - kept) as u32, size }))
}

/// A stretch of the text in UCS-2: what it fills as it is, and what it would fill with its replacements.
#[derive(Debug, Default)]
struct Atom {
    /// Units of each thing that is not torn apart.
    plain: Vec<u32>,
    replaced: Vec<u32>,
    replacements: Vec<Replacement>,
}

/// The smallest set of fewer than `limit` replacements with which the text, still in UCS-2, takes one part less.
fn fewest(
    text: &str,
    known: &[Replacement],
    before: &Size,
    profile: &Profile,
    limit: usize,
) -> Option<Vec<Replacement>> {
    let target = before.segments.checked_sub(1).filter(|&parts| parts > 0)?;
    let atoms = atoms(text, known, profile.border);
    let found = if target == 1 {
        fewest_for_one(&atoms, before.units, profile.ucs2.single)
    } else {
        fewest_for_several(&atoms, profile.ucs2.multi, target, limit)
    };
    found.filter(|replacements| !replacements.is_empty() && replacements.len() < limit)
}

fn atoms(text: &str, known: &[Replacement], border: Border) -> Vec<Atom> {
    let whole: Vec<&str> = match border {
        Border::Unit => text.char_indices().map(|(at, c)| &text[at..at + c.len_utf8()]).collect(),
        Border::Grapheme => text.graphemes(true).collect(),
    };
    let sizes = |text: &str| -> Vec<u32> {
        match border {
            Border::Unit => text.chars().map(ucs2::units).collect(),
            Border::Grapheme => text.graphemes(true).map(|cluster| ucs2::length(cluster) as u32).collect(),
        }
    };
    let (mut atoms, mut rest, mut at) = (Vec::<Atom>::new(), known.iter().peekable(), 0);
    let mut open_until = 0;
    for piece in whole {
        let end = at + ucs2::length(piece) as u32;
        // A replacement of several characters holds its stretch together.
        if at >= open_until {
            atoms.push(Atom::default());
        }
        let Some(atom) = atoms.last_mut() else { continue };
        atom.plain.extend(sizes(piece));
        while let Some(replacement) = rest.next_if(|replacement| replacement.start < end) {
            open_until = open_until.max(replacement.end);
            atom.replacements.push(replacement.clone());
        }
        at = end;
    }
    let (mut start, mut chars) = (0, text.chars());
    for atom in &mut atoms {
        let end = start + atom.plain.iter().sum::<u32>();
        let mut own = String::new();
        let mut filled = start;
        while filled < end {
            let Some(c) = chars.next() else { break };
            own.push(c);
            filled += ucs2::units(c);
        }
        let shifted = |r: &Replacement| Replacement { start: r.start - start, end: r.end - start, ..r.clone() };
        let shifted: Vec<_> = atom.replacements.iter().map(shifted).collect();
        atom.replaced = sizes(&replaced(&own, &shifted));
        start = end;
    }
    atoms
}

/// For a message of one part only the sum counts: those that save most come first.
fn fewest_for_one(atoms: &[Atom], units: u32, capacity: u32) -> Option<Vec<Replacement>> {
    let saving = |atom: &Atom| atom.plain.iter().sum::<u32>().saturating_sub(atom.replaced.iter().sum());
    let mut helpful: Vec<&Atom> = atoms.iter().filter(|atom| saving(atom) > 0).collect();
    sort::by_key(&mut helpful, |atom| std::cmp::Reverse(saving(atom)));
    let mut left = units;
    let mut chosen = Vec::new();
    for atom in helpful {
        if left <= capacity {
            break;
        }
        left -= saving(atom);
        chosen.extend(atom.replacements.iter().cloned());
    }
    sort::by_key(&mut chosen, |replacement| replacement.start);
    (left <= capacity).then_some(chosen)
}

/// How far parts are filled: whole parts, and units in the next one. Less is never worse, whatever follows.
type Filled = (u32, u32);

/// For several parts the borders count as well. `layers[n][i]` is how far the first `i` atoms fill parts with at most
/// `n` replacements; the first layer that reaches the target has the smallest set.
fn fewest_for_several(atoms: &[Atom], capacity: u32, target: u32, limit: usize) -> Option<Vec<Replacement>> {
    let fill =
        |from: Filled, units: &[u32]| {
            units.iter().fold(from, |(parts, filled), &units| {
                if filled + units > capacity { (parts + 1, units) } else { (parts, filled + units) }
            })
        };
    let replaced = |layers: &[Vec<Filled>], index: usize| {
        let count = atoms[index].replacements.len();
        let layer = layers.len().checked_sub(count).filter(|_| count > 0)?;
        Some((layer, fill(layers.get(layer)?[index], &atoms[index].replaced)))
    };
    let mut layers: Vec<Vec<Filled>> = Vec::new();
    while layers.len() < limit.min(REPLACEMENTS_MAX) {
        let mut layer = vec![(0, 0)];
        for (index, atom) in atoms.iter().enumerate() {
            let plain = fill(layer[index], &atom.plain);
            layer.push(replaced(&layers, index).map_or(plain, |(_, filled)| filled.min(plain)));
        }
        let (parts, filled) = layer[atoms.len()];
        layers.push(layer);
        if parts + u32::from(filled > 0) <= target {
            return Some(backwards(atoms, layers, fill));
        }
    }
    None
}

/// Follows the way back through the layers; where both ways lead there, nothing is replaced.
fn backwards(
    atoms: &[Atom],
    mut layers: Vec<Vec<Filled>>,
    fill: impl Fn(Filled, &[u32]) -> Filled,
) -> Vec<Replacement> {
    let mut chosen = Vec::new();
    for index in (0..atoms.len()).rev() {
        let Some(layer) = layers.last() else { break };
        if layer[index + 1] != fill(layer[index], &atoms[index].plain) {
            chosen.extend(atoms[index].replacements.iter().rev().cloned());
            layers.truncate(layers.len() - atoms[index].replacements.len());
        }
    }
    chosen.reverse();
    chosen
}
