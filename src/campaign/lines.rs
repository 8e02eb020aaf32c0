//! Counters of recipients that cost the same.

use crate::map::Map;
use crate::sms::Encoding;

/// What recipients have in common that cost the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Class {
    /// An index of [`Places`](super::places::Places).
    pub(crate) place: usize,
    /// Which of the recipients' numbers it is, from 1.
    pub(crate) position: u32,
    /// An index of [`Encoding::ALL`], or [`NO_TEXT`].
    pub(crate) encoding: usize,
    pub(crate) segments: u32,
    pub(crate) segments_max: u32,
}

/// In place of an encoding where there is none.
pub(crate) const NO_TEXT: usize = Encoding::ALL.len();

/// Segments that are counted in place; beyond, and where borders differ, by key.
const SEGMENTS: usize = 8;
const SLOTS: usize = SEGMENTS * (NO_TEXT + 1);

/// Counters by class: a row for each place.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lines {
    rows: Vec<[u64; SLOTS]>,
    others: Map<Class, u64>,
}

impl Class {
    /// A call to one of the recipient's numbers.
    pub(crate) fn call(place: usize, position: u32) -> Class {
        Class { place, position, encoding: NO_TEXT, segments: 1, segments_max: 1 }
    }

    #[inline]
    pub(crate) fn slot(&self) -> Option<usize> {
        let first = self.segments.wrapping_sub(1) as usize;
        let is_plain = first < SEGMENTS && self.segments == self.segments_max && self.position == 1;
        is_plain.then(|| self.encoding * SEGMENTS + first)
    }
}

impl Lines {
    #[inline]
    pub(crate) fn add(&mut self, class: Class, count: u64) {
        match (class.slot(), self.rows.get_mut(class.place)) {
            (Some(slot), Some(row)) => row[slot] += count,
            _ => self.add_other(class, count),
        }
    }

    #[cold]
    fn add_other(&mut self, class: Class, count: u64) {
        match class.slot() {
            Some(slot) => {
                self.rows.resize(self.rows.len().max(class.place + 1), [0; SLOTS]);
                self.rows[class.place][slot] += count;
            }
            None => *self.others.entry(class).or_default() += count,
        }
    }

    /// All that were counted.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (Class, u64)> {
        let plain = self.rows.iter().enumerate().flat_map(|(place, row)| {
            row.iter().enumerate().filter(|(_, count)| **count > 0).map(move |(slot, &count)| {
                let segments = (slot % SEGMENTS + 1) as u32;
                let encoding = slot / SEGMENTS;
                (Class { place, position: 1, encoding, segments, segments_max: segments }, count)
            })
        });
        plain.chain(self.others.iter().map(|(class, count)| (*class, *count)))
    }

    /// Adds others, whose places have these indices here.
    pub(crate) fn merge(&mut self, other: &Lines, places: &[usize]) {
        for (class, count) in other.iter() {
            self.add(Class { place: places[class.place], ..class }, count);
        }
    }
}
