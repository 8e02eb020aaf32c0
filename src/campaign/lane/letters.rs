//! What characters add, by tables.

use crate::sms::{Gauge, Tally};

/// The most bytes of all values of a message: what they add fits the bits that [`Sum`] has for it.
pub(super) const MERGED_BYTES: usize = 511;

/// The most characters of a message that the alphabet does not have.
const OUTSIDE_MAX: usize = 64;

/// Characters that UTF-8 has two bytes for, and those below them.
const OF_TWO: usize = 0x800;

/// Characters that are remembered, by their lower bits.
const SLOTS: usize = 1024;

/// What a text adds, each of whose characters is one UTF-16 code unit and stands alone: several small numbers in one,
/// which are added up at once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Sum(u64);

// Where they begin; septets are the lowest. A character takes a byte at least, and is at most two septets.
const CHARACTERS: u32 = 12;
const OUTSIDE: u32 = 24;
const REPLACED_SEPTETS: u32 = 36;
const REPLACED_CHARACTERS: u32 = 50;

/// A character that nothing replaces; the bit is not added up.
const LASTING: u64 = 1 << 63;

/// The most septets and characters that stand in place of one.
const REPLACED_MAX: u32 = 15;

/// What a letter adds.
const ORDINARY: Sum = Sum(1 | 1 << CHARACTERS);

/// Nothing adds that.
const UNKNOWN: Sum = Sum(0);

impl Sum {
    /// `None` where that is no sum.
    pub(super) fn of(tally: Tally) -> Option<Sum> {
        let Tally { characters, septets, utf16, .. } = tally;
        let is_small = septets.max(characters) <= 1 << (CHARACTERS - 1);
        (is_small && characters == utf16).then_some(Sum(u64::from(septets) | u64::from(characters) << CHARACTERS))
    }

    /// Of characters that are one of everything.
    #[inline(always)]
    pub(super) fn ordinary(length: usize) -> Sum {
        Sum((length as u64).wrapping_mul(ORDINARY.0))
    }

    #[inline(always)]
    pub(super) fn plus(self, other: Sum) -> Sum {
        Sum(self.0.wrapping_add(other.0))
    }

    #[inline(always)]
    pub(super) fn times(self, times: u32) -> Sum {
        Sum(self.0.wrapping_mul(times.into()))
    }

    #[inline(always)]
    fn part(self, from: u32, to: u32) -> usize {
        (self.0 >> from) as usize & ((1 << (to - from)) - 1)
    }

    #[inline(always)]
    pub(super) fn septets(self) -> usize {
        self.part(0, CHARACTERS)
    }

    /// As many as UTF-16 code units.
    #[inline(always)]
    pub(super) fn characters(self) -> usize {
        self.part(CHARACTERS, OUTSIDE)
    }

    /// Characters that the alphabet does not have.
    #[inline(always)]
    pub(super) fn outside(self) -> usize {
        self.part(OUTSIDE, REPLACED_SEPTETS)
    }

    /// The same text with all replaced that the alphabet does not have.
    #[inline(always)]
    pub(super) fn replaced(self) -> Sum {
        let septets = self.septets() + self.part(REPLACED_SEPTETS, REPLACED_CHARACTERS);
        let characters = self.characters() - self.outside() + self.part(REPLACED_CHARACTERS, u64::BITS);
        Sum(septets as u64 | (characters as u64) << CHARACTERS)
    }
}

/// The characters of a message's values that the alphabet does not have.
#[derive(Debug)]
pub(super) struct Outside {
    /// Each with its field.
    pub(super) characters: [(u8, char); OUTSIDE_MAX],
    pub(super) count: usize,
    /// Whether some of them have no replacement.
    pub(super) is_lasting: bool,
}

impl Outside {
    pub(super) fn new() -> Outside {
        Outside { characters: [(0, ' '); OUTSIDE_MAX], count: 0, is_lasting: false }
    }

    #[inline(always)]
    pub(super) fn clear(&mut self) {
        (self.count, self.is_lasting) = (0, false);
    }
}

#[derive(Debug, Clone)]
pub(super) struct Letters {
    gauge: Gauge,
    ascii: [Sum; 0x80],
    /// Of characters of two bytes, those that were found.
    of_two: Box<[Sum; OF_TWO]>,
    /// A character and what it adds.
    slots: Box<[(u32, Sum); SLOTS]>,
}

impl Letters {
    /// `None` where the alphabet lacks what marks take for ordinary.
    pub(super) fn new(gauge: &Gauge) -> Option<Letters> {
        let ascii = std::array::from_fn(|code| sum_of(char::from(code as u8), gauge));
        let is_ordinary = |c: char| ascii[c as usize] == ORDINARY;
        let all = (' '..='Z').chain('a'..='z').all(is_ordinary);
        all.then(|| Letters {
            gauge: gauge.clone(),
            ascii,
            of_two: Box::new([UNKNOWN; OF_TWO]),
            slots: Box::new([(0, UNKNOWN); SLOTS]),
        })
    }

    /// What a field's character adds that begins there, and its length in bytes; `None` where it is no UTF-8, or takes more
    /// than a sum.
    #[inline(always)]
    pub(super) fn at(&mut self, text: &[u8], at: usize, field: u8, outside: &mut Outside) -> Option<(Sum, usize)> {
        let byte = *text.get(at)?;
        let (c, mut adds, length) = match byte {
            0..=0x7f => (u32::from(byte), self.ascii[usize::from(byte & 0x7f)], 1),
            0xc2..=0xdf => {
                let c = u32::from(byte & 0x1f) << 6 | goes_on(text, at.wrapping_add(1))?;
                (c, self.of_two[c as usize % OF_TWO], 2)
            }
            0xe0..=0xef => {
                let next = goes_on(text, at.wrapping_add(1))? << 6 | goes_on(text, at.wrapping_add(2))?;
                (u32::from(byte & 0x0f) << 12 | next, UNKNOWN, 3)
            }
            _ => return None,
        };
        let c = char::from_u32(c)?;
        if adds == UNKNOWN {
            adds = self.found(c, length)?;
        }
        *outside.characters.get_mut(outside.count)? = (field, c);
        outside.count = outside.count.wrapping_add(usize::from(adds.outside() != 0));
        outside.is_lasting |= adds.0 & LASTING != 0;
        Some((Sum(adds.0 & !LASTING), length))
    }

    /// What a character adds that is not in the tables, or not yet.
    #[inline(never)]
    fn found(&mut self, c: char, length: usize) -> Option<Sum> {
        if c.len_utf8() != length {
            return None;
        }
        let slot = &mut self.slots[c as usize % SLOTS];
        if slot.0 != c as u32 {
            *slot = (c as u32, sum_of(c, &self.gauge));
        }
        let adds = slot.1;
        if let (2, Some(of_two)) = (length, self.of_two.get_mut(c as usize)) {
            *of_two = adds;
        }
        Some(adds).filter(|adds| *adds != UNKNOWN)
    }
}

/// The bits of a character that a byte of UTF-8 has which goes on with it.
#[inline(always)]
fn goes_on(text: &[u8], at: usize) -> Option<u32> {
    let byte = *text.get(at)?;
    (byte & 0xc0 == 0x80).then_some(u32::from(byte & 0x3f))
}

/// What a character adds, by the general way.
#[cold]
fn sum_of(c: char, gauge: &Gauge) -> Sum {
    let own = gauge.tally(c.encode_utf8(&mut [0; 4]));
    if own.utf16 != 1 || !own.is_free() {
        return UNKNOWN;
    }
    let mut sum = u64::from(own.septets) | 1 << CHARACTERS;
    if own.outside > 0 {
        let Some((_, instead)) = gauge.replacement(c) else { return UNKNOWN };
        sum |= 1 << OUTSIDE;
        if instead.outside > 0 {
            return Sum(sum | LASTING);
        }
        let is_small = instead.septets <= REPLACED_MAX && instead.characters <= REPLACED_MAX;
        if !instead.is_free() || !is_small {
            return UNKNOWN;
        }
        sum |= u64::from(instead.septets) << REPLACED_SEPTETS;
        sum |= u64::from(instead.characters) << REPLACED_CHARACTERS;
    }
    Sum(sum)
}
