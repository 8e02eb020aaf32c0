//! Smart encoding: characters outside the alphabet make way for their like inside it, as far as a policy allows.

use super::tables::SMART;
use super::{Alphabet, Class, Encoding, Options, measure, normal, ucs2};
use crate::Result;

/// How far the text may be changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Smart {
    /// Not at all.
    #[default]
    Off,
    /// Where all of it then fits the 7 bit alphabet, in no more parts.
    OnlyIfGsm,
    /// Where it then takes fewer parts.
    OnlyIfFewer,
    /// Wherever a replacement is known, also where the message becomes no cheaper, or dearer.
    Always,
}

impl Smart {
    pub const ALL: [Smart; 4] = [Smart::Off, Smart::OnlyIfGsm, Smart::OnlyIfFewer, Smart::Always];

    pub fn name(self) -> &'static str {
        match self {
            Smart::Off => "off",
            Smart::OnlyIfGsm => "only_if_gsm",
            Smart::OnlyIfFewer => "only_if_fewer",
            Smart::Always => "always",
        }
    }
}

/// A text that is sent in place of the one that was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    pub text: String,
    /// What was changed, in order.
    pub replacements: Vec<Replacement>,
}

/// A piece of a text and what stands in its place: a range in UTF-16 code units of the text before any change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replacement {
    pub start: u32,
    pub end: u32,
    pub from: String,
    pub to: String,
    /// Whether a reader may understand something else: `½` as `1/2` after a 2 is another number.
    pub changes_meaning: bool,
}

/// What the policy sends; `None` is the text as it is.
pub(super) fn sent(text: &str, options: &Options) -> Result<Option<Sent>> {
    let policy = options.smart.unwrap_or(options.profile.smart);
    if policy == Smart::Off {
        return Ok(None);
    }
    // A text that a forced encoding cannot hold takes more parts than any.
    let segments = |text: &str| measure(text, options).map_or(u32::MAX, |size| size.segments);
    let seven_bit = |text: &str| measure(text, options).is_ok_and(|size| size.encoding != Encoding::Ucs2);

    let pieces = normal::pieces(text);
    let normal = apply(&pieces, &|_| None);
    let replaced = apply(&pieces, &|c| from_map(c, &options.profile.alphabet));
    let chosen = match policy {
        Smart::Off => None,
        Smart::Always => Some(replaced),
        Smart::OnlyIfGsm if seven_bit(text) => None,
        Smart::OnlyIfGsm => {
            let given = segments(text);
            [normal, replaced].into_iter().find(|sent| seven_bit(&sent.text) && segments(&sent.text) <= given)
        }
        Smart::OnlyIfFewer => {
            let (given, by_normal, by_map) = (segments(text), segments(&normal.text), segments(&replaced.text));
            if by_map < by_normal && by_map < given {
                Some(replaced)
            } else {
                Some(normal).filter(|_| by_normal < given)
            }
        }
    };
    Ok(chosen.filter(|sent| sent.text != text))
}

/// The cheapest text of the alphabet that stands for a character, and whether it changes the meaning: the map's, or the
/// base letter of the character's canonical decomposition, or for what is no text (an emoji, say) nothing at all.
pub(crate) fn replacement(c: char, alphabet: &Alphabet) -> Option<(String, bool)> {
    if alphabet.septets(c).is_some() {
        return None;
    }
    if let Some((to, changes_meaning)) = from_map(c, alphabet) {
        return Some((to.to_owned(), changes_meaning));
    }
    let base = normal::base(c).filter(|&base| alphabet.septets(base).is_some());
    let left_out = || {
        let no_text = [Class::Control, Class::Emoji, Class::Invisible, Class::PrivateUse, Class::Symbol];
        no_text.contains(&Class::of(c)).then(String::new)
    };
    base.map(String::from).or_else(left_out).map(|to| (to, true))
}

/// What the map has for a character outside the alphabet, where the alphabet holds it.
fn from_map(c: char, alphabet: &Alphabet) -> Option<(&'static str, bool)> {
    if alphabet.septets(c).is_some() {
        return None;
    }
    let at = SMART.binary_search_by_key(&c, |&(from, _, _)| from).ok()?;
    let (_, to, changes) = SMART[at];
    to.chars().all(|c| alphabet.septets(c).is_some()).then_some((to, changes))
}

/// The text in normal form C, with each character replaced that `map` replaces.
fn apply(pieces: &[&str], map: &dyn Fn(char) -> Option<(&'static str, bool)>) -> Sent {
    let mut sent = Sent { text: String::new(), replacements: Vec::new() };
    let mut utf16 = 0;
    for &piece in pieces {
        let normal = normal::nfc(piece);
        if normal == piece {
            // Unchanged so far, so that each of its characters can be replaced on its own.
            for c in piece.chars() {
                let mut buffer = [0; 4];
                let from = &*c.encode_utf8(&mut buffer);
                match map(c) {
                    Some((to, changes)) => sent.replace(utf16, from, to, changes),
                    None => sent.text.push(c),
                }
                utf16 += ucs2::units(c);
            }
        } else {
            let (mut to, mut changes) = (String::new(), false);
            for c in normal.chars() {
                match map(c) {
                    Some((text, changes_meaning)) => {
                        to += text;
                        changes |= changes_meaning;
                    }
                    None => to.push(c),
                }
            }
            sent.replace(utf16, piece, &to, changes);
            utf16 += ucs2::length(piece) as u32;
        }
    }
    sent
}

impl Sent {
    fn replace(&mut self, start: u32, from: &str, to: &str, changes_meaning: bool) {
        let end = start + ucs2::length(from) as u32;
        self.text += to;
        let (from, to) = (from.to_owned(), to.to_owned());
        self.replacements.push(Replacement { start, end, from, to, changes_meaning });
    }
}

/// Everything of a text that could be replaced, in order: composed where it is decomposed, or by its like in the
/// alphabet, also by a base letter.
pub(super) fn replaceable(text: &str, alphabet: &Alphabet) -> Vec<Replacement> {
    let mut found = apply(&normal::pieces(text), &|_| None).replacements;
    // What normalization changes is one replacement, whatever its characters could become after it.
    for replacement in &mut found {
        let normal = std::mem::take(&mut replacement.to);
        for c in normal.chars() {
            match self::replacement(c, alphabet) {
                Some((to, changes)) => {
                    replacement.to += &to;
                    replacement.changes_meaning |= changes;
                }
                None => replacement.to.push(c),
            }
        }
    }
    let mut all = Vec::new();
    let mut composed = found.into_iter().peekable();
    let mut start = 0;
    for c in text.chars() {
        let end = start + ucs2::units(c);
        if composed.peek().is_some_and(|next| next.end <= start) {
            all.extend(composed.next());
        }
        let inside = composed.peek().is_some_and(|next| next.start <= start);
        if let Some((to, changes_meaning)) = replacement(c, alphabet).filter(|_| !inside) {
            all.push(Replacement { start, end, from: c.to_string(), to, changes_meaning });
        }
        start = end;
    }
    all.extend(composed);
    all
}
