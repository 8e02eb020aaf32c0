//! What characters add, by tables.

use crate::sms::{Gauge, Tally};

/// Cells with more bytes are not ordinary: what smaller ones add fits the bits that [`Packed`] has for it.
const CELL_BYTES: usize = 1 << 10;

/// Characters that are remembered, by their lower bits.
const SLOTS: usize = 1024;

/// What a text adds, each of whose characters is one UTF-16 code unit and stands alone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Sum {
    pub(super) characters: u32,
    pub(super) septets: u32,
    pub(super) utf16: u32,
    /// Characters that the alphabet does not have.
    pub(super) outside: u32,
    /// What their replacements add instead.
    replaced_septets: u32,
    replaced_characters: u32,
    /// Whether some of them have no replacement.
    pub(super) is_lasting: bool,
}

impl Sum {
    pub(super) fn of(tally: Tally) -> Sum {
        let Tally { characters, septets, utf16, .. } = tally;
        Sum { characters, septets, utf16, ..Sum::default() }
    }

    /// Of characters that are one of everything.
    #[inline(always)]
    pub(super) fn ordinary(length: usize) -> Sum {
        let length = length as u32;
        Sum { characters: length, septets: length, utf16: length, ..Sum::default() }
    }

    /// Of cells and times that are bounded, so nothing overflows.
    #[inline(always)]
    pub(super) fn add(&mut self, other: &Sum, times: u32) {
        let add = |sum: &mut u32, other: u32| *sum = sum.wrapping_add(other.wrapping_mul(times));
        add(&mut self.characters, other.characters);
        add(&mut self.septets, other.septets);
        add(&mut self.utf16, other.utf16);
        add(&mut self.outside, other.outside);
        add(&mut self.replaced_septets, other.replaced_septets);
        add(&mut self.replaced_characters, other.replaced_characters);
        self.is_lasting |= other.is_lasting;
    }

    /// The same text with all replaced that the alphabet does not have.
    #[inline(always)]
    pub(super) fn replaced(&self) -> Sum {
        Sum {
            characters: self.characters.wrapping_sub(self.outside).wrapping_add(self.replaced_characters),
            septets: self.septets.wrapping_add(self.replaced_septets),
            ..Sum::default()
        }
    }
}

/// Several small sums in one number, which are added up at once.
type Packed = u64;

// Where they begin; septets are the lowest. A character takes a byte at least, and is at most two septets.
const CHARACTERS: u32 = 12;
const OUTSIDE: u32 = 24;
const REPLACED_SEPTETS: u32 = 36;
const REPLACED_CHARACTERS: u32 = 50;

/// A character that nothing replaces; the bit is not added up.
const LASTING: Packed = 1 << 63;

/// The most septets and characters that stand in place of one.
const REPLACED_MAX: u32 = 15;

/// What a letter adds.
const ORDINARY: Packed = 1 | 1 << CHARACTERS;

/// Nothing adds that.
const UNKNOWN: Packed = 0;

#[derive(Debug)]
pub(super) struct Letters {
    gauge: Gauge,
    ascii: [Packed; 0x80],
    /// A character and what it adds.
    slots: Box<[(u32, Packed); SLOTS]>,
}

impl Letters {
    /// `None` where the alphabet lacks what windows take for ordinary.
    pub(super) fn new(gauge: &Gauge) -> Option<Letters> {
        let ascii = std::array::from_fn(|code| packed(char::from(code as u8), gauge));
        let is_ordinary = |c: char| ascii[c as usize] == ORDINARY;
        let all = (' '..='Z').chain('a'..='z').all(is_ordinary);
        all.then(|| Letters { gauge: gauge.clone(), ascii, slots: Box::new([(0, UNKNOWN); SLOTS]) })
    }

    /// What a cell adds, of whose first bytes it is known which may be odd; `None` where it is no UTF-8, or has a
    /// character that takes more than a sum.
    #[inline]
    pub(super) fn sum(&mut self, cell: &[u8], odd: u64) -> Option<Sum> {
        if cell.len() > CELL_BYTES {
            return None;
        }
        let ordinary = |length: usize| (length as Packed).wrapping_mul(ORDINARY);
        let (mut sum, mut union, mut done): (Packed, Packed, _) = (0, 0, 0);
        each_odd(cell, odd, |at, byte| {
            let (adds, length) = match self.ascii.get(usize::from(byte)) {
                Some(adds) => (*adds, 1),
                None => {
                    let (c, length) = decoded(cell, at)?;
                    (self.of(c), length)
                }
            };
            sum = sum.wrapping_add(ordinary(at - done)).wrapping_add(adds & !LASTING);
            union |= adds;
            done = at + length;
            (adds != UNKNOWN).then_some(length)
        })?;
        sum = sum.wrapping_add(ordinary(cell.len() - done));
        let part = |from: u32, to: u32| (sum >> from & ((1 << (to - from)) - 1)) as u32;
        let characters = part(CHARACTERS, OUTSIDE);
        Some(Sum {
            characters,
            septets: part(0, CHARACTERS),
            utf16: characters,
            outside: part(OUTSIDE, REPLACED_SEPTETS),
            replaced_septets: part(REPLACED_SEPTETS, REPLACED_CHARACTERS),
            replaced_characters: part(REPLACED_CHARACTERS, Packed::BITS),
            is_lasting: union & LASTING != 0,
        })
    }

    /// Calls with the characters that the alphabet does not have of a cell that has a sum.
    #[inline]
    pub(super) fn outside(&self, cell: &[u8], odd: u64, mut each: impl FnMut(char) -> Option<()>) -> Option<()> {
        each_odd(cell, odd, |at, byte| {
            let (c, adds, length) = match self.ascii.get(usize::from(byte)) {
                Some(adds) => (char::from(byte), *adds, 1),
                None => {
                    let (c, length) = decoded(cell, at)?;
                    let (known, adds) = self.slots[c as usize % SLOTS];
                    (c, if known == c as u32 { adds } else { packed(c, &self.gauge) }, length)
                }
            };
            if adds >> OUTSIDE != 0 {
                each(c)?;
            }
            Some(length)
        })
    }

    #[inline]
    fn of(&mut self, c: char) -> Packed {
        let slot = &mut self.slots[c as usize % SLOTS];
        if slot.0 != c as u32 {
            *slot = (c as u32, packed(c, &self.gauge));
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
#[inline]
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
fn packed(c: char, gauge: &Gauge) -> Packed {
    let own = gauge.tally(c.encode_utf8(&mut [0; 4]));
    if own.utf16 != 1 || !own.is_free() {
        return UNKNOWN;
    }
    let mut packed = Packed::from(own.septets) | 1 << CHARACTERS;
    if own.outside > 0 {
        let Some((_, instead)) = gauge.replacement(c) else { return UNKNOWN };
        packed |= 1 << OUTSIDE;
        if instead.outside > 0 {
            return packed | LASTING;
        }
        let is_small = instead.septets <= REPLACED_MAX && instead.characters <= REPLACED_MAX;
        if !instead.is_free() || !is_small {
            return UNKNOWN;
        }
        packed |= Packed::from(instead.septets) << REPLACED_SEPTETS;
        packed |= Packed::from(instead.characters) << REPLACED_CHARACTERS;
    }
    packed
}
