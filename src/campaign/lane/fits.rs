//! Sizes of messages by their units, made by the general way once.

use super::letters::Sum;
use crate::campaign::message::Meter;
use crate::sms::{Encoding, Tally};

/// Messages with more units are not ordinary.
const UNITS: usize = 1024;

/// How a message of so many units is sent.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Fit {
    pub(super) segments: u8,
    /// Units that characters that are kept whole may leave free before there are more segments.
    free: u16,
    pub(super) excess: u16,
}

#[derive(Debug)]
pub(super) struct Fits {
    seven_bit: Box<[Option<Fit>; UNITS]>,
    ucs2: Box<[Option<Fit>; UNITS]>,
    encoding: Encoding,
}

impl Fits {
    pub(super) fn new(meter: &Meter) -> Option<Fits> {
        let (mut seven_bit, mut ucs2) = (Box::new([None; UNITS]), Box::new([None; UNITS]));
        for (units, fits) in (0..).zip(seven_bit.iter_mut().zip(ucs2.iter_mut())) {
            *fits.0 = fit(meter, &Tally::held(units));
            *fits.1 = fit(meter, &Tally::outside(units));
        }
        let encoding = meter.measure_tally(&Tally::default())?.0.encoding;
        Some(Fits { seven_bit, ucs2, encoding })
    }

    /// Of a message that the alphabet holds; `None` where it depends on where things stand in the text.
    #[inline(always)]
    pub(super) fn seven_bit(&self, sum: &Sum) -> Option<Fit> {
        let fit = (*self.seven_bit.get(sum.septets as usize)?)?;
        // Each border loses one unit at most, and there are as many as can be lost.
        let lost = sum.septets.wrapping_sub(sum.characters).min(fit.segments.into());
        (lost <= fit.free.into()).then_some(fit)
    }

    /// Of another one, each of whose characters is one unit.
    #[inline(always)]
    pub(super) fn ucs2(&self, sum: &Sum) -> Option<Fit> {
        *self.ucs2.get(sum.utf16 as usize)?
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
