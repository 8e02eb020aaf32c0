//! Messages that fields make UCS-2, counted by what they have in common before it is told to [`Effects`].

use super::letters::Outside;
use crate::campaign::effects::{Change, Effects, Source};

/// A power of two.
const SLOTS: usize = 4096;

/// A message's place, sizes, fields and, where it is the only one, its character; or a character of a field.
///
/// From the highest bit on: 1, the place (or [`NO_PLACE`]), segments as it is and as it could be, a bit for each field,
/// the character.
type Key = u64;

const CHARACTER_BITS: u32 = 21;
const FIELD_BITS: u32 = 4;
const TO_SHIFT: u32 = CHARACTER_BITS + FIELD_BITS;
const FROM_SHIFT: u32 = TO_SHIFT + u8::BITS;
const PLACE_SHIFT: u32 = FROM_SHIFT + u8::BITS;

/// In place of a place: the key is of a character of a field among others.
const NO_PLACE: u64 = u16::MAX as u64;

/// In place of segments: there are as many, as there is nothing that can be replaced.
pub(super) const NO_CHANGE: u8 = u8::MAX;

/// In place of a character, where there are several: none of UCS-2 is.
const SEVERAL: u64 = 0;

/// A message that its fields make UCS-2.
#[derive(Debug, Clone, Copy)]
pub(super) struct Flip {
    pub(super) place: usize,
    pub(super) from: u8,
    /// Its segments with all replaced, or [`NO_CHANGE`].
    pub(super) to: u8,
}

/// Counters by key: what comes often is told once.
#[derive(Debug, Default)]
pub(super) struct Flips {
    slots: Vec<(Key, u64)>,
}

impl Flips {
    #[inline(always)]
    pub(super) fn add(&mut self, flip: Flip, outside: &Outside, effects: &mut Effects) {
        let segments = u64::from(flip.from) << FROM_SHIFT | u64::from(flip.to) << TO_SHIFT;
        let key = 1 << 63 | (flip.place as u64) << PLACE_SHIFT | segments;
        match outside.characters[..outside.count] {
            [(field, c)] => {
                self.count(key | character_key(field, c), effects);
                effects.fields[usize::from(field)].flips += 1;
            }
            ref several => self.several(key, several, effects),
        }
    }

    /// The message of these characters, and each of them once.
    #[inline(never)]
    fn several(&mut self, key: Key, characters: &[(u8, char)], effects: &mut Effects) {
        let Some(&(first_field, first)) = characters.first() else { return };
        let fields = characters.iter().fold(0, |fields, (field, _)| fields | 1 << field);
        if characters.iter().all(|(field, c)| (*field, *c) == (first_field, first)) {
            self.count(key | character_key(first_field, first), effects);
        } else {
            self.count(key | fields << CHARACTER_BITS | SEVERAL, effects);
            // Characters that came before have their bit.
            let mut bits = 0_u64;
            for (at, &(field, c)) in characters.iter().enumerate() {
                let bit = 1 << (c as u32 & 63);
                if bits & bit == 0 || !characters[..at].contains(&(field, c)) {
                    self.count(1 << 63 | NO_PLACE << PLACE_SHIFT | character_key(field, c), effects);
                }
                bits |= bit;
            }
        }
        for (field, count) in effects.fields.iter_mut().enumerate() {
            count.flips += fields >> field & 1;
        }
    }

    #[inline(always)]
    fn count(&mut self, key: Key, effects: &mut Effects) {
        let slot = (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 52) as usize;
        match self.slots.get_mut(slot) {
            Some((known, count)) if *known == key => *count += 1,
            _ => self.replace(slot, key, effects),
        }
    }

    #[inline(never)]
    fn replace(&mut self, slot: usize, key: Key, effects: &mut Effects) {
        if self.slots.is_empty() {
            self.slots.resize(SLOTS, (0, 0));
        }
        // So many characters are told apart: those that come first, as everywhere.
        if let Some((field, c)) = character(key) {
            effects.character(field, c, 0);
        }
        let (known, count) = std::mem::replace(&mut self.slots[slot], (key, 1));
        tell(known, count, effects);
    }

    /// Tells all that was counted.
    pub(super) fn settle(&mut self, effects: &mut Effects) {
        for (key, count) in std::mem::take(&mut self.slots) {
            tell(key, count, effects);
        }
    }
}

#[inline(always)]
fn character_key(field: u8, c: char) -> Key {
    1 << (CHARACTER_BITS + u32::from(field)) | u64::from(c)
}

fn field(key: Key) -> usize {
    (key >> CHARACTER_BITS).trailing_zeros() as usize
}

/// The character of a field that the key has.
fn character(key: Key) -> Option<(usize, char)> {
    let c = key & ((1 << CHARACTER_BITS) - 1);
    if c == SEVERAL { None } else { Some((field(key), char::from_u32(c as u32)?)) }
}

fn tell(key: Key, count: u64, effects: &mut Effects) {
    if count == 0 {
        return;
    }
    let character = character(key).filter(|(field, c)| effects.character(*field, *c, count));
    let place = key >> PLACE_SHIFT & NO_PLACE;
    if place == NO_PLACE || (key >> TO_SHIFT) as u8 == NO_CHANGE {
        return;
    }
    let segments = |shift: u32| ((key >> shift) as u8).into();
    let (from, to) = (segments(FROM_SHIFT), segments(TO_SHIFT));
    let change = Change { place: place as usize, from: (from, from), to: (to, to) };
    let mut saved = |source: Source| *effects.replaced.entry((source, change)).or_default() += count;
    saved(Source::All);
    let fields = key >> CHARACTER_BITS & ((1 << FIELD_BITS) - 1);
    if fields.count_ones() == 1 {
        saved(Source::Field(field(key)));
    }
    if let Some((field, c)) = character {
        saved(Source::Character(field, c));
    }
}
