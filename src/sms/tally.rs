//! Sums of a text's pieces, which tell the size of the whole where no border decides it.
//!
//! A part is left with a free unit where a character of two units does not fit, and with more where a grapheme cluster
//! is kept whole. All that can be lost so is bounded by a sum over the characters; where it fits into what the last
//! part leaves free, the count is that of the units alone, under either border.

use std::ops::{AddAssign, Mul, SubAssign};

use super::cluster::stands_alone;
use super::count::{Ordinary, parts};
use super::{Alphabet, Encoding, Options, Profile, Size, Smart, TEXT_UNITS_MAX, Tables, normal, smart, ucs2};
use crate::Result;

/// What a piece of a text adds to the whole, whatever stands around it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) characters: u32,
    /// Septets of the characters that the alphabet has.
    pub(crate) septets: u32,
    pub(crate) utf16: u32,
    /// Characters that the alphabet does not have.
    pub(crate) outside: u32,
    /// Places within or at the piece that a border may have to avoid in UCS-2, where 7 bit characters do not.
    bound: u32,
    /// Carriage returns: each may be bound to a line feed.
    returns: u32,
}

impl Tally {
    /// Of so many letters that the alphabet has.
    pub(crate) fn held(letters: u32) -> Tally {
        Tally { characters: letters, septets: letters, utf16: letters, ..Tally::default() }
    }

    /// Of so many letters of which the alphabet lacks some.
    pub(crate) fn outside(letters: u32) -> Tally {
        Tally { characters: letters, utf16: letters, outside: 1, ..Tally::default() }
    }

    /// Whether a border may stand anywhere in UCS-2.
    pub(crate) fn is_free(&self) -> bool {
        self.bound == 0 && self.returns == 0
    }
}

impl AddAssign for Tally {
    #[inline]
    fn add_assign(&mut self, other: Tally) {
        self.characters += other.characters;
        self.septets += other.septets;
        self.utf16 += other.utf16;
        self.outside += other.outside;
        self.bound += other.bound;
        self.returns += other.returns;
    }
}

/// Takes back what was added.
impl SubAssign for Tally {
    #[inline]
    fn sub_assign(&mut self, other: Tally) {
        self.characters -= other.characters;
        self.septets -= other.septets;
        self.utf16 -= other.utf16;
        self.outside -= other.outside;
        self.bound -= other.bound;
        self.returns -= other.returns;
    }
}

impl Mul<u32> for Tally {
    type Output = Tally;

    #[inline]
    fn mul(self, times: u32) -> Tally {
        Tally {
            characters: self.characters * times,
            septets: self.septets * times,
            utf16: self.utf16 * times,
            outside: self.outside * times,
            bound: self.bound * times,
            returns: self.returns * times,
        }
    }
}

/// Takes tallies, and knows what a text of a tally measures.
#[derive(Debug, Clone)]
pub(crate) struct Gauge {
    profile: Profile,
    ordinary: &'static Ordinary,
    seven_bit: Encoding,
    forced: Option<Encoding>,
    /// Whether no other text is sent than the one given.
    is_literal: bool,
    has_national: bool,
}

impl Gauge {
    /// A profile by which no message could be cut is an error.
    pub(crate) fn new(options: &Options) -> Result<Gauge> {
        let profile = &options.profile;
        profile.check()?;
        Ok(Gauge {
            ordinary: Ordinary::of(&profile.alphabet),
            seven_bit: if profile.alphabet == Alphabet::Ascii { Encoding::Ascii } else { Encoding::Gsm7 },
            forced: options.encoding,
            is_literal: options.smart.unwrap_or(profile.smart) == Smart::Off,
            has_national: !options.national.is_empty(),
            profile: profile.clone(),
        })
    }

    /// Whether a letter of ASCII measures the same in upper as in lower case.
    pub(crate) fn ignores_case(&self) -> bool {
        ('a'..='z').all(|c| self.profile.alphabet.septets(c) == self.profile.alphabet.septets(c.to_ascii_uppercase()))
    }

    /// Whether a text that the alphabet does not hold is sent in UCS-2 as it is.
    pub(crate) fn is_plain(&self) -> bool {
        self.is_literal && !self.has_national && self.forced.is_none()
    }

    /// The characters that the alphabet does not have.
    pub(crate) fn outside<'a>(&'a self, text: &'a str) -> impl Iterator<Item = char> {
        let mut rest = text;
        std::iter::from_fn(move || {
            loop {
                rest = self.ordinary.skip(rest).1;
                let c = rest.chars().next()?;
                rest = &rest[c.len_utf8()..];
                if self.profile.alphabet.septets(c).is_none() {
                    return Some(c);
                }
            }
        })
    }

    /// What a character outside the alphabet adds, and what its replacement does; `None` where that depends on what
    /// it is composed with.
    pub(crate) fn replacement(&self, c: char) -> Option<(Tally, Tally)> {
        let own = || self.tally(c.encode_utf8(&mut [0; 4]));
        let tally = || smart::replacement(c, &self.profile.alphabet).map_or_else(own, |(to, _)| self.tally(&to));
        normal::begins_piece(c).then(|| (own(), tally()))
    }

    /// Of a piece of at most [`TEXT_UNITS_MAX`] bytes.
    #[inline]
    pub(crate) fn tally(&self, piece: &str) -> Tally {
        let (ordinary, rest) = self.ordinary.skip(piece);
        let mut tally = Tally { characters: ordinary, septets: ordinary, utf16: ordinary, ..Tally::default() };
        if !rest.is_empty() {
            self.add(&mut tally, rest);
        }
        tally
    }

    fn add(&self, tally: &mut Tally, mut rest: &str) {
        while let Some(c) = rest.chars().next() {
            let units = ucs2::units(c);
            tally.characters += 1;
            tally.utf16 += units;
            match self.profile.alphabet.septets(c) {
                Some(septets) => tally.septets += septets,
                None => tally.outside += 1,
            }
            // A pair has one place within; what may join its neighbours has one at either side.
            tally.bound += units - 1 + if stands_alone(c) { 0 } else { 2 };
            tally.returns += u32::from(c == '\r');
            let (ordinary, after) = self.ordinary.skip(&rest[c.len_utf8()..]);
            tally.characters += ordinary;
            tally.septets += ordinary;
            tally.utf16 += ordinary;
            rest = after;
        }
    }

    /// The size of a text of that tally, but for what is `remaining`: the one that [`size`](super::size) gives. `None`
    /// where it depends on where things stand in the text, or on what is sent in its place.
    #[inline]
    pub(crate) fn size(&self, tally: &Tally) -> Option<Size> {
        let (size, is_known) = self.outline(tally)?;
        is_known.then_some(size)
    }

    /// The same of a text; `None` where it depends on what is sent in its place.
    pub(crate) fn size_of(&self, text: &str) -> Option<Size> {
        if text.len() > TEXT_UNITS_MAX {
            return None;
        }
        let (size, is_known) = self.outline(&self.tally(text))?;
        if is_known {
            return Some(size);
        }
        let border = self.profile.border;
        let segments = parts(text, size.encoding, &self.profile, border);
        let segments_max = segments.max(parts(text, size.encoding, &self.profile, border.other()));
        Some(Size { segments, segments_max, ..size })
    }

    /// The size by the units alone, and whether it is sure that borders do not change it.
    #[inline]
    fn outline(&self, tally: &Tally) -> Option<(Size, bool)> {
        let is_held = tally.outside == 0;
        let is_seven_bit = is_held && self.forced != Some(Encoding::Ucs2);
        // What is not held may be replaced, be in another table or be an error.
        let is_sent = is_held || self.is_plain() || self.is_literal && self.forced == Some(Encoding::Ucs2);
        if !is_sent || tally.utf16 > TEXT_UNITS_MAX as u32 {
            return None;
        }
        let (encoding, units, capacity, bound) = if is_seven_bit {
            (self.seven_bit, tally.septets, self.profile.seven_bit, tally.septets - tally.characters)
        } else {
            (Encoding::Ucs2, tally.utf16, self.profile.ucs2, tally.bound)
        };
        let one = u32::from(units > 0);
        let size = Size {
            encoding,
            tables: Tables::default(),
            segments: one,
            segments_max: one,
            units,
            units_per_segment: capacity.single,
            remaining: capacity.single.saturating_sub(units),
            characters: tally.characters,
        };
        if units <= capacity.single {
            return Some((size, true));
        }
        if is_seven_bit && self.has_national {
            return None;
        }
        let segments = units.div_ceil(capacity.multi);
        let free = segments * capacity.multi - units;
        // Where nothing of more than two units is kept whole, each border loses one at most.
        let is_of_pairs = is_seven_bit || tally.bound == tally.utf16 - tally.characters;
        let is_known = bound + tally.returns <= free || is_of_pairs && segments <= free;
        let size =
            Size { segments, segments_max: segments, units_per_segment: capacity.multi, remaining: free, ..size };
        Some((size, is_known))
    }
}
