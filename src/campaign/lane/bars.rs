//! Messages by their place and units, and values by their units: what else is counted of ordinary rows follows from it.

use super::fits::{Fits, UNITS};
use crate::campaign::counts::Counts;
use crate::campaign::effects::FieldCount;
use crate::campaign::lines::{Class, Lines};

/// Counters for each number of units: of 7 bit, then of UCS-2.
const BARS: usize = 2 * UNITS;

#[derive(Debug)]
pub(super) struct Bars {
    /// By place.
    messages: Vec<u64>,
    /// By field.
    values: Vec<u64>,
}

impl Bars {
    pub(super) fn new(fields: usize) -> Bars {
        Bars { messages: Vec::new(), values: vec![0; fields * BARS] }
    }

    /// Units are fewer than [`UNITS`].
    #[inline(always)]
    pub(super) fn message(&mut self, place: usize, is_ucs2: bool, units: usize) {
        let at = bar(place, is_ucs2, units);
        match self.messages.get_mut(at) {
            Some(count) => *count = count.wrapping_add(1),
            None => self.first(at),
        }
    }

    #[cold]
    fn first(&mut self, at: usize) {
        self.messages.resize((at / BARS + 1) * BARS, 0);
        self.messages[at] = 1;
    }

    #[inline(always)]
    pub(super) fn value(&mut self, field: usize, is_ucs2: bool, units: usize) {
        if let Some(count) = self.values.get_mut(bar(field, is_ucs2, units)) {
            *count = count.wrapping_add(1);
        }
    }

    fn messages(&self, fits: &Fits, mut each: impl FnMut(Class, u32, u64)) {
        for (at, &count) in self.messages.iter().enumerate().filter(|(_, count)| **count > 0) {
            let (is_ucs2, units) = (at / UNITS % 2 == 1, at % UNITS);
            let Some(fit) = fits.at(is_ucs2, units) else { continue };
            let (encoding, segments) = (fits.encoding(is_ucs2), u32::from(fit.segments));
            let class = Class { place: at / BARS, position: 1, encoding, segments, segments_max: segments };
            each(class, fit.excess.into(), count);
        }
    }

    /// What these messages add to the lines.
    pub(super) fn lines(&self, fits: &Fits, lines: &mut Lines) {
        self.messages(fits, |class, _, count| lines.add(class, count));
    }

    /// Tells all that was counted. Values stand in a message so many times, by field.
    pub(super) fn settle(&mut self, fits: &Fits, times: impl Iterator<Item = u32>, counts: &mut Counts) {
        self.messages(fits, |class, excess, count| {
            counts.lines.add(class, count);
            counts.effects.excess(class, excess, count);
        });
        self.messages.clear();
        for ((bars, times), field) in self.values.chunks_mut(BARS).zip(times).zip(&mut counts.effects.fields) {
            for (at, count) in bars.iter_mut().enumerate().filter(|(_, count)| **count > 0) {
                let units = (at % UNITS) as u32 * times;
                let count = std::mem::take(count);
                let sum = u64::from(units) * count;
                field.merge(&FieldCount { rows: count, flips: 0, min: units, max: units, sum });
            }
        }
    }
}

#[inline(always)]
fn bar(row: usize, is_ucs2: bool, units: usize) -> usize {
    row.wrapping_mul(BARS) | (usize::from(is_ucs2) * UNITS) | units & (UNITS - 1)
}
