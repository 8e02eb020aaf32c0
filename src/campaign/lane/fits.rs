//! Sizes of messages by their units, made by the general way once.

use super::letters::Sum;
use crate::campaign::message::Meter;
use crate::sms::{Encoding, Tally};

/// Messages with more units are not ordinary.
pub(super) const UNITS: usize = 1024;

/// How a message of so many units is sent.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Fit {
    pub(super) segments: u8,
    /// Units that characters that are kept whole may leave free before there are more segments.
    free: u16,
    pub(super) excess: u16,
}

impl Fit {
    /// Whether it is so wherever in the text so many characters of two septets stand.
    #[inline(always)]
    fn holds(self, doubles: usize) -> bool {
        // Each border loses one unit at most, and there are as many as can be lost.
        doubles.min(self.segments.into()) <= self.free.into()
    }
}

/// By units, as far as all of them are ordinary.
#[derive(Debug, Clone)]
pub(super) struct Fits {
    seven_bit: Vec<Fit>,
    ucs2: Vec<Fit>,
    /// Whether a message of so many septets, whose fields add none but single ones, is sent as `seven_bit` says.
    plain: Vec<bool>,
    encoding: Encoding,
}

impl Fits {
    /// `fixed` is what the message's own text adds.
    pub(super) fn new(meter: &Meter, fixed: Sum) -> Option<Fits> {
        let fits = |tally: fn(u32) -> Tally| (0..UNITS as u32).map_while(|units| fit(meter, &tally(units))).collect();
        let encoding = meter.measure_tally(&Tally::default())?.0.encoding;
        let seven_bit: Vec<Fit> = fits(Tally::held);
        let doubles = fixed.septets() - fixed.characters();
        let plain = seven_bit.iter().map(|fit| fit.holds(doubles)).collect();
        Some(Fits { seven_bit, ucs2: fits(Tally::outside), plain, encoding })
    }

    /// Whether a message of so many septets is ordinary whose fields add none but single ones.
    #[inline(always)]
    pub(super) fn is_plain(&self, units: usize) -> bool {
        self.plain.get(units).is_some_and(|is_plain| *is_plain)
    }

    /// Of a message that the alphabet holds; `None` where it depends on where things stand in the text.
    #[inline(always)]
    pub(super) fn seven_bit(&self, sum: Sum) -> Option<Fit> {
        let fit = *self.seven_bit.get(sum.septets())?;
        fit.holds(sum.septets().wrapping_sub(sum.characters())).then_some(fit)
    }

    /// Of another one, each of whose characters is one unit.
    #[inline(always)]
    pub(super) fn ucs2(&self, sum: Sum) -> Option<Fit> {
        self.ucs2.get(sum.characters()).copied()
    }

    /// Of a message that was counted by its units.
    pub(super) fn at(&self, is_ucs2: bool, units: usize) -> Option<Fit> {
        (if is_ucs2 { &self.ucs2 } else { &self.seven_bit }).get(units).copied()
    }

    #[inline(always)]
    pub(super) fn encoding(&self, is_ucs2: bool) -> usize {
        if is_ucs2 { Encoding::Ucs2 as usize } else { self.encoding as usize }
    }
}

fn fit(meter: &Meter, tally: &Tally) -> Option<Fit> {
    let (measure, remaining) = meter.measure_tally(tally)?;
    let is_one = measure.segments <= 1;
    Some(Fit {
        segments: u8::try_from(measure.segments).ok().filter(|_| measure.over.is_none())?,
        free: if is_one { u16::MAX } else { remaining.try_into().ok()? },
        excess: measure.excess.try_into().ok()?,
    })
}
