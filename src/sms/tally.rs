//! Sums of a text's pieces, which tell the size of the whole where no border decides it.
//!
//! A part is left with a free unit where a character of two units does not fit, and with more where a grapheme cluster
//! is kept whole. All that can be lost so is bounded by a sum over the characters; where it fits into what the last
//! part leaves free, the count is that of the units alone, under either border.

use std::ops::{AddAssign, Mul};

use super::count::{Ordinary, stands_alone};
use super::{Alphabet, Capacity, Encoding, Options, Size, Smart, TEXT_UNITS_MAX, ucs2};

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

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Tally) {
        self.characters += other.characters;
        self.septets += other.septets;
        self.utf16 += other.utf16;
        self.outside += other.outside;
        self.bound += other.bound;
        self.returns += other.returns;
    }
}

impl Mul<u32> for Tally {
    type Output = Tally;

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
    alphabet: Alphabet,
    ordinary: &'static Ordinary,
    seven_bit: Encoding,
    capacities: [Capacity; 2],
    forced: Option<Encoding>,
    /// Whether parts can be filled at all.
    is_sound: bool,
    /// Whether no other text is sent than the one given.
    is_literal: bool,
    has_national: bool,
}

impl Gauge {
    pub(crate) fn new(options: &Options) -> Gauge {
        let profile = &options.profile;
        Gauge {
            ordinary: Ordinary::of(&profile.alphabet),
            seven_bit: if profile.alphabet == Alphabet::Ascii { Encoding::Ascii } else { Encoding::Gsm7 },
            capacities: [profile.seven_bit, profile.ucs2],
            forced: options.encoding,
            is_sound: profile.check().is_ok(),
            is_literal: options.smart.unwrap_or(profile.smart) == Smart::Off,
            has_national: !options.national.is_empty(),
            alphabet: profile.alphabet.clone(),
        }
    }

    /// Whether a letter of ASCII measures the same in upper as in lower case.
    pub(crate) fn ignores_case(&self) -> bool {
        ('a'..='z').all(|c| self.alphabet.septets(c) == self.alphabet.septets(c.to_ascii_uppercase()))
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
            match self.alphabet.septets(c) {
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

    /// The size of a text of that tally, always the one that [`size`](super::size) gives; `None` where that depends on
    /// where things stand in it, or on what is sent in its place. What is `remaining` is then at most that.
    pub(crate) fn size(&self, tally: &Tally) -> Option<Size> {
        if !self.is_sound || tally.utf16 > TEXT_UNITS_MAX as u32 {
            return None;
        }
        let is_held = tally.outside == 0;
        // Of what the alphabet holds, nothing is replaced.
        if !is_held && !self.is_literal {
            return None;
        }
        let (encoding, units, capacity, bound) = if is_held && self.forced != Some(Encoding::Ucs2) {
            (self.seven_bit, tally.septets, self.capacities[0], tally.septets - tally.characters)
        } else if self.forced.is_none_or(|forced| forced == Encoding::Ucs2) {
            let may_be_national = self.has_national && self.forced.is_none();
            if may_be_national {
                return None;
            }
            (Encoding::Ucs2, tally.utf16, self.capacities[1], tally.bound)
        } else {
            return None; // and an error
        };
        let size = Size {
            encoding,
            tables: super::Tables::default(),
            segments: u32::from(units > 0),
            segments_max: u32::from(units > 0),
            units,
            units_per_segment: capacity.single,
            remaining: capacity.single.saturating_sub(units),
            characters: tally.characters,
        };
        if units <= capacity.single {
            return Some(size);
        }
        if self.has_national && encoding != Encoding::Ucs2 {
            return None;
        }
        let segments = units.div_ceil(capacity.multi);
        let free = segments * capacity.multi - units;
        let lost_max = bound + tally.returns;
        // Without clusters of more than two units each border loses one at most.
        let is_known = lost_max <= free || tally.is_of_pairs(encoding) && segments <= free;
        let size =
            Size { segments, segments_max: segments, units_per_segment: capacity.multi, remaining: free, ..size };
        is_known.then_some(size)
    }
}

impl Tally {
    /// Whether nothing of more than two units is kept whole.
    fn is_of_pairs(&self, encoding: Encoding) -> bool {
        encoding != Encoding::Ucs2 || self.bound == self.utf16 - self.characters
    }
}
