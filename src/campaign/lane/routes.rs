//! Where a number's price is, by its first digits.

use crate::campaign::counter::Counter;
use crate::campaign::number::{Plain, read_number};
use crate::phone::{E164, Place};

/// Beginnings of four digits.
const LEADING: usize = 10_000;

/// Nothing is known of what begins so.
const UNKNOWN: u16 = u16::MAX;

/// More digits are needed.
const SHARED: u16 = UNKNOWN - 1;

/// A number as it was read.
#[derive(Debug, Clone, Copy)]
pub(super) enum Number {
    /// It was not put together yet.
    Plain(Plain),
    Written(E164),
}

impl Number {
    #[inline(always)]
    pub(super) fn read(cell: &[u8], counter: &Counter) -> Option<Number> {
        match Plain::read(cell) {
            Some(plain) => Some(Number::Plain(plain)),
            None => read_number(cell, counter.setup.home.as_ref()).ok().map(Number::Written),
        }
    }

    #[inline(always)]
    pub(super) fn e164(self) -> Option<E164> {
        match self {
            Number::Plain(plain) => plain.number(),
            Number::Written(number) => Some(number),
        }
    }
}

/// Indices of places that have a price, by the first digits of their numbers.
#[derive(Debug, Clone)]
pub(super) struct Routes(Box<[u16; LEADING]>);

impl Routes {
    pub(super) fn new() -> Routes {
        Routes(Box::new([UNKNOWN; LEADING]))
    }

    /// The index of a number's place, where it is known that there is a price.
    #[inline(always)]
    pub(super) fn of(&mut self, number: Number, counter: &Counter) -> Option<usize> {
        let known = match number {
            Number::Plain(plain) => self.known(plain),
            Number::Written(_) => None,
        };
        known.or_else(|| self.slow(number, counter))
    }

    /// The same, where it was found before by the first digits alone.
    #[inline(always)]
    pub(super) fn known(&self, number: Plain) -> Option<usize> {
        let place = *self.0.get(number.leading()?)?;
        (place < SHARED).then_some(place.into())
    }

    #[inline(never)]
    fn slow(&mut self, number: Number, counter: &Counter) -> Option<usize> {
        let priced = |place: Place| counter.counts.places.priced(place);
        if let Number::Plain(plain) = number
            && let Some(leading) = plain.leading()
            && self.0[leading] == UNKNOWN
        {
            match Place::of_leading(leading) {
                None => self.0[leading] = SHARED,
                Some(place) => {
                    let place = priced(place)?;
                    self.0[leading] = u16::try_from(place).unwrap_or(SHARED).min(SHARED);
                }
            }
        }
        priced(number.e164()?.place())
    }
}
