//! What characters add, by tables.

use crate::sms::{Gauge, Tally};

/// The most bytes of all values of a message: what they add fits the bits that [`Sum`] has for it.
pub(super) const MERGED_BYTES: usize = 511;

/// The most characters of a message that the alphabet does not have.
pub(super) const OUTSIDE_MAX: usize = 64;

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
}

#[derive(Debug, Clone)]
pub(super) struct Letters {
    gauge: Gauge,
    ascii: [Sum; 0x80],
    /// A character and what it adds.
    slots: Box<[(u32, Sum); SLOTS]>,
}

impl Letters {
    /// `None` where the alphabet lacks what windows take for ordinary.
    pub(super) fn new(gauge: &Gauge) -> Option<Letters> {
        let ascii = std::array::from_fn(|code| sum_of(char::from(code as u8), gauge));
        let is_ordinary = |c: char| ascii[c as usize] == ORDINARY;
        let all = (' '..='Z').chain('a'..='z').all(is_ordinary);
        all.then(|| Letters { gauge: gauge.clone(), ascii, slots: Box::new([(0, UNKNOWN); SLOTS]) })
    }

    /// What a field's value adds, of whose first bytes it is known which may be odd; `None` where it is no UTF-8, or has
    /// a character that takes more than a sum.
    #[inline(always)]
    pub(super) fn sum(&mut self, cell: &[u8], odd: u64, field: u8, outside: &mut Outside) -> Option<Sum> {
        let (mut sum, mut done) = (Sum::default(), 0);
        each_odd(cell, odd, |at, byte| {
            let (c, adds, length) = match self.ascii.get(usize::from(byte)) {
                Some(adds) => (char::from(byte), *adds, 1),
                None => {
                    let (c, length) = decoded(cell, at)?;
                    (c, self.of(c), length)
                }
            };
            if adds == UNKNOWN {
                return None;
            }
            *outside.characters.get_mut(outside.count)? = (field, c);
            outside.count = outside.count.wrapping_add(usize::from(adds.outside() != 0));
            outside.is_lasting |= adds.0 & LASTING != 0;
            sum = sum.plus(Sum::ordinary(at.wrapping_sub(done))).plus(Sum(adds.0 & !LASTING));
            done = at.wrapping_add(length);
            Some(length)
        })?;
        Some(sum.plus(Sum::ordinary(cell.len().wrapping_sub(done))))
    }

    #[inline(always)]
    fn of(&mut self, c: char) -> Sum {
        let slot = &mut self.slots[c as usize % SLOTS];
        if slot.0 != c as u32 {
            *slot = (c as u32, sum_of(c, &self.gauge));
        }
        slot.1
    }
}

/// Calls with the places and the bytes of characters that may be odd, and goes on behind them: there is a bit for each of
/// the first 64 bytes; of further ones, any may be.
#[inline(always)]
fn each_odd(cell: &[u8], odd: u64, mut each: impl FnMut(usize, u8) -> Option<usize>) -> Option<()> {
    let (mut base, mut left) = (0, odd);
    loop {
        while left != 0 {
            let offset = left.trailing_zeros() as usize;
            let Some(&byte) = cell.get(base + offset) else { return Some(()) };
            let next = offset + each(base + offset, byte)?;
            left = if next < 64 { left & u64::MAX << next } else { 0 };
            // A character that goes on behind the 64 bytes.
            if next > 64 && base + 64 < cell.len() {
                (base, left) = (base + 64, u64::MAX << (next - 64));
            }
        }
        base += 64;
        if base >= cell.len() {
            return Some(());
        }
        left = u64::MAX;
    }
}

/// The character of two or three bytes that begins there, and how many they are.
#[inline(always)]
fn decoded(cell: &[u8], at: usize) -> Option<(char, usize)> {
    let next =
        |index: usize| cell.get(at + index).filter(|byte| *byte & 0xc0 == 0x80).map(|byte| u32::from(byte & 0x3f));
    let lead = u32::from(*cell.get(at)?);
    match lead {
        0xc2..=0xdf => Some((char::from_u32((lead & 0x1f) << 6 | next(1)?)?, 2)),
        0xe0..=0xef => {
            let code = (lead & 0x0f) << 12 | next(1)? << 6 | next(2)?;
            Some((char::from_u32(code).filter(|_| code >= 0x800)?, 3))
        }
        _ => None,
    }
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
